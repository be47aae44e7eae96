"""The page for the doctor says which medicines act in the simulation: those that feed an input."""

from __future__ import annotations

import pytest

from cramp.assessment.medicine_findings import medicine_findings
from cramp.diary.model import Diary, RegularMedicine


@pytest.mark.parametrize(
    ("name", "acts"),
    [
        ("hydrochlorothiazide", True),
        ("magnesium oxide", True),
        ("omeprazole", True),
        ("potassium chloride", True),
        ("potassium iodide", False),
        ("ibuprofen", True),
        ("ibuprofen gel", False),
        ("paracetamol", False),
    ],
)
def test_a_medicine_is_simulated_where_its_dose_feeds_the_body(name: str, acts: bool) -> None:
    (found,) = medicine_findings(Diary(medicines=(RegularMedicine(text=name, name=name),)))
    assert found.is_simulated is acts
