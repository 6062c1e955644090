"""The limits on calls: each one kept, broken once, and answered as the tracker does; off unless asked for."""

from __future__ import annotations

from collections.abc import Callable

from sandbox import Sandbox
from sandbox_tests.clients import Simkl, Tmdb, Trakt
from sandbox_tests.conftest import Broken

Passes = Callable[[float], None]


def test_off_unless_asked_for(v1: Simkl, v2: Simkl, passes: Passes) -> None:
    assert {v1.get("/oauth/pin").status_code for _ in range(11)} == {200}
    assert {v2.post("/oauth2/device").status_code for _ in range(2)} == {200}


def test_simkl_gets(box: Sandbox, v1: Simkl, broken: Broken, passes: Passes) -> None:
    """429, and no longer than that: only POSTs are answered with a block."""
    box.simkl.set(limited=True)
    assert [v1.get("/oauth/pin").status_code for _ in range(11)] == [200] * 10 + [429]
    broken("more than 10 GETs in 1 s")
    reply = v1.get("/oauth/pin")
    assert (reply.json()["error"], "Retry-After" in reply.headers) == ("rate_limit", False)
    broken("GETs")
    assert Simkl(box, box.simkl.add_app()).get("/oauth/pin").status_code == 200, "another app"
    passes(1)
    assert v1.get("/oauth/pin").status_code == 200


def test_simkl_posts(box: Sandbox, v2: Simkl, broken: Broken, passes: Passes) -> None:
    box.simkl.set(limited=True)
    assert v2.post("/oauth2/device").status_code == 200
    passes(1)
    assert [v2.post("/oauth2/device").status_code for _ in range(2)] == [200, 412]
    broken("more than 1 POST in 1 s")


def test_trakt_gets_of_an_account(box: Sandbox, trakt: Trakt, broken: Broken, passes: Passes) -> None:
    """Whatever they ask for, and with whichever of its tokens."""
    box.trakt.set(limited=True)
    tokens = [trakt.sign_in()["access_token"] for _ in range(2)]
    for number in range(500):
        assert trakt.get("/users/settings", tokens[number % 2]).status_code == 200
    passes(299.5)
    reply = trakt.get("/sync/last_activities", tokens[0])
    assert (reply.status_code, reply.headers["Retry-After"]) == (429, "1")
    assert '"AUTHED_API_GET_LIMIT"' in reply.headers["X-Ratelimit"]
    broken("more than 500 AUTHED_API_GET_LIMIT in 300 s")
    assert trakt.get("/users/settings", trakt.sign_in("bob")["access_token"]).status_code == 200
    passes(1)
    assert trakt.get("/sync/last_activities", tokens[0]).status_code == 200


def test_trakt_writes_of_an_account(box: Sandbox, trakt: Trakt, broken: Broken, passes: Passes) -> None:
    """No write is built; the limit comes before that. OAuth calls are none."""
    box.trakt.set(limited=True)
    headers = {"trakt-api-version": "2", "trakt-api-key": trakt.app.client_id}
    headers["Authorization"] = f"Bearer {trakt.sign_in()['access_token']}"
    replies = [trakt.send("POST", trakt.api + "/sync/history", json={}, headers=headers) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [404, 429]
    assert replies[1].headers["Retry-After"] == "1"
    broken("no such call", "more than 1 AUTHED_API_POST_LIMIT in 1 s")


def test_tmdb(box: Sandbox, tmdb: Tmdb, broken: Broken, passes: Passes) -> None:
    box.tmdb.set(limited=True)
    assert {tmdb.call("GET", "/3/authentication").status_code for _ in range(40)} == {200}
    reply = tmdb.call("GET", "/3/authentication")
    assert (reply.status_code, reply.json()["status_code"]) == (429, 25)
    broken("more than 40 calls in 1 s")
    passes(1)
    assert tmdb.call("GET", "/3/authentication").status_code == 200
