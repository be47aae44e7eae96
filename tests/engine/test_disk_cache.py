from __future__ import annotations

import errno
import logging
import os
import stat
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import platformdirs
import pytest

from cramp.engine import disk_cache
from cramp.engine.disk_cache import FOLDER_VARIABLE, DiskCache

KEY = DiskCache.key("a model", b"and its compiler")
POSIX = pytest.mark.skipif(os.name != "posix", reason="asks for owners and rights")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "cache"


@pytest.fixture
def filled(folder: Path) -> DiskCache:
    cache = DiskCache(folder)
    cache.put(KEY, b"compiled")
    return cache


def _only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_what_was_put_comes_back_in_another_instance(filled):
    assert DiskCache(filled.folder).get(KEY) == b"compiled"


@pytest.mark.parametrize("data", [b"", b"\x00\n\r\n\x1a", os.urandom(3_000_000)])
def test_any_bytes_come_back_unchanged(folder, data):
    cache = DiskCache(folder)
    cache.put(KEY, data)
    assert cache.get(KEY) == data


def test_a_second_put_replaces_the_first(filled):
    filled.put(KEY, b"compiled anew")
    assert filled.get(KEY) == b"compiled anew"
    assert len(list(filled.folder.iterdir())) == 1


def test_an_unknown_key_is_a_miss(filled):
    assert filled.get(DiskCache.key("another model")) is None


def test_a_cache_never_written_is_a_silent_miss(folder, caplog):
    with caplog.at_level(logging.INFO):
        assert DiskCache(folder).get(KEY) is None
    assert not caplog.records


def test_keys_tell_parts_apart_wherever_they_are_cut():
    keys = {
        DiskCache.key("ab", "c"),
        DiskCache.key("a", "bc"),
        DiskCache.key("abc"),
        DiskCache.key("abc", ""),
        DiskCache.key("", "abc"),
    }
    assert len(keys) == 5


def test_text_and_its_bytes_make_the_same_key():
    assert DiskCache.key("a", "ä") == DiskCache.key(b"a", "ä".encode())


@pytest.mark.parametrize("key", ["", "../secret", "A" * 64, "0" * 63])
def test_a_key_that_could_name_another_file_is_refused(filled, key):
    with pytest.raises(ValueError, match=r"DiskCache\.key"):
        filled.get(key)
    with pytest.raises(ValueError, match=r"DiskCache\.key"):
        filled.put(key, b"")


def test_a_file_cut_short_anywhere_is_a_miss_and_goes(filled):
    path = _only_file(filled.folder)
    content = path.read_bytes()
    for length in range(len(content)):
        path.write_bytes(content[:length])
        assert filled.get(KEY) is None
        assert not path.exists()


def test_a_file_with_any_byte_changed_is_a_miss_and_goes(filled):
    path = _only_file(filled.folder)
    content = path.read_bytes()
    for position in range(len(content)):
        damaged = bytearray(content)
        damaged[position] ^= 1
        path.write_bytes(damaged)
        assert filled.get(KEY) is None
        assert not path.exists()


def test_a_file_under_the_name_of_another_key_is_a_miss(filled):
    other = DiskCache.key("another model")
    path = _only_file(filled.folder)
    path.rename(path.with_name(path.name.replace(KEY, other)))
    assert filled.get(other) is None


def test_a_damaged_entry_can_be_made_again(filled):
    _only_file(filled.folder).write_bytes(b"nonsense")
    assert filled.get(KEY) is None
    filled.put(KEY, b"compiled")
    assert filled.get(KEY) == b"compiled"


@POSIX
def test_folder_and_files_are_private(filled):
    assert stat.S_IMODE(filled.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(_only_file(filled.folder).stat().st_mode) == 0o600


@POSIX
@pytest.mark.parametrize("right", [0o020, 0o002])
def test_a_file_others_may_write_is_not_read_until_it_is_made_again(filled, right):
    path = _only_file(filled.folder)
    path.chmod(0o600 | right)
    assert filled.get(KEY) is None
    filled.put(KEY, b"compiled anew")
    assert filled.get(KEY) == b"compiled anew"


@POSIX
@pytest.mark.parametrize("right", [0o020, 0o002])
def test_a_folder_others_may_write_is_neither_read_nor_written(filled, right, caplog):
    filled.folder.chmod(0o700 | right)
    with caplog.at_level(logging.INFO):
        assert filled.get(KEY) is None
    assert "chmod go-w" in caplog.text
    filled.put(DiskCache.key("another model"), b"other")
    assert len(list(filled.folder.iterdir())) == 1


@POSIX
def test_what_another_user_owns_is_neither_read_nor_written(filled, monkeypatch, caplog):
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    with caplog.at_level(logging.INFO):
        assert filled.get(KEY) is None
    filled.put(DiskCache.key("another model"), b"other")
    assert "belongs to another user" in caplog.text
    assert len(list(filled.folder.iterdir())) == 1


@POSIX
def test_a_file_of_another_user_in_an_own_folder_is_not_read(filled, monkeypatch):
    user = os.geteuid()
    seen = iter([user, user + 1])  # asked for the folder, then for the file
    monkeypatch.setattr(os, "geteuid", lambda: next(seen))
    assert filled.get(KEY) is None


def test_a_folder_that_cannot_be_made_is_said_once_and_is_no_error(tmp_path, caplog):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    cache = DiskCache(blocked / "cache")
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            cache.put(KEY, b"compiled")
            assert cache.get(KEY) is None
    (record,) = caplog.records
    assert record.levelno == logging.INFO
    assert str(blocked) in record.getMessage()


_FULL_DISK = """
import resource, sys
from pathlib import Path
from cramp.engine.disk_cache import DiskCache
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
cache = DiskCache(Path(sys.argv[1]))
key = DiskCache.key("large")
cache.put(key, bytes(100_000))
assert cache.get(key) is None
"""


@POSIX
def test_a_write_that_does_not_fit_on_the_disk_leaves_nothing_behind(filled):
    subprocess.run([sys.executable, "-c", _FULL_DISK, str(filled.folder)], check=True)
    assert filled.get(KEY) == b"compiled"
    assert len(list(filled.folder.iterdir())) == 1


def test_a_rename_that_fails_leaves_the_old_entry_and_no_part(filled, monkeypatch):
    def fail(*_: object) -> None:
        raise OSError(errno.EROFS, "read-only")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        filled.put(KEY, b"compiled anew")
    assert filled.get(KEY) == b"compiled"
    assert len(list(filled.folder.iterdir())) == 1


def test_a_touch_that_fails_costs_nothing(filled, monkeypatch):
    def fail(*_: object) -> None:
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr(os, "utime", fail)
    assert filled.get(KEY) == b"compiled"


def _age(path: Path, seconds: float) -> None:
    then = path.stat().st_mtime - seconds
    os.utime(path, (then, then))


def test_the_entries_used_longest_ago_go_first(folder):
    cache = DiskCache(folder, limit=3500)
    keys = [DiskCache.key(str(number)) for number in range(4)]
    for number, key in enumerate(keys[:3]):
        cache.put(key, bytes(1000))
        _age(folder / f"{key}.cached", 100 - number)
    assert cache.get(keys[0]) == bytes(1000)
    cache.put(keys[3], bytes(1000))
    assert [cache.get(key) is not None for key in keys] == [True, False, True, True]


def test_an_entry_larger_than_the_cache_is_not_stored_and_drives_nothing_out(folder):
    cache = DiskCache(folder, limit=2000)
    cache.put(KEY, b"compiled")
    large = DiskCache.key("large")
    cache.put(large, bytes(5000))
    assert cache.get(large) is None
    assert cache.get(KEY) == b"compiled"


def test_only_abandoned_parts_and_own_files_are_removed(filled):
    young, old, foreign = (filled.folder / name for name in ("a.part", "b.part", "notes.txt"))
    for path in (young, old, foreign):
        path.write_bytes(b"")
        _age(path, 0 if path == young else 100_000)
    filled.put(KEY, b"compiled anew")
    assert young.exists()
    assert not old.exists()
    assert foreign.exists()


@POSIX
def test_an_entry_removed_while_it_is_read_is_read_to_its_end(filled):
    with _only_file(filled.folder).open("rb") as file:
        DiskCache(filled.folder, limit=60).put(DiskCache.key("other"), b"o")
        assert file.read().endswith(b"compiled")
    assert filled.get(KEY) is None


def _hammer(folder: Path, seed: int) -> int:
    """Write and read one key over and over; count what comes back and is nobody's."""
    cache = DiskCache(folder, limit=2_000_000)
    wrong = 0
    for turn in range(60):
        cache.put(KEY, bytes([seed]) * (50_000 + turn))
        found = cache.get(KEY)
        wrong += found is None or len(found) < 50_000 or len(set(found)) != 1
        cache.put(DiskCache.key(str(seed), str(turn)), bytes(100_000))
    return wrong


def test_processes_that_share_a_key_and_drive_entries_out_read_only_whole_ones(folder):
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        wrong = list(pool.map(_hammer, [folder] * 4, range(4)))
    assert wrong == [0, 0, 0, 0]
    assert not list(folder.glob("*.part"))
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 2_200_000


def test_the_variable_moves_the_cache(monkeypatch, tmp_path):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "elsewhere"))
    assert DiskCache().folder == tmp_path / "elsewhere"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(FOLDER_VARIABLE, "here")
    assert DiskCache().folder == tmp_path / "here"


def test_without_the_variable_the_users_cache_folder_is_taken(monkeypatch):
    monkeypatch.delenv(FOLDER_VARIABLE)
    assert DiskCache().folder == Path(platformdirs.user_cache_dir("cramp", appauthor=False))


def test_an_unknown_home_makes_no_folder_where_the_program_runs(monkeypatch, tmp_path):
    monkeypatch.delenv(FOLDER_VARIABLE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: Path("~/.cache/cramp"))
    DiskCache().put(KEY, b"compiled")
    assert not list(tmp_path.iterdir())


def test_no_test_uses_the_cache_of_whoever_runs_it():
    assert disk_cache.default_folder() != Path(platformdirs.user_cache_dir("cramp"))
