"""What the service remembers across restarts, by section, in the journal's one file."""

from __future__ import annotations

import logging
from typing import Any, Dict, Optional

from trackpass.journal import Journal
from trackpass.model import Challenge, PendingSignIn
from trackpass.redaction import Redactor

log = logging.getLogger(__name__)


class Notebook:
    """Sections of JSON values; each change is on disk when the call returns, or ``on_disk`` is False.

    One thread only.
    """

    def __init__(self, journal: Journal, redactor: Redactor) -> None:
        self._journal = journal
        self._redactor = redactor
        self._content: Optional[Dict[str, Any]] = None
        self.on_disk = True
        """Whether all of it is on disk: a disk that is full or read-only takes nothing."""

    @property
    def was_damaged(self) -> bool:
        """Whether there was a file that could not be read; it was set aside."""
        self.section("facts")
        return self._journal.was_damaged

    def section(self, name: str) -> Dict[str, Any]:
        """A section as it is now; not to be changed by hand."""
        if self._content is None:
            self._content = self._journal.read()
        section = self._content.setdefault(name, {})
        if not isinstance(section, dict):
            section = self._content[name] = {}
        return section

    def put(self, section: str, key: str, value: Any) -> None:
        """Sets one value, None to remove it; a value that is on disk already costs no write."""
        content = self.section(section)
        if content.get(key) == value and self.on_disk:
            return
        if value is None:
            content.pop(key, None)
        else:
            content[key] = value
        assert self._content is not None
        try:
            self._journal.write(self._content)
            self.on_disk = True
        except OSError as error:
            if self.on_disk:
                log.error("The journal cannot be written (%s)", type(error).__name__)
            self.on_disk = False

    def pending(self, tracker: str) -> Optional[PendingSignIn]:
        """The sign-in that waited when Kodi went down, if there was one."""
        kept: Any = self.section("pending").get(tracker)
        try:
            pending = PendingSignIn(Challenge(**kept["challenge"]), float(kept["expires_at"]))
        except (KeyError, TypeError, ValueError):
            return None
        self._redactor.hide(pending.challenge.device_code, pending.challenge.user_code)
        return pending

    def keep_pending(self, tracker: str, pending: Optional[PendingSignIn]) -> None:
        """Remembers a sign-in that waits, None to forget it."""
        record = {**pending._asdict(), "challenge": pending.challenge._asdict()} if pending else None
        self.put("pending", tracker, record)

    def recall(self, key: str) -> str:
        """The fact kept under ``key``, or ""."""
        return str(self.section("facts").get(key, ""))

    def remember(self, key: str, value: str) -> None:
        """Keeps a fact, "" to forget it."""
        self.put("facts", key, value or None)
