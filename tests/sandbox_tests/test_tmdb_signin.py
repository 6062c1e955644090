"""TMDb: keys, request token and session; every answer that its documents know."""

from __future__ import annotations

import re
import time
from datetime import datetime

import pytest
import requests

from sandbox import Sandbox
from sandbox_tests.clients import Tmdb
from sandbox_tests.conftest import Broken
from sandbox_tests.tmdb_answers import answer

KEY, CONFIGURATION = "/3/authentication", "/3/configuration"
NEW_TOKEN, NEW_SESSION = "/3/authentication/token/new", "/3/authentication/session/new"
SESSION, ACCOUNT = "/3/authentication/session", "/3/account"
EVERY_CALL = [
    ("GET", KEY),
    ("GET", CONFIGURATION),
    ("GET", NEW_TOKEN),
    ("POST", NEW_SESSION),
    ("DELETE", SESSION),
    ("GET", ACCOUNT),
]


@pytest.fixture(params=["read access token", "API key"])
def each(request: pytest.FixtureRequest, tmdb: Tmdb) -> Tmdb:
    tmdb.bearer = request.param == "read access token"
    return tmdb


# Keys


def test_the_two_spellings_of_a_key(box: Sandbox, tmdb: Tmdb) -> None:
    key, token = tmdb.app.client_id, tmdb.app.client_secret
    assert re.fullmatch(r"[0-9a-f]{32}", key)
    assert token.startswith("eyJ") and len(token.split(".")) == 3
    assert {key, token} <= box.secrets


def test_a_good_key(box: Sandbox, each: Tmdb) -> None:
    reply = each.call("GET", KEY)
    assert reply.status_code == 200 and (reply.json()["success"], reply.json()["status_code"]) == (True, 1)
    assert each.call("GET", CONFIGURATION).json()["images"]["secure_base_url"]
    assert [(request.route, request.app) for request in box.log] == [("key", "Trackpass")] * 2


@pytest.mark.parametrize(("method", "path"), EVERY_CALL)
@pytest.mark.parametrize("case", ["unknown", "deleted"])
def test_a_bad_key(box: Sandbox, each: Tmdb, case: str, method: str, path: str) -> None:
    if case == "unknown":
        box.tmdb.apps.clear()
    else:
        box.tmdb.delete_app(each.app.client_id)
    reply = each.call(method, path)
    assert answer(reply) == (401, 7) and reply.json()["success"] is False


@pytest.mark.parametrize(("method", "path"), EVERY_CALL)
def test_a_suspended_key(box: Sandbox, each: Tmdb, method: str, path: str) -> None:
    box.tmdb.suspend_app(each.app.client_id)
    assert answer(each.call(method, path)) == (401, 10)
    box.tmdb.suspend_app(each.app.client_id, False)
    assert each.call("GET", KEY).status_code == 200


def test_a_key_in_the_place_of_the_other(tmdb: Tmdb, broken: Broken) -> None:
    key, token = tmdb.app.client_id, tmdb.app.client_secret
    assert answer(tmdb.send("GET", KEY, headers={"Authorization": f"Bearer {key}"})) == (401, 7)
    assert answer(tmdb.send("GET", KEY, params={"api_key": token})) == (401, 7)
    broken("not a read access token", "not an API key")


# Request token


def test_start(box: Sandbox, each: Tmdb) -> None:
    reply = each.call("GET", NEW_TOKEN)
    token = reply.json()["request_token"]
    assert re.fullmatch(r"[0-9a-f]{40}", token) and token in box.secrets
    assert set(reply.json()) == {"success", "expires_at", "request_token"}
    assert reply.headers["Authentication-Callback"] == f"https://www.themoviedb.org/authenticate/{token}"
    assert box.tmdb.find() is box.tmdb.find(token)


@pytest.mark.parametrize("life", [3600, 5])
def test_the_end_of_its_life_as_told(box: Sandbox, tmdb: Tmdb, life: int) -> None:
    box.tmdb.expires_in = life
    box.clock.skew = 86400
    told = tmdb.call("GET", NEW_TOKEN).json()["expires_at"]
    ends = datetime.strptime(told.replace("UTC", "+0000"), "%Y-%m-%d %H:%M:%S %z")
    assert abs(ends.timestamp() - time.time() - 86400 - life) < 5


# Session


def test_pending_approved_used(box: Sandbox, each: Tmdb, broken: Broken) -> None:
    token = each.start()
    assert answer(each.poll(token)) == (401, 17)
    box.tmdb.approve(token)
    reply = each.poll(token)
    assert set(reply.json()) == {"success", "session_id"} and reply.json()["success"] is True
    assert re.fullmatch(r"[0-9a-f]{40}", reply.json()["session_id"])
    assert reply.json()["session_id"] in box.secrets
    assert answer(each.poll(token)) == (401, 17)
    broken("after the final answer")
    assert [request.route for request in box.log] == ["start", "poll", "poll", "poll"]


@pytest.mark.parametrize("code", [17, 33])
@pytest.mark.parametrize("case", ["pending", "denied", "made up", "forgotten", "of another key", "expired"])
@pytest.mark.parametrize("failure_body", [False, True])
def test_what_looks_all_alike(box: Sandbox, tmdb: Tmdb, case: str, code: int, failure_body: bool) -> None:
    box.tmdb.set(refused_code=code, expired_code=code, failure_body=failure_body)
    owner = Tmdb(box, box.tmdb.add_app()) if case == "of another key" else tmdb
    token = owner.start()
    if case == "denied":
        box.tmdb.deny()
    if case == "forgotten":
        box.tmdb.forget(token)
    if case == "of another key":
        box.tmdb.approve(token)
    if case == "expired":
        box.tmdb.approve(token)
        box.clock.advance(3601)
    reply = tmdb.poll("0" * 40 if case == "made up" else token)
    assert answer(reply) == (401, code)
    said = (reply.json().get("success"), reply.json().get("failure"))
    assert said == ((None, True) if failure_body else (False, None))


def test_codes_of_expired_and_pending_can_differ(box: Sandbox, tmdb: Tmdb) -> None:
    box.tmdb.expired_code = 33
    token = tmdb.start()
    assert answer(tmdb.poll(token)) == (401, 17)
    box.tmdb.expire(token)
    assert answer(tmdb.poll(token)) == (401, 33)


def test_a_session_whose_answer_was_lost_is_lost(box: Sandbox, tmdb: Tmdb) -> None:
    token = tmdb.start()
    box.tmdb.approve()
    box.fault("tmdb", "poll", "drop_after")
    with pytest.raises(requests.ConnectionError):
        tmdb.poll(token)
    assert answer(tmdb.poll(token)) == (401, 17)
    assert len(box.tmdb.connections()) == 1


@pytest.mark.parametrize(("state", "refusal"), [("suspended", (403, 45)), ("disabled", (401, 31))])
def test_an_account_that_is_barred(box: Sandbox, tmdb: Tmdb, state: str, refusal: tuple[int, int]) -> None:
    session, token = tmdb.sign_in(), tmdb.start()
    box.tmdb.account("ann", state=state)
    box.tmdb.approve(token)
    assert answer(tmdb.account(session)) == refusal
    assert answer(tmdb.poll(token)) == refusal


# Trouble


@pytest.mark.parametrize(
    ("status", "setting", "code"),
    [
        (400, 9, 47), (401, 9, 3), (403, 9, 45), (500, 9, 11), (501, 9, 2), (502, 9, 43), (503, 9, 9),
        (503, 46, 46), (504, 9, 24), (418, 9, 15),
    ],
)  # fmt: skip
def test_trouble_has_a_number(box: Sandbox, tmdb: Tmdb, status: int, setting: int, code: int) -> None:
    box.tmdb.outage_code = setting
    box.fault("tmdb", "user", "status", status=status)
    assert answer(tmdb.account(tmdb.sign_in())) == (status, code)


@pytest.mark.parametrize("retry_after", [None, 7])
def test_too_many_requests(box: Sandbox, tmdb: Tmdb, retry_after: int | None) -> None:
    box.fault("tmdb", "start", "rate_limit", **({"retry_after": retry_after} if retry_after else {}))
    reply = tmdb.call("GET", NEW_TOKEN)
    assert answer(reply) == (429, 25)
    assert reply.headers.get("Retry-After") == (retry_after and str(retry_after))


def test_slow_down_is_a_429_here(box: Sandbox, tmdb: Tmdb) -> None:
    token = tmdb.start()
    box.tmdb.approve()
    box.fault("tmdb", "poll", "slow_down")
    assert answer(tmdb.poll(token)) == (429, 25)
    assert tmdb.poll(token).status_code == 200


def test_reset(box: Sandbox, tmdb: Tmdb) -> None:
    box.tmdb.set(avatar="none", phone_signed_in=False)
    session = tmdb.sign_in()
    box.reset()
    assert (box.tmdb.avatar, box.tmdb.phone_signed_in, box.tmdb.interval) == ("whole", True, 1)
    assert box.tmdb.apps == {} and session in box.secrets
