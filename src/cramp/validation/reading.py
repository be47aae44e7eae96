"""Reads experiments' files: all faults at once, each with its place and its mend."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from cramp.diary.checked_model import inside, model_faults, repeated_keys
from cramp.diary.document import parse, verbatim
from cramp.diary.faults import DiaryFaults, Fault
from cramp.validation.citations import bibliography
from cramp.validation.format import Experiment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable

    from cramp.diary.document import Node

_SCHEMA_COMMAND = "cramp validate --schema"


class ExperimentFaults(ValueError):
    """Files that cannot be used; `faults` holds all that was found, `str` one line for each."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def read_experiments(folder: Path | None = None) -> tuple[Experiment, ...]:
    """Read every experiment of a folder, by identifier.

    Parameters
    ----------
    folder
        Of files that end in .yaml; the packaged experiments if not given.

    Raises
    ------
    ExperimentFaults
        With every fault of every file, and for a folder without files.
    """
    files = _files(folder)
    faults: list[Fault] = []
    read: list[Experiment] = []
    for file in files:
        try:
            read.append(read_experiment(file))
        except ExperimentFaults as error:
            faults.extend(error.faults)
    if faults:
        raise ExperimentFaults(faults)
    return tuple(sorted(read, key=lambda experiment: experiment.id))


def read_experiment(file: Traversable) -> Experiment:
    """Read one experiment.

    Raises
    ------
    ExperimentFaults
        With every fault found.
    """
    name = str(file)
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        what = f"the file cannot be read ({error})"
        raise ExperimentFaults([_whole(name, what, "save it as UTF-8 text")]) from error
    experiment = read_experiment_text(text, name)
    if experiment.id != Path(file.name).stem:
        what = f"the id {experiment.id} is not the file's name"
        raise ExperimentFaults([_whole(name, what, f"call the file {experiment.id}.yaml")])
    return experiment


def read_experiment_text(text: str, name: str) -> Experiment:
    """Read the text of one experiment; `name` stands for the file in faults."""
    try:
        node = parse(text, name)
    except DiaryFaults as error:
        raise ExperimentFaults(error.faults) from error
    repeated = list(repeated_keys(node, name))
    if repeated:
        raise ExperimentFaults(repeated)
    try:
        experiment = Experiment.model_validate(verbatim(node))
    except ValidationError as error:
        raise ExperimentFaults(model_faults(error, node, name, _SCHEMA_COMMAND)) from error
    _require_known_source(experiment, node, name)
    return experiment


def _files(folder: Path | None) -> list[Traversable]:
    if folder is None:
        place = resources.files("cramp.validation").joinpath("experiments")
        return sorted(_yaml(place.iterdir()), key=lambda file: file.name)
    if not folder.is_dir():
        what = "there is no such folder"
        raise ExperimentFaults([_whole(str(folder), what, "check its name")])
    found = sorted(_yaml(folder.iterdir()), key=lambda file: file.name)
    if not found:
        what = "the folder holds no file that ends in .yaml"
        raise ExperimentFaults([_whole(str(folder), what, "check its name")])
    return found


def _yaml(files: Iterable[Traversable]) -> list[Traversable]:
    return [file for file in files if file.name.endswith(".yaml")]


def _whole(name: str, what: str, mend: str) -> Fault:
    return Fault(name, 0, 0, "", what, mend)


def _require_known_source(experiment: Experiment, node: Node, name: str) -> None:
    citation = experiment.source.citation
    if " " in citation or citation in bibliography():
        return
    place = inside(inside(node, "source") or node, "citation") or node
    what = f"references.bib has no entry {citation!r}"
    mend = "use a key of it, or write author, year, journal, volume and page out"
    raise ExperimentFaults([Fault(name, place.line, place.column, "source.citation", what, mend)])
