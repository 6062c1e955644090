"""Who was told to stay away (``Retry-After``) stays away, whatever the call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from sandbox import Sandbox
from sandbox_tests.clients import Simkl, Tmdb, Trakt
from sandbox_tests.conftest import Broken

Passes = Callable[[float], None]
TOLD: list[Any] = [
    pytest.param("rate_limit", {"retry_after": 30}, 30, id="429"),
    pytest.param("status", {"status": 503, "retry_after": 30}, 30, id="503"),
    pytest.param("rate_limit", {"retry_after": "http-date", "seconds": 30}, 29, id="until a moment"),
    pytest.param("cloudflare_json", {"status": 429}, 30, id="the gatekeeper"),
]


@pytest.mark.parametrize(("kind", "options", "rest"), TOLD)
def test_a_call_before_its_rest_is_over(
    box: Sandbox, trakt: Trakt, broken: Broken, passes: Passes, kind: str, options: Any, rest: float
) -> None:
    box.fault("trakt", "start", kind, **options)
    trakt.start_reply()
    passes(rest - 1)
    trakt.start_reply()
    broken("trakt start: called 1.00 s before a Retry-After was over")
    passes(1)
    trakt.start_reply()


@pytest.mark.parametrize(
    "options", [{"status": 403, "retry_after": 30}, {"status": 429}, {"status": 503}], ids=str
)
def test_no_rest(box: Sandbox, trakt: Trakt, passes: Passes, options: Any) -> None:
    """Without the header, or with it where it means nothing."""
    box.fault("trakt", "start", "status", **options)
    trakt.start_reply()
    trakt.start_reply()


def test_it_is_one_app_s_and_one_route_s(box: Sandbox, trakt: Trakt, passes: Passes) -> None:
    tokens = trakt.sign_in()
    box.fault("trakt", "check", "rate_limit", retry_after=30)
    assert trakt.get("/sync/last_activities", tokens["access_token"]).status_code == 429
    assert trakt.get("/users/settings", tokens["access_token"]).status_code == 200
    other = Trakt(box, box.trakt.add_app())
    assert other.get("/sync/last_activities", other.sign_in()["access_token"]).status_code == 200


def test_it_is_every_code_s(box: Sandbox, trakt: Trakt, broken: Broken, passes: Passes) -> None:
    box.fault("trakt", "poll", "rate_limit", retry_after=30)
    assert trakt.poll(trakt.start()["device_code"]).status_code == 429
    trakt.poll(trakt.start()["device_code"])
    broken("trakt poll: called 30.00 s before")


@pytest.mark.parametrize("tracker", ["simkl", "tmdb"])
def test_the_others(
    box: Sandbox, v2: Simkl, tmdb: Tmdb, broken: Broken, passes: Passes, tracker: str
) -> None:
    ask = {"simkl": v2.device, "tmdb": lambda: tmdb.call("GET", "/3/authentication/token/new")}[tracker]
    box.fault(tracker, "start", "rate_limit", retry_after=30)
    ask()
    ask()
    broken(f"{tracker} start: called 30.00 s before")


def test_who_gave_up_was_not_told(box: Sandbox, trakt: Trakt, passes: Passes) -> None:
    box.fault("trakt", "start", "hang", then="answer")
    box.fault("trakt", "start", "rate_limit", retry_after=30)
    trakt.timeout = 0.3
    with pytest.raises(requests.RequestException):
        trakt.start()
    box.clear_faults()
    assert trakt.start_reply().status_code == 200


def test_who_lost_its_notes(box: Sandbox, trakt: Trakt, passes: Passes) -> None:
    box.fault("trakt", "start", "rate_limit", retry_after=30)
    trakt.start_reply()
    box.forget_rests()
    trakt.start_reply()
