"""A small JSON file that is either the old one or the new one, never half of each."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any, Dict

log = logging.getLogger(__name__)

VERSION = 1


class Journal:
    """One JSON object on disk, readable by the owner of the process alone (folder 0700, file 0600)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.was_damaged = False

    def read(self) -> Dict[str, Any]:
        """The object; empty when there is none.

        A file that is damaged, belongs to somebody else or was written by a newer version is set aside under
        a name of its own, never overwritten; what it holds is used as far as it can be read.
        """
        found: Any = {}
        try:
            text = self._path.read_text(encoding="utf-8")
            found = json.loads(text)
            sound = isinstance(found, dict) and found.get("version") == VERSION and self._is_ours()
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            sound = False
        if not sound:
            self._set_aside()
        self.was_damaged = not isinstance(found, dict) or not found
        if not isinstance(found, dict) or not found:
            return {}
        if not sound:
            self._write_back(found)
        return found

    def write(self, value: Dict[str, Any]) -> None:
        """Replaces the object: written beside, forced to the disk, renamed.

        Raises:
            OSError: the disk did not take it; the old file still stands.
        """
        folder = self._path.parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _limit(folder, 0o700)
        draft = self._path.with_suffix(".new")
        draft.unlink() if draft.exists() else None
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({**value, "version": VERSION}, file, separators=(",", ":"))
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._path)

    def _write_back(self, value: Dict[str, Any]) -> None:
        try:
            self.write(value)
        except OSError as error:
            log.error("The journal cannot be written (%s)", type(error).__name__)

    def _is_ours(self) -> bool:
        """Whether the file is ours or the folder's owner's: some disks know one owner only."""
        if not hasattr(os, "getuid"):
            return True
        return self._path.stat().st_uid in (os.getuid(), self._path.parent.stat().st_uid)

    def _set_aside(self) -> None:
        number = 1
        while self._path.with_suffix(f".aside{number}").exists():
            number += 1
        aside = self._path.with_suffix(f".aside{number}")
        log.warning("%s is damaged or not ours; it is kept as %s", self._path.name, aside.name)
        try:
            os.replace(self._path, aside)
        except OSError as error:
            log.warning("It cannot be moved (%s)", type(error).__name__)


def _limit(path: Path, mode: int) -> None:
    """Sets the mode where the file system has modes; a stick formatted for Windows has none."""
    try:
        path.chmod(mode)
    except OSError as error:
        log.debug("%s keeps its mode (%s)", path.name, type(error).__name__)
