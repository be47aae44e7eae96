"""What people eat and drink from day to day: usual life, controlled diets, fasts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from cramp.exposure.clock import DAY_MINUTES
from cramp.exposure.diet import UNTOLD_DRINKS, UNTOLD_MEAL_MINUTES, UNTOLD_MEALS
from cramp.exposure.untold import USUAL_NUTRIENTS, draw_untold
from cramp.validation.amounts import SALTS, ions
from cramp.validation.chloride import of_diet, of_usual_life
from cramp.validation.inputs import eaten_input
from cramp.validation.people import EvenStreams

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cramp.validation.differing import Differing, Taking
    from cramp.validation.moments import Days
    from cramp.validation.people import Population
    from cramp.validation.steps import Diet, Step, Substances, UsualLife

Amounts = dict[str, Any]
"""Of each substance mmol, of water litres: a number, or one for each person, shape (V,)."""

_DRAWN = {name.rsplit("_", 1)[0]: name for name in USUAL_NUTRIENTS}


class Fasted(NamedTuple):
    """A stretch of time in which no meal begins; water is drunk where it is allowed."""

    begin_minute: float
    end_minute: float
    water: bool


class Eaten(NamedTuple):
    """A diet of some days: daily amounts, and clock hours in minutes, `usual` or `spread`."""

    days: Days
    meals: list[float] | str
    amounts: Amounts


class Meal(NamedTuple):
    """Something eaten or drunk."""

    at_minute: float
    minutes: float
    amounts: Amounts


@dataclass(frozen=True)
class Eating:
    """How the people of one arm eat.

    Attributes
    ----------
    usual
        Daily amounts of usual life, of what the body takes.
    diets, fasts
        Of the protocol.
    """

    usual: Amounts
    diets: tuple[Eaten, ...]
    fasts: tuple[Fasted, ...]

    def meals(self, index: int) -> Iterator[Meal]:
        """Give what is eaten and drunk on a day, index 0 being day 1, fasts left out."""
        for meal in self._planned(index):
            fasts = [
                fast for fast in self.fasts if fast.begin_minute <= meal.at_minute < fast.end_minute
            ]
            if not fasts:
                yield meal
            elif all(fast.water for fast in fasts) and "water" in meal.amounts:
                yield meal._replace(amounts={"water": meal.amounts["water"]})

    def _planned(self, index: int) -> Iterator[Meal]:
        diet = self._diet(index + 1)
        if diet is None:
            yield from _at_usual_hours(index, self.usual)
            return
        midnight = index * DAY_MINUTES
        if diet.meals == "spread":
            yield Meal(midnight, DAY_MINUTES, diet.amounts)
        elif isinstance(diet.meals, str):
            yield from _at_usual_hours(index, diet.amounts)
        else:
            part = {name: amount / len(diet.meals) for name, amount in diet.amounts.items()}
            for clock in diet.meals:
                yield Meal(midnight + clock, UNTOLD_MEAL_MINUTES, part)

    def _diet(self, day: int) -> Eaten | None:
        """Return the diet of a day: the last one told that has it."""
        found = [diet for diet in self.diets if diet.days.first <= day <= diet.days.last]
        return found[-1] if found else None


def eating(
    life: UsualLife,
    protocol: Sequence[Step],
    fasts: tuple[Fasted, ...],
    population: Population,
    differing: Differing,
    known_inputs: frozenset[str],
) -> Eating:
    """Return how people eat; what usual life leaves untold is drawn as for anybody.

    Parameters
    ----------
    life
        Usual life.
    protocol
        Whose diets are eaten.
    fasts
        Of the protocol, on the experiment's clock.
    population
        V people.
    differing
        How they differ in what is told with a spread.
    known_inputs
        Inputs that the body has; what feeds another one is context.
    """
    sizes = population.sizes
    streams = EvenStreams(differing.seed, len(population))
    drawn = draw_untold(streams, sizes.sex, sizes.age_years, sizes.appetite_ratio)

    per_sodium = drawn.chloride_per_sodium
    taking = differing.taking("usual life")
    usual = {name: drawn.usual[place] for name, place in _DRAWN.items()}
    usual |= daily_amounts(life, taking, known_inputs)
    usual["chloride"] = of_usual_life(life, usual, daily_salts(life, taking), per_sodium)

    def eaten(diet: Diet, taking: Taking) -> Eaten:
        amounts = daily_amounts(diet, taking, known_inputs)
        amounts["chloride"] = of_diet(diet, amounts, daily_salts(diet, taking), usual)
        return Eaten(diet.days, diet.meals, {**usual, **amounts})

    diets = tuple(
        eaten(step.diet, differing.taking("step", str(number)))
        for number, step in enumerate(protocol)
        if step.diet is not None
    )
    return Eating(usual, diets, fasts)


def daily_amounts(told: Substances, taking: Taking, known_inputs: frozenset[str]) -> Amounts:
    """Return amounts with salts taken apart; what the body has no input for is context."""
    amounts: Amounts = {}
    for substance, amount in ions(told.amounts()):
        if eaten_input(substance) in known_inputs:
            amounts[substance] = amounts.get(substance, 0.0) + taking.of(amount)
    return amounts


def daily_salts(told: Substances, taking: Taking) -> Amounts:
    """Return the ions of what was told as named salts, mmol."""
    amounts: Amounts = {}
    salts = {name: amount for name, amount in told.amounts().items() if name in SALTS}
    for ion, amount in ions(salts):
        amounts[ion] = amounts.get(ion, 0.0) + taking.of(amount)
    return amounts


def _at_usual_hours(index: int, amounts: Amounts) -> Iterator[Meal]:
    food = {name: amount for name, amount in amounts.items() if name != "water"}
    drink = {"water": amounts["water"]}
    for what, hours in ((food, UNTOLD_MEALS), (drink, UNTOLD_DRINKS)):
        for clock, share in hours:
            part = {name: amount * share for name, amount in what.items()}
            yield Meal(index * DAY_MINUTES + clock, UNTOLD_MEAL_MINUTES, part)
