"""Diaries written and read again, and diaries broken at random."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cramp.diary.faults import DiaryFaults
from cramp.diary.model import Diary, Flag, Person, Portion, UsualDay, UsualMeal
from cramp.diary.reading import read_diary, read_diary_text
from cramp.diary.writing import diary_text, write_diary

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
TEXTS = [example.read_text(encoding="utf-8") for example in EXAMPLES]
TODAY = date(2025, 8, 1)
EVERYTHING = """
format: cramp-diary/1
time_zone: Europe/Berlin
person: {sex: other, birth_date: 1957-03-02, height: 5 ft 5 in, mass: 159 lb, family_cramps: yes}
conditions: [hypertension, grumpiness, grumpiness]
kidney_function: {creatinine: 0.93 mg/dL, measured_on: 2025-06-01}
pregnancy: false
fluid_limit: 50 fl oz a day
alarm_signs: [my leg fell off, confusion]
symptoms: tired
medicines:
  - hydrochlorothiazide 25 mg every morning
  - {medicine: "ibuprofen 400 mg as needed", since: 2025-01-01}
  - {medicine: vitamin D 1000 IU, until: 2026-12-31}
supplements: [magnesium 300 mg at bedtime, {supplement: iron 50 mg, since: 2025-01-01}]
usual_day:
  complete: no
  sleep: 23:00-07:00
  meals: [{at: 12:30, eat: "2 bananas, 3 blobs of jam, milk, 200 ml", drink: 500 ml beer}]
days: {2025-07-03: {complete: true}, 2025-07-02: {}}
events:
  - {at: 2025-07-03T08:00, eat: "null, 2 bananas", drink: [milk], alcohol: [beer]}
  - {at: 2025-07-02, lab: {K: 3.4 mEq/L, unobtainium: "3"}, weight: 71.9 kg}
  - {at: 2025-07-02, urine: {collected: 24 h, volume: 1.62 l, Na: 120 mEq, K: 1.2 g/24h, zinc: "3"}}
  - {at: "2024-10-27T02:30+01:00", note: "winter: time"}
  - {at: "2024-10-27T02:30+02:00", note: "two\\nlines"}
  - {at: 2025-07-03T08:00:30, medicine: [a 5 mg, b 2 puffs], symptom: [tired, glowing]}
  - {at: 2025-07-03T08:00, exercise: {duration: 3h50, effort: 33 %, mass_before: 167 lb,
     mass_after: 162.3 lb, drunk: 40 fl oz}}
  - {at: 2025-07-03T08:00, exercise: {mass_before: 70 kg, mass_after: 69 kg}}
  - {at: 2025-07-03T08:00, exercise: {sweat_loss: 33 fl oz, temperature: 88 °F, humidity: 7 %}}
  - {at: 2025-07-03T09:00, stool: {times: 2, blood: no}, vomiting: ~, sleep: ~, cramp: ~}
  - {at: 2025-07-03T09:00, cramp: {muscle: calf, side: both, pain: 6.5, woke: no, duration: 50 s}}
  - {at: 2025-07-03T09:00, alarm_sign: [confusion, odd], supplement: zinc}
extra: {a: [1, {b: ~}], on: "2025-07-03", c: 12:30, d: 1.5e3, "e f": yes}
"""


def test_the_examples_are_there():
    assert [example.stem for example in EXAMPLES] >= ["holiday_diarrhoea"]
    assert {"holiday_diarrhoea", "marathon_heat", "night_cramps"} <= {e.stem for e in EXAMPLES}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_examples_are_read_without_flags_and_come_back(example, tmp_path):
    diary = read_diary(example, today=TODAY)
    assert diary.flags == ()
    assert diary.events
    assert diary.person.age_years(TODAY) is not None
    assert any(told.kind == "cramp" for told in diary.events)
    write_diary(diary, tmp_path / "again.yaml")
    assert read_diary(tmp_path / "again.yaml", today=TODAY) == diary


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_the_tables_know_all_that_the_examples_name(example):
    assert read_diary(example, strict=True, today=TODAY).flags == ()


def test_everything_comes_back(tmp_path):
    diary = read_diary_text(EVERYTHING, today=TODAY)
    assert len(diary.flags) > 8
    write_diary(diary, tmp_path / "d.yaml")
    assert read_diary(tmp_path / "d.yaml", today=TODAY) == diary
    assert {type(told).__name__ for told in diary.events} == {
        "EatEvent", "DrinkEvent", "AlcoholEvent", "MedicineEvent", "SupplementEvent",
        "ExerciseEvent", "SleepEvent", "StoolEvent", "VomitingEvent", "CrampEvent", "LabEvent",
        "UrineEvent", "WeightEvent", "SymptomEvent", "AlarmSignEvent", "NoteEvent",
    }  # fmt: skip


def test_an_untold_time_zone_stays_untold():
    diary = read_diary_text("format: cramp-diary/1\n")
    assert "time_zone" not in diary_text(diary)
    assert "time_zone: UTC" in diary_text(Diary())


def test_writing_replaces_whole_or_not_at_all(tmp_path):
    file = tmp_path / "d.yaml"
    file.write_text("kept", encoding="utf-8")
    impossible = Diary(
        usual_day=UsualDay(meals=(UsualMeal(at="08:00", eat=(Portion(text="1 fig", name="egg"),)),))
    )
    with pytest.raises(ValueError, match="usual_day"):
        write_diary(impossible, file)
    assert file.read_text(encoding="utf-8") == "kept"
    write_diary(Diary(person=Person(mass_kg=72.3)), file)
    assert "72.3 kg" in file.read_text(encoding="utf-8")
    assert [entry.name for entry in tmp_path.iterdir()] == ["d.yaml"]


def test_a_failed_write_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(handle):
        raise OSError("no space")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_diary(Diary(), tmp_path / "d.yaml")
    assert list(tmp_path.iterdir()) == []


def test_a_diary_cannot_be_changed():
    diary = Diary(flags=(Flag(place="a", text="b", why="c"),))
    with pytest.raises(ValueError, match="frozen"):
        diary.time_zone = "UTC"


_PIECES = st.sampled_from(
    ["", " ", "\n", ":", "- ", "{", "}", "[", "]", '"', "'", "&a", "*a", "!x", "#", "0", "-1",
     "1e999", "½", "null", "true", "kg", "9" * 30, "\t", "\x00", "\u2028", "|", ">", "---", "%"]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_broken_example_is_read_or_refused_with_faults(data):
    text = data.draw(st.sampled_from(TEXTS))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.sampled_from([0, 0, 1, 2, 5, 40]))
        text = text[:start] + data.draw(_PIECES | st.text(max_size=4)) + text[start + length :]
    try:
        diary = read_diary_text(text, today=TODAY)
    except DiaryFaults as refused:
        problems = [fault for fault in refused.faults if not (fault.what and fault.mend)]
    else:
        problems = []
        assert read_diary_text(diary_text(diary), today=TODAY) == diary
    assert problems == []


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_value_in_any_place_is_read_or_refused(data):
    lines = EVERYTHING.splitlines()
    index = data.draw(st.integers(3, len(lines) - 1))
    value = data.draw(
        st.text(max_size=20) | _PIECES | st.floats().map(str) | st.integers().map(str)
    )
    lines[index] = re.sub(r": [^,}\[{]+", lambda _: f": {value}", lines[index], count=1)
    try:
        diary = read_diary_text("\n".join(lines), today=TODAY)
    except DiaryFaults:
        return
    assert read_diary_text(diary_text(diary), today=TODAY + timedelta(days=1)) == diary
