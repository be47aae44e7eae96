"""A diary file before its meaning: size, encoding, YAML, keys."""

from __future__ import annotations

import os

import pytest

from cramp.diary import document
from cramp.diary.document import LARGEST_BYTES, parse, read_text, verbatim
from cramp.diary.faults import DiaryFaults
from cramp.diary.reading import read_diary, read_diary_text


def faults_of(text):
    with pytest.raises(DiaryFaults) as caught:
        read_diary_text("format: cramp-diary/1\ntime_zone: UTC\n" + text)
    return caught.value.faults


def test_a_huge_file_is_refused_without_being_read(tmp_path, monkeypatch):
    file = tmp_path / "huge.yaml"
    with file.open("wb") as stream:
        os.truncate(stream.fileno(), 100_000_000)

    def never(*args, **options):
        raise AssertionError("the file was opened")

    monkeypatch.setattr(type(file), "open", never)
    with pytest.raises(DiaryFaults, match="100 MB"):
        read_diary(file)


def test_a_file_of_the_largest_size_is_read(tmp_path):
    file = tmp_path / "large.yaml"
    head = b"format: cramp-diary/1\ntime_zone: UTC\n#"
    file.write_bytes(head + b"x" * (LARGEST_BYTES - len(head)))
    assert read_diary(file).events == ()
    file.write_bytes(head + b"x" * (LARGEST_BYTES - len(head) + 1))
    with pytest.raises(DiaryFaults, match="at most"):
        read_diary(file)


@pytest.mark.parametrize(
    ("name", "words"), [("absent.yaml", "no such file"), (".", "not a file"), ("a\0b", "name")]
)
def test_what_is_not_a_file(tmp_path, name, words):
    with pytest.raises(DiaryFaults, match=words):
        read_diary(f"{tmp_path}/{name}")


def test_what_is_not_utf_8_names_byte_and_line(tmp_path):
    file = tmp_path / "latin.yaml"
    file.write_bytes("format: cramp-diary/1\nextra: {name: café}\n".encode("latin-1"))
    with pytest.raises(DiaryFaults, match=r"latin\.yaml:2:0: byte 39 is not UTF-8"):
        read_diary(file)


def test_a_byte_order_mark_does_not_matter(tmp_path):
    file = tmp_path / "mark.yaml"
    file.write_bytes(b"\xef\xbb\xbfformat: cramp-diary/1\n")
    assert read_text(file).startswith("format")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("extra: {a: &x 1}\n", 3, "anchors"),
        ("extra:\n  a: *x\n", 4, "aliases"),
        ("extra: {a: !!python/object/apply:os.system [ls]}\n", 3, "tags"),
        ("extra: {a: !mine 1}\n", 3, "tags"),
        ("extra: {? [1, 2] : 3}\n", 3, "key is not a text"),
        ("---\nformat: cramp-diary/1\n", 3, "second document"),
        ("extra: [1, 2\n", 4, "not YAML"),
        ("\tperson: {}\n", 3, "not YAML"),
        ("extra: {a: 'x\n", 4, "not YAML"),
        ("extra: \x07\n", 3, "character"),
        ("extra: " + "[" * 30 + "]" * 30 + "\n", 3, "levels"),
        ("extra: " + "[" * 100_000 + "\n", 3, "levels"),
        ("extra: {a: 1, a: 2}\n", 3, "twice"),
        ("person: {age: 68}\nperson: {age: 69}\n", 4, "twice"),
        ("person: {age: 68, age: 69}\n", 3, "twice"),
        ("events: [{at: 2025-07-03T08:00, note: a, note: b}]\n", 3, "twice"),
    ],
)
def test_what_the_format_does_not_have(text, line, words):
    (fault,) = faults_of(text)
    assert words in fault.what
    assert fault.line == line
    assert fault.mend


def test_the_alias_bomb_is_refused_at_its_first_anchor():
    bomb = "extra:\n  a: &a [x, x]\n" + "".join(
        f"  {chr(98 + index)}: &{chr(98 + index)} [*{chr(97 + index)}, *{chr(97 + index)}]\n"
        for index in range(20)
    )
    (fault,) = faults_of(bomb)
    assert fault.line == 4


def test_the_deepest_level_is_read():
    inside = document.DEEPEST - 2
    assert (
        read_diary_text(
            "format: cramp-diary/1\nextra: {a: " + "[" * inside + "]" * inside + "}"
        ).extra["a"]
        != ""
    )


def test_scalars_stay_as_written_but_in_extra_become_numbers():
    tree = parse("{a: 12:30, b: no, c: 1_000, d: 010, e: 1.5, f: '2', g: ~, h: 1.0e999}", "d")
    assert verbatim(tree) == {
        "a": "12:30",
        "b": "no",
        "c": "1_000",
        "d": "010",
        "e": 1.5,
        "f": "2",
        "g": None,
        "h": "1.0e999",
    }
