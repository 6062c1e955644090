"""Where credentials rest: in the settings, and in a journal beside them.

Kodi can lose a setting (a stale copy written back, a cancelled dialog, a power cut in the middle of a write),
so the journal is written first. Each record has a rising revision; when the two differ, the higher one wins
and the other is repaired. A setting without a revision was written by a person or another program on purpose
and wins. Signing out leaves a record without a token, so that an old copy cannot bring the account back.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, fields
from typing import Any, Dict, Iterator, Mapping, Optional, Protocol

from trackpass.journal import Journal
from trackpass.model import Challenge, Credentials, PendingSignIn
from trackpass.redaction import Redactor

log = logging.getLogger(__name__)

REVISION = "rev"
_SECRET = ("access_token", "refresh_token", "device_code", "user_code")


class Settings(Protocol):
    """The add-on's settings."""

    def get(self, name: str) -> str:
        """The setting as Kodi has it now; "" when it was never set."""

    def set(self, name: str, value: str) -> None:
        """Stores the setting."""


class Vault:
    """Keeps credentials, sign-ins that wait, and a few facts; one thread only (the service's worker).

    ``names`` maps a tracker's key to the setting that holds its account.
    """

    def __init__(
        self, settings: Settings, journal: Journal, redactor: Redactor, names: Mapping[str, str]
    ) -> None:
        self._settings = settings
        self._journal = journal
        self._redactor = redactor
        self._names = names
        self._content: Optional[Dict[str, Any]] = None

    def load(self, tracker: str) -> Optional[Credentials]:
        """The stored credentials, None when signed out; repairs whichever place is behind."""
        name = self._names[tracker]
        kept = self._section("accounts").get(tracker)
        kept = kept if isinstance(kept, dict) else {}
        setting = _object(self._settings.get(name))
        record = _newer(setting, kept)
        if record != kept:
            record = {**record, REVISION: max(_revision(record), _revision(kept) + 1)}
            self._put("accounts", tracker, record)
        if record.get("access_token") and record != setting:
            log.info("The setting %s was behind and is repaired", name)
            self._settings.set(name, _text(record))
        elif setting and not record.get("access_token"):
            self._settings.set(name, "")
        return self._credentials(record)

    def save(self, tracker: str, credentials: Credentials) -> None:
        """Stores credentials: first in the journal, then in the settings, then reads them back."""
        self._redactor.hide(credentials.access_token, credentials.refresh_token)
        record = {**asdict(credentials), REVISION: self._next_revision(tracker)}
        self._put("accounts", tracker, record)
        self._settings.set(self._names[tracker], _text(record))
        if _object(self._settings.get(self._names[tracker])) != record:
            log.warning("The setting %s was not taken; the journal has it", self._names[tracker])

    def clear(self, tracker: str) -> None:
        """Forgets the account in both places."""
        self._put("accounts", tracker, {REVISION: self._next_revision(tracker)})
        self._settings.set(self._names[tracker], "")

    def pending(self, tracker: str) -> Optional[PendingSignIn]:
        """The sign-in that waited when Kodi went down, if there was one."""
        kept: Any = self._section("pending").get(tracker)
        try:
            challenge = Challenge(**kept["challenge"])
            pending = PendingSignIn(challenge, float(kept["expires_at"]))
        except (KeyError, TypeError, ValueError):
            return None
        self._redactor.hide(challenge.device_code, challenge.user_code)
        return pending

    def keep_pending(self, tracker: str, pending: PendingSignIn) -> None:
        """Remembers a sign-in that waits."""
        self._put("pending", tracker, asdict(pending))

    def drop_pending(self, tracker: str) -> None:
        """Forgets it, if there is one."""
        if tracker in self._section("pending"):
            self._put("pending", tracker, None)

    def recall(self, key: str) -> str:
        """The fact kept under ``key``, or ""."""
        return str(self._section("facts").get(key, ""))

    def remember(self, key: str, value: str) -> None:
        """Keeps a fact."""
        self._put("facts", key, value)

    def _credentials(self, record: Mapping[str, Any]) -> Optional[Credentials]:
        known = dict(_fitting(record))
        if not known.get("access_token"):
            return None
        self._redactor.hide(str(known["access_token"]), str(known.get("refresh_token", "")))
        known.setdefault("client_id", "")
        return Credentials(**known)

    def _next_revision(self, tracker: str) -> int:
        kept = self._section("accounts").get(tracker)
        return _revision(kept if isinstance(kept, dict) else {}) + 1

    def _section(self, name: str) -> Dict[str, Any]:
        if self._content is None:
            self._content = self._journal.read()
        section = self._content.setdefault(name, {})
        if not isinstance(section, dict):
            section = self._content[name] = {}
        return section

    def _put(self, section: str, key: str, value: Any) -> None:
        content = self._section(section)
        if value is None:
            content.pop(key, None)
        else:
            content[key] = value
        assert self._content is not None
        try:
            self._journal.write(self._content)
        except OSError as error:
            log.error("The journal cannot be written (%s)", type(error).__name__)


def _newer(setting: Dict[str, Any], kept: Dict[str, Any]) -> Dict[str, Any]:
    """The record that counts; an empty setting has lost its content, since signing out leaves a record."""
    if not setting:
        return kept
    if REVISION not in setting:
        return kept if {**setting, REVISION: _revision(kept)} == kept else setting
    return kept if _revision(kept) > _revision(setting) else setting


def _revision(record: Mapping[str, Any]) -> int:
    value = record.get(REVISION)
    return value if isinstance(value, int) else 0


def _object(text: str) -> Dict[str, Any]:
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _text(record: Mapping[str, Any]) -> str:
    return json.dumps(record, separators=(",", ":"), ensure_ascii=False)


def _fitting(record: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The record's values that fit the fields of Credentials; others are passed over."""
    for spec in fields(Credentials):
        value = record.get(spec.name)
        if spec.type == "int" and isinstance(value, (int, float)):
            yield spec.name, int(value)
        elif spec.type == "str" and isinstance(value, str):
            yield spec.name, value
