"""Each kind of measurement, on courses made up so that the answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from cramp.validation import scatter
from cramp.validation.derived import derived_quantities
from cramp.validation.format import People
from cramp.validation.lived_arm import LivedArm
from cramp.validation.measures import all_times, simulated_value
from cramp.validation.people import draw_population

POTASSIUM = "plasma_potassium_concentration"
URINE = "urine_potassium_amount"
ZERO = 540.0
ARMS = [{"name": "drug"}, {"name": "placebo"}]
STARTS = [3.8, 4.0, 4.2, 5.0]
# Of serum potassium, from day to day (Ricos 1999) and between two measurements of one sample.
PERSON, ASSAY = 0.046, 0.02


def _lived(experiment, start, hourly_rise):
    """Four people with a serum that rises in a line, from where each starts."""
    times = all_times(experiment.measurements, experiment)
    start = np.asarray(start, dtype=float)[:, None]
    hours = (times - ZERO) / 60
    serum = start + hourly_rise * hours
    urine = np.broadcast_to(3.0 * hours, serum.shape)
    body = 3500 + 100 * (serum - start)
    water = 40.0 - 0.5 * hours + 0 * serum
    course = {
        POTASSIUM: serum, URINE: urine, "body_potassium_amount": body, "body_water_volume": water
    }  # fmt: skip
    people = draw_population(People(n=4), seed=0, count=len(start))
    return LivedArm(people, times, course)


@pytest.fixture
def answer(experiment_of, known):
    """Give what a measurement would find; placebo rises by 0.1, the drug by 0.3 an hour."""

    def ask(**told):
        plain = {
            "quantity": POTASSIUM, "measure": "absolute", "arm": "drug", "value": 1,
            "unit": "mmol/L", "spread": {"se": 1},
        }  # fmt: skip
        experiment = experiment_of([{**plain, **told}], arms=ARMS, design="crossover")
        lived = {
            "drug": _lived(experiment, STARTS, 0.3),
            "placebo": _lived(experiment, STARTS, 0.1),
        }
        return simulated_value(experiment.measurements[0], experiment, lived, known)

    return ask


HOURS_0_TO_4 = {"from": "+0 min", "to": "+4 h"}


def test_people_of_several_arms_are_counted_together(answer):
    told = {"measure": "share_above", "at": "+2 h", "threshold": "4.25 mmol/L", "unit": "%"}
    one, other = (answer(arm=arm, **told) for arm in ("drug", "placebo"))
    assert one > other + 10
    together = answer(arm=None, arms=["drug", "placebo"], **told)
    assert together == pytest.approx((one + other) / 2)


def test_an_absolute_value_is_the_mean_of_the_people(answer):
    assert answer(at="+0 min") == pytest.approx(4.25)
    assert answer(at="+0 min", centre="median") == pytest.approx(4.1)
    assert answer(at="+0 min", unit="µmol/L") == pytest.approx(4250)


def test_a_change_is_taken_from_each_ones_own_start(answer):
    assert answer(measure="change", at="+2 h", since="+0 min") == pytest.approx(0.6)
    assert answer(measure="change", at="+2 h", since="-1 h") == pytest.approx(0.9)


def test_a_change_in_percent_is_the_mean_of_each_ones(answer):
    expected = np.mean([60 / start for start in (3.8, 4.0, 4.2, 5.0)])
    assert answer(measure="change", at="+2 h", since="+0 min", unit="%") == pytest.approx(expected)


def test_differences_and_ratios_compare_arms(answer):
    compared = {"versus": "placebo", "at": "+2 h"}
    assert answer(measure="difference", **compared) == pytest.approx(0.4)
    assert answer(measure="difference", since="+1 h", **compared) == pytest.approx(0.2)
    assert answer(measure="ratio", unit="ratio", **compared) == pytest.approx(4.85 / 4.45)
    assert answer(measure="ratio", since="+0 min", unit="ratio", **compared) == pytest.approx(3)
    relative = answer(measure="difference", unit="%", **compared)
    assert relative == pytest.approx(100 * (4.85 / 4.45 - 1))


def test_a_ratio_between_times_needs_one_arm(answer):
    ratio = answer(measure="ratio", at="+2 h", since="+0 min", unit="ratio")
    assert ratio == pytest.approx(4.85 / 4.25)


@pytest.mark.parametrize(
    ("take", "unit", "expected"),
    [
        ("mean", "mmol/L", 4.85),
        ("peak", "mmol/L", 5.45),
        ("nadir", "mmol/L", 4.25),
        ("time_of_peak", "h", 4.0),
        ("time_of_nadir", "min", 0.0),
        ("cumulative", "mmol/L", 1.2),
    ],
)
def test_a_window_is_taken_as_told(answer, take, unit, expected):
    assert answer(take=take, over=HOURS_0_TO_4, unit=unit) == pytest.approx(expected)


def test_what_piles_up_is_counted_over_a_window_and_by_the_hour(answer):
    urine = {"quantity": URINE, "over": HOURS_0_TO_4}
    assert answer(take="cumulative", unit="mmol", **urine) == pytest.approx(12)
    assert answer(take="rate", unit="mmol/h", **urine) == pytest.approx(3)
    assert answer(take="rate", unit="mmol/d", **urine) == pytest.approx(72)
    assert answer(take="rate", unit="mEq/min", **urine) == pytest.approx(0.05)


def test_a_rise_to_the_peak_is_a_change_of_the_peak(answer):
    rise = answer(measure="change", take="peak", over=HOURS_0_TO_4, since="+0 min")
    assert rise == pytest.approx(1.2)


@pytest.fixture
def exact(monkeypatch):
    """Measure without any scatter."""
    monkeypatch.setattr(scatter, "scatter_rows", lambda: ())


@pytest.mark.usefixtures("exact")
def test_shares_count_people_beyond_a_threshold(answer):
    shares = {"at": "+0 min", "threshold": "4.1 mEq/L"}
    assert answer(measure="share_above", unit="%", **shares) == pytest.approx(50)
    assert answer(measure="share_below", unit="share", **shares) == pytest.approx(0.5)
    fell = {"at": "+1 h", "since": "+0 min", "threshold": "0.25 mmol/L"}
    assert answer(measure="share_above", unit="share", **fell) == 1


@pytest.mark.usefixtures("exact")
def test_a_spread_is_that_between_people(answer):
    found = answer(measure="standard_deviation", at="+0 min")
    assert found == pytest.approx(np.std(STARTS, ddof=1))


def test_measuring_adds_its_scatter_to_a_share(answer):
    deviations = np.hypot(PERSON, ASSAY) * np.array(STARTS)
    expected = np.mean(ndtr((np.array(STARTS) - 4.5) / deviations))
    told = {"at": "+0 min", "threshold": "4.5 mmol/L"}
    assert answer(measure="share_above", unit="share", **told) == pytest.approx(expected)
    assert answer(measure="share_below", unit="%", **told) == pytest.approx(100 * (1 - expected))


def test_measuring_adds_its_scatter_to_a_spread(answer):
    variance = np.var(STARTS, ddof=1) + np.mean((np.hypot(PERSON, ASSAY) * np.array(STARTS)) ** 2)
    found = answer(measure="standard_deviation", at="+0 min")
    assert found == pytest.approx(np.sqrt(variance))


def test_a_change_within_a_day_carries_the_assay_alone(answer):
    # Each rises by 0.3 mmol/L: half are measured above that.
    risen = {"measure": "share_above", "unit": "share", "at": "+1 h", "since": "+0 min"}
    assert answer(threshold="0.3 mmol/L", **risen) == pytest.approx(0.5)
    starts = np.array(STARTS)
    deviations = ASSAY * np.hypot(starts, starts + 0.3)
    expected = np.mean(ndtr((0.3 - 0.4) / deviations))
    assert answer(threshold="0.4 mmol/L", **risen) == pytest.approx(expected)
    days = {"measure": "standard_deviation", "at": "+48 h", "since": "+0 min"}
    later = np.hypot(PERSON, ASSAY) * np.hypot(starts, starts + 48 * 0.3)
    assert answer(**days) == pytest.approx(np.sqrt(np.mean(later**2)))


@pytest.mark.usefixtures("exact")
def test_ratios_of_shares_compare_arms(answer):
    # At two hours 4.4, 4.6, 4.8 and 5.6 on the drug, 4.0, 4.2, 4.4 and 5.2 on placebo.
    told = {"versus": "placebo", "at": "+2 h", "threshold": "4.5 mmol/L", "unit": "ratio"}
    assert answer(measure="risk_ratio", beyond="above", **told) == pytest.approx(3)
    assert answer(measure="risk_ratio", beyond="below", **told) == pytest.approx(1 / 3)
    assert answer(measure="odds_ratio", beyond="above", **told) == pytest.approx(9)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"measure": "risk_ratio", "at": "+1 h"}, "needs versus"),
        ({"measure": "odds_ratio", "at": "+1 h", "versus": "placebo"}, "needs threshold"),
        (
            {"measure": "risk_ratio", "at": "+1 h", "versus": "placebo", "threshold": "5 mmol/L"},
            "needs beyond",
        ),
        ({"at": "+1 h", "beyond": "above"}, "beyond belongs"),
        ({"measure": "onset", "at": "+1 h"}, "onset needs against"),
        (
            {"measure": "onset", "times": ["+1 h", "+2 h"], "since": "+0 h", "against": URINE},
            "remove since",
        ),
    ],
)
def test_measures_that_lack_something_are_refused(answer, told, words):
    with pytest.raises(ValueError, match=words):
        answer(**told)


def test_an_onset_is_where_the_line_meets_zero(answer):
    # Serum potassium is 4.25 at a body of 3500 mmol, and rises by 0.01 for each mmol.
    onset = {"measure": "onset", "against": "body_potassium_amount", "unit": "mmol"}
    assert answer(times=["+0 min", "+1 h", "+3 h"], **onset) == pytest.approx(3500 - 425)


def test_a_slope_goes_through_times_and_arms(answer):
    slope = {"measure": "slope", "against": "body_potassium_amount", "unit": "mmol/L per mmol"}
    assert answer(times=["+0 min", "+1 h", "+3 h"], **slope) == pytest.approx(0.01)
    both = {"arm": None, "arms": ["drug", "placebo"]}
    assert answer(at="+2 h", since="+0 min", **slope, **both) == pytest.approx(0.01)


def test_body_mass_follows_body_water(answer):
    lost = answer(quantity="body_mass", measure="change", at="+2 h", since="+0 min", unit="kg")
    assert lost == pytest.approx(-1)


@pytest.fixture
def of_one(known):
    """Give a derived quantity of one person of 70 kg whose body's numbers are told."""

    def ask(name, **body):
        people = draw_population(People(n=1, mass_kg={"mean": 70}), seed=0, count=1)
        course = {part: np.array([[body[part]]]) for part in known.parts(name)}
        return known.value(name, course, people).item()

    return ask


def test_the_make_up_of_the_body_is_told_by_mass_and_share(of_one):
    water = {"body_water_volume": 42.0, "cell_volume": 28.0}
    assert of_one("body_water_share", **water) == pytest.approx(0.6)
    assert of_one("cell_water_share", **water) == pytest.approx(2 / 3)
    outside = {"interstitial_volume": 10.5, "plasma_volume": 3.5}
    assert of_one("interstitial_share", **outside) == pytest.approx(0.75)
    assert of_one("plasma_volume_per_mass", **outside) == pytest.approx(0.05)
    potassium = {"body_potassium_amount": 3500.0, "cell_potassium_amount": 3430.0, **water}
    assert of_one("body_potassium_per_mass", **potassium) == pytest.approx(50)
    assert of_one("cell_potassium_share", **potassium) == pytest.approx(0.98)
    lean = of_one("body_potassium_per_lean_mass", **potassium)
    assert lean == pytest.approx(3500 / (42 / 0.73))
    cells = {"cell_sodium_amount": 336.0, **water}
    assert of_one("cell_sodium_concentration", **cells) == pytest.approx(12)


def test_stool_is_neutral(of_one):
    lost = {"stool_sodium_amount": 5.0, "stool_potassium_amount": 9.0}
    assert of_one("stool_cation_amount", **lost) == pytest.approx(14)
    ions = {"sodium": 100.0, "potassium": 30.0, "chloride": 90.0}
    watery = {f"stool_{ion}_concentration": value for ion, value in ions.items()}
    assert of_one("stool_bicarbonate_concentration", **watery) == pytest.approx(40)


def test_every_derived_quantity_follows_from_the_body(known):
    assert set(derived_quantities()) <= known.names


def test_what_segments_take_back_is_told_as_share_of_what_is_filtered(of_one):
    escapes = {"proximal_escape": 0.4, "loop_escape": 0.25, "distal_escape": 0.5}
    assert of_one("proximal_sodium_reabsorption", **escapes) == pytest.approx(0.6)
    assert of_one("loop_potassium_reabsorption", **escapes) == pytest.approx(0.4 * 0.75)
    assert of_one("distal_sodium_reabsorption", **escapes) == pytest.approx(0.4 * 0.25 * 0.5)
    duct = {
        "duct_sodium_delivery": 0.8, "urine_sodium_rate": 0.1,
        "glomerular_filtration_rate": 0.1, "plasma_sodium_concentration": 140.0,
    }  # fmt: skip
    assert of_one("duct_sodium_reabsorption", **duct) == pytest.approx(0.05)
