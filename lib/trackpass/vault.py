"""Where credentials rest: in the settings, and in a journal beside them.

Kodi can lose a setting in three ways: a stale copy is written back, a settings dialog is cancelled, the power
is cut in the middle of a write. So the journal is written first. Each record has a rising revision; when the
two differ, the higher one wins and the other is repaired:

    setting          journal          what happened                     what follows
    older            newer            Kodi lost the setting             the setting is repaired
    newer            older or none    the journal was lost              the journal is repaired
    empty            a record         Kodi lost the setting             the setting is repaired
    no revision      anything         somebody wrote it on purpose      it wins, with a new revision
    no revision      it was there     a stale copy is back              the setting is repaired
    a record         newer, no token  signed out, a stale copy is back  the setting is emptied

The owner's app IDs and choices are kept in the journal too. A hidden setting, the mark, tells an ID that the
owner emptied from a settings file that was lost.

A disk may take nothing: Kodi tells of a change all the same. So a write that was not taken is not repeated at
each look, and what the settings have without the mark is never taken for what the owner set.
"""

from __future__ import annotations

import json
import logging
import math
import os
from typing import Any, Container, Dict, Iterator, Mapping, Optional, Protocol, Sequence, Tuple

from trackpass.clocks import Clock
from trackpass.model import LARGEST_NUMBER, Credentials
from trackpass.notebook import Notebook
from trackpass.redaction import Redactor

log = logging.getLogger(__name__)

REVISION = "rev"
REFUSED_REST = 900.0
"""Seconds until a write that was not taken is tried again, unless its value changes."""


class Settings(Protocol):
    """The add-on's settings."""

    def get(self, name: str) -> str:
        """The setting as Kodi has it now; "" when it was never set."""

    def get_all(self, names: Sequence[str]) -> Dict[str, str]:
        """Several settings as Kodi has them now."""

    def set(self, name: str, value: str) -> None:
        """Stores the setting."""

    def is_held(self) -> bool:
        """Whether a settings dialog is open: what is set meanwhile lasts only if it is left with OK."""


class Vault:
    """Keeps credentials and what the owner set; one thread only (the service's worker).

    ``accounts`` maps a tracker's key to the setting that holds its account, ``owned`` names the settings that
    the owner fills in, ``choices`` those that have a value by themselves, ``mark`` the hidden one.
    """

    def __init__(
        self,
        settings: Settings,
        notebook: Notebook,
        redactor: Redactor,
        accounts: Mapping[str, str],
        owned: Sequence[str],
        choices: Sequence[str],
        mark: str,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._notebook = notebook
        self._redactor = redactor
        self._accounts = accounts
        self._owned = owned
        self._choices = choices
        self._mark = mark
        self._clock = clock
        self._refused: Dict[str, str] = {}
        """By setting, the value that was not taken."""
        self._retry_at = math.inf
        self.unsettled = False
        """Whether something was stored, or is to be, while a settings dialog is open."""
        self.repairs = 0
        """How often one of the two places was behind the other."""

    def open(self) -> bool:
        """Repairs what was lost while Kodi was down; False when both places were damaged: nothing is left."""
        mark, kept = self._settings.get(self._mark), self._notebook.recall("mark")
        hopeless = not kept and not mark and self._notebook.was_damaged
        self._notebook.remember("mark", mark or kept or os.urandom(8).hex())
        self.settle()
        return not hopeless

    @property
    def retry_at(self) -> float:
        """When to settle again since a write was not taken, on the monotonic clock; infinite for never."""
        return math.inf if self.unsettled else self._retry_at

    def settle(self) -> None:
        """Makes both places agree again; does nothing while a settings dialog is open."""
        if self._settings.is_held():
            self.unsettled = True
            return
        self.unsettled, again = False, {}
        if self._retry_at <= self._clock():
            again, self._refused, self._retry_at = self._refused, {}, math.inf
        if not self._settings.get(self._mark):
            self._restore(again)
        for tracker in self._accounts:
            self.load(tracker)
        found = self._settings.get_all((self._mark, *self._owned, *self._choices))
        if found.pop(self._mark):  # else they are lost, still or by now
            for name, value in found.items():
                self._notebook.put("owned", name, value or None)

    def _restore(self, again: Container[str]) -> None:
        """Gives the settings back what the owner had filled in and chosen, and then the mark.

        Ends at the first write that is not taken. If that happens ``again``, but the mark is taken, it is not
        the disk that is to blame: a newer version knows such a value no more.
        """
        owned, mark = self._notebook.section("owned"), self._notebook.recall("mark")
        for name, present in self._settings.get_all((*self._owned, *self._choices)).items():
            value = str(owned.get(name) or present)
            if present == value or (present and name in self._owned) or self._write(name, value):
                continue
            if name not in again or not self._write(self._mark, mark):
                return
        if self._write(self._mark, mark) and owned:
            log.warning("Kodi lost the settings; they were repaired from the journal")
            self.repairs += 1

    def is_held(self) -> bool:
        """Whether a settings dialog is open, so that nothing that cannot be repeated should be stored."""
        return self._settings.is_held()

    def load(self, tracker: str) -> Optional[Credentials]:
        """The stored credentials, None when signed out; repairs whichever place is behind."""
        name = self._accounts[tracker]
        kept, setting = self._kept(tracker), _object(self._settings.get(name))
        foreign = _digest(setting) if setting and REVISION not in setting else ""
        held, is_stale = self._settings.is_held(), foreign == self._notebook.section("adopted").get(tracker)
        record = kept if kept and (held or is_stale) else _newer(setting, kept)
        if record != kept:
            record = {**record, REVISION: max(_revision(record), _revision(kept) + 1)}
            self._notebook.put("accounts", tracker, record)
        if foreign and not held:
            self._notebook.put("adopted", tracker, foreign)
        wanted = record if _proof(record) else {}
        if wanted != setting and self._store(name, wanted):
            log.info("The setting %s was behind and is repaired", name)
            self.repairs += 1
        return self._credentials(record)

    def save(self, tracker: str, credentials: Credentials) -> None:
        """Stores credentials: first in the journal, then in the settings, then reads them back."""
        self._redactor.hide(credentials.proof, credentials.refresh_token)
        record = {**credentials._asdict(), REVISION: _revision(self._kept(tracker)) + 1}
        self._notebook.put("accounts", tracker, record)
        self._store(self._accounts[tracker], record)

    def clear(self, tracker: str) -> None:
        """Forgets the account in both places; a record without a token keeps an old copy from coming back."""
        self._notebook.put("accounts", tracker, {REVISION: _revision(self._kept(tracker)) + 1})
        self._store(self._accounts[tracker], {})

    def _store(self, name: str, record: Mapping[str, Any]) -> bool:
        text = json.dumps(record, separators=(",", ":"), ensure_ascii=False) if record else ""
        return self._write(name, text)

    def _write(self, name: str, value: str) -> bool:
        """Sets a setting and reads it back; whether it was taken, for good."""
        if self._refused.get(name) == value:
            return False
        self._settings.set(name, value)
        if self._settings.is_held():
            log.info("A settings dialog is open; %s is made good after it closes", name)
            self.unsettled = True
            return False
        if self._settings.get(name) == value:
            self._refused.pop(name, None)
            return True
        log.warning("The setting %s was not taken; the journal has it", name)
        self._refused[name] = value
        self._retry_at = min(self._retry_at, self._clock() + REFUSED_REST)
        return False

    def _credentials(self, record: Mapping[str, Any]) -> Optional[Credentials]:
        if not _proof(record):
            return None
        credentials = Credentials(**{"access_token": "", "client_id": "", **dict(_fitting(record))})
        self._redactor.hide(credentials.proof, credentials.refresh_token, credentials.client_id)
        return credentials

    def _kept(self, tracker: str) -> Dict[str, Any]:
        kept = self._notebook.section("accounts").get(tracker)
        return kept if isinstance(kept, dict) else {}


def _newer(setting: Dict[str, Any], kept: Dict[str, Any]) -> Dict[str, Any]:
    """The record that counts, as the table above says."""
    if not setting:
        return kept
    if REVISION not in setting:
        return kept if {**setting, REVISION: _revision(kept)} == kept else setting
    return kept if _revision(kept) > _revision(setting) else setting


def _digest(record: Mapping[str, Any]) -> str:
    """Tells one record from another without telling what it holds."""
    from hashlib import sha256  # slow to load, and only what others wrote needs it

    return sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()[:16]


def _proof(record: Mapping[str, Any]) -> bool:
    """Whether the record holds a sign-in, and not that there is none."""
    known = dict(_fitting(record))
    return bool(known.get("access_token") or known.get("session_id"))


def _revision(record: Mapping[str, Any]) -> int:
    value = record.get(REVISION)
    return value if isinstance(value, int) else 0


def _object(text: str) -> Dict[str, Any]:
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _fitting(record: Mapping[str, Any]) -> Iterator[Tuple[str, Any]]:
    """The record's values that fit the fields of Credentials; others are passed over."""
    for name, blank in Credentials("", "")._asdict().items():
        value = record.get(name)
        if isinstance(blank, int) and isinstance(value, (int, float)) and abs(value) < LARGEST_NUMBER:
            yield name, int(value)
        elif isinstance(blank, str) and isinstance(value, str):
            yield name, value
