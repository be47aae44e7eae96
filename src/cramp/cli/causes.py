"""`cramp causes`: what brings the cramps, in numbers for professionals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cramp.cli.refusing import refusing
from cramp.cli.report import read_unless_emergency
from cramp.cli.running import DiaryPath, Draws, Seed, Strict, Workers, run_lives

if TYPE_CHECKING:
    from cramp.assessment.cause_findings import Causes, Share

_SMALLEST_SHOWN = 0.005


def causes(  # one parameter an option
    diary: DiaryPath,
    out: Annotated[
        Path | None, typer.Option("--out", help="Keep every share: ending in .zarr or .nc.")
    ] = None,
    draws: Draws = 1000,
    again: Annotated[
        int, typer.Option("--again", min=25, help="Versions that live again without each cause.")
    ] = 150,
    seed: Seed = 0,
    workers: Workers = 0,
    strict: Strict = False,
) -> None:
    """Show what brings the cramps of a diary, for professionals: shares and their width."""
    with refusing():
        from cramp.simulate.writing import write_course

        told = read_unless_emergency(diary, out, strict=strict)
        if told is None:
            return
        lived = run_lives(told, draws=draws, seed=seed, workers=workers, engine="vector")

        from cramp.assessment.cause_findings import cause_findings
        from cramp.assessment.causes import find_causes

        found = find_causes(lived, seed=seed, draws=again)
        if out is not None:
            write_course(found, out)
        _show(cause_findings(found))


def _show(found: Causes) -> None:
    from cramp.assessment.intended_use import SHORT_USE

    of = "the cramps told" if found.are_told else "the cramps to be expected"
    typer.echo(f"{f'share of {of}':48}{'mean':>8}{'5 %':>8}{'95 %':>8}")
    for row in found.rows:
        if row.share.mean >= _SMALLEST_SHOWN:
            _show_line(row.id.replace("_", " "), row.share)
    _show_line("unexplained", found.unexplained)
    typer.echo("")
    _show_line("of all, through salts and water of the body", found.through_body)
    for name, share in found.by_state.items():
        _show_line(f"  {name.replace('_', ' ')}", share)
    typer.echo("")
    typer.echo(f"{found.draws} versions lived again without each cause. Simulated; most of the")
    typer.echo("width is what nobody knows. A share of a medicine is no reason to change it.")
    typer.echo(SHORT_USE)


def _show_line(name: str, share: Share) -> None:
    numbers = "".join(f"{value:8.1%}" for value in (share.mean, share.low, share.high))
    typer.echo(f"{name[:47]:48}{numbers}")
