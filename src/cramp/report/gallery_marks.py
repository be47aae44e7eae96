"""How the arms of an experiment look: colours that all eyes tell apart, shapes and dashes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

INK, GRID = "#1b1b1b", "#8a8a8a"


class Look(NamedTuple):
    """How one arm is drawn.

    Attributes
    ----------
    colour, dark_colour
        On white, and on black.
    shape
        Of its points, as an SVG path round zero, two units across.
    dash
        Of its line; empty where it is not broken.
    """

    colour: str
    dark_colour: str
    shape: str
    dash: tuple[int, ...]

    @property
    def paint(self) -> str:
        """Its colour as SVG that a page may change."""
        return _VARIABLE_OF[self.colour]


LOOKS = (
    Look("#0072b2", "#56b4e9", "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0Z", ()),
    Look("#c04f00", "#ff9d5c", "M-0.9 -0.9L0.9 -0.9L0.9 0.9L-0.9 0.9Z", (7, 3)),
    Look("#00785a", "#35d0a5", "M0 -1.1L1.1 0.9L-1.1 0.9Z", (2, 2)),
    Look("#a3487f", "#e59ac6", "M0 -1.25L1.1 0L0 1.25L-1.1 0Z", (9, 3, 2, 3)),
    Look("#7a6300", "#e6c84a", "M0 1.1L1.1 -0.9L-1.1 -0.9Z", (5, 2)),
    Look("#444444", "#cccccc", "M-1 -1L0 -0.4L1 -1L0.4 0L1 1L0 0.4L-1 1L-0.4 0Z", (3, 4)),
    Look("#6a4bb5", "#b9a4f0", "M1.1 0L-0.9 1.1L-0.9 -1.1Z", (9, 2)),
    Look("#b3261e", "#ff8a80", "M-1.1 0L0.9 1.1L0.9 -1.1Z", (2, 4)),
)
"""One for each arm that an experiment may have. The first hues are those of Okabe and Ito,
darkened until they stand out from white; shape and dash say the same without colour."""

_VARIABLE_OF = {
    INK: "currentColor",
    GRID: f"var(--grid, {GRID})",
    **{look.colour: f"var(--arm-{at}, {look.colour})" for at, look in enumerate(LOOKS, 1)},
}
_PAINT = re.compile(r'(fill|stroke)="(#[0-9a-f]{6})"')


def looks_of(arms: Iterable[str]) -> dict[str, Look]:
    """Return how each arm looks, in their order."""
    return dict(zip(arms, LOOKS, strict=False))


def style_of_looks() -> str:
    """Return the style sheet's colours of arms, on light pages and on dark ones.

    A page may say which it is by the `data-theme` of its body; else the reader's device does.
    """
    light = "".join(f"--arm-{at}: {look.colour}; " for at, look in enumerate(LOOKS, 1))
    dark = "".join(f"--arm-{at}: {look.dark_colour}; " for at, look in enumerate(LOOKS, 1))
    return (
        f".gallery {{ {light}}}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ "
        f'body:not([data-theme="light"]) .gallery {{ {dark}}} }}\n'
        f'@media screen {{ body[data-theme="dark"] .gallery {{ {dark}}} }}'
    )


def painted_by_page(svg: str) -> str:
    """Let the page decide on the colours of a drawing, so that it is at home on dark ones too."""
    return _PAINT.sub(lambda found: f'{found[1]}="{_VARIABLE_OF.get(found[2], found[2])}"', svg)
