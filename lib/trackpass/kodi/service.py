"""The service: takes commands from Kodi's main thread, has them done by the worker, stops when Kodi stops."""

from __future__ import annotations

import xbmc

from trackpass.kodi import bus, wiring
from trackpass.kodi.parts import Parts

GRACE = 1.0
"""Seconds that a call under way may still take once Kodi stops; after that its connection is cut."""
SPENDING_GRACE = 1.5
"""Seconds more for an answer that carries the only copy of a new pair."""
LAST_WAIT = 1.0


class _Ears(xbmc.Monitor):
    """Kodi's callbacks; they come on the main thread and are handed on at once."""

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._parts = parts

    def onNotification(self, sender: str, method: str, data: str) -> None:
        """A command of ours, the end of a video, or the end of a sleep."""
        parts = self._parts
        command = bus.received(sender, method, data)
        if command is not None:
            bus.confirm(command)
            parts.worker.post(lambda: parts.handle(command))
        elif method == "Player.OnStop":
            parts.worker.post(parts.toasts.video_ended)
        elif method == "System.OnWake":
            parts.worker.post(parts.woken)

    def onSettingsChanged(self) -> None:
        """The owner's edit, somebody else's write, or our own."""
        self._parts.worker.post(self._parts.settings_changed)


def run() -> None:
    """Runs until Kodi stops."""
    parts = wiring.build()
    ears = _Ears(parts)
    parts.worker.post(parts.open)
    parts.worker.start()
    try:
        ears.waitForAbort()
    finally:
        parts.http.send_no_more()
        stopped = parts.worker.stop(GRACE) or (parts.desk.spending and parts.worker.stop(SPENDING_GRACE))
        if not stopped:
            parts.http.interrupt()
            parts.worker.stop(LAST_WAIT)
        parts.page.stop()
        parts.http.close()
        bus.clear()
