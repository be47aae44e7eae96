"""The table of the fast model says what the model said, and refuses what is no table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from cramp.hazard.cramps import cramps
from cramp.hazard.emulator import (
    Emulator,
    build_emulator,
    read_emulator,
    write_emulator,
)
from cramp.hazard.table_lines import HazardTableError

if TYPE_CHECKING:
    from pathlib import Path

AXES = {
    "ionised_calcium_concentration": ("mmol/L", [0.9, 1.1, 1.25, 1.4]),
    "plasma_potassium_concentration": ("mmol/L", [3.0, 4.2, 6.0]),
}
REFERENCE = {"ionised_calcium_concentration": 1.25, "plasma_potassium_concentration": 4.2}


def linear(**milieu: float) -> float:
    calcium = milieu["ionised_calcium_concentration"] - 1.25
    return 20 + 30 * calcium + 2 * (milieu["plasma_potassium_concentration"] - 4.2)


@pytest.fixture
def emulator() -> Emulator:
    return build_emulator(linear, AXES, REFERENCE, standard_error=lambda **_: 0.0)


def test_it_gives_a_linear_model_back_between_the_points(emulator: Emulator) -> None:
    milieu = {
        "ionised_calcium_concentration": np.array([[1.0, 1.25], [1.31, 0.95]]),
        "plasma_potassium_concentration": np.array([[3.3, 4.2], [5.1, 4.4]]),
    }
    by_hand = 30 * (milieu["ionised_calcium_concentration"] - 1.25) + 2 * (
        milieu["plasma_potassium_concentration"] - 4.2
    )
    np.testing.assert_allclose(emulator.change(milieu), by_hand, atol=1e-12)
    assert emulator.share_beyond(milieu) == 0


def test_beyond_the_grid_its_edge_counts_and_is_told(emulator: Emulator) -> None:
    milieu = {
        "ionised_calcium_concentration": np.array([0.5, 1.25]),
        "plasma_potassium_concentration": np.array([4.2, 4.2]),
    }
    assert emulator.threshold(milieu)[0] == pytest.approx(20 + 30 * (0.9 - 1.25))
    assert emulator.share_beyond(milieu) == 0.5


def test_a_written_table_is_read_back_equal(tmp_path: Path) -> None:
    built = build_emulator(linear, AXES, REFERENCE, standard_error=lambda **_: 0.7)
    write_emulator(built, tmp_path / "t.csv")
    read = read_emulator(tmp_path / "t.csv")
    assert (read.axes, read.units, read.reference) == (built.axes, built.units, built.reference)
    np.testing.assert_array_equal(read.thresholds, built.thresholds)
    np.testing.assert_array_equal(read.errors, built.errors)


def test_lines_in_any_order_are_one_table(tmp_path: Path, emulator: Emulator) -> None:
    path = tmp_path / "t.csv"
    write_emulator(emulator, path)
    header, *lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([header, *reversed(lines)]) + "\n", "utf-8")
    np.testing.assert_array_equal(read_emulator(path).thresholds, emulator.thresholds)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: lines[:-1], "no full grid"),
        (lambda lines: [lines[0].replace(" (mmol/L)", ""), *lines[1:]], "with its unit"),
        (lambda lines: [lines[0], lines[1].replace("0.9", "low"), *lines[2:]], "t.csv:2"),
        (lambda lines: [line.replace("true", "false") for line in lines], "0 lines are the ref"),
        (lambda _: ["a (1),b"], "ends in threshold_frequency"),
        (lambda _: [], "ends in threshold_frequency"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, emulator: Emulator, change, said: str) -> None:
    path = tmp_path / "t.csv"
    write_emulator(emulator, path)
    path.write_text("\n".join(change(path.read_text("utf-8").splitlines())), "utf-8")
    with pytest.raises(HazardTableError, match=said):
        read_emulator(path)


def test_a_model_that_fails_is_refused_with_the_point() -> None:
    with pytest.raises(ValueError, match=r"nan Hz at .*0\.9"):
        build_emulator(lambda **_: float("nan"), AXES, REFERENCE)
    with pytest.raises(ValueError, match="must rise"):
        build_emulator(linear, {"x": ("1", [2.0, 1.0])}, {"x": 1.0})
    with pytest.raises(ValueError, match="must be one of"):
        build_emulator(linear, AXES, {**REFERENCE, "plasma_potassium_concentration": 4.0})


def test_it_takes_the_place_of_the_couplings_of_its_axes(diary, course, emulator) -> None:
    low = course(ionised_calcium_concentration=1.1)
    found = cramps(diary(), low, emulator=emulator)
    assert "low_ionised_calcium" not in found["factor"]
    assert "potassium" not in found["factor"]
    assert "alkalosis" in found["factor"]
    np.testing.assert_allclose(found["threshold_change"], -4.5, atol=1e-9)
    factor = found["factor_at_night"].sel(factor="fast_model")
    np.testing.assert_allclose(np.log(factor.isel(night=0)), 4.5 * found["survival_slope"])
    assert found.attrs["share_beyond_emulator"] == 0


def test_its_standard_error_widens_the_answer_away_from_the_reference(diary, course) -> None:
    def error(**milieu: float) -> float:
        return 10 * abs(milieu["ionised_calcium_concentration"] - 1.25)

    sure = build_emulator(linear, AXES, REFERENCE)
    unsure = build_emulator(linear, AXES, REFERENCE, standard_error=error)
    low = course(draws=1000, ionised_calcium_concentration=1.1)
    changes = [
        cramps(diary(), low, emulator=one)["threshold_change"].isel(night=0)
        for one in (sure, unsure)
    ]
    assert float(changes[0].std()) == pytest.approx(0, abs=1e-9)
    assert float(changes[1].std()) == pytest.approx(1.5, rel=0.08)
