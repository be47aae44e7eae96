"""The cases everybody has heard of, from diary to words: what is said, and what must not be."""

from __future__ import annotations

import pytest

import cramp
from cramp.assessment.causes import find_causes
from cramp.report.summary import summary_lines
from cramp.simulate.course import live

HEAD = "format: cramp-diary/1\ntime_zone: Europe/Berlin\n"
NIGHT = """
  - at: 2025-03-04T03:10
    cramp: {muscle: calf, duration: 2 min, woke: true}
"""
SUPPER = """
  - at: 2025-03-03T19:00
    eat: [200 g boiled potatoes, 150 g chicken breast, 150 g broccoli]
    drink: [300 ml tap water]
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Return what is said to a person in a terminal, in small letters."""
    known: dict[str, str] = {}

    def tell(text: str) -> str:
        if text not in known:
            path = tmp_path_factory.mktemp("case") / "diary.yaml"
            path.write_text(HEAD + text, encoding="utf-8")
            lived = live(cramp.read_diary(path, strict=True), draws=60)
            shares = find_causes(lived, draws=40)
            lines = summary_lines(cramp.assess(lived.diary, lived.course, shares=shares))
            known[text] = "\n".join(lines).lower()
        return known[text]

    return tell


def degree_of(words: str, cause: str) -> str:
    """Return how likely a cause is said to be."""
    part = words.split("what may bring your cramps")[1].split("what you can do", maxsplit=1)[0]
    (line,) = [one for one in part.splitlines() if cause in one]
    return line.removeprefix("- ").split(":")[0]


@pytest.mark.slow
def test_heavy_sweating_with_plain_water(said) -> None:
    words = said("""
person: {sex: male, age: 34, height: 180 cm, mass: 76 kg, family_cramps: false}
events:
  - at: 2025-03-03T10:00
    exercise: {activity: running, duration: 3 h, effort: hard, temperature: 31 °C,
               mass_before: 76 kg, mass_after: 74.6 kg, drunk: 2.6 l}
  - at: 2025-03-03T10:40
    drink: [1.3 l tap water]
  - at: 2025-03-03T12:00
    drink: [1.3 l tap water]
  - at: 2025-03-03T12:50
    cramp: {muscle: calf, duration: 4 min, woke: false}
""")
    assert degree_of(words, "working your muscles hard") in {
        "probably a large part",
        "most likely the main reason",
    }
    assert "take some salt with it" in words
    assert "do not drink beyond thirst" in words
    assert "fewer cramps in hard exercise" in words


@pytest.mark.slow
def test_frequent_night_cramps_on_a_thiazide(said) -> None:
    words = said(
        "person: {sex: female, age: 68, height: 164 cm, mass: 70 kg}\n"
        "medicines: [{medicine: hydrochlorothiazide 25 mg daily}]\n"
        f"events:{SUPPER}{NIGHT.lstrip(chr(10))}"
    )
    assert "ask whether hydrochlorothiazide may have a part in them" in words
    assert "keep taking it as prescribed" in words
    assert "blood test" in words
    causes = words.split("what may bring your cramps")[1].split("what you can do")[0]
    assert "thiazide" not in causes


@pytest.mark.slow
def test_chronic_diarrhoea(said) -> None:
    stools = "".join(
        f"  - at: 2025-03-{day:02}T{hour}:00\n    stool: {{consistency: loose, times: 2}}\n"
        for day in (1, 2, 3)
        for hour in ("09", "16")
    )
    words = said(
        "person: {sex: female, age: 52, height: 168 cm, mass: 64 kg}\n"
        f"kidney_function: {{egfr: 92 mL/min/1.73 m2}}\nevents:\n{stools}{NIGHT.lstrip(chr(10))}"
    )
    assert "loose or watery stool" in words
    assert "rehydration drink" in words or "doctor" in words
    assert "magnesium worked no better" in words


@pytest.mark.slow
def test_evenings_with_alcohol(said) -> None:
    beers = "".join(f"  - at: 2025-03-0{day}T20:00\n    alcohol: [1 l beer]\n" for day in (1, 2, 3))
    words = said(
        "person: {sex: male, age: 64, height: 176 cm, mass: 84 kg}\n"
        f"events:\n{beers}{NIGHT.lstrip(chr(10))}"
    )
    assert degree_of(words, "alcohol") in {"may be part of it", "probably a large part"}
    assert "less alcohol" in words
    assert "stopping all at once can be dangerous" in words


@pytest.mark.slow
def test_an_old_person_with_nothing_disturbed(said) -> None:
    words = said(
        "person: {sex: female, age: 78, height: 160 cm, mass: 62 kg}\n"
        f"events:{SUPPER}{NIGHT.lstrip(chr(10))}"
    )
    assert degree_of(words, "a lack of salts or water") in {"very unlikely", "may add a little"}
    assert degree_of(words, "your age") in {"may be part of it", "probably a large part"}
    assert "stretch" in words
    assert "magnesium worked no better than a dummy pill" in words
    assert "supplement" not in words.split("what you can do")[1].split("before you buy")[0]


@pytest.mark.slow
def test_the_multivitamin_believer(said) -> None:
    words = said(
        "person: {sex: male, age: 45, height: 180 cm, mass: 80 kg}\n"
        "kidney_function: {egfr: 95 mL/min/1.73 m2}\n"
        "supplements: [{supplement: multivitamin daily}]\n"
        f"events:{SUPPER}{NIGHT.lstrip(chr(10))}"
    )
    assert "a multivitamin is no source of potassium: it holds two or three parts in a" in words


@pytest.mark.slow
def test_the_banana_eater_with_weak_kidneys_on_an_ace_inhibitor(said) -> None:
    words = said(
        "person: {sex: male, age: 71, height: 174 cm, mass: 82 kg}\n"
        "conditions: [kidney_disease]\n"
        "medicines: [{medicine: lisinopril 10 mg daily}]\n"
        "events:\n  - at: 2025-03-03T12:00\n    eat: [3 bananas]\n" + NIGHT.lstrip("\n")
    )
    assert "do not take potassium or a salt substitute on your own" in words
    assert "doctor" in words
    advised = words.split("what you can do")[1]
    for food in ("eat vegetables", "fruit and potatoes", "eat a banana", "tomato", "avocado"):
        assert food not in advised
    assert "too little potassium" not in words
