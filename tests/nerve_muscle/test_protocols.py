"""Protocols are data: read whole, or refused with the place and the mend."""

from __future__ import annotations

import jsonschema
import pytest

from cramp.diary.document import parse, verbatim
from cramp.diary.faults import DiaryFaults
from cramp.nerve_muscle.protocol import json_schema
from cramp.nerve_muscle.protocol_reading import (
    packaged_protocol,
    packaged_protocols,
    read_protocol,
    read_protocol_text,
)

TEXT = """\
format: cramp-protocol/1
id: mine
title: Mine
steps:
  - threshold: {pulses: 20, from_hz: 10, step_hz: 5, to_hz: 20}
"""
WANTED = {
    "abductor_hallucis_150_pulses", "shortened_contraction", "stretch_before", "stretch_during",
    "nerve_block", "painful_injection", "local_fatigue", "repeated_cramps", "strong_taste",
    "dehydration", "sweat_then_water", "sweat_then_salt_drink",
}  # fmt: skip


@pytest.mark.parametrize("name", packaged_protocols())
def test_packaged_protocols_are_read_and_follow_the_schema(name):
    assert packaged_protocol(name).id == name
    from importlib import resources

    file = resources.files("cramp.nerve_muscle").joinpath("protocols", f"{name}.yaml")
    told = verbatim(parse(file.read_text("utf-8"), name))
    jsonschema.validate(told, json_schema())


def test_the_protocols_announced_are_there():
    assert set(packaged_protocols()) >= WANTED


def test_a_file_of_ones_own_is_read(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(TEXT, "utf-8")
    assert read_protocol(file).steps[0].threshold.pulses == 20


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("pulses: 20", "pulse: 20", "remove the key or correct its name"),
        ("pulses: 20, ", "", "a train needs pulses or train_seconds; give one of them"),
        ("to_hz: 20", "to_hz: 5", "to_hz is below from_hz; let frequencies rise"),
        ("  - threshold", "  - rest: {seconds: 5}\n    threshold", "not threshold and rest"),
        ("id: mine", "id: mine\nid: yours", "the key 'id' stands twice"),
        ("title: Mine\n", "", "mine.yaml:1:1: title: field required; add the key"),
        ("  - threshold", "  - train: {above_threshold: 2, pulses: 9}\n  - threshold", "needs a"),
        ("  - threshold", "  - change: {sodium: 300}\n  - threshold", "not between 90 and 190"),
    ],
)
def test_faults_are_told_with_place_and_mend(old, new, told):
    with pytest.raises(DiaryFaults) as caught:
        read_protocol_text(TEXT.replace(old, new, 1), "mine.yaml")
    assert told in str(caught.value)
    assert str(caught.value).startswith("mine.yaml:")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(DiaryFaults, match="there is no such file"):
        read_protocol(tmp_path / "none.yaml")
