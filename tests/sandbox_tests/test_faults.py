"""Every kind of fault, on every tracker where it differs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
import requests

from sandbox import Sandbox
from sandbox_tests.clients import Simkl, Tmdb, Trakt


@pytest.mark.parametrize(
    ("kind", "options", "status", "content_type", "start_of_body"),
    [
        ("status", {}, 500, "application/json", "{"),
        ("status", {"status": 503, "body": "html"}, 503, "text/html", "<!DOCTYPE"),
        ("status", {"status": 502, "body": "empty"}, 502, "", ""),
        ("html", {}, 200, "text/html", "<!DOCTYPE"),
        ("html", {"status": 403}, 403, "text/html", "<!DOCTYPE"),
        ("html", {"status": 502}, 502, "text/html", "<!DOCTYPE"),
        ("html", {"status": 503}, 503, "text/html", "<!DOCTYPE"),
        ("broken_json", {}, 200, "application/json", "{"),
        ("empty", {}, 200, "application/json", ""),
        ("null", {}, 200, "application/json", "null"),
        ("rate_limit", {}, 429, "application/json", ""),
        ("rate_limit", {"body": "html"}, 429, "text/html", "<!DOCTYPE"),
        ("rate_limit", {"body": "empty"}, 429, "", ""),
        ("block_412", {}, 412, "application/json", ""),
        ("cloudflare_403", {}, 403, "text/html", "<!DOCTYPE"),
        ("cloudflare_json", {}, 403, "application/json", "{"),
        ("cloudflare_json", {"status": 409}, 409, "application/json", "{"),
        ("cloudflare_json", {"status": 429}, 429, "application/json", "{"),
        ("cloudflare_json", {"status": 530}, 530, "application/json", "{"),
    ],
)
@pytest.mark.parametrize("tracker", ["simkl", "trakt", "tmdb"])
def test_answers(
    box: Sandbox, v1: Simkl, trakt: Trakt, tmdb: Tmdb, tracker: str, kind: str, options: dict[str, Any],
    status: int, content_type: str, start_of_body: str, passes: Callable[[float], None],
) -> None:  # fmt: skip
    box.fault(tracker, "start", kind, count=1, **options)
    ask = {
        "simkl": lambda: v1.get("/oauth/pin"),
        "trakt": lambda: trakt.post("/oauth/device/code"),
        "tmdb": lambda: tmdb.call("GET", "/3/authentication/token/new"),
    }[tracker]
    reply = ask()
    assert reply.status_code == status
    if content_type:
        assert reply.headers["Content-Type"].startswith(content_type)
    assert reply.text.startswith(start_of_body)
    if kind == "broken_json":
        with pytest.raises(ValueError):
            reply.json()
    assert box.log[-1].fault == kind
    passes(float(reply.headers.get("Retry-After", 0)))
    assert ask().status_code == 200, "used up"
    assert box.faults.waiting() == []


@pytest.mark.parametrize(
    ("status", "code", "wait"), [(403, 1020, ""), (409, 1001, ""), (429, 1015, "30"), (530, 1016, "")]
)
def test_the_gatekeeper_in_json(box: Sandbox, trakt: Trakt, status: int, code: int, wait: str) -> None:
    """Trakt never saw the call, and signs nothing."""
    box.fault("trakt", "start", "cloudflare_json", status=status)
    reply = trakt.post("/oauth/device/code")
    found = reply.json()
    assert (reply.status_code, found["status"], found["error_code"]) == (status, status, code)
    assert found["cloudflare_error"] is True
    assert (reply.headers.get("Retry-After", ""), str(found.get("retry_after", ""))) == (wait, wait)
    assert (reply.headers["Server"], "CF-RAY" in reply.headers) == ("cloudflare", True)
    assert "X-Request-Id" not in reply.headers
    assert box.trakt.pending() == []


@pytest.mark.parametrize(("wanted", "seconds"), [(7, 0), (3600 * 5, 0), ("http-date", 90)])
def test_retry_after(box: Sandbox, trakt: Trakt, wanted: Any, seconds: int) -> None:
    box.fault("trakt", "start", "rate_limit", retry_after=wanted, seconds=seconds)
    reply = trakt.post("/oauth/device/code")
    found = reply.headers["Retry-After"]
    assert found.endswith("GMT") if seconds else found == str(wanted)
    assert "X-Ratelimit" in reply.headers


def test_simkl_words_for_a_limit(box: Sandbox, v1: Simkl) -> None:
    box.fault("simkl", "check", "rate_limit", retry_after=60, error="user_limit_exceeded")
    assert v1.get("/sync/activities", "x").json()["error"] == "user_limit_exceeded"


@pytest.mark.parametrize("kind", ["rate_limit", "status"])
def test_simkl_words_errors_as_each_generation_does(box: Sandbox, v1: Simkl, v2: Simkl, kind: str) -> None:
    box.fault("simkl", "start", kind, count=2)
    assert set(v1.get("/oauth/pin").json()) == {"error", "code", "message"}
    assert set(v2.post("/oauth2/device").json()) == {"error", "error_description"}


def test_after_a_429_the_longer_interval_is_in_force(box: Sandbox, trakt: Trakt) -> None:
    box.trakt.set(interval=0.2, slow_down_step=0.5)
    code = trakt.start()["device_code"]
    time.sleep(0.2)
    box.fault("trakt", "poll", "rate_limit")
    assert trakt.poll(code).status_code == 429
    time.sleep(0.2)
    trakt.poll(code)
    assert len(box.violations) == 1 and "0.7 s are in force" in box.violations[0]
    box.violations.clear()


@pytest.mark.parametrize(("kind", "acted"), [("drop_before", False), ("drop_after", True)])
def test_dropped(box: Sandbox, trakt: Trakt, kind: str, acted: bool) -> None:
    box.fault("trakt", "start", kind)
    with pytest.raises(requests.ConnectionError):
        trakt.start()
    assert bool(box.trakt.pending()) == acted
    assert box.log[-1].status is None


def test_a_dropped_final_answer_may_be_asked_for_again(box: Sandbox, trakt: Trakt) -> None:
    started = trakt.start()
    box.trakt.deny(started["user_code"])
    box.fault("trakt", "poll", "drop_after")
    with pytest.raises(requests.ConnectionError):
        trakt.poll(started["device_code"])
    assert trakt.poll(started["device_code"]).status_code == 418


def test_slow(box: Sandbox, v1: Simkl) -> None:
    box.fault("simkl", "start", "slow", seconds=0.3)
    began = time.monotonic()
    assert v1.pin()["result"] == "OK"
    assert time.monotonic() - began >= 0.3


def test_drip_never_lets_a_read_time_out(box: Sandbox, v1: Simkl) -> None:
    box.fault("simkl", "start", "drip", seconds=0.6)
    v1.timeout = 0.3
    began = time.monotonic()
    assert v1.pin()["result"] == "OK"
    assert time.monotonic() - began >= 0.5


@pytest.mark.parametrize(("options", "acted"), [({}, False), ({"act": True}, True), ({"mid": True}, True)])
def test_hang(box: Sandbox, v1: Simkl, options: dict[str, Any], acted: bool) -> None:
    box.fault("simkl", "start", "hang", **options)
    v1.timeout = 0.4
    with pytest.raises(requests.RequestException):
        v1.pin()
    assert bool(box.simkl.pending()) == acted
    box.release()


def test_release_with_an_answer(box: Sandbox, v1: Simkl) -> None:
    box.fault("simkl", "start", "hang", then="answer")
    threading.Timer(0.2, box.release).start()
    assert v1.pin()["result"] == "OK"


def test_a_client_that_gave_up_is_not_blamed_for_asking_again(box: Sandbox, v1: Simkl) -> None:
    box.simkl.interval = 0.2
    code = v1.pin()["user_code"]
    box.simkl.approve(code)
    time.sleep(0.2)
    box.fault("simkl", "poll", "slow", seconds=0.6)
    v1.timeout = 0.3
    with pytest.raises(requests.RequestException):
        v1.poll_pin(code)
    time.sleep(0.5)
    assert box.requests(route="poll")[0].lost
    v1.timeout = 5
    assert v1.poll_pin(code)["device_code"] == "DEVICE_CODE"


def test_count_and_route(box: Sandbox, v1: Simkl) -> None:
    code = v1.pin()["user_code"]
    box.fault("simkl", "poll", "status", count=2)
    got = [v1.get("/oauth/pin").status_code, *(v1.get(f"/oauth/pin/{code}").status_code for _ in range(3))]
    assert got == [200, 500, 500, 200]


def test_star_hits_every_call_but_the_phone(box: Sandbox, v1: Simkl) -> None:
    box.fault("simkl", "*", "status", count=None)
    assert [v1.get(path).status_code for path in ("/oauth/pin", "/users/settings")] == [500, 500]
    assert v1.send("GET", "https://simkl.com/pin").status_code == 200
    box.clear_faults()
    assert v1.get("/oauth/pin").status_code == 200


@pytest.mark.parametrize(
    ("route", "path"),
    [("refresh", "/oauth/token"), ("revoke", "/oauth/revoke"), ("poll", "/oauth/device/token")],
)
def test_routes_of_trakt(box: Sandbox, trakt: Trakt, route: str, path: str) -> None:
    box.fault("trakt", route, "status", status=599)
    reply = trakt.post(
        path, grant_type="refresh_token", refresh_token="x", code="x", token="x", **trakt.secret()
    )
    assert reply.status_code == 599


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [("hagn", {}, "hagn"), ("slow", {"second": 1}, "second"), ("drop_before", {"act": 1}, "act")],
)
def test_mistakes_are_said(box: Sandbox, kind: str, options: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        box.fault("simkl", "start", kind, **options)
    with pytest.raises(LookupError):
        box.fault("simkle", "start", "hang")
