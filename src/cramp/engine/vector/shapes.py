"""Numbers of generated code: precision, lanes, and the LLVM types that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from llvmlite import ir

Precision = Literal["f64", "f32"]

LANES: dict[Precision, int] = {"f64": 8, "f32": 16}
"""People solved at once: the numbers that fill the widest vector registers in use."""

FLAGS = ("contract",)
"""Products and sums may fuse. Nothing that assumes finite numbers: a NaN has to be seen."""


@dataclass(frozen=True)
class Shape:
    """Precision and number of lanes.

    Attributes
    ----------
    precision
        `f64` or `f32`.
    """

    precision: Precision

    @property
    def lanes(self) -> int:
        """People in a vector."""
        return LANES[self.precision]

    @property
    def dtype(self) -> np.dtype:
        """NumPy's type of one number."""
        return np.dtype(np.float64 if self.precision == "f64" else np.float32)

    @property
    def suffix(self) -> str:
        """What LLVM calls the vector in the names of its functions."""
        return f"v{self.lanes}{self.precision}"

    @property
    def bytes(self) -> int:
        """Size of a vector."""
        return self.lanes * self.dtype.itemsize

    @cached_property
    def real(self) -> ir.Type:
        """LLVM's type of one number."""
        from llvmlite import ir

        return ir.DoubleType() if self.precision == "f64" else ir.FloatType()

    @cached_property
    def vector(self) -> ir.VectorType:
        """LLVM's type of one number for each lane."""
        from llvmlite import ir

        return ir.VectorType(self.real, self.lanes)

    def constant(self, value: float) -> ir.Constant:
        """Return a number, the same in every lane."""
        from llvmlite import ir

        return ir.Constant(
            self.vector, [ir.Constant(self.real, float(self.dtype.type(value)))] * self.lanes
        )
