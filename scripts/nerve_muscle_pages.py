"""Writes the tables and the figure of `docs/nerve_muscle.md` anew; takes some minutes.

python scripts/nerve_muscle_pages.py [--people 6]
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from cramp.nerve_muscle.episode import Choice, run_protocol
from cramp.nerve_muscle.labelling import episode_dataset
from cramp.nerve_muscle.mechanisms import MECHANISMS
from cramp.nerve_muscle.person_values import usual_values
from cramp.nerve_muscle.protocol_reading import packaged_protocol
from cramp.report.episode_figure import draw_episode, episode_png
from cramp.validation.nerve_muscle.reading import read_nerve_experiments
from cramp.validation.nerve_muscle.running import (
    COARSE_STEP_SECONDS,
    PEOPLE,
    repeat_nerve_experiments,
)
from cramp.validation.nerve_muscle.table import outcome_rows, point_rows, summary

DOCS = Path(__file__).resolve().parent.parent / "docs"
DRIVES_MV = (-7.0, -6.0, -5.0, -4.0, -3.0, -2.0, -1.0, 0.0)


def main() -> None:
    """Write everything."""
    parser = argparse.ArgumentParser(description="Renew the page on nerve and muscle.")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--only", choices=["experiments", "drive", "figure"])
    told = parser.parse_args()
    if told.only in {None, "figure"}:
        _figure()
    if told.only in {None, "drive"}:
        _write("nerve_muscle_drive.csv", _drive_rows())
    if told.only in {None, "experiments"}:
        _experiments(told.people)


def _experiments(people: int) -> None:
    """Write the tables after each mechanism, so that a run that is stopped leaves what it had."""
    scores = {}
    for name in MECHANISMS:
        scores |= repeat_nerve_experiments(read_nerve_experiments(), (name,), people, watch=_say)
        _write("nerve_muscle_outcomes.csv", outcome_rows(scores))
        _write("nerve_muscle_points.csv", point_rows(scores))
        print("\n".join(summary(scores)), flush=True)


def _say(done: int, total: int) -> None:
    print(f"{done} of {total}", flush=True)


def _figure() -> None:
    shown = episode_dataset(run_protocol(packaged_protocol("abductor_hallucis_150_pulses")))
    (DOCS / "images" / "episode.png").write_bytes(episode_png(draw_episode(shown), scale=1.2))


def _drive_rows() -> list[dict[str, str]]:
    protocol = packaged_protocol("short_trains")
    rows = []
    for drive in DRIVES_MV:
        values = usual_values() | {"tonic_drive": drive}
        choice = Choice(values, step_seconds=COARSE_STEP_SECONDS)
        seen = run_protocol(protocol, choice)
        (frequency,) = seen.thresholds.values()
        lasted = f"{seen.cramps[0].duration:.0f}" if seen.cramps else "no cramp"
        rows.append(
            {
                "tonic drive, mV": f"{drive:g}",
                "threshold frequency, Hz": f"{frequency:g}",
                "duration, s": lasted,
            }
        )
    return rows


def _write(name: str, rows: list[dict[str, str]]) -> None:
    with (DOCS / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"Wrote {DOCS / name}")


if __name__ == "__main__":
    main()
