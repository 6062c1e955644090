"""Installs a zip as a person does: Add-ons > Install from zip file, with the keys of the remote."""

from __future__ import annotations

import shutil
from pathlib import Path

from in_kodi.home import ZIP_SOURCE
from in_kodi.kodi import Kodi
from in_kodi.waiting import wait_for

ADDON_BROWSER = 10040
FILE_BROWSER = 10126
YES_NO_DIALOG = 10100


def install_zip(kodi: Kodi, archive: Path) -> str:
    """Install an add-on's zip in a running Kodi, wait until it is installed and enabled, and return its id.

    Raises:
        TimeoutError: Kodi did not come to the end of it.
        AssertionError: an entry that leads there was not on the screen.
    """
    shutil.copy(archive, kodi.home.zips)
    addon_id = archive.name.rsplit("-", 1)[0]
    kodi.go_home()
    kodi.open_window("addonbrowser")
    kodi.wait_window(ADDON_BROWSER)
    kodi.walk_to("Install from zip file")
    kodi.select()
    _agree_until(kodi, FILE_BROWSER)
    kodi.walk_to(ZIP_SOURCE)
    kodi.select()
    wait_for("the folder with the zip", lambda: kodi.focused_label() != ZIP_SOURCE)
    kodi.walk_to(archive.name)
    kodi.select()
    wait_for(f"{addon_id} to be enabled", lambda: kodi.addon(addon_id).get("enabled"))
    kodi.go_home()
    return addon_id


def _agree_until(kodi: Kodi, window: int) -> None:
    """Answer Kodi's questions with Yes until this window is on top."""

    def arrived() -> bool:
        current = kodi.current_window()
        if current == YES_NO_DIALOG:
            kodi.walk_to("Yes", "left", 3)
            kodi.select()
        return current == window

    wait_for("the file browser", arrived, every=0.5)
