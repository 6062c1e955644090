"""TMDb: the account of a session, and signing out of it."""

from __future__ import annotations

import pytest

from sandbox import Sandbox
from sandbox_tests.clients import Tmdb
from sandbox_tests.conftest import Broken
from sandbox_tests.tmdb_answers import answer

ACCOUNT = "/3/account"
SESSION, NEW_SESSION = "/3/authentication/session", "/3/authentication/session/new"


@pytest.fixture(params=["read access token", "API key"])
def each(request: pytest.FixtureRequest, tmdb: Tmdb) -> Tmdb:
    tmdb.bearer = request.param == "read access token"
    return tmdb


def test_account(box: Sandbox, each: Tmdb) -> None:
    box.tmdb.account("ann", name="Ann")
    session = each.sign_in()
    box.clock.advance(10 * 365 * 86400)  # sessions do not end by themselves
    body = each.account(session).json()
    assert (body["username"], body["name"], type(body["id"])) == ("ann", "Ann", int)
    assert body["avatar"]["tmdb"]["avatar_path"] and body["avatar"]["gravatar"]["hash"]
    assert box.log[-1].route == "user"


@pytest.mark.parametrize("shape", ["null", "no_gravatar", "none"])
def test_what_an_account_may_lack(box: Sandbox, tmdb: Tmdb, shape: str) -> None:
    box.tmdb.avatar = shape
    body = tmdb.account(tmdb.sign_in()).json()
    assert body["name"] == ""
    assert ("avatar" in body) == (shape != "none")
    avatar = body.get("avatar", {"tmdb": {"avatar_path": None}})
    assert avatar["tmdb"]["avatar_path"] is None
    assert ("gravatar" in avatar) == (shape == "null")


@pytest.mark.parametrize("how", ["made up", "ended on the site", "signed out"])
def test_a_dead_session(box: Sandbox, tmdb: Tmdb, how: str) -> None:
    session = tmdb.sign_in()
    if how == "ended on the site":
        assert box.tmdb.revoke("ann") == 1
    if how == "signed out":
        tmdb.sign_out(session)
    assert answer(tmdb.account("0" * 40 if how == "made up" else session)) == (401, 3)


def test_no_session(tmdb: Tmdb, broken: Broken) -> None:
    assert answer(tmdb.call("GET", ACCOUNT)) == (401, 3)
    broken("without a session")


def test_a_session_of_another_key(box: Sandbox, tmdb: Tmdb, broken: Broken) -> None:
    session = tmdb.sign_in()
    other = Tmdb(box, box.tmdb.add_app())
    assert answer(other.account(session)) == (401, 3)
    assert answer(other.sign_out(session)) == (404, 6)
    broken("foreign key", "foreign key")
    tmdb.bearer = False  # the other spelling of the same key
    assert tmdb.account(session).status_code == 200


# Sign-out


def test_sign_out_ends_one_session(box: Sandbox, each: Tmdb) -> None:
    first, second = each.sign_in(), each.sign_in()
    reply = each.sign_out(first)
    assert (reply.status_code, reply.json()) == (200, {"success": True})
    assert answer(each.account(first)) == (401, 3)
    assert each.account(second).status_code == 200
    assert box.requests(route="revoke", method="DELETE", path_prefix=SESSION)


@pytest.mark.parametrize("status", [404, 401])
def test_signing_out_from_an_unknown_session(box: Sandbox, tmdb: Tmdb, status: int) -> None:
    box.tmdb.unknown_session = status
    session = tmdb.sign_in()
    tmdb.sign_out(session)
    assert answer(tmdb.sign_out(session)) == (status, 6)


def test_signing_out_with_a_wrong_key(box: Sandbox, tmdb: Tmdb) -> None:
    session = tmdb.sign_in()
    box.tmdb.delete_app(tmdb.app.client_id)
    assert answer(tmdb.sign_out(session)) == (401, 7)
    assert len(box.tmdb.connections()) == 1


@pytest.mark.parametrize(
    ("method", "path", "missing"), [("DELETE", SESSION, "session_id"), ("POST", NEW_SESSION, "request_token")]
)
def test_the_body_is_needed(tmdb: Tmdb, broken: Broken, method: str, path: str, missing: str) -> None:
    assert answer(tmdb.call(method, path)) == (422, 5)
    broken(f"missing {missing}")
