"""Writes src/cramp/hazard/fast_model.csv: the fast model asked over a grid of the milieu."""

from __future__ import annotations

from pathlib import Path

from cramp.hazard.emulator import write_emulator
from cramp.hazard.fast_model import TABLE, ask_fast_model

if __name__ == "__main__":
    here = Path(__file__).parents[1]
    write_emulator(ask_fast_model(), here / "src" / "cramp" / "hazard" / TABLE)
