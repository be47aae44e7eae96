"""Filtration of the kidneys from creatinine in blood."""

from __future__ import annotations

from typing import Literal

UMOL_PER_LITRE_PER_MG_PER_DL = 88.42
YOUNGEST_YEARS = 18.0


def egfr_ckd_epi_2021(
    creatinine_umol_per_litre: float, age_years: float, sex: Literal["female", "male"]
) -> float:
    """Return the estimated glomerular filtration rate in mL/min/1.73 m2.

    The race-free creatinine equation of Inker et al. 2021, New England Journal of Medicine
    385:1737 (coefficients recalled).

    Parameters
    ----------
    creatinine_umol_per_litre
        In serum or plasma.
    age_years
        At least 18: the equation is of adults.
    sex
        `female` or `male`.

    Raises
    ------
    ValueError
        For a creatinine that is not positive, and for an age below 18.
    """
    if creatinine_umol_per_litre <= 0:
        raise ValueError(f"creatinine of {creatinine_umol_per_litre:g} µmol/L; it must be positive")
    if age_years < YOUNGEST_YEARS:
        raise ValueError(f"age {age_years:g}; the equation holds from {YOUNGEST_YEARS:g} years on")
    mg_per_dl = creatinine_umol_per_litre / UMOL_PER_LITRE_PER_MG_PER_DL
    female = sex == "female"
    ratio = mg_per_dl / (0.7 if female else 0.9)
    below = min(ratio, 1.0) ** (-0.241 if female else -0.302)
    above = max(ratio, 1.0) ** -1.2
    return 142 * below * above * 0.9938**age_years * (1.012 if female else 1.0)
