"""Trakt's calls about the account: what every reply means, and exactly what is sent for it."""

from __future__ import annotations

import pytest
import responses

from tests.unit.doubles import EPOCH
from tests.unit.wire_cases import BUSY, DOWN, NO_REPLY, NONSENSE, Came, meaning, page, request, sent
from trackpass.model import App, Credentials
from trackpass.providers.trakt import Trakt
from trackpass.web import HttpClient

CHECK = "https://api.trakt.tv/sync/last_activities"
NAME = "https://api.trakt.tv/users/settings"
CREDENTIALS = Credentials("access-token", "id-t", refresh_token="refresh-token", name="ann")
HEADERS = {
    "content-type": "application/json",
    "trakt-api-version": "2",
    "trakt-api-key": "id-t",
    "authorization": "Bearer access-token",
}
ACCOUNT = [
    pytest.param(Came("", 401), "CredentialsRejected place_taken", id="401"),
    pytest.param(Came({"error": "invalid_token"}, 401), "CredentialsRejected place_taken", id="401 JSON"),
    pytest.param(page(401), "Unreachable garbled", id="401 page"),
    pytest.param(Came("", 403), "AppRejected app_id", id="403: app unknown or deleted"),
    pytest.param(Came("", 420), "AccountHeld account_limit", id="420 empty"),
    pytest.param(
        Came("", 420, {"X-Account-Limit": "5"}), "AccountHeld account_limit", id="420 with its headers"
    ),
    pytest.param(Came("", 423, {"X-Account-Locked": "true"}), "AccountHeld account_locked", id="423 locked"),
    pytest.param(
        Came("", 423, {"X-Account-Deactivated": "true"}), "AccountHeld account_locked", id="423 deactivated"
    ),
    pytest.param(Came("", 426), "AccountHeld account_vip", id="426"),
    pytest.param(
        Came("", 426, {"X-Upgrade-URL": "https://app.trakt.tv/vip"}), "AccountHeld account_vip", id="426, URL"
    ),
    pytest.param(Came("", 400), "Unreachable garbled", id="400"),
    pytest.param(Came("", 404), "Unreachable garbled", id="404"),
    pytest.param(Came("", 412), "Unreachable garbled", id="412"),
    *(BUSY + DOWN + NONSENSE + NO_REPLY),
]


@pytest.fixture
def trakt(http: HttpClient) -> Trakt:
    return Trakt(http, lambda: EPOCH)


@pytest.mark.parametrize(("came", "means"), [pytest.param(Came({"all": "x"}), "fine", id="fine"), *ACCOUNT])
def test_check(mock: responses.RequestsMock, trakt: Trakt, came: Came, means: str) -> None:
    came.serve(mock, "GET", CHECK)
    assert meaning(lambda: trakt.check(CREDENTIALS)) == means
    assert sent(mock) == [request("GET", CHECK, headers=HEADERS)]


def test_a_token_that_works_once_is_never_spent_on_a_connection_that_was_kept(
    mock: responses.RequestsMock, trakt: Trakt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That one may be dead, and an answer that does not come is one of the two that may be lost."""
    before: list[int] = []
    monkeypatch.setattr(HttpClient, "connect_anew", lambda _: before.append(len(mock.calls)))
    Came({"all": "x"}).serve(mock, "GET", CHECK)
    Came("", 503).serve(mock, "POST", "https://auth.trakt.tv/oauth/token")
    trakt.check(CREDENTIALS)
    assert before == []
    assert meaning(lambda: trakt.refresh(App("id-t"), CREDENTIALS)) == "Unreachable server"
    assert before == [1]


NAMES = [
    pytest.param(Came({"user": {"username": "ann", "name": "Ann B"}}), "ann", id="username, not name"),
    pytest.param(Came({"user": {"username": "ann", "name": None}}), "ann", id="name null"),
    pytest.param(Came({"user": {"username": "ann"}, "account": None, "limits": None}), "ann", id="bare"),
    pytest.param(Came({"user": {"username": ""}}), "before", id="no name"),
    pytest.param(Came({"user": {"name": "Ann B"}}), "before", id="no such field"),
    pytest.param(Came({"user": None}), "before", id="no user"),
    pytest.param(Came({"account": {}}), "before", id="nothing of it"),
]


@pytest.mark.parametrize(("came", "means"), [*NAMES, *ACCOUNT])
def test_identify(mock: responses.RequestsMock, trakt: Trakt, came: Came, means: str) -> None:
    """The name alone changes, and stays as it was where there is none."""
    came.serve(mock, "GET", NAME)
    known = CREDENTIALS._replace(name="before", expires_at=7)

    def name() -> str:
        found = trakt.identify(known)
        assert found._replace(name="before") == known
        return found.name

    assert meaning(name) == means
    assert sent(mock) == [request("GET", NAME, headers=HEADERS)]
