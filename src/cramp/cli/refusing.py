"""Bad input ends a command with one clear line for each fault, and exit code 2."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

FAILED = 1
BAD_INPUT = 2
INTERRUPTED = 130


class BadInput(Exception):  # named for what it is
    """Something the user gave cannot be used; the message says what and how to mend it."""


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what the user can mend into lines on standard error; let defects through."""
    from cramp.diary.faults import DiaryFaults
    from cramp.engine.errors import EngineUnavailable, UnknownIdentifier
    from cramp.simulate.course import SimulationFailed
    from cramp.simulate.writing import OutputRefused

    try:
        yield
    except (DiaryFaults, OutputRefused, UnknownIdentifier, EngineUnavailable, BadInput) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(BAD_INPUT) from error
    except OSError as error:
        place = f"{str(error.filename)[:80]}: " if error.filename else ""
        what = error.strerror or type(error).__name__
        typer.echo(f"{place}{what}; choose another place", err=True)
        raise typer.Exit(BAD_INPUT) from error
    except SimulationFailed as error:
        typer.echo(f"{error}; nothing was written. Please report it", err=True)
        raise typer.Exit(FAILED) from error
    except KeyboardInterrupt:
        typer.echo("stopped; nothing was written", err=True)
        raise typer.Exit(INTERRUPTED) from None
