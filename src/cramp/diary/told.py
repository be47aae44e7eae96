"""One place of a diary file: its node, its path, and where faults and flags are gathered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from cramp.diary.document import Mapping, Node, Scalar, Sequence
from cramp.diary.faults import Fault
from cramp.diary.model import Flag

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_LONGEST_SHOWN = 60


@dataclass
class Findings:
    """Everything found wrong or not understood while one file is read.

    Attributes
    ----------
    file
        As it was named.
    today
        Nothing may have happened later than the day after.
    strict
        Whether what is not understood is a fault.
    """

    file: str
    today: date
    strict: bool = False
    faults: list[Fault] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)


@dataclass(frozen=True)
class Told:
    """One place of the file."""

    node: Node
    place: str
    findings: Findings

    @property
    def is_empty(self) -> bool:
        """Whether nothing is told here."""
        return isinstance(self.node, Scalar) and self.node.is_empty

    @property
    def shown(self) -> str:
        """The text here for a message, shortened."""
        if not isinstance(self.node, Scalar):
            return "a list" if isinstance(self.node, Sequence) else "keys with values"
        text = " ".join(self.node.text.split())
        return f"“{text[:_LONGEST_SHOWN]}{'…' if len(text) > _LONGEST_SHOWN else ''}”"

    def fault(self, what: str, mend: str) -> None:
        """Note a fault here."""
        self._fault_at(self.node.line, self.node.column, what, mend)

    def flag(self, text: str, why: str) -> None:
        """Note something accepted but not understood; a fault when reading strictly."""
        if self.findings.strict:
            self.fault(f"“{text[:_LONGEST_SHOWN]}”: {why}", "mend it, or read without strictness")
            return
        self.findings.flags.append(Flag(place=self.place, text=text, why=why))

    def text(self) -> str | None:
        """Return the text here; None (and a fault) if there is none."""
        if isinstance(self.node, Scalar) and not self.is_empty and self.node.text.strip():
            return self.node.text.strip()
        what = "nothing is written here" if self.is_empty else f"{self.shown} where a text belongs"
        self.fault(what, "write a text, or leave the key out")
        return None

    def items(self) -> list[Told]:
        """Return the entries of a list; a single value counts as a list of one."""
        if self.is_empty:
            return []
        nodes = self.node.items if isinstance(self.node, Sequence) else [self.node]
        return [self.at(f"{self.place}[{index}]", node) for index, node in enumerate(nodes)]

    def keys(self, known: Iterable[str] | None, *, keep_empty: bool = False) -> dict[str, Told]:
        """Return the values of a mapping by key; unknown keys are faults.

        Parameters
        ----------
        known
            Keys of the format here; None where any key is allowed.
        keep_empty
            Whether keys without a value are returned too.
        """
        if self.is_empty:
            return {}
        if not isinstance(self.node, Mapping):
            names = "" if known is None else f" such as {', '.join(list(known)[:4])}"
            self.fault(f"{self.shown} where keys belong", f"write keys with values{names}")
            return {}
        allowed = None if known is None else list(known)
        told = {}
        for key, value in self.node.entries.items():
            if allowed is not None and key not in allowed:
                self._unknown_key(self.node.keys[key], allowed)
            else:
                told[key] = self.at(f"{self.place}.{key}" if self.place else key, value)
        return {key: value for key, value in told.items() if keep_empty or not value.is_empty}

    def fault_repeated_keys(self) -> None:
        """Note every key that stands twice, here and below."""
        if isinstance(self.node, Mapping):
            for key in self.node.repeated:
                what = f"the key “{key.text[:_LONGEST_SHOWN]}” stands here twice"
                self._fault_at(key.line, key.column, what, "join the two or remove one")
            for key, value in self.node.entries.items():
                self.at(f"{self.place}.{key}" if self.place else key, value).fault_repeated_keys()
        elif isinstance(self.node, Sequence):
            for item in self.items():
                item.fault_repeated_keys()

    def at(self, place: str, node: Node) -> Told:
        """Return another place."""
        return replace(self, place=place, node=node)

    def _unknown_key(self, key: Scalar, known: list[str]) -> None:
        near = get_close_matches(key.text[:40], known, n=1)
        mend = f"known here: {', '.join(known)}"
        if near:
            mend = f"did you mean “{near[0]}”? {mend}"
        shown = key.text[:_LONGEST_SHOWN]
        self._fault_at(key.line, key.column, f"the key “{shown}” is not known", mend)

    def _fault_at(self, line: int, column: int, what: str, mend: str) -> None:
        fault = Fault(self.findings.file, line, column, self.place, what, mend)
        self.findings.faults.append(fault)
