"""What the first call loads, and what it loads once only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fakes.kodi import ROOT
from tests.unit.test_wire import ask, reach
from tests.unit.tls_server import OK, Server, answering
from trackpass import trust
from trackpass.web import HttpClient

__all__ = ["reach"]

FIRST_CALL = """
import sys
from trackpass.errors import Unreachable
from trackpass.redaction import Redactor
from trackpass.web import HttpClient

http = HttpClient("agent", Redactor())
assert "requests" not in sys.modules
try:
    http.get("https://127.0.0.1:1/")
except Unreachable as error:
    print(error.problem.value, "requests" in sys.modules, len(vars(sys.modules["chardet"])))
http.close()
"""


def test_the_library_that_guesses_encodings_is_left_out() -> None:
    """It is a module with nothing in it but the version that requests looks at."""
    done = subprocess.run(
        [sys.executable, "-c", FIRST_CALL],
        env={"PYTHONPATH": str(ROOT / "lib"), "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout.split()[:2], done.stderr) == (["network", "True"], "")
    assert int(done.stdout.split()[2]) < 10


def test_authorities_are_loaded_once_for_all_trackers(
    tmp_path: Path, reach: Any, http: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    plain = trust.create_urllib3_context
    monkeypatch.setattr(trust, "create_urllib3_context", lambda **how: made.append(1) or plain(**how))
    closing = OK.replace(b"OK\r\n", b"OK\r\nConnection: close\r\n")
    with Server(answering(closing), tmp_path) as server:
        reach(server)
        assert [ask(http, server.url) for _ in range(3)] == ["{}"] * 3
        assert (server.visits, len(made)) == (3, 1)


def test_another_file_of_authorities_is_another_trust(tmp_path: Path, reach: Any, http: HttpClient) -> None:
    """What one file vouches for does not count where another one is asked for."""
    (tmp_path / "other").mkdir()
    with Server(answering(OK), tmp_path) as server, Server(answering(OK), tmp_path / "other") as other:
        reach(server)
        assert [ask(http, server.url), ask(http, other.url)] == ["{}", "Unreachable certificate"]
        reach(other)
        assert ask(http, other.url) == "{}"
