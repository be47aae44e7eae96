"""Settings of the documentation; `make docs` builds it with warnings as errors."""

from __future__ import annotations

from importlib.metadata import version as installed_version

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
