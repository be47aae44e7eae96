"""The format of results, for other programs."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from cramp.validation.measurements import Direction  # noqa: TC001 - pydantic reads it

FORMAT = "cramp-validation/1"


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Counts(_Result):
    """How some experiments went."""

    experiments: int
    """In all."""
    reproduced: int
    not_reproduced: int
    not_simulated: int


class Summary(_Result):
    """By role: whether an experiment served to set the body's values, or none of it did."""

    fitted: Counts
    predicted: Counts


class SourceResult(_Result):
    """Where the numbers stand."""

    citation: str
    """In words."""
    place: str | None
    """Page, table or figure."""
    certainty: Literal["sourced", "secondary", "recalled"]
    """Read there, read in a work that cites it, or recalled."""


class PointResult(_Result):
    """One measured number and what the simulated people gave."""

    label: str
    unit: str
    """Of measured, standard_error, tolerance and simulated."""
    measured: float
    standard_error: float
    tolerance: float
    """What assay and protocol add."""
    simulated: float | None
    z: float | None
    """(simulated - measured) / sqrt(standard_error^2 + tolerance^2); null where not simulated."""
    direction: Direction
    """Expected sign."""
    direction_right: bool | None
    lacking: list[str]
    """What the body lacks for it, in words."""


class ExperimentResult(_Result):
    """How one experiment went."""

    id: str
    title: str
    role: Literal["fitted", "predicted"]
    source: SourceResult | None
    reproduced: bool | None
    """Null where nothing was simulated."""
    why: str
    """Why it is not reproduced or not simulated; empty if it is reproduced."""
    believed_reason: str | None
    """Why the body is believed to fail it; null unless it does, and its file tells."""
    lacking: list[str]
    """What the body lacks, in words."""
    recruited: list[str]
    """In words, of each arm whose people were screened: how many of how many passed."""
    z: list[float | None]
    """Of its points, in order."""
    points: list[PointResult]


class ValidationResult(_Result):
    """What `cramp validate --json` writes."""

    format: Literal["cramp-validation/1"] = FORMAT
    draws: int = Field(ge=2)
    """Simulated people in each arm."""
    seed: int = Field(ge=0)
    summary: Summary
    experiments: list[ExperimentResult]


def result_json_schema() -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of results."""
    schema = ValidationResult.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": FORMAT}
