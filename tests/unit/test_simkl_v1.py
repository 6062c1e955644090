"""Simkl, generation 1: what every reply of ``/oauth/pin`` means, and exactly what is sent for it."""

from __future__ import annotations

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
)
from trackpass.model import App, Challenge
from trackpass.providers import simkl_v1
from trackpass.web import HttpClient

START = "https://api.simkl.com/oauth/pin"
POLL = "https://api.simkl.com/oauth/pin/B52B8"
PARAMS = {"client_id": "id-1", "app-name": "trackpass", "app-version": "1.2.3"}
APP = App("id-1", "app-secret")
CODE = {
    "result": "OK",
    "device_code": "DEVICE_CODE",
    "user_code": "B52B8",
    "verification_uri": "https://simkl.com/pin",
    "verification_url": "https://simkl.com/pin",
    "expires_in": 900,
    "interval": 5,
}
CHALLENGE = Challenge(
    flow="simkl-pin",
    client_id="id-1",
    device_code="",
    user_code="B52B8",
    verification_uri="https://simkl.com/pin",
    verification_uri_complete="https://simkl.com/pin/B52B8",
    expires_in=900,
    interval=5,
)
TOKEN = "f" * 64


def without(*names: str) -> dict[str, object]:
    return {name: value for name, value in CODE.items() if name not in names}


STARTS = [
    pytest.param(Came(CODE), "code", id="code"),
    pytest.param(
        Came({"error": "client_id_failed", "code": 412}, 412), "AppRejected app_id", id="unknown ID"
    ),
    pytest.param(Came("", 412), "AppRejected app_id", id="412 without a body"),
    pytest.param(Came({"error": "unauthorized_client"}, 400), "fine", id="ID of generation 2"),
    pytest.param(Came("", 400), "fine", id="bare 400: ID of generation 2"),
    pytest.param(Came({}, 400), "fine", id="400 without a name: the same"),
    pytest.param(page(400), "Unreachable garbled", id="400 page"),
    pytest.param(Came({"error": "wrong_parameter"}, 400), "AppRejected app_id", id="400 with a name"),
    pytest.param(Came({"error": "forbidden"}, 403), "AppRejected app_id", id="403 with a name"),
    pytest.param(Came("", 403), "Unreachable garbled", id="403 without a name"),
    pytest.param(Came({"error": "invalid_client"}, 401), "AppRejected app_id", id="401 with a name"),
    pytest.param(Came({"error": "RATE_LIMIT"}, 400), "Unreachable busy", id="400 RATE_LIMIT"),
    pytest.param(
        Came({"error": "rate_limit"}, 400, {"Retry-After": "20"}),
        "Unreachable busy after 20",
        id="and how long",
    ),
    pytest.param(Came({"error": "url_failed"}, 404), "Unreachable garbled", id="404"),
    pytest.param(Came(without("user_code")), "Unreachable garbled", id="no user code"),
    pytest.param(Came({**CODE, "user_code": ""}), "Unreachable garbled", id="empty user code"),
    pytest.param(Came({**CODE, "user_code": 12345}), "Unreachable garbled", id="user code as number"),
    pytest.param(
        Came(without("verification_uri", "verification_url")), "Unreachable garbled", id="no address"
    ),
    pytest.param(
        Came({**CODE, "verification_uri": "http://simkl.com/pin", "verification_url": "javascript:0"}),
        "Unreachable garbled",
        id="address that is not secured",
    ),
    pytest.param(Came({"result": "KO", "message": "nope"}), "Unreachable garbled", id="KO"),
    *(BUSY + DOWN + NONSENSE + NO_REPLY),
]


@pytest.mark.parametrize(("came", "means"), STARTS)
def test_start(mock: responses.RequestsMock, http: HttpClient, came: Came, means: str) -> None:
    """ "fine" stands for None: not of generation 1."""
    came.serve(mock, "GET", START)
    assert meaning(lambda: simkl_v1.start(http, APP, PARAMS)) == means
    assert sent(mock) == [request("GET", START, PARAMS)]


CODES = [
    pytest.param({}, {}, id="as documented"),
    pytest.param(
        {"user_code": "5G6JAH"},
        {"user_code": "5G6JAH", "verification_uri_complete": "https://simkl.com/pin/5G6JAH"},
        id="six",
    ),
    pytest.param(
        {"user_code": " AB/C d "},
        {"user_code": "AB/C d", "verification_uri_complete": "https://simkl.com/pin/AB%2FC%20d"},
        id="an opaque text",
    ),
    pytest.param(
        {"verification_uri": "https://simkl.com/pin/"},
        {"verification_uri": "https://simkl.com/pin/"},
        id="slash at the end",
    ),
    pytest.param({"verification_uri": None}, {}, id="only the older name of the address"),
    pytest.param({"interval": 7, "expires_in": 60}, {"interval": 7, "expires_in": 60}, id="other pace"),
    pytest.param({"interval": None, "expires_in": "soon"}, {}, id="no pace: the documented one"),
    pytest.param(
        {"interval": 0, "expires_in": 0}, {"interval": 1, "expires_in": 1}, id="never without pause"
    ),
    pytest.param({"interval": -7, "expires_in": -1}, {}, id="no time runs backwards"),
    pytest.param({"interval": "7", "expires_in": "60"}, {"interval": 7, "expires_in": 60}, id="as text"),
    pytest.param({"interval": True}, {}, id="true is no number"),
]


@pytest.mark.parametrize(("change", "expected"), CODES)
def test_code(
    mock: responses.RequestsMock, http: HttpClient, change: dict[str, object], expected: dict[str, object]
) -> None:
    Came({**CODE, **change}).serve(mock, "GET", START)
    challenge = simkl_v1.start(http, APP, PARAMS)
    assert challenge == CHALLENGE._replace(**expected)


POLLS = [
    pytest.param(Came({"result": "KO", "message": "Authorization pending"}), "pending", id="pending"),
    pytest.param(Came({"result": "KO"}), "pending", id="KO and no word"),
    pytest.param(Came({"result": "KO", "message": None}), "pending", id="KO and null"),
    pytest.param(Came({"result": "KO", "message": "Slow down"}), "slow_down", id="slow down"),
    pytest.param(Came({"result": "KO", "message": "slow_down"}), "slow_down", id="slow down, other spelling"),
    pytest.param(Came({"result": "OK", "access_token": TOKEN}), "approved", id="approved"),
    pytest.param(Came({**CODE, "access_token": TOKEN}), "approved", id="a token counts before a device code"),
    pytest.param(Came({**CODE, "user_code": "NEW11"}), "gone", id="a new code: used, unknown or expired"),
    pytest.param(Came(without("user_code")), "gone", id="a device code alone"),
    pytest.param(Came(without("device_code")), "gone", id="a user code alone"),
    pytest.param(Came({"error": "id_err", "code": 404}, 404), "expired", id="404"),
    pytest.param(Came("", 404), "expired", id="404 empty"),
    pytest.param(page(404), "Unreachable garbled", id="404 page says nothing about the code"),
    pytest.param(Came({"error": "client_id_failed"}, 412), "slow_down", id="412: a block"),
    pytest.param(Came("", 412, {"Retry-After": "60"}), "slow_down wait 60", id="412, Retry-After"),
    pytest.param(page(412), "slow_down", id="412 page"),
    pytest.param(
        Came({"error": "unauthorized_client"}, 400), "AppRejected app_secret", id="unauthorized_client"
    ),
    pytest.param(Came({"error": "invalid_client"}, 400), "AppRejected app_id", id="400 invalid_client"),
    pytest.param(Came({"error": "client_id_failed"}, 400), "AppRejected app_id", id="400 client_id_failed"),
    pytest.param(Came({"error": "user_token_required"}, 401), "AppRejected app_id", id="401 with a name"),
    pytest.param(Came("", 401), "Unreachable garbled", id="401 without a name"),
    pytest.param(Came({"error": "invalid_client"}, 403), "AppRejected app_id", id="403 invalid_client"),
    pytest.param(Came({"error": "forbidden"}, 403), "Unreachable blocked", id="403: a block"),
    pytest.param(Came("", 403, {"Retry-After": "60"}), "Unreachable blocked after 60", id="403, Retry-After"),
    pytest.param(Came({"error": "rate_limit"}, 400), "slow_down", id="400 rate_limit"),
    pytest.param(
        Came({"error": "RATE_LIMIT"}, 400, {"Retry-After": "20"}), "slow_down wait 20", id="in capitals"
    ),
    pytest.param(
        Came({"error": "wrong_parameter"}, 400), "pending", id="400 with another name: keep waiting"
    ),
    pytest.param(Came({"error": ["rate_limit"]}, 400), "pending", id="400, error as list: keep waiting"),
    pytest.param(Came("", 400), "pending", id="bare 400: keep waiting"),
    pytest.param(page(400), "Unreachable garbled", id="400 page"),
    pytest.param(Came({"result": "OK"}), "Unreachable garbled", id="OK and no token"),
    pytest.param(Came({"result": "OK", "access_token": 5}), "Unreachable garbled", id="token as number"),
    pytest.param(Came({"result": "OK", "access_token": None}), "Unreachable garbled", id="token null"),
    *(SLOW + DOWN + NONSENSE + NO_REPLY),
]


@pytest.mark.parametrize(("came", "means"), POLLS)
def test_poll(mock: responses.RequestsMock, http: HttpClient, came: Came, means: str) -> None:
    came.serve(mock, "GET", POLL)
    assert meaning(lambda: simkl_v1.poll(http, CHALLENGE, PARAMS)) == means
    assert sent(mock) == [request("GET", POLL, PARAMS)]


def test_poll_of_an_odd_code(mock: responses.RequestsMock, http: HttpClient) -> None:
    """It is one part of the path, whatever is in it."""
    odd = CHALLENGE._replace(user_code="AB/C d?")
    Came({"result": "KO"}).serve(mock, "GET", f"{START}/AB%2FC%20d%3F")
    assert simkl_v1.poll(http, odd, PARAMS).outcome == "pending"
    assert sent(mock) == [request("GET", f"{START}/AB%2FC%20d%3F", PARAMS)]


def test_credentials(mock: responses.RequestsMock, http: HttpClient) -> None:
    """A token of generation 1 does not expire and has nothing to refresh it with."""
    Came({"result": "OK", "access_token": TOKEN}, headers={"Date": DATE}).serve(mock, "GET", POLL)
    found = simkl_v1.poll(http, CHALLENGE, PARAMS).credentials
    assert found is not None
    assert found._asdict() == {
        "access_token": TOKEN,
        "client_id": "id-1",
        "refresh_token": "",
        "expires_at": 0,
        "obtained_at": EPOCH,
        "since": 0,
        "name": "",
        "flow": "simkl-pin",
        "scope": "",
        "session_id": "",
        "account_id": "",
    }
