"""Experiments on cramps: read whole, fitted and predicted kept apart, scored by mechanism."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from cramp.cli.main import app
from cramp.diary.faults import DiaryFaults
from cramp.nerve_muscle.episode import Choice
from cramp.nerve_muscle.person_values import parameters
from cramp.nerve_muscle.protocol_reading import packaged_protocol
from cramp.nerve_muscle.threshold import threshold_frequency
from cramp.validation.nerve_muscle.fitting import STAGES, position_of, value_at
from cramp.validation.nerve_muscle.matching import matched
from cramp.validation.nerve_muscle.reading import (
    read_nerve_experiment_text,
    read_nerve_experiments,
)
from cramp.validation.nerve_muscle.running import Setting, score_nerve_experiment
from cramp.validation.nerve_muscle.table import outcome_rows, point_rows, summary

EXPERIMENTS = {one.id: one for one in read_nerve_experiments()}
MAY_FIT = {"minetto_2011_intact", "miller_knight_2009", "serrao_2007", "lau_2019_water"}
QUICK = Setting("central", people=1)
TEXT = """\
format: cramp-nerve-experiment/1
id: mine
title: Mine
role: predicted
source: {citation: minetto_2011, certainty: sourced}
people: 4
arms:
  - {name: only, protocol: short_trains}
measurements:
  - {quantity: threshold, arm: only, value: 13, standard_error: 1}
"""


def test_only_the_experiments_allowed_are_fitted():
    assert {one.id for one in EXPERIMENTS.values() if one.role == "fitted"} == MAY_FIT
    used = {stage.experiment for stages in STAGES.values() for stage in stages}
    assert used <= MAY_FIT
    assert len(EXPERIMENTS) > 20


def test_every_free_value_of_a_fit_is_a_parameter_that_is_found_again():
    for stages in STAGES.values():
        for stage in stages:
            for name in stage.free:
                value = parameters()[name].value
                assert value_at(name, position_of(name, value)) == pytest.approx(value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("arm: only,", "arm: other,", "no arm is called 'other'; there are only"),
        ("short_trains", "long_trains", "no protocol is called 'long_trains'"),
        ("minetto_2011,", "nobody_1900,", "has an entry 'nobody_1900'"),
        ("id: mine", "id: yours", "the id yours is not the file's name"),
    ],
)
def test_faults_are_told(old, new, told):
    with pytest.raises(DiaryFaults) as caught:
        read_nerve_experiment_text(TEXT.replace(old, new, 1), "mine.yaml")
    assert told in str(caught.value)


@pytest.mark.slow
def test_a_person_is_given_the_threshold_that_was_measured():
    protocol = packaged_protocol("short_trains")
    for baseline in (15.0, 25.0):
        person = matched(Choice(mechanism="central", units=50), protocol, baseline)
        assert person is not None
        found = threshold_frequency(values=person.values, mechanism="central")
        assert abs(found - baseline) <= 2


@pytest.mark.slow
def test_rivals_are_columns_and_what_was_not_simulated_is_told():
    chosen = [EXPERIMENTS["miller_knight_2009"], EXPERIMENTS["drug_classes"]]
    scores = {
        name: tuple(score_nerve_experiment(one, Setting(name, 1)) for one in chosen)
        for name in ("central", "contracture")
    }
    rows = outcome_rows(scores)
    assert rows[0]["central"] == "yes"
    assert rows[0]["contracture"] == "no"
    assert rows[1]["central"] == rows[1]["contracture"] == "-"
    assert all(row["contracture"] == "none" for row in point_rows(scores))
    assert "1 not simulated" in summary(scores)[0]


def test_a_number_far_off_shows_its_z():
    text = TEXT.replace("value: 13", "value: 113")
    score = score_nerve_experiment(read_nerve_experiment_text(text, "mine.yaml"), QUICK)
    (row,) = point_rows({"central": (score,)})
    assert score.outcome == "not reproduced"
    assert "(z -" in row["central"]


@pytest.mark.slow
def test_the_command_shows_the_table_and_writes_every_number(tmp_path):
    file = tmp_path / "result.json"
    (tmp_path / "mine.yaml").write_text(TEXT, "utf-8")
    words = ["validate", "--nerve-muscle", "--experiments", tmp_path, "--json", file]
    result = CliRunner().invoke(app, [*map(str, words), "--people", "1", "--points"])
    assert result.exit_code == 0, result.output
    assert "combined" in result.stdout
    assert "central: reproduces" in result.stdout
    told = json.loads(file.read_text("utf-8"))
    assert set(told["mechanisms"]) == {
        "combined", "central", "terminal", "afferent", "contracture",
    }  # fmt: skip


def test_an_unknown_experiment_and_an_empty_folder_are_refused(tmp_path):
    for words in (["--only", "none_such"], ["--experiments", str(tmp_path)]):
        result = CliRunner().invoke(app, ["validate", "--nerve-muscle", *words])
        assert result.exit_code == 2
        assert result.stderr.strip()
