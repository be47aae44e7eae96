"""Person and exposures to course. The package itself can be called: see `cramp.simulate`."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray

    from cramp.diary.model import Diary


class _CallablePackage(ModuleType):
    """A package with the name of its main function.

    Importing a part of `cramp.simulate` binds the package to that name, which would otherwise
    hide the function from `import cramp; cramp.simulate(diary)`.
    """

    def __call__(self, diary: Diary, **choices: object) -> xarray.Dataset:
        """Run plausible versions of a person; see `cramp.simulate.course.simulate`."""
        from cramp.simulate.course import simulate

        return simulate(diary, **choices)  # type: ignore[arg-type]  # checked by the function


sys.modules[__name__].__class__ = _CallablePackage
