"""The programs the rig needs, and the Debian packages that hold them: the one place that names both."""

from __future__ import annotations

import shutil

# What Kodi itself takes to start, and what a test may start it with.
KODI_PACKAGES = (
    "kodi",
    "kodi-bin",
    "dbus",
    "dbus-x11",
    "libgl1-mesa-dri",
    "libgl1",
    "libegl1",
    "libgles2",
    "faketime",
    # The fonts of Kodi's own skin. Without them it falls back to another, and screenshots look unlike a TV.
    "fonts-noto-core",
    "fonts-noto-mono",
)

APT_PACKAGES: tuple[str, ...] = (
    *KODI_PACKAGES,
    "fonts-roboto-hinted",
    "kodi-eventclients-kodi-send",
    "xvfb",
    "xdotool",
    "imagemagick",
    "zbar-tools",
    "tesseract-ocr",
    "chromium",
    "chromium-driver",
    "curl",
)

# For a Kodi that is not this Debian's own; see `debian`.
DEBIAN_PACKAGES: tuple[str, ...] = ("debootstrap", "debian-archive-keyring")

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
    "faketime": "faketime",
    "curl": "curl",
}

DEBIAN_PROGRAMS = {"debootstrap": "debootstrap"}


def missing(programs: dict[str, str] = PROGRAMS) -> list[str]:
    """Return the names of the needed programs that are not on the PATH."""
    return [name for name in programs if shutil.which(name) is None]


def how_to_get(packages: tuple[str, ...] = APT_PACKAGES) -> str:
    """Return the one command that installs everything on Debian 12."""
    return "apt-get install --no-install-recommends " + " ".join(packages)
