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
from cramp.nerve_muscle.threshold import threshold_frequency
from cramp.report.episode_figure import draw_episode, episode_png
from cramp.validation.nerve_muscle.reading import read_nerve_experiments
from cramp.validation.nerve_muscle.running import PEOPLE, repeat_nerve_experiments
from cramp.validation.nerve_muscle.table import outcome_rows, point_rows, summary

DOCS = Path(__file__).resolve().parent.parent / "docs"
DRIVES_MV = (-8.0, -7.0, -6.0, -5.0, -4.0, -3.0, -2.0, -1.0, 0.0, 1.0)


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
        scores = repeat_nerve_experiments(
            read_nerve_experiments(),
            tuple(MECHANISMS),
            told.people,
            watch=lambda done, total: print(f"{done} of {total}", flush=True),
        )
        _write("nerve_muscle_outcomes.csv", outcome_rows(scores))
        _write("nerve_muscle_points.csv", point_rows(scores))
        print("\n".join(summary(scores)))


def _figure() -> None:
    shown = episode_dataset(run_protocol(packaged_protocol("abductor_hallucis_150_pulses")))
    (DOCS / "images" / "episode.png").write_bytes(episode_png(draw_episode(shown)))


def _drive_rows() -> list[dict[str, str]]:
    protocol = packaged_protocol("short_trains")
    rows = []
    for drive in DRIVES_MV:
        values = usual_values() | {"tonic_drive": drive}
        thresholds = [threshold_frequency(values=values, protocol=protocol, seed=s) for s in (0, 1)]
        cramps = [run_protocol(protocol, Choice(values, seed=s)).cramps for s in (0, 1)]
        lasted = [one[0].duration for one in cramps if one]
        rows.append(
            {
                "tonic drive, mV": f"{drive:g}",
                "threshold frequency, Hz": f"{sum(thresholds) / 2:g}",
                "duration, s": f"{sum(lasted) / len(lasted):.0f}" if lasted else "no cramp",
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
