"""Rival accounts of what a cramp is, as switches of one model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mechanism:
    """Which parts of the model are at work.

    Attributes
    ----------
    name
        Short, as tables and commands use it.
    claim
        In words.
    inward_currents
        Persistent inward currents in the dendrites of motoneurons.
    terminals
        Motor terminals that can fire by themselves.
    afferent_loop
        What the contracting muscle sends back: spindles, and fibres of groups III and IV.
    contracture
        Muscle fibres that shorten without action potentials where potassium has gathered.
    trait
        The parameter in which people of different thresholds are taken to differ.
    """

    name: str
    claim: str
    inward_currents: bool = False
    terminals: bool = False
    afferent_loop: bool = False
    contracture: bool = False
    trait: str = "tonic_drive"


MECHANISMS = {
    one.name: one
    for one in (
        Mechanism(
            "combined",
            "motoneurons keep themselves firing, helped by afferents and restless terminals",
            inward_currents=True,
            terminals=True,
            afferent_loop=True,
        ),
        Mechanism(
            "central", "persistent inward currents keep motoneurons firing", inward_currents=True
        ),
        Mechanism(
            "terminal",
            "motor terminals fire by themselves",
            terminals=True,
            trait="terminal_threshold",
        ),
        Mechanism(
            "afferent",
            "the muscle's own afferents excite its motoneurons in a loop",
            afferent_loop=True,
        ),
        Mechanism(
            "contracture",
            "potassium holds muscle fibres shortened without nerve",
            contracture=True,
            trait="contracture_half",
        ),
    )
}
"""By name. `combined` is what the model believes by default; the others are its rivals."""

DEFAULT = "combined"


def mechanism(name: str) -> Mechanism:
    """Return a mechanism by its name.

    Raises
    ------
    ValueError
        For a name that none has; the message lists them.
    """
    try:
        return MECHANISMS[name]
    except KeyError:
        known = ", ".join(MECHANISMS)
        raise ValueError(f"no mechanism is called {name!r}; there are {known}") from None
