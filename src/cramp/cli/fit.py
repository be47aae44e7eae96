"""`cramp fit`: the body's fitted values, derived again from the experiments they rest on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cramp.cli.experiments import Experiments, Only, chosen_experiments
from cramp.cli.progress import FitProgress
from cramp.cli.refusing import FAILED, BadInput, refusing
from cramp.cli.running import Seed, Workers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cramp.validation.fitting.objective import Objective
    from cramp.validation.fitting.search import Fit
    from cramp.validation.fitting.tables import FitTables

LEAST_TABLE_WIDTH = 140
"""Columns of a table where the terminal is narrower, or output is no terminal."""


def fit(  # noqa: PLR0913, PLR0917  # one parameter an option
    experiments: Experiments = None,
    only: Only = None,
    draws: Annotated[
        int, typer.Option("--draws", min=4, max=10_000, help="Simulated people in each arm.")
    ] = 12,
    seed: Seed = 0,
    workers: Workers = 0,
    only_values: Annotated[
        str, typer.Option("--only-values", help="Fit these alone (id,id,...); hold the others.")
    ] = "",
    loss: Annotated[
        Literal["robust", "squares"],
        typer.Option("--loss", help="How large misfits count: less than their squares, or so."),
    ] = "robust",
    max_evaluations: Annotated[
        int, typer.Option("--max-evaluations", min=1, help="Sets of values to try at most.")
    ] = 30,
    profile: Annotated[
        list[str] | None,
        typer.Option("--profile", help="Show how far this value may lie off; repeatable, slow."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write values, points and errors to this folder.")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Put the values into parameters.csv.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Fail if parameters.csv holds other values.")
    ] = False,
) -> None:
    """Derive the body's fitted values from the experiments that carry the role fitted."""
    with refusing():
        if write and check:
            raise BadInput("choose --write or --check: what was just written would be checked")
        _require_writable(out, write=write)
        chosen = chosen_experiments(experiments, only or [])
        progress = FitProgress()
        objective = _objective(
            chosen, progress, draws=draws, seed=seed, workers=workers, loss=loss,
            only_values=[name.strip() for name in only_values.split(",") if name.strip()],
        )  # fmt: skip
        _require_free(objective, profile or [])
        found = _search(objective, progress, max_evaluations)
        tables = _tables(found)
        _show(tables)
        _profile(found, profile or [], progress, out)
        if out is not None:
            _write_tables(tables, out)
        if write:
            _write_values(tables)
        if check:
            _require_same(tables)


def _require_writable(out: Path | None, *, write: bool) -> None:
    from cramp.physiology.parameters import parameters_file
    from cramp.simulate.writing import require_writable

    if out is not None:
        out.mkdir(exist_ok=True)
        require_writable(out / "fit_values.csv")
    if write:
        require_writable(parameters_file())


def _objective(  # one parameter an option
    chosen: Sequence,
    progress: FitProgress,
    *,
    draws: int,
    seed: int,
    workers: int,
    loss: Literal["robust", "squares"],
    only_values: list[str],
) -> Objective:
    from cramp.simulate.course import body_engine
    from cramp.validation.fitting.free_values import NothingToFit
    from cramp.validation.fitting.objective import objective
    from cramp.validation.reading import ExperimentFaults

    try:
        return objective(
            chosen,
            engine=body_engine("vector", workers),
            draws=draws,
            seed=seed,
            only_values=only_values,
            loss=loss,
            watch=progress.watch,
        )
    except (ExperimentFaults, NothingToFit) as error:
        raise BadInput(str(error)) from error


def _search(objective: Objective, progress: FitProgress, most_evaluations: int) -> Fit:
    from cramp.validation.fitting.objective import FitFailed
    from cramp.validation.fitting.search import fit as search

    try:
        return search(
            objective,
            most_evaluations=most_evaluations,
            report=progress.report,
        )
    except FitFailed as error:
        typer.echo(f"{error}; nothing was written", err=True)
        raise typer.Exit(FAILED) from error


def _require_free(objective: Objective, names: list[str]) -> None:
    from cramp.validation.fitting.free_values import NothingToFit
    from cramp.validation.fitting.profile import require_free

    try:
        require_free(names, (one.row.id for one in objective.free))
    except NothingToFit as error:
        raise BadInput(f"--profile: {error}") from error


def _profile(found: Fit, names: list[str], progress: FitProgress, out: Path | None) -> None:
    from cramp.simulate.writing import write_whole
    from cramp.validation.fitting.profile import profile
    from cramp.validation.fitting.tables import profile_text, profile_words

    for name in names:
        told = profile(found, name, progress.report)
        typer.echo(profile_words(told))
        if out is not None:
            write_whole(profile_text(told), out / f"fit_profile_{name}.csv")


def _tables(found: Fit) -> FitTables:
    from cramp.validation.fitting.tables import FitTables

    return FitTables(found)


def _show(tables: FitTables) -> None:
    from cramp.validation.fitting.tables import SHOWN_EXPERIMENT_COLUMNS, SHOWN_VALUE_COLUMNS

    found = tables.fit
    _show_table(SHOWN_VALUE_COLUMNS, tables.shown_values())
    _show_table(SHOWN_EXPERIMENT_COLUMNS, tables.shown_experiments())
    for first, second, correlation in tables.pairs():
        typer.echo(f"badly separated: {first} and {second}, correlation {correlation}")
    for one in found.objective.left_out:
        typer.echo(f"left out: {one.experiment}: {one.label}: {one.reason}")
    before = found.total(found.before, found.start)
    after = found.total(found.after, found.positions)
    ended = "converged" if found.has_converged else "stopped before it converged"
    typer.echo(
        f"Objective {before:.2f} before, {after:.2f} after {len(found.evaluations)} sets of "
        f"values; {ended}."
    )


def _show_table(columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE)
    for column in columns:
        table.add_column(column, no_wrap=True)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console = Console()
    console.width = max(console.width, LEAST_TABLE_WIDTH)
    console.print(table)


def _write_tables(tables: FitTables, folder: Path) -> None:
    from cramp.simulate.writing import write_whole

    for name, text in tables.files().items():
        write_whole(text, folder / name)
        typer.echo(f"Wrote {folder / name}")


def _write_values(tables: FitTables) -> None:
    from cramp.physiology.parameter_writing import with_fitted
    from cramp.physiology.parameters import parameters_file
    from cramp.simulate.writing import write_whole

    file = parameters_file()
    write_whole(with_fitted(file.read_text("utf-8"), tables.fitted_values()), file)
    typer.echo(f"Wrote {file}")


def _require_same(tables: FitTables) -> None:
    from cramp.validation.fitting.tables import CHECK_SHARE

    strayed = tables.strayed()
    for line in strayed:
        typer.echo(line)
    if strayed:
        typer.echo("Write the values with `cramp fit --write`.")
        raise typer.Exit(FAILED)
    typer.echo(f"Every value of the table is within {CHECK_SHARE:g} of its standard error.")
