"""The results as tables of the documentation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.cases import REPORT

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results.json"
PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- begin: results -->", "<!-- end: results -->"

_SPEEDS = {
    "case": "case",
    "people": "people",
    "days": "days",
    "engine": "engine",
    "precision": "precision",
    "relative_tolerance": "tolerance",
    "error": "error",
    "person_days_per_second": "person-days/s",
    "ratio_to_libroadrunner": "x libRoadRunner",
    "kernel_bound_share": "of kernel bound",
}
_REPORTS = {
    "case": "case",
    "people": "versions",
    "engine": "engine",
    "state": "cache",
    "seconds": "s",
}


def write_results(results: dict[str, Any]) -> None:
    """Write the results, and the tables into the documentation."""
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(with_tables(PAGE.read_text("utf-8"), results), encoding="utf-8")


def read_results() -> dict[str, Any]:
    """Return the results written last."""
    return json.loads(RESULTS.read_text("utf-8"))


def with_tables(page: str, results: dict[str, Any]) -> str:
    """Return a page with the tables between its two marks.

    Raises
    ------
    ValueError
        If the page lacks a mark.
    """
    if BEGIN not in page or END not in page:
        raise ValueError(f"{PAGE.name}: put {BEGIN} and {END} where the tables belong")
    before, rest = page.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    return f"{before}{BEGIN}\n\n{tables(results)}\n\n{END}{after}"


def tables(results: dict[str, Any]) -> str:
    """Return the results in Markdown: the machine, the engines' speeds, whole reports."""
    rows = results["rows"]
    parts = [_machine(results)]
    for columns, chosen in (
        (_SPEEDS, [row for row in rows if row["case"] != REPORT]),
        (_REPORTS, [row for row in rows if row["case"] == REPORT]),
    ):
        if chosen:
            parts.append(_table(columns, chosen))
    parts += [_stages(row) for row in rows if row.get("stages")]
    parts += [_left_out(one) for one in results["left_out"]]
    return "\n\n".join(parts)


def _machine(results: dict[str, Any]) -> str:
    machine = results["machine"]
    libraries = ", ".join(f"{name} {number}" for name, number in machine["libraries"].items())
    return (
        f"cramp {results['version']} on {machine['processor']} ({machine['cores']} cores, "
        f"{machine['system']}, load {machine['load_at_start']} at the start), "
        f"Python {machine['python']}, {libraries}."
    )


def _stages(row: dict[str, Any]) -> str:
    told = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in row["stages"].items())
    return f"The stages of such a report on a filled cache, in one process: {told}."


def _left_out(one: dict[str, Any]) -> str:
    return (
        f"Left out: {one['case']}, {one['people']:,} people, {one['days']} d, {one['engine']} "
        f"{one['precision']}: {one['why']}."
    )


def _table(columns: dict[str, str], rows: list[dict[str, Any]]) -> str:
    lines = [_line(columns.values()), _line("---" for _ in columns)]
    lines += [_line(_cell(name, row[name]) for name in columns) for row in rows]
    return "\n".join(lines)


def _line(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(name: str, value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if name in {"relative_tolerance", "error"}:
        return f"{value:.0e}" if name == "relative_tolerance" else f"{value:.1e}"
    if name == "kernel_bound_share":
        return f"{value:.0%}"
    return f"{value:,}" if isinstance(value, int) else f"{float(f'{value:.3g}'):,g}"
