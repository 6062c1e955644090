"""Simkl V1, the PIN flow: every answer of the table in its documentation, and the disputed ones."""

from __future__ import annotations

import time

import pytest

from sandbox import Sandbox
from sandbox_tests.clients import Simkl
from sandbox_tests.conftest import Broken

PENDING = {"result": "KO", "message": "Authorization pending"}
SLOW_DOWN = {"result": "KO", "message": "Slow down"}


def test_start(box: Sandbox, v1: Simkl) -> None:
    box.simkl.interval = 5
    started = v1.pin()
    code = started.pop("user_code")
    assert len(code) == 5 and code in box.secrets
    assert started == {
        "result": "OK",
        "device_code": "DEVICE_CODE",
        "verification_uri": "https://simkl.com/pin",
        "verification_url": "https://simkl.com/pin",
        "expires_in": 900,
        "interval": 5,
    }


@pytest.mark.parametrize(("length", "characters"), [(5, 5), (6, 6), (8, 9)])
def test_code_length(box: Sandbox, v1: Simkl, length: int, characters: int) -> None:
    box.simkl.code_length = length
    code = v1.pin()["user_code"]
    assert len(code) == characters and ("-" in code) == (length == 8)
    assert v1.poll_pin(code) == PENDING


def test_trailing_slash(box: Sandbox, v1: Simkl) -> None:
    box.simkl.trailing_slash = True
    assert v1.pin()["verification_url"] == "https://simkl.com/pin/"


def test_pending_then_approved_once_then_gone(box: Sandbox, v1: Simkl, broken: Broken) -> None:
    code = v1.pin()["user_code"]
    assert v1.poll_pin(code) == PENDING
    box.simkl.approve(code, account="ann")
    approved = v1.poll_pin(code)
    assert set(approved) == {"result", "access_token"} and len(approved["access_token"]) == 64
    assert approved["access_token"] in box.secrets
    gone = v1.poll_pin(code)
    assert gone["device_code"] == "DEVICE_CODE" and gone["user_code"] != code
    broken("after the final answer")


@pytest.mark.parametrize("how", ["unknown", "forgotten", "other app"])
def test_a_code_that_is_gone_is_answered_with_a_new_one(box: Sandbox, v1: Simkl, how: str) -> None:
    other = Simkl(box, box.simkl.add_app())
    code = {"unknown": "ZZZZZ"}.get(how) or (other if how == "other app" else v1).pin()["user_code"]
    if how == "forgotten":
        box.simkl.forget(code)
    waiting = len(box.simkl.pending())
    gone = v1.poll_pin(code)
    assert set(gone) == set(v1.pin())
    assert gone["user_code"] != code
    assert len(box.simkl.pending()) == waiting + 1  # the one asked for, not the one offered
    box.simkl.approve(gone["user_code"])
    assert "access_token" in v1.poll_pin(gone["user_code"])


@pytest.mark.parametrize("shape", ["start", "404", "pending"])
def test_expired(box: Sandbox, v1: Simkl, shape: str) -> None:
    box.simkl.expired_shape = shape
    code = v1.pin()["user_code"]
    box.clock.advance(899)
    assert v1.poll_pin(code) == PENDING
    box.clock.advance(2)
    reply = v1.get(f"/oauth/pin/{code}")
    assert reply.status_code == (404 if shape == "404" else 200)
    if shape == "pending":
        assert reply.json() == PENDING
    if shape == "start":
        assert reply.json()["device_code"] == "DEVICE_CODE"
    with pytest.raises(LookupError):
        box.simkl.approve(code)


def test_a_refusal_stays_pending_until_the_time_is_up(box: Sandbox, v1: Simkl) -> None:
    code = v1.pin()["user_code"]
    box.simkl.deny(code)
    assert v1.poll_pin(code) == PENDING
    box.simkl.expire(code)
    assert "device_code" in v1.poll_pin(code)


@pytest.mark.parametrize("told", [True, False])
def test_too_fast(box: Sandbox, v1: Simkl, broken: Broken, told: bool) -> None:
    box.simkl.interval, box.simkl.slow_down_step, box.simkl.answer_slow_down = 0.3, 0.4, told
    code = v1.pin()["user_code"]
    assert v1.poll_pin(code) == (SLOW_DOWN if told else PENDING)
    broken("too early, 0.3 s are in force")
    time.sleep(0.3)
    assert v1.poll_pin(code) == (SLOW_DOWN if told else PENDING)
    if told:
        broken("0.7 s are in force")
        time.sleep(1.1)
        assert v1.poll_pin(code) == PENDING


def test_slow_down_by_a_fault_is_no_broken_rule(box: Sandbox, v1: Simkl) -> None:
    box.simkl.slow_down_step = 0
    code = v1.pin()["user_code"]
    box.fault("simkl", "poll", "slow_down")
    assert v1.poll_pin(code) == SLOW_DOWN
    assert v1.poll_pin(code) == PENDING


def test_a_lost_token_cannot_be_collected_again(box: Sandbox, v1: Simkl) -> None:
    code = v1.pin()["user_code"]
    box.simkl.approve(code)
    box.fault("simkl", "poll", "empty", act=True)
    assert v1.get(f"/oauth/pin/{code}").text == ""
    assert v1.poll_pin(code)["device_code"] == "DEVICE_CODE"


def test_the_same_token_for_the_same_app_and_account(box: Sandbox, v1: Simkl) -> None:
    other = Simkl(box, box.simkl.add_app())
    tokens = [v1.sign_in_v1("ann"), v1.sign_in_v1("ann"), v1.sign_in_v1("bob"), other.sign_in_v1("ann")]
    assert tokens[0] == tokens[1] and len(set(tokens)) == 3


@pytest.mark.parametrize("reissue", ["new", "same"])
def test_signing_in_again_after_a_revocation(box: Sandbox, v1: Simkl, reissue: str) -> None:
    box.simkl.reissue = reissue
    first = v1.sign_in_v1("ann")
    assert box.simkl.revoke("ann") == 1
    assert v1.get("/sync/activities", first).status_code == 401
    second = v1.sign_in_v1("ann")
    assert (first == second) == (reissue == "same")
    assert v1.get("/sync/activities", second).status_code == 200


@pytest.mark.parametrize("path", ["/oauth/pin", "/oauth/pin/ABCDE"])
@pytest.mark.parametrize("case", ["unknown", "missing", "deleted"])
def test_unknown_client_id(box: Sandbox, v1: Simkl, broken: Broken, path: str, case: str) -> None:
    query = v1.query
    if case == "unknown":
        query["client_id"] = "0" * 64
    if case == "missing":
        del query["client_id"]
    if case == "deleted":
        box.simkl.delete_app(v1.app.client_id)
    reply = v1.send("GET", path, params=query)
    assert (reply.status_code, reply.json()["error"]) == (412, "client_id_failed")
    assert reply.json()["code"] == 412 and reply.json()["message"]
    broken(*(["missing client_id"] if case == "missing" else []))


def test_client_id_in_the_header(v1: Simkl) -> None:
    query = v1.query
    key = {"simkl-api-key": query.pop("client_id")}
    assert v1.send("GET", "/oauth/pin", params=query, headers=key).json()["result"] == "OK"


@pytest.mark.parametrize("path", ["/oauth/pin", "/oauth/pin/ABCDE"])
def test_an_app_of_the_second_generation(v2: Simkl, path: str) -> None:
    reply = v2.get(path)
    assert (reply.status_code, reply.json()["error"]) == (400, "unauthorized_client")


@pytest.mark.parametrize("path", ["/oauth/revoke", "/oauth/token", "/oauth/authorize"])
def test_what_v1_does_not_have(v1: Simkl, broken: Broken, path: str) -> None:
    reply = v1.get(path)
    assert (reply.status_code, reply.json()["error"]) == (404, "url_failed")
    broken("no such call")
