"""Progress of a simulation on the terminal, on standard error."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cramp.validation.fitting.search import Evaluation


@contextmanager
def simulation_progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar while simulating; call what it gives with versions done and in all.

    Where standard error is no terminal, one line at the end says that it is done.
    """
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        typer.echo(f"{what}: done", err=True)
        return
    with typer.progressbar(length=1, label=what, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield show


class FitProgress:
    """Progress of a fit: a line that changes on a terminal, else a line for each set tried."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._is_terminal = sys.stderr.isatty()
        self._last = ""

    def watch(self, what: str, done: int, total: int) -> None:
        """Show how far the present set of values, or its derivatives, is."""
        if self._is_terminal:
            typer.echo(f"\r\x1b[K{self._last}{what} {done}/{total}", err=True, nl=False)

    def report(self, tried: Evaluation) -> None:
        """Tell that a set of values was tried, and whose people could not be solved with it."""
        self._last = f"{tried.number} sets of values tried, objective now {tried.total:.2f}; "
        told = "; ".join(tried.failures) or f"objective {tried.total:.2f}"
        seconds = time.monotonic() - self._began
        line = f"{seconds:.0f} s: set {tried.number}, {tried.draws} people an arm, {told}"
        typer.echo(f"\r\x1b[K{line}" if self._is_terminal else line, err=True)
