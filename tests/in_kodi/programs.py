"""The programs the rig needs, and the Debian packages that hold them: the one place that names both."""

from __future__ import annotations

import shutil

APT_PACKAGES = (
    "kodi",
    "kodi-bin",
    "kodi-eventclients-kodi-send",
    "xvfb",
    "xdotool",
    "dbus",
    "dbus-x11",
    "libgl1-mesa-dri",
    "libgl1",
    "libegl1",
    "libgles2",
    "imagemagick",
    "zbar-tools",
    "tesseract-ocr",
    "chromium",
    "chromium-driver",
    # The fonts of Kodi's own skin. Without them it falls back to another, and screenshots look unlike a TV.
    "fonts-noto-core",
    "fonts-noto-mono",
    "fonts-roboto-hinted",
)

# What is looked for on the PATH, and the package a missing one comes from.
PROGRAMS = {
    "kodi": "kodi",
    "kodi-send": "kodi-eventclients-kodi-send",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "dbus-run-session": "dbus",
    "import": "imagemagick",
    "zbarimg": "zbar-tools",
    "tesseract": "tesseract-ocr",
    "chromium": "chromium",
    "chromedriver": "chromium-driver",
}


def missing(programs: dict[str, str] = PROGRAMS) -> list[str]:
    """Return the names of the needed programs that are not on the PATH."""
    return [name for name in programs if shutil.which(name) is None]


def how_to_get() -> str:
    """Return the one command that installs everything on Debian 12."""
    return "apt-get install --no-install-recommends " + " ".join(APT_PACKAGES)


def sentence(absent: list[str]) -> str:
    """Return one line that says what is missing and how to get it."""
    return f"no tests in a real Kodi: {', '.join(absent)} not found; get it with: {how_to_get()}"
