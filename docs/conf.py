"""Settings of the documentation; `make docs` builds it with warnings as errors."""

from __future__ import annotations

import csv
import os
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "cramp"
author = "The cramp contributors"
copyright = "the cramp contributors, Apache-2.0"
release = installed_version("cramp")

extensions = ["myst_parser", "sphinxcontrib.bibtex"]
exclude_patterns = ["_build", "_generated"]
myst_enable_extensions = ["deflist", "dollarmath"]
myst_heading_anchors = 3
bibtex_bibfiles = [
    "../src/cramp/physiology/references.bib",
    "../src/cramp/nerve_muscle/references.bib",
]
bibtex_default_style = "plain"

_RED = '<strong style="color:#c0392b">not reproduced</strong>'

html_theme = "furo"
html_title = f"cramp {release}"


def setup(app: Sphinx) -> None:
    """Have the generated pages written before any page is read."""
    app.connect("builder-inited", _write_gallery)
    app.connect("builder-inited", _write_responses)
    app.connect("builder-inited", _write_hazard_tables)
    app.connect("builder-inited", _write_evidence)


def _write_gallery(app: Sphinx) -> None:
    """Repeat every experiment and write the parts that `validation_gallery.md` shows.

    A check of these pages may ask for fewer people: most of the time that they take is here.
    """
    from cramp.report.validation_gallery import render_parts
    from cramp.validation.reading import read_experiments
    from cramp.validation.running import DEFAULT_DRAWS, repeat

    people = int(os.environ.get("CRAMP_GALLERY_PEOPLE", DEFAULT_DRAWS))
    folder = Path(app.srcdir) / "_generated"
    folder.mkdir(exist_ok=True)
    told = f"<p>{people} simulated people in each arm; more where shares or spreads count.</p>\n"
    (folder / "gallery_people.html").write_text(told, "utf-8")
    for part, text in render_parts(repeat(read_experiments(), draws=people)).items():
        (folder / f"gallery_{part}.html").write_text(text, "utf-8")


def _write_responses(app: Sphinx) -> None:
    """Write the few columns of the expected responses that `physiology.md` shows."""
    source = Path(app.srcdir).parent / "src/cramp/physiology/response_signs.csv"
    folder = Path(app.srcdir) / "_generated"
    folder.mkdir(exist_ok=True)
    with source.open(encoding="utf-8", newline="") as rows:
        shown = [
            {
                "what is done": row["protocol"].replace("_", " "),
                "beside": row["against"].replace("_", " ") or "usual life",
                "quantity": row["quantity"].replace("_", " "),
                "hours": f"{row['from_hour']} to {row['to_hour']}",
                "answer": {"none": "hardly moves"}.get(row["sign"], f"{row['sign']}s"),
                "because": row["why"],
                "missed, it is believed, since": row["missed"],
            }
            for row in csv.DictReader(rows, strict=True)
        ]
    _write_rows(folder / "responses.csv", shown)


def _write_hazard_tables(app: Sphinx) -> None:
    """Score the experiments of the hazard and write the tables that `hazard.md` shows."""
    from cramp.hazard import documentation_tables
    from cramp.hazard.experiments import score_experiments

    folder = Path(app.srcdir) / "_generated"
    folder.mkdir(exist_ok=True)
    experiments = documentation_tables.experiment_rows(score_experiments())
    for row in experiments:
        row["result"] = row["result"].replace("not reproduced", _RED)
    tables = {
        "coupling": documentation_tables.coupling_rows(),
        "values": documentation_tables.value_rows(),
        "ratios": documentation_tables.ratio_rows(),
        "relief": documentation_tables.relief_rows(),
        "experiments": experiments,
    }
    for name, rows in tables.items():
        _write_rows(folder / f"hazard_{name}.csv", rows)


def _write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as page:
        writer = csv.DictWriter(page, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def _write_evidence(app: Sphinx) -> None:
    """Write every claim of the evidence base, which `evidence_base.md` shows."""
    from cramp.knowledge.evidence_page import evidence_markdown

    folder = Path(app.srcdir) / "_generated"
    folder.mkdir(exist_ok=True)
    (folder / "evidence.txt").write_text(evidence_markdown(), "utf-8")
