"""Fits the fast model's values, one mechanism after the other, and writes them to its tables.

    python scripts/fit_nerve_muscle.py                  # show what is found
    python scripts/fit_nerve_muscle.py --write          # and write parameters.csv, rival_values.csv
    python scripts/fit_nerve_muscle.py --only central --experiment serrao_2007   # this alone

`cramp.validation.nerve_muscle.fitting` tells what is made small. It takes some minutes for each
mechanism.
"""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path

from cramp.nerve_muscle.mechanisms import DEFAULT
from cramp.physiology.parameter_writing import FittedValue, with_fitted
from cramp.validation.nerve_muscle.fitting import STAGES, Found, Stage, fit_nerve_muscle

HOME = Path(__file__).resolve().parent.parent / "src" / "cramp" / "nerve_muscle"


def main() -> None:
    """Fit what was chosen, show it, and write it where that was asked."""
    parser = argparse.ArgumentParser(description="Fit the fast model of nerve and muscle.")
    parser.add_argument("--only", choices=sorted(STAGES), help="one mechanism")
    parser.add_argument("--experiment", help="the stage of one experiment")
    parser.add_argument("--people", type=int, default=4, help="simulated in each arm")
    parser.add_argument("--evaluations", type=int, default=60, help="most a stage tries")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", action="store_true", help="write the tables")
    told = parser.parse_args()
    for mechanism in [told.only] if told.only else list(STAGES):

        def report(stage: Stage, found: Found, mechanism: str = mechanism) -> None:
            print(f"{mechanism}, {stage.experiment}: {found}", flush=True)
            if told.write:
                _write(mechanism, found)

        fit_nerve_muscle(
            mechanism, told.people, told.seed, told.evaluations, told.experiment, report
        )


def _write(mechanism: str, found: Found) -> None:
    values = {
        name: FittedValue(value, found.relative_errors[name])
        for name, value in found.values.items()
    }
    if mechanism == DEFAULT:
        table = HOME / "parameters.csv"
        table.write_text(with_fitted(table.read_text("utf-8"), values), "utf-8")
    else:
        table = HOME / "rival_values.csv"
        table.write_text(_with_rival(table.read_text("utf-8"), mechanism, values), "utf-8")
    print(f"Wrote {table}")


def _with_rival(text: str, mechanism: str, values: dict[str, FittedValue]) -> str:
    rows = [
        row
        for row in csv.DictReader(text.splitlines())
        if (row["mechanism"], row["id"]) not in {(mechanism, name) for name in values}
    ]
    for name, fitted in values.items():
        note = f"fitted for this mechanism alone (relative error {fitted.relative_error:.2f})"
        rows.append(
            {"mechanism": mechanism, "id": name, "value": f"{fitted.value:.4g}", "note": note}
        )
    lines = io.StringIO()
    writer = csv.DictWriter(lines, ["mechanism", "id", "value", "note"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda row: (row["mechanism"], row["id"])))
    return lines.getvalue()


if __name__ == "__main__":
    main()
