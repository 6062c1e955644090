"""The QR code's picture: a file of a new name each time, since Kodi keeps pictures by name."""

from __future__ import annotations

import logging
import os
from typing import cast

import xbmcgui

from trackpass import qr
from trackpass.kodi.controls import QR_IMAGE
from trackpass.kodi.settings import data_path

log = logging.getLogger(__name__)

QR_FILES = "signin-qr-"


class Picture:
    """At most one picture on disk; ``path`` is "" while there is none."""

    def __init__(self) -> None:
        self.path = ""

    def draw(self, link: str) -> bool:
        """Draws the code in place of the former one, nothing for ""; whether there is a picture now."""
        self.remove()
        if not link:
            return False
        try:
            picture = qr.png(link)
            self.path = os.path.join(data_path(), f"{QR_FILES}{os.urandom(8).hex()}.png")
            with open(self.path, "wb", opener=_for_us_alone) as file:
                file.write(picture)
        except (OSError, ValueError, ImportError):
            return False  # code and address still stand
        return True

    def show(self, window: xbmcgui.WindowXMLDialog, link: str) -> None:
        """Puts the code into the window; while there is none, the window's property says so."""
        window.setProperty("qr", "")
        if self.draw(link):
            cast(xbmcgui.ControlImage, window.getControl(QR_IMAGE)).setImage(self.path, False)
            window.setProperty("qr", "shown")

    def remove(self) -> None:
        """Removes the picture."""
        if self.path:
            _remove(self.path)
        self.path = ""


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def remove_leftovers() -> None:
    """Removes QR pictures that a window left behind when Kodi was killed."""
    folder = data_path()
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        names = os.listdir(folder)
    except OSError as error:
        log.warning("The data folder cannot be used (%s)", type(error).__name__)
        return
    for name in names:
        if name.startswith(QR_FILES):
            _remove(os.path.join(folder, name))


def _remove(file: str) -> None:
    """Removes a file; one that is in use stays for the next time."""
    try:
        os.remove(file)
    except OSError as error:
        log.debug("A QR picture stays for now (%s)", type(error).__name__)
