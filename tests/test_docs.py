"""The documentation cannot drift: commands, options, links and file names are real."""

from __future__ import annotations

import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted(path for path in (ROOT / "docs").rglob("*.md") if "_build" not in path.parts),
    *sorted((ROOT / "changes").glob("*.md")),
]
FENCE = re.compile(r"^(```+|~~~+)[^\n]*\n(.*?)^\1\s*$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[[^\]\n]*\]\(\s*<?([^)\s>]+)>?[^)\n]*\)")
TYPED = re.compile(r"^\s*(?:\$ )?(?:uv run |\.venv/bin/)?(cramp [a-z-].*)$")
SECTION = re.compile(
    r"^### `(?P<folder>[\w/]+)/`[^\n]*\n(?P<rows>.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL
)
ELSEWHERE = re.compile(r"^[a-z][a-z+.-]*:", re.IGNORECASE)


class Told(NamedTuple):
    """A command as a page tells it."""

    page: str
    words: str


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _told_in(text: str) -> list[str]:
    """Return the `cramp ...` commands of a page, from code blocks and from inline code."""
    lines = [line for block in FENCE.finditer(text) for line in block[2].splitlines()]
    lines += INLINE.findall(FENCE.sub("", text))
    return [match[1].split(" #")[0].strip() for line in lines if (match := TYPED.match(line))]


TOLD = [Told(_name(page), words) for page in PAGES for words in _told_in(page.read_text("utf-8"))]


@cache
def _program() -> Any:
    import typer.main

    from cramp.cli.main import app

    return typer.main.get_command(app)


def _fault(words: str) -> str | None:
    """Return what is wrong with a told command, or None."""
    command = _program()
    arguments = shlex.split(words)[1:]
    while arguments and hasattr(command, "commands"):
        name = arguments.pop(0)
        if name.startswith("-"):
            arguments.insert(0, name)
            break
        if name not in command.commands:
            return f"there is no command {name!r}"
        command = command.commands[name]
    known = {option for parameter in command.params for option in parameter.opts}
    known |= {option for parameter in command.params for option in parameter.secondary_opts}
    known |= {"--help"}
    unknown = [word for word in arguments if word.startswith("--") and _option(word) not in known]
    return f"there is no option {unknown[0]}" if unknown else None


def _option(word: str) -> str:
    return word.split("=", maxsplit=1)[0]


@pytest.mark.parametrize("told", TOLD, ids=[f"{told.page}: {told.words}" for told in TOLD])
def test_every_command_told_exists(told):
    assert _fault(told.words) is None


def test_a_command_that_does_not_exist_is_noticed():
    assert _fault("cramp cure night_cramps.yaml") is not None
    assert _fault("cramp report night_cramps.yaml --cure") is not None


def test_commands_are_found_in_blocks_and_inline():
    page = "Run `cramp foods search`:\n\n```sh\n$ cramp report a.yaml  # now\nls\n```\n"
    assert _told_in(page) == ["cramp report a.yaml", "cramp foods search"]


def test_readme_tells_every_command():
    told = [words for page, words in TOLD if page == "README.md"]
    for path in _leaves(_program(), "cramp"):
        assert any(words == path or words.startswith(f"{path} ") for words in told), path


def _leaves(command: Any, path: str) -> list[str]:
    if not hasattr(command, "commands"):
        return [path]
    return [
        leaf
        for name, child in command.commands.items()
        if not child.hidden
        for leaf in _leaves(child, f"{path} {name}")
    ]


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_relative_link_resolves(page):
    broken = [
        target
        for target in LINK.findall(FENCE.sub("", page.read_text("utf-8")))
        if not ELSEWHERE.match(target)
        and not target.startswith("#")
        and not (page.parent / target.split("#")[0]).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_every_file_of_the_tables_exists(page):
    rows = [line for line in (ROOT / page).read_text("utf-8").splitlines() if line.startswith("| ")]
    paths = [
        code
        for row in rows
        for code in INLINE.findall(row)
        if "/" in code and " " not in code and not code.startswith(("http", "+"))
    ]
    assert len(paths) > 10
    assert [path for path in paths if not any(ROOT.glob(path.rstrip("/")))] == []


def test_the_architecture_names_every_file_of_the_packages_it_goes_through():
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    told = {section["folder"]: _modules_told(section["rows"]) for section in SECTION.finditer(page)}
    assert {"src/cramp/engine/vector", "src/cramp/exposure", "benchmarks"} <= set(told)
    there = {
        folder: sorted(path.name for path in (ROOT / folder).glob("[!_]*.py")) for folder in told
    }
    assert told == there


def _modules_told(rows: str) -> list[str]:
    """Return the modules named in the first column of a table, sorted; one twice is there twice."""
    first = [row.split("|")[1] for row in rows.splitlines() if row.startswith("| ")]
    return sorted(name for cell in first for name in INLINE.findall(cell) if name.endswith(".py"))


def test_every_make_target_told_exists():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    told = {
        match[1]
        for page in PAGES
        for match in re.finditer(r"(?:`|^|&& )make ([a-z]+)", page.read_text("utf-8"), re.MULTILINE)
    }
    assert {"report", "test"} <= told
    assert told <= targets


def test_every_page_of_the_documentation_is_reached_from_the_index():
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    trees = re.findall(r"```\{toctree\}\n(.*?)```", index, re.DOTALL)
    entries = [
        line.strip()
        for tree in trees
        for line in tree.splitlines()
        if line.strip() and not line.startswith(":")
    ]
    docs = ROOT / "docs"
    reached = {path for entry in entries for path in docs.glob(f"{entry}.md")}
    pages = {path for path in docs.rglob("*.md") if "_build" not in path.parts}
    assert pages - {docs / "index.md"} - reached == set()
