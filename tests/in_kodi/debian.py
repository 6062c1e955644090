"""A Debian 13 in a folder, for the Kodi 21 that Debian 12 does not have: made once, kept, entered by chroot.

It is entered in a mount namespace of its own: what is mounted there nobody else sees, and it is gone with the
last process inside, however that ends.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from in_kodi.programs import KODI_PACKAGES

SUITE = "trixie"
ANY_MIRROR = "http://deb.debian.org/debian"
CACHES = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "trackpass"
ROOT = CACHES / f"debian-{SUITE}"
PACKAGES = (*KODI_PACKAGES, "fonts-roboto-unhinted")
MARKER = ROOT / "packages"
"""What the folder was filled with; it is the last thing written into it."""

# The folders for temporary files hold Kodi's home, the sandbox's certificate, the sockets of X servers.
SHARED = sorted({"/proc", "/sys", "/dev", "/tmp", tempfile.gettempdir()})
_ENTER = (
    'root=$1; shift; for place in {places}; do mount --rbind "$place" "$root$place" || exit; done; '
    'PATH="$PATH:/usr/sbin:/sbin"; exec chroot "$root" "$@"'
)


def may_enter() -> bool:
    """Whether this machine lets us mount and chroot."""
    attempt = ["unshare", "--mount", "chroot", "/", "true"]
    return os.geteuid() == 0 and subprocess.run(attempt, capture_output=True).returncode == 0


def enter() -> list[str]:
    """Return the words that go before a command to have it run in the folder."""
    return ["unshare", "--mount", "sh", "-c", _ENTER.format(places=" ".join(SHARED)), "sh", str(ROOT)]


def prepare() -> None:
    """Make the folder, unless one with these very packages is there.

    Raises:
        RuntimeError: it could not be made; with the end of what was printed on the way.
    """
    CACHES.mkdir(parents=True, exist_ok=True)
    wanted = " ".join(PACKAGES)
    with (CACHES / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if MARKER.exists() and MARKER.read_text() == wanted:
            return
        print(f"Setting up Debian 13 with Kodi 21 in {ROOT}, once (a few minutes) ...", flush=True)
        shutil.rmtree(ROOT, ignore_errors=True)
        _fill()
        MARKER.write_text(wanted)


def _fill() -> None:
    _run("unshare", "--mount", "debootstrap", "--variant=minbase", SUITE, str(ROOT), _mirror())
    for place in SHARED:
        Path(f"{ROOT}{place}").mkdir(parents=True, exist_ok=True)
    shutil.copy("/etc/hosts", ROOT / "etc/hosts")
    services = ROOT / "usr/sbin/policy-rc.d"  # a package asks it before it starts a service: no
    services.write_text("#!/bin/sh\nexit 101\n")
    services.chmod(0o755)
    apt = [*enter(), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    _run(*apt, "install", "--yes", "--no-install-recommends", *PACKAGES)
    _run(*apt, "clean")
    # The skin's clock has this font, by a link that leads nowhere in Debian 13.
    fonts = ROOT / "usr/share/fonts/truetype/roboto/unhinted"
    (fonts / "Roboto-Thin.ttf").symlink_to("RobotoTTF/Roboto-Thin.ttf")


def _mirror() -> str:
    """Return the address that apt takes Debian's packages from on this machine."""
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Origin: Debian"]
    found = subprocess.run(command, capture_output=True, text=True).stdout.split()
    return next((address for address in found if "security" not in address), ANY_MIRROR)


def _run(*command: str) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        end = (done.stdout + done.stderr).splitlines()[-15:]
        raise RuntimeError("\n".join([f"No Debian 13 in {ROOT}: {' '.join(command)} failed:", *end]))
