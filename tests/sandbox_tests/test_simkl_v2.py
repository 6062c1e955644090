"""Simkl V2: device flow, life of the tokens, refresh, revocation, and calls across the generations."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from sandbox import Sandbox
from sandbox_tests.clients import DEVICE_GRANT, Simkl
from sandbox_tests.conftest import Broken


def answer(reply: requests.Response) -> tuple[int, str]:
    return reply.status_code, reply.json().get("error", "")


@pytest.fixture
def server(box: Sandbox) -> Simkl:
    return Simkl(box, box.simkl.add_app(generation=2, kind="server"))


def test_start(box: Sandbox, v2: Simkl) -> None:
    box.simkl.interval = 5
    started = v2.device()
    code = started.pop("user_code")
    assert len(code) == 9 and code[4] == "-"
    assert {code, started["device_code"]} <= box.secrets
    assert len(started.pop("device_code")) > 20
    assert started == {
        "verification_uri": "https://simkl.com/pin",
        "verification_uri_complete": f"https://simkl.com/pin?user_code={code}",
        "expires_in": 900,
        "interval": 5,
    }


def test_pending_then_tokens_once(box: Sandbox, v2: Simkl, broken: Broken) -> None:
    started = v2.device()
    assert answer(v2.poll_device(started["device_code"])) == (400, "authorization_pending")
    box.simkl.approve(started["user_code"])
    tokens = v2.poll_device(started["device_code"]).json()
    assert tokens["access_token"].startswith("simkl_at_")
    assert tokens["refresh_token"].startswith("simkl_rt_")
    assert {tokens["access_token"], tokens["refresh_token"]} <= box.secrets
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 604800)
    assert tokens["scope"] == "media:read media:write"
    assert answer(v2.poll_device(started["device_code"])) == (400, "invalid_grant")
    broken("after the final answer")


def test_json_is_taken_too_where_a_code_is_asked_for(v2: Simkl) -> None:
    reply = v2.send("POST", "/oauth2/device", params=v2.query, json={"client_id": v2.app.client_id})
    assert reply.status_code == 200


@pytest.mark.parametrize("call", ["poll", "refresh", "revoke"])
def test_json_is_refused_where_tokens_are_at_stake(
    box: Sandbox, v2: Simkl, broken: Broken, call: str
) -> None:
    """A strict server sees nothing in it: neither the code nor the tokens are any the worse."""
    tokens, started = v2.sign_in_v2(), v2.device()
    box.simkl.approve(started["user_code"])
    body = {
        "poll": {"grant_type": DEVICE_GRANT, "device_code": started["device_code"]},
        "refresh": {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]},
        "revoke": {"token": tokens["refresh_token"]},
    }[call]
    path = "/oauth2/revoke" if call == "revoke" else "/oauth2/token"
    reply = v2.send("POST", path, params=v2.query, json={"client_id": v2.app.client_id, **body})
    assert answer(reply) == (400, "invalid_request")
    broken("content type 'application/json' instead of application/x-www-form-urlencoded")
    assert v2.get("/sync/activities", tokens["access_token"]).status_code == 200
    assert v2.poll_device(started["device_code"]).status_code == 200


@pytest.mark.parametrize(
    ("asked", "granted"),
    [
        ("media:read media:write", "media:read media:write"),
        ("media:write", "media:write"),
        ("", "media:read"),
        ("media:raed media:wirte", "media:read"),
    ],
)
def test_scope(v2: Simkl, asked: str, granted: str) -> None:
    assert v2.sign_in_v2(scope=asked)["scope"] == granted


def test_real_slow_down(box: Sandbox, v2: Simkl, broken: Broken) -> None:
    box.simkl.interval, box.simkl.slow_down_step = 0.3, 0.4
    code = v2.device()["device_code"]
    assert answer(v2.poll_device(code)) == (400, "slow_down")
    time.sleep(0.35)  # the first interval alone does not do any more
    assert answer(v2.poll_device(code)) == (400, "slow_down")
    broken("0.3 s are in force", "0.7 s are in force")
    time.sleep(1.1)
    assert answer(v2.poll_device(code)) == (400, "authorization_pending")


def test_polling_early_rearms_the_timer(box: Sandbox, v2: Simkl) -> None:
    box.simkl.interval, box.simkl.slow_down_step = 0.8, 0
    code = v2.device()["device_code"]
    for _ in range(4):  # 1 s in all, never 0.8 s without a poll
        time.sleep(0.25)
        assert answer(v2.poll_device(code)) == (400, "slow_down")
    box.violations.clear()


def test_expired_and_denied(box: Sandbox, v2: Simkl) -> None:
    started = v2.device()
    box.simkl.deny(started["user_code"])
    assert answer(v2.poll_device(started["device_code"])) == (400, "authorization_pending")
    box.clock.advance(901)
    assert answer(v2.poll_device(started["device_code"])) == (400, "expired_token")


@pytest.mark.parametrize("error", ["invalid_grant", "expired_token"])
@pytest.mark.parametrize("how", ["unknown", "forgotten", "other app"])
def test_a_device_code_that_is_not_known(box: Sandbox, v2: Simkl, how: str, error: str) -> None:
    box.simkl.unknown_device_code = error
    other = Simkl(box, box.simkl.add_app(generation=2))
    started = (other if how == "other app" else v2).device()
    if how == "forgotten":
        box.simkl.forget(started["user_code"])
    assert answer(v2.poll_device("nothing" if how == "unknown" else started["device_code"])) == (400, error)


@pytest.mark.parametrize("path", ["/oauth2/device", "/oauth2/token", "/oauth2/revoke"])
@pytest.mark.parametrize("case", ["v1", "unknown", "deleted", "server without secret"])
def test_invalid_client(box: Sandbox, v1: Simkl, v2: Simkl, server: Simkl, path: str, case: str) -> None:
    client = {"v1": v1, "server without secret": server}.get(case, v2)
    if case == "unknown":
        client.app.client_id, client.app.client_secret = "0" * 64, ""
    if case == "deleted":
        box.simkl.delete_app(client.app.client_id)
    if case == "unknown":
        box.simkl.apps.clear()
    reply = client.post(path, grant_type=DEVICE_GRANT, device_code="x", token="x")
    assert answer(reply) == (401, "invalid_client")
    if case == "v1":
        assert reply.json()["error_description"] == "This client_id is not enabled for OAuth 2.0"


def test_a_server_app_with_its_secret(server: Simkl) -> None:
    assert server.app.client_secret
    tokens = server.sign_in_v2()
    assert server.refresh(tokens["refresh_token"]).status_code == 200


def test_a_browser_app_may_not_use_the_device_flow(box: Sandbox) -> None:
    client = Simkl(box, box.simkl.add_app(generation=2, kind="public"))
    assert answer(client.post("/oauth2/device")) == (400, "unauthorized_client")
    box.simkl.public_device_flow = True
    assert "access_token" in client.sign_in_v2()


def test_an_access_token_expires(box: Sandbox, v2: Simkl) -> None:
    token = v2.sign_in_v2()["access_token"]
    box.clock.advance(604799)
    assert v2.get("/sync/activities", token).status_code == 200
    box.clock.advance(2)
    reply = v2.get("/sync/activities", token)
    assert answer(reply) == (401, "invalid_token")
    assert reply.headers["WWW-Authenticate"].startswith('Bearer realm="api.simkl.com"')


def test_token_life_is_settable(box: Sandbox, v2: Simkl) -> None:
    box.simkl.token_life = 10
    tokens = v2.sign_in_v2()
    assert tokens["expires_in"] == 10
    box.clock.advance(11)
    assert v2.get("/sync/activities", tokens["access_token"]).status_code == 401


@pytest.mark.parametrize("returned", [True, False])
def test_refresh_kills_the_old_access_token_and_keeps_the_refresh_token(
    box: Sandbox, v2: Simkl, returned: bool
) -> None:
    box.simkl.refresh_returns_token = returned
    old = v2.sign_in_v2()
    for _ in range(2):
        new = v2.refresh(old["refresh_token"]).json()
        assert new["access_token"] != old["access_token"]
        assert new.get("refresh_token") == (old["refresh_token"] if returned else None)
        assert answer(v2.get("/sync/activities", old["access_token"])) == (401, "invalid_token")
        assert v2.get("/sync/activities", new["access_token"]).status_code == 200
        old = {**old, "access_token": new["access_token"]}


def test_of_two_refreshes_at_once_the_later_ones_token_lives(box: Sandbox, v2: Simkl) -> None:
    token = v2.sign_in_v2()["refresh_token"]
    clients = [Simkl(box, v2.app), Simkl(box, v2.app)]
    with ThreadPoolExecutor() as pool:
        given = list(pool.map(lambda client: client.refresh(token).json()["access_token"], clients))
    assert sorted(v2.get("/sync/activities", one).status_code for one in given) == [200, 401]


def test_the_life_of_a_refresh_token_slides(box: Sandbox, v2: Simkl) -> None:
    token = v2.sign_in_v2()["refresh_token"]
    for _ in range(3):
        box.clock.advance(179 * 86400)
        assert v2.refresh(token).status_code == 200
    box.clock.advance(181 * 86400)
    assert answer(v2.refresh(token)) == (400, "invalid_grant")


@pytest.mark.parametrize("token", ["access_token", "refresh_token", "unknown"])
def test_revoke_is_always_200_and_ends_the_grant(v2: Simkl, token: str) -> None:
    tokens = v2.sign_in_v2()
    assert v2.post("/oauth2/revoke", token=tokens.get(token, "unknown")).status_code == 200
    alive = token == "unknown"
    assert v2.get("/sync/activities", tokens["access_token"]).status_code == (200 if alive else 401)
    assert v2.refresh(tokens["refresh_token"]).status_code == (200 if alive else 400)


def test_revoke_with_a_foreign_client_id(box: Sandbox, v2: Simkl, broken: Broken) -> None:
    token = v2.sign_in_v2()["access_token"]
    other = Simkl(box, box.simkl.add_app(generation=2))
    assert other.post("/oauth2/revoke", token=token).status_code == 200
    broken("foreign client_id")
    assert v2.get("/sync/activities", token).status_code == 401


def test_the_owner_revokes(box: Sandbox, v2: Simkl) -> None:
    tokens = v2.sign_in_v2()
    box.simkl.revoke_all()
    assert answer(v2.get("/sync/activities", tokens["access_token"])) == (401, "invalid_token")
    assert answer(v2.refresh(tokens["refresh_token"])) == (400, "invalid_grant")


def test_a_refresh_token_with_a_foreign_client_id_is_revoked(box: Sandbox, v2: Simkl, broken: Broken) -> None:
    tokens = v2.sign_in_v2()
    other = Simkl(box, box.simkl.add_app(generation=2))
    assert answer(other.refresh(tokens["refresh_token"])) == (400, "invalid_grant")
    broken("foreign client_id")
    assert answer(v2.get("/sync/activities", tokens["access_token"])) == (401, "invalid_token")


@pytest.mark.parametrize("form", [{"grant_type": "password"}, {}])
def test_other_grants_are_not_built(v2: Simkl, broken: Broken, form: dict[str, str]) -> None:
    assert answer(v2.post("/oauth2/token", **form)) == (400, "unsupported_grant_type")
    broken("grant_type")
