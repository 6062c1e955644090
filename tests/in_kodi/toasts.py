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
LONGEST = 8.5  # seconds that one toast of Trackpass can be seen
INK = 140  # a pixel brighter than this belongs to a letter


@dataclass(frozen=True)
class Toast:
    """One toast: its heading, the beginning of its message, and about how many seconds it was up.

    Kodi shows a toast for 5 s unless the add-on says otherwise (Trackpass says 6), and takes 2 s more to take
    it away. One that seems to be up for much longer is two with the same heading, right after one another.
    """

    heading: str
    message: str
    seconds: float


@dataclass
class _Still:
    """What the dialog looked like while nothing in it moved."""

    picture: Image.Image
    appearance: int  # counts how often the dialog came up
    since: float
    until: float
    text: str | None = None


class ToastWatcher(threading.Thread):
    """Takes pictures of the notification dialog whenever it is up, until told to stop."""

    def __init__(self, remote: Remote, screen: Screen) -> None:
        super().__init__(name="toasts")
        self._remote, self._screen = remote, screen
        self._end = threading.Event()
        self._lock = threading.Lock()
        self._stills: list[_Still] = []

    def seen(self) -> list[Toast]:
        """Return the toasts so far, each once, in the words that stood still the longest."""
        with self._lock:
            stills = list(self._stills)
        shown: list[list[_Still]] = []
        for still in stills:
            if still.text is None:
                still.text = text_of(still.picture, block=True)
            if shown and _goes_on(shown[-1][0], shown[-1][-1], still):
                shown[-1].append(still)
            else:
                shown.append([still])
        return [_toast(stills) for stills in shown]

    def stop(self) -> None:
        """End the thread."""
        self._end.set()
        if self.is_alive():
            self.join(30)

    def run(self) -> None:
        """Watch; a few looks a second see each toast."""
        appearance, before = 0, None
        while not self._end.wait(0.3):
            picture = self._look()
            if picture is None:
                appearance += before is not None
            elif before is not None and _equal(before, picture):
                self._keep(picture, appearance)
            before = picture

    def _look(self) -> Image.Image | None:
        """Return a picture of the dialog if it is up."""
        try:
            if self._remote.boolean(VISIBLE):
                picture = self._screen.picture(WORDS)
                if self._remote.boolean(VISIBLE):
                    return picture
        except (OSError, ValueError, RpcError, subprocess.SubprocessError):
            pass  # Kodi, or its display, is starting or gone
        return None

    def _keep(self, picture: Image.Image, appearance: int) -> None:
        now = time.monotonic()
        with self._lock:
            last = self._stills[-1] if self._stills else None
            if last and last.appearance == appearance and _equal(last.picture, picture):
                last.until = now
            else:
                self._stills.append(_Still(picture, appearance, now, now))


def _toast(stills: list[_Still]) -> Toast:
    """Make one toast of what was seen of it; it may move a little as it comes and goes, which reads badly."""
    longest = max(stills, key=lambda still: still.until - still.since)
    heading, _, message = (longest.text or "").partition("\n")
    return Toast(heading, message.replace("\n", " "), stills[-1].until - stills[0].since)


def _equal(one: Image.Image, other: Image.Image) -> bool:
    """Return whether the same is written in both; what shines through the dialog does not count."""
    changed = ImageChops.difference(one.point(_ink), other.point(_ink)).histogram()[255]
    return changed <= one.width * one.height // 1000


def _ink(brightness: int) -> int:
    return 255 if brightness > INK else 0


def _goes_on(first: _Still, last: _Still, now: _Still) -> bool:
    """Return whether the toast that was first and last seen so is still up, as it was or scrolled on."""
    heading, _, message = (first.text or "").partition("\n")
    same_heading = _ratio(heading, (now.text or "").partition("\n")[0]) >= 0.6  # a letter may be misread
    if first.appearance != now.appearance or not same_heading:
        return False
    scrolls_on = len(message) > ROOM and now.since - first.since < LONGEST
    return scrolls_on or _ratio(last.text or "", now.text or "") >= 0.9


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, False).ratio()
