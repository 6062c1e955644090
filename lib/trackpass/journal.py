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

    def read(self) -> Dict[str, Any]:
        """The object; empty when there is none. A damaged file is set aside, not overwritten."""
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            log.warning("%s cannot be read (%s)", self._path.name, type(error).__name__)
            self._set_aside()
            return {}
        return found if isinstance(found, dict) else {}

    def write(self, value: Dict[str, Any]) -> None:
        """Replaces the object: written beside, forced to the disk, renamed.

        Raises:
            OSError: the disk did not take it; the old file still stands.
        """
        folder = self._path.parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _limit(folder, 0o700)
        draft = self._path.with_suffix(".new")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"version": VERSION, **value}, file, separators=(",", ":"))
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._path)

    def _set_aside(self) -> None:
        try:
            os.replace(self._path, self._path.with_suffix(".damaged"))
        except OSError as error:
            log.warning("%s cannot be set aside (%s)", self._path.name, type(error).__name__)


def _limit(path: Path, mode: int) -> None:
    """Sets the mode where the file system has modes; a stick formatted for Windows has none."""
    try:
        path.chmod(mode)
    except OSError as error:
        log.debug("%s keeps its mode (%s)", path.name, type(error).__name__)
