"""Files of experiments: what is read, and what is refused with which words."""

from __future__ import annotations

import json

import jsonschema
import pytest
import yaml

from cramp.validation.checks import require_usable
from cramp.validation.format import json_schema
from cramp.validation.reading import (
    ExperimentFaults,
    read_experiment_text,
    read_experiments,
)

TEXT = """\
format: cramp-experiment/1
id: made_up
title: Made up
role: predicted
source: {citation: preston_2015, certainty: sourced}
people: {n: 10}
arms:
  - name: only
    protocol:
      - swallow: {at: +0 min, potassium_chloride: 35 mmol}
measurements:
  - quantity: plasma_potassium_concentration
    measure: change
    at: +1 h
    since: +0 min
    value: 0.4
    unit: mmol/L
    spread: {se: 0.1}
"""


def _faults(old, new):
    assert old in TEXT
    with pytest.raises(ExperimentFaults) as caught:
        read_experiment_text(TEXT.replace(old, new), "made_up.yaml")
    return str(caught.value)


def test_a_plain_experiment_is_read():
    experiment = read_experiment_text(TEXT, "made_up.yaml")
    assert experiment.arms[0].protocol[0].kind == "swallow"
    assert experiment.measurements[0].spread.kind == "se"


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("role: predicted", "role: guessed", ":4:7: role:", "'fitted' or 'predicted'"),
        ("title: Made up\n", "", "title:", "add the key"),
        ("people: {n: 10}", "people: {n: 0}", ":6:13: people.n:", "greater than or equal to 1"),
        ("{at: +0 min, pot", "{at: noon, pot", ":10:23:", "write such as 'day 2 08:00'"),
        ("35 mmol", "35", "potassium_chloride:", "write '35 mmol'"),
        ("35 mmol", "-5 mmol", "potassium_chloride:", "below zero"),
        ("potassium_chloride", "kalium", "kalium:", "correct its name"),
        ("swallow:", "gulp:", "protocol[0].gulp:", "correct its name"),
        ("spread: {se: 0.1}", "spread: {}", "spread:", "exactly one of se"),
        ("{se: 0.1}", "{se: 0.1, sd: 2}", "spread:", "not se and sd"),
        ("{se: 0.1}", "{ci: [2, 1]}", "spread:", "lower limit first"),
        ("    since: +0 min\n", "", "measurements[0]:", "change needs since"),
        ("at: +1 h", "over: {from: +0 h, to: +1 h}", "measurements[0]:", "add take"),
        ("measure: change", "measure: guess", "measurements[0].measure:", "'absolute'"),
        ("value: 0.4\n", "value: 0.4\n    arm: other\n", "", "no arm is called 'other'"),
        ("preston_2015", "nobody_1900", "source.citation:", "no entry 'nobody_1900'"),
        ("n: 10}", "n: 10}\npeople: {n: 11}", "people:", "stands twice"),
        ("{se: 0.1}", "{se: 0.1", "", "not YAML"),
    ],
)
def test_faults_name_file_place_and_mend(old, new, place, words):
    told = _faults(old, new)
    assert told.startswith("made_up.yaml")
    assert place in told
    assert words in told


def test_all_faults_are_told_at_once():
    told = _faults("role: predicted", "role: guessed\nmood: good")
    assert len(told.splitlines()) == 2


def test_every_file_of_a_folder_is_checked(tmp_path):
    for name in ("made_up", "other"):
        (tmp_path / f"{name}.yaml").write_text(TEXT, "utf-8")
    with pytest.raises(ExperimentFaults, match=r"other\.yaml: the id made_up is not"):
        read_experiments(tmp_path)
    with pytest.raises(ExperimentFaults, match="no such folder"):
        read_experiments(tmp_path / "none")


def test_a_folder_without_experiments_is_refused(tmp_path):
    with pytest.raises(ExperimentFaults, match="holds no file"):
        read_experiments(tmp_path)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"unit": "mmol"}, "does not measure plasma_potassium_concentration"),
        ({"unit": "furlong/L"}, "furlong"),
        ({"at": "day -9 08:00"}, "before usual life"),
        (
            {"measure": "absolute", "since": None, "at": None, "take": "peak",
             "over": {"from": "+2 h", "to": "+1 h"}},
            "ends before it begins",
        ),
    ],
)  # fmt: skip
def test_units_and_moments_are_checked_against_the_body(
    experiment_of, potassium_change, known, changed, words
):
    experiment = experiment_of([{**potassium_change, **changed}])
    with pytest.raises(ExperimentFaults, match=words) as caught:
        require_usable([experiment], known)
    assert str(caught.value).startswith("made_up.yaml: measurements[0]")


def test_two_experiments_of_one_name_are_refused(experiment_of, known):
    with pytest.raises(ExperimentFaults, match="two experiments have this id"):
        require_usable([experiment_of(), experiment_of()], known)


def test_the_packaged_experiments_are_usable_and_meet_the_published_schema(known):
    from importlib import resources

    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    folder = resources.files("cramp.validation").joinpath("experiments")
    files = [file for file in folder.iterdir() if file.name.endswith(".yaml")]
    assert len(files) >= 10
    for file in files:
        # JSON has no dates and no keys but texts, as the format has none.
        document = json.loads(json.dumps(yaml.safe_load(file.read_text("utf-8"))))
        jsonschema.validate(document, schema)
    require_usable(read_experiments(), known)


def test_the_schema_refuses_what_the_format_does_not_have():
    schema = json_schema()
    document = yaml.safe_load(TEXT)
    jsonschema.validate(document, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**document, "mood": "good"}, schema)
