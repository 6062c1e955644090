"""Stand-in for Kodi's module ``xbmc``."""

import calendar
import threading
from typing import Any

from fakes.kodi import current
from fakes.text import need_text

LOGDEBUG, LOGINFO, LOGWARNING, LOGERROR, LOGFATAL, LOGNONE = range(6)
ISO_639_1, ISO_639_2, ENGLISH_NAME = range(3)


def log(msg: str, level: int = LOGDEBUG) -> None:
    """Write a line to Kodi's log."""
    current().write_log(level, need_text(msg))


def sleep(timemillis: int) -> None:
    """Wait, with callbacks (banned in the add-on, since it cannot say that Kodi stops)."""
    if timemillis > 0:
        current().wait(timemillis / 1000)


def executebuiltin(function: str, wait: bool = False) -> None:
    """Run a built-in function."""
    current().run_builtin(need_text(function))


def executeJSONRPC(jsonrpccommand: str) -> str:
    """Answer a JSON-RPC request."""
    return current().run_jsonrpc(need_text(jsonrpccommand))


def getCondVisibility(condition: str) -> bool:
    """Tell whether a condition holds: of ``FakeKodi.conditions``, or one that follows from its state."""
    return current().condition(need_text(condition))


def getInfoLabel(cLine: str) -> str:
    """Return an info label from ``FakeKodi.labels``, or an empty text."""
    return current().labels.get(need_text(cLine), "")


def getIPAddress() -> str:
    """Return the box's address in the home network."""
    return current().address


def getLanguage(format: int = ENGLISH_NAME, region: bool = False) -> str:
    """Return Kodi's language, which is English here."""
    return "English" if format == ENGLISH_NAME else "en"


def getRegion(id: str) -> str:
    """Return how times and dates are written."""
    return {"time": "%H:%M:%S", "dateshort": "%d/%m/%Y", "datelong": "%A, %d %B %Y"}.get(id, "")


def getLocalizedString(id: int) -> str:
    """Return one of Kodi's own texts; here only the names of the months are known."""
    return calendar.month_name[id - 20] if 21 <= id <= 32 else ""


def getSkinDir() -> str:
    """Return the id of the skin."""
    return "skin.estuary"


class Monitor:
    """Hears of notifications, changed settings and the shutdown."""

    fake_owner: threading.Thread

    def __new__(cls, *args: Any, **kwargs: Any) -> "Monitor":
        """Register with Kodi; as there, this needs no call of ``super().__init__``."""
        self = super().__new__(cls)
        self.fake_owner = threading.current_thread()
        current().monitors.add(self)
        return self

    def __init__(self) -> None:
        """Make a monitor."""

    def abortRequested(self) -> bool:
        """Tell whether Kodi asked to stop."""
        return current().aborting

    def waitForAbort(self, timeout: float = -1) -> bool:
        """Wait, with callbacks; True means Kodi stops. Zero and less wait for ever, as in Kodi."""
        return current().wait(timeout)

    def onNotification(self, sender: str, method: str, data: str) -> None:
        """Be told of a notification; ``data`` is JSON."""

    def onSettingsChanged(self) -> None:
        """Be told that the add-on's settings were written, by whomever."""


class Player:
    """The video player."""

    fake_owner: threading.Thread

    def __new__(cls, *args: Any, **kwargs: Any) -> "Player":
        """Register with Kodi; as there, this needs no call of ``super().__init__``."""
        self = super().__new__(cls)
        self.fake_owner = threading.current_thread()
        current().players.add(self)
        return self

    def __init__(self) -> None:
        """Make a player."""

    def isPlaying(self) -> bool:
        """Tell whether anything plays."""
        return current().playing_video

    def isPlayingVideo(self) -> bool:
        """Tell whether a video plays."""
        return current().playing_video

    def onAVStarted(self) -> None:
        """Be told that a video started."""

    def onPlayBackStopped(self) -> None:
        """Be told that the person stopped the video."""

    def onPlayBackEnded(self) -> None:
        """Be told that the video came to its end."""
