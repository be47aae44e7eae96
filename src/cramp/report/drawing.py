"""Has charts drawn while the caller goes on with other work."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Future
    from typing import Any

_COMMAND = (sys.executable, "-P", "-m", "cramp.report.renderer")


class DrawingFailed(RuntimeError):
    """A chart could not be drawn; the renderer's own words stand on standard error."""


class Drawing:
    """A renderer in a process of its own.

    It takes half a second to start, and while it starts or draws nothing else of its process
    can run: so it has one to itself, and a thread here that waits for it.
    """

    def __init__(self) -> None:
        # A session of its own: an interrupt is for the command, which then ends the renderer.
        self._process = subprocess.Popen(  # noqa: S603  # this very program, nothing told
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self._waiting = ThreadPoolExecutor(1, "cramp-charts")

    @property
    def has_ended(self) -> bool:
        """Whether the renderer's process is no more."""
        return self._process.poll() is not None

    def begin(self, specification: dict[str, Any]) -> Future[str]:
        """Begin to draw a Vega-Lite specification; the result is its SVG.

        Charts are drawn in the order they are begun.

        Raises
        ------
        DrawingFailed
            By the result, when the renderer gave none.
        """
        return self._waiting.submit(self._ask, json.dumps(specification))

    def close(self) -> None:
        """End the renderer, whatever it does."""
        self._process.kill()
        self._waiting.shutdown()
        self._process.communicate()

    def _ask(self, specification: str) -> str:
        assert self._process.stdin is not None  # noqa: S101  # both are pipes
        assert self._process.stdout is not None  # noqa: S101
        try:
            self._process.stdin.write(f"{specification}\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except OSError as error:
            raise self._failed() from error
        if not answer:
            raise self._failed()
        return json.loads(answer)

    def _failed(self) -> DrawingFailed:
        code = self._process.wait()
        return DrawingFailed(f"the chart renderer ended with code {code}; see what it wrote above")


def prepare() -> None:
    """Start the renderer and go on at once."""
    _drawing()


def begin(specification: dict[str, Any]) -> Future[str]:
    """Begin to draw a Vega-Lite specification, as `Drawing.begin`."""
    if (ended := _drawing()).has_ended:
        atexit.unregister(ended.close)
        ended.close()
        _drawing.cache_clear()
    return _drawing().begin(specification)


@cache
def _drawing() -> Drawing:
    drawing = Drawing()
    atexit.register(drawing.close)
    return drawing
