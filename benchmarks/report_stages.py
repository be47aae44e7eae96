"""Times the stages of one report in this process and prints them as JSON, in seconds.

python -m benchmarks.report_stages examples/night_cramps.yaml 1000
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def stage_seconds(diary_file: Path, draws: int) -> dict[str, float]:
    """Time every stage once; each holds what it is the first to import."""
    import cramp

    begin = time.perf_counter()
    diary = cramp.read_diary(diary_file)
    read = time.perf_counter()
    from cramp.simulate.course import live

    lived = live(diary, draws=draws)
    simulated = time.perf_counter()
    from cramp.assessment.causes import find_causes

    shares = find_causes(lived)
    explained = time.perf_counter()
    assessment = cramp.assess(diary, lived.course, shares=shares)
    assessed = time.perf_counter()
    from cramp.report.page import render

    render(assessment, lived.course)
    rendered = time.perf_counter()
    ends = {
        "read": read,
        "simulate": simulated,
        "causes": explained,
        "assess": assessed,
        "render": rendered,
    }
    begins = [begin, *list(ends.values())[:-1]]
    return {
        name: round(end - start, 3) for (name, end), start in zip(ends.items(), begins, strict=True)
    }


if __name__ == "__main__":
    print(json.dumps(stage_seconds(Path(sys.argv[1]), int(sys.argv[2]))))
