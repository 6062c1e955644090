"""The add-on's settings, read and written through a fresh ``Addon`` object each time.

An ``Addon`` object keeps its own copy of all settings from its first read on and writes the whole copy, so an
old one would undo what others wrote meanwhile.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from typing import Dict, Optional, Sequence

import xbmc
import xbmcaddon
import xbmcvfs

from trackpass.journal import set_aside
from trackpass.model import App
from trackpass.redaction import Redactor

log = logging.getLogger(__name__)

ADDON_ID = "script.trackpass"

ACCOUNTS = {"simkl": "simkl.account", "trakt": "trakt.account", "tmdb": "tmdb_sync.account"}
LINES = {"simkl": "simkl.line", "trakt": "trakt.line", "tmdb": "tmdb.line"}
"""Rows of the settings dialog; their text is a Home property, so it is live and nobody ever writes them."""
MARK = "install.mark"
"""Never empty once the add-on has run: an empty one tells that Kodi lost the file."""
CLIENT_IDS = {"simkl": "simkl.client_id", "trakt": "trakt.client_id", "tmdb": "tmdb_sync.api_key"}
CLIENT_SECRETS = {"simkl": "simkl.client_secret", "trakt": "trakt.client_secret"}
START_DELAY = "start.delay"
TOASTS_SIGN_INS = "toasts.sign_ins"
TOASTS_TROUBLE = "toasts.trouble"
TOASTS_CHECKS = "toasts.checks"
PAGE_PORT = "page.port"
REMOTE = "remote.enabled"
REMOTE_KEY = "remote.key"

OWNED = (*CLIENT_IDS.values(), *CLIENT_SECRETS.values(), REMOTE_KEY)
"""What the owner fills in and would have to look up again."""
CHOICES = (START_DELAY, TOASTS_SIGN_INS, TOASTS_TROUBLE, TOASTS_CHECKS, PAGE_PORT, REMOTE)
"""What the owner may change, and what has a value by itself."""

TRIES = 5
BETWEEN_TRIES = 0.05
TRIES_WHEN_DAMAGED = 20
"""A write to a slow card takes its time: a second without any change, and it is over."""

SHIPPED_APP_IDS = os.path.join("resources", "app_ids.json")


def addon() -> xbmcaddon.Addon:
    """The add-on as Kodi has it now; never keep it."""
    return xbmcaddon.Addon(ADDON_ID)


def is_on(name: str) -> bool:
    """Whether a switch that is on by itself is still on; a file that is just written counts as on."""
    return bool(addon().getSetting(name) != "false")


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
        self._stuck: Optional[bytes] = None
        """What a damaged file holds that cannot be moved out of the way: no look at it is worth a wait."""

    def get(self, name: str) -> str:
        """The setting as Kodi has it now."""
        return str(self._sound_copy().getSetting(name))

    def get_all(self, names: Sequence[str]) -> Dict[str, str]:
        """Several settings of one moment, in one look at the file."""
        copy = self._sound_copy()
        return {name: str(copy.getSetting(name)) for name in names}

    def set(self, name: str, value: str) -> None:
        """Stores the setting; the file holds tokens, so it is for the owner of the process alone."""
        self._sound_copy().setSetting(name, value)
        try:
            os.chmod(os.path.join(data_path(), "settings.xml"), 0o600)
        except OSError as error:  # no file yet, or a file system without modes
            log.debug("settings.xml keeps its mode (%s)", type(error).__name__)

    def is_held(self) -> bool:
        """Whether a settings dialog is open: it swallows what is set meanwhile unless it is left with OK."""
        return bool(xbmc.getCondVisibility("Window.IsActive(addonsettings)"))

    def _sound_copy(self) -> xbmcaddon.Addon:
        """A fresh copy of the settings that was not taken in the midst of a write.

        Kodi writes the file in place: a copy taken meanwhile is empty, and would empty the file when written.
        The mark tells it, and a moment later the write is over; that is waited for even when Kodi stops.
        """
        file = os.path.join(data_path(), "settings.xml")
        tries, damage = 0, None
        while tries < (TRIES if damage is None else TRIES_WHEN_DAMAGED):
            copy = addon()
            if copy.getSetting(MARK):
                return copy
            former, damage = damage, _damage(file)
            if damage is not None and damage == self._stuck:
                return copy
            tries = tries + 1 if damage == former else 1  # a write that goes on begins the count anew
            threading.Event().wait(BETWEEN_TRIES)
        damage = _damage(file)
        if damage is not None:  # then Kodi never writes it again, so it has to make room
            self._stuck = None if set_aside(file) else damage
        return addon()

    def app_for(self, tracker: str) -> App:
        """The owner's app ID and secret, else those that whoever built the zip added, else empty ones."""
        app = self.own_app(tracker)
        if not app.client_id:
            shipped = _shipped()
            app = App(_text(shipped, CLIENT_IDS[tracker]), _text(shipped, CLIENT_SECRETS.get(tracker, "")))
        self._redactor.hide(*app.client_id.split(), app.client_secret)
        return app

    def own_app(self, tracker: str) -> App:
        """The app ID and secret that the owner filled in, empty ones if none."""
        secret = self.get(CLIENT_SECRETS[tracker]) if tracker in CLIENT_SECRETS else ""
        return App(self.get(CLIENT_IDS[tracker]).strip(), secret.strip())

    def set_app(self, tracker: str, app: App) -> None:
        """Fills in app ID and secret for the owner."""
        self._redactor.hide(*app.client_id.split(), app.client_secret)
        self.set(CLIENT_IDS[tracker], app.client_id)
        if tracker in CLIENT_SECRETS:
            self.set(CLIENT_SECRETS[tracker], app.client_secret)

    def takes_secret(self, tracker: str) -> bool:
        """Whether apps of this tracker may have a secret beside their ID."""
        return tracker in CLIENT_SECRETS


def _damage(file: str) -> Optional[bytes]:
    """What is left in a file that cannot be read; None when it can be, or when there is no file."""
    from xml.etree import ElementTree

    content = b""
    try:
        with open(file, "rb") as stream:
            content = stream.read()
        ElementTree.fromstring(content)  # noqa: S314 (our own file)
    except ElementTree.ParseError:
        return content
    except OSError:
        pass  # no file yet, or Kodi holds it
    return None


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
