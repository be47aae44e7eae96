"""Prints the tables of docs/causes.md: whether causes are found where they are known."""

from __future__ import annotations

import sys
from collections import Counter

import numpy as np

from cramp.assessment.cause_calibration import THROUGH_BODY, UNEXPLAINED, Known, known_person

COUNT = 200
FEWEST = 10
"""People in whom a cause may play a part, for a line of the table."""


def main() -> None:
    """Make up people, seek the causes of their cramps, and print both tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    people: list[Known] = []
    for seed in range(count):
        one = known_person(seed)
        if one is not None:
            people.append(one)
        print(f"{seed + 1} of {count}", file=sys.stderr)
    print(f"{len(people)} people who cramped")
    _print_intervals(people)
    _print_likeliest(people)


def _print_intervals(people: list[Known]) -> None:
    print("| share of | people | intervals that hold the truth |")
    print("| --- | --- | --- |")
    inside: dict[str, list[bool]] = {}
    for one in people:
        for name in one.truth.keys() & one.found.keys():
            # What can be nothing in no version is found by any interval.
            if np.quantile(one.found[name], 0.95) > np.quantile(one.found[name], 0.05):
                inside.setdefault(name, []).append(one.holds(name))
    for name, held in sorted(inside.items(), key=lambda row: -len(row[1])):
        if len(held) >= FEWEST:
            print(f"| {name.replace('_', ' ')} | {len(held)} | {np.mean(held):.0%} |")
    every = [held for some in inside.values() for held in some]
    print(f"| **all** | {len(every)} | {np.mean(every):.1%} |")


def _print_likeliest(people: list[Known]) -> None:
    ((commonest, _),) = Counter(one.cause for one in people).most_common(1)
    known = [one for one in people if one.cause != UNEXPLAINED]
    ((among_known, _),) = Counter(one.cause for one in known).most_common(1)
    print("| named | right, of all | right, where there is a cause |")
    print("| --- | --- | --- |")
    rows = (
        ("the likeliest share", lambda one: one.likeliest, _likeliest_known),
        ("a rule of thumb", lambda one: one.rule_of_thumb, lambda one: one.rule_of_thumb),
        ("the commonest", lambda _: commonest, lambda _: among_known),
    )
    for name, of_all, of_known in rows:
        right = np.mean([of_all(one) == one.cause for one in people])
        right_known = np.mean([of_known(one) == one.cause for one in known])
        print(f"| {name} | {right:.0%} | {right_known:.0%} |")


def _likeliest_known(one: Known) -> str:
    means = {name: float(found.mean()) for name, found in one.found.items()}
    left = {name: mean for name, mean in means.items() if name not in {UNEXPLAINED, THROUGH_BODY}}
    return max(left, key=lambda name: left[name])


if __name__ == "__main__":
    main()
