"""What age does to the body: a whole, sourced table that acts on drawn people."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.exposure.streams import Streams
from cramp.knowledge.tables import TableError
from cramp.physiology.check import bibliography_keys
from cramp.simulate.ageing import age_effects, read_age_effects
from cramp.simulate.body_size import draw_body_sizes
from cramp.simulate.draws import body_parameters, parameter_scores

HEAD = "parameter,from_age,at_age,factor,status,source,note"
WHOLE = "thirst_drinking_gain,25,75,0.5,assumed,,made up"
PEOPLE = 8


def aged(years: float) -> dict[str, np.ndarray]:
    streams = Streams(3, PEOPLE)
    sizes = draw_body_sizes(
        streams, sex="female", age_years=years, height_cm=165, mass_kg=65, egfr=80
    )
    return body_parameters(sizes, parameter_scores(streams))


def test_every_source_is_in_the_bibliography():
    assert {key for row in age_effects() for key in row.source} <= bibliography_keys()


@pytest.mark.parametrize("row", age_effects(), ids=lambda row: row.parameter)
def test_a_value_changes_from_an_age_on_by_the_same_share_each_year(row):
    young, first, last = row.at(np.array([row.from_age - 5, row.from_age, row.at_age]))
    assert young == first == 1
    assert last == pytest.approx(row.factor)
    half = row.at(np.array([(row.from_age + row.at_age) / 2]))
    assert half == pytest.approx(np.sqrt(row.factor))


def test_the_same_people_concentrate_urine_less_when_they_are_old():
    young, old = aged(25), aged(80)
    ratio = old["urine_osmolality_maximum"] / young["urine_osmolality_maximum"]
    np.testing.assert_allclose(ratio, 0.8 ** (50 / 38))
    np.testing.assert_array_equal(
        young["urine_osmolality_minimum"], old["urine_osmolality_minimum"]
    )


def test_a_table_is_read():
    (row,) = read_age_effects(f"{HEAD}\n{WHOLE}")
    assert (row.parameter, row.from_age, row.at_age, row.factor) == (
        "thirst_drinking_gain", 25, 75, 0.5,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("thirst_drinking_gian,25,75,0.5,assumed,,made up", "no parameter 'thirst_drinking_gian'"),
        ("thirst_drinking_gain,75,25,0.5,assumed,,made up", "must lie above from_age"),
        ("thirst_drinking_gain,25,75,0,assumed,,made up", "the factor above zero"),
        ("thirst_drinking_gain,25,75,half,assumed,,made up", "not a number"),
        ("thirst_drinking_gain,25,75,0.5,recalled,,made up", "recalled needs a source"),
        (
            "thirst_drinking_gain,25,75,0.5,guessed,x,made up",
            "write one of assumed, recalled",
        ),
        ("thirst_drinking_gain,25,75,0.5,assumed,,", "note is empty"),
        ("thirst_drinking_gain,25,75,0.5,assumed,,made, up", "8 cells where the header has 7"),
    ],
)
def test_a_wrong_row_is_refused_by_its_line(row, words):
    with pytest.raises(TableError, match=f"ageing.csv:2: .*{words}"):
        read_age_effects(f"{HEAD}\n{row}")


def test_a_value_that_stands_there_twice_is_refused():
    with pytest.raises(TableError, match=r"ageing\.csv:3: thirst_drinking_gain stands there twice"):
        read_age_effects(f"{HEAD}\n{WHOLE}\n{WHOLE}")


def test_a_table_of_other_columns_is_refused():
    with pytest.raises(TableError, match="the column from_age is missing"):
        read_age_effects("parameter,factor\nthirst_drinking_gain,0.5")
