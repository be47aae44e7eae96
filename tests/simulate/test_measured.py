"""Which told values count, what they are held against, and what the body says there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from cramp.diary.kidney import egfr_ckd_epi_2021
from cramp.diary.reading import read_diary_text
from cramp.exposure.clock import Clock
from cramp.exposure.timeline import timeline
from cramp.knowledge.measurement_errors import error_parts
from cramp.simulate import measured as told
from cramp.simulate.body_size import BodySizes
from cramp.simulate.measured import BLOOD, LeftOut, Measured, measured_values
from cramp.simulate.simulated_values import Ensemble, identifiers, log_measured, log_simulated

if TYPE_CHECKING:
    from cramp.simulate.measured import Told

HEAD = "format: cramp-diary/1\ntime_zone: Europe/Berlin\n"


def values(events: str, more: str = "") -> tuple[Told, ...]:
    diary = read_diary_text(f"{HEAD}{more}\nevents: [{events}]\n", today=date(2025, 8, 1))
    return measured_values(diary, timeline(diary))


def test_a_blood_test_counts_at_its_hour_in_the_unit_of_the_model() -> None:
    (one,) = values("{at: 2025-07-03T09:15, lab: {calcium: 9.6 mg/dL}}")
    assert isinstance(one, Measured)
    assert (one.quantity, one.at_minute) == ("calcium", 555)
    assert one.value == pytest.approx(96 / 40.078)
    assert one.told == "9.6 mg/dL"
    assert one.hour_told


def test_a_day_without_an_hour_is_known_as_such() -> None:
    (one,) = values("{at: 2025-07-03, lab: {potassium: 4 mmol/L}}")
    assert isinstance(one, Measured)
    assert not one.hour_told


@pytest.mark.parametrize(
    ("events", "more", "why"),
    [
        ("{at: 2025-07-03T09:00, lab: {haemoglobin: 13 g/dL}}", "", told.NO_COUNTERPART),
        ("{at: 2025-07-03T09:00, urine: {sodium: 90 mmol}}", "", told.NO_DURATION),
        ("{at: 2025-07-03T09:00, urine: {volume: 1 l}}", "", told.NO_DURATION),
        (
            "{at: 2025-07-03T09:00, urine: {collected: 24 h, sodium: 90 mmol}}",
            "",
            told.OUT_OF_RANGE,
        ),
        (
            "{at: 2025-07-03T09:00, lab: {creatinine: 90 umol/L}}",
            "kidney_function: {egfr: 60}",
            told.ALREADY_TOLD,
        ),
        (
            "{at: 2025-07-03T09:00, lab: {creatinine: 90 umol/L}}",
            "person: {age: 14}",
            told.TOO_YOUNG,
        ),
    ],
)
def test_what_cannot_count_says_why(events: str, more: str, why: str) -> None:
    (one,) = values(events, more)
    assert isinstance(one, LeftOut)
    assert one.why == why


def test_one_blood_sample_tells_filtration_once() -> None:
    one, other = values(
        "{at: 2025-07-03T09:00, lab: {creatinine: 90 umol/L, egfr: 70 mL/min/1.73m2}}"
    )
    assert isinstance(one, Measured)
    assert one.quantity == "filtration"
    assert isinstance(other, LeftOut)
    assert other.why == told.SAME_TEST


def test_a_blood_test_long_before_the_days_shown_does_not_count() -> None:
    found = values(
        "{at: 2025-01-03T09:00, lab: {potassium: 3.1 mmol/L}}, {at: 2025-07-03T09:00, note: x}"
    )
    assert [one.why for one in found if isinstance(one, LeftOut)] == [told.OUT_OF_RANGE]


def test_a_concentration_of_a_collection_is_an_amount() -> None:
    volume, sodium = values(
        "{at: 2025-07-02T09:00, note: x},"
        "{at: 2025-07-03T09:00, urine: {collected: 24 h, volume: 2 l, sodium: 60 mmol/L}}"
    )
    assert isinstance(volume, Measured)
    assert isinstance(sodium, Measured)
    assert (volume.quantity, volume.value) == ("urine_volume", 2)
    assert (sodium.quantity, sodium.value, sodium.is_amount) == ("urine_sodium", 120, True)
    assert not sodium.is_spot


def test_every_quantity_has_its_errors_and_its_counterpart() -> None:
    urine = [
        f"urine_{name}" for name in ("sodium", "potassium", "chloride", "magnesium", "calcium")
    ]
    for quantity in (*BLOOD, *urine, "urine_volume", "filtration", "body_mass"):
        assert error_parts(quantity)
        kind = "urine" if quantity.startswith("urine") else "lab"
        assert identifiers([Measured(quantity, quantity, kind, 0, 1, "", "")])


TIMES = np.arange(0.0, 2881.0, 60.0)
SIZES = BodySizes(
    sex=np.array(["female", "male"]),
    age_years=np.array([70.0, 30.0]),
    height_cm=np.array([160.0, 180.0]),
    mass_kg=np.array([60.0, 80.0]),
    egfr=np.array([60.0, 100.0]),
)


def rising(start: float, each_day: float) -> np.ndarray:
    return np.array([start + each_day * TIMES / 1440, start + 2 * each_day * TIMES / 1440])


ENSEMBLE = Ensemble(
    TIMES,
    {
        "plasma_potassium_concentration": rising(4.0, 0.24),
        "body_water_volume": rising(40.0, -1.0),
        "urine_sodium_amount": rising(0.0, 100.0),
        "urine_water_amount": rising(0.0, 1.5 / 1.8069e-5),
        "glomerular_filtration_rate": rising(0.1, 0.0),
    },
    SIZES.mass_kg,
    SIZES.surface_square_metre,
)


def simulated(quantity: str, at: float, kind: str = "lab", **more: object) -> np.ndarray:
    one = Measured(quantity, quantity, kind, at, 1.0, "", "", **more)  # type: ignore[arg-type]
    return np.exp(log_simulated(ENSEMBLE, [one])[0][:, 0])


def test_between_two_times_the_body_is_in_between() -> None:
    np.testing.assert_allclose(simulated("potassium", 90.0), [4.015, 4.03])


def test_a_body_weighs_less_by_the_water_it_lost() -> None:
    np.testing.assert_allclose(simulated("body_mass", 1440.0), [60 - 0.993, 80 - 2 * 0.993])


def test_urine_of_a_day_and_of_a_sample() -> None:
    day: dict[str, object] = {"minutes": 1440.0, "is_amount": True}
    np.testing.assert_allclose(simulated("urine_sodium", 2160.0, "urine", **day), [100, 200])
    np.testing.assert_allclose(
        simulated("urine_volume", 2160.0, "urine", **day), [1.5, 3.0], rtol=1e-6
    )
    np.testing.assert_allclose(
        simulated("urine_sodium", 2160.0, "urine", minutes=240.0), 100 / 1.5, rtol=1e-6
    )


def test_filtration_is_stated_to_a_usual_surface() -> None:
    surface = SIZES.surface_square_metre
    np.testing.assert_allclose(simulated("filtration", 1440.0), 100 * 1.73 / surface)


def test_a_creatinine_reads_by_age_and_sex() -> None:
    one = Measured("filtration", "creatinine", "lab", 0.0, 90.0, "", "µmol/L")
    read = np.exp(log_measured([one], SIZES)[:, 0])
    expected = [egfr_ckd_epi_2021(90, 70, "female"), egfr_ckd_epi_2021(90, 30, "male")]
    np.testing.assert_allclose(read, expected)


def test_an_untold_hour_is_a_days_mean_and_its_spread() -> None:
    clock = Clock.at_midnight(date(2025, 7, 3), "UTC")
    one = Measured("potassium", "potassium", "lab", 720.0, 4.0, "", "", hour_told=False)
    logarithms, variance = log_simulated(ENSEMBLE, [one], clock)
    np.testing.assert_allclose(np.exp(logarithms[:, 0]), [4 + 0.13, 4 + 0.26], rtol=3e-4)
    hours = np.log(4.0 + 0.01 * np.arange(7, 20)), np.log(4.0 + 0.02 * np.arange(7, 20))
    assert variance[0] == pytest.approx(np.mean([np.var(each) for each in hours]))
