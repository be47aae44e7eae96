"""Times at which formulas switch by the clock: edges that the model itself has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.engine.vector.derivatives import directional

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from cramp.engine.vector.excerpt import Excerpt
    from cramp.engine.vector.graph import Graph

_SWITCHING = frozenset({"less", "less_equal", "equal", "minimum", "maximum"})
_MOVING = frozenset({"state", "input"})


def switches(graph: Graph, roots: Sequence[int]) -> list[int]:
    """Return the expressions of the times at which formulas switch, as far as those are known.

    Known are comparisons (and `min`, `max`) of two sides whose difference is a straight line over
    time and depends on nothing else that moves. From rest no error tells of a switch to come: a
    window of time would be stepped over.

    Parameters
    ----------
    graph
        Holds the expressions.
    roots
        Formulas.

    Returns
    -------
    list
        Nodes over parameters; each is a time, or not finite where there is none.
    """
    found: dict[int, None] = {}
    time = graph.symbol("time")
    for node in graph.reachable(list(roots)):
        operation, operands, *_ = graph.nodes[node]
        if operation in _SWITCHING:
            difference = graph.subtract(*operands)
            if (switch := _crossing(graph, difference, time)) is not None:
                found[switch] = None
    return list(found)


def _crossing(graph: Graph, line: int, time: int) -> int | None:
    """Return when a straight line over time is zero; None where it is no such line."""
    slope = directional(graph, [line], {time: graph.constant(1.0)})[0]
    below = {graph.nodes[one].operation for one in graph.reachable([line])}
    bent = any(graph.nodes[one].operation == "time" for one in graph.reachable([slope]))
    if "time" not in below or below & (_MOVING | _SWITCHING) or bent:
        return None
    return graph.subtract(time, graph.divide(line, slope))


def switching_times(
    excerpt: Excerpt, parameters: np.ndarray, starts: np.ndarray
) -> np.ndarray | None:
    """Return each run's switching times, shape (switches, runs); None where there are none.

    Parameters
    ----------
    excerpt
        Of what `switches` gives.
    parameters
        Shape (parameters, runs).
    starts
        When each run starts, shape (runs,): a straight line is followed from there.
    """
    if not excerpt.roots:
        return None
    return excerpt.evaluate({"parameter": parameters, "time": [starts]}, len(starts))
