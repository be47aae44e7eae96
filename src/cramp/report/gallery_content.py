"""What stands in the gallery of repeated experiments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cramp.report.gallery_figures import begin_figures
from cramp.report.gallery_marks import looks_of
from cramp.report.gallery_topics import TOPICS, topic_of
from cramp.validation.citations import cited
from cramp.validation.labels import caption, in_words, place_in_words
from cramp.validation.measures import arms_of
from cramp.validation.results import counts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cramp.report.gallery_figures import Figure
    from cramp.report.gallery_marks import Look
    from cramp.validation.format import Experiment
    from cramp.validation.measurements import Measurement
    from cramp.validation.result_format import Counts
    from cramp.validation.running import Repeated
    from cramp.validation.scoring import Point, Role, Score

_CERTAINTY = {
    "sourced": "read there",
    "secondary": "read in a work that cites it",
    "recalled": "recalled, not opened",
}


class TopicCounts(NamedTuple):
    """How many experiments of a topic are reproduced, of how many that were simulated."""

    topic: str
    fitted: tuple[int, int]
    predicted: tuple[int, int]
    not_simulated: int


class PointRow(NamedTuple):
    """One point: what was measured, in which arm and when, and how it went."""

    what: str
    where: str
    point: Point


@dataclass(frozen=True)
class Section:
    """One experiment of the gallery.

    Attributes
    ----------
    experiment, score
        As its file tells it, and how it went.
    source
        In words.
    arms
        Name in words and look of each.
    points
        In the order of its file.
    figures
        None where nothing was simulated.
    """

    experiment: Experiment
    score: Score
    source: str
    arms: tuple[tuple[str, Look], ...]
    points: tuple[PointRow, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Gallery:
    """All of it.

    Attributes
    ----------
    counts
        Of the fitted, the predicted and all.
    topics
        Counts by topic.
    sections
        Experiments in the order given.
    """

    counts: dict[str, Counts]
    topics: tuple[TopicCounts, ...]
    sections: tuple[Section, ...]

    def went(self, outcome: str) -> list[Section]:
        """Return the experiments of one outcome."""
        return [section for section in self.sections if section.score.outcome == outcome]


def gallery_of(repeated: Sequence[Repeated]) -> Gallery:
    """Return what stands in the gallery of some experiments."""
    scores = [one.score for one in repeated]
    begun = [begin_figures(one.comparisons, one.experiment) for one in repeated]
    return Gallery(
        counts={
            "fitted": counts(scores, "fitted"),
            "predicted": counts(scores, "predicted"),
            "all": counts(scores),
        },
        topics=tuple(_topics(repeated)),
        sections=tuple(
            _section(one, tuple(figure.finish() for figure in figures))
            for one, figures in zip(repeated, begun, strict=True)
        ),
    )


def _section(one: Repeated, figures: tuple[Figure, ...]) -> Section:
    experiment, source = one.experiment, one.experiment.source
    told = (cited(source.citation), source.place, _CERTAINTY[source.certainty])
    looks = looks_of(experiment.arm_names)
    return Section(
        experiment=experiment,
        score=one.score,
        source="; ".join(part for part in told if part),
        arms=tuple((in_words(arm), look) for arm, look in looks.items()),
        points=tuple(
            _row(measurement, experiment, point)
            for measurement, point in zip(experiment.measurements, one.score.points, strict=True)
        ),
        figures=figures,
    )


def _row(measurement: Measurement, experiment: Experiment, point: Point) -> PointRow:
    told = (in_words(measurement.quantity), caption(measurement, experiment))
    arms = measurement.arms or arms_of(measurement, experiment)[:1]
    place = place_in_words(measurement, experiment)
    named = len(experiment.arms) > 1
    return PointRow(
        what=", ".join(part for part in told if part),
        where=f"{in_words(' and '.join(arms))}, {place}" if named else place,
        point=point,
    )


def _topics(repeated: Sequence[Repeated]) -> list[TopicCounts]:
    found = []
    for topic in TOPICS:
        scores = [one.score for one in repeated if topic_of(one.experiment) == topic]
        if scores:
            lacking = sum(score.outcome == "not simulated" for score in scores)
            fitted, predicted = _held(scores, "fitted"), _held(scores, "predicted")
            found.append(TopicCounts(topic, fitted, predicted, lacking))
    return found


def _held(scores: Sequence[Score], role: Role) -> tuple[int, int]:
    outcomes = [score.outcome for score in scores if score.role == role]
    return outcomes.count("reproduced"), len(outcomes) - outcomes.count("not simulated")
