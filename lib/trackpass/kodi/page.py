"""The phone page in Kodi: opened for a window or kept open for scripts; its code is loaded only then."""

from __future__ import annotations

import math
import os
import threading
from typing import TYPE_CHECKING, Callable, Optional, Tuple

from trackpass.kodi import strings, wording
from trackpass.kodi.settings import MARK, PAGE_PORT, REMOTE, REMOTE_KEY, KodiSettings
from trackpass.kodi.strings import localize
from trackpass.model import AccountView, SignInView

if TYPE_CHECKING:
    from trackpass.phone.desk_line import DeskLine
    from trackpass.phone.door import Door

STANDARD_PORT = 8788
KEY_BYTES = 12
SHORTEST_KEY = 12
"""Characters of a key that the owner chose; what is shorter is easily guessed, and replaced."""


class KodiWords:
    """The page's texts, in the language of the TV."""

    def text(self, name: str, /, tracker: str = "", **values: str) -> str:
        """The text of a name in :mod:`trackpass.kodi.strings`."""
        return localize(getattr(strings, name), tracker, **values)

    def problem(self, value: str, tracker: str) -> str:
        """The sentence for a problem's value."""
        return localize(strings.PROBLEMS.get(value, strings.UNFORESEEN), tracker)

    def account(self, view: AccountView) -> str:
        """An account's state as one line."""
        return wording.describe(view)

    def sign_in(self, tracker: str, view: SignInView) -> str:
        """What is going on in a sign-in, as one line."""
        from trackpass.kodi import screen  # late, as all that the page alone needs

        return screen.status(tracker, view)


class Page:
    """Builds the door and its line to the desk at the first need. All but :meth:`stop` runs in the worker."""

    def __init__(self, build: Callable[[], Tuple[Door, DeskLine]], settings: KodiSettings) -> None:
        self._build = build
        self._settings = settings
        self._door: Optional[Door] = None
        self._line: Optional[DeskLine] = None
        self._lock = threading.Lock()
        self._is_stopped = self._is_keyless = False

    @property
    def due(self) -> float:
        """When :meth:`tick` has something to do, on the monotonic clock."""
        return self._door.due if self._door else math.inf

    def tick(self) -> None:
        """Closes what has been open long enough."""
        if self._door:
            self._door.tick()

    def open(self) -> None:
        """A window shows the page's address."""
        self._ready().open()

    def close(self) -> None:
        """The window is gone."""
        if self._door:
            self._door.close()

    def settings_changed(self) -> None:
        """Looks whether the owner wants scripts to be let in; makes their key where there is none.

        Not while a dialog is open, whose end is told as well, and not in a file without the mark, to which
        the vault is about to give the owner's key back.
        """
        found = self._settings.get_all((MARK, REMOTE, REMOTE_KEY))
        if self._settings.is_held() or not found[MARK]:
            return
        key = found[REMOTE_KEY].strip()  # as it arrives
        if len(key) < SHORTEST_KEY:
            key = self._new_key()
        wanted = found[REMOTE] == "true"
        if key and (wanted or self._door):
            self._ready().remote(wanted, key)

    def stop(self) -> None:
        """Closes everything, for good; from the main thread. A door that is being built opens no more."""
        with self._lock:
            self._is_stopped = True
        if self._line:
            self._line.close()  # first: whoever waits for the worker's answer keeps the door from closing
        if self._door:
            self._door.stop()

    def _new_key(self) -> str:
        """A key that is stored, or "": a disk that takes none is not asked again, a change each time."""
        if self._is_keyless:
            return ""
        key = os.urandom(KEY_BYTES).hex()
        self._settings.set(REMOTE_KEY, key)
        is_stored = self._settings.get(REMOTE_KEY) == key
        self._is_keyless = not is_stored and not self._settings.is_held()
        return key if is_stored else ""

    def _ready(self) -> Door:
        if self._door is None:
            door, line = self._build()
            with self._lock:
                self._door, self._line = door, line
                if self._is_stopped:
                    line.close()
                    door.stop()
        return self._door


def port(settings: KodiSettings) -> int:
    """The port of the settings."""
    text = settings.get(PAGE_PORT)
    return int(text) if text.isdecimal() else STANDARD_PORT
