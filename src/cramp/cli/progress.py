"""Progress of a simulation on the terminal, on standard error."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


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
