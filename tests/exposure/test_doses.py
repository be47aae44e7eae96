"""Medicines told in a diary become doses of what acts in the body."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from cramp.diary.model import Diary, MedicineEvent, NoteEvent, RegularMedicine
from cramp.exposure.doses import RUN_IN_DAYS, Dose, dosed_kinetics
from cramp.exposure.mineral_salts import UNTOLD_MAGNESIUM_MMOL
from cramp.exposure.timeline import timeline
from cramp.knowledge.medicine_table import all_medicines
from cramp.physiology.conservation import body_description

DAY = datetime(2026, 7, 3, tzinfo=UTC)


def diary(*medicines: RegularMedicine, events: tuple[MedicineEvent, ...] = ()) -> Diary:
    note = NoteEvent(at=DAY.replace(hour=12), text="a day")
    return Diary(medicines=medicines, events=(note, *events))


def thiazide(**changes: object) -> RegularMedicine:
    told = {"text": "hydrochlorothiazide 25 mg", "name": "hydrochlorothiazide", "dose_mg": 25.0}
    return RegularMedicine.model_validate({**told, **changes})


def shown(told: Diary) -> list[Dose]:
    return [dose for dose in timeline(told).doses if dose.at_minute >= 0]


def test_a_daily_tablet_is_given_each_day_of_the_run_in_and_after() -> None:
    doses = timeline(diary(thiazide())).doses
    assert len(doses) == RUN_IN_DAYS + 1
    assert {dose.inputs for dose in doses} == {("hydrochlorothiazide_dose_rate",)}
    assert doses[-1].amount_mmol == pytest.approx(25 / 297.74)


def test_an_equivalent_thiazide_is_counted_in_hydrochlorothiazide() -> None:
    told = RegularMedicine(text="x", name="bendroflumethiazide", dose_mg=2.5)
    assert shown(diary(told))[0].amount_mmol == pytest.approx(25 / 297.74)


def test_both_parts_of_a_combination_act() -> None:
    told = RegularMedicine(text="Zestoretic 10/12.5", name="Zestoretic 10/12.5")
    amounts = {dose.inputs[0]: dose.amount_mmol for dose in shown(diary(told))}
    assert amounts == pytest.approx(
        {"lisinopril_dose_rate": 10 / 405.49, "hydrochlorothiazide_dose_rate": 12.5 / 297.74}
    )


def test_one_dose_of_a_combination_does_not_stand_for_both_parts() -> None:
    told = RegularMedicine(text="Zestoretic 20 mg", name="Zestoretic", dose_mg=20)
    assert {dose.amount_mmol for dose in shown(diary(told))} == {None}


def test_an_untold_dose_stays_untold_with_its_usual_range() -> None:
    dose = shown(diary(thiazide(dose_mg=None)))[0]
    assert dose.amount_mmol is None
    low, high = dose.usual_range_mmol
    assert 0 < low < high


def test_the_usual_range_of_a_day_is_shared_among_its_doses() -> None:
    once, twice = (
        shown(diary(thiazide(dose_mg=None, times=times)))
        for times in ((time(8),), (time(8), time(20)))
    )
    low, high = once[0].usual_range_mmol
    assert [dose.usual_range_mmol for dose in twice] == [(low / 2, high / 2)] * 2


def test_every_medicine_that_acts_in_the_body_has_a_usual_range() -> None:
    acting = [one for one in all_medicines() if one.body_model_class is not None]
    assert len(acting) > 40
    for medicine in acting:
        for dose in shown(diary(RegularMedicine(text="x", name=medicine.name))):
            low, high = dose.usual_range_mmol
            assert 0 < low <= high, medicine.id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("salbutamol 0.2 mg", "salbutamol_inhaled_rate"),
        ("salbutamol 4 mg tablets", "salbutamol_dose_rate"),
        ("salbutamol syrup 4 mg", "salbutamol_dose_rate"),
        ("salbutamol 4 mg by mouth", "salbutamol_dose_rate"),
    ],
)
def test_beta2_agonists_are_inhaled_unless_swallowing_is_told(text: str, expected: str) -> None:
    told = RegularMedicine(text=text, name="salbutamol", dose_mg=4)
    (dose,) = shown(diary(told))
    assert dose.inputs == (expected,)
    assert dose.amount_mmol == pytest.approx(4 / 239.3)


def test_a_stronger_beta2_agonist_counts_as_more_salbutamol() -> None:
    told = RegularMedicine(text="x", name="formoterol", dose_mg=0.012)
    assert shown(diary(told))[0].amount_mmol == pytest.approx(33 * 0.012 / 239.3)


def test_inhaled_salbutamol_of_untold_dose_is_no_tablet() -> None:
    inhaled, tablet = (
        shown(diary(RegularMedicine(text=text, name="salbutamol")))[0]
        for text in ("salbutamol 2 puffs", "salbutamol tablets")
    )
    assert inhaled.usual_range_mmol == pytest.approx((0.1 / 239.3, 0.8 / 239.3))
    assert tablet.usual_range_mmol[1] == pytest.approx(16 / 239.3)


@pytest.mark.parametrize("name", ["hydrochlorothiazide", "HCT"])
def test_a_told_dose_takes_the_place_of_that_days_regular_one(name: str) -> None:
    event = MedicineEvent(at=DAY.replace(hour=10), name=name, dose_mg=50, text="two")
    doses = shown(diary(thiazide(), events=(event,)))
    assert [(dose.at_minute, dose.told_event) for dose in doses] == [(600.0, True)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"as_needed": True}, 0),
        ({"since": date(2026, 7, 4)}, 0),
        ({"until": date(2026, 7, 2)}, 0),
        ({"weekdays": (4,)}, 1),
        ({"weekdays": (0,)}, 0),
        ({"times": (time(8), time(20))}, 2),
        ({"since": date(2026, 7, 3), "until": date(2026, 7, 3)}, 1),
        ({"since": date(2026, 7, 1), "interval_days": 2}, 1),
        ({"since": date(2026, 7, 2), "interval_days": 2}, 0),
    ],
)
def test_directions_are_followed(changes: dict[str, object], expected: int) -> None:
    assert len(shown(diary(thiazide(**changes)))) == expected


def test_prescribed_potassium_reaches_the_gut() -> None:
    told = RegularMedicine(text="potassium chloride 600 mg", name="potassium chloride", dose_mg=600)
    dose = shown(diary(told))[0]
    assert dose.inputs == ("potassium_intake_rate", "chloride_intake_rate")
    assert dose.amount_mmol == pytest.approx(600 / 74.55)


@pytest.mark.parametrize(
    ("name", "mg", "expected"),
    [
        ("magnesium oxide", 403.0, 4.2),
        ("magnesium citrate", 243.1, 10.0),
        ("magnesium sulfate", 2465.0, 10.0),
    ],
)
def test_magnesium_counts_by_salt_or_by_mineral_as_labels_do(
    name: str, mg: float, expected: float
) -> None:
    told = RegularMedicine(text=name, name=name, dose_mg=mg)
    dose = shown(diary(told))[0]
    assert dose.inputs == ("magnesium_intake_rate",)
    assert dose.amount_mmol == pytest.approx(expected)


def test_magnesium_of_untold_dose_has_a_range_of_its_own() -> None:
    told = RegularMedicine(text="magnesium tablet", name="magnesium supplement")
    low, high = shown(diary(told))[0].usual_range_mmol
    assert (low, high) == pytest.approx([0.7 * limit for limit in UNTOLD_MAGNESIUM_MMOL])


@pytest.mark.parametrize(
    ("name", "mg", "expected"),
    [
        ("calcium carbonate", 1250.0, 12.49),
        ("calcium acetate", 667.0, 4.217),
        ("calcium citrate", 400.8, 10.0),
        ("calcium supplement", 400.8, 10.0),
    ],
)
def test_calcium_counts_by_salt_or_by_mineral_as_labels_do(
    name: str, mg: float, expected: float
) -> None:
    dose = shown(diary(RegularMedicine(text=name, name=name, dose_mg=mg)))[0]
    assert dose.inputs == ("calcium_intake_rate",)
    assert dose.amount_mmol == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(
    ("text", "mg"),
    [
        ("vitamin D 1000 IU", None),
        ("vitamin D 1.000 I.E.", None),
        ("vitamin D 1,000 units", None),
        ("vitamin D3 25 µg", 0.025),
    ],
)
def test_vitamin_d_counts_by_units_or_by_mass(text: str, mg: float | None) -> None:
    dose = shown(diary(RegularMedicine(text=text, name="vitamin D", dose_mg=mg)))[0]
    assert dose.inputs == ("vitamin_d_intake_rate",)
    assert dose.amount_mmol == pytest.approx(65_000, rel=1e-3)


def test_a_proton_pump_inhibitor_counts_as_omeprazole() -> None:
    told = RegularMedicine(text="pantoprazole 40 mg", name="pantoprazole", dose_mg=40)
    dose = shown(diary(told))[0]
    assert dose.inputs == ("omeprazole_dose_rate",)
    assert dose.amount_mmol == pytest.approx(20 / 345.42)


def test_millimoles_told_in_words_count_as_they_are() -> None:
    told = RegularMedicine(text="potassium chloride 20 mmol daily", name="potassium chloride")
    assert shown(diary(told))[0].amount_mmol == pytest.approx(20)


def test_a_medicine_that_does_not_act_in_the_body_gives_no_dose() -> None:
    assert shown(diary(RegularMedicine(text="x", name="paracetamol", dose_mg=500))) == []
    assert shown(diary(RegularMedicine(text="x", name="mysterium forte", dose_mg=5))) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ibuprofen gel", "ibuprofen"),
        ("Voltaren Salbe", "diclofenac"),
        ("hydrocortisone cream", "hydrocortisone"),
        ("timolol eye drops", "timolol"),
        ("Timolol Augentropfen", "timolol"),
        ("desmopressin nasal spray", "desmopressin"),
    ],
)
def test_what_is_put_on_skin_eye_or_nose_gives_no_dose(text: str, name: str) -> None:
    assert shown(diary(RegularMedicine(text=text, name=name))) == []
    assert shown(diary(RegularMedicine(text=f"{name} tablets", name=name)))


def test_a_dose_says_which_substance_it_is() -> None:
    told = RegularMedicine(text="x", name="torasemide", dose_mg=10)
    (dose,) = shown(diary(told))
    assert (dose.medicine_id, dose.inputs) == ("torasemide", ("furosemide_dose_rate",))


def test_the_told_medicines_of_a_diary_set_their_kinetics() -> None:
    doses = timeline(diary(RegularMedicine(text="x", name="torasemide"), thiazide())).doses
    assert set(dosed_kinetics(doses)) == {
        "furosemide_elimination",
        "furosemide_absorption",
        "furosemide_half_effect",
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("salbutamol inhaler", "salbutamol_inhaled_rate"),
        ("Ventolin 2 puffs", "salbutamol_inhaled_rate"),
        ("salbutamol 4 mg tablets", "salbutamol_dose_rate"),
        ("salbutamol syrup", "salbutamol_dose_rate"),
    ],
)
def test_an_inhalers_dose_is_inhaled_and_a_tablets_swallowed(text: str, name: str) -> None:
    told = RegularMedicine(text=text, name="salbutamol", dose_mg=0.2)
    dose = shown(diary(told))[0]
    assert dose.inputs == (name,)
    assert dose.amount_mmol == pytest.approx(0.2 / 239.3)


def test_an_untold_inhaler_holds_a_few_puffs() -> None:
    low, high = shown(diary(RegularMedicine(text="x", name="salbutamol")))[0].usual_range_mmol
    assert (low, high) == pytest.approx((0.1 / 239.3, 0.8 / 239.3))


def test_every_input_that_a_dose_feeds_is_one_of_the_body() -> None:
    inputs = body_description().inputs
    for medicine in all_medicines():
        for dose in shown(diary(RegularMedicine(text="x", name=medicine.name))):
            assert set(dose.inputs) <= set(inputs), medicine.id
