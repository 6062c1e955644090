"""Simkl, generation 2: what every reply of the device flow means, and exactly what is sent for it."""

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
from trackpass.providers import simkl_v2
from trackpass.web import HttpClient

START = "https://api.simkl.com/oauth2/device"
POLL = "https://api.simkl.com/oauth2/token"
PARAMS = {"client_id": "id-2", "app-name": "trackpass", "app-version": "1.2.3"}
APP, SERVER_APP = App("id-2"), App("id-2", "app-secret")
APPS = [
    pytest.param(APP, {"client_id": "id-2"}, id="no secret"),
    pytest.param(SERVER_APP, {"client_id": "id-2", "client_secret": "app-secret"}, id="server app"),
]
CODE = {
    "device_code": "device-code",
    "user_code": "BDWP-HQPK",
    "verification_uri": "https://simkl.com/pin",
    "verification_uri_complete": "https://simkl.com/pin?user_code=BDWP-HQPK",
    "expires_in": 900,
    "interval": 5,
}
CHALLENGE = Challenge(flow="simkl-device", client_id="id-2", **CODE)
TOKENS = {
    "access_token": "simkl_at_1",
    "token_type": "Bearer",
    "expires_in": 604800,
    "refresh_token": "simkl_rt_1",
    "scope": "media:read media:write",
}


def without(fields: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in fields.items() if name not in names}


def refused(error: str, status: int = 400) -> Came:
    return Came({"error": error, "error_description": "words that nobody branches on"}, status)


NONE_YET, NO_CODES = "none yet", "such an app gets no codes"
"""Generation 1 is asked next; if the ID is not of that one, the secret is to blame, or the app's kind."""


def started(http: HttpClient) -> object:
    challenge, gets_codes = simkl_v2.start(http, APP, PARAMS)
    return challenge or (NONE_YET if gets_codes else NO_CODES)


STARTS = [
    pytest.param(Came(CODE), "code", id="code"),
    pytest.param(refused("invalid_client", 401), NONE_YET, id="invalid_client: not of generation 2"),
    pytest.param(refused("unauthorized_client"), NO_CODES, id="unauthorized_client: not for this flow"),
    pytest.param(refused("invalid_request"), "Unreachable garbled", id="another refusal"),
    pytest.param(Came("", 401), "Unreachable garbled", id="401 without a name"),
    pytest.param(Came({"error": "forbidden"}, 403), "Unreachable blocked", id="403"),
    pytest.param(Came("", 403, {"Retry-After": "60"}), "Unreachable blocked after 60", id="403, Retry-After"),
    pytest.param(refused("invalid_client", 403), NONE_YET, id="403 invalid_client: not of generation 2"),
    pytest.param(refused("unauthorized_client", 403), NO_CODES, id="403 unauthorized_client"),
    pytest.param(Came({"error": "client_id_failed"}, 412), "Unreachable blocked", id="412"),
    pytest.param(Came("", 412, {"Retry-After": "60"}), "Unreachable blocked after 60", id="412, Retry-After"),
    pytest.param(Came({"error": "url_failed"}, 404), "Unreachable garbled", id="404"),
    pytest.param(Came(without(CODE, "device_code")), "Unreachable garbled", id="no device code"),
    pytest.param(Came(without(CODE, "user_code")), "Unreachable garbled", id="no user code"),
    pytest.param(Came(without(CODE, "verification_uri")), "Unreachable garbled", id="no address"),
    pytest.param(
        Came({**CODE, "verification_uri": "http://simkl.com/pin"}),
        "Unreachable garbled",
        id="address that is not secured",
    ),
    *(BUSY + DOWN + NONSENSE + NO_REPLY),
]


@pytest.mark.parametrize(("came", "means"), STARTS)
def test_start(mock: responses.RequestsMock, http: HttpClient, came: Came, means: str) -> None:
    came.serve(mock, "POST", START)
    assert meaning(lambda: started(http)) == means
    body = {"client_id": "id-2", "scope": "media:read media:write"}
    assert sent(mock) == [request("POST", START, PARAMS, form=body)]


@pytest.mark.parametrize(("app", "who"), APPS)
def test_start_says_who_asks(
    mock: responses.RequestsMock, http: HttpClient, app: App, who: dict[str, str]
) -> None:
    Came(CODE).serve(mock, "POST", START)
    assert simkl_v2.start(http, app, PARAMS) == (CHALLENGE, True)
    assert sent(mock)[0]["body"] == {**who, "scope": "media:read media:write"}


CODES = [
    pytest.param({"verification_uri_complete": None}, "https://simkl.com/pin", id="no complete address"),
    pytest.param({"verification_uri_complete": "http://x/"}, "https://simkl.com/pin", id="not secured"),
]


@pytest.mark.parametrize(("change", "address"), CODES)
def test_the_complete_address_is_the_trackers_own(
    mock: responses.RequestsMock, http: HttpClient, change: dict[str, object], address: str
) -> None:
    Came({**CODE, **change}).serve(mock, "POST", START)
    challenge, _ = simkl_v2.start(http, APP, PARAMS)
    assert challenge is not None
    assert challenge.verification_uri_complete == address


POLLS = [
    pytest.param(Came(TOKENS), "approved", id="approved"),
    pytest.param(Came(without(TOKENS, "refresh_token", "scope", "expires_in")), "approved", id="token alone"),
    pytest.param(refused("authorization_pending"), "pending", id="pending"),
    pytest.param(refused("slow_down"), "slow_down", id="slow down"),
    pytest.param(refused("expired_token"), "expired", id="expired"),
    pytest.param(refused("invalid_grant"), "gone", id="used or unknown"),
    pytest.param(refused("access_denied"), "denied", id="denied, should it ever come"),
    pytest.param(refused("invalid_client", 401), "AppRejected app_secret", id="invalid_client"),
    pytest.param(refused("unauthorized_client"), "AppRejected app_secret", id="unauthorized_client"),
    pytest.param(refused("temporarily_unavailable"), "Unreachable garbled", id="another refusal"),
    pytest.param(refused("rate_limit", 429), "slow_down", id="429 with a name"),
    pytest.param(Came({"error": "client_id_failed"}, 412), "slow_down", id="412: a block"),
    pytest.param(Came("", 412, {"Retry-After": "60"}), "slow_down wait 60", id="412, Retry-After"),
    pytest.param(Came({"error": "forbidden"}, 403), "Unreachable blocked", id="403"),
    pytest.param(Came("", 403, {"Retry-After": "60"}), "Unreachable blocked after 60", id="403, Retry-After"),
    pytest.param(Came("", 400), "Unreachable garbled", id="bare 400"),
    pytest.param(page(400), "Unreachable garbled", id="400 page"),
    pytest.param(Came({"error": None}, 400), "Unreachable garbled", id="error null"),
    pytest.param(Came({"error": ["slow_down"]}, 400), "Unreachable garbled", id="error as list"),
    pytest.param(Came(without(TOKENS, "access_token")), "Unreachable garbled", id="200 without a token"),
    pytest.param(Came({**TOKENS, "access_token": " "}), "Unreachable garbled", id="blank token"),
    *(SLOW + DOWN + NONSENSE + NO_REPLY),
]


@pytest.mark.parametrize(("came", "means"), POLLS)
def test_poll(mock: responses.RequestsMock, http: HttpClient, came: Came, means: str) -> None:
    came.serve(mock, "POST", POLL)
    assert meaning(lambda: simkl_v2.poll(http, APP, CHALLENGE, PARAMS, lambda: EPOCH)) == means
    body = {
        "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
        "device_code": "device-code",
        "client_id": "id-2",
    }
    assert sent(mock) == [request("POST", POLL, PARAMS, form=body)]


@pytest.mark.parametrize(("app", "who"), APPS)
def test_poll_says_who_asks(
    mock: responses.RequestsMock, http: HttpClient, app: App, who: dict[str, str]
) -> None:
    refused("authorization_pending").serve(mock, "POST", POLL)
    simkl_v2.poll(http, app, CHALLENGE, PARAMS, lambda: EPOCH)
    body = sent(mock)[0]["body"]
    assert {name: value for name, value in body.items() if name.startswith("client")} == who


TIMES = [
    pytest.param({}, {"Date": DATE}, EPOCH, EPOCH + 604800, id="by the Date header"),
    pytest.param(
        {"created_at": EPOCH - 9}, {"Date": DATE}, EPOCH - 9, EPOCH - 9 + 604800, id="by created_at"
    ),
    pytest.param({"created_at": True}, {"Date": DATE}, EPOCH, EPOCH + 604800, id="true is no moment"),
    pytest.param({}, {}, EPOCH - 99, EPOCH - 99 + 604800, id="by our own clock"),
    pytest.param({}, {"Date": "yesterday"}, EPOCH - 99, EPOCH - 99 + 604800, id="Date that is none"),
    pytest.param({"expires_in": None}, {"Date": DATE}, EPOCH, 0, id="no life: does not expire"),
    pytest.param({"expires_in": 0}, {"Date": DATE}, EPOCH, 0, id="life 0: does not expire"),
]


@pytest.mark.parametrize(("change", "headers", "obtained", "expires"), TIMES)
def test_credentials(
    mock: responses.RequestsMock,
    http: HttpClient,
    change: dict[str, object],
    headers: dict[str, str],
    obtained: float,
    expires: float,
) -> None:
    Came({**TOKENS, **change}, headers=headers).serve(mock, "POST", POLL)
    found = simkl_v2.poll(http, APP, CHALLENGE, PARAMS, lambda: EPOCH - 99).credentials
    assert found == Credentials(
        access_token="simkl_at_1",
        client_id="id-2",
        refresh_token="simkl_rt_1",
        expires_at=int(expires),
        obtained_at=int(obtained),
        flow="simkl-device",
        scope="media:read media:write",
    )
