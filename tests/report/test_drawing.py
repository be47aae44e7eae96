from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cramp.report import drawing
from cramp.report.drawing import Drawing, DrawingFailed

if TYPE_CHECKING:
    from collections.abc import Iterator


def point(colour: str) -> dict:
    return {"data": {"values": [{}]}, "mark": {"type": "point", "color": colour}}


@pytest.fixture
def own() -> Iterator[Drawing]:
    renderer = Drawing()
    yield renderer
    renderer.close()


def test_each_chart_is_the_one_that_was_asked_for(own: Drawing) -> None:
    colours = ("#010203", "#040506", "#070809")
    begun = [own.begin(point(colour)) for colour in colours]
    for colour, chart in zip(colours, begun, strict=True):
        svg = chart.result()
        assert svg.startswith("<svg")
        assert [other for other in colours if other in svg] == [colour]


def test_a_renderer_that_cannot_draw_is_an_error_in_its_own_words(capfd) -> None:
    renderer = Drawing()
    with pytest.raises(DrawingFailed, match="ended with code 1"):
        renderer.begin({"mark": "no such mark"}).result()
    assert renderer.has_ended
    renderer.close()
    assert "Vega-Lite to SVG conversion failed" in capfd.readouterr().err


def test_a_renderer_that_has_ended_is_started_again(capfd) -> None:
    with pytest.raises(DrawingFailed):
        drawing.begin({"mark": "no such mark"}).result()
    assert drawing.begin(point("#010203")).result().startswith("<svg")


def test_nothing_of_the_renderer_is_left_when_it_is_closed() -> None:
    renderer = Drawing()
    renderer.close()
    assert renderer.has_ended


def test_a_program_that_only_prepares_ends_in_silence() -> None:
    program = "from cramp.report import drawing; drawing.prepare()"
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, check=True, text=True
    )
    assert (ended.stdout, ended.stderr) == ("", "")
