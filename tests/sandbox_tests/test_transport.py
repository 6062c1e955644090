"""The way in: proxy, TLS, host names, the clock in the answers, starting and stopping."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from email.utils import parsedate_to_datetime

import pytest
import requests

from sandbox import Sandbox
from sandbox_tests.clients import Simkl, Trakt

HOSTS = ["api.simkl.com", "simkl.com", "auth.trakt.tv", "api.trakt.tv", "trakt.tv"]
HOSTS += ["api.themoviedb.org", "www.themoviedb.org", "themoviedb.org"]


@pytest.mark.parametrize("host", HOSTS)
def test_every_host_is_reached_by_its_name_over_tls(box: Sandbox, v1: Simkl, host: str) -> None:
    v1.send("GET", f"https://{host}/nothing")
    assert [request.host for request in box.log] == [host]
    box.violations.clear()


def test_a_client_without_the_authority_is_refused(v1: Simkl) -> None:
    v1.session.verify = True
    with pytest.raises(requests.exceptions.SSLError):
        v1.get("/oauth/pin")


@pytest.mark.parametrize(
    ("url", "noted"),
    [
        ("https://example.com/", "CONNECT example.com:443"),
        ("https://api.simkl.com:8443/", "CONNECT api.simkl.com:8443"),
        ("https://www.simkl.com/", "CONNECT www.simkl.com:443"),
    ],
)
def test_other_hosts_are_refused_and_noted(box: Sandbox, v1: Simkl, url: str, noted: str) -> None:
    with pytest.raises(requests.exceptions.ProxyError, match="403"):
        v1.send("GET", url)
    assert [str(refused) for refused in box.refused] == [noted]
    assert box.log == []


def test_plain_http_is_refused_and_noted(box: Sandbox, v1: Simkl) -> None:
    assert v1.send("GET", "http://api.simkl.com/oauth/pin").status_code == 403
    assert [str(refused) for refused in box.refused] == ["GET api.simkl.com:80"]


def test_a_browsers_own_traffic_is_kept_apart(box: Sandbox, v1: Simkl) -> None:
    v1.session.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64)"
    v1.send("GET", "http://update.example.com/")
    assert box.refused == []
    assert [refused.host for refused in box.refused_browser] == ["update.example.com"]


def test_the_date_header_is_the_sandboxs_clock(box: Sandbox, v1: Simkl) -> None:
    box.clock.advance(1_000_000)
    told = v1.get("/oauth/pin").headers["Date"]
    assert abs(parsedate_to_datetime(told).timestamp() - time.time() - 1_000_000) < 5
    box.clock.skew = -3_000_000
    told = v1.get("/oauth/pin").headers["Date"]
    assert abs(parsedate_to_datetime(told).timestamp() - time.time() + 2_000_000) < 5


def test_a_skewed_clock_makes_no_code_older(box: Sandbox, v1: Simkl) -> None:
    code = v1.pin()["user_code"]
    box.clock.skew = 10_000_000
    assert v1.poll_pin(code) == {"result": "KO", "message": "Authorization pending"}


def test_nothing_is_printed(box: Sandbox, v1: Simkl, capfd: pytest.CaptureFixture[str]) -> None:
    v1.sign_in_v1()
    box.fault("simkl", "start", "drop_before")
    with pytest.raises(requests.ConnectionError):
        v1.pin()
    assert capfd.readouterr() == ("", "")


def test_the_environment_leads_a_child_to_the_sandbox(box: Sandbox) -> None:
    app = box.simkl.add_app()
    query = f"client_id={app.client_id}&app-name=trackpass&app-version=1"
    code = (
        "import requests; print(requests.get('https://api.simkl.com/oauth/pin?"
        f"{query}', headers={{'User-Agent': 'Trackpass/1'}}).status_code)"
    )
    environ = {**os.environ, **box.environment}
    child = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, timeout=30
    )
    assert child.stdout.strip() == "200", child.stderr


@pytest.mark.parametrize("how", ["refuse", "hang"])
def test_an_outage_hits_one_tracker_until_it_recovers(
    box: Sandbox, v1: Simkl, trakt: Trakt, how: str
) -> None:
    box.outage("trakt", how=how)
    trakt.timeout = 0.3
    with pytest.raises(requests.ConnectionError if how == "refuse" else requests.Timeout):
        trakt.start()
    assert v1.pin()["result"] == "OK"
    box.recover("trakt")
    trakt.timeout = 5
    assert trakt.start()["user_code"]
    assert len(box.requests(host="auth.trakt.tv")) == 1


def test_reset_keeps_the_listeners_and_the_secrets(box: Sandbox, v1: Simkl) -> None:
    token = v1.sign_in_v1()
    before = (box.proxy_url, box.control_url, box.ca_path)
    box.simkl.interval = 7
    box.fault("simkl", "*", "status", count=None)
    box.reset()
    assert (box.proxy_url, box.control_url, box.ca_path) == before
    assert token in box.secrets and box.log == [] and box.simkl.apps == {}
    assert box.simkl.interval == 5
    assert Simkl(box, box.simkl.add_app()).pin()["interval"] == 5


@pytest.mark.parametrize("kind", ["hang", "slow", "drip"])
def test_stop_is_prompt_while_a_request_hangs(kind: str) -> None:
    box = Sandbox().start()
    client = Simkl(box, box.simkl.add_app())
    client.timeout = 60
    box.fault("simkl", "start", kind, **({} if kind == "hang" else {"seconds": 60}))
    ended: list[Exception] = []

    def ask() -> None:
        try:
            client.pin()
        except requests.RequestException as error:
            ended.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    while not box.log:
        time.sleep(0.01)
    box.stop()
    thread.join(120)
    (error,) = ended
    assert not isinstance(error, requests.Timeout), "it was cut off"


def test_the_log_says_what_was_sent(box: Sandbox, v2: Simkl) -> None:
    v2.device()
    (request,) = box.requests(host="api.simkl.com", path_prefix="/oauth2/", method="POST")
    assert request.body == {"client_id": v2.app.client_id, "scope": "media:read media:write"}
    assert (request.tracker, request.route, request.app, request.status) == (
        "simkl",
        "start",
        "Trackpass",
        200,
    )
    assert request.headers["user-agent"].startswith("Trackpass/")
    assert request.query["app-name"] == "trackpass"


def test_an_unknown_host_behind_the_proxy_is_no_tracker(box: Sandbox, v1: Simkl) -> None:
    assert v1.send("GET", "https://simkl.com/", headers={"Host": "evil.example"}).status_code == 421
    assert len(box.violations) == 1
    box.violations.clear()
