"""Foods, drinks and remedies: look one up by name and judge how much of it was had.

Content is the US Department of Agriculture's table (public domain) with a few rows added for
what it lacks; see `docs/foods.md`.
"""

from __future__ import annotations

from cramp.knowledge.food_portions import GramsEstimate, UnknownPortion, grams
from cramp.knowledge.food_search import FoodMatch, find_foods, match_food
from cramp.knowledge.food_table import Food, FoodPortion, UnknownFood, all_foods, food

__all__ = [
    "Food",
    "FoodMatch",
    "FoodPortion",
    "GramsEstimate",
    "UnknownFood",
    "UnknownPortion",
    "all_foods",
    "find_foods",
    "food",
    "grams",
    "match_food",
]
