"""Every source is citable, and nothing cites a source that is not there."""

from __future__ import annotations

import re

import pytest

from cramp.knowledge.evidence import claims
from cramp.knowledge.laboratory import all_analytes, bands
from cramp.knowledge.medicine_actions import all_medicine_actions
from cramp.knowledge.medicines import all_medicines
from cramp.knowledge.sources import UnknownSource, all_sources, cite, source


def cited_keys() -> set[str]:
    keys = {key for entry in claims() for key in entry.sources}
    for medicine in all_medicines():
        keys |= set(medicine.sources) | set(medicine.equivalent_source.split(";"))
        if medicine.cramp_ratio is not None:
            keys.add(medicine.cramp_ratio.source)
    for action in all_medicine_actions():
        keys |= set(action.sources) | set(action.kinetics_sources)
    for entry in all_analytes():
        keys |= set(entry.sources) | {band.source for band in bands(entry)}
    return keys - {""}


def test_everything_cited_is_known() -> None:
    for key in cited_keys():
        assert source(key).key == key


def test_an_unknown_key_says_how_to_mend_it() -> None:
    with pytest.raises(UnknownSource, match=r"no source has the key 'nobody_1900'; add it"):
        source("nobody_1900")


@pytest.mark.parametrize("entry", all_sources(), ids=lambda entry: entry.key)
def test_a_source_is_well_formed(entry) -> None:
    assert re.fullmatch(r"[a-z0-9_]+", entry.key)
    assert entry.year is None or 1850 <= entry.year <= 2026
    assert not entry.doi or entry.doi.startswith("10.")
    assert not entry.pmid or entry.pmid.isdigit()
    assert cite(entry.key).startswith(entry.authors)


def test_a_citation_names_author_year_journal_and_place() -> None:
    assert cite("garrison_2012") == "Garrison et al. 2012, Arch Intern Med 172:120"


def test_a_source_without_journal_is_cited_by_its_title() -> None:
    assert cite("who_ddd").endswith("ATC/DDD index: defined daily doses")
