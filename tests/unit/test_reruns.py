"""A run of the tests in a real Kodi in which many needed a second run is no success."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from in_kodi.reruns import MOST

SHAKY = """
import pytest

seen = set()

@pytest.mark.parametrize("number", range({count}))
def test_passes_the_second_time(number):
    is_first = number not in seen
    seen.add(number)
    assert not is_first
"""


@pytest.mark.parametrize(("count", "code"), [(MOST, 0), (MOST + 1, 1)])
def test_more_second_runs_than_a_few_fail_the_session_and_it_says_so(
    tmp_path: Path, count: int, code: int
) -> None:
    (tmp_path / "test_shaky.py").write_text(SHAKY.format(count=count))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "in_kodi.reruns", "-p", "no:cacheprovider", "--reruns", "1"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout
    assert (f"{count} tests needed their second run" in done.stdout) is bool(code)
