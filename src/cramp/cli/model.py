"""`cramp model`: the body as text, checked and exported."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cramp.cli.refusing import BadInput, refusing

app = typer.Typer(help="The body as text: show, check, export.", no_args_is_help=True)

UNSOUND = 1


@app.command()
def show(
    name: Annotated[
        str | None, typer.Argument(help="One quantity by identifier, or a chapter.")
    ] = None,
) -> None:
    """List the body's quantities, or show one of them or a chapter."""
    with refusing():
        from cramp.physiology.catalogue import entry, overview
        from cramp.physiology.composition import chapters

        if name is None:
            typer.echo(overview())
        elif name in chapters():
            typer.echo(chapters()[name])
        else:
            typer.echo(entry(name))


@app.command()
def check() -> None:
    """Check units, mass balance, values and sources; exit code 1 when anything is amiss."""
    from cramp.physiology.check import check_body

    found = check_body()
    for fault in found.faults:
        typer.echo(fault, err=True)
    typer.echo(
        f"{found.states} states, {found.parameters} parameters, {found.inputs} inputs, "
        f"{found.reactions} reactions: {len(found.faults)} faults"
    )
    if found.faults:
        raise typer.Exit(UNSOUND)


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="Ending in .xml or .sbml, .ant, or .omex.")],
) -> None:
    """Write the body as SBML, Antimony or a COMBINE archive; the suffix chooses."""
    with refusing():
        from cramp.physiology.export import SUFFIXES, export_body
        from cramp.simulate.writing import write_whole

        if out.suffix not in SUFFIXES:
            raise BadInput(f"{out}: the name must end in {', '.join(SUFFIXES)}")
        write_whole(export_body(SUFFIXES[out.suffix]), out)
        typer.echo(f"{out}: written")
