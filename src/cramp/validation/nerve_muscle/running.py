"""Repeats experiments on nerve and muscle, and scores them for each mechanism."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cramp.nerve_muscle.episode import Choice, run_protocol
from cramp.nerve_muscle.mechanisms import MECHANISMS
from cramp.nerve_muscle.person_values import drawn_values
from cramp.nerve_muscle.preparation import MOTOR_UNITS
from cramp.nerve_muscle.protocol_reading import packaged_protocol
from cramp.validation.nerve_muscle.format import UNITS
from cramp.validation.nerve_muscle.matching import matched
from cramp.validation.scoring import Point, Score

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cramp.nerve_muscle.episode import Episode
    from cramp.validation.nerve_muscle.format import Measured, NerveExperiment, Seen

PEOPLE = 6
"""Simulated in each arm unless told otherwise."""

COARSE_STEP_SECONDS = 0.0005
"""Coarser than `cramp episode`, so that all experiments take minutes; a test holds that
thresholds and durations hardly move. Fewer units would not do: the last few decide when a cramp
ends, and with 40 of them it lasts half as long as with 100.
"""


@dataclass(frozen=True)
class Setting:
    """How experiments are repeated.

    Attributes
    ----------
    mechanism
        By name.
    people
        Simulated in each arm; the same in all arms and for all mechanisms.
    seed
        Of people and noise.
    changed
        Middle values of parameters that take the place of the mechanism's own, by identifier.
    units, step_seconds
        As `Choice` has them.
    """

    mechanism: str
    people: int = PEOPLE
    seed: int = 0
    changed: Mapping[str, float] | None = None
    units: int = MOTOR_UNITS
    step_seconds: float = COARSE_STEP_SECONDS


def repeat_nerve_experiments(
    experiments: Sequence[NerveExperiment],
    mechanisms: Sequence[str] = tuple(MECHANISMS),
    people: int = PEOPLE,
    seed: int = 0,
    watch: Callable[[int, int], None] | None = None,
) -> dict[str, tuple[Score, ...]]:
    """Return the scores of every experiment, in order, by mechanism.

    Parameters
    ----------
    people, seed
        As `Setting` has them.
    watch
        Told how many of how many experiments are done.
    """
    scores: dict[str, tuple[Score, ...]] = {}
    done, total = 0, len(mechanisms) * len(experiments)
    for name in mechanisms:
        own = []
        for one in experiments:
            own.append(score_nerve_experiment(one, Setting(name, people, seed)))
            done += 1
            if watch is not None:
                watch(done, total)
        scores[name] = tuple(own)
    return scores


def score_nerve_experiment(experiment: NerveExperiment, setting: Setting) -> Score:
    """Repeat one experiment with one mechanism."""
    arms = {} if experiment.needs else _arms(experiment, setting)
    points = tuple(_point(one, experiment, arms) for one in experiment.measurements)
    if experiment.needs and not points:
        points = (Point("", "", 0.0, 0.0, 0.0, None, lacking=experiment.needs),)
    silent = not experiment.needs and all(point.simulated is None for point in points)
    return Score(
        id=experiment.id,
        title=experiment.title,
        role=experiment.role,
        points=points,
        # What was simulated and did not cramp has failed; it is not missing.
        failure="no cramp came about" if silent else None,
        source=experiment.source,
        believed_reason=experiment.believed_reason,
    )


def _arms(experiment: NerveExperiment, setting: Setting) -> dict[str, list[Episode]]:
    arms: dict[str, list[Episode]] = {arm.name: [] for arm in experiment.arms}
    first = experiment.arms[0]
    for number in range(setting.people):
        values = drawn_values(setting.seed + number, setting.mechanism, setting.changed)
        person = Choice(
            values,
            setting.mechanism,
            setting.seed + number,
            setting.units,
            setting.step_seconds,
        )
        found: dict[float | None, Choice | None] = {None: person}
        for arm in experiment.arms:
            baseline = arm.baseline_hz or experiment.baseline_hz
            if baseline is not None and baseline not in found:
                # The trait is a person's own: it is found in the arm where nothing is done yet.
                where = packaged_protocol((arm if arm.baseline_hz else first).protocol)
                found[baseline] = matched(person, where, baseline)
            one = found[baseline]
            if one is not None:
                arms[arm.name].append(run_protocol(packaged_protocol(arm.protocol), one))
    return arms


def _point(
    measured: Measured, experiment: NerveExperiment, arms: Mapping[str, Sequence[Episode]]
) -> Point:
    simulated, lacking = None, experiment.needs
    if not lacking:
        simulated, lacking = _simulated(measured, arms)
    minus = "" if measured.minus is None else f", less {measured.minus.arm} {measured.minus.of}"
    return Point(
        label=f"{measured.quantity} of {measured.arm} {measured.of}{minus}".replace("_", " "),
        unit=UNITS[measured.quantity],
        measured=measured.value,
        error=measured.standard_error,
        tolerance=measured.tolerance,
        simulated=simulated,
        direction=measured.direction,
        lacking=lacking,
    )


def _simulated(
    measured: Measured, arms: Mapping[str, Sequence[Episode]]
) -> tuple[float | None, tuple[str, ...]]:
    seen = [_value(one, measured.quantity, measured) for one in arms[measured.arm]]
    if measured.minus is not None:
        from_ = [_value(one, measured.quantity, measured.minus) for one in arms[measured.minus.arm]]
        seen = [a - b for a, b in zip(seen, from_, strict=True)]
    told = [value for value in seen if not math.isnan(value)]
    if not told:
        return None, ("a cramp",)
    return sum(told) / len(told), ()


def _value(episode: Episode, quantity: str, seen: Seen) -> float:
    """Return a quantity of one person; NaN where there is none."""
    if quantity == "threshold":
        return episode.thresholds.get(seen.of, math.nan)
    cramp = episode.cramp(seen.of)
    if quantity == "cramp_share":
        return float(cramp is not None)
    if cramp is None:
        return math.nan
    if quantity in {"duration", "ends_after"}:
        return cramp.duration
    if quantity == "emg_percent":
        return cramp.emg_percent
    return getattr(cramp.statistics, _STATISTICS[quantity])


_STATISTICS = {
    "discharge_rate": "rate",
    "discharge_rate_sd": "rate_sd",
    "activity_interval": "interval",
    "activity_interval_sd": "interval_sd",
}
