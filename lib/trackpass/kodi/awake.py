"""Keeps the TV lit while its owner reads from it and has only the phone in hand."""

from __future__ import annotations

import math
import time
from typing import Callable

import xbmc

EVERY = 20.0
"""Seconds; Kodi's shortest wait before a screensaver, or before it turns the screen off, is a minute."""


class Awake:
    """Holds off whatever darkens the screen, for as long as :meth:`stay` is called now and then.

    Kodi has a switch for it as well, which would stay on if the script were killed.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since = -math.inf

    def stay(self) -> None:
        """Tells Kodi that somebody is there."""
        if self._clock() - self._since >= EVERY:
            self._since = self._clock()
            xbmc.executebuiltin("ResetScreensaver")
