"""``dev.py demo`` ends well without a terminal, shows QR codes that can be scanned, and prints no token."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from sandbox import Sandbox
from tools.console import scan

ROOT = Path(__file__).resolve().parents[2]
PAGE = "Your phone's page: "
TIMEOUT = 280  # generous, and sooner than the test's own
CAN_SCAN = shutil.which("zbarimg") is not None
DRAWING = re.compile(r"(?:^ *[▀▄█][ ▀▄█]*\n)+", re.MULTILINE)
ACCOUNT = re.compile(r'^  <setting id="(\w+)\.account">{$', re.MULTILINE)
MASKED = re.compile(r'(?:access_token|session_id)": "[\w-]{4}…\(\d+\)"')
UNMASKED = re.compile(r'(?:_token|session_id)": "[^"…]{5}')
OF_SOMETHING_ELSE = """if True:
    import sys
    from tools import demo
    from trackpass import qr
    png = qr.png
    qr.png = lambda link: png(link + "0")
    sys.exit(demo.main())"""


@contextmanager
def demo(
    *arguments: str, code: str = "", environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """The demo, started with these arguments; it does not outlive the test. ``code`` runs in its place."""
    paths = os.pathsep.join(str(ROOT / name) for name in ("lib", "tests", ""))
    with subprocess.Popen(
        [sys.executable, *(("-c", code) if code else ("-m", "tools.demo")), *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def output_until(running: subprocess.Popen[str], text: str) -> str:
    """What it printed up to the line with this text, as soon as that is there."""
    assert running.stdout is not None
    output = ""
    for line in running.stdout:
        output += line
        if text in line:
            return output
    raise AssertionError(f"it never said {text!r}: {output}")


def connected(output: str) -> list[str]:
    """The accounts of the summary that were connected both times, in its order."""
    return re.findall(r"^  (\S.*?)  +connected as ann; after the restart: connected$", output, re.MULTILINE)


def scanned(output: str) -> list[str | None]:
    """What a phone reads off the QR codes in the output; None: there is no reader here."""
    return [scan([line[2:] for line in drawing.splitlines()]) for drawing in DRAWING.findall(output)]


@pytest.mark.parametrize(
    ("arguments", "accounts"),
    [
        ((), {"simkl": "Simkl, generation 2", "trakt": "Trakt", "tmdb_sync": "TMDb"}),
        (("--tracker", "simkl-v1"), {"simkl": "Simkl, generation 1"}),
    ],
    ids=["default", "simkl-v1"],
)
def test_the_demo_ends_connected(arguments: tuple[str, ...], accounts: dict[str, str]) -> None:
    with demo(*arguments) as running:
        output, errors = running.communicate(timeout=TIMEOUT)
    assert (running.returncode, errors) == (0, ""), output
    assert connected(output) == list(accounts.values())
    links = re.findall(r"Opened (\S+): approved\.\n", output)
    assert len(links) == len(accounts)
    assert scanned(output) == [link if CAN_SCAN else None for link in links]
    _, shown = output.split("\n== script.trackpass/settings.xml (mode 600), tokens masked\n")
    assert ACCOUNT.findall(shown) == list(accounts)
    assert len(MASKED.findall(shown)) == len(accounts)
    assert not UNMASKED.search(output)


@pytest.mark.skipif(not CAN_SCAN, reason="no zbarimg that reads QR codes")
def test_a_qr_code_of_something_else_is_no_good_end() -> None:
    with demo("--tracker", "trakt", code=OF_SOMETHING_ELSE) as running:
        output, errors = running.communicate(timeout=TIMEOUT)
    assert (running.returncode, errors) == (1, ""), output
    assert connected(output) == ["Trakt"]
    assert "\n    the QR code above does not read as the address with the code\n" in output


def test_at_a_real_tracker_a_person_approves() -> None:
    """The sandbox is what the environment leads to; the demo knows nothing of it."""
    with Sandbox() as box:
        app = box.simkl.add_app(generation=2)
        with demo("--live", "simkl", "--client-id", app.client_id, environment=box.environment) as running:
            before = output_until(running, "and type the code")
            code = before.split()[-1]
            box.simkl.approve(code)
            rest, errors = running.communicate(timeout=TIMEOUT)
        output = before + rest
        assert (running.returncode, errors) == (0, ""), output
        assert connected(output) == ["Simkl, for real"]
        assert MASKED.search(output)
        assert [secret for secret in box.secrets if secret in output] == [code]  # it is there to be read
        assert (box.violations, box.refused) == ([], [])


def test_the_approval_can_be_left_to_a_person() -> None:
    with demo("--phone", "--tracker", "trakt") as running:
        page = output_until(running, PAGE).partition(PAGE)[2].strip()
        code = page.rpartition("/")[2]
        answer = requests.post(page, data={"code": code, "action": "approve"}, timeout=TIMEOUT)
        assert 'data-outcome="approved"' in answer.text
        output, errors = running.communicate(timeout=TIMEOUT)
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
    with demo(*arguments) as running:
        output, errors = running.communicate(timeout=TIMEOUT)
    assert (running.returncode, output) == (2, "")
    assert sentence in errors
