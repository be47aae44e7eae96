"""Prints the table of docs/population.md: published intervals beside a virtual population."""

from __future__ import annotations

from cramp.simulate.population import population
from cramp.simulate.population_intervals import agreements

COUNT = 4000
_MISSED = '<span style="color: #b3261e">**missed**</span>'


def main() -> None:
    """Simulate the population and print a line for each interval."""
    people = population(COUNT)
    print("| quantity | unit | published 95 % | simulated 95 % | inside | verdict |")
    print("| --- | --- | --- | --- | --- | --- |")
    for row in agreements(people):
        told = row.published
        verdict = "inside" if row.holds else f"{_MISSED}: {told.missed or 'no reason told'}"
        print(
            f"| {told.words} | {told.unit} | {told.low:g} to {told.high:g} | "
            f"{row.low:.4g} to {row.high:.4g} | {row.share_inside:.0%} | {verdict} |"
        )


if __name__ == "__main__":
    main()
