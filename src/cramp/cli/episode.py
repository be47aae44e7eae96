"""`cramp episode`: a protocol on nerve and muscle; its threshold, its cramp, its recordings."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cramp.cli.refusing import BadInput, refusing
from cramp.cli.running import Seed

if TYPE_CHECKING:
    import xarray

    from cramp.nerve_muscle.episode import Cramp, Episode

_FORMATS = (".nc", ".zarr", ".csv")


def episode(
    protocol: Annotated[
        str, typer.Argument(help="A packaged protocol's name, or a YAML file.", metavar="PROTOCOL")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="Write data and figure to this folder.")
    ] = None,
    seed: Seed = 0,
    mechanism: Annotated[
        str, typer.Option("--mechanism", help="A rival account of cramps; combined if not told.")
    ] = "combined",
    file_format: Annotated[
        str, typer.Option("--format", help="Of the data: nc, zarr or csv.")
    ] = "nc",
    drawn_person: Annotated[
        bool, typer.Option("--drawn-person", help="A person drawn by the seed, not a middle one.")
    ] = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON schema of a protocol's file.")
    ] = False,
) -> None:
    """Run a protocol on nerve and muscle: threshold, duration, motor units, EMG and force."""
    with refusing():
        if schema:
            _print_schema()
            return
        if not protocol:
            raise BadInput(f"name a protocol: a file, or one of {', '.join(_packaged())}")
        suffix = f".{file_format.removeprefix('.')}"
        if suffix not in _FORMATS:
            raise BadInput(f"--format {file_format}: choose nc, zarr or csv")
        folder = None if out is None else _folder(out, suffix)
        done = _run(protocol, mechanism, seed, drawn=drawn_person)
        _tell(done)
        if folder is not None:
            _write(done, folder, suffix)
        typer.echo("Simulated values are not measurements; for research and education.")


def _packaged() -> tuple[str, ...]:
    from cramp.nerve_muscle.protocol_reading import packaged_protocols

    return packaged_protocols()


def _print_schema() -> None:
    import json

    from cramp.nerve_muscle.protocol import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def _folder(out: Path, suffix: str) -> Path:
    from cramp.simulate.writing import require_course_path, require_writable

    if not out.parent.is_dir():
        raise BadInput(f"{out}: the folder {out.parent} does not exist; make it first")
    out.mkdir(exist_ok=True)
    require_course_path(out / f"episode{suffix}")
    require_writable(out / "episode.svg")
    return out


def _run(protocol: str, mechanism: str, seed: int, *, drawn: bool) -> Episode:
    from cramp.nerve_muscle.episode import Choice, run_protocol
    from cramp.nerve_muscle.mechanisms import MECHANISMS
    from cramp.nerve_muscle.person_values import drawn_values
    from cramp.nerve_muscle.protocol_reading import read_protocol

    if mechanism not in MECHANISMS:
        raise BadInput(f"--mechanism {mechanism}: choose one of {', '.join(MECHANISMS)}")
    chosen = read_protocol(protocol)
    values = drawn_values(seed, mechanism) if drawn else None
    return run_protocol(chosen, Choice(values, mechanism, seed))


def _tell(done: Episode) -> None:
    typer.echo(f"{done.protocol.title} ({done.choice.mechanism})")
    for name, frequency in done.thresholds.items():
        found = "no cramp at any frequency" if math.isnan(frequency) else f"{frequency:g} Hz"
        typer.echo(f"threshold frequency, {name}: {found}")
    for one in done.cramps:
        typer.echo(f"cramp, {one.name}: {_words(one)}")
    if not done.cramps:
        typer.echo("no cramp")


def _words(one: Cramp) -> str:
    seen = one.statistics
    lasted = (
        "not over when it was last seen" if math.isnan(one.duration) else f"{one.duration:.1f} s"
    )
    return (
        f"{lasted}, EMG up to {one.emg_percent:.0f} % of the most, {seen.active} motor units at "
        f"{seen.rate:.1f} pulses a second, each for {seen.interval:.1f} s"
    )


def _write(done: Episode, folder: Path, suffix: str) -> None:
    from cramp.nerve_muscle.labelling import episode_dataset
    from cramp.report.episode_figure import draw_episode, episode_png
    from cramp.simulate.writing import write_course, write_whole

    data = episode_dataset(done)
    for name, part in _tables(data, suffix).items():
        typer.echo(f"Wrote {write_course(part, folder / f'{name}{suffix}')}")
    svg = draw_episode(data)
    write_whole(svg, folder / "episode.svg")
    write_whole(episode_png(svg), folder / "episode.png")
    typer.echo(f"Wrote {folder / 'episode.svg'} and episode.png")


def _tables(data: xarray.Dataset, suffix: str) -> dict[str, xarray.Dataset]:
    """Return what goes into which file: CSV is a table, so each kind of row has a file there."""
    if suffix != ".csv":
        return {"episode": data}
    kinds = {"episode": "time", "spikes": "spike", "cramps": "cramp", "thresholds": "threshold"}
    return {
        file: data[[name for name in data.data_vars if data[name].dims == (along,)]]
        for file, along in kinds.items()
        if data.sizes[along]
    }
