"""Reads the experiments on nerve and muscle."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from pydantic import ValidationError

from cramp.diary.checked_model import model_faults, repeated_keys
from cramp.diary.document import parse, verbatim
from cramp.diary.faults import DiaryFaults, Fault
from cramp.validation.citations import bibliography
from cramp.validation.nerve_muscle.format import NerveExperiment

if TYPE_CHECKING:
    from pathlib import Path

_SCHEMA_COMMAND = "cramp validate --nerve-muscle --schema"


def read_nerve_experiments(folder: Path | None = None) -> tuple[NerveExperiment, ...]:
    """Read every experiment of a folder, by identifier; the packaged ones if not given.

    Raises
    ------
    DiaryFaults
        With every fault of every file, and for a folder without files.
    """
    packaged = resources.files("cramp.validation.nerve_muscle").joinpath("experiments")
    place = packaged if folder is None else folder
    if not place.is_dir():
        raise DiaryFaults((Fault(str(place), 0, 0, "", "there is no such folder", "check it"),))
    files = [file for file in place.iterdir() if file.name.endswith(".yaml")]
    if not files:
        what = "the folder holds no file that ends in .yaml"
        raise DiaryFaults((Fault(str(place), 0, 0, "", what, "check its name"),))
    read, faults = [], []
    for file in sorted(files, key=lambda one: one.name):
        try:
            read.append(read_nerve_experiment_text(file.read_text("utf-8"), file.name))
        except DiaryFaults as error:
            faults.extend(error.faults)
    if faults:
        raise DiaryFaults(tuple(faults))
    return tuple(sorted(read, key=lambda one: one.id))


def read_nerve_experiment_text(text: str, name: str) -> NerveExperiment:
    """Read the text of one experiment; `name` is the file's, and stands for it in faults."""
    node = parse(text, name)
    repeated = tuple(repeated_keys(node, name))
    if repeated:
        raise DiaryFaults(repeated)
    try:
        read = NerveExperiment.model_validate(verbatim(node))
    except ValidationError as error:
        raise DiaryFaults(tuple(model_faults(error, node, name, _SCHEMA_COMMAND))) from error
    if f"{read.id}.yaml" != name:
        what = f"the id {read.id} is not the file's name"
        raise DiaryFaults((Fault(name, 0, 0, "id", what, f"call the file {read.id}.yaml"),))
    if read.source.citation not in bibliography():
        what = f"no references.bib has an entry {read.source.citation!r}"
        raise DiaryFaults((Fault(name, 0, 0, "source.citation", what, "add the work to one"),))
    return read
