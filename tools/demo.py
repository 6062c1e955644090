"""``dev.py demo``: the main job here and now, without Kodi and without accounts.

The real service and script of the add-on run on a pretended Kodi and, unless ``--live`` is given, with
stand-ins of the trackers on this machine.
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FAKES = ROOT / "tests/fakes/modules"

KINDS = ("simkl", "simkl-v1", "trakt", "tmdb")
STOPPED = 130


def main() -> int:
    """Run the demo; 0 when every account was connected, after its sign-in and again after the restart."""
    options = _options()
    sys.path.insert(0, str(FAKES))  # before the first import of the add-on, which imports xbmc
    from tools import demo_run

    try:
        return 0 if demo_run.run(options) else 1
    except KeyboardInterrupt:
        print("Stopped.")
        return STOPPED


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py demo", description=__doc__)
    parser.add_argument("--phone", action="store_true", help="leave the approval to you, in a browser")
    parser.add_argument("--tracker", action="append", choices=KINDS, help="default: simkl, trakt and tmdb")
    live = ("simkl", "trakt", "tmdb")
    parser.add_argument("--live", choices=live, help="the real tracker, with your app's ID")
    parser.add_argument("--client-id", metavar="ID", help="your app's ID, or your TMDb key, for --live")
    parser.add_argument("--client-secret", metavar="SECRET", default="", help="its secret, if it has one")
    options = parser.parse_args()
    if options.live and not options.client_id:
        parser.error("--live needs --client-id")
    kinds = options.tracker or []
    if len({kind.split("-")[0] for kind in kinds}) < len(kinds):
        parser.error("one sign-in a tracker: choose either simkl or simkl-v1")
    return options


if __name__ == "__main__":
    sys.exit(main())
