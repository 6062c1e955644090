"""Trakt's sign-in: what every reply of the device flow means, and exactly what is sent for it."""

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
from trackpass.model import App, Challenge, Credentials
from trackpass.providers.trakt import Trakt
from trackpass.web import HttpClient

START = "https://auth.trakt.tv/oauth/device/code"
POLL = "https://auth.trakt.tv/oauth/device/token"
PUBLIC, CONFIDENTIAL = App("id-t"), App("id-t", "app-secret")
HEADERS = {"content-type": "application/json", "trakt-api-version": "2", "trakt-api-key": "id-t"}
CODE = {
    "device_code": "device-code",
    "user_code": "5055CC52",
    "verification_url": "https://auth.trakt.tv/activate",
    "expires_in": 600,
    "interval": 5,
}
CHALLENGE = Challenge(
    flow="trakt-device",
    client_id="id-t",
    device_code="device-code",
    user_code="5055CC52",
    verification_uri="https://auth.trakt.tv/activate",
    verification_uri_complete="https://auth.trakt.tv/activate/5055CC52",
    expires_in=600,
    interval=5,
)
TOKENS = {
    "access_token": "access-1",
    "token_type": "bearer",
    "expires_in": 604800,
    "refresh_token": "refresh-1",
    "scope": "public",
    "created_at": EPOCH - 5,
}


@pytest.fixture
def trakt(http: HttpClient) -> Trakt:
    return Trakt(http, lambda: EPOCH - 99)


def without(fields: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in fields.items() if name not in names}


def refused(error: str, status: int = 400) -> Came:
    return Came({"error": error, "error_description": "words that nobody branches on"}, status)


STARTS = [
    pytest.param(Came(CODE), "code", id="code"),
    pytest.param(refused("invalid_client", 401), "AppRejected app_id", id="unknown or deleted app, 401"),
    pytest.param(refused("invalid_client"), "AppRejected app_id", id="unknown app, 400"),
    pytest.param(Came("", 401), "AppRejected app_id", id="401 empty"),
    pytest.param(Came("", 403), "AppRejected app_id", id="unknown or deleted app, 403"),
    pytest.param(refused("forbidden", 403), "AppRejected app_id", id="403 JSON"),
    pytest.param(Came("", 400), "Unreachable garbled", id="bare 400"),
    pytest.param(Came("", 404), "Unreachable garbled", id="404"),
    pytest.param(Came("", 412), "Unreachable garbled", id="412"),
    pytest.param(Came(without(CODE, "device_code")), "Unreachable garbled", id="no device code"),
    pytest.param(Came(without(CODE, "user_code")), "Unreachable garbled", id="no user code"),
    pytest.param(Came(without(CODE, "verification_url")), "Unreachable garbled", id="no address"),
    pytest.param(
        Came({**CODE, "verification_url": "http://trakt.tv/activate"}),
        "Unreachable garbled",
        id="address that is not secured",
    ),
    *(BUSY + DOWN + NONSENSE + NO_REPLY),
]


@pytest.mark.parametrize(("came", "means"), STARTS)
@pytest.mark.parametrize("app", [PUBLIC, CONFIDENTIAL], ids=["public", "confidential"])
@pytest.mark.parametrize("call", ["start", "probe"])
def test_start(
    mock: responses.RequestsMock, trakt: Trakt, app: App, came: Came, means: str, call: str
) -> None:
    """A probe asks the same and gives no code away."""
    came.serve(mock, "POST", START)
    if call == "probe" and means == "code":
        means = "fine"
    assert meaning(lambda: getattr(trakt, call)(app)) == means
    assert sent(mock) == [request("POST", START, headers=HEADERS, body={"client_id": "id-t"})]


CODES = [
    pytest.param({}, {}, id="as documented"),
    pytest.param(
        {"verification_url": "https://trakt.tv/activate"},
        {
            "verification_uri": "https://trakt.tv/activate",
            "verification_uri_complete": "https://trakt.tv/activate/5055CC52",
        },
        id="older address",
    ),
    pytest.param(
        {"verification_url": "https://auth.trakt.tv/activate/"},
        {"verification_uri": "https://auth.trakt.tv/activate/"},
        id="slash at the end",
    ),
    pytest.param(
        {"verification_url": None, "verification_uri": "https://auth.trakt.tv/activate"},
        {},
        id="address under the name of RFC 8628",
    ),
    pytest.param({"interval": 6, "expires_in": 60}, {"interval": 6, "expires_in": 60}, id="other pace"),
    pytest.param({"interval": None, "expires_in": None}, {}, id="no pace: the usual one"),
    pytest.param({"interval": 0}, {"interval": 1}, id="never without pause"),
]


@pytest.mark.parametrize(("change", "expected"), CODES)
def test_code(
    mock: responses.RequestsMock, trakt: Trakt, change: dict[str, object], expected: dict[str, object]
) -> None:
    Came({**CODE, **change}).serve(mock, "POST", START)
    assert trakt.start(PUBLIC) == CHALLENGE._replace(**expected)


POLLS = [
    pytest.param(Came(TOKENS), "approved", id="approved"),
    pytest.param(Came("", 400), "pending", id="400 empty: pending"),
    pytest.param(Came("Bad Request", 400, kind="text/plain"), "pending", id="400 that is no JSON: pending"),
    pytest.param(Came("null", 400), "pending", id="400 null: pending"),
    pytest.param(Came({}, 400), "pending", id="400 without a name: pending"),
    pytest.param(refused("something_new"), "pending", id="400 with a name nobody knows: pending"),
    pytest.param(refused("authorization_pending"), "pending", id="400 pending by name"),
    pytest.param(refused("slow_down"), "slow_down", id="400 slow_down by name"),
    pytest.param(refused("access_denied"), "denied", id="400 denied by name"),
    pytest.param(refused("expired_token"), "expired", id="400 expired by name"),
    pytest.param(refused("invalid_grant"), "gone", id="400 gone by name"),
    pytest.param(refused("invalid_client"), "AppRejected app_secret", id="400 invalid_client by name"),
    pytest.param(page(400), "Unreachable garbled", id="400 page"),
    pytest.param(Came("", 404), "gone", id="404: unknown code"),
    pytest.param(page(404), "Unreachable garbled", id="404 page says nothing about the code"),
    pytest.param(Came("", 409), "gone", id="409: used"),
    pytest.param(Came("", 410), "expired", id="410: expired"),
    pytest.param(Came("", 418), "denied", id="418: denied"),
    pytest.param(page(409), "gone", id="409 page: used all the same"),
    pytest.param(page(410), "expired", id="410 page: expired all the same"),
    pytest.param(page(418), "denied", id="418 page: denied all the same"),
    pytest.param(refused("invalid_client", 401), "AppRejected app_secret", id="401: wrong secret"),
    pytest.param(Came("", 401), "AppRejected app_secret", id="401 empty"),
    pytest.param(Came("", 403), "AppRejected app_turned_away", id="403: the app, or the one place is taken"),
    pytest.param(refused("forbidden", 403), "AppRejected app_turned_away", id="403 with a name nobody knows"),
    pytest.param(refused("invalid_client", 403), "AppRejected app_secret", id="403 invalid_client by name"),
    pytest.param(refused("access_denied", 403), "denied", id="403 denied by name"),
    pytest.param(Came("", 412), "Unreachable garbled", id="412"),
    pytest.param(Came("", 423), "Unreachable garbled", id="a status of other calls"),
    pytest.param(Came(without(TOKENS, "access_token")), "Unreachable garbled", id="200 without a token"),
    pytest.param(Came({**TOKENS, "access_token": 5}), "Unreachable garbled", id="token as number"),
    *(SLOW + DOWN + NONSENSE + NO_REPLY),
]


@pytest.mark.parametrize(("came", "means"), POLLS)
@pytest.mark.parametrize("app", [PUBLIC, CONFIDENTIAL], ids=["public", "confidential"])
def test_poll(mock: responses.RequestsMock, trakt: Trakt, app: App, came: Came, means: str) -> None:
    """A public app sends no secret at all, not even an empty one."""
    came.serve(mock, "POST", POLL)
    assert meaning(lambda: trakt.poll(app, CHALLENGE)) == means
    secret = {"client_secret": "app-secret"} if app is CONFIDENTIAL else {}
    body = {"code": "device-code", "client_id": "id-t", **secret}
    assert sent(mock) == [request("POST", POLL, headers=HEADERS, body=body)]


def test_poll_keeps_to_the_app_that_asked(mock: responses.RequestsMock, trakt: Trakt) -> None:
    Came("", 400).serve(mock, "POST", POLL)
    trakt.poll(App("changed"), CHALLENGE)
    body = {"code": "device-code", "client_id": "id-t"}
    assert sent(mock) == [request("POST", POLL, headers=HEADERS, body=body)]


TIMES = [
    pytest.param({}, {"Date": DATE}, EPOCH - 5, 604800, id="by created_at"),
    pytest.param({"created_at": None}, {"Date": DATE}, EPOCH, 604800, id="by the Date header"),
    pytest.param({"created_at": None}, {}, EPOCH - 99, 604800, id="by our own clock"),
    pytest.param({"expires_in": 86400}, {}, EPOCH - 5, 86400, id="another life"),
]


@pytest.mark.parametrize(("change", "headers", "obtained", "life"), TIMES)
def test_credentials(
    mock: responses.RequestsMock,
    trakt: Trakt,
    change: dict[str, object],
    headers: dict[str, str],
    obtained: float,
    life: float,
) -> None:
    Came({**TOKENS, **change}, headers=headers).serve(mock, "POST", POLL)
    assert trakt.poll(PUBLIC, CHALLENGE).credentials == Credentials(
        access_token="access-1",
        client_id="id-t",
        refresh_token="refresh-1",
        expires_at=int(obtained + life),
        obtained_at=int(obtained),
        flow="trakt-device",
        scope="public",
    )
