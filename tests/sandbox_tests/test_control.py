"""Commands over HTTP, the page for a person, and ``python -m sandbox``."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox import Sandbox
from sandbox_tests.clients import Simkl, Tmdb, Trakt
from sandbox_tests.conftest import Broken


class Remote:
    def __init__(self, box: Sandbox) -> None:
        self.base = f"{box.control_url}/api/"

    def get(self, name: str) -> Any:
        return requests.get(self.base + name, timeout=5).json()

    def post(self, name: str, **arguments: Any) -> Any:
        reply = requests.post(self.base + name, json=arguments, timeout=5)
        assert reply.status_code == 200, reply.text
        return reply.json()


@pytest.fixture
def remote(box: Sandbox) -> Remote:
    return Remote(box)


def test_approve(remote: Remote, trakt: Trakt) -> None:
    started = trakt.start()
    (waiting,) = remote.get("pending")
    assert (waiting["tracker"], waiting["user_code"]) == ("trakt", started["user_code"])
    remote.post("approve", code=started["user_code"], account="bob")
    assert trakt.poll(started["device_code"]).status_code == 200
    assert remote.get("pending") == []


@pytest.mark.parametrize(("command", "status"), [("deny", 418), ("expire", 410), ("forget", 404)])
@pytest.mark.parametrize("named", [True, False])
def test_other_hands(remote: Remote, trakt: Trakt, command: str, status: int, named: bool) -> None:
    started = trakt.start()
    remote.post(command, tracker="trakt", **({"code": started["user_code"]} if named else {}))
    assert trakt.poll(started["device_code"]).status_code == status


def test_revoke_life_and_apps(remote: Remote, box: Sandbox, trakt: Trakt) -> None:
    remote.post("set", tracker="trakt", token_life=50)
    tokens = trakt.sign_in("ann")
    assert tokens["expires_in"] == 50
    remote.post("revoke", tracker="trakt", account="ann")
    assert trakt.get("/users/settings", tokens["access_token"]).status_code == 401
    app = remote.post("add_app", tracker="simkl", generation=2)
    assert app["client_id"] in box.simkl.apps
    remote.post("delete_app", tracker="simkl", client_id=app["client_id"])
    assert box.simkl.apps[app["client_id"]].deleted
    remote.post("account", tracker="trakt", key="ann", vip=True)
    assert box.trakt.account("ann").vip
    key = remote.post("add_app", tracker="tmdb")["client_id"]
    remote.post("suspend_app", tracker="tmdb", client_id=key)
    assert box.tmdb.apps[key].suspended
    uris = ["http://127.0.0.1:8421/callback"]
    app = remote.post("add_app", tracker="simkl", generation=2, kind="public", redirect_uris=uris)
    assert box.simkl.apps[app["client_id"]].redirect_uris == tuple(uris)


def test_a_request_token_has_the_role_of_the_code(remote: Remote, box: Sandbox, tmdb: Tmdb) -> None:
    token = tmdb.start()
    assert remote.get("pending")[0]["user_code"] == token
    page = requests.get(box.control_url, timeout=5).text
    assert f'href="/phone/www.themoviedb.org/authenticate/{token}"' in page
    remote.post("deny", tracker="tmdb")
    assert tmdb.poll(token).status_code == 401
    token = tmdb.start()
    remote.post("approve", code=token, account="bob")
    assert tmdb.poll(token).status_code == 200
    assert remote.post("revoke", tracker="tmdb", account="bob")["result"] == 1


def test_faults_outage_clock_reset(remote: Remote, box: Sandbox, v1: Simkl) -> None:
    remote.post("fault", tracker="simkl", route="start", kind="status", count=1, status=503)
    assert remote.get("faults")[0]["kind"] == "status"
    assert v1.get("/oauth/pin").status_code == 503
    remote.post("outage", tracker="simkl")
    with pytest.raises(requests.ConnectionError):
        v1.pin()
    remote.post("recover")
    code = v1.pin()["user_code"]
    remote.post("advance", seconds=1000)
    assert "device_code" in v1.poll_pin(code)
    remote.post("skew", seconds=10)
    remote.post("release")
    remote.post("clear_faults")
    remote.post("reset")
    assert box.log == [] and remote.get("apps") == {"simkl": [], "trakt": [], "tmdb": []}
    assert [tracker.name for tracker in box.trackers] == ["simkl", "trakt", "tmdb"]


def test_facts(remote: Remote, box: Sandbox, v1: Simkl, broken: Broken) -> None:
    v1.session.headers["User-Agent"] = "python-requests/2"
    code = v1.pin()["user_code"]
    v1.poll_pin(code)
    log = remote.get("log")
    assert [line["route"] for line in log] == ["start", "poll"]
    assert code not in str(log)
    assert len(remote.get("violations")) == 2 and remote.get("refused") == []
    assert remote.get("environment") == box.environment
    broken("generic", "generic")


@pytest.mark.parametrize(
    ("command", "arguments", "status"),
    [
        ("approve", {"code": "NOPE"}, 400),
        ("fault", {"tracker": "simkl", "route": "start", "kind": "nope"}, 400),
        ("set", {"tracker": "simkl", "nope": 1}, 400),
        ("nope", {}, 404),
    ],
)
def test_mistakes(box: Sandbox, command: str, arguments: dict[str, Any], status: int) -> None:
    reply = requests.post(f"{box.control_url}/api/{command}", json=arguments, timeout=5)
    assert reply.status_code == status and reply.json()["error"]


def test_the_page_approves(box: Sandbox, trakt: Trakt) -> None:
    started = trakt.start()
    page = requests.get(box.control_url, timeout=5).text
    assert f'id="approve-{started["user_code"]}"' in page and f"/activate/{started['user_code']}" in page
    form = {"tracker": "trakt", "code": started["user_code"]}
    after = requests.post(f"{box.control_url}/api/approve", data=form, timeout=5)
    assert after.url.rstrip("/") == box.control_url
    assert trakt.poll(started["device_code"]).status_code == 200
    assert "ann has connected Trackpass" in requests.get(box.control_url, timeout=5).text


def test_run_by_hand() -> None:
    tests = Path(__file__).parents[1]
    environ = {**os.environ, "PYTHONPATH": str(tests)}
    with subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--redirect-uri", "http://192.168.1.20:8421/callback"],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout and process.stderr
        lines: list[str] = []
        while not lines or "Ctrl-C" not in lines[-1]:
            lines.append(process.stdout.readline())
            assert lines[-1], process.stderr.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert process.stderr.read() == ""
    text = "".join(lines)
    assert "export HTTPS_PROXY=http://127.0.0.1:" in text
    assert len(re.findall(r"client_id +[0-9a-f]{64}", text)) == 6
    assert re.search(r"client_id +[0-9a-f]{32}\n# +client_secret eyJ", text)
