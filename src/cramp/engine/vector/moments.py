"""What a model's identifiers stand for: at its start, and in its course."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import reduce
from itertools import groupby
from typing import TYPE_CHECKING, Literal, NamedTuple

from cramp.engine.errors import ModelError
from cramp.engine.vector.contents import local_parameters, told_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import libsbml

    from cramp.engine.description import ModelDescription
    from cramp.engine.vector.contents import Contents, Participation
    from cramp.engine.vector.formulas import Formulas
    from cramp.engine.vector.graph import Graph, SymbolKind


class _Task(NamedTuple):
    what: Literal["value", "amount", "derivative"]
    name: str


class _Missing(Exception):
    """A node cannot be built before another one."""

    def __init__(self, task: _Task) -> None:
        super().__init__(task)
        self.task = task


class Moment(ABC):
    """What identifiers stand for as far as rules and reactions tell.

    A species in a formula is its `value`, which may be a concentration; its `amount` never is.
    For all else the two are one.
    """

    def __init__(
        self, contents: Contents, description: ModelDescription, formulas: Formulas
    ) -> None:
        self._contents = contents
        self._description = description
        self._formulas = formulas
        self._known: dict[_Task, int] = {}
        self._waiting: list[_Task] = []
        self._symbols: dict[str, int] = {}

    def _add_symbols(self, kind: SymbolKind, names: Iterable[str]) -> None:
        for place, name in enumerate(names):
            self._symbols[name] = self._graph.symbol(kind, place)

    @property
    def _graph(self) -> Graph:
        return self._formulas.graph

    @abstractmethod
    def time(self) -> int:
        """Return the time."""

    @abstractmethod
    def _own(self, name: str) -> int:
        """Return the amount of what no assignment rule or reaction computes."""

    def value(self, name: str) -> int:
        """Return what an identifier stands for in a formula.

        Raises
        ------
        ModelError
            If the model has no such identifier, or its formulas go round in a circle.
        """
        if name not in self._contents.elements and name not in self._contents.reactions:
            raise ModelError(f"the model has nothing called {name!r}")
        if name not in self._contents.concentrations:
            return self.amount(name)
        return self._resolved(_Task("value", name))

    def amount(self, name: str) -> int:
        """Return a species' amount, or what any other identifier stands for.

        Raises
        ------
        ModelError
            If the model's formulas go round in a circle.
        """
        return self._resolved(_Task("amount", name))

    def derivative(self, name: str) -> int:
        """Return how fast a state changes, a species as its amount."""
        return self._resolved(_Task("derivative", name))

    def rate(self, name: str) -> int:
        """Return how fast what an identifier stands for in a formula changes.

        Raises
        ------
        ModelError
            If the model has nothing of that name that could change.
        """
        if name not in self._contents.elements:
            raise ModelError(f"the model has nothing called {name!r} that has a rate")
        if name not in self._description.states:
            return self._graph.constant(0.0)
        change = self.derivative(name)
        if name not in self._contents.concentrations:
            return change
        # Of a constant size: the rate of a concentration in another is refused as unsupported.
        return self._graph.divide(change, self._size(name))

    def _value(self, name: str) -> int:
        """Return a concentration."""
        if name in self._contents.assigned:
            return self._number(name, self._contents.assigned[name])
        return self._graph.divide(self.amount(name), self._size(name))

    def _amount(self, name: str) -> int:
        if name in self._contents.reactions:
            return self._law(name)
        if name not in self._contents.assigned:
            return self._own(name)
        if name in self._contents.concentrations:
            return self._graph.multiply(self.value(name), self._size(name))
        return self._number(name, self._contents.assigned[name])

    def _derivative(self, name: str) -> int:
        if name not in self._contents.rates:
            parts = [self._turnover(name, one) for one in self._contents.participations[name]]
            return reduce(self._graph.add, parts)
        change = self._number(name, self._contents.rates[name])
        if name not in self._contents.concentrations:
            return change
        growth = self.rate(self._contents.concentrations[name])
        return self._graph.add(
            self._graph.multiply(change, self._size(name)),
            self._graph.multiply(self.value(name), growth),
        )

    def _turnover(self, name: str, one: Participation) -> int:
        """Return how fast one reaction changes a species' amount."""
        extent = self._graph.multiply(self._stoichiometry(one), self.amount(one.reaction))
        factor = self._contents.factors.get(name)
        if factor is not None:
            extent = self._graph.multiply(self.value(factor), extent)
        return self._graph.negate(extent) if one.sign < 0 else extent

    def _stoichiometry(self, one: Participation) -> int:
        reference = one.reference
        if reference.isSetId():
            return self.amount(reference.getId())
        if reference.isSetStoichiometryMath():
            return self._number(one.reaction, reference.getStoichiometryMath().getMath())
        return self._graph.constant(told_value(reference))

    def _law(self, name: str) -> int:
        """Return a reaction's rate; one that has none stands still."""
        reaction = self._contents.reactions[name]
        law = reaction.getKineticLaw()
        if law is None or not law.isSetMath():
            return self._graph.constant(0.0)
        bound = {
            local: self._graph.constant(parameter.getValue())
            for local, parameter in local_parameters(reaction).items()
        }
        return self._number(name, law.getMath(), bound)

    def _size(self, species: str) -> int:
        return self.value(self._contents.concentrations[species])

    def _number(
        self, place: str, formula: libsbml.ASTNode, bound: Mapping[str, int] | None = None
    ) -> int:
        try:
            return self._formulas.number(formula, self, bound or {})
        except ModelError as error:
            raise type(error)(f"in the formula for {place}: {error}") from error

    def _resolved(self, task: _Task) -> int:
        """Return a node that is known already, or else build it and what it needs before it.

        One after the other from a list: one inside the other, a chain of some tens of rules
        would go too deep for Python.
        """
        if task in self._known:
            return self._known[task]
        if self._waiting:
            raise _Missing(task)
        self._waiting.append(task)
        while self._waiting:
            try:
                node = self._built(self._waiting[-1])
            except _Missing as missing:
                if missing.task in self._waiting:
                    first = self._waiting.index(missing.task)
                    names = [task.name for task in (*self._waiting[first:], missing.task)]
                    circle = " -> ".join(name for name, _ in groupby(names))
                    raise ModelError(f"formulas go round in a circle: {circle}") from None
                self._waiting.append(missing.task)
            else:
                self._known[self._waiting.pop()] = node
        return self._known[task]

    def _built(self, task: _Task) -> int:
        build = {"value": self._value, "amount": self._amount, "derivative": self._derivative}
        return build[task.what](task.name)


class Start(Moment):
    """The moment before anything has changed: all stands on parameters alone.

    Its time is 0, wherever on the time axis a run begins. An input has the model's own value.
    """

    def __init__(
        self, contents: Contents, description: ModelDescription, formulas: Formulas
    ) -> None:
        super().__init__(contents, description, formulas)
        self._add_symbols("parameter", description.parameters)

    def time(self) -> int:
        """Return 0."""
        return self._graph.constant(0.0)

    def declared(self, name: str) -> int:
        """Return what the model itself tells an amount to start from."""
        contents = self._contents
        if name in contents.starts:
            start = self._number(name, contents.starts[name])
            if name in contents.concentrations:
                start = self._graph.multiply(start, self._size(name))
            return start
        start = self._graph.constant(told_value(contents.elements[name]))
        if name in contents.told_concentrations:
            start = self._graph.multiply(start, self.value(contents.told_concentrations[name]))
        return start

    def _own(self, name: str) -> int:
        """Return a parameter's symbol, or what the model tells the amount to start from."""
        return self._symbols[name] if name in self._symbols else self.declared(name)


class Course(Moment):
    """Any later moment: states, parameters, inputs and the time are symbols."""

    def __init__(
        self,
        contents: Contents,
        description: ModelDescription,
        formulas: Formulas,
        start: Start,
    ) -> None:
        super().__init__(contents, description, formulas)
        self._start = start
        self._add_symbols("state", description.states)
        self._add_symbols("input", description.inputs)

    def time(self) -> int:
        """Return the symbol of the time."""
        return self._graph.symbol("time")

    def _own(self, name: str) -> int:
        """Return a symbol, or of what nothing changes its start."""
        return self._symbols[name] if name in self._symbols else self._start.amount(name)
