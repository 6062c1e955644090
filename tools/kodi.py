"""``dev.py kodi``: a real Kodi with the packaged add-on in a throw-away home, against the sandbox.

In a window where there is a display, else on a display in memory (Xvfb). It runs until Kodi quits or Ctrl-C.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from in_kodi import releases

if TYPE_CHECKING:
    from in_kodi.kodi import Kodi
    from sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("simkl-v2", "trakt", "tmdb")


def main(argv: list[str] | None = None) -> int:
    """Run Kodi as the command line says; 0 when it ended well."""
    parser = argparse.ArgumentParser(prog="dev.py kodi", description=__doc__)
    parser.add_argument("--shots", type=Path, metavar="DIR", help="save pictures of every screen, then quit")
    parser.add_argument(
        "--kodi",
        choices=releases.RELEASES,
        default=releases.OWN,
        help=f"which Kodi (default: {releases.OWN})",
    )
    options = parser.parse_args(argv)
    try:
        if obstacle := releases.obstacle(options.kodi):
            raise RuntimeError(obstacle)
        releases.prepare(options.kodi)
    except RuntimeError as error:
        print(f"Cannot start Kodi: {error}", file=sys.stderr)
        return 1
    try:
        run(options.shots, options.kodi)
    except KeyboardInterrupt:
        print("\nStopped.")
    return 0


def run(shots: Path | None, release: str) -> None:
    """Start the sandbox and Kodi, then take the pictures, or wait until Kodi ends."""
    from in_kodi.kodi import Kodi
    from sandbox import Sandbox
    from tools import shots as walk

    display = "" if shots or release != releases.OWN else os.environ.get("DISPLAY", "")
    with Sandbox() as box, Kodi(box.environment, display, walk.SIZE, release) as kodi:
        print("Starting Kodi ...", flush=True)
        version = install(kodi)
        if shots:
            for picture in walk.take(kodi, box, shots):
                print(picture, flush=True)
            kodi.quit()
            return
        give_apps(kodi, box)
        explain(kodi, box, version)
        kodi.execute_addon("script.trackpass")
        kodi.wait_end()
        print("Kodi has ended.")


def install(kodi: Kodi) -> str:
    """Package the add-on, install it with the keys of the remote, and return its version."""
    from in_kodi.hand import add_hand, set_settings
    from in_kodi.installer import install_zip
    from tools import package

    kodi.start()
    with tempfile.TemporaryDirectory() as folder:
        addon_id = install_zip(kodi, package.build(ROOT, Path(folder)))
    add_hand(kodi)
    set_settings(kodi, {"start.delay": "0"})  # nobody wants to watch it wait
    return str(kodi.addon(addon_id)["version"])


def give_apps(kodi: Kodi, box: Sandbox) -> None:
    """Register an app at each tracker and enter its ID."""
    from in_kodi.tv import Tv

    tv = Tv(kodi, box)
    for kind in KINDS:
        tv.give_app(kind)


def explain(kodi: Kodi, box: Sandbox, version: str) -> None:
    """Print what is where, and how to approve."""
    where = (
        "in its window" if kodi.display == os.environ.get("DISPLAY") else f"on Xvfb, DISPLAY={kodi.display}"
    )
    print(
        f"Kodi runs {where}, with Trackpass {version} installed and all app IDs entered.\n"
        f"  Trackpass:  Add-ons > Program add-ons > Trackpass\n"
        f"  Trackers:   stand-ins on this machine. Approve, deny or let expire: {box.control_url}\n"
        f"  Remote:     JSON-RPC at {kodi.address}\n"
        f"  Log:        {kodi.home.log}\n"
        "It ends when Kodi quits, or with Ctrl-C; nothing of it is kept.",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
