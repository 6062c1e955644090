"""Records the toasts that a viewer sees.

Kodi tells that its notification dialog is up, but not what it says: the dialog is never the one on top, so
its labels are out of reach of JSON-RPC. So pictures of it are kept, and the text is read off them when it is
asked for. Kodi shows one toast at a time and queues the others; its own skin scrolls a message of more than
about 30 characters.
"""

from __future__ import annotations

import difflib
import subprocess
import threading
import time
from dataclasses import dataclass

from PIL import Image, ImageChops

from in_kodi.remote import Remote, RpcError
from in_kodi.screen import Region, Screen, text_of

VISIBLE = "Window.IsVisible(notification)"
WORDS: Region = (1425, 106, 490, 116)  # where Kodi's own skin (Estuary) writes the two lines
ROOM = 30  # characters that surely fit; a longer message may scroll
COMES = 1.0  # seconds that a toast takes to come, with more and more of its words on the screen
LONGEST = 12  # seconds that one toast of Trackpass can be seen, however slow the machine
INK = 140  # a pixel brighter than this belongs to a letter


@dataclass(frozen=True)
class Toast:
    """One toast: its heading, the beginning of its message, and about how many seconds it was up.

    Kodi shows a toast for 5 s unless the add-on says otherwise (Trackpass says 6), and takes 2 s more to take
    it away; on a machine that stutters, 10 s were seen.
    """

    heading: str
    message: str
    seconds: float


@dataclass
class Still:
    """What the dialog looked like while nothing in it moved, and what was read off that: two lines."""

    picture: Image.Image
    appearance: int  # counts how often the dialog came up
    since: float
    until: float
    text: str | None = None

    @property
    def heading(self) -> str:
        """The first line."""
        return (self.text or "").partition("\n")[0]

    @property
    def message(self) -> str:
        """The rest."""
        return (self.text or "").partition("\n")[2].replace("\n", " ")


class ToastWatcher(threading.Thread):
    """Takes pictures of the notification dialog whenever it is up, until told to stop."""

    def __init__(self, remote: Remote, screen: Screen) -> None:
        super().__init__(name="toasts")
        self._remote, self._screen = remote, screen
        self._end = threading.Event()
        self._lock = threading.Lock()
        self._stills: list[Still] = []

    def seen(self) -> list[Toast]:
        """Return the toasts so far, each once."""
        with self._lock:
            stills = list(self._stills)
        for still in stills:
            if still.text is None:
                still.text = text_of(still.picture, block=True)
        return toasts_of(stills)

    def stop(self) -> None:
        """End the thread."""
        self._end.set()
        if self.is_alive():
            self.join(30)

    def run(self) -> None:
        """Watch; a few looks a second see each toast."""
        appearance, before = 0, None
        while not self._end.wait(0.3):
            try:
                picture = self._look()
            except (OSError, ValueError, RpcError, subprocess.SubprocessError):
                continue  # Kodi, or its display, is starting or gone, or slow to answer
            if picture is None:
                appearance += before is not None
            elif before is not None and _equal(before, picture):
                self._keep(picture, appearance)
            before = picture

    def _look(self) -> Image.Image | None:
        """Return a picture of the dialog if it is up."""
        if not self._remote.boolean(VISIBLE):
            return None
        picture = self._screen.picture(WORDS)
        return picture if self._remote.boolean(VISIBLE) else None

    def _keep(self, picture: Image.Image, appearance: int) -> None:
        now = time.monotonic()
        with self._lock:
            last = self._stills[-1] if self._stills else None
            if last and last.appearance == appearance and _equal(last.picture, picture):
                last.until = now
            else:
                self._stills.append(Still(picture, appearance, now, now))


def toasts_of(stills: list[Still]) -> list[Toast]:
    """Tell which stills show one toast: those of one appearance under one heading, unless changed.

    A message that scrolls leaves two stills, its beginning and its end. As it comes and goes, a toast may
    move so little that a third is kept, which reads badly; one before its words are there reads as anything,
    and does not stand.
    """
    toasts: list[list[Still]] = []
    stood = {still.appearance for still in stills if still.until > still.since}
    for still in stills:
        if still.until == still.since and still.appearance in stood:
            continue
        if toasts and _goes_on(toasts[-1], still):
            toasts[-1].append(still)
        else:
            toasts.append([still])
    return [_toast(stills) for stills in toasts]


def _goes_on(stills: list[Still], now: Still) -> bool:
    """Return whether the toast of these stills is still up, as it was or scrolled on."""
    first, last = stills[0], stills[-1]
    if first.appearance != now.appearance or _ratio(first.heading, now.heading) < 0.6:  # a letter misread
        return False
    if any(len(still.message) > ROOM for still in stills):
        return now.until - first.since < LONGEST
    comes = last.until - first.since < COMES and _ratio(last.message, now.message[: len(last.message)]) >= 0.9
    return comes or _ratio(last.text, now.text) >= 0.9


def _toast(stills: list[Still]) -> Toast:
    """Make a toast of its stills, in the words of the one that stood the longest, before it scrolled."""
    begin = next((still for still in stills if len(still.message) > ROOM), None)
    before = [still for still in stills if begin is None or _ratio(begin.text, still.text) >= 0.8]
    longest = max(before, key=lambda still: still.until - still.since)
    return Toast(longest.heading, longest.message, stills[-1].until - stills[0].since)


def _equal(one: Image.Image, other: Image.Image) -> bool:
    """Return whether the same is written in both; what shines through the dialog does not count."""
    changed = ImageChops.difference(one.point(_ink), other.point(_ink)).histogram()[255]
    return changed <= one.width * one.height // 1000


def _ink(brightness: int) -> int:
    return 255 if brightness > INK else 0


def _ratio(one: str | None, other: str | None) -> float:
    return difflib.SequenceMatcher(None, one or "", other or "", False).ratio()
