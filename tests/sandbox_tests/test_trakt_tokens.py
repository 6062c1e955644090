"""Trakt's tokens: refresh with rotation in its modes, lost answers, revocation."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from sandbox import Sandbox
from sandbox_tests.clients import Trakt
from sandbox_tests.conftest import Broken


@pytest.mark.parametrize("public", [True, False])
def test_refresh_rotates(box: Sandbox, public: bool, broken: Broken) -> None:
    client = Trakt(box, box.trakt.add_app(public=public))
    old = client.sign_in()
    new = client.refresh(old["refresh_token"], redirect_uri="urn:ietf:wg:oauth:2.0:oob").json()
    assert set(new) == set(old)
    assert not {new["access_token"], new["refresh_token"]} & {old["access_token"], old["refresh_token"]}
    assert {new["access_token"], new["refresh_token"]} <= box.secrets
    again = client.refresh(old["refresh_token"])
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert again.json()["error_description"] == "session not found"
    broken("used twice")
    assert client.get("/users/settings", new["access_token"]).status_code == 200


@pytest.mark.parametrize(
    ("mode", "status", "others_live"), [("strict", 400, True), ("family", 400, False), ("grace", 200, True)]
)
def test_modes_after_a_lost_answer(
    box: Sandbox, trakt: Trakt, mode: str, status: int, others_live: bool
) -> None:
    box.trakt.refresh_mode = mode
    other_device, mine = trakt.sign_in("ann"), trakt.sign_in("ann")
    box.fault("trakt", "refresh", "drop_after")
    with pytest.raises(OSError):
        trakt.refresh(mine["refresh_token"])
    retry = trakt.refresh(mine["refresh_token"])
    assert retry.status_code == status
    if mode == "family":
        assert retry.json()["error_description"] == "invalid refresh token"
    alive = trakt.get("/users/settings", other_device["access_token"]).status_code == 200
    assert alive == others_live
    assert box.violations == []


def test_a_second_retry_after_a_lost_answer_breaks_the_rule(
    box: Sandbox, trakt: Trakt, broken: Broken
) -> None:
    tokens = trakt.sign_in()
    box.fault("trakt", "refresh", "broken_json")
    trakt.refresh(tokens["refresh_token"])
    trakt.refresh(tokens["refresh_token"])
    broken()
    trakt.refresh(tokens["refresh_token"])
    broken("used twice")


def test_a_retry_after_a_power_cut_breaks_no_rule(box: Sandbox, trakt: Trakt) -> None:
    """The pair was given, but maybe not yet on the disk."""
    box.trakt.refresh_mode = "grace"
    tokens = trakt.sign_in()
    trakt.refresh(tokens["refresh_token"])
    box.trakt.power_cut()
    assert trakt.refresh(tokens["refresh_token"]).status_code == 200
    assert box.violations == []


def test_a_power_cut_long_after_a_refresh_excuses_nothing(box: Sandbox, trakt: Trakt, broken: Broken) -> None:
    tokens = trakt.sign_in()
    trakt.refresh(tokens["refresh_token"])
    box.clock.advance(2)
    box.trakt.power_cut()
    trakt.refresh(tokens["refresh_token"])
    broken("used twice")


def test_of_two_refreshes_at_once_one_wins(box: Sandbox, trakt: Trakt, broken: Broken) -> None:
    token = trakt.sign_in()["refresh_token"]
    clients = [Trakt(box, trakt.app), Trakt(box, trakt.app)]
    with ThreadPoolExecutor() as pool:
        replies = list(pool.map(lambda client: client.refresh(token), clients))
    assert sorted(reply.status_code for reply in replies) == [200, 400]
    broken("used twice")


def test_the_grace_ends(box: Sandbox, trakt: Trakt) -> None:
    box.trakt.refresh_mode = "grace"
    tokens = trakt.sign_in()
    trakt.refresh(tokens["refresh_token"])
    box.clock.advance(31)
    assert trakt.refresh(tokens["refresh_token"]).status_code == 400
    box.violations.clear()


def test_dropped_before_the_tracker_acted_nothing_is_lost(box: Sandbox, trakt: Trakt) -> None:
    tokens = trakt.sign_in()
    box.fault("trakt", "refresh", "drop_before")
    with pytest.raises(OSError):
        trakt.refresh(tokens["refresh_token"])
    assert trakt.refresh(tokens["refresh_token"]).status_code == 200


@pytest.mark.parametrize(
    ("wording", "status"), [("session", 400), ("legacy_401", 401), ("missing_grant_type", 400), ("text", 400)]
)
def test_wordings_of_a_refusal(box: Sandbox, trakt: Trakt, wording: str, status: int) -> None:
    box.trakt.refused_refresh = wording
    tokens = trakt.sign_in()
    box.trakt.revoke("ann")
    reply = trakt.refresh(tokens["refresh_token"])
    assert reply.status_code == status
    assert ("invalid_grant" in reply.headers.get("WWW-Authenticate", "")) == (wording == "legacy_401")
    assert reply.headers.get("Content-Type", "").startswith("application/json") == (
        wording not in ("text", "legacy_401")
    )


def test_a_refresh_token_may_have_an_end(box: Sandbox, trakt: Trakt) -> None:
    """None unless asked for; each new pair has a life of its own."""
    endless = trakt.sign_in()
    box.trakt.set(refresh_life=50)
    tokens = trakt.sign_in("bob")
    box.clock.advance(49)
    tokens = trakt.refresh(tokens["refresh_token"]).json()
    box.clock.advance(51)
    reply = trakt.refresh(tokens["refresh_token"])
    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_grant")
    box.clock.advance(400 * 86400)
    assert trakt.refresh(endless["refresh_token"]).status_code == 200


def test_basic_auth_is_refused(trakt: Trakt, broken: Broken) -> None:
    tokens = trakt.sign_in()
    body = {
        "client_id": trakt.app.client_id,
        "grant_type": "refresh_token",
        "refresh_token": tokens["refresh_token"],
    }
    auth = (trakt.app.client_id, trakt.app.client_secret)
    assert trakt.send("POST", "/oauth/token", json=body, auth=auth).status_code == 400
    broken("Basic")


def test_redirect_uri_may_be_required(box: Sandbox, trakt: Trakt, broken: Broken) -> None:
    box.trakt.redirect_uri_required = True
    tokens = trakt.sign_in()
    assert trakt.refresh(tokens["refresh_token"]).status_code == 400
    broken("redirect_uri")


def test_life_and_skewed_clocks(box: Sandbox, trakt: Trakt) -> None:
    box.trakt.token_life = 86400
    box.clock.skew = 500_000
    tokens = trakt.sign_in()
    assert tokens["expires_in"] == 86400
    assert abs(tokens["created_at"] - time.time() - 500_000) < 5
    box.clock.advance(86399)
    assert trakt.get("/users/settings", tokens["access_token"]).status_code == 200
    box.clock.advance(2)
    assert trakt.get("/users/settings", tokens["access_token"]).status_code == 401
    box.trakt.created_at_offset = -500_000
    new = trakt.refresh(tokens["refresh_token"]).json()
    assert abs(new["created_at"] - time.time() - 86401) < 5


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revoke(trakt: Trakt, which: str) -> None:
    tokens = trakt.sign_in()
    reply = trakt.post("/oauth/revoke", token=tokens[which], **trakt.secret())
    assert (reply.status_code, reply.content) == (200, b"")
    assert trakt.get("/users/settings", tokens["access_token"]).status_code == 401
    assert trakt.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("which", ["ran out", "was used", "never was"])
def test_revoke_of_a_token_that_is_dead(box: Sandbox, trakt: Trakt, which: str) -> None:
    """200 as well (RFC 7009, 2.2), and nothing has ended."""
    first = trakt.sign_in()
    if which == "ran out":
        box.clock.advance(box.trakt.token_life + 1)
    second = trakt.refresh(first["refresh_token"]).json()
    token = {"ran out": first["access_token"], "was used": first["refresh_token"]}.get(which, "nothing")
    reply = trakt.post("/oauth/revoke", token=token, **trakt.secret())
    assert (reply.status_code, reply.content) == (200, b"")
    assert trakt.get("/users/settings", second["access_token"]).status_code == 200
    assert len(box.trakt.connections()) == 1


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
def test_a_token_with_a_foreign_client_id(box: Sandbox, trakt: Trakt, broken: Broken, path: str) -> None:
    tokens = trakt.sign_in()
    other = Trakt(box, box.trakt.add_app())
    if path == "/oauth/token":
        assert other.refresh(tokens["refresh_token"]).status_code == 400
    else:
        other.post(path, token=tokens["access_token"], **other.secret())
    broken("foreign client_id")
    assert trakt.get("/users/settings", tokens["access_token"]).status_code == 200
