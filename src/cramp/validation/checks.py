"""What can be said against an experiment only once the body is known: units and moments."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cramp.diary.faults import Fault
from cramp.units import UnitError
from cramp.validation.amounts import SUBSTANCES
from cramp.validation.inputs import lacking_for
from cramp.validation.lives import LEAD_IN_MINUTES
from cramp.validation.measures import stretches
from cramp.validation.reading import ExperimentFaults
from cramp.validation.scales import screened_between, threshold_in_body_unit, unit_factor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cramp.validation.format import Experiment
    from cramp.validation.measurements import Measurement
    from cramp.validation.quantities import Known


def require_usable(experiments: Sequence[Experiment], known: Known) -> None:
    """Check experiments against the body.

    Raises
    ------
    ExperimentFaults
        With every fault: identifiers told twice, units that do not measure their quantity,
        windows that end before they begin, moments before usual life.
    """
    faults = [fault for one in experiments for fault in _faults(one, known)]
    twice = Counter(experiment.id for experiment in experiments)
    faults.extend(
        Fault(f"{name}.yaml", 0, 0, "id", "two experiments have this id", "rename one of them")
        for name, count in twice.items()
        if count > 1
    )
    if faults:
        raise ExperimentFaults(faults)


def _faults(experiment: Experiment, known: Known) -> Iterator[Fault]:
    name = f"{experiment.id}.yaml"
    names = known.names
    for number, measurement in enumerate(experiment.measurements):
        place = f"measurements[{number}]"
        try:
            _require_moments(measurement, experiment)
            if not lacking_for(measurement, names):
                unit_factor(measurement, known)
                if measurement.threshold is not None:
                    threshold_in_body_unit(measurement, known)
        except ValueError as error:
            what, _, mend = str(error).rpartition("; ")
            unit = isinstance(error, UnitError)
            yield Fault(name, 0, 0, f"{place}.unit" if unit else place, what, mend)
    yield from _faults_of_steps(experiment, name)
    yield from _faults_of_screens(experiment, name, known)
    for substance in experiment.leave_out:
        if substance not in SUBSTANCES:
            mend = f"use {', '.join(SUBSTANCES)}"
            yield Fault(name, 0, 0, "leave_out", f"{substance} is no substance", mend)


def _require_moments(measurement: Measurement, experiment: Experiment) -> None:
    for stretch in stretches(measurement, experiment):
        _require_after_lead_in(stretch.times()[0])


def _require_after_lead_in(minute: float) -> None:
    if minute < -LEAD_IN_MINUTES:
        raise ValueError("a moment lies before usual life; begin at day -4 or later")


def _faults_of_screens(experiment: Experiment, name: str, known: Known) -> Iterable[Fault]:
    told = {"screened": experiment.screened}
    told |= {f"arms[{at}].screened": arm.screened for at, arm in enumerate(experiment.arms)}
    for place, screened in told.items():
        if screened is None or screened.quantity not in known.names:
            continue
        try:
            screened_between(screened, known)
            _require_after_lead_in(screened.at.after(experiment.zero.minutes))
        except ValueError as error:
            what, _, mend = str(error).rpartition("; ")
            yield Fault(name, 0, 0, place, what, mend)


def _faults_of_steps(experiment: Experiment, name: str) -> Iterable[Fault]:
    zero = experiment.zero.minutes
    for arm_number, arm in enumerate(experiment.arms):
        for number, step in enumerate(arm.protocol):
            window = step.fast or step.no_drinking or step.hold
            if window is not None and window.end.after(zero) <= window.begin.after(zero):
                place = f"arms[{arm_number}].protocol[{number}]"
                what = "a stretch ends before it begins"
                yield Fault(name, 0, 0, place, what, "write the earlier moment first")
