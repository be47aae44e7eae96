"""What can go wrong when a model is read or run."""


class ModelError(ValueError):
    """A model's text cannot be read, or is inconsistent; the message names the place."""


class UnsupportedModel(ModelError):
    """The model uses an SBML feature that the engines do not run."""


class UnknownIdentifier(ModelError):
    """A run names a parameter, input or output that the model does not have."""


class EngineUnavailable(RuntimeError):
    """The library behind an engine is not installed."""


class SolveCancelled(RuntimeError):
    """The caller asked to stop before all runs were done."""
