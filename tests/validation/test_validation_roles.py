"""Which experiments are fitted and which predicted: files and decision record say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cramp.validation.reading import read_experiments

RECORD = Path(__file__).parents[2] / "docs/decisions/0008-fitted-and-predicted-experiments.md"
LEAST_PREDICTED = 1 / 3
ROLES = ("fitted", "predicted")


@pytest.fixture(scope="module")
def recorded():
    """Give the identifiers under the headings of the record, by role."""
    sections = re.split(r"^## ", RECORD.read_text("utf-8"), flags=re.MULTILINE)
    by_heading = dict(section.split("\n", 1) for section in sections)
    return {role: re.findall(r"`(\w+)`", by_heading[role.capitalize()]) for role in ROLES}


@pytest.mark.parametrize("role", ROLES)
def test_files_and_record_agree_on_roles(recorded, role):
    told = [experiment.id for experiment in read_experiments() if experiment.role == role]
    assert sorted(recorded[role]) == told


def test_no_experiment_has_two_roles(recorded):
    assert not set(recorded["fitted"]) & set(recorded["predicted"])


def test_enough_is_predicted():
    experiments = read_experiments()
    predicted = sum(experiment.role == "predicted" for experiment in experiments)
    assert predicted >= LEAST_PREDICTED * len(experiments)


def test_the_record_counts_right(recorded):
    counted = re.search(r"they are\s+(\d+) of (\d+)", RECORD.read_text("utf-8"))
    assert counted is not None
    predicted, every = (int(number) for number in counted.groups())
    assert predicted == len(recorded["predicted"])
    assert every == predicted + len(recorded["fitted"])
