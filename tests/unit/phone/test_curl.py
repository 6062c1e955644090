"""The lines of the README about control by other programs, run as they stand there with the real curl."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.unit.needs import need
from tests.unit.phone.conftest import KEY, Box
from tests.unit.phone.fake_service import LINKS, REQUEST_TOKEN

STATUS = 'curl -H "Authorization: Bearer $KEY" $BOX/api/status'
START_TRAKT = 'curl -H "Authorization: Bearer $KEY" -X POST $BOX/api/trakt/connect/start'
VERIFY_TRAKT = 'curl -H "Authorization: Bearer $KEY" $BOX/api/trakt/verify'
START_TMDB = (
    'curl -H "Authorization: Bearer $KEY" $BOX/api/tmdb/connect/start -d \'{"api_key": "YOUR_API_KEY"}\''
)
VERIFY_TMDB = 'curl -H "Authorization: Bearer $KEY" $BOX/api/tmdb/verify'
FINISH_TMDB = (
    'curl -H "Authorization: Bearer $KEY" $BOX/api/tmdb/connect/finish'
    ' -d \'{"request_token": "REQUEST_TOKEN"}\''
)
START_SIMKL = (
    'curl -H "Authorization: Bearer $KEY" $BOX/api/simkl/connect/start'
    ' -d \'{"client_id": "YOUR_CLIENT_ID", "flow": "browser"}\''
)
FINISH_SIMKL = (
    'curl -H "Authorization: Bearer $KEY" $BOX/api/simkl/connect/finish -d \'{"code": "THE_CODE"}\''
)
DISCONNECT = 'curl -H "Authorization: Bearer $KEY" -X POST $BOX/api/trakt/disconnect'

LINES = [
    STATUS,
    START_TRAKT,
    VERIFY_TRAKT,
    START_TMDB,
    VERIFY_TMDB,
    FINISH_TMDB,
    START_SIMKL,
    FINISH_SIMKL,
    DISCONNECT,
]
"""All of them, in the order of the README."""


@pytest.fixture(autouse=True)
def remote_is_on(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trackpass.phone.remote.WAIT_FOR_VERDICT", 0.0)
    box.with_apps()
    box.door.remote(True, KEY)


def run(box: Box, line: str, key: str = KEY) -> Any:
    """What the line prints; its placeholders are filled as a reader would."""
    need("curl")
    port = box.door.base.rpartition(":")[2]
    line = line.replace("REQUEST_TOKEN", REQUEST_TOKEN).replace("THE_CODE", "good-code")
    environment = {"PATH": os.environ["PATH"], "BOX": f"http://127.0.0.1:{port}", "KEY": key}
    quiet = line.replace("curl ", "curl --silent --show-error ", 1)
    done = subprocess.run(
        ["sh", "-c", quiet], env=environment, capture_output=True, text=True, check=True, timeout=30
    )
    return json.loads(done.stdout)


def test_the_readme_has_these_lines() -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    assert [line for line in readme.splitlines() if line.startswith("curl ")] == LINES


def test_status(box: Box) -> None:
    assert set(run(box, STATUS)["trackers"]) == {"simkl", "trakt", "tmdb"}


def test_wrong_key(box: Box) -> None:
    assert run(box, STATUS, key="guess")["error"] == "not_found"


def test_trakt_from_start_to_sign_out(box: Box) -> None:
    assert run(box, START_TRAKT)["user_code"] == "Q8DV2D5L"
    assert run(box, VERIFY_TRAKT)["pending"] is True
    box.line.approve("trakt")
    assert run(box, VERIFY_TRAKT)["connected"] is True
    assert run(box, DISCONNECT)["state"] == "signed_out"


def test_tmdb(box: Box) -> None:
    assert run(box, START_TMDB)["auth_url"] == LINKS["tmdb"][2]
    assert box.line.calls[0] == ("save_app", "tmdb", "YOUR_API_KEY", "")
    assert run(box, VERIFY_TMDB)["pending"] is True
    assert run(box, FINISH_TMDB)["connected"] is True
    assert run(box, VERIFY_TMDB)["connected"] is True


def test_simkl_in_a_browser(box: Box) -> None:
    assert run(box, START_SIMKL)["redirect"] == f"{box.door.base}/callback"
    assert run(box, FINISH_SIMKL)["name"] == "ann"


def test_each_line_is_json_with_ok(box: Box) -> None:
    for line in LINES:
        assert "ok" in run(box, line)
