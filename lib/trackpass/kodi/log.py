"""Python's logging into kodi.log, with every registered secret taken out."""

from __future__ import annotations

import logging

import xbmc

from trackpass.redaction import Redactor

LEVELS = {
    logging.DEBUG: xbmc.LOGDEBUG,
    logging.INFO: xbmc.LOGINFO,
    logging.WARNING: xbmc.LOGWARNING,
    logging.ERROR: xbmc.LOGERROR,
}


class KodiHandler(logging.Handler):
    """Writes records to kodi.log as ``[Trackpass] …``."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor
        self.setFormatter(logging.Formatter("[Trackpass] %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one record; a traceback is cleaned like the rest."""
        xbmc.log(self._redactor.clean(self.format(record)), LEVELS.get(record.levelno, xbmc.LOGDEBUG))


def set_up(redactor: Redactor) -> None:
    """Sends all logging of this interpreter through the redactor, the libraries' warnings too."""
    root = logging.getLogger()
    root.handlers[:] = [KodiHandler(redactor)]
    root.setLevel(logging.WARNING)
    logging.getLogger("trackpass").setLevel(logging.DEBUG)
