"""The add-on's settings, read and written through a fresh ``Addon`` object each time.

An ``Addon`` object keeps its own copy of all settings from its first read on and writes the whole copy, so an
old one would undo what others wrote meanwhile.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from typing import Dict

import xbmc
import xbmcaddon
import xbmcvfs

from trackpass.model import App
from trackpass.redaction import Redactor

log = logging.getLogger(__name__)

ADDON_ID = "script.trackpass"

ACCOUNTS = {"simkl": "simkl.account", "trakt": "trakt.account"}
MARK = "install.mark"
"""Never empty once the add-on has run: an empty one tells that Kodi lost the file."""
CLIENT_IDS = {"simkl": "simkl.client_id", "trakt": "trakt.client_id"}
CLIENT_SECRETS = {"simkl": "simkl.client_secret", "trakt": "trakt.client_secret"}

OWNED = (*CLIENT_IDS.values(), *CLIENT_SECRETS.values())
"""What the owner fills in."""

TRIES = 5
BETWEEN_TRIES = 0.05

SHIPPED_APP_IDS = os.path.join("resources", "app_ids.json")


def addon() -> xbmcaddon.Addon:
    """The add-on as Kodi has it now; never keep it."""
    return xbmcaddon.Addon(ADDON_ID)


def addon_path() -> str:
    """The folder that the add-on is installed in."""
    return str(xbmcvfs.translatePath(addon().getAddonInfo("path")))


def data_path() -> str:
    """The folder of the add-on's own data in the present Kodi profile."""
    return str(xbmcvfs.translatePath(addon().getAddonInfo("profile")))


class KodiSettings:
    """The port of the vault onto Kodi's settings."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    def get(self, name: str) -> str:
        """The setting as Kodi has it now."""
        return str(_sound_copy().getSetting(name))

    def set(self, name: str, value: str) -> None:
        """Stores the setting; the file holds tokens, so it is for the owner of the process alone."""
        _sound_copy().setSetting(name, value)
        try:
            os.chmod(os.path.join(data_path(), "settings.xml"), 0o600)
        except OSError as error:  # no file yet, or a file system without modes
            log.debug("settings.xml keeps its mode (%s)", type(error).__name__)

    def is_held(self) -> bool:
        """Whether a settings dialog is open: it swallows what is set meanwhile unless it is left with OK."""
        return bool(xbmc.getCondVisibility("Window.IsActive(addonsettings)"))

    def app_for(self, tracker: str) -> App:
        """The owner's app ID and secret, else those that whoever built the zip added, else empty ones."""
        app = App(self.get(CLIENT_IDS[tracker]).strip(), self.get(CLIENT_SECRETS[tracker]).strip())
        if not app.client_id:
            shipped = _shipped()
            app = App(_text(shipped, CLIENT_IDS[tracker]), _text(shipped, CLIENT_SECRETS[tracker]))
        self._redactor.hide(app.client_secret)
        return app


def _sound_copy() -> xbmcaddon.Addon:
    """A fresh copy of the settings that was not taken in the midst of a write.

    Kodi writes the file in place: a copy taken meanwhile is empty, and would empty the file when written. The
    mark tells it, and a moment later the write is over.
    """
    for _ in range(TRIES):
        copy = addon()
        if copy.getSetting(MARK):
            return copy
        threading.Event().wait(BETWEEN_TRIES)
    _set_aside_if_damaged(os.path.join(data_path(), "settings.xml"))
    return addon()


def _set_aside_if_damaged(file: str) -> None:
    """A settings file that Kodi cannot read is never written by it again, so it has to make room."""
    from xml.etree import ElementTree

    try:
        ElementTree.parse(file)  # noqa: S314 (our own file)
        return
    except ElementTree.ParseError:
        log.warning("settings.xml is damaged; it is kept as settings.xml.aside")
    except OSError as error:
        log.debug("There is no settings.xml (%s)", type(error).__name__)
        return
    try:
        os.replace(file, f"{file}.aside")
    except OSError as error:
        log.warning("settings.xml cannot be moved (%s)", type(error).__name__)


def _text(values: Dict[str, object], name: str) -> str:
    value = values.get(name)
    return value.strip() if isinstance(value, str) else ""


def _shipped() -> Dict[str, object]:
    try:
        with open(os.path.join(addon_path(), SHIPPED_APP_IDS), encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
