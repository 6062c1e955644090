"""TMDb's sign-in: what every reply of the link flow means, and exactly what is sent for it."""

from __future__ import annotations

from typing import Any

import pytest
import responses

from tests.unit.doubles import EPOCH
from tests.unit.wire_cases import (
    BUSY,
    DATE,
    DOWN,
    NO_REPLY,
    NONSENSE,
    SLOW,
    Came,
    meaning,
    page,
    request,
    sent,
    verdict,
)
from trackpass.errors import TrackpassError
from trackpass.model import App, Challenge, Credentials
from trackpass.providers.tmdb import Tmdb
from trackpass.web import HttpClient

API = "https://api.themoviedb.org/3"
PROBE, START, POLL = (
    f"{API}/authentication",
    f"{API}/authentication/token/new",
    f"{API}/authentication/session/new",
)
KEY = "0123456789abcdef" * 2
READ_TOKEN = f"eyJhbGciOiJIUzI1NiJ9.{'eyJhdWQi' * 9}.{'S1g-_nat' * 5}"
TOKEN = "5ca1ab1e" * 5
SESSION = "5e5510n5" * 5
LINK = f"https://www.themoviedb.org/authenticate/{TOKEN}"
KEYS: list[Any] = [
    pytest.param(KEY, {"api_key": KEY}, {}, id="key"),
    pytest.param(f" {KEY}\n", {"api_key": KEY}, {}, id="key, blanks around"),
    pytest.param(READ_TOKEN, {}, {"authorization": f"Bearer {READ_TOKEN}"}, id="read token"),
    pytest.param(f"Bearer {READ_TOKEN}", {}, {"authorization": f"Bearer {READ_TOKEN}"}, id="pasted Bearer"),
    pytest.param(
        f" bearer  {READ_TOKEN} ", {}, {"authorization": f"Bearer {READ_TOKEN}"}, id="in other words"
    ),
    pytest.param(f"Bearer {KEY}", {"api_key": KEY}, {}, id="a key, pasted as if it were a token"),
]
CHALLENGE = Challenge(
    flow="tmdb-session",
    client_id=KEY,
    device_code=TOKEN,
    user_code="",
    verification_uri=LINK,
    verification_uri_complete=LINK,
    expires_in=3600,
    interval=5,
)
NEW = {"success": True, "expires_at": "2027-01-15 09:00:00 UTC", "request_token": TOKEN}
"""That is an hour after DATE."""


@pytest.fixture
def tmdb(http: HttpClient) -> Tmdb:
    return Tmdb(http, lambda: EPOCH - 99)


def refused(number: Any, status: int = 401, **more: Any) -> Came:
    return Came({"success": False, "status_code": number, "status_message": "Words.", **more}, status)


# The same for every call.
KEY_REFUSED = [
    pytest.param(refused(7), "AppRejected app_key", id="7: key unknown"),
    pytest.param(refused(7, 403), "AppRejected app_key", id="7 with another status"),
    pytest.param(refused("7"), "AppRejected app_key", id="7 as text"),
    pytest.param(refused(10), "AppRejected app_key_suspended", id="10: key suspended"),
    pytest.param(refused(31), "AccountHeld account_locked", id="31: account disabled"),
    pytest.param(refused(45, 403), "AccountHeld account_locked", id="45: user suspended"),
    *(
        pytest.param(refused(number, status), "Unreachable server", id=f"{number} with {status}")
        for number, status in [(2, 501), (9, 503), (11, 500), (24, 504), (43, 502), (46, 503), (9, 400)]
    ),
    pytest.param(page(401), "Unreachable garbled", id="401 page"),
    pytest.param(Came("", 401), "Unreachable garbled", id="bare 401: nobody knows what of"),
    pytest.param(Came({"success": False}, 401), "Unreachable garbled", id="401 without a number"),
    pytest.param(refused(None), "Unreachable garbled", id="401, number null"),
    pytest.param(refused(True), "Unreachable garbled", id="401, true for a number"),
    pytest.param(refused(34, 404), "Unreachable garbled", id="34"),
    pytest.param(refused(47, 400), "Unreachable garbled", id="47"),
    *(DOWN + NONSENSE + NO_REPLY),
]
NO_POLL = [
    pytest.param(refused(25, 429), "Unreachable busy", id="25 with 429"),
    pytest.param(refused(25, 400), "Unreachable busy", id="25 with another status"),
    *BUSY,
]


@pytest.mark.parametrize(
    ("came", "means"),
    [pytest.param(Came({"success": True, "status_code": 1}), "fine", id="fine"), *KEY_REFUSED, *NO_POLL],
)
def test_probe(mock: responses.RequestsMock, tmdb: Tmdb, came: Came, means: str) -> None:
    came.serve(mock, "GET", PROBE)
    assert meaning(lambda: tmdb.probe(App(KEY))) == means
    assert sent(mock) == [request("GET", PROBE, {"api_key": KEY})]


STARTS = [
    pytest.param(Came(NEW), "code", id="link"),
    pytest.param(Came({"request_token": TOKEN}), "code", id="link alone"),
    pytest.param(Came({**NEW, "success": False}), "code", id="success is not asked"),
    pytest.param(Came({"success": True}), "Unreachable garbled", id="no request token"),
    pytest.param(Came({**NEW, "request_token": ""}), "Unreachable garbled", id="empty request token"),
    pytest.param(Came({**NEW, "request_token": 7}), "Unreachable garbled", id="request token as number"),
    pytest.param(refused(17), "Unreachable garbled", id="17 says nothing here"),
]


@pytest.mark.parametrize(("came", "means"), [*STARTS, *KEY_REFUSED, *NO_POLL])
def test_start(mock: responses.RequestsMock, tmdb: Tmdb, came: Came, means: str) -> None:
    came.serve(mock, "GET", START)
    assert meaning(lambda: tmdb.start(App(KEY))) == means
    assert sent(mock) == [request("GET", START, {"api_key": KEY})]


LIVES = [
    pytest.param("2027-01-15 09:00:00 UTC", DATE, 3600, id="an hour"),
    pytest.param("2027-01-15 08:00:05 UTC", DATE, 5, id="less"),
    pytest.param("2027-01-15 12:00:00 UTC", DATE, 3600, id="more: an hour all the same"),
    pytest.param("2027-01-15 09:00:00 UTC", None, 3600, id="no Date to count from"),
    pytest.param("2027-01-15 08:00:00 UTC", DATE, 3600, id="over before it began"),
    pytest.param("2016-08-26 17:04:39 UTC", DATE, 3600, id="long over"),
    pytest.param("2027-01-15T08:00:05Z", DATE, 3600, id="ISO 8601, which it is not"),
    pytest.param("2027-01-15 08:00:05", DATE, 3600, id="no zone"),
    pytest.param("2027-13-41 08:00:05 UTC", DATE, 3600, id="no such day"),
    pytest.param("soon", DATE, 3600, id="a word"),
    pytest.param(None, DATE, 3600, id="null"),
    pytest.param(1800003600, DATE, 3600, id="a number"),
]


@pytest.mark.parametrize(("ends", "date", "life"), LIVES)
def test_life_of_the_link(
    mock: responses.RequestsMock, tmdb: Tmdb, ends: object, date: str | None, life: float
) -> None:
    """By TMDb's own clock: ours may show any time."""
    Came({**NEW, "expires_at": ends}, headers={"Date": date} if date else {}).serve(mock, "GET", START)
    assert tmdb.start(App(KEY)) == CHALLENGE._replace(expires_in=life)


@pytest.mark.parametrize(("pasted", "query", "headers"), KEYS)
def test_who_asks(
    mock: responses.RequestsMock, tmdb: Tmdb, pasted: str, query: dict[str, str], headers: dict[str, str]
) -> None:
    """A read token stays out of the address; what was pasted is remembered as it was."""
    Came({"status_code": 1}).serve(mock, "GET", PROBE)
    Came(NEW).serve(mock, "GET", START)
    refused(17).serve(mock, "POST", POLL)
    app = App(pasted)
    assert tmdb.mistake(app) is None
    tmdb.probe(app)
    challenge = tmdb.start(app)
    assert challenge.client_id == pasted
    tmdb.poll(App("changed"), challenge)
    assert sent(mock) == [
        request("GET", PROBE, query, headers),
        request("GET", START, query, headers),
        request("POST", POLL, query, headers, {"request_token": TOKEN}),
    ]


@pytest.mark.parametrize("token", [TOKEN, "../../x?y=1&z#ü"])
def test_link_that_was_made_elsewhere(tmdb: Tmdb, token: str) -> None:
    """It is one part of the path, whatever is in it. Nobody is asked."""
    link = LINK if token == TOKEN else f"{LINK[: -len(TOKEN)]}..%2F..%2Fx%3Fy%3D1%26z%23%C3%BC"
    expected = CHALLENGE._replace(device_code=token, verification_uri=link, verification_uri_complete=link)
    assert tmdb.challenge_for(App(KEY), token) == expected


POLLS = [
    pytest.param(Came({"success": True, "session_id": SESSION}), "approved", id="approved"),
    pytest.param(Came({"session_id": SESSION}), "approved", id="approved, without success"),
    pytest.param(refused(17), "pending", id="17: pending, refused or unknown"),
    pytest.param(Came({"failure": True, "status_code": 17}, 401), "pending", id="17 and failure"),
    pytest.param(refused(33), "pending", id="33: the same as some say"),
    pytest.param(refused(25, 429), "slow_down", id="25 with 429"),
    pytest.param(refused(25, 400), "slow_down", id="25 with another status"),
    pytest.param(
        Came({"status_code": 25}, 429, {"Retry-After": "7"}), "slow_down wait 7", id="25, Retry-After"
    ),
    pytest.param(refused(3), "Unreachable garbled", id="3 says nothing here"),
    pytest.param(refused(17, 200), "Unreachable garbled", id="17 with 200: no session in it"),
    pytest.param(Came({"session_id": 7}), "Unreachable garbled", id="session as number"),
    *(KEY_REFUSED + SLOW),
]


@pytest.mark.parametrize(("came", "means"), POLLS)
def test_poll(mock: responses.RequestsMock, tmdb: Tmdb, came: Came, means: str) -> None:
    came.serve(mock, "POST", POLL)
    assert meaning(lambda: tmdb.poll(App(KEY), CHALLENGE)) == means
    body = {"request_token": TOKEN}
    assert sent(mock) == [request("POST", POLL, {"api_key": KEY}, body=body)]


LOST = [
    pytest.param(Came('{"session_id": "5e5'), "Unreachable garbled lost", id="half"),
    pytest.param(Came(""), "Unreachable garbled lost", id="empty"),
    pytest.param(Came({"success": True}), "Unreachable garbled lost", id="no session"),
    pytest.param(Came({"session_id": " "}), "Unreachable garbled lost", id="blank session"),
    pytest.param(page(200), "Unreachable garbled", id="page of a hotel's network"),
    pytest.param(page(503), "Unreachable server", id="down"),
]


@pytest.mark.parametrize(("came", "means"), LOST)
def test_session_that_cannot_be_read(
    mock: responses.RequestsMock, tmdb: Tmdb, came: Came, means: str
) -> None:
    """A request token works once: the session was in that answer."""
    came.serve(mock, "POST", POLL)
    assert verdict(lambda: tmdb.poll(App(KEY), CHALLENGE)) == means


@pytest.mark.parametrize(("headers", "obtained"), [({"Date": DATE}, EPOCH), ({}, EPOCH - 99)])
def test_session(mock: responses.RequestsMock, tmdb: Tmdb, headers: dict[str, str], obtained: float) -> None:
    Came({"success": True, "session_id": SESSION}, headers=headers).serve(mock, "POST", POLL)
    assert tmdb.poll(App("changed"), CHALLENGE).credentials == Credentials(
        access_token="", client_id=KEY, obtained_at=int(obtained), flow="tmdb-session", session_id=SESSION
    )


@pytest.mark.parametrize("pasted", [KEY, READ_TOKEN])
def test_no_secret_shows(mock: responses.RequestsMock, tmdb: Tmdb, pasted: str) -> None:
    """The key is a secret as well."""
    app = App(pasted)
    Came(NEW).serve(mock, "GET", START)
    Came({"session_id": SESSION}).serve(mock, "POST", POLL)
    challenge = tmdb.start(app)
    shown = [repr(app), repr(challenge), repr(tmdb.poll(app, challenge))]
    mock.replace("POST", POLL, json={"status_code": 7, "status_message": f"{pasted} {TOKEN}"}, status=401)
    with pytest.raises(TrackpassError) as found:
        tmdb.poll(app, challenge)
    shown += [repr(found.value), str(found.value)]
    assert [secret for secret in (pasted, TOKEN, SESSION) if secret in " ".join(shown)] == []
