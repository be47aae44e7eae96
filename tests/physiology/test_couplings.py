"""Where organs meet: stomach, gut, kidney, potassium, magnesium, acid and base.

Each loss is lived beside a twin who lives the same days without it, in drawn people. Sizes are wide
on purpose and recalled from texts (Brenner and Rector, The Kidney; Rose, Clinical Physiology of
Acid-Base and Electrolyte Disorders): they catch a pathway that is broken or of the wrong size.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from responses import MINUTES_PER_DAY, ZERO, Step, life

from cramp.engine.interface import Run
from cramp.engine.vector.engine import VectorEngine
from cramp.physiology.composition import body_sbml
from cramp.simulate.course import usual_workers
from cramp.validation.format import Between, People
from cramp.validation.people import draw_population

COUNT = 16
SEED = 11
POTASSIUM = "plasma_potassium_concentration"
SODIUM = "plasma_sodium_concentration"
BICARBONATE = "plasma_bicarbonate_concentration"
CARBON_DIOXIDE = "arterial_carbon_dioxide_pressure"
OUTPUTS = (
    POTASSIUM, SODIUM, BICARBONATE, CARBON_DIOXIDE, "arterial_ph", "plasma_chloride_concentration",
    "plasma_magnesium_concentration", "body_potassium_amount", "urine_potassium_amount",
    "urine_chloride_amount", "vomit_potassium_amount", "stool_potassium_amount",
    "net_acid_excretion_rate", "sweat_sodium_concentration", "heat_acclimation",
    "sweat_water_amount",
)  # fmt: skip
ADULTS = People(
    n=COUNT,
    women=0.5,
    age_years=Between(mean=40, sd=8),
    mass_kg=Between(mean=72, sd=8),
    height_cm=Between(mean=172, sd=7),
    egfr=Between(mean=100, sd=8),
)
SMALL_AND_OLD = People(
    n=COUNT,
    women=1,
    age_years=Between(mean=82, sd=3),
    mass_kg=Between(mean=47, sd=3),
    height_cm=Between(mean=156, sd=4),
    egfr=Between(mean=50, sd=5),
)
NOT_EATING = {
    "sodium_intake_rate": -140.0,
    "chloride_intake_rate": -140.0,
    "potassium_intake_rate": -70.0,
    "glucose_intake_rate": -1300.0,
    "magnesium_intake_rate": -13.0,
}


def given(
    name: str, amount: float, days: int, *, from_day: int = 0, minutes: float = 1440.0
) -> Step:
    """Return an amount given on each of some days, on top of usual life."""
    return Step(name, "given", amount, from_day * MINUTES_PER_DAY, minutes, days)


def held(name: str, value: float, minutes: float) -> Step:
    return Step(name, "held", value, 0, minutes, 1)


def fasting(days: int) -> tuple[Step, ...]:
    return tuple(given(name, amount, days) for name, amount in NOT_EATING.items())


@cache
def _engine() -> VectorEngine:
    return VectorEngine(body_sbml(), threads=usual_workers())


@cache
def _lived(
    lives: tuple[tuple[Step, ...], ...], hours: tuple[float, ...], people: str
) -> dict[str, np.ndarray]:
    """Return courses by quantity, shape (lives, people, times); the lives share their people."""
    population = {"adults": ADULTS, "small and old": SMALL_AND_OLD}[people]
    drawn = draw_population(population, SEED, COUNT).parameters
    runs = [
        Run(
            life(steps),
            {name: float(of[index]) for name, of in drawn.items()},
            settled_at=float(drawn["secretion_peak_clock_time"][index]) - MINUTES_PER_DAY / 4,
        )
        for index in range(COUNT)
        for steps in lives
    ]
    times = ZERO + 60 * np.array(hours)
    solution = _engine().solve(runs, OUTPUTS, times, relative_tolerance=1e-5, group=len(lives))
    assert solution.failures == {}
    shape = (COUNT, len(lives), len(times))
    return {name: solution.of(name).reshape(shape).transpose(1, 0, 2) for name in OUTPUTS}


def courses(
    *lives: tuple[Step, ...], hours: tuple[float, ...], people: str = "adults"
) -> dict[str, np.ndarray]:
    """Return mean courses by quantity, shape (lives, times)."""
    width = 1 << (len(lives) - 1).bit_length()
    filled = (*lives, *((),) * (width - len(lives)))
    found = _lived(filled, hours, people)
    return {name: np.mean(found[name], axis=1)[: len(lives)] for name in OUTPUTS}


def change(values: np.ndarray) -> np.ndarray:
    """Return the change from the first to the last time of each life."""
    return values[:, -1] - values[:, 0]


# Stomach


def vomiting_for_three_days() -> dict[str, np.ndarray]:
    water = given("water_intake_rate", 1.5, 3)
    vomit = given("vomit_loss_rate", 1.5, 3)
    return courses(
        fasting(3), (*fasting(3), vomit, water), (vomit, water), hours=(0.0, 24.0, 48.0, 71.0)
    )


def test_vomiting_brings_alkalosis_and_lack_of_potassium() -> None:
    got = vomiting_for_three_days()
    fasting_only, vomiting, _ = got[BICARBONATE]
    assert fasting_only[-1] < 26
    assert 29 < vomiting[-1] < 42
    assert got["arterial_ph"][1, -1] > got["arterial_ph"][0, -1] + 0.03
    assert 2.5 < got[POTASSIUM][1, -1] < min(3.4, got[POTASSIUM][0, -1] - 0.2)
    assert got["plasma_chloride_concentration"][1, -1] < 95


def test_more_potassium_is_lost_in_urine_than_in_vomit() -> None:
    got = vomiting_for_three_days()
    in_urine, in_vomit = (
        change(got["urine_potassium_amount"]),
        change(got["vomit_potassium_amount"]),
    )
    assert in_vomit[1] > 25
    assert np.all(in_urine[1:] > 1.5 * in_vomit[1:])
    assert in_vomit[0] == 0


@pytest.mark.xfail(
    strict=True,
    raises=AssertionError,
    reason="serum potassium falls into cells and holds urine's back",
)
def test_vomiting_makes_the_kidney_lose_more_potassium_than_hunger_does() -> None:
    without, vomiting, _ = change(vomiting_for_three_days()["urine_potassium_amount"])
    assert vomiting > without


def test_chloride_is_kept_while_bicarbonate_is_passed() -> None:
    """Urine poor in chloride tells of vomiting, and on salted food base goes out."""
    got = vomiting_for_three_days()
    chloride = got["urine_chloride_amount"][:, -1] - got["urine_chloride_amount"][:, -2]
    assert chloride[1] < 20
    eating = got["net_acid_excretion_rate"][2]
    assert eating[1] < 0.3 * eating[0]


# Gut


def diarrhoea() -> dict[str, np.ndarray]:
    water = given("water_intake_rate", 2.0, 3)
    return courses(
        (),
        (given("stool_loss_rate", 3, 3), water),
        (given("laxative_stool_loss_rate", 3, 3), water),
        (given("osmotic_stool_loss_rate", 3, 3), water),
        hours=(0.0, 24.0, 48.0, 72.0),
    )


def test_diarrhoea_brings_acidosis_and_lack_of_potassium() -> None:
    got = diarrhoea()
    for kind in (1, 3):
        fall = got[BICARBONATE][0] - got[BICARBONATE][kind]
        assert 1 < np.max(fall) < 8
    lost = got[POTASSIUM][0, -1] - got[POTASSIUM][1:, -1]
    assert np.all((lost > 0.3) & (lost < 1.6))
    assert got["net_acid_excretion_rate"][1, 1] > 1.25 * got["net_acid_excretion_rate"][0, 1]


def test_much_diarrhoea_made_good_with_saline_brings_more_acidosis() -> None:
    saline = (
        given("sodium_intake_rate", 540, 2),
        given("chloride_intake_rate", 540, 2),
        given("water_intake_rate", 6, 2),
    )
    got = courses((), (given("stool_loss_rate", 6, 2), *saline), hours=(0.0, 24.0, 47.0))
    assert 4 < got[BICARBONATE][0, -1] - got[BICARBONATE][1, -1] < 14
    assert got["plasma_chloride_concentration"][1, 1] > got["plasma_chloride_concentration"][0, 1]


def test_stool_of_laxatives_takes_most_potassium_for_each_litre() -> None:
    got = diarrhoea()
    _, watery, laxative, osmotic = change(got["stool_potassium_amount"])
    assert laxative > 1.15 * watery
    assert laxative > 1.15 * osmotic
    assert got[POTASSIUM][2, -1] < np.min(got[POTASSIUM][[0, 1, 3], -1]) - 0.1


def test_weeks_of_laxatives_bring_lack_of_potassium_and_mild_alkalosis() -> None:
    got = courses((), (given("laxative_stool_loss_rate", 0.5, 28),), hours=(0.0, 670.0))
    assert -0.7 < change(got[POTASSIUM])[1] - change(got[POTASSIUM])[0] < -0.15
    assert 0.2 < change(got[BICARBONATE])[1] - change(got[BICARBONATE])[0] < 4


# Potassium and its pumps


def test_potassium_falls_under_insulin_for_two_hours_and_then_levels_off() -> None:
    """Clamps of insulin: about a third of potassium's fall is over within the first half hour."""
    clamp = (
        given("insulin_infusion_rate", 420 * 1500, 1, minutes=420),
        given("glucose_infusion_rate", 420 * 3, 1, minutes=420),
    )
    got = courses((), clamp, hours=(0.0, 0.5, 2.0, 4.0, 6.0))
    fall = got[POTASSIUM][0] - got[POTASSIUM][1]
    assert 0.3 < fall[2] < 1.8
    assert fall[1] > 0.25 * fall[2]
    assert abs(fall[4] - fall[3]) < 0.25 * fall[2]


# Potassium, magnesium, diuretics


def test_lack_of_potassium_brings_alkalosis() -> None:
    less = (given("potassium_intake_rate", -65, 15), given("chloride_intake_rate", -65, 15))
    got = courses((), less, hours=(0.0, 355.0))
    assert 1 < change(got[BICARBONATE])[1] - change(got[BICARBONATE])[0] < 6
    assert got[POTASSIUM][1, -1] < 3.3


def test_a_thiazide_brings_mild_alkalosis_and_lowers_potassium() -> None:
    got = courses((), (given("hydrochlorothiazide_dose_rate", 0.168, 28, minutes=5),),
                  hours=(0.0, 670.0))  # fmt: skip
    assert 0.5 < got[BICARBONATE][1, -1] - got[BICARBONATE][0, -1] < 4
    assert -0.7 < got[POTASSIUM][1, -1] - got[POTASSIUM][0, -1] < -0.1


def fall_of_sodium_on_a_thiazide(people: str, *diet: Step) -> float:
    """Return how far two weeks of a thiazide lower sodium, on a diet, mmol/L."""
    tablets = given("hydrochlorothiazide_dose_rate", 0.168, 14, minutes=5)
    got = courses(diet, (*diet, tablets), hours=(335.0,), people=people)
    return float(got[SODIUM][0, -1] - got[SODIUM][1, -1])


def test_a_thiazide_lowers_sodium_most_in_the_small_and_old_who_drink_much() -> None:
    water = given("water_intake_rate", 4.5, 14)
    little_salt = (given("sodium_intake_rate", -80, 14), given("chloride_intake_rate", -80, 14))
    usual = fall_of_sodium_on_a_thiazide("adults")
    assert 0.2 < usual < 2
    assert fall_of_sodium_on_a_thiazide("adults", water) > usual
    assert fall_of_sodium_on_a_thiazide("adults", water, *little_salt) < 2
    old = fall_of_sodium_on_a_thiazide("small and old", water)
    assert old > 1.15 * usual
    assert 2 < fall_of_sodium_on_a_thiazide("small and old", water, *little_salt) < 25


def low_magnesium(*more: Step) -> tuple[Step, ...]:
    return (
        given("magnesium_intake_rate", -13, 70),
        given("potassium_intake_rate", -30, 60),
        *more,
    )


def test_lack_of_magnesium_lets_potassium_go() -> None:
    got = courses((), (given("magnesium_intake_rate", -13, 60),), hours=(0.0, 1430.0))
    assert got["plasma_magnesium_concentration"][1, -1] < 0.68
    more = change(got["urine_potassium_amount"])
    assert 10 < more[1] - more[0] < 200
    assert -0.5 < got[POTASSIUM][1, -1] - got[POTASSIUM][0, -1] < -0.05


def test_potassium_alone_mends_less_than_potassium_with_magnesium() -> None:
    salt = tuple(
        given(name, 60, 10, from_day=60)
        for name in ("potassium_intake_rate", "chloride_intake_rate")
    )
    magnesium = given("magnesium_intake_rate", 25, 10, from_day=60)
    hours = (1440.0, 1440.0 + 236)
    got = courses(
        low_magnesium(), low_magnesium(*salt), low_magnesium(*salt, magnesium), hours=hours
    )
    mended = change(got["body_potassium_amount"])
    serum = change(got[POTASSIUM])
    assert mended[0] < mended[1] < mended[2]
    assert serum[2] > serum[1] + 0.05 > serum[0]
    assert change(got["urine_potassium_amount"])[2] < change(got["urine_potassium_amount"])[1]


# Acid, base and breathing


def test_acid_raises_potassium_and_base_lowers_it_but_less() -> None:
    """0.2 to 1.7 mmol/L up and 0.1 to 0.5 down are told for each 0.1 of pH."""
    acid = (given("chloride_infusion_rate", 150, 1, minutes=180),)
    base = (given("sodium_infusion_rate", 150, 1, minutes=180),)
    got = courses((), acid, base, (*acid, *base), hours=(0.0, 3.0))
    ph, potassium = got["arterial_ph"][:, -1], got[POTASSIUM][:, -1]
    assert ph[1] < ph[0] - 0.05
    assert ph[2] > ph[0] + 0.05
    up = (potassium[1] - potassium[0]) / (ph[0] - ph[1])
    down = (potassium[0] - potassium[2]) / (ph[2] - ph[0])
    assert 2 < up < 10
    assert 1 < down < min(5, up)
    # Not by the sodium: as much salt does not lower it.
    assert potassium[2] < potassium[3] - 0.1


@pytest.mark.parametrize(
    ("load", "days", "least", "most"),
    [
        # Winter: 1.2 (1.0 to 1.5) mmHg for each mmol/L lost; 0.7 (0.5 to 0.9) for each won.
        (given("chloride_intake_rate", 250, 3), 3, 1.0, 1.5),
        (given("vomit_loss_rate", 2, 3), 3, 0.5, 0.95),
    ],
    ids=["acidosis", "alkalosis"],
)
def test_breathing_makes_up_for_acid_more_than_for_base(
    load: Step, days: int, least: float, most: float
) -> None:
    got = courses((), (*(fasting(3) if load.input.startswith("vomit") else ()), load),
                  hours=(24.0 * days - 2,))  # fmt: skip
    bicarbonate = got[BICARBONATE][1, 0] - got[BICARBONATE][0, 0]
    pressure = got[CARBON_DIOXIDE][1, 0] - got[CARBON_DIOXIDE][0, 0]
    assert abs(bicarbonate) > 5
    assert least < pressure / bicarbonate < most


def test_bicarbonate_follows_carbon_dioxide_little_at_once_and_more_over_days() -> None:
    """10 mmHg move it by about 1 within the hour and by 3 to 5 within days, down as up."""
    more = (held("carbon_dioxide_pressure_change", 10, 7200),)
    less = (held("carbon_dioxide_pressure_change", -10, 7200),)
    got = courses((), more, less, hours=(0.5, 96.0))
    bicarbonate, pressure = got[BICARBONATE], got[CARBON_DIOXIDE]
    slopes = 10 * (bicarbonate[1:] - bicarbonate[0]) / (pressure[1:] - pressure[0])
    assert np.all((slopes[:, 0] > 0.4) & (slopes[:, 0] < 2))
    assert np.all((slopes[:, 1] > 2.5) & (slopes[:, 1] < 5.5))


def test_ammonium_chloride_is_carried_out_within_days() -> None:
    got = courses(
        (), (given("chloride_intake_rate", 150, 8),), hours=tuple(24.0 * d for d in range(9))
    )
    passed = 1440 * (got["net_acid_excretion_rate"][1] - got["net_acid_excretion_rate"][0])
    assert passed[1] < 0.6 * 150
    assert np.all(passed[4:8] > 0.7 * 150)
    fall = got[BICARBONATE][0] - got[BICARBONATE][1]
    assert 2 < np.max(fall) < 7
    assert 1 <= int(np.argmax(fall)) <= 4


# Sweat


def test_days_of_sweating_spare_salt_at_the_same_rate_and_weeks_without_lose_that() -> None:
    def session(*days: int) -> tuple[Step, ...]:
        return tuple(given("sweat_rate", 1.5, 1, from_day=day, minutes=90) for day in days)

    hours = (1.0, 24.0 * 9 + 1, 24.0 * 37 + 1)
    got = courses(session(*range(10), 37), session(0, 9, 37), hours=hours)
    acclimated, rare = got["sweat_sodium_concentration"]
    # Klous 2020 found 0.6; its experiment is red for the little that aldosterone adds here.
    assert 0.45 < acclimated[1] / acclimated[0] < 0.8
    assert rare[1] > 0.85 * rare[0]
    assert acclimated[1] < acclimated[2] < rare[0]
    assert got["heat_acclimation"][0, 1] > 0.5 > got["heat_acclimation"][0, 2]


def test_sweat_that_nobody_weighed_rises_with_days_of_sweating_and_weighed_sweat_does_not() -> None:
    weighed, unweighed = (
        tuple(given(name, 1.5, 1, from_day=day, minutes=90) for day in range(6))
        for name in ("sweat_rate", "unweighed_sweat_rate")
    )
    got = courses(weighed, unweighed, hours=(0.0, 2.0, 120.0, 122.0))["sweat_water_amount"]
    first, sixth = got[:, 1] - got[:, 0], got[:, 3] - got[:, 2]
    assert unweighed_more(first) < 1.01
    assert 1.05 < unweighed_more(sixth) < 1.25


def unweighed_more(lost: np.ndarray) -> float:
    return float(lost[1] / lost[0])
