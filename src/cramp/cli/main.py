"""`cramp`: every command, and how it ends."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from cramp import __version__
from cramp.cli import (
    causes,
    diary,
    episode,
    fit,
    hazard,
    knowledge,
    model,
    population,
    report,
    simulate,
    validate,
)

_OBJECTS_BEFORE_COLLECTION = 100_000

app = typer.Typer(
    name="cramp",
    help="The leg cramp made computable: from a diary to an honest, safe report.",
    epilog="For research and education; not a medical device. In an emergency, call for help.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("report")(report.report)
app.command("simulate")(simulate.simulate)
app.command("hazard")(hazard.hazard)
app.command("causes")(causes.causes)
app.command("population")(population.population)
app.command("validate")(validate.validate)
app.command("fit")(fit.fit)
app.command("episode")(episode.episode)
app.add_typer(diary.app, name="diary")
app.add_typer(model.app, name="model")
app.add_typer(knowledge.foods, name="foods")
app.add_typer(knowledge.medicines, name="medicines")
app.add_typer(knowledge.evidence, name="evidence")


def _version(wanted: bool) -> None:  # called by typer
    if wanted:
        typer.echo(f"cramp {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[  # handled by its callback
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Leg cramps: a diary in, an honest and safe report out."""


def run() -> None:
    """Run the command line; exit code 0 when done, 2 for bad input."""
    # What a command loads it keeps: looking for garbage in it again and again is in vain.
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTION)
    app()
