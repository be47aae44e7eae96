"""The tables in the documentation are the results that were written down."""

from __future__ import annotations

import copy

import pytest
from benchmarks.cases import REPORT
from benchmarks.table import BEGIN, END, PAGE, read_results, tables, with_tables

FIELDS = {
    "case", "engine", "precision", "people", "days", "relative_tolerance", "error",
    "person_days_per_second", "ratio_to_libroadrunner", "kernel_bound_share",
}  # fmt: skip


def test_the_page_holds_the_results() -> None:
    page = PAGE.read_text("utf-8")
    assert with_tables(page, read_results()) == page, "run `make bench`"


def test_a_number_that_changed_is_noticed() -> None:
    results = copy.deepcopy(read_results())
    row = next(row for row in results["rows"] if row["case"] != REPORT)
    row["person_days_per_second"] *= 1.1
    page = PAGE.read_text("utf-8")
    assert with_tables(page, results) != page


def test_every_row_holds_every_field_and_the_machine_is_named() -> None:
    results = read_results()
    assert results["rows"]
    assert all(row.keys() >= FIELDS for row in results["rows"])
    assert results["machine"]["processor"]
    assert results["version"]


def test_matched_rows_are_exact_enough() -> None:
    rows = [row for row in read_results()["rows"] if row["case"] != REPORT]
    assert all(0 < row["error"] <= 5e-4 and row["people_failed"] == 0 for row in rows)


def test_what_is_left_out_is_told() -> None:
    results = copy.deepcopy(read_results())
    results["left_out"] = [
        {"case": "shared-hourly", "people": 100_000, "days": 14, "engine": "vector"}
        | {"precision": "f64", "why": "it would take about 90 s, more than 60"}
    ]
    assert "Left out: shared-hourly, 100,000 people, 14 d, vector f64: it" in tables(results)


def test_a_page_without_its_marks_is_refused() -> None:
    for page in (f"text {BEGIN}", f"text {END}", "text"):
        with pytest.raises(ValueError, match=r"benchmarks\.md: put"):
            with_tables(page, read_results())
