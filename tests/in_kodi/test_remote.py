"""Set-up from a shell: the README's curl lines, against the service in a real Kodi."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from in_kodi import hand
from in_kodi.phone import Phone
from in_kodi.screen import Region, reads_like
from in_kodi.tv import Tv
from in_kodi.waiting import stays, wait_for

README = Path(__file__).parents[2] / "README.md"
KEY: Region = (500, 490, 1020, 50)  # where Kodi's settings dialog has the last row of that category, in grey


class Shell:
    """Runs the lines as they stand in the README, with its placeholders filled."""

    def __init__(self, tv: Tv) -> None:
        self.port = tv.kodi.settings()["page.port"]
        self.key = wait_for("the key", lambda: tv.kodi.settings().get("remote.key"))
        self._lines = [line for line in README.read_text().splitlines() if line.startswith("curl ")]

    def run(self, call: str, **values: str) -> dict[str, Any]:
        """The answer to the README's line for a call, such as `trakt/verify`."""
        line = next(line for line in self._lines if re.search(rf"/api/{call}(?![\w/])", line))
        for placeholder, value in values.items():
            assert placeholder in line
            line = line.replace(placeholder, value)
        quiet = line.replace("curl ", "curl --silent --show-error --noproxy '*' ", 1)
        environment = {"PATH": os.environ["PATH"], "BOX": f"http://127.0.0.1:{self.port}", "KEY": self.key}
        done = subprocess.run(
            ["sh", "-c", quiet], env=environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    def answers(self) -> bool:
        """Whether the server is up."""
        try:
            return "trackers" in self.run("status")
        except AssertionError:
            return False


@pytest.fixture
def shell(tv: Tv) -> Iterator[Shell]:
    shell = Shell(tv)
    hand.set_settings(tv.kodi, {"remote.enabled": "true"})
    wait_for("the server", shell.answers)
    yield shell
    hand.set_settings(tv.kodi, {"remote.enabled": "false"})
    wait_for("the end of the server", lambda: not shell.answers())


def test_it_is_off_unless_turned_on(tv: Tv) -> None:
    shell = Shell(tv)
    stays("nobody there", lambda: not shell.answers(), 2)


def test_the_key_can_be_read_on_the_tv(tv: Tv, shell: Shell) -> None:
    tv.set_level("Standard")
    tv.open_settings("Phone")
    wait_for("the key", lambda: reads_like(tv.kodi.screen_text(KEY), f"Key {shell.key}"))
    tv.close_settings()


def test_trakt(tv: Tv, shell: Shell) -> None:
    tv.give_app("trakt")
    start = shell.run("trakt/connect/start")
    assert start["ok"]
    assert start["auth_url"].endswith(start["user_code"])
    assert shell.run("trakt/verify")["pending"] is True
    tv.box.trakt.approve(start["user_code"])
    tv.wait_state("trakt", "connected")
    seen = shell.run("trakt/verify")
    assert (seen["connected"], seen["name"]) == (True, "ann")
    assert shell.run("status")["trackers"]["trakt"]["connected"] is True
    assert shell.run("trakt/disconnect")["state"] == "signed_out"
    tv.wait_state("trakt", "signed_out")
    assert tv.account("trakt") == {}


def test_tmdb(tv: Tv, shell: Shell) -> None:
    key = tv.box.tmdb.add_app()
    start = shell.run("tmdb/connect/start", YOUR_API_KEY=key.client_id)
    assert tv.kodi.settings()["tmdb_sync.api_key"] == key.client_id
    assert start["auth_url"].endswith(start["request_token"])
    tv.box.tmdb.approve(start["request_token"])
    wait_for("the session", lambda: shell.run("tmdb/verify")["connected"])
    assert tv.account("tmdb")["name"] == "ann"


def test_simkl_in_a_browser(tv: Tv, shell: Shell, phone: Phone) -> None:
    app = tv.box.simkl.add_app(generation=2, kind="public")
    start = shell.run("simkl/connect/start", YOUR_CLIENT_ID=app.client_id)
    assert start["redirect"].endswith(f":{shell.port}/callback")
    app.redirect_uris = (start["redirect"],)
    phone.open(start["auth_url"])
    phone.click("#approve")
    tv.wait_state("simkl", "connected")
    assert tv.kodi.home_property("trackpass.simkl.name") == "ann"
    assert shell.run("status")["trackers"]["simkl"]["connected"] is True


def test_a_wrong_key_gets_nothing(shell: Shell) -> None:
    shell.key = "f" * 24
    answer = shell.run("status")
    assert answer["ok"] is False
    assert "trackers" not in answer
