"""Filtration from creatinine."""

from __future__ import annotations

import pytest

from cramp.diary.kidney import egfr_ckd_epi_2021


@pytest.mark.parametrize(
    ("creatinine_mg_per_dl", "age_years", "sex", "egfr"),
    [
        # Worked out by hand from the published equation.
        (1.0, 50, "female", 68.6),
        (0.9, 40, "male", 110.7),
        (0.6, 30, "female", 123.7),
        (2.0, 70, "male", 35.2),
    ],
)
def test_ckd_epi_2021(creatinine_mg_per_dl, age_years, sex, egfr):
    assert egfr_ckd_epi_2021(creatinine_mg_per_dl * 88.42, age_years, sex) == pytest.approx(
        egfr, abs=0.15
    )


@pytest.mark.parametrize(("creatinine", "age"), [(0, 50), (-1, 50), (80, 17.9)])
def test_outside_its_domain_it_refuses(creatinine, age):
    with pytest.raises(ValueError, match=r"creatinine|age"):
        egfr_ckd_epi_2021(creatinine, age, "male")


def test_more_creatinine_means_less_filtration():
    rates = [egfr_ckd_epi_2021(value, 60, "female") for value in (40, 61, 62, 90, 200, 800)]
    assert rates == sorted(rates, reverse=True)
