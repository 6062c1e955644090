"""The releases of Kodi that the tests run in: this Debian's own, and one in a Debian in a folder."""

from __future__ import annotations

import os

from in_kodi import debian, programs

RELEASES = ("20", "21")
OWN = RELEASES[0]
CHOICE = "TRACKPASS_KODI"
"""The environment variable that chooses one of them for a run of the tests."""


def chosen() -> str:
    """Return the release that this run is about."""
    return os.environ.get(CHOICE, OWN)


def obstacle(release: str) -> str:
    """Return a sentence that says what is missing here for a release and how to get it; empty: nothing is."""
    needed, packages = programs.PROGRAMS, programs.APT_PACKAGES
    if release != OWN:
        needed, packages = needed | programs.DEBIAN_PROGRAMS, packages + programs.DEBIAN_PACKAGES
    if absent := programs.missing(needed):
        get = programs.how_to_get(packages)
        return f"no tests in a real Kodi {release}: {', '.join(absent)} not found; get it with: {get}"
    if release != OWN and not debian.may_enter():
        return (
            f"no tests in a real Kodi {release}: they mount and chroot: be root (in a container: privileged)"
        )
    return ""


def prepare(release: str) -> None:
    """Make what a release runs in, unless it is there; it takes minutes the first time.

    Raises:
        RuntimeError: it could not be made.
    """
    if release != OWN:
        debian.prepare()


def enter(release: str) -> list[str]:
    """Return the words that go before a command to have it run where a release of Kodi is."""
    return [] if release == OWN else debian.enter()
