"""What the simulation says of each mineral of the blood, in as few lines as it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cramp.assessment.course_findings import DECIMALS
from cramp.report.in_short import DOUBTFUL_SHARE
from cramp.report.words import fixed, interval, listed, sampled_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cramp.assessment.course_findings import SerumFinding


def serum_lines(findings: Sequence[SerumFinding], when: str) -> tuple[str, ...]:
    """Return a line for each mineral that may be out of the usual range, and one for the others.

    Parameters
    ----------
    findings
        Of the minerals simulated, mmol/L.
    when
        Of which hours they speak, in words.
    """
    doubtful = [finding for finding in findings if _outside(finding) > DOUBTFUL_SHARE]
    usual = [finding for finding in findings if _outside(finding) <= DOUBTFUL_SHARE]
    lines = [_line(finding, when) for finding in doubtful]
    return (*lines, _usual_line(usual, when)) if usual else tuple(lines)


def _outside(finding: SerumFinding) -> float:
    return finding.share_below + finding.share_above


def _level(finding: SerumFinding) -> str:
    return interval(finding.at_cramps, DECIMALS[finding.analyte])


def _line(finding: SerumFinding, when: str) -> str:
    low, high = (fixed(edge, DECIMALS[finding.analyte]) for edge in finding.usual)
    return (
        f"{finding.analyte.capitalize()} in the blood {when}: {_level(finding)} mmol/L simulated. "
        f"Usual range {low} to {high}; of {finding.draws} plausible versions "
        f"{sampled_share(finding.share_below)} below it, "
        f"{sampled_share(finding.share_above)} above."
    )


def _usual_line(findings: Sequence[SerumFinding], when: str) -> str:
    levels = listed([f"{finding.analyte} {_level(finding)}" for finding in findings])
    most = max(_outside(finding) for finding in findings)
    return (
        f"In the usual range {when}: {levels} mmol/L simulated; of {findings[0].draws} plausible "
        f"versions at most {sampled_share(most)} outside it."
    )
