"""Reading a diary: what is accepted, what is flagged, what is refused and how."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from cramp.diary.faults import DiaryFaults
from cramp.diary.reading import read_diary, read_diary_text

TODAY = date(2025, 8, 1)
HEAD = "format: cramp-diary/1\ntime_zone: Europe/Berlin\n"


def read(text, **options):
    return read_diary_text(HEAD + text, "d.yaml", today=TODAY, **options)


def faults_of(text):
    with pytest.raises(DiaryFaults) as caught:
        read(text)
    return caught.value.faults


def only_event(details):
    (event,) = read(f"events: [{{at: 2025-07-03T08:00, {details}}}]").events
    return event


def test_a_whole_diary():
    diary = read(
        """
person: {sex: female, birth_date: 1957-03-02, height: 5 ft 5 in, mass: 159 lb, family_cramps: yes}
conditions: [high blood pressure, diabetes type 2]
kidney_function: {creatinine: 0.9 mg/dL, measured_on: 2025-06-01}
pregnancy: false
breastfeeding: untold
fluid_limit: 1.5 l a day
symptoms: tired
medicines:
  - hydrochlorothiazide 25 mg every morning
  - {medicine: ibuprofen 400 mg as needed, since: 2025-01-01, until: 2025-12-31}
supplements: [magnesium 300 mg at bedtime]
usual_day:
  complete: true
  sleep: 23:00-07:00
  meals: [{at: 12:30, eat: "2 bananas, bowl of porridge", drink: [500 ml beer]}]
days: {2025-07-03: {complete: true}}
extra: {from: elsewhere, list: [1, 2.5, true, null, text]}
"""
    )
    assert diary.flags == ()
    assert diary.person.sex == "female"
    assert diary.person.height_cm == pytest.approx(165.1)
    assert diary.person.mass_kg == pytest.approx(72.12, abs=0.01)
    assert diary.person.family_cramps is True
    assert diary.person.age_years(date(2025, 3, 2)) == pytest.approx(68, abs=0.01)
    assert diary.conditions == ("hypertension", "diabetes")
    assert diary.kidney_function.basis == "ckd_epi_2021"
    assert diary.kidney_function.egfr_ml_per_min_per_173 == pytest.approx(69.5, abs=0.5)
    assert diary.pregnancy is False
    assert diary.breastfeeding is None
    assert diary.fluid_limit_litre_per_day == pytest.approx(1.5)
    assert diary.symptoms == ("fatigue",)
    assert diary.medicines[0].dose_mg == 25
    assert diary.medicines[1].as_needed
    assert diary.medicines[1].until == date(2025, 12, 31)
    assert diary.supplements[0].times == (time(22),)
    meal = diary.usual_day.meals[0]
    assert meal.at == time(12, 30)
    assert [portion.name for portion in meal.eat] == ["bananas", "porridge"]
    assert meal.drink[0].unit == "ml"
    assert diary.usual_day.sleep == (time(23), time(7))
    assert diary.days[date(2025, 7, 3)].complete
    assert diary.extra == {"from": "elsewhere", "list": [1, 2.5, True, None, "text"]}


def test_nothing_told_stays_nothing():
    diary = read("person:\nmedicines: []\n")
    assert diary.person.sex is None
    assert diary.person.age_years(TODAY) is None
    assert diary.kidney_function is None
    assert diary.pregnancy is None
    assert diary.usual_day is None
    assert diary.events == ()


def test_events_are_in_time_order_and_in_the_time_zone():
    diary = read(
        "events:\n- {at: 2025-07-03T10:00, note: b}\n"
        "- {at: '2025-07-03T07:00+00:00', note: a}\n- {at: 2025-07-02, weight: 72 kg}\n"
    )
    assert [event.kind for event in diary.events] == ["weight", "note", "note"]
    assert [event.text for event in diary.events[1:]] == ["a", "b"]
    assert diary.events[1].at == datetime(2025, 7, 3, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    assert diary.events[0].at.hour == 12
    assert not diary.events[0].time_told
    assert "noon" in diary.flags[0].why


def test_one_entry_may_hold_several_kinds():
    diary = read(
        "events: [{at: 2025-07-03T08:00, eat: [banana], drink: milk, medicine: [a 5 mg, b 1 mg]}]"
    )
    assert [event.kind for event in diary.events] == ["eat", "drink", "medicine", "medicine"]


def test_details_of_events():
    exercise = only_event(
        "exercise: {duration: 3h50, effort: hard, temperature: 88 °F, humidity: 45 %,"
        " mass_before: 76 kg, mass_after: 74 kg, drunk: 1.5 l}"
    )
    assert exercise.duration_minutes == 230
    assert exercise.intensity_fraction == pytest.approx(0.75)
    assert exercise.temperature_celsius == pytest.approx(31.1, abs=0.1)
    assert exercise.humidity_fraction == pytest.approx(0.45)
    assert exercise.sweat_loss_litre == pytest.approx(3.5)
    assert only_event("exercise: {effort: 80 %}").intensity_fraction == pytest.approx(0.8)
    stool = only_event("stool: {consistency: watery, times: 6, volume: 1 l, blood: no}")
    assert (stool.consistency, stool.times, stool.volume_litre) == ("watery", 6, 1)
    assert stool.blood is False
    vomiting = only_event("vomiting: {times: 2}")
    assert (vomiting.times, vomiting.volume_litre) == (2, None)
    cramp = only_event("cramp: {muscle: calf, side: left, duration: 90 s, pain: 7, woke: true}")
    assert (cramp.duration_minutes, cramp.pain, cramp.woke) == (1.5, 7, True)
    assert only_event("cramp: ~").muscle is None
    assert only_event("sleep: 7.5 h").duration_minutes == 450
    assert only_event("weight: 159 lb").mass_kg == pytest.approx(72.12, abs=0.01)
    assert only_event("alarm_sign: blood in the stool").sign == "bloody_stool"
    assert only_event("symptom: dizzy").symptom == "dizziness"
    assert only_event("alcohol: 330 ml beer").items[0].amount == 330
    assert only_event("supplement: magnesium 300 mg").dose_mg == 300


def test_laboratory_values_in_any_unit():
    event = only_event("lab: {potassium: 3.4 mmol/L, calcium: 10 mg/dL, unobtainium: 3 mg/L}")
    assert event.values["potassium"].si_value == pytest.approx(3.4)
    assert event.values["calcium"].si_value == pytest.approx(2.495, abs=0.01)
    assert event.values["calcium"].told_unit == "mg/dL"
    assert event.not_understood == {"unobtainium": "3 mg/L"}


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        ("conditions: [hypertension, grumpiness]", "conditions[1]", "grumpiness"),
        ("symptoms: [glowing]", "symptoms[0]", "glowing"),
        ("alarm_signs: [my leg fell off]", "alarm_signs[0]", "my leg fell off"),
        ("medicines: [vitamin D 1000 IU]", "medicines[0]", "vitamin D 1000 IU"),
        (
            "events: [{at: 2025-07-03T08:00, eat: [3 blobs of jam]}]",
            "events[2025-07-03T08:00].eat[0]",
            "3 blobs of jam",
        ),
        (
            "events: [{at: 2025-07-03T08:00, lab: {unobtainium: 3 mg/L}}]",
            "events[2025-07-03T08:00].lab",
            "unobtainium: 3 mg/L",
        ),
        (
            "events: [{at: 2025-07-03T08:00, exercise: {mass_before: 70 kg, mass_after: 69 kg}}]",
            "events[2025-07-03T08:00].exercise",
            "mass_before, mass_after",
        ),
        ("kidney_function: {creatinine: 80 µmol/L}", "kidney_function.creatinine", "creatinine"),
    ],
)
def test_what_is_not_understood_is_kept_flagged_and_refused_when_strict(text, place, told):
    (flag,) = read(text).flags
    assert flag.place.startswith(place)
    assert flag.text == told
    assert flag.why
    with pytest.raises(DiaryFaults, match=r"d\.yaml"):
        read(text, strict=True)


def test_unknown_words_are_never_dropped():
    diary = read("conditions: [grumpiness]\nalarm_signs: [my leg fell off]")
    assert diary.conditions == ("grumpiness",)
    assert diary.alarm_signs == ("my leg fell off",)


def test_none_is_no_alarm_sign():
    diary = read("conditions: none\nalarm_signs: None\nsymptoms: none")
    assert (diary.conditions, diary.alarm_signs, diary.symptoms) == ((), (), ())
    assert diary.flags == ()


def test_strict_refuses_unknown_foods_and_medicines():
    text = "medicines: [xyzzyprazole 5 mg]\nevents: [{at: 2025-07-03T08:00, eat: [a xyzzy]}]"
    assert read(text).flags == ()
    with pytest.raises(DiaryFaults) as caught:
        read(text, strict=True)
    assert ["table" in fault.what for fault in caught.value.faults] == [True, True]
    read("medicines: [ramipril 5 mg]\nevents: [{at: 2025-07-03T08:00, eat: [banana]}]", strict=True)


def test_untold_time_zone_is_utc_and_flagged():
    diary = read_diary_text("format: cramp-diary/1\n")
    assert diary.time_zone == "UTC"
    assert diary.flags[0].place == "time_zone"


EVENT = "events: [{at: 2025-07-03T08:00, %s}]"
BAD = [
    ("person: {age: 190}", "person.age", "plausible"),
    ("person: {age: -1}", "person.age", "plausible"),
    ("person: {age: old}", "person.age", "number"),
    ("person: {age: 3, birth_date: 2022-01-01}", "person.age", "both"),
    ("person: {birth_date: 1850-01-01}", "person.birth_date", "before 1900"),
    ("person: {birth_date: 1901-01-01}", "person.birth_date", "120 years"),
    ("person: {birth_date: 2025-02-30}", "person.birth_date", "not a date"),
    ("person: {birth_date: 2026-02-01}", "person.birth_date", "future"),
    ("person: {height: 164}", "person.height", "no unit"),
    ("person: {height: 1640 cm}", "person.height", "plausible"),
    ("person: {height: 70 kg}", "person.height", "length"),
    ("person: {mass: 70 furlongs}", "person.mass", "furlongs"),
    ("person: {mass: 0 kg}", "person.mass", "plausible"),
    ("person: {mass: -70 kg}", "person.mass", "plausible"),
    ("person: {sex: f}", "person.sex", "not known"),
    ("person: {family_cramps: perhaps}", "person.family_cramps", "yes nor no"),
    ("person: tall", "person", "keys belong"),
    ("person: {weight: 70 kg}", "person", "weight"),
    ("kidney_function: {creatinine: 80 km}", "kidney_function.creatinine", "km"),
    ("kidney_function: {egfr: 900}", "kidney_function.egfr", "plausible"),
    ("kidney_function: {egfr: 60 kg}", "kidney_function.egfr", "kg"),
    ("fluid_limit: 1.5", "fluid_limit", "no unit"),
    ("fluid_limit: 90 l a day", "fluid_limit", "plausible"),
    ("medicines: [furosemide 25 km]", "medicines[0]", "no dose"),
    ("medicines: [furosemide -5 mg]", "medicines[0]", "-5 mg"),
    ("medicines: [furosemide 0 mg]", "medicines[0]", "0 mg"),
    ("medicines: [{since: 2025-01-01}]", "medicines[0]", "not told"),
    (
        "medicines: [{medicine: a 5 mg, since: 2025-02-01, until: 2025-01-01}]",
        "medicines[0].until",
        "before 2025-02-01",
    ),
    ("usual_day: {sleep: late}", "usual_day.sleep", "begin and end"),
    ("usual_day: {sleep: 07:00-07:00}", "usual_day.sleep", "begin and end"),
    ("usual_day: {meals: [{eat: banana}]}", "usual_day.meals[0]", "time of the meal"),
    ("usual_day: {meals: [{at: 25:00, eat: banana}]}", "usual_day.meals[0].at", "time of day"),
    ("days: {yesterday: {complete: true}}", "days.yesterday", "not a date"),
    ("extra: text", "extra", "keys belong"),
    ("events: [{eat: banana}]", "events[0]", "when"),
    ("events: [{at: 2025-07-03T08:00}]", "events[0]", "what happened"),
    ("events: [{at: soon, eat: banana}]", "events[0].at", "not a date with time"),
    ("events: [{at: 2025-07-03T25:00, eat: banana}]", "events[0].at", "not a time"),
    ("events: [{at: 2025-13-03T08:00, eat: banana}]", "events[0].at", "not a date"),
    ("events: [{at: 2025-08-03T08:00, eat: banana}]", "events[0].at", "future"),
    ("events: [{at: 2025-03-30T02:30, eat: banana}]", "events[0].at", "did not exist"),
    ("events: [{at: 2024-10-27T02:30, eat: banana}]", "events[0].at", "came twice"),
    ("events: [{at: '2025-07-03T08:00+19:00', eat: banana}]", "events[0].at", "not a time"),
    (EVENT % "eat: [0 bananas]", "events[2025-07-03T08:00].eat[0]", "amount"),
    (EVENT % "eat: [-2 bananas]", "events[2025-07-03T08:00].eat[0]", "amount"),
    (EVENT % "eat: ~", "events[2025-07-03T08:00].eat", "nothing"),
    (EVENT % "medicine: ibuprofen 0 mg", "events[2025-07-03T08:00].medicine", "0 mg"),
    (EVENT % "cramp: {pain: 11}", "events[2025-07-03T08:00].cramp.pain", "plausible"),
    (EVENT % "cramp: {side: up}", "events[2025-07-03T08:00].cramp.side", "not known"),
    (EVENT % "cramp: {duration: -3 min}", "events[2025-07-03T08:00].cramp.duration", "plausible"),
    (EVENT % "stool: {times: 2.5}", "events[2025-07-03T08:00].stool.times", "whole"),
    (EVENT % "stool: soft", "events[2025-07-03T08:00].stool", "not known"),
    (EVENT % "exercise: {effort: 80}", "events[2025-07-03T08:00].exercise.effort", "100 %"),
    (EVENT % "exercise: {effort: 180 %}", "events[2025-07-03T08:00].exercise.effort", "100 %"),
    (
        EVENT % "exercise: {temperature: 300 °C}",
        "events[2025-07-03T08:00].exercise.temperature",
        "plausible",
    ),
    (
        EVENT % "exercise: {sweat_loss: 1 l, mass_before: 70 kg, mass_after: 69 kg}",
        "events[2025-07-03T08:00].exercise.sweat_loss",
        "twice",
    ),
    (
        EVENT % "exercise: {mass_before: 70 kg, mass_after: 75 kg, drunk: 1 l}",
        "events[2025-07-03T08:00].exercise",
        "sweat loss of -4",
    ),
    (EVENT % "lab: {potassium: 3.4}", "events[2025-07-03T08:00].lab.potassium", "no unit"),
    (EVENT % "lab: {potassium: 3.4 km}", "events[2025-07-03T08:00].lab.potassium", "km"),
    (EVENT % "lab: {potassium: 340 mmol/L}", "events[2025-07-03T08:00].lab.potassium", "outside"),
    (EVENT % "lab: {potassium: high}", "events[2025-07-03T08:00].lab.potassium", "number"),
    (EVENT % "lab: ~", "events[2025-07-03T08:00].lab", "no value"),
    (
        EVENT % "lab: {potassium: 3 mmol/L, K: 4 mmol/L}",
        "events[2025-07-03T08:00].lab.K",
        "told twice",
    ),
    (EVENT % "dance: true", "events[0]", "dance"),
    ("time_zone: Europe/Rome", "", "twice"),
]


@pytest.mark.parametrize(("text", "place", "words"), BAD, ids=[text for text, _, _ in BAD])
def test_bad_input_is_one_fault_with_place_and_mend(text, place, words):
    (fault,) = faults_of(text)
    assert fault.place == place
    assert words in fault.what
    assert fault.mend
    assert fault.line == 3
    assert str(fault).startswith(f"d.yaml:3:{fault.column}: ")
    assert "\n" not in str(fault)


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "../etc/passwd", "Europe", "/etc/localtime"])
def test_time_zones_that_do_not_exist(zone):
    with pytest.raises(DiaryFaults, match="no time zone"):
        read_diary_text(f"format: cramp-diary/1\ntime_zone: {zone}\n")


def test_event_before_birth():
    text = "person: {birth_date: 1990-05-05}\nevents: [{at: %s, eat: banana}]"
    assert "birth date" in faults_of(text % "1990-05-04T08:00")[0].what
    assert read(text % "1990-05-05T08:00").events


def test_tomorrow_is_not_yet_the_future():
    text = "events: [{at: %s, eat: banana}]"
    assert read(text % "2025-08-02T08:00").events
    assert "future" in faults_of(text % "2025-08-03T00:00")[0].what


def test_the_hour_that_came_twice_needs_an_offset():
    summer = read("events: [{at: '2024-10-27T02:30+02:00', eat: banana}]").events[0].at
    winter = read("events: [{at: '2024-10-27T02:30+01:00', eat: banana}]").events[0].at
    assert winter.timestamp() - summer.timestamp() == 3600


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("time_zone: UTC\n", "format is not told"),
        ("format: cramp-diary/2\ntime_zone: UTC\n", "cramp-diary/2"),
        ("format: cramp-diary/1\ntime_zone: UTC\nmedicine: []\n", "did you mean “medicines”"),
        ("", "empty"),
        ("- a\n- b\n", "keys belong"),
    ],
)
def test_what_is_no_diary_at_all(text, words):
    with pytest.raises(DiaryFaults, match=words):
        read_diary_text(text)


def test_all_faults_are_told_at_once_in_the_order_of_the_file():
    found = faults_of(
        "person: {age: 190, mass: 70 furlongs}\nmedicines: [a 0 mg]\nfoo: 1\n"
        "events:\n- {at: soon, eat: banana}\n- {at: 2025-07-03T08:00, cramp: {pain: 12}}\n"
    )
    assert len(found) == 6
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)


def test_creatinine_without_sex_gives_no_filtration():
    kidney = read("kidney_function: {creatinine: 80 µmol/L}").kidney_function
    assert kidney.egfr_ml_per_min_per_173 is None
    assert kidney.creatinine_umol_per_litre == pytest.approx(80)


def test_told_filtration_is_kept():
    kidney = read("kidney_function: {egfr: 55, measured_on: 2025-06-01}").kidney_function
    assert (kidney.egfr_ml_per_min_per_173, kidney.basis) == (55, "told")
    assert read("kidney_function: {egfr: 55 ml/min}").kidney_function == kidney.model_copy(
        update={"measured_on": None}
    )


def test_the_file_is_named_in_faults(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(HEAD + "person: {age: 190}\n", encoding="utf-8")
    with pytest.raises(DiaryFaults, match=r"mine\.yaml:3:15: person\.age: "):
        read_diary(file)


def test_the_model_can_be_written_as_json():
    diary = read("events: [{at: 2025-07-03T08:00, lab: {potassium: 3.4 mmol/L}}]")
    assert json.loads(diary.model_dump_json())["events"][0]["values"]["potassium"]


def test_no_medicines_are_told_with_the_word_none():
    diary = read_diary_text(HEAD + "medicines: none\nsupplements: None\n")
    assert diary.medicines == ()
    assert diary.supplements == ()
    assert diary.flags == ()


def test_the_mend_shows_the_quantity_that_belongs_there():
    with pytest.raises(DiaryFaults, match="write such as 72 kg"):
        read_diary_text(HEAD + "person: {mass: nan kg}\n")
