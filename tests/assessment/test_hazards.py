"""The hazard log names tests that exist and leaves no rule of the gate out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from cramp.assessment.rules import RULES

ROOT = Path(__file__).parents[2]
SAFETY = ROOT / "docs" / "safety"
LOG = (SAFETY / "hazards.md").read_text(encoding="utf-8")
NODES = sorted(set(re.findall(r"`(tests/[^`]+\.py)::(\w+)`", LOG)))
ROWS = [line for line in LOG.splitlines() if line.startswith("| ") and "---" not in line][1:]


def functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("file", "name"), NODES)
def test_named_test_exists(file: str, name: str) -> None:
    assert name in functions(ROOT / file)


def test_every_hazard_has_a_test() -> None:
    assert len(ROWS) >= 20
    assert [row for row in ROWS if "::test_" not in row] == []


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_every_rule_answers_a_hazard_and_is_explained(rule: str) -> None:
    assert any(rule in row.split("|")[3] for row in ROWS)
    assert f"| {rule} |" in (SAFETY / "rules.md").read_text(encoding="utf-8")
