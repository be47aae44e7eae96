"""`cramp hazard`: the cramps to expect, and how sure that is."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from cramp.cli.refusing import refusing
from cramp.cli.report import read_unless_emergency
from cramp.cli.running import DiaryPath, Draws, Seed, Strict, Workers, run_lives

if TYPE_CHECKING:
    import xarray

_PARTS = {
    "data": "chance in what you counted yourself",
    "person": "how people differ",
    "untold": "what the diary leaves open",
    "prior": "what nobody knows for sure",
}


def hazard(  # one parameter an option
    diary: DiaryPath,
    out: Annotated[
        Path | None, typer.Option("--out", help="Keep everything: ending in .zarr or .nc.")
    ] = None,
    fast_model: Annotated[
        bool,
        typer.Option(
            "--fast-model",
            help="Let the fast model of nerve and muscle answer for calcium, pH and potassium.",
        ),
    ] = False,
    draws: Draws = 1000,
    seed: Seed = 0,
    workers: Workers = 0,
    strict: Strict = False,
) -> None:
    """Show how many cramps to expect, how wide that is, and what the width comes from."""
    with refusing():
        from cramp.hazard.cramps import cramps
        from cramp.hazard.fast_model import packaged_emulator
        from cramp.simulate.writing import write_course

        told = read_unless_emergency(diary, out, strict=strict)
        if told is None:
            return
        course = run_lives(told, draws=draws, seed=seed, workers=workers, engine="vector").course
        emulator = packaged_emulator() if fast_model else None
        found = cramps(told, course, seed=seed, emulator=emulator)
        if out is not None:
            write_course(found, out)
        _show(found)


def _show(found: xarray.Dataset) -> None:
    from cramp.assessment.intended_use import SHORT_USE

    typer.echo(f"{'':44}{'5 %':>9}{'middle':>9}{'95 %':>9}")
    _show_line("cramps in one night", found["average_cramps_per_night"])
    _show_line("cramps in 28 such nights", found["cramps_in_28_nights"])
    zone = ZoneInfo(found.attrs["time_zone"])
    for begin in found["bout"].to_numpy():
        moment = begin.astype("datetime64[s]").item().replace(tzinfo=UTC).astimezone(zone)
        name = f"cramps in exercise from {moment:%Y-%m-%d %H:%M}"
        _show_line(name, found["cramps_per_bout"].sel(bout=begin))
    typer.echo("")
    typer.echo(f"Counted in the diary after its first entry: {found.attrs['counted']}.")
    typer.echo("Where the width comes from:")
    for part, share in zip(found["part"].to_numpy(), found["width_share"].to_numpy(), strict=True):
        typer.echo(f"  {_PARTS[str(part)]:40}{share:6.0%}")
    typer.echo("")
    typer.echo("Simulated numbers, set by surveys of many people; no advice follows from them.")
    typer.echo(SHORT_USE)


def _show_line(name: str, values: xarray.DataArray) -> None:
    low, middle, high = values.quantile([0.05, 0.5, 0.95]).to_numpy()
    typer.echo(f"{name:44}"[:44] + "".join(f"{number:9.3g}" for number in (low, middle, high)))
