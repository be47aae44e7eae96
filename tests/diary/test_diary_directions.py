"""What people write of medicines."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cramp.diary.directions import read_medicine

EIGHT, NOON, SIX, TEN = time(8), time(12), time(18), time(22)


@pytest.mark.parametrize(
    ("text", "name", "dose_mg", "times"),
    [
        ("hydrochlorothiazide 25 mg every morning", "hydrochlorothiazide", 25, (EIGHT,)),
        ("simvastatin 40 mg at night", "simvastatin", 40, (TEN,)),
        ("metformin 500 mg twice a day", "metformin", 500, (EIGHT, time(20))),
        ("metformin 500 mg 2x daily", "metformin", 500, (EIGHT, time(20))),
        ("torasemide 10 mg 1-0-1", "torasemide", 10, (EIGHT, SIX)),
        ("levothyroxine 75 µg at 6:30", "levothyroxine", 0.075, (time(6, 30),)),
        ("ramipril 5 mg at 7 pm", "ramipril", 5, (time(19),)),
        ("aspirin 100 mg with lunch", "aspirin", 100, (NOON,)),
        ("amlodipine 5mg od", "amlodipine", 5, ()),
        ("metamizole 0,5 g every 12 hours", "metamizole", 500, (EIGHT, time(20))),
        ("ramipril 5 mg in the morning and in the evening", "ramipril", 5, (EIGHT, SIX)),
        ("2 tablets of paracetamol 500 mg at night", "paracetamol", 1000, (TEN,)),
        ("half a tablet of atenolol 50 mg every morning", "atenolol", 25, (EIGHT,)),
        ("Zestoretic 20/12.5 every morning", "Zestoretic 20/12.5", None, (EIGHT,)),
        ("L-thyroxine 0.1 mg", "L-thyroxine", 0.1, ()),
        ("magnesium", "magnesium", None, ()),
        # A point in a dose is not the point of a clock time.
        ("ramipril 1.25 mg every morning", "ramipril", 1.25, (EIGHT,)),
        ("digoxin 0.25 mg", "digoxin", 0.25, ()),
        ("furosemide 0.04 g at 8.30", "furosemide", 40, (time(8, 30),)),
        ("metformin 500 mg twice a day (8 am and 2 pm)", "metformin", 500, (EIGHT, time(14))),
        ("1 1/2 tablets of furosemide 40 mg", "furosemide", 60, ()),
        ("1½ tablets furosemide 40 mg", "furosemide", 60, ()),
        ("furosemide 40 mg one and a half tablets at noon", "furosemide", 60, (NOON,)),
        ("torasemide 10 mg 1 – 0 – 1", "torasemide", 10, (EIGHT, SIX)),
        ("furosemide 40mg/d", "furosemide", 40, ()),
        ("furosemide 40 mg o.d.", "furosemide", 40, ()),
        ("Co-amilozide 5/50 1 tablet", "Co-amilozide 5/50", None, ()),
        ("furosemide 40 mg 5x a day", "furosemide", 40, (time(3), EIGHT, NOON, time(17), TEN)),
    ],
)
def test_name_dose_and_times(text, name, dose_mg, times):
    reading = read_medicine(text)
    assert reading.name == name
    assert reading.dose_mg == (None if dose_mg is None else pytest.approx(dose_mg))
    assert reading.times == times
    assert reading.doubt is None
    assert reading.fault is None


@pytest.mark.parametrize(
    ("text", "weekdays", "interval_days", "as_needed"),
    [
        ("methotrexate 10 mg on Mondays", (0,), None, False),
        ("furosemide 40 mg Monday, Wednesday and Friday", (0, 2, 4), None, False),
        ("furosemide 40 mg every mon and thursday", (0, 3), None, False),
        ("furosemide 40 mg Mon, Wed, Fri", (0, 2, 4), None, False),
        ("furosemide 40 mg Mon/Wed/Fri", (0, 2, 4), None, False),
        ("furosemide 40 mg Monday to Friday", (0, 1, 2, 3, 4), None, False),
        ("furosemide 40 mg Sat-Mon", (0, 5, 6), None, False),
        ("prednisolone 5 mg every third day", (), 3, False),
        ("prednisolone 5 mg every second day", (), 2, False),
        ("prednisolone 5 mg every other day", (), 2, False),
        ("prednisolone 5 mg every 3 days", (), 3, False),
        ("alendronate 70 mg once a week", (), 7, False),
        ("ibuprofen 400 mg as needed", (), None, True),
        ("ibuprofen 400 mg prn", (), None, True),
        ("sunitinib 50 mg", (), None, False),
    ],
)
def test_days(text, weekdays, interval_days, as_needed):
    reading = read_medicine(text)
    assert reading.weekdays == weekdays
    assert reading.interval_days == interval_days
    assert reading.as_needed is as_needed
    assert reading.name == text.split()[0]
    assert reading.doubt is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("prednisolone 20 mg in the morning and 5 mg at night", "several doses"),
        ("vitamin D 1000 IU daily", "IU"),
        ("salbutamol 2 puffs as needed", "puffs"),
        ("hydrochlorothiazide 25", "without unit"),
        ("25 mg", "name"),
        ("alendronate 70 mg twice a week", "how often"),
        ("adalimumab 40 mg every 2 weeks on Friday", "weeks"),
        ("metformin 500 mg three times a day at 8:00", "times a day"),
        ("prednisolone 20 mg then 10 mg", "how often"),
        ("Moduretic half a tablet", "strength"),
        ("Moduretic 1/2 tablet", "strength"),
        ("half a Moduretic", "half"),
        ("Zestoretic 20/12.5 2 tablets", "how many"),
        ("furosemide 20-40 mg daily", "20-40 mg"),
        ("furosemide 20 to 40 mg daily", "20 to 40 mg"),
        ("2x ibuprofen 400 mg", "2x"),
        ("two 40 mg furosemide tablets", "two"),
        ("furosemide 40 mg x2", "x2"),
        ("furosemide 40 mg 1/2-0-0", "1/2-0-0"),
        ("candesartan 16 mg 1-0-1/2", "1-0-1/2"),
        ("furosemide 40 mg three times weekly", "how often"),
        ("furosemide 40 mg 3x/week", "how often"),
        ("aspirin 75 mg 6 days a week", "6 days"),
        ("stopped furosemide 40 mg", "stopped"),
        ("furosemide 40 mg (stopped in May)", "stopped"),
        ("not taking furosemide 40 mg", "not"),
        ("furosemide 40 mg only in summer", "only"),
        ("lisinopril 20 mg/hydrochlorothiazide 12.5 mg", "several doses"),
        ("furosemide forty mg", "dose is not understood"),
        ("insulin 10 IE", "dose is not understood"),
        ("ramipril 1,500 mg", "1500"),
        ("metformin 1.000 mg", "1000"),
        ("a" * 300, "longer"),
    ],
)
def test_doubts_are_told_and_no_dose_is_guessed(text, words):
    assert words in (read_medicine(text).doubt or "")


@pytest.mark.parametrize(
    "text",
    ["Moduretic 1/2 tablet", "furosemide 20-40 mg", "lisinopril 20 mg/hydrochlorothiazide 5 mg"],
)
def test_an_unclear_dose_is_none(text):
    assert read_medicine(text).dose_mg is None


def test_the_second_substance_of_a_combination_stays_in_the_name():
    assert "hydrochlorothiazide" in read_medicine("lisinopril 20 mg/hydrochlorothiazide 5 mg").name


def test_what_follows_the_dose_is_no_part_of_the_name():
    assert read_medicine("furosemide 40 mg only in summer").name == "furosemide"


def test_several_doses_give_no_dose():
    assert read_medicine("prednisolone 20 mg in the morning and 5 mg at night").dose_mg is None


@pytest.mark.parametrize(
    "text",
    ["furosemide 25 km", "ramipril 0 mg", "ramipril -5 mg", "ramipril 5 mg at 25:00",
     "iron 100 g", "ramipril 5 mg 0-0-0", "ramipril 5 mg 0 times a day",
     "magnesium 3 kg", "vitamin D 0 IU", "x 5 mg every 0 days"],
)  # fmt: skip
def test_impossible_doses_and_times_are_faults(text):
    assert read_medicine(text).fault is not None


_WORDS = st.sampled_from(
    ["ramipril", "25", "mg", "-", "0", "1-0-2", "every", "day", "twice a", "at 99:99", "½", "/",
     "on", "monday", "half", "tablet", "x", "every 0 days", "km", "9" * 60, "µg"]
)  # fmt: skip


@settings(max_examples=300)
@given(st.text(max_size=300) | st.lists(_WORDS, max_size=14).map(" ".join))
def test_any_text_is_read_without_raising(text):
    reading = read_medicine(text)
    assert reading.dose_mg is None or reading.dose_mg > 0
