"""The leg cramp made computable: from what a person eats, sweats and takes to the cramp.

For research and education; not a medical device.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cramp.assessment.assess import assess
    from cramp.diary.reading import read_diary
    from cramp.simulate.course import simulate

__version__ = "0.1.0"
__all__ = ["__version__", "assess", "read_diary", "simulate"]

_HOMES = {
    "assess": "cramp.assessment.assess",
    "read_diary": "cramp.diary.reading",
    "simulate": "cramp.simulate.course",
}


def __getattr__(name: str) -> object:
    """Import a public function when it is first asked for: `import cramp` stays instant."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'cramp' has no attribute {name!r}")
