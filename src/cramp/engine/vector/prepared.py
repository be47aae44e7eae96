"""Models made ready to be solved: compiled once, then kept in memory and on disk."""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cramp.engine.description import ModelDescription, describe
from cramp.engine.disk_cache import DiskCache
from cramp.engine.vector.compiling import LoadedCode, machine
from cramp.engine.vector.program import Observer, Program, build_observer, build_program
from cramp.engine.vector.shapes import Precision, Shape
from cramp.engine.vector.system import System, read_system
from cramp.engine.vector.tangents import tangent_description, with_tangents

if TYPE_CHECKING:
    from collections.abc import Callable

_Made = TypeVar("_Made")

_MODELS_IN_MEMORY = 8
_OBSERVERS_IN_MEMORY = 32


@dataclass(frozen=True)
class Source:
    """What code is made from.

    Attributes
    ----------
    sbml
        The model, as SBML text.
    tangents
        Whether its states' tangents are solved with them.
    """

    sbml: str
    tangents: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """Return what a key on disk is made of."""
        return (self.sbml, "with tangents" if self.tangents else "plain")


@dataclass(frozen=True)
class LoadedProgram:
    """A program and its code in memory."""

    program: Program
    code: LoadedCode


@dataclass(frozen=True)
class LoadedObserver:
    """An observer and its code in memory."""

    observer: Observer
    code: LoadedCode


@lru_cache(maxsize=_MODELS_IN_MEMORY)
def description_of(source: Source) -> ModelDescription:
    """Return a model's description.

    Raises
    ------
    ModelError
        If the text is not SBML.
    UnsupportedModel
        If the model uses a feature the engines do not run.
    """

    def make() -> ModelDescription:
        plain = describe(source.sbml)
        return tangent_description(plain, _system(source)) if source.tangents else plain

    return _kept(make, "description", *source.parts)


@lru_cache(maxsize=_MODELS_IN_MEMORY)
def program_of(source: Source, precision: Precision) -> LoadedProgram:
    """Return a model's program for a precision.

    Raises
    ------
    UnsupportedModel
        If the model needs what this engine does not run.
    EngineUnavailable
        If this system lacks what compiled code calls.
    """

    def make() -> Program:
        return build_program(_system(source), Shape(precision), tangents=source.tangents)

    program = _kept(make, "program", *source.parts, precision, machine())
    return LoadedProgram(program, LoadedCode(program.code))


@lru_cache(maxsize=_OBSERVERS_IN_MEMORY)
def observer_of(source: Source, precision: Precision, outputs: tuple[str, ...]) -> LoadedObserver:
    """Return what computes outputs of a model; raises as `program_of` does."""

    def make() -> Observer:
        return build_observer(_system(source), Shape(precision), outputs)

    # Joined by what no identifier holds.
    observer = _kept(make, "observer", *source.parts, precision, "\n".join(outputs), machine())
    return LoadedObserver(observer, LoadedCode(observer.code))


@lru_cache(maxsize=2)
def _system(source: Source) -> System:
    """Return a model's equations: for its program and several observers, one after the other."""
    system = read_system(source.sbml, describe(source.sbml))
    return with_tangents(system) if source.tangents else system


def _kept(make: Callable[[], _Made], *parts: str) -> _Made:
    """Return what is kept on disk under these parts and this package's sources, or make it."""
    sources = _sources()
    if sources is None:
        return make()
    kept = DiskCache()
    key = DiskCache.key(sources, *parts)
    data = kept.get(key)
    if data is not None:
        # Trusted: the cache hands out only what this user alone could write, with its checksum.
        return pickle.loads(data)  # noqa: S301
    made = make()
    kept.put(key, pickle.dumps(made, protocol=pickle.HIGHEST_PROTOCOL))
    return made


@cache
def _sources() -> str | None:
    """Return a digest of the engines' own sources; None where they are not there as files.

    A changed compiler never meets what another one made.
    """
    folder = Path(__file__).parent.parent
    digest = hashlib.sha256()
    files = sorted(folder.rglob("*.py"))
    for file in files:
        digest.update(file.relative_to(folder).as_posix().encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest() if files else None
