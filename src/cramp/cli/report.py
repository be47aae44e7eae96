"""`cramp report`: a diary in, a page out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cramp.cli.refusing import refusing
from cramp.cli.running import DiaryPath, Draws, EngineChoice, Seed, Strict, Workers, run_lives

if TYPE_CHECKING:
    from cramp.assessment.assess import Assessment
    from cramp.assessment.red_flags import RedFlags
    from cramp.diary.model import Diary
    from cramp.report.document import Document

DEFAULT_OUTPUT = Path("report.html")
DATASET_SUFFIXES = (".zarr", ".nc")


def report(  # one parameter an option
    diary: DiaryPath,
    out: Annotated[
        Path, typer.Option("--out", help="Where to write it: .html or .pdf.")
    ] = DEFAULT_OUTPUT,
    draws: Draws = 1000,
    seed: Seed = 0,
    workers: Workers = 0,
    engine: EngineChoice = "vector",
    strict: Strict = False,
) -> None:
    """Write a report of a diary: warning signs, food, medicines, a simulation, what is known."""
    with refusing():
        from cramp.diary.reading import read_diary
        from cramp.report import drawing
        from cramp.simulate.writing import require_writable, write_whole

        require_writable(out, (".html", ".pdf"))
        told = read_diary(diary, strict=strict)
        drawing.prepare()
        show_red_flags(told)
        show_not_understood(told)
        lived = run_lives(told, draws=draws, seed=seed, workers=workers, engine=engine)

        from cramp.assessment.assess import assess
        from cramp.assessment.causes import find_causes
        from cramp.report.page import document_of

        course = lived.course
        assessment = assess(told, course, shares=find_causes(lived, seed=seed))
        write_whole(_rendered(document_of(assessment, course), out), out)
        _show_summary(assessment, out)


def _rendered(document: Document, out: Path) -> str | bytes:
    """Return the report in the format that the name asks for; both lay out the same words."""
    if out.suffix == ".pdf":
        from cramp.report.pdf import render_pdf

        return render_pdf(document)
    from cramp.report.page import render_document

    return render_document(document)


def read_unless_emergency(path: Path, out: Path | None, *, strict: bool) -> Diary | None:
    """Read a diary for a command that shows simulated numbers; None after an emergency.

    Where `out` cannot be written, or is no name for a dataset, that is refused first.
    """
    from cramp.diary.reading import read_diary
    from cramp.simulate.writing import require_writable

    if out is not None:
        require_writable(out, DATASET_SUFFIXES)
    told = read_diary(path, strict=strict)
    if show_red_flags(told).most_urgent.value == "emergency":
        typer.echo("Nothing is simulated: get help first.")
        return None
    show_not_understood(told)
    return told


def show_red_flags(diary: Diary) -> RedFlags:
    """Say what is urgent before anything else is done, and return it."""
    from cramp.assessment.assess import last_day
    from cramp.assessment.facts import person_facts
    from cramp.assessment.red_flags import judge

    flags: RedFlags = judge(person_facts(diary, last_day(diary)))
    from cramp.report.words import urgency

    for flag in flags.flags:
        typer.secho(f"{urgency(flag.urgency.value)}: {flag.words_plain}", bold=True)
        typer.echo(f"  {flag.because}")
    return flags


def show_not_understood(diary: Diary) -> None:
    """Say what was accepted and not understood."""
    for flag in diary.flags:
        typer.echo(f"Not understood: {flag.place}: “{flag.text}”: {flag.why}", err=True)


def _show_summary(assessment: Assessment, out: Path) -> None:
    from cramp.report.summary import summary_lines

    typer.echo("\n".join(("", *summary_lines(assessment), f"The whole report: {out}")))
