"""``dev.py test``: unit and sandbox tests, and those in a real Kodi when one is on this machine."""

import argparse
import subprocess
import sys
from pathlib import Path

from in_kodi import programs

ROOT = Path(__file__).resolve().parents[1]
OFFLINE = ("tests/unit", "tests/sandbox_tests", "tests/storm")
IN_KODI = "tests/in_kodi"


def main() -> int:
    """Run pytest once; its exit code is ours."""
    parser = argparse.ArgumentParser(
        prog="dev.py test", description=__doc__, epilog="Any other argument goes to pytest."
    )
    parser.add_argument("--require-kodi", action="store_true", help="fail when there is no Kodi to test in")
    options, others = parser.parse_known_args()
    absent = programs.missing()
    if absent and options.require_kodi:
        print(programs.sentence(absent), file=sys.stderr)
        return 1
    if any((ROOT / argument.split("::")[0]).exists() for argument in others):
        return pytest(others)  # the tests are named
    folders = [name for name in OFFLINE if any((ROOT / name).rglob("test_*.py"))]
    if absent:
        print(f"skipped: {programs.sentence(absent)}", flush=True)
    else:
        folders.append(IN_KODI)
    return pytest([*folders, *others])


def pytest(arguments: list[str]) -> int:
    """Run pytest in the root and return its exit code."""
    return subprocess.call([sys.executable, "-m", "pytest", *arguments], cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
