"""Settings of the documentation; `make docs` builds it with warnings as errors."""

from __future__ import annotations

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
bibtex_bibfiles = ["../src/cramp/physiology/references.bib"]
bibtex_default_style = "plain"

html_theme = "furo"
html_title = f"cramp {release}"


def setup(app: Sphinx) -> None:
    """Have the generated pages written before any page is read."""
    app.connect("builder-inited", _write_gallery)


def _write_gallery(app: Sphinx) -> None:
    """Repeat every experiment and write the parts that `validation_gallery.md` shows."""
    from cramp.report.validation_gallery import render_parts
    from cramp.validation.reading import read_experiments
    from cramp.validation.running import repeat

    folder = Path(app.srcdir) / "_generated"
    folder.mkdir(exist_ok=True)
    for part, text in render_parts(repeat(read_experiments())).items():
        (folder / f"gallery_{part}.html").write_text(text, "utf-8")
