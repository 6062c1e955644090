"""What this Kodi is and what it runs on."""

from __future__ import annotations

import xbmc

PLATFORMS = ("Android", "LinuxRaspberryPi", "Linux", "Windows", "UWP", "TVOS", "IOS", "OSX", "WebOS")


def kodi_version() -> str:
    """The version number alone, for example "20.1"."""
    return (xbmc.getInfoLabel("System.BuildVersion").split() or ["0"])[0]


def platform_name() -> str:
    """The platform as Kodi calls it in its conditions."""
    found = (name for name in PLATFORMS if xbmc.getCondVisibility(f"System.Platform.{name}"))
    return next(found, "Unknown")
