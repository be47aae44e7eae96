"""Keeps what is slow to make, such as compiled models, as byte strings on disk.

A cache may be lost at any time: whatever goes wrong with it costs only the time to make the
bytes again.
"""

from __future__ import annotations

import hashlib
import logging
import os
import stat
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOG = logging.getLogger(__name__)

FOLDER_VARIABLE = "CRAMP_CACHE_DIR"
"""Environment variable that moves the cache."""

DEFAULT_LIMIT = 256 * 2**20
"""Bytes kept on disk."""

_MAGIC = b"cramp-cache-1\n"
_DIGEST_SIZE = hashlib.sha256().digest_size
_SUFFIX = ".cached"
_PART_SUFFIX = ".part"
_ABANDONED_AFTER = 3600.0
"""Seconds after which an unfinished file belongs to no living writer."""


class DiskCache:
    """Byte strings by key, shared by all processes of one user.

    A file is written beside its place and renamed into it, so a reader finds all of it or
    nothing, and carries a checksum over key and content. Compiled code is loaded from here:
    on POSIX a folder or file that somebody else owns or may write to is not read.

    Parameters
    ----------
    folder
        Where the files lie; by default the folder that `CRAMP_CACHE_DIR` names, else the
        user's cache folder.
    limit
        Bytes kept; beyond it the entries not used for longest go first.
    """

    def __init__(self, folder: Path | None = None, *, limit: int = DEFAULT_LIMIT) -> None:
        self.folder = default_folder() if folder is None else folder
        self.limit = limit
        self._told = False

    @staticmethod
    def key(*parts: str | bytes) -> str:
        """Return a key for what was made from these parts, versions of the makers among them."""
        digest = hashlib.sha256()
        for part in parts:
            content = part.encode() if isinstance(part, str) else part
            digest.update(len(content).to_bytes(8, "little"))
            digest.update(content)
        return digest.hexdigest()

    def get(self, key: str) -> bytes | None:
        """Return the bytes stored under a key; `None` if there are none that can be trusted."""
        path = self._path(key)
        try:
            _require_private(self.folder.stat(), self.folder)
            with path.open("rb") as file:
                _require_private(os.fstat(file.fileno()), path)
                content = file.read()
        except FileNotFoundError:
            return None
        except OSError as reason:
            self._tell(reason)
            return None
        data = _unsealed(key, content)
        if data is None:
            _LOG.info("%s is damaged and is removed", path)
            self._remove(path)
        else:
            self._touch(path)
        return data

    def put(self, key: str, data: bytes) -> None:
        """Store bytes under a key; where that is not possible they are not stored."""
        path = self._path(key)
        content = _sealed(key, data)
        try:
            self._require_fits(len(content))
            self._make_folder()
            self._write(path, content)
            self._trim(path)
        except OSError as reason:
            self._tell(reason)

    def _path(self, key: str) -> Path:
        if len(key) != 2 * _DIGEST_SIZE or set(key) - set("0123456789abcdef"):
            raise ValueError(f"{key!r} is not a key of the cache; make one with DiskCache.key")
        return self.folder / f"{key}{_SUFFIX}"

    def _require_fits(self, size: int) -> None:
        if size > self.limit:
            raise OSError(f"{size} bytes are more than the {self.limit} it may hold")

    def _make_folder(self) -> None:
        if not self.folder.is_absolute():
            raise OSError(f"the cache folder {self.folder} is not an absolute path")
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _require_private(self.folder.stat(), self.folder)

    def _write(self, path: Path, content: bytes) -> None:
        number, name = tempfile.mkstemp(suffix=_PART_SUFFIX, dir=self.folder)
        part = Path(name)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(content)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    def _trim(self, newest: Path) -> None:
        """Delete the entries used longest ago until the rest fit, and parts nobody finishes."""
        total = 0
        for path, found in sorted(self._files(), key=lambda one: -one[1].st_mtime):
            if path.suffix == _PART_SUFFIX:
                if found.st_mtime < time.time() - _ABANDONED_AFTER:
                    self._remove(path)
                continue
            total += found.st_size
            if total > self.limit and path != newest:
                self._remove(path)

    def _files(self) -> Iterator[tuple[Path, os.stat_result]]:
        for path in self.folder.iterdir():
            if path.suffix in {_SUFFIX, _PART_SUFFIX}:
                try:
                    found = path.lstat()
                except FileNotFoundError:  # another process was quicker
                    continue
                yield path, found

    def _remove(self, path: Path) -> None:
        """Delete a file; whoever has it open reads on."""
        try:
            path.unlink(missing_ok=True)
        except OSError as reason:
            self._tell(reason)

    def _touch(self, path: Path) -> None:
        """Note the use of an entry; without it the entry only goes earlier."""
        try:
            os.utime(path)
        except OSError as reason:
            self._tell(reason)

    def _tell(self, reason: OSError) -> None:
        if not self._told:
            self._told = True
            _LOG.info("the cache in %s does not serve, work is done again: %s", self.folder, reason)


def default_folder() -> Path:
    """Return the folder that `CRAMP_CACHE_DIR` names, else the user's cache folder."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named).absolute()

    import platformdirs

    return platformdirs.user_cache_path("cramp", appauthor=False)


def _require_private(found: os.stat_result, path: Path) -> None:
    if os.name != "posix":
        return
    if found.st_uid != os.geteuid():
        raise PermissionError(f"{path} belongs to another user")
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(f"others may write to {path}; take that right away with chmod go-w")


def _digest(key: str, data: bytes) -> bytes:
    return hashlib.sha256(key.encode() + data).digest()


def _sealed(key: str, data: bytes) -> bytes:
    return _MAGIC + _digest(key, data) + data


def _unsealed(key: str, content: bytes) -> bytes | None:
    start = len(_MAGIC) + _DIGEST_SIZE
    data = content[start:]
    return data if content[:start] == _MAGIC + _digest(key, data) else None
