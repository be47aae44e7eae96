"""The tables of the hazard in words, for the documentation; nothing in them is typed by hand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cramp.hazard.coupling import couplings
from cramp.hazard.ratios import ratios
from cramp.hazard.relief import reliefs
from cramp.hazard.table_lines import STANDARD_SCORES_OF_95_PERCENT
from cramp.hazard.values import hazard_values
from cramp.knowledge.sources import cite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cramp.hazard.experiments import Scored
    from cramp.hazard.table_lines import Value

Rows = list[dict[str, str]]

_SIGNS = {
    "raises": "threshold rises with it",
    "lowers": "threshold falls with it",
    "unknown": "sign unknown",
    "none": "no effect, exactly",
}
_MEASURES = {
    "quinine_starts": "order of prescriptions (quinine starts)",
    "odds_ratio": "odds of having cramps at all",
    "prevalence": "share of patients with cramps",
    "trial_null": "randomised trials: nothing",
}
_EFFECTS = {
    "ratio": "ratio",
    "hertz": "rise of the threshold",
    "inverse_of": "undoes the ratio of",
    "no_effect": "exactly no effect",
    "not_known": "not known, no number",
}


def coupling_rows() -> Rows:
    """Return every coupling: state, sign, size, grade, status, source and note."""
    return [
        {
            "coupling": row.id.replace("_", " "),
            "state": row.state.replace("_", " "),
            "counts": f"{row.form.replace('_', ' ')}, edge {row.edge:g} {row.state_unit}",
            "sign": _SIGNS[row.sign],
            "size (95 %)": _size(row.size),
            **_grounds(row.size),
        }
        for row in couplings()
    ]


def value_rows() -> Rows:
    """Return every value of `values.csv`."""
    return [
        {"value": row.id.replace("_", " "), "size (95 %)": _size(row), **_grounds(row)}
        for row in hazard_values().values()
    ]


def ratio_rows() -> Rows:
    """Return every ratio: as published, what it measures, and what of it is used."""
    shown: Rows = []
    for row in ratios():
        mean, spread = row.log_ratio()
        half = spread * STANDARD_SCORES_OF_95_PERCENT / 2
        published = row.published
        unit = "" if published.unit == "1" else f" {published.unit}"
        used = " to ".join(f"{math.exp(edge):.2g}" for edge in (mean - half, mean + half))
        shown.append(
            {
                "factor": row.id.replace("_", " "),
                "published": f"{published.value:g}{unit} ({published.low:g} to {published.high:g})",
                "which is": _MEASURES[row.measure],
                "ratio of cramps used (95 %)": f"{math.exp(mean):.2g} ({used})" if spread else "1",
                **_grounds(published),
            }
        )
    return shown


def relief_rows() -> Rows:
    """Return everything that relieves or prevents: where it acts, how much, and its use."""
    return [
        {
            "what": row.id.replace("_", " "),
            "acts on": row.acts_on.replace("_", " "),
            "effect": f"{_EFFECTS[row.effect]} {row.of}".strip(),
            "size (95 %)": _size(row.size) if row.effect in {"ratio", "hertz"} else "",
            "use": row.use.replace("_", " "),
            **_grounds(row.size),
        }
        for row in reliefs()
    ]


def experiment_rows(scored: Sequence[Scored]) -> Rows:
    """Return every experiment, measured and simulated, and why it is missed where it is."""
    return [
        {
            "what": one.experiment.what,
            "who": one.experiment.population,
            "role": one.experiment.role,
            "measured (95 %)": f"{one.experiment.measured:g} "
            f"({one.experiment.low:g} to {one.experiment.high:g}) {_unit(one.experiment.unit)}",
            "simulated": f"{one.simulated:.2g}",
            "z": f"{one.z:.1f}",
            "result": "reproduced" if one.reproduced else "not reproduced",
            "missed, it is believed, since": one.experiment.missed,
            "source": "; ".join(cite(key) for key in one.experiment.source),
        }
        for one in scored
    ]


def _size(value: Value) -> str:
    if value.distribution == "fixed":
        return f"{value.value:g} {_unit(value.unit)}".strip()
    return f"{value.value:g} ({value.low:g} to {value.high:g}) {_unit(value.unit)}".strip()


def _unit(unit: str) -> str:
    return "" if unit == "1" else unit


def _grounds(value: Value) -> dict[str, str]:
    return {
        "grade": value.grade,
        "status": value.status,
        "source": "; ".join(cite(key) for key in value.source),
        "note": value.note,
    }
