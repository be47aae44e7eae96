"""The page is safe, whole, readable without network, and says first what is urgent."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from cramp.assessment.intended_use import INTENDED_USE
from cramp.diary.model import KidneyFunction, NoteEvent, Person, Portion, RegularMedicine

if TYPE_CHECKING:
    from collections.abc import Callable

    from cramp.assessment.assess import Assessment

    Rendered = Callable[..., tuple[Assessment, str]]

EXAMPLES = ("night_cramps", "marathon_heat", "holiday_diarrhoea")
VOID = {"meta", "br", "hr", "img", "link", "input"}


class Outline(HTMLParser):
    """Checks that tags nest, and gathers headings, identifiers and links."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[str] = []
        self.identifiers: list[str] = []
        self.links: list[str] = []
        self.labels: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(tag)
        if found.get("id") and "svg" not in self.open:
            self.identifiers.append(str(found["id"]))
        if tag == "a":
            self.links.append(str(found.get("href")))
        if found.get("role") == "img":
            self.labels.append(str(found.get("aria-label")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"


def outline(page: str) -> Outline:
    parser = Outline()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    return parser


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_page_needs_nothing_from_outside(rendered: Rendered, name: str) -> None:
    _, page = rendered(name)
    assert "<script" not in page
    assert "@import" not in page
    assert not re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""", page)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_page_is_well_formed_and_accessible(rendered: Rendered, name: str) -> None:
    _, page = rendered(name)
    found = outline(page)
    assert '<html lang="en">' in page
    assert found.headings[0] == "h1"
    assert found.headings.count("h1") == 1
    levels = [int(heading[1]) for heading in found.headings]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(found.identifiers) == len(set(found.identifiers))
    assert {link.removeprefix("#") for link in found.links} <= set(found.identifiers)
    assert len(found.labels) == 4
    assert all("simulated" in label for label in found.labels)
    words = re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
    assert not re.findall(r"\b(?:nan|None|inf)\b", words)


@pytest.mark.parametrize("name", EXAMPLES)
def test_warning_signs_stand_before_everything_else(rendered: Rendered, name: str) -> None:
    _, page = rendered(name)
    order = ["alarm", "now", "short", "do", "more", "intake", "course", "medicines", "evidence",
             "unknowns", "doctor", "sources", "use"]  # fmt: skip
    found = outline(page).identifiers
    assert [identifier for identifier in found if identifier in order] == order


def test_intended_use_and_version_are_on_the_page(rendered: Rendered) -> None:
    from cramp import __version__

    _, page = rendered()
    assert INTENDED_USE.split(". ")[0] in page
    assert f"cramp {__version__}" in page


def test_an_emergency_leaves_no_self_care(rendered: Rendered) -> None:
    assessment, page = rendered(alarm_signs=("seizure",))
    assert "Emergency: call for help now" in page
    assert page.index("Emergency: call for help now") < page.index("What we found")
    assert not [advice for advice in assessment.advice.for_person() if advice.is_self_care]
    assert "being seen comes first" in page
    assert page.index("112, 999 or 911") < page.index("What we found")
    assert "A cramp right now?" not in page


def person_part(page: str) -> str:
    return page[: page.index('id="doctor"')]


def test_nobody_at_risk_is_shown_a_potassium_target(rendered: Rendered) -> None:
    assessment, page = rendered()
    assert assessment.facts.potassium_rise_forbidden
    row = re.search(r'<tr><th scope="row">Potassium</th>.*?</tr>', page, re.DOTALL)
    assert row is not None
    assert "left to your doctor" in row[0]
    assert "2,600 mg" not in person_part(page)


def test_others_are_shown_the_target(rendered: Rendered) -> None:
    kidney = KidneyFunction(egfr_ml_per_min_per_173=95, basis="told")
    assessment, page = rendered(
        "marathon_heat", kidney_function=kidney, person=Person(sex="male", age_told_years=34)
    )
    assert not assessment.facts.potassium_rise_forbidden
    assert "3,400 mg" in person_part(page)


def test_measured_simulated_and_told_are_kept_apart(rendered: Rendered) -> None:
    _, page = rendered()
    table = page[page.index('aria-label="Table of measured values"') :]
    assert '<strong class="measured">3.4 mmol/L</strong>' in table
    assert "Simulated values are not measurements." in page
    assert 'class="told"' in page
    assert 'class="simulated"' in page


def test_what_is_not_known_is_said(rendered: Rendered) -> None:
    strange = RegularMedicine(text="Mysterium forte 5 mg", name="Mysterium forte", dose_mg=5)
    _, page = rendered(medicines=(strange,))
    assert "We do not know this one" in page
    assert "unknown; treated as retaining" in page


def test_words_from_the_diary_cannot_break_the_page(rendered: Rendered) -> None:
    attack = "<script>alert(1)</script>\"'&"
    assessment, _ = rendered()
    at = assessment.diary.events[0].at
    medicine = RegularMedicine(text=attack, name=attack)
    eaten = assessment.diary.events[0].__class__
    assert eaten  # the diary begins with an event
    _, page = rendered(
        medicines=(medicine,),
        alarm_signs=(attack,),
        conditions=(attack,),
        events=(
            *assessment.diary.events,
            NoteEvent(at=at, text=attack),
        ),
        usual_day=assessment.diary.usual_day.model_copy(  # type: ignore[union-attr]
            update={
                "meals": (
                    assessment.diary.usual_day.meals[0].model_copy(  # type: ignore[union-attr]
                        update={"eat": (Portion(text=attack, name=attack),)}
                    ),
                )
            }
        ),
    )
    assert "<script" not in page
    outline(page)


def test_every_claim_shows_its_certainty_and_sources(rendered: Rendered) -> None:
    assessment, page = rendered()
    section = page[page.index('id="evidence"') : page.index('id="unknowns"')]
    assert len(assessment.claims) >= 8
    assert section.count("certainty</span>") == len(assessment.claims)
    assert section.count("Reviewed ") == len(assessment.claims)


def test_what_the_gate_refused_stays_on_the_doctors_page(rendered: Rendered) -> None:
    assessment, page = rendered()
    refused = [refusal.advice.words_clinical for refusal in assessment.advice.refused]
    assert refused
    assert "Held back from the patient" not in person_part(page)
    assert "Held back from the patient" in page


def words_of(page: str) -> str:
    text = re.sub(r"<(style|svg).*?</\1>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_an_emergency_leaves_no_remedy_in_what_is_known(rendered: Rendered) -> None:
    _, page = rendered(alarm_signs=("seizure",))
    section = page[page.index('id="evidence"') : page.index('id="unknowns"')]
    assert "left out because of the warning signs" in section
    assert "certainty" not in section.lower()
    short = page[page.index('id="short"') : page.index('id="intake"')]
    assert "You take " not in short


def test_an_out_of_range_value_is_explained_once_in_short(rendered: Rendered) -> None:
    assessment, page = rendered()
    short = words_of(page[page.index('id="short"') : page.index('id="do"')])
    assert short.count("Measured potassium was 3.4 mmol/L. See the warning signs above.") == 1
    assert "the reason should be found" not in short
    assert len(assessment.measured) == 2


def test_an_empty_diary_shows_no_empty_lists_and_draws_no_conclusion(rendered: Rendered) -> None:
    assessment, _ = rendered()
    cramp = next(event for event in assessment.diary.events if event.kind == "cramp")
    _, page = rendered(events=(cramp,), medicines=(), usual_day=None, days={})
    assert not re.search(r"<(ul|ol|dl)[^>]*>\s*</\1>", page)
    assert "Where it came from" not in page
    assert "0 mg" not in re.sub(r"\d0 mg", "", page)
    assert "tells too little of food" in page


def test_shares_of_a_few_versions_are_never_zero_percent(rendered: Rendered) -> None:
    _, page = rendered()
    assert not re.search(r"(?<![\d,.])0 %", page)
    assert re.search(r"of 30 plausible versions at most (?:none|under 1 %|\d+ %) outside", page)


def test_the_doctors_page_speaks_of_losses_as_amounts(rendered: Rendered) -> None:
    _, page = rendered("holiday_diarrhoea")
    fall = re.search(r"Largest fall of body water</dt><dd>([\d.]+) \(([\d.]+) to ([\d.]+)\)", page)
    assert fall is not None
    middle, low, high = (float(text) for text in fall.groups())
    assert low <= middle <= high


def test_notes_are_shown(rendered: Rendered) -> None:
    _, page = rendered("marathon_heat")
    assert "15 June, 12:10: at kilometre 35, then walking and stretching" in page


def test_cramps_on_both_sides_are_many(rendered: Rendered) -> None:
    _, page = rendered("marathon_heat")
    assert "both calves" in page


def test_a_table_never_widens_a_narrow_page(rendered: Rendered) -> None:
    _, page = rendered()
    for table in re.finditer(r"<table", page):
        before = page[: table.start()].rstrip()
        assert before.endswith('">'), "a table stands in an element that scrolls"
        assert 'class="scroll"' in before[before.rindex("<") :]


def test_each_cell_of_a_card_names_its_column(rendered: Rendered) -> None:
    _, page = rendered()
    cards = re.findall(r'<table class="[^"]*cards[^"]*">.*?</table>', page, re.DOTALL)
    assert len(cards) == 3
    for table in cards:
        columns = re.findall(r'<th scope="col">(.*?)</th>', table)[1:]
        for row in table.split("</tr>")[1:-1]:
            assert re.findall(r'data-label="(.*?)"', row) == columns


def test_a_cramp_of_seconds_is_told_in_seconds(rendered: Rendered) -> None:
    assessment, _ = rendered()
    cramp = next(event for event in assessment.diary.events if event.kind == "cramp")
    short = cramp.model_copy(update={"duration_minutes": 40 / 60})
    _, page = rendered(events=(short,))
    assert "right calf, 40 s, " in page


def test_a_value_out_of_range_without_urgency_is_explained(rendered: Rendered) -> None:
    assessment, _ = rendered()
    lab = next(event for event in assessment.diary.events if event.kind == "lab")
    value = lab.values["potassium"].model_copy(update={"si_value": 5.3, "told_value": 5.3})
    _, page = rendered(events=(lab.model_copy(update={"values": {"potassium": value}}),))
    short = words_of(page[page.index('id="short"') : page.index('id="do"')])
    assert "Measured potassium was 5.3 mmol/L. Potassium is above the usual range" in short


def test_one_cramp_is_spoken_of_as_one(rendered: Rendered) -> None:
    assessment, _ = rendered("marathon_heat")
    cramps = [event for event in assessment.diary.events if event.kind == "cramp"]
    others = [event for event in assessment.diary.events if event.kind != "cramp"]
    for count, expected in ((0, "over all the days:"), (1, "at the cramp:"), (2, "at the cramps:")):
        _, page = rendered("marathon_heat", events=(*others, *cramps[:count]))
        assert f"In the usual range {expected}" in page


def test_a_diary_longer_than_the_simulation_says_so(rendered: Rendered) -> None:
    from cramp.report.content import left_out

    class Course:
        attrs = {"left_out_before": "2026-07-03"}  # noqa: RUF012  # stands for a dataset's

    assert "from 3 July 2026 on" in left_out(Course())  # type: ignore[arg-type]
    _, page = rendered()
    assert "longer than what is simulated" not in page
