from __future__ import annotations

import io
import sys

from cramp.cli.progress import simulation_progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_how_much_is_done(monkeypatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with simulation_progress("Simulating") as show:
        show(1, 4)
        show(4, 4)
    assert "25%" in terminal.getvalue()
    assert "100%" in terminal.getvalue()
    assert terminal.getvalue().endswith("\n")


def test_a_file_holds_one_line(monkeypatch) -> None:
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    with simulation_progress("Simulating") as show:
        show(1, 4)
        show(4, 4)
    assert log.getvalue() == "Simulating: done\n"
