"""`cramp diary`: check a diary, or show the schema it follows."""

from __future__ import annotations

import json

import typer

from cramp.cli.refusing import refusing
from cramp.cli.running import DiaryPath, Strict

app = typer.Typer(help="Check a diary; show its schema.", no_args_is_help=True)


@app.command()
def check(diary: DiaryPath, strict: Strict = False) -> None:
    """Say what in a diary is wrong, and what was accepted but not understood."""
    with refusing():
        from cramp.diary.reading import read_diary

        told = read_diary(diary, strict=strict)
    for flag in told.flags:
        typer.echo(f"{diary}: {flag.place}: “{flag.text}”: {flag.why}")
    count = len(told.events)
    typer.echo(f"{diary}: readable, {count} events, {len(told.flags)} not understood")


@app.command()
def schema() -> None:
    """Write the JSON Schema of the diary format to standard output."""
    from cramp.diary.schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
