"""Python's logging into kodi.log, with every registered secret taken out."""

from __future__ import annotations

import logging

import xbmc

from trackpass.redaction import Redactor

LEVELS = (
    (logging.ERROR, xbmc.LOGERROR),
    (logging.WARNING, xbmc.LOGWARNING),
    (logging.INFO, xbmc.LOGINFO),
    (logging.NOTSET, xbmc.LOGDEBUG),
)
"""Python's levels from which on Kodi's apply."""


class KodiHandler(logging.Handler):
    """Writes records to kodi.log as ``[Trackpass] …``."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor
        self.setFormatter(logging.Formatter("[Trackpass] %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one record; a traceback is cleaned like the rest."""
        level = next(kodi for least, kodi in LEVELS if record.levelno >= least)
        try:
            text = self._redactor.clean(self.format(record))
        except (TypeError, ValueError, KeyError):  # the library's own way of telling would print the values
            text = f"[Trackpass] A record of {record.name} cannot be written"
        xbmc.log(text, level)


def set_up(redactor: Redactor) -> None:
    """Sends all logging of this interpreter through the redactor, the libraries' warnings too."""
    root = logging.getLogger()
    root.handlers[:] = [KodiHandler(redactor)]
    root.setLevel(logging.WARNING)
    logging.getLogger("trackpass").setLevel(logging.DEBUG)
