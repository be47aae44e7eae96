"""How many people take a medicine or have a condition: of all, or by age, sex or filtration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from cramp.diary.checked_model import Strict

if TYPE_CHECKING:
    from cramp.simulate.body_size import BodySizes

_From = Annotated[float, Field(ge=0)]
_Range = Annotated[list[_From], Field(min_length=2, max_length=2)]


class Band(Strict):
    """The share of some of the people.

    Attributes
    ----------
    age_years, egfr
        From the first, and below the second; egfr in mL/min/1.73 m2.
    sex
        Whose.
    share
        Of those whom all that is told fits.
    """

    age_years: _Range | None = None
    egfr: _Range | None = None
    sex: Literal["female", "male"] | None = None
    share: Annotated[float, Field(ge=0, le=1)]

    @model_validator(mode="after")
    def _is_of_somebody(self) -> Self:
        for told in (self.age_years, self.egfr):
            if told is not None and told[0] >= told[1]:
                raise ValueError(f"{told} holds nobody; write the lower limit first")
        if self.age_years is None and self.egfr is None and self.sex is None:
            raise ValueError("a band needs age_years, egfr or sex; write a plain share for all")
        return self

    def holds(self, sizes: BodySizes) -> np.ndarray:
        """Return whom of V people the band is of, shape (V,)."""
        held = np.ones(len(sizes.sex), dtype=bool)
        for told, values in ((self.age_years, sizes.age_years), (self.egfr, sizes.egfr)):
            if told is not None:
                held &= (told[0] <= values) & (values < told[1])
        return held if self.sex is None else held & (sizes.sex == self.sex)


Share = (
    Annotated[float, Field(gt=0, le=1, description="share of the people")]
    | Annotated[list[Band], Field(min_length=1, description="by age, sex or filtration")]
)


def share_of(told: Share, sizes: BodySizes) -> Any:
    """Return the share that holds for each person: shape (V,), or a number where it is one.

    The first band that fits counts; whom none fits, for them it is zero.
    """
    if not isinstance(told, list):
        return told
    shares = np.zeros(len(sizes.sex))
    for band in reversed(told):
        shares = np.where(band.holds(sizes), band.share, shares)
    return shares


def middle_share(told: Share) -> float:
    """Return one share for a mean over all people: of several bands the middle."""
    return float(np.mean([band.share for band in told])) if isinstance(told, list) else told
