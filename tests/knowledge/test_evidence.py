"""The evidence base: complete, graded, dated, sourced, and honest where folklore is wrong."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cramp.knowledge import evidence, evidence_page
from cramp.knowledge.evidence import GRADES, TOPICS, UnknownClaim, claim, claims
from cramp.knowledge.evidence_page import claim_facts, evidence_markdown
from cramp.knowledge.sources import source
from cramp.knowledge.tables import Row, TableError

TODAY = datetime.now(tz=UTC).date()
GOOD = {
    "id": "X1",
    "topic": "stretching",
    "claim": "c",
    "verdict": "plausible",
    "plain_words": "p",
    "clinical_words": "k",
    "population": "adults",
    "effect": "1",
    "low": "0.5",
    "high": "2",
    "unit": "ratio",
    "grade": "low",
    "grade_reason": "g",
    "sources": "hallegraeff_2012",
    "reviewed_on": "2026-11-23",
    "safety_note": "",
    "potassium_advice": "false",
    "rests_on_it": "stretching",
}


@pytest.fixture
def load(monkeypatch):
    """Load a table of one good row with some cells changed."""

    def _load(**changed: str):
        rows = [Row("evidence.csv", 5, GOOD | changed)]
        monkeypatch.setattr(evidence, "read_table", lambda _: rows)
        return evidence._claims_by_id.__wrapped__()

    return _load


def test_a_good_row_is_a_claim(load) -> None:
    loaded = load()["X1"]
    assert (loaded.effect, loaded.low, loaded.high) == (1.0, 0.5, 2.0)
    assert loaded.reviewed_on == date(2026, 11, 23)
    assert loaded.sources == ("hallegraeff_2012",)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"sources": ""}, "sources is empty"),
        ({"sources": "nobody_1900"}, "no source has the key 'nobody_1900'"),
        ({"sources": "hallegraeff_2012;nobody_1900"}, "no source has the key"),
        ({"grade": ""}, "grade is empty"),
        ({"grade": "B"}, "write one of high, low, moderate, very low"),
        ({"grade_reason": ""}, "grade_reason is empty"),
        ({"reviewed_on": ""}, "reviewed_on is empty"),
        ({"reviewed_on": "23/11/2026"}, "write it as"),
        ({"reviewed_on": "2026-02-30"}, "write it as"),
        ({"topic": "moon"}, "write one of"),
        ({"verdict": "true"}, "write one of"),
        ({"plain_words": ""}, "plain_words is empty"),
        ({"potassium_advice": ""}, "potassium_advice is empty"),
        ({"unit": ""}, "unit is empty"),
        ({"effect": ""}, "low or high without an effect"),
        ({"effect": "3"}, "lies outside its interval"),
    ],
)
def test_a_bad_row_is_refused_with_its_place(load, changed, words: str) -> None:
    with pytest.raises(TableError, match=r"evidence\.csv:5: ") as refusal:
        load(**changed)
    assert words in str(refusal.value)


def test_a_review_still_to_come_is_refused(load) -> None:
    next_week = (TODAY + timedelta(days=7)).isoformat()
    with pytest.raises(TableError, match=r"evidence\.csv:5: .*still to come"):
        load(reviewed_on=next_week)


def test_a_review_of_today_is_accepted(load) -> None:
    assert load(reviewed_on=TODAY.isoformat())


def test_an_id_may_stand_once(monkeypatch) -> None:
    rows = [Row("evidence.csv", line, GOOD) for line in (2, 3)]
    monkeypatch.setattr(evidence, "read_table", lambda _: rows)
    with pytest.raises(TableError, match=r"evidence\.csv:3: the id X1 stands twice"):
        evidence._claims_by_id.__wrapped__()


def test_unknown_claims_and_topics_are_named() -> None:
    with pytest.raises(UnknownClaim, match="no claim has the id 'C999'"):
        claim("C999")
    with pytest.raises(UnknownClaim, match="no topic is called 'moon'"):
        claims("moon")


def test_every_topic_holds_a_claim_and_every_claim_a_topic() -> None:
    assert len(set(TOPICS)) == len(TOPICS)
    assert all(claims(topic) for topic in TOPICS)
    assert sum(len(claims(topic)) for topic in TOPICS) == len(claims())


def test_the_claims_people_read_are_all_held() -> None:
    assert {f"C{number:02}" for number in range(1, 27)} <= {entry.id for entry in claims()}


@pytest.mark.parametrize("entry", claims(), ids=lambda entry: entry.id)
def test_a_claim_is_fit_to_be_shown(entry) -> None:
    assert entry.grade in GRADES
    assert entry.sources
    assert all(source(key) for key in entry.sources)
    assert entry.reviewed_on <= TODAY + timedelta(days=1)
    sentences = [part for part in re.split(r"[.!?:;]\s*", entry.plain_words) if part]
    longest = max(len(sentence.split()) for sentence in sentences)
    assert longest <= 26, f"a sentence of {longest} words"
    jargon = r"\b(OR|RR|HR|RCT|CI|SD|hypokal|hyponatr|randomised|cohort|odds)\b"
    assert not re.search(jargon, entry.plain_words)


@pytest.mark.parametrize(
    ("claim_id", "verdict", "grade"),
    [
        ("C09", "weak", "low"),
        ("C12", "contradicted", "high"),
        ("C13", "weak", "very low"),
        ("C14", "plausible", "low"),
        ("C24", "unsafe", "moderate"),
        ("C25", "unproven", "low"),
        ("C27", "contradicted", "high"),
    ],
)
def test_folklore_is_judged_as_the_evidence_says(claim_id, verdict, grade) -> None:
    assert (claim(claim_id).verdict, claim(claim_id).grade) == (verdict, grade)


@pytest.mark.parametrize(
    ("claim_id", "effect", "low", "high"),
    [
        ("C07", 1.47, 1.33, 1.63),
        ("C10", 11.2, 10.8, 11.6),
        ("C14", -1.3, -1.74, -0.86),
        ("C18", 6.5, 1.68, 38.05),
        ("C27", 1.04, 0.84, 1.29),
        ("C31", 1.16, 1.04, 1.29),
        ("C32", 2.42, 2.02, 2.89),
        ("C39", 1.24, 1.01, 1.52),
    ],
)
def test_leading_numbers_are_those_published(claim_id, effect, low, high) -> None:
    entry = claim(claim_id)
    assert (entry.effect, entry.low, entry.high) == (effect, low, high)


@pytest.mark.parametrize("topic", ["diuretics", "statins", "beta_agonists"])
def test_a_sequence_ratio_is_never_passed_off_as_a_rate_of_cramps(topic: str) -> None:
    for entry in claims(topic):
        assert "quinine starts" in entry.unit
        assert "counts prescriptions, not cramps" in entry.plain_words.lower()
        assert "not" in entry.clinical_words
        assert "Nobody should stop or change a prescribed medicine" in entry.safety_note


def test_quinine_is_never_advised() -> None:
    (entry,) = claims("quinine")
    assert "not advised" in entry.plain_words
    assert "Never" in entry.safety_note


def test_what_could_be_read_as_a_call_for_potassium_is_marked() -> None:
    marked = {entry.id for entry in claims() if entry.potassium_advice}
    assert {"C11", "C12", "C13"} <= marked


@pytest.mark.parametrize("claim_id", ["C39", "C45"])
def test_a_warning_against_potassium_is_not_kept_from_those_at_risk(claim_id: str) -> None:
    assert not claim(claim_id).potassium_advice


def test_no_claim_tells_a_person_how_much_magnesium_to_take() -> None:
    for entry in claims("magnesium"):
        assert " mg" not in f"{entry.plain_words} {entry.safety_note}"


def test_a_supplement_that_comes_to_mind_is_judged() -> None:
    (multivitamin,) = claims("multivitamin")
    assert multivitamin.effect_words == "2.7 (2.4 to 3.1) % of adequate intake"
    assert claim("C27").effect_words == "1.04 (0.84 to 1.29) risk ratio of a 25 % response"
    assert claim("C15").effect_words == ""


def test_every_claim_is_on_the_page_with_all_that_is_held_of_it() -> None:
    page = evidence_markdown()
    for entry in claims():
        assert f"### {entry.id}: " in page
        facts = dict(claim_facts(entry))
        assert {"verdict", "certainty", "population", "sources", "reviewed"} <= facts.keys()
        assert facts["certainty"].startswith(entry.grade)
    assert "doi:10.1002/14651858.CD009402.pub3" in page
    assert "PMID 15808033" in page


def test_words_of_a_claim_are_words_and_not_markup(monkeypatch) -> None:
    strange = replace(claim("C01"), claim="K < 3 and [a](b)")
    monkeypatch.setattr(evidence_page, "claims", lambda _topic: (strange,))
    page = evidence_page.evidence_markdown()
    assert "### C01: K \\< 3 and \\[a\\](b)" in page
