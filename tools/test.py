"""``dev.py test``: unit and sandbox tests, and those in a real Kodi when one is on this machine."""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from in_kodi import releases

ROOT = Path(__file__).resolve().parents[1]
OFFLINE = ("tests/unit", "tests/sandbox_tests", "tests/storm")
IN_KODI = "tests/in_kodi"
BOTH = "both"


def main() -> int:
    """Run pytest, once for each release of Kodi; the exit code is 0 when all went well."""
    parser = argparse.ArgumentParser(
        prog="dev.py test", description=__doc__, epilog="Any other argument goes to pytest."
    )
    parser.add_argument("--require-kodi", action="store_true", help="fail when there is no Kodi to test in")
    parser.add_argument(
        "--kodi", choices=[*releases.RELEASES, BOTH], help=f"the Kodi to test in (default: {releases.OWN})"
    )
    options, others = parser.parse_known_args()
    chosen = releases.RELEASES if options.kodi == BOTH else (options.kodi or releases.OWN,)
    obstacle = next(filter(None, map(releases.obstacle, chosen)), "")
    if obstacle and (options.require_kodi or options.kodi):
        print(obstacle, file=sys.stderr)
        return 1
    if any((ROOT / argument.split("::")[0]).exists() for argument in others):
        return worst(pytest(release, others) for release in chosen)  # the tests are named
    folders = [name for name in OFFLINE if any((ROOT / name).rglob("test_*.py"))]
    if obstacle:
        print(f"skipped: {obstacle}", flush=True)
        return pytest(releases.OWN, [*folders, *others])
    first = pytest(chosen[0], [*folders, IN_KODI, *others])
    return worst([first, *(pytest(release, [IN_KODI, *others]) for release in chosen[1:])])


def worst(codes: Iterable[int]) -> int:
    """Return the first exit code that tells of a failure, else 0; one that a signal ended has one below 0."""
    return next(filter(None, list(codes)), 0)


def pytest(release: str, arguments: list[str]) -> int:
    """Run pytest in the root, with this Kodi for the tests that need one, and return its exit code."""
    try:
        releases.prepare(release)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    environment = {**os.environ, releases.CHOICE: release}
    return subprocess.call([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, env=environment)


if __name__ == "__main__":
    sys.exit(main())
