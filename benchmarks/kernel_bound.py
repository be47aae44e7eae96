"""How near an engine comes to what its own arithmetic allows on the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.engines import Vector

if TYPE_CHECKING:
    from benchmarks.engines import Contender


def kernel_bound_share(contender: Contender, person_days_per_second: float) -> float | None:
    """Return the share reached of the speed at which nothing but the model's kernels would run.

    None for an engine that does not tell its bound, in person-days per second on one core.
    """
    engine = contender.engine if isinstance(contender, Vector) else None
    bound = getattr(engine, "kernel_bound", None)
    return None if bound is None else person_days_per_second / bound()
