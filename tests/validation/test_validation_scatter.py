"""What measuring adds: the table, and what is taken from it."""

from __future__ import annotations

import numpy as np
import pytest

from cramp.validation import scatter as module
from cramp.validation.measured_units import factor
from cramp.validation.scatter import scatter, scatter_rows


def test_every_row_is_sound_and_has_its_reason():
    for row in scatter_rows():
        assert row.kind in {"person", "assay", "travelled"}
        assert row.status in {"sourced", "recalled", "assumed"}
        assert row.reason
        assert 0 <= row.relative < 0.5
        assert bool(row.absolute or row.bias) == bool(row.unit)
        assert row.relative or row.absolute


@pytest.mark.parametrize(
    ("quantity", "body_unit"),
    [("plasma_osmolality", "millimole_per_litre"), ("arterial_ph", "dimensionless"),
     ("body_mass", "kilogram"), ("urine_osmolality", "millimole_per_litre")],
)  # fmt: skip
def test_absolute_rows_are_in_units_of_their_quantity(quantity, body_unit):
    rows = [row for row in scatter_rows() if row.quantity == quantity and row.absolute]
    assert rows
    assert all(factor(row.unit, body_unit, quantity) > 0 for row in rows)


def test_a_relative_part_grows_with_the_value(known):
    found = scatter("plasma_potassium_concentration", "person", np.array([3.0, 6.0]), known)
    assert found == pytest.approx([0.138, 0.276])


def test_an_absolute_part_does_not(known):
    found = scatter("plasma_osmolality", "assay", np.array([280.0, 300.0]), known)
    assert found == pytest.approx([2.0, 2.0])


def test_the_first_row_that_fits_counts(monkeypatch, known):
    rows = [
        module.ScatterRow("plasma_sodium_*", "assay", 0.01, 0.0, 0.0, "", "assumed", "a"),
        module.ScatterRow("plasma_*", "assay", 0.5, 0.0, 0.0, "", "assumed", "b"),
    ]
    monkeypatch.setattr(module, "scatter_rows", lambda: tuple(rows))
    assert scatter(
        "plasma_sodium_concentration", "assay", np.array([140.0]), known
    ) == pytest.approx([1.4])


def test_what_no_row_knows_has_no_scatter(known):
    assert np.all(scatter("aldosterone", "person", np.array([1.0, 2.0]), known) == 0)
