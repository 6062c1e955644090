"""Starts the script from another add-on, as a skin's button does."""

from __future__ import annotations

import xbmc

from trackpass.kodi.settings import ADDON_ID


def launch(*arguments: str) -> None:
    """Runs the script with these arguments (README, "On a TV box"); returns at once."""
    xbmc.executebuiltin(f"RunScript({','.join((ADDON_ID, *arguments))})")
