"""A small JSON file that is either the old one or the new one, never half of each."""

from __future__ import annotations

import json
import logging
import os
from typing import Any, Dict, Union

log = logging.getLogger(__name__)

VERSION = 1
MOST_ASIDES = 9


class Journal:
    """One JSON object on disk, readable by the owner of the process alone (folder 0700, file 0600)."""

    def __init__(self, path: Union[str, os.PathLike[str]]) -> None:
        self._path = os.fspath(path)
        self._folder = os.path.dirname(self._path)
        self.was_damaged = False

    def read(self) -> Dict[str, Any]:
        """The object; empty when there is none.

        A file that is damaged, belongs to somebody else or was written by a newer version is set aside under
        a name of its own, never overwritten; what it holds is used as far as it can be read.
        """
        found: Any = {}
        try:
            with open(self._path, encoding="utf-8") as file:
                found = json.loads(file.read())
            sound = isinstance(found, dict) and found.get("version") == VERSION and self._is_ours()
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            sound = False
        if not sound:
            set_aside(self._path)
        self.was_damaged = not isinstance(found, dict) or not found
        if not isinstance(found, dict) or not found:
            return {}
        if not sound:
            self._write_back(found)
        return found

    def write(self, value: Dict[str, Any]) -> None:
        """Replaces the object: written beside, forced to the disk, renamed, and that name forced there too.

        Raises:
            OSError: the disk did not take it; the old file still stands.
        """
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        _limit(self._folder, 0o700)
        draft = f"{os.path.splitext(self._path)[0]}.new"
        if os.path.exists(draft):
            os.unlink(draft)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({**value, "version": VERSION}, file, separators=(",", ":"))
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._path)
        _force_names(self._folder)

    def _write_back(self, value: Dict[str, Any]) -> None:
        try:
            self.write(value)
        except OSError as error:
            log.error("The journal cannot be written (%s)", type(error).__name__)

    def _is_ours(self) -> bool:
        """Whether the file is ours or the folder's owner's: some disks know one owner only."""
        if not hasattr(os, "getuid"):
            return True
        return os.stat(self._path).st_uid in (os.getuid(), os.stat(self._folder).st_uid)


def set_aside(path: str) -> bool:
    """Moves a file that is damaged or not ours out of the way, to a name that is free; whether it went.

    What was kept before stays, but for the last of MOST_ASIDES. An empty file holds nothing: it is removed.
    """
    number, stem, name = 1, os.path.splitext(path)[0], os.path.basename(path)
    while number < MOST_ASIDES and os.path.exists(f"{stem}.aside{number}"):
        number += 1
    aside = f"{stem}.aside{number}"
    try:
        if os.path.getsize(path):
            log.warning("%s is damaged or not ours; it is kept as %s", name, os.path.basename(aside))
            os.replace(path, aside)
        else:
            log.warning("%s is empty; it is removed", name)
            os.unlink(path)
    except OSError as error:
        log.warning("It cannot be moved (%s)", type(error).__name__)
        return False
    return True


def _force_names(folder: str) -> None:
    """Forces a folder's names to the disk: a rename may wait for seconds, and a power cut undo it.

    Windows has no such call for folders.
    """
    if os.name != "posix":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:  # some network file systems have no such thing
        log.debug("%s is not forced to the disk (%s)", os.path.basename(folder), type(error).__name__)


def _limit(path: str, mode: int) -> None:
    """Sets the mode where the file system has modes; a stick formatted for Windows has none."""
    try:
        os.chmod(path, mode)
    except OSError as error:
        log.debug("%s keeps its mode (%s)", os.path.basename(path), type(error).__name__)
