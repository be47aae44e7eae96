"""What was compiled once is found again: in this process and in the next."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from small_models import ALONE, DECAY

import cramp.engine.vector.prepared as prepared_module
from cramp.engine.disk_cache import FOLDER_VARIABLE
from cramp.engine.interface import Run
from cramp.engine.vector.engine import VectorEngine

PROGRAM = """
import sys
from pathlib import Path
import numpy as np
from cramp.engine.interface import Run, Schedule
from cramp.engine.vector.engine import VectorEngine

engine = VectorEngine(Path(sys.argv[1]).read_text())
run = Run(Schedule((), np.array([0.0]), np.zeros((1, 0))))
print(engine.solve([run], ["pool", "rate"], np.array([0.0, 1.0])).values.tolist())
print(sorted(name for name in sys.modules if name in {"libsbml", "antimony", "roadrunner"}))
"""


@pytest.fixture
def forget():
    """Forget what is in memory, before and after."""
    caches = [
        prepared_module.description_of,
        prepared_module.program_of,
        prepared_module.observer_of,
        prepared_module._system,
    ]

    def forget_all() -> None:
        for one in caches:
            one.cache_clear()

    forget_all()
    yield forget_all
    forget_all()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def _solve() -> np.ndarray:
    return VectorEngine(DECAY).solve([Run(ALONE)], ["pool"], np.array([0.0, 1.0])).values


def _count_compiling(monkeypatch) -> list[str]:
    made: list[str] = []
    for name in ("build_program", "build_observer", "describe"):
        build = getattr(prepared_module, name)

        def counted(*arguments, _build=build, _name=name, **named):
            made.append(_name)
            return _build(*arguments, **named)

        monkeypatch.setattr(prepared_module, name, counted)
    return made


def test_a_second_process_reads_no_model_and_compiles_nothing(tmp_path, folder):
    model = tmp_path / "model.xml"
    model.write_text(DECAY)
    command = [sys.executable, "-c", PROGRAM, str(model)]
    cold, warm = (
        subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
        for _ in range(2)
    )
    assert cold[0] == warm[0]
    assert cold[1] == "['libsbml']"
    assert warm[1] == "[]"


def test_within_a_process_everything_is_made_once(folder, forget, monkeypatch):
    made = _count_compiling(monkeypatch)
    for _ in range(3):
        _solve()
    assert sorted(made) == ["build_observer", "build_program", "describe", "describe"]


def test_from_disk_comes_the_same_solution(folder, forget, monkeypatch):
    made = _count_compiling(monkeypatch)
    first = _solve()
    forget()
    made.clear()
    np.testing.assert_array_equal(_solve(), first)
    assert made == []


@pytest.mark.parametrize("damage", [b"", b"not what was written"])
def test_what_is_damaged_on_disk_is_made_again(folder, forget, monkeypatch, damage):
    made = _count_compiling(monkeypatch)
    first = _solve()
    files = list(folder.glob("*.cached"))
    assert len(files) == 3
    for file in files:
        file.write_bytes(file.read_bytes()[:100] + damage)
    forget()
    made.clear()
    np.testing.assert_array_equal(_solve(), first)
    assert {"build_observer", "build_program"} <= set(made)


def test_code_of_another_machine_or_another_compiler_is_not_used(folder, forget, monkeypatch):
    made = _count_compiling(monkeypatch)
    _solve()
    monkeypatch.setattr(prepared_module, "machine", lambda: "another")
    forget()
    made.clear()
    _solve()
    assert {"build_observer", "build_program"} <= set(made)
    monkeypatch.setattr(prepared_module, "_sources", lambda: "changed")
    forget()
    made.clear()
    _solve()
    assert sorted(set(made)) == ["build_observer", "build_program", "describe"]


def test_without_sources_nothing_is_kept_on_disk(folder, forget, monkeypatch):
    monkeypatch.setattr(prepared_module, "_sources", lambda: None)
    _solve()
    assert not folder.exists()


def test_precisions_and_outputs_are_kept_apart(folder, forget):
    VectorEngine(DECAY).solve([Run(ALONE)], ["pool"], np.array([1.0]))
    VectorEngine(DECAY, "f32").solve([Run(ALONE)], ["pool"], np.array([1.0]))
    VectorEngine(DECAY).solve([Run(ALONE)], ["gone"], np.array([1.0]))
    assert len(list(folder.glob("*.cached"))) == 1 + 2 + 3
