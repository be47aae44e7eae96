"""Expected cramps: signs, products, widths, counts and seeds."""

from __future__ import annotations

from datetime import date, time, timedelta

import numpy as np
import pytest

from cramp.diary.model import (
    CrampEvent,
    Diary,
    ExerciseEvent,
    Person,
    RegularMedicine,
    UsualDay,
)
from cramp.exposure.streams import Streams
from cramp.hazard.counts import Reported
from cramp.hazard.coupling import couplings
from cramp.hazard.cramps import TooFewVersions, cramps
from cramp.hazard.periods import CourseOfAnotherDiary
from cramp.hazard.presence import present
from cramp.hazard.rates import draw_priors, log_population_factor
from cramp.hazard.states import MissingState
from cramp.hazard.values import hazard_values
from cramp.hazard.without import cramps_without, share_due_to


def medicine(name: str) -> RegularMedicine:
    return RegularMedicine(text=name, name=name, times=(time(8),))


def person(**more: object) -> Person:
    return Person(**{"sex": "male", "age_told_years": 50, "family_cramps": False, **more})


@pytest.fixture(scope="module")
def cramp_at(diary):
    """Return events of cramps at days and hours from the first midnight shown."""
    first = diary().events[0].at

    def at(*hours: float) -> tuple[CrampEvent, ...]:
        return tuple(CrampEvent(at=first + timedelta(hours=hour)) for hour in hours)

    return at


def test_the_rate_of_a_night_is_exactly_the_product_of_its_factors(diary, course) -> None:
    run = ExerciseEvent(
        at=diary().events[0].at + timedelta(hours=10), duration_minutes=60, intensity_fraction=0.7
    )
    told = diary(events=(run,), medicines=(medicine("hydrochlorothiazide"),))
    found = cramps(told, course(ionised_calcium_concentration=1.15, ethanol=100.0), seed=1)
    product = (
        found["rate_without_factors"]
        * found["frailty"]
        * found["night_length_ratio"]
        * found["factor_at_night"].prod("factor")
    )
    np.testing.assert_allclose(
        product.transpose("draw", "night"), found["cramps_per_night"], rtol=1e-12
    )
    bouts = (
        found["bout_without_factors"] * found["frailty"] * found["factor_in_bout"].prod("factor")
    )
    np.testing.assert_allclose(bouts, found["cramps_per_bout"], rtol=1e-12)
    np.testing.assert_allclose(
        found["average_cramps_per_night"], found["cramps_per_night"].mean("night")
    )


def test_every_variable_has_a_unit_and_a_name(diary, course) -> None:
    found = cramps(diary(), course())
    for name, values in found.data_vars.items():
        assert values.attrs["units"], name
        assert values.attrs["long_name"], name
    assert found.attrs["intended_use"].startswith("research and education")
    assert found.sizes["night"] == 4


@pytest.mark.parametrize(
    ("state", "factor", "more"),
    [
        ({"ionised_calcium_concentration": 1.05}, "low_ionised_calcium", True),
        ({"arterial_ph": 7.55}, "alkalosis", True),
        ({"plasma_magnesium_concentration": 0.5}, "magnesium_depletion", True),
    ],
)
def test_a_state_moves_the_rate_in_the_direction_promised(
    diary, course, state, factor, more
) -> None:
    usual, moved = (cramps(diary(), course(**states), seed=2) for states in ({}, state))
    ratio = (moved["cramps_per_night"] / usual["cramps_per_night"]).isel(night=0)
    assert bool((ratio >= 1).all()) is more
    assert float((ratio > 1.001).mean()) > 0.9
    np.testing.assert_allclose(ratio, moved["factor_at_night"].sel(factor=factor).isel(night=0))
    assert bool((moved["threshold_change"] <= 0).all())


@pytest.mark.parametrize(
    "factor", ["dehydration", "magnesium_depletion", "statins", "plain_water_sodium", "alkalosis"]
)
def test_what_is_null_is_exactly_null(diary, course, factor) -> None:
    found = cramps(diary(medicines=(medicine("simvastatin"),)), course(body_water_volume=36.0))
    assert np.all(found["factor_at_night"].sel(factor=factor) == 1)


def test_a_medicine_told_is_there_and_others_are_not(diary, course) -> None:
    found = cramps(diary(medicines=(medicine("amiloride"),)), course(), seed=1)
    told = found["factor_at_night"].sel(factor="potassium_sparing_diuretics")
    assert 1.1 < float(told.median()) < 2
    assert np.all(found["factor_at_night"].sel(factor="long_acting_beta_agonists") == 1)


@pytest.mark.parametrize("medicines", [(), (medicine("zzyzx forte"),)])
def test_untold_or_unread_medicines_are_uncertain_not_none(diary, course, medicines) -> None:
    found = cramps(diary(medicines=medicines), course(draws=2000), seed=1)
    thiazide = found["factor_at_night"].sel(factor="thiazide_like_diuretics").isel(night=0)
    assert 0.05 < float((thiazide != 1).mean()) < 0.12


def test_untold_conditions_are_drawn_and_told_ones_leave_no_doubt(diary, course) -> None:
    untold = cramps(diary(conditions=()), course(draws=2000))
    told = cramps(diary(conditions=("neuropathy",)), course(draws=2000))
    neuropathy = [
        float((one["factor_at_night"].sel(factor="neuropathy").isel(night=0) != 1).mean())
        for one in (untold, told)
    ]
    assert 0.02 < neuropathy[0] < 0.06
    assert neuropathy[1] == 1
    arteries = told["factor_at_night"].sel(factor="peripheral_artery_disease")
    assert np.all(arteries == 1)


def test_people_of_whom_nothing_is_told_cramp_as_calibrated_on_average(course) -> None:
    """Factors drawn by prevalence must not be counted on top of a rate that holds them already."""
    draws = 20_000
    mixed = course(draws=draws)
    mixed["told_ethanol_intake"][: int(0.6 * draws)] = 100.0
    mixed["age"][:] = 30.0
    streams = Streams(0, draws)
    there = present(Diary(), mixed, date(2025, 7, 4), streams)
    priors = draw_priors(streams, [row.id for row in couplings()])
    logs = np.where(there, priors.log_ratios, 0.0).sum(axis=1) + log_population_factor(priors)
    assert np.exp(logs).mean() == pytest.approx(1, abs=0.03)


def test_older_people_cramp_more_up_to_the_plateau(diary, course) -> None:
    def rate(years: float) -> np.ndarray:
        aged = course()
        aged["age"][:] = years
        return cramps(diary(), aged)["rate_without_factors"].to_numpy()

    assert np.all(rate(30) < rate(50))
    np.testing.assert_allclose(rate(70), rate(85))


def test_a_short_night_holds_fewer_cramps(diary, course) -> None:
    short = diary(usual_day=UsualDay(sleep=(time(1), time(5))))
    found = cramps(short, course())
    usual = cramps(diary(), course())
    assert 0.5 < float(found["night_length_ratio"][1]) < 0.8
    np.testing.assert_allclose(usual["night_length_ratio"], 1, atol=2e-3)


def test_nothing_told_of_cramps_is_not_zero_cramps(diary, course) -> None:
    silent = cramps(diary(), course(), seed=1)
    assert silent.attrs["counted"] == "cramps were not counted"
    assert silent.attrs["weight_of_count"] == 0
    assert np.all(silent["expected_frailty"] == 1)
    assert np.all(silent["log_evidence"] == 0)
    none = cramps(diary(), course(), seed=1, reported=Reported(cramps=0, nights=60))
    assert none.attrs["counted"] == "0"
    assert np.all(none["expected_frailty"] < 0.6)
    assert float(none["log_variance"].sum()) != float(silent["log_variance"].sum())


def test_a_reported_count_gives_the_closed_form(diary, course) -> None:
    found = cramps(diary(), course(), seed=1, reported=Reported(cramps=12, nights=30))
    shape = hazard_values()["frailty_shape"].value
    factors = found["factor_at_night"].prod("factor").isel(night=0)
    ratios = found["night_length_ratio"].mean()
    expected = 30 * found["rate_without_factors"] * factors * ratios
    np.testing.assert_allclose(found["expected_frailty"], (shape + 12) / (shape + expected))
    long = cramps(diary(), course(), seed=1, reported=Reported(cramps=120, nights=300))
    assert float(long["average_cramps_per_night"].mean()) == pytest.approx(0.4, rel=0.1)


def test_more_counted_nights_narrow_the_answer(diary, course) -> None:
    widths = [
        float(
            cramps(diary(), course(), reported=Reported(cramps=nights // 5, nights=nights))[
                "log_variance"
            ].sum()
        )
        for nights in (10, 50, 250)
    ]
    assert widths[0] > widths[1] > widths[2]


def test_a_cramp_that_opens_the_diary_is_left_out(diary, course, cramp_at) -> None:
    later = cramps(diary(events=cramp_at(27.0, 51.0)), course())
    assert later.attrs["counted"] == "2"
    opening = diary(events=cramp_at(27.0, 51.0))
    opening = opening.model_copy(update={"events": opening.events[1:]})
    from_cramp = course().isel(time=slice(48, None))
    from_cramp.attrs["days"] = 3
    opened = cramps(opening, from_cramp)
    assert opened.attrs["counted"] == "1"
    assert opened.attrs["weight_of_count"] < later.attrs["weight_of_count"]


@pytest.mark.parametrize("reported", [None, Reported(cramps=6, nights=30)])
def test_the_parts_of_the_width_sum_to_the_whole(diary, course, reported) -> None:
    generator = np.random.default_rng(0)
    differing = course(draws=4000, ethanol=50.0)
    calcium = differing["ionised_calcium_concentration"]
    differing["ionised_calcium_concentration"] = calcium + generator.normal(0, 0.05, (4000, 1))
    differing["ionised_calcium_concentration"].attrs = calcium.attrs
    found = cramps(diary(conditions=()), differing, seed=7, reported=reported)
    whole = float(np.log(found["average_cramps_per_night"]).var(ddof=1))
    parts = found["log_variance"]
    assert float(parts.sum()) == pytest.approx(whole, rel=0.12)
    assert bool((parts.sel(part=["person", "untold", "prior"]) > 0).all())
    assert (float(parts.sel(part="data")) > 0) is (reported is not None)
    np.testing.assert_allclose(found["width_share"].sum(), 1)


def test_each_part_of_the_width_is_of_its_own_cause(diary, course) -> None:
    """States alike in all versions leave nothing untold; wider states leave more."""

    def untold(spread: float) -> float:
        differing = course(draws=1000)
        calcium = differing["ionised_calcium_concentration"]
        scores = np.random.default_rng(0).normal(0, spread, (1000, 1))
        differing["ionised_calcium_concentration"] = (calcium + scores).assign_attrs(calcium.attrs)
        told = diary(medicines=(medicine("paracetamol"),), person=person())
        exercise = ExerciseEvent(at=told.events[0].at, duration_minutes=30, intensity_fraction=0.5)
        told = told.model_copy(update={"events": (exercise, *told.events)})
        return float(cramps(told, differing, seed=1)["log_variance"].sel(part="untold"))

    assert untold(0.0) == pytest.approx(0, abs=0.01)
    assert untold(0.05) < untold(0.1)


def test_equal_seeds_are_equal_and_a_version_keeps_its_numbers(diary, course) -> None:
    first, again, other = (cramps(diary(), course(), seed=seed) for seed in (5, 5, 6))
    for name in first.data_vars:
        np.testing.assert_array_equal(first[name], again[name])
    assert not np.array_equal(first["frailty"], other["frailty"])
    fewer = cramps(diary(), course(draws=50), seed=5)
    np.testing.assert_array_equal(
        fewer["cramps_per_night"], first["cramps_per_night"].isel(draw=slice(50))
    )


def test_versions_that_were_not_solved_are_left_out_and_the_others_stay(diary, course) -> None:
    whole, broken = course(), course()
    broken["succeeded"][3] = False
    for name in ("ionised_calcium_concentration", "arterial_ph"):
        broken[name][3] = np.nan
    found, full = cramps(diary(), broken), cramps(diary(), whole)
    assert 3 not in found["draw"]
    assert found.sizes["draw"] == 199
    assert not bool(found["cramps_per_night"].isnull().any())
    np.testing.assert_allclose(found["frailty"], full["frailty"].drop_sel(draw=3))


def test_a_removed_factor_leaves_the_rest(diary, course) -> None:
    found = cramps(diary(), course(ionised_calcium_concentration=1.05, ethanol=100.0), seed=2)
    usual = cramps(diary(), course(ethanol=100.0), seed=2)
    left = cramps_without(found, "low_ionised_calcium")
    np.testing.assert_allclose(left, usual["cramps_per_night"])
    share = share_due_to(found, "low_ionised_calcium")
    assert bool(((share > 0) & (share < 1)).all())
    assert np.all(share_due_to(found, "dehydration") == 0)
    with pytest.raises(KeyError, match="no factor called 'tea'"):
        cramps_without(found, "tea")


def test_expected_counts_of_people_like_this_are_spread_as_calibrated(diary, course) -> None:
    """In 28 nights most people of 50 have none, and a few have many."""
    found = cramps(diary(conditions=(), person=Person(age_told_years=50)), course(draws=4000))
    counts = found["cramps_in_28_nights"]
    assert 0.60 < float((counts == 0).mean()) < 0.80
    assert 0.02 < float((counts >= 5).mean()) < 0.11


def test_bad_input_is_refused_before_anything_is_done(diary, course) -> None:
    with pytest.raises(ValueError, match="seed must be zero or above"):
        cramps(diary(), course(), seed=-1)
    with pytest.raises(TooFewVersions, match="10 solved versions"):
        cramps(diary(), course(draws=10))
    with pytest.raises(MissingState, match="no arterial_ph; simulate with it"):
        cramps(diary(), course().drop_vars("arterial_ph"))
    wrong = course()
    wrong["plasma_sodium_concentration"].attrs["units"] = "mol/L"
    with pytest.raises(MissingState, match="in mol/L in the course"):
        cramps(diary(), wrong)
    longer = course()
    longer.attrs["days"] = 9
    with pytest.raises(CourseOfAnotherDiary, match="simulate this diary again"):
        cramps(diary(), longer)
    with pytest.raises(ValueError, match="write 0 or more in 1 or more"):
        Reported(cramps=-1, nights=3)
