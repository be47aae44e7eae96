"""Makes the benchmark's modules importable as `make bench` runs them: from the root."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
