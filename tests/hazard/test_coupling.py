"""Couplings have the signs that were promised, and nothing where nothing is known."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.exposure.streams import Streams
from cramp.hazard.coupling import COLUMNS, Coupling, coupling_of, couplings
from cramp.hazard.table_lines import HazardTableError, parsed_lines
from cramp.simulate.course import DEFAULT_VARIABLES

BY_ID = {row.id: row for row in couplings()}


def change(row: Coupling, *states: float) -> np.ndarray:
    """Return the change of the threshold in hertz after the last state, for each draw."""
    deviation = row.deviation(np.array([states]), 30.0)[0, -1]
    return row.slopes(Streams(0, 2000)) * deviation


def test_less_ionised_calcium_lowers_the_threshold_in_every_draw() -> None:
    falling = [change(BY_ID["low_ionised_calcium"], level) for level in (1.25, 1.1, 1.0, 0.9)]
    assert np.all(falling[0] == 0)
    assert np.all(np.diff(falling, axis=0) < 0)


def test_alkalosis_lowers_it_and_usual_ph_does_nothing() -> None:
    falling = [change(BY_ID["alkalosis"], level) for level in (7.46, 7.5, 7.6)]
    assert np.all(np.diff(falling, axis=0) < 0)
    assert np.all(change(BY_ID["alkalosis"], 7.40) == 0)
    assert np.all(change(BY_ID["alkalosis"], 7.25) == 0)


def test_a_quick_fall_of_sodium_lowers_it_and_a_low_level_alone_does_not() -> None:
    row = BY_ID["plain_water_sodium"]
    assert np.all(change(row, 143, 143, 139) < change(row, 143, 143, 141))
    assert np.all(change(row, 143, 143, 142.5) == 0)
    assert np.all(change(row, 132, 132, 132) == 0)
    assert np.all(change(row, 137, 143) == 0)
    long_ago = (143, *[138] * 6)
    assert np.all(change(row, *long_ago) == 0)


def test_potassium_has_no_known_sign_and_little_size() -> None:
    low = change(BY_ID["potassium"], 3.2)
    assert 0.45 < np.mean(low > 0) < 0.55
    assert np.quantile(np.abs(low), 0.95) < 2.5
    np.testing.assert_array_equal(change(BY_ID["potassium"], 2.4), change(BY_ID["potassium"], 3.0))


@pytest.mark.parametrize("level", [0.70, 0.75, 0.85, 1.0, 1.1])
def test_magnesium_of_the_usual_range_is_exactly_without_effect(level: float) -> None:
    assert np.all(change(BY_ID["magnesium_depletion"], level) == 0)


def test_true_depletion_of_magnesium_may_lower_it() -> None:
    depleted = change(BY_ID["magnesium_depletion"], 0.5)
    assert np.all(depleted <= 0)
    assert depleted.min() < -3


def test_dehydration_alone_is_exactly_without_effect() -> None:
    assert np.all(change(BY_ID["dehydration"], 42, 38) == 0)
    lost = BY_ID["dehydration"].deviation(np.array([[42.0, 39.9]]), 30.0)
    np.testing.assert_allclose(lost, [[0, -5]])


def test_draws_of_couplings_are_independent_and_seeded() -> None:
    varied = [row for row in couplings() if row.sign != "none"]
    slopes = np.array([row.slopes(Streams(5, 4000)) for row in varied])
    apart = np.corrcoef(slopes) - np.eye(len(varied))
    assert np.abs(apart).max() < 0.06
    again = np.array([row.slopes(Streams(5, 4000)) for row in varied])
    np.testing.assert_array_equal(slopes, again)
    other = np.array([row.slopes(Streams(6, 4000)) for row in varied])
    assert not np.any(slopes == other)


def test_draws_have_the_interval_of_the_table() -> None:
    for row in couplings():
        if row.size.distribution in {"normal", "lognormal"}:
            size = row.size.draw(Streams(1, 20_000))
            low, high = np.quantile(size, [0.025, 0.975])
            spread = row.size.high - row.size.low
            assert low == pytest.approx(row.size.low, abs=0.05 * spread), row.id
            assert high == pytest.approx(row.size.high, abs=0.05 * spread), row.id


def test_every_state_is_kept_by_a_course_unasked() -> None:
    assert {row.state for row in couplings()} <= set(DEFAULT_VARIABLES)


GOOD = {
    "id": "x", "state": "plasma_potassium_concentration", "state_unit": "mmol/L",
    "form": "difference", "edge": "4.2", "held_low": "3", "held_high": "5", "sign": "raises",
    "value": "1", "unit": "Hz/(mmol/L)", "low": "0.5", "high": "2", "distribution": "lognormal",
    "status": "assumed", "source": "", "grade": "very low", "note": "why",
}  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sign": "none"}, "0 and fixed"),
        ({"low": "-1", "distribution": "normal"}, "may not be below zero"),
        ({"held_low": ""}, "belong together"),
        ({"held_low": "6"}, "the lower first"),
        ({"value": "3"}, "outside low and high"),
        ({"unit": ""}, "no unit"),
        ({"note": ""}, "says why"),
        ({"source": "nobody_1900"}, "no source has the key"),
        ({"status": "sourced"}, "needs a source"),
        ({"grade": "D"}, "grade is 'D'"),
        ({"edge": "high"}, "write a number"),
        ({"form": "sudden"}, "form is 'sudden'"),
    ],
)
def test_a_wrong_row_is_refused_with_its_place(wrong: dict[str, str], said: str) -> None:
    cells = {**GOOD, **wrong}
    text = f"{','.join(COLUMNS)}\n{','.join(cells[name] for name in COLUMNS)}\n"
    (line,) = parsed_lines(text, "coupling.csv", COLUMNS)
    with pytest.raises(HazardTableError, match=f"coupling.csv:2: x: .*{said}"):
        coupling_of(line)


def test_a_table_with_other_columns_or_a_repeated_id_is_refused() -> None:
    with pytest.raises(HazardTableError, match="the columns must be"):
        parsed_lines("id,value\nx,1\n", "coupling.csv", COLUMNS)
    with pytest.raises(HazardTableError, match=r"t.csv:2: x: given twice"):
        parsed_lines("id,value\nx,1\nx,2\n", "t.csv", ("id", "value"))
    with pytest.raises(HazardTableError, match="needs 2 cells"):
        parsed_lines("id,value\nx,1,2\n", "t.csv", ("id", "value"))
