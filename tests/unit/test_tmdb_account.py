"""TMDb's calls about the account, and signing out: what every reply means, and exactly what is sent."""

from __future__ import annotations

from typing import Any

import pytest
import responses

from tests.unit.doubles import EPOCH
from tests.unit.test_tmdb import API, KEY, KEY_REFUSED, KEYS, NO_POLL, READ_TOKEN, SESSION, refused
from tests.unit.wire_cases import Came, gate, meaning, no_trust, page, request, sent
from trackpass.errors import Problem
from trackpass.model import App, Credentials
from trackpass.providers.tmdb import Tmdb
from trackpass.web import HttpClient

ACCOUNT, SIGN_OUT = f"{API}/account", f"{API}/authentication/session"
CREDENTIALS = Credentials("", KEY, session_id=SESSION, name="before", flow="tmdb-session")
QUERY = {"api_key": KEY, "session_id": SESSION}
PROFILE = {"id": 548, "username": "ann", "name": "Ann B", "avatar": {"tmdb": {"avatar_path": None}}}

REFUSALS = [
    pytest.param(refused(3), "CredentialsRejected ended", id="3: session gone"),
    pytest.param(refused(14), "CredentialsRejected ended", id="14: not accepted"),
    pytest.param(refused(37, 404), "CredentialsRejected ended", id="37: session not found"),
    pytest.param(refused(17), "Unreachable garbled", id="17 says nothing here"),
    pytest.param(refused(3, 200), "Unreachable garbled", id="3 with 200"),
    pytest.param(refused(21, 200), "Unreachable garbled", id="an error with 200"),
    pytest.param(Came({"username": "ann"}), "Unreachable garbled", id="no id"),
    pytest.param(Came({**PROFILE, "id": None}), "Unreachable garbled", id="id null"),
    pytest.param(Came({**PROFILE, "id": "548e"}), "Unreachable garbled", id="id of another kind"),
    *KEY_REFUSED,
    *NO_POLL,
]


@pytest.fixture
def tmdb(http: HttpClient) -> Tmdb:
    return Tmdb(http, lambda: EPOCH)


@pytest.mark.parametrize(("came", "means"), [pytest.param(Came(PROFILE), "fine", id="fine"), *REFUSALS])
def test_check(mock: responses.RequestsMock, tmdb: Tmdb, came: Came, means: str) -> None:
    came.serve(mock, "GET", ACCOUNT)
    assert meaning(lambda: tmdb.check(CREDENTIALS)) == means
    assert sent(mock) == [request("GET", ACCOUNT, QUERY)]


NAMES = [
    pytest.param(Came(PROFILE), "ann 548", id="username, not name"),
    pytest.param(Came({**PROFILE, "name": ""}), "ann 548", id="empty name"),
    pytest.param(Came({"id": 548, "username": " ann "}), "ann 548", id="blanks"),
    pytest.param(Came({**PROFILE, "id": "548"}), "ann 548", id="id as text"),
    pytest.param(Came({**PROFILE, "username": ""}), "before 548", id="no username"),
    pytest.param(Came({**PROFILE, "username": None}), "before 548", id="username null"),
]


@pytest.mark.parametrize(("came", "means"), [*NAMES, *REFUSALS])
def test_identify(mock: responses.RequestsMock, tmdb: Tmdb, came: Came, means: str) -> None:
    """Name and account ID alone change."""
    came.serve(mock, "GET", ACCOUNT)

    def looks() -> str:
        found = tmdb.identify(CREDENTIALS)
        assert found._replace(name="before", account_id="") == CREDENTIALS
        return f"{found.name} {found.account_id}"

    assert meaning(looks) == means
    assert sent(mock) == [request("GET", ACCOUNT, QUERY)]


REVOKES = [
    pytest.param(Came({"success": True}), "True", id="ended"),
    pytest.param(Came(""), "True", id="200 empty"),
    pytest.param(refused(13, 200), "True", id="13: deleted"),
    pytest.param(refused(6, 404), "True", id="6: unknown"),
    pytest.param(refused(6, 200), "True", id="6 with 200"),
    pytest.param(refused(34, 404), "True", id="34: not found"),
    pytest.param(refused(37, 404), "True", id="37: session not found"),
    pytest.param(refused(34, 401), "True", id="34 with another status"),
    pytest.param(refused(37, 401), "True", id="37 with another status"),
    pytest.param(Came("", 404), "True", id="bare 404"),
    pytest.param(page(404), "False", id="404 page"),
    pytest.param(page(200), "False", id="page of a hotel's network"),
    pytest.param(gate(), "False", id="the gatekeeper in JSON"),
    pytest.param(refused(7), "False", id="7: wrong key, the session lives on"),
    pytest.param(refused(7, 200), "False", id="7 with 200"),
    pytest.param(refused(10), "False", id="10"),
    pytest.param(refused(25, 429), "False", id="25"),
    pytest.param(refused(9, 503), "False", id="9"),
    pytest.param(Came("", 401), "False", id="bare 401"),
    pytest.param(no_trust(), "Unreachable certificate", id="certificate"),
]


@pytest.mark.parametrize(("came", "means"), REVOKES)
def test_revoke(mock: responses.RequestsMock, tmdb: Tmdb, came: Came, means: str) -> None:
    """The session is in the body, out of sight of logs; its own key goes with it, whatever is set by now."""
    came.serve(mock, "DELETE", SIGN_OUT)
    assert meaning(lambda: tmdb.revoke(App(READ_TOKEN), CREDENTIALS)) == means
    assert sent(mock) == [request("DELETE", SIGN_OUT, {"api_key": KEY}, body={"session_id": SESSION})]


@pytest.mark.parametrize(("pasted", "query", "headers"), KEYS)
def test_each_kind_of_key(
    mock: responses.RequestsMock, tmdb: Tmdb, pasted: str, query: dict[str, str], headers: dict[str, str]
) -> None:
    Came(PROFILE).serve(mock, "GET", ACCOUNT)
    Came({}).serve(mock, "DELETE", SIGN_OUT)
    credentials = CREDENTIALS._replace(client_id=pasted)
    tmdb.check(credentials)
    tmdb.revoke(App(""), credentials)
    assert sent(mock) == [
        request("GET", ACCOUNT, {**query, "session_id": SESSION}, headers),
        request("DELETE", SIGN_OUT, query, headers, {"session_id": SESSION}),
    ]


def test_nothing_to_refresh(mock: responses.RequestsMock, tmdb: Tmdb) -> None:
    """A session lives until somebody ends it; nobody is asked."""
    assert tmdb.refresh(App(KEY), CREDENTIALS) == CREDENTIALS
    assert sent(mock) == []


MISTAKES: list[Any] = [
    pytest.param("", Problem.APP_KEY_MISSING, id="empty"),
    pytest.param(" \n", Problem.APP_KEY_MISSING, id="blank"),
    pytest.param("Bearer ", Problem.APP_KEY_MISSING, id="Bearer and nothing"),
    pytest.param(KEY.upper(), None, id="key in capitals"),
    pytest.param(KEY[:-1], Problem.APP_KEY_FORMAT, id="31 digits"),
    pytest.param(f"{KEY}0", Problem.APP_KEY_FORMAT, id="33 digits"),
    pytest.param(KEY.replace("a", "g"), Problem.APP_KEY_FORMAT, id="no hex digits"),
    pytest.param(f"{KEY[:16]} {KEY[16:]}", Problem.APP_KEY_FORMAT, id="a space in it"),
    pytest.param(KEY * 2, Problem.APP_KEY_FORMAT, id="64 digits: another tracker's ID"),
    pytest.param(SESSION, Problem.APP_KEY_FORMAT, id="a session"),
    pytest.param("https://www.themoviedb.org/settings/api", Problem.APP_KEY_FORMAT, id="web address"),
    pytest.param("eyJhbGciOiJIUzI1NiJ9", Problem.APP_KEY_FORMAT, id="the beginning of a read token"),
    pytest.param(f"{READ_TOKEN} {READ_TOKEN}", Problem.APP_KEY_FORMAT, id="two at once"),
    pytest.param(f"{READ_TOKEN}ü", Problem.APP_KEY_FORMAT, id="a letter that cannot be sent"),
]


@pytest.mark.parametrize(("pasted", "problem"), MISTAKES)
def test_mistake(tmdb: Tmdb, pasted: str, problem: Problem | None) -> None:
    assert tmdb.mistake(App(pasted)) is problem
