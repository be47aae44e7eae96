"""The gallery of experiments: everything in it once, in words too, and nothing from elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from cramp.report.gallery_marks import LOOKS, looks_of, painted_by_page
from cramp.report.gallery_topics import TOPICS, topic_of
from cramp.report.validation_gallery import PARTS, render_page, render_parts
from cramp.simulate.course import body_engine
from cramp.validation.reading import read_experiments
from cramp.validation.running import Repeated, repeat

COURSE = "preston_2015_potassium"
SHARE = "laboratory_2023_serum_potassium"
LACKING = "hollifield_1986_hydrochlorothiazide_steps"
SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)


@pytest.fixture(scope="module")
def repeated() -> dict[str, Repeated]:
    chosen = [one for one in read_experiments() if one.id in {COURSE, SHARE, LACKING}]
    # None of the packaged ones lacks anything.
    needy = {"needs": ("sleep",)}
    chosen = [one.model_copy(update=needy) if one.id == LACKING else one for one in chosen]
    done = repeat(chosen, draws=8, engine=body_engine("vector", 1))
    return {one.experiment.id: one for one in done}


@pytest.fixture(scope="module")
def page(repeated) -> str:
    return render_page(tuple(repeated.values()))


def test_each_experiment_has_one_section_and_is_linked_from_the_table(page):
    for name in (COURSE, SHARE, LACKING):
        assert page.count(f'id="{name}"') == 1
        assert f'href="#{name}"' in page


def test_every_figure_is_told_in_words(page, repeated):
    told = re.findall(r'<div role="img" aria-label="([^"]*)"', page)
    assert len(told) == page.count("<figure>") == 4
    assert "Plasma potassium concentration, change since day 1 09:00, mmol/L." in told[0] + told[1]
    assert all("points reproduced; furthest off" in words for words in told)


def test_drawings_are_well_formed_and_name_units_in_full(page):
    drawings = [ET.fromstring(svg) for svg in SVG.findall(page)]  # noqa: S314  # our own
    letters = {text for svg in drawings for text in svg.itertext()}
    assert "stage 1, above 4.95 mmol/L, day 1 10:00" in letters
    assert {"mmol/L", "mmol/h", "mmol", "%", "hours since day 1 09:00"} <= letters


def test_nothing_comes_from_elsewhere_and_nothing_runs(page):
    addresses = set(re.findall(r"https?://[^\s\"'<)]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert not re.search(r"<script|<link|\bsrc=|@import|url\(", page)


def test_no_colour_of_an_arm_is_fixed(page):
    drawn = " ".join(SVG.findall(page))
    assert "currentColor" in drawn
    assert not [look for look in LOOKS if f'="{look.colour}"' in drawn]


def test_every_arm_looks_different():
    looks = list(looks_of([f"arm {number}" for number in range(8)]).values())
    for trait in ("colour", "dark_colour", "shape", "dash"):
        assert len({getattr(look, trait) for look in looks}) == 8


def test_colours_that_are_nobodys_stay():
    assert painted_by_page('<path fill="#123456"/>') == '<path fill="#123456"/>'


def test_an_experiment_that_could_not_be_solved_is_told_and_the_others_are_drawn(repeated):
    whole = repeated[COURSE]
    failed = replace(
        whole,
        score=replace(
            whole.score,
            points=tuple(replace(point, simulated=None) for point in whole.score.points),
            failure="8 of 8 people not solved: no water left",
        ),
        comparisons=(),
    )
    drawn = render_page((failed, repeated[SHARE]))
    assert drawn.count("<figure>") == 1
    section = drawn.split(f'id="{COURSE}"')[1]
    assert "8 of 8 people not solved: no water left" in section
    assert "Not simulated." in section


def test_what_the_body_lacks_is_told(page):
    section = page.split(f'id="{LACKING}"')[1]
    assert "not simulated" in section
    assert "Needs sleep" in section


def test_why_the_body_is_believed_to_fail_is_told(repeated):
    failed = repeated[SHARE]
    score = replace(failed.score, believed_reason="people <differ> more")
    drawn = render_page((replace(failed, score=score),))
    assert drawn.count("believed: people &lt;differ&gt; more") == 2


def test_parts_hold_the_style_once_and_no_headings_of_their_own(repeated):
    parts = render_parts(tuple(repeated.values()))
    assert tuple(parts) == PARTS
    text = "".join(parts.values())
    assert text.count("<style>") == 1
    assert "<h2" not in text
    assert "<h1" not in text


def test_every_experiment_has_a_topic():
    topics = {one.id: topic_of(one) for one in read_experiments()}
    assert set(topics.values()) <= set(TOPICS)
    assert topics["reid_2003_saline"] == "sodium and chloride"
    assert topics["lara_2016_sweat"] == "sweat"
    assert topics["water_load_recalled"] == "water"
