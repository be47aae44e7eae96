"""What the body does in situations it was not fitted to: direction and rough size.

Ranges are wide on purpose and recalled from physiology texts (Guyton and Hall, Medical
Physiology; Brenner and Rector, The Kidney): they catch a wrong sign or a broken pathway, they
do not validate a number.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from cramp.engine.interface import Run
from cramp.engine.reference import ReferenceEngine
from cramp.exposure.pieces import Pieces
from cramp.physiology.composition import body_sbml

DAY = 1440.0
SETTLED_DAYS = 20
MEALS = (480.0, 780.0, 1140.0)
MILLIMOLE_PER_MG = {"lisinopril": 1 / 405.49, "furosemide": 1 / 330.74}


@cache
def engine() -> ReferenceEngine:
    return ReferenceEngine(body_sbml())


def life(days: int, *, sodium: float = 150, water: float = 2.2, last_days: int = 0) -> Pieces:
    """A steady diet; in the last days sodium (mmol/d) and water (L/d) as told."""
    pieces = Pieces()
    for day in range(days):
        changed = day >= days - last_days
        amounts = {
            "potassium": 75.0,
            "sodium": sodium if changed else 150.0,
            "water": water if changed else 2.2,
            "glucose": 1400.0,
        }
        amounts["chloride"] = amounts["sodium"] + 20
        for clock in MEALS:
            for name, amount in amounts.items():
                pieces.add(f"{name}_intake_rate", day * DAY + clock, 20, amount / 3)
        pieces.level("drinking_possible", day * DAY, (day + 1) * DAY, 0.0 if changed else 1.0)
    return pieces


def read(pieces: Pieces, days: int, times: list[float], *names: str) -> dict[str, np.ndarray]:
    (schedule,) = pieces.schedules(0, days * DAY)
    run = Run(schedule)
    solution = engine().solve([run], names, np.array(times))
    assert solution.failures == {}
    return {name: solution.of(name)[0] for name in names}


def morning(day: int) -> float:
    return day * DAY + 470


def test_a_steady_life_stays_in_the_usual_ranges() -> None:
    days = SETTLED_DAYS + 1
    got = read(
        life(days), days, [morning(SETTLED_DAYS - 1), morning(SETTLED_DAYS)],
        "plasma_potassium_concentration", "plasma_sodium_concentration", "urine_water_amount",
        "urine_potassium_amount", "urine_sodium_amount",
    )  # fmt: skip
    assert 3.7 < got["plasma_potassium_concentration"][1] < 4.7
    assert 137 < got["plasma_sodium_concentration"][1] < 143
    passed = {name: np.diff(values)[0] for name, values in got.items() if "urine" in name}
    assert 1.0 < passed["urine_water_amount"] * 1.8069e-5 < 2.5
    # Nine tenths of potassium and nearly all sodium leave in urine.
    assert 60 < passed["urine_potassium_amount"] < 75
    assert 135 < passed["urine_sodium_amount"] < 150


def test_the_kidney_saves_sodium_when_there_is_little() -> None:
    days = SETTLED_DAYS + 6
    got = read(
        life(days, sodium=10, last_days=6), days, [morning(days - 2), morning(days - 1)],
        "urine_sodium_amount",
    )  # fmt: skip
    assert np.diff(got["urine_sodium_amount"])[0] < 35


def test_aldosterone_answers_little_sodium() -> None:
    days = SETTLED_DAYS + 6
    got = read(
        life(days, sodium=10, last_days=6), days,
        [morning(SETTLED_DAYS), morning(days - 2), morning(days - 1)],
        "aldosterone",
    )  # fmt: skip
    assert 1.5 < got["aldosterone"][2] / got["aldosterone"][0] < 12


def test_a_day_without_water_concentrates_the_urine() -> None:
    days = SETTLED_DAYS + 1
    got = read(
        life(days, water=0.3, last_days=1), days, [morning(SETTLED_DAYS), days * DAY],
        "plasma_sodium_concentration", "urine_osmolality", "vasopressin",
    )  # fmt: skip
    assert 1 < np.diff(got["plasma_sodium_concentration"])[0] < 8
    assert got["urine_osmolality"][1] > 700
    assert got["vasopressin"][1] > 1.5 * got["vasopressin"][0]


@pytest.mark.xfail(
    strict=True, raises=AssertionError, reason="aldosterone weighs too little on potassium"
)
def test_an_ace_inhibitor_lowers_aldosterone_and_keeps_potassium() -> None:
    days = SETTLED_DAYS + 28
    treated = life(days)
    for day in range(SETTLED_DAYS, days):
        dose = 20 * MILLIMOLE_PER_MG["lisinopril"]
        treated.add("lisinopril_dose_rate", day * DAY + 480, 5, dose)
    names = ("plasma_potassium_concentration", "aldosterone")
    got = read(treated, days, [morning(SETTLED_DAYS), morning(days - 1)], *names)
    assert 0.03 < np.diff(got["plasma_potassium_concentration"])[0] < 0.6
    assert np.diff(got["aldosterone"])[0] < 0


def test_diarrhoea_takes_potassium_and_volume() -> None:
    days = SETTLED_DAYS + 2
    ill = life(days)
    ill.add("stool_loss_rate", SETTLED_DAYS * DAY, 2 * DAY, 5.0)
    got = read(
        ill, days, [SETTLED_DAYS * DAY, days * DAY],
        "body_potassium_amount", "plasma_volume", "aldosterone", "urine_sodium_amount",
    )  # fmt: skip
    assert -250 < np.diff(got["body_potassium_amount"])[0] < -40
    assert np.diff(got["plasma_volume"])[0] < -0.1
    assert np.diff(got["aldosterone"])[0] > 0


MINERALS = ("magnesium", "calcium", "phosphate")


def test_three_months_without_minerals_end_in_lack_not_below_nothing() -> None:
    days = 90
    names = [f"plasma_{mineral}_amount" for mineral in MINERALS]
    urine = [f"urine_{mineral}_rate" for mineral in MINERALS]
    times = np.arange(0.0, days * DAY + 1, 360.0)
    got = read(life(days), days, list(times), *names, *urine, "calcitriol")
    for name in (*names, *urine):
        assert np.min(got[name]) > 0, name
        assert got[name][-1] < got[name][0], name
    # A tenth of normal phosphate calls for some eight times the calcitriol, and less for no more.
    assert np.max(got["calcitriol"]) < 20


@pytest.mark.parametrize("litres", [2.0, 4.0])
def test_sweat_replaced_by_water_dilutes_the_blood(litres: float) -> None:
    days = SETTLED_DAYS + 1
    run = life(days)
    start = SETTLED_DAYS * DAY + 540
    run.add("sweat_rate", start, 240, litres)
    run.add("water_intake_rate", start, 240, litres)
    dry = life(days)
    dry.add("sweat_rate", start, 240, litres)
    name = "plasma_sodium_concentration"
    with_water = read(run, days, [start, start + 300], name)[name]
    without = read(dry, days, [start, start + 300], name)[name]
    assert np.diff(with_water)[0] < -0.5
    assert np.diff(without)[0] > 0
