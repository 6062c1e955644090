"""``dev.py demo`` ends well without a terminal, and prints no token."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).resolve().parents[2]
PAGE = "Your phone's page: "
TIMEOUT = 280  # generous, and sooner than the test's own


def demo(*arguments: str) -> subprocess.Popen[str]:
    """The demo, started with these arguments."""
    paths = os.pathsep.join(str(ROOT / name) for name in ("lib", "tests", ""))
    return subprocess.Popen(
        [sys.executable, "-m", "tools.demo", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def output_of(running: subprocess.Popen[str]) -> tuple[str, str]:
    """What it printed until its end, on both ways; it does not outlive the test."""
    try:
        return running.communicate(timeout=TIMEOUT)
    finally:
        running.kill()


def connected(output: str) -> list[str]:
    """The accounts of the summary that were connected both times, in its order."""
    return re.findall(r"^  (\S.*?)  +connected as ann; after the restart: connected$", output, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "accounts"),
    [
        ((), ["Simkl, generation 2", "Trakt", "TMDb"]),
        (("--tracker", "simkl-v1"), ["Simkl, generation 1"]),
    ],
    ids=["default", "simkl-v1"],
)
def test_the_demo_ends_connected(arguments: tuple[str, ...], accounts: list[str]) -> None:
    running = demo(*arguments)
    output, errors = output_of(running)
    assert (running.returncode, errors) == (0, ""), output
    assert connected(output) == accounts
    assert output.count(": approved.\n") == len(accounts)
    assert "█▀▀▀▀▀█" in output
    assert not re.search(r'(_token|session_id)": "[^"…]{5}', output)


def test_the_approval_can_be_left_to_a_person() -> None:
    running = demo("--phone", "--tracker", "trakt")
    try:
        assert running.stdout is not None
        page = next(line for line in running.stdout if PAGE in line).partition(PAGE)[2].strip()
        code = page.rpartition("/")[2]
        answer = requests.post(page, data={"code": code, "action": "approve"}, timeout=TIMEOUT)
    except BaseException:
        running.kill()
        raise
    assert 'data-outcome="approved"' in answer.text
    output, errors = output_of(running)
    assert (running.returncode, errors) == (0, ""), output
    assert connected(output) == ["Trakt"]
    assert "[phone]" not in output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--live", "trakt"), "--live needs --client-id"),
        (("--live", "plex", "--client-id", "x"), "invalid choice: 'plex'"),
        (("--tracker", "simkl", "--tracker", "simkl-v1"), "choose either simkl or simkl-v1"),
    ],
    ids=["no app ID", "no such tracker", "one tracker twice"],
)
def test_what_cannot_be_is_said(arguments: tuple[str, ...], sentence: str) -> None:
    running = demo(*arguments)
    output, errors = output_of(running)
    assert (running.returncode, output) == (2, "")
    assert sentence in errors
