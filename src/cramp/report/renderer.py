"""Draws charts in a process of its own: `python -m cramp.report.renderer`.

Reads one Vega-Lite specification a line, as JSON, and answers each with its SVG in one line, as
a JSON text; ends where the input ends.
"""

from __future__ import annotations

import json
import sys

_SMALLEST = '{"data": {"values": []}, "mark": "point"}'


def serve() -> None:
    """Draw what is asked until nobody asks any more."""
    import vl_convert

    # The first chart takes as long as ten others: it is drawn before anybody waits for one.
    vl_convert.vegalite_to_svg(_SMALLEST)
    for specification in sys.stdin:
        sys.stdout.write(f"{json.dumps(vl_convert.vegalite_to_svg(specification))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
