"""Rosenbrock methods: one factorised matrix a step, no iteration, adaptive.

A step of length h from y solves, one after the other,

    (1 / (gamma h) I - J) k_i = f(y + sum_j a_ij k_j) + sum_j c_ij / h k_j

and ends at y + sum m_i k_i; sum e_i k_i estimates its error. Between the ends (0 < theta < 1)
the course is y0 (1 - theta) + theta (y1 + (1 - theta) sum (d_i + theta d'_i) k_i).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RosenbrockMethod:
    """Coefficients of a method of S stages.

    Attributes
    ----------
    name
        As its authors call it.
    order
        Of the course; the error estimate's is one lower.
    gamma
        Of the diagonal.
    a, c
        Rows 2 to S: weights of the earlier stages in the argument and in the right side.
    m, e
        Weights of the stages in the result and in the estimate of its error.
    dense
        Weights of the stages in the course between the ends: those without and those with
        theta.
    """

    name: str
    order: int
    gamma: float
    a: tuple[tuple[float, ...], ...]
    c: tuple[tuple[float, ...], ...]
    m: tuple[float, ...]
    e: tuple[float, ...]
    dense: tuple[tuple[float, ...], tuple[float, ...]]

    @property
    def stages(self) -> int:
        """How many systems a step solves."""
        return len(self.m)


_LAST = (1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950)

RODAS4 = RosenbrockMethod(
    name="RODAS4",
    order=4,
    gamma=0.25,
    a=(
        (1.544,),
        (0.9466785280815826, 0.2557011698983284),
        (3.314825187068521, 2.896124015972201, 0.9986419139977817),
        _LAST,
        (*_LAST, 1.0),
    ),
    c=(
        (-5.6688,),
        (-2.430093356833875, -0.2063599157091915),
        (-0.1073529058151375, -9.594562251023355, -20.47028614809616),
        (7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160),
        (
            8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136,
            -6.058818238834054,
        ),
    ),
    m=(*_LAST, 1.0, 1.0),
    e=(0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
    dense=(
        (
            10.12623508344586, -7.487995877610167, -34.80091861555747, -7.992771707568823,
            1.025137723295662, 0.0,
        ),
        (
            -0.6762803392301253, 6.087714651680015, 16.43084320892478, 24.76722511418386,
            -6.594389125716872, 0.0,
        ),
    ),
)  # fmt: skip
"""Stiffly accurate, L-stable, six stages (Hairer and Wanner 1996, Solving Ordinary Differential
Equations II, section VI.4: RODAS)."""
