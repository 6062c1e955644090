"""``dev.py demo`` ends well, in good time, without a terminal, and prints no token."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 25
"""Seconds; one tracker takes about 8."""


@pytest.mark.parametrize("tracker", ["simkl-v1", "trakt"])
def test_the_demo_ends_connected(tracker: str) -> None:
    paths = os.pathsep.join(str(ROOT / name) for name in ("lib", "tests", ""))
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tools.demo", "--tracker", tracker],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert "connected as ann; after the restart: connected" in done.stdout
    assert "█▀▀▀▀▀█" in done.stdout
    assert not re.search(r'_token": "[^"…]{5}', done.stdout)
    assert time.monotonic() - began < LONGEST
