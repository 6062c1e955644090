"""What each answer to a refresh, a revoke and a check means, and whether a token may be spent."""

from __future__ import annotations

from typing import Any

import pytest
import responses

from tests.unit.doubles import EPOCH, FakeTime, Memory
from tests.unit.wire_cases import AGENT, DATE, Came, gate, no_trust, page, request, sent, verdict
from trackpass.clocks import TrackerTime
from trackpass.model import App, Credentials
from trackpass.providers.simkl import Simkl
from trackpass.providers.trakt import Trakt
from trackpass.redaction import Redactor
from trackpass.web import HttpClient

PUBLIC, SERVER = App("id-1"), App("id-1", "app-secret")
OLD = Credentials("access-token-1", "id-1", refresh_token="refresh-token-1", name="ann", scope="public")
SIMKL_2 = Credentials("access-token-1", "id-1", refresh_token="refresh-token-1", flow="simkl-device")
SIMKL_1 = Credentials("access-token-1", "id-1", flow="simkl-pin")
SIMKL_FLOWS_1, SIMKL_FLOWS_2 = ["simkl-pin", "simkl-code", ""], ["simkl-device", "simkl-code-2"]
"""By code and by callback, in each generation; and a sign-in of which nobody knows how it came."""
SIMKL_TOKEN, SIMKL_REVOKE = "https://api.simkl.com/oauth2/token", "https://api.simkl.com/oauth2/revoke"
TRAKT_TOKEN, TRAKT_REVOKE = "https://auth.trakt.tv/oauth/token", "https://auth.trakt.tv/oauth/revoke"
QUOTA = {"Retry-After": "36000"}
PARAMS = {"client_id": "id-1", "app-name": "trackpass", "app-version": "1.2.3"}
HEADERS = {"content-type": "application/json", "trakt-api-version": "2", "trakt-api-key": "id-1"}
NEW = {"access_token": "access-token-2", "refresh_token": "refresh-token-2", "expires_in": 604800}

GRANT = {"error": "invalid_grant", "error_description": "The provided authorization grant is invalid"}
STALE = {"error": "invalid_request", "error_description": "Missing required parameter: grant_type."}
LEGACY = {"WWW-Authenticate": 'Bearer realm="Doorkeeper", error="invalid_grant", error_description="revoked"'}
LEGACY_CLIENT = {"WWW-Authenticate": 'Bearer realm="Doorkeeper", error="invalid_client"'}


@pytest.fixture
def trakt(http: HttpClient) -> Trakt:
    return Trakt(http, lambda: EPOCH)


@pytest.fixture
def simkl(http: HttpClient) -> Simkl:
    return Simkl(http, Memory(), lambda: EPOCH, "1.2.3")


# The same for every call of every tracker.
LATER = [
    pytest.param(page(503), "Unreachable server", id="503 page"),
    pytest.param(Came("", 500), "Unreachable server", id="500"),
    pytest.param(
        Came("", 503, {"Retry-After": "120"}), "Unreachable server after 120", id="503, Retry-After"
    ),
    pytest.param(page(403), "Unreachable gate", id="gatekeeper's page"),
    *(
        pytest.param(gate(status), means, id=f"{status}, the gatekeeper in JSON")
        for status, means in (
            (403, "Unreachable gate"),
            (409, "Unreachable gate"),
            (429, "Unreachable busy after 30"),
            (530, "Unreachable server"),
        )
    ),
    pytest.param(Came("", 429, {"Retry-After": "7"}), "Unreachable busy after 7", id="429, seconds"),
    pytest.param(Came("", 429, QUOTA), "Unreachable busy after 36000", id="429, ten hours"),
    pytest.param(
        Came("", 429, {"Retry-After": "Fri, 15 Jan 2027 16:00:00 GMT", "Date": DATE}),
        "Unreachable busy after 28800",
        id="429, until the afternoon",
    ),
    pytest.param(page(401), "Unreachable garbled", id="401 page"),
    pytest.param(page(200), "Unreachable garbled", id="page of a hotel's network"),
    pytest.param(no_trust(), "Unreachable certificate", id="certificate"),
]
# A 200 that cannot be read: the new pair was in it.
LOST = [
    pytest.param(Came('{"access_token": "acc'), "Unreachable garbled lost", id="half"),
    pytest.param(Came(""), "Unreachable garbled lost", id="empty"),
    pytest.param(Came("null"), "Unreachable garbled lost", id="null"),
    pytest.param(Came({}), "Unreachable garbled lost", id="no token"),
    pytest.param(Came({**NEW, "access_token": " "}), "Unreachable garbled lost", id="blank token"),
    pytest.param(Came('{"a": "' + "x" * (1 << 20) + '"}'), "Unreachable garbled lost", id="too large"),
]
TRAKT_REFRESH = [
    pytest.param(Came({**NEW, "created_at": 5}), "fine", id="a new pair"),
    pytest.param(Came(GRANT, 400), "CredentialsRejected place_taken", id="invalid_grant"),
    pytest.param(Came(GRANT, 401), "CredentialsRejected place_taken", id="invalid_grant with 401"),
    pytest.param(Came("", 401, LEGACY), "CredentialsRejected place_taken", id="legacy: in the header"),
    pytest.param(Came({"error": "invalid_client"}, 401), "AppRejected app_secret", id="invalid_client"),
    pytest.param(Came("", 401, LEGACY_CLIENT), "AppRejected app_secret", id="legacy: invalid_client"),
    pytest.param(Came("", 401), "AppRejected app_secret", id="401 and no word"),
    pytest.param(Came({"error": "invalid_client"}, 400), "AppRejected app_secret", id="400 invalid_client"),
    pytest.param(Came("", 403), "AppRejected app_id", id="403: app unknown or deleted"),
    pytest.param(Came(STALE, 400), "Unreachable garbled lost", id="400 about another field: a stale token"),
    pytest.param(Came("", 400), "Unreachable garbled lost", id="400 and no word"),
    pytest.param(
        Came("Bad Request", 400, kind="text/plain"), "Unreachable garbled lost", id="400 that is no JSON"
    ),
    pytest.param(page(400), "Unreachable garbled lost", id="400 page: the gatekeeper's are 403 and 429"),
    pytest.param(Came("", 404), "Unreachable garbled", id="404"),
    *LATER,
    *LOST,
]
SIMKL_REFRESH = [
    pytest.param(Came(NEW), "fine", id="a new access token"),
    pytest.param(Came(GRANT, 400), "CredentialsRejected ended", id="invalid_grant"),
    pytest.param(Came({"error": "invalid_client"}, 401), "AppRejected app_secret", id="invalid_client"),
    pytest.param(
        Came({"error": "unauthorized_client"}, 400), "AppRejected app_secret", id="unauthorized_client"
    ),
    pytest.param(Came({"error": "client_id_failed"}, 412), "Unreachable blocked", id="412"),
    pytest.param(page(412, **QUOTA), "Unreachable blocked after 36000", id="412 page, ten hours"),
    pytest.param(Came({"error": "forbidden"}, 403), "Unreachable blocked", id="403"),
    pytest.param(Came("", 401), "Unreachable garbled", id="401 and no word"),
    pytest.param(Came({"error": "invalid_request"}, 400), "Unreachable garbled", id="invalid_request"),
    *LATER,
    *LOST,
]


@pytest.mark.parametrize(("came", "means"), TRAKT_REFRESH)
@pytest.mark.parametrize("app", [PUBLIC, SERVER], ids=["public", "confidential"])
def test_trakt_refresh(mock: responses.RequestsMock, trakt: Trakt, came: Came, means: str, app: App) -> None:
    came.serve(mock, "POST", TRAKT_TOKEN)
    assert verdict(lambda: trakt.refresh(app, OLD)) == means
    body = {
        "refresh_token": "refresh-token-1",
        "grant_type": "refresh_token",
        "redirect_uri": "urn:ietf:wg:oauth:2.0:oob",
        "client_id": "id-1",
        **({"client_secret": "app-secret"} if app is SERVER else {}),
    }
    assert sent(mock) == [request("POST", TRAKT_TOKEN, headers=HEADERS, body=body)]


@pytest.mark.parametrize(("came", "means"), SIMKL_REFRESH)
@pytest.mark.parametrize("app", [PUBLIC, SERVER], ids=["native", "server"])
def test_simkl_refresh(mock: responses.RequestsMock, simkl: Simkl, came: Came, means: str, app: App) -> None:
    came.serve(mock, "POST", SIMKL_TOKEN)
    assert verdict(lambda: simkl.refresh(app, SIMKL_2)) == means
    body = {
        "grant_type": "refresh_token",
        "refresh_token": "refresh-token-1",
        "client_id": "id-1",
        **({"client_secret": "app-secret"} if app is SERVER else {}),
    }
    assert sent(mock) == [request("POST", SIMKL_TOKEN, PARAMS, form=body)]


PAIRS: list[Any] = [
    pytest.param({}, {}, "refresh-token-2", 604800, id="whole"),
    pytest.param({"refresh_token": None}, {}, "refresh-token-1", 604800, id="refresh token left out"),
    pytest.param({"expires_in": "3600"}, {}, "refresh-token-2", 3600, id="life as text"),
    pytest.param({"expires_in": None}, {}, "refresh-token-2", 0, id="no life"),
    pytest.param({}, {"Date": "Fri, 15 Jan 2027 09:00:00 GMT"}, "refresh-token-2", 608400, id="its own time"),
]


@pytest.mark.parametrize(("change", "headers", "refresh", "ends"), PAIRS)
@pytest.mark.parametrize("flow", SIMKL_FLOWS_2)
def test_simkl_pair(
    mock: responses.RequestsMock,
    simkl: Simkl,
    change: Any,
    headers: Any,
    refresh: str,
    ends: float,
    flow: str,
) -> None:
    Came({**NEW, **change}, headers=headers).serve(mock, "POST", SIMKL_TOKEN)
    found = simkl.refresh(PUBLIC, SIMKL_2._replace(flow=flow))
    assert (found.access_token, found.refresh_token, found.client_id) == ("access-token-2", refresh, "id-1")
    assert found.expires_at == (EPOCH + ends if ends else 0)
    assert found.flow == flow


def test_trakt_pair(mock: responses.RequestsMock, trakt: Trakt) -> None:
    Came({**NEW, "created_at": 5, "scope": "public"}).serve(mock, "POST", TRAKT_TOKEN)
    expected = Credentials("access-token-2", "id-1", "refresh-token-2", 604805, 5, scope="public")
    assert trakt.refresh(PUBLIC, OLD) == expected


def test_pair_goes_with_the_app_that_obtained_it(
    mock: responses.RequestsMock, trakt: Trakt, simkl: Simkl
) -> None:
    """After the owner put another app in: its ID, and never the other's secret."""
    for url in (TRAKT_TOKEN, SIMKL_TOKEN):
        Came(NEW).serve(mock, "POST", url)
    other = App("id-new", "new-secret")
    assert trakt.refresh(other, OLD).client_id == simkl.refresh(other, SIMKL_2).client_id == "id-1"
    bodies = [one["body"] for one in sent(mock)]
    assert [(body["client_id"], "client_secret" in body) for body in bodies] == [("id-1", False)] * 2


REVOKES = [
    pytest.param(Came("", 200), "True", id="200 empty"),
    pytest.param(Came({}, 200), "True", id="200"),
    pytest.param(page(200), "False", id="page of a hotel's network"),
    pytest.param(Came({"error": "invalid_client"}, 401), "False", id="401"),
    pytest.param(Came("", 403), "False", id="403"),
    pytest.param(gate(), "False", id="the gatekeeper in JSON"),
    pytest.param(Came("", 412), "False", id="412"),
    pytest.param(Came("", 429), "False", id="429"),
    pytest.param(page(503), "False", id="503"),
    pytest.param(no_trust(), "Unreachable certificate", id="certificate"),
]


@pytest.mark.parametrize(("came", "means"), REVOKES)
def test_trakt_revoke(mock: responses.RequestsMock, trakt: Trakt, came: Came, means: str) -> None:
    came.serve(mock, "POST", TRAKT_REVOKE)
    assert verdict(lambda: trakt.revoke(SERVER, OLD)) == means
    body = {"token": "access-token-1", "client_id": "id-1", "client_secret": "app-secret"}
    assert sent(mock) == [request("POST", TRAKT_REVOKE, headers=HEADERS, body=body)]


ENDS = [
    pytest.param(EPOCH + 1, DATE, "access-token-1", "True", id="it lives"),
    pytest.param(EPOCH, DATE, "refresh-token-1", "False", id="it ran out: 200 for a dead one as well"),
    pytest.param(EPOCH + 86400, "Sun, 17 Jan 2027 08:00:00 GMT", "access-token-1", "False", id="late"),
    pytest.param(EPOCH - 9, "Fri, 15 Jan 2027 07:00:00 GMT", "refresh-token-1", "False", id="early"),
]


@pytest.mark.parametrize(("expires_at", "date", "token", "means"), ENDS)
def test_trakt_revoke_by_the_life_of_the_token(
    mock: responses.RequestsMock, time: FakeTime, expires_at: float, date: str, token: str, means: str
) -> None:
    """A token that is valid is what Trakt wants; what it is answered tells nothing of one that is not.

    A box whose clock is late, or early, learns only from that very answer what time it is.
    """
    told = TrackerTime(time.monotonic, time.wall)
    http = HttpClient(AGENT, Redactor(), told)
    Came("", 200, {"Date": date}).serve(mock, "POST", TRAKT_REVOKE)
    credentials = OLD._replace(expires_at=int(expires_at))
    assert verdict(lambda: Trakt(http, told.now).revoke(PUBLIC, credentials)) == means
    assert [each["body"]["token"] for each in sent(mock)] == [token]
    http.close()


@pytest.mark.parametrize(("came", "means"), REVOKES)
@pytest.mark.parametrize("flow", SIMKL_FLOWS_2)
def test_simkl_revoke(mock: responses.RequestsMock, simkl: Simkl, came: Came, means: str, flow: str) -> None:
    came.serve(mock, "POST", SIMKL_REVOKE)
    assert verdict(lambda: simkl.revoke(PUBLIC, SIMKL_2._replace(flow=flow))) == means
    body = {"token": "refresh-token-1", "client_id": "id-1"}
    assert sent(mock) == [request("POST", SIMKL_REVOKE, PARAMS, form=body)]


@pytest.mark.parametrize("flow", SIMKL_FLOWS_1)
def test_simkl_1_has_no_revoke(mock: responses.RequestsMock, simkl: Simkl, flow: str) -> None:
    """Nobody is asked; the owner is told where to remove the app."""
    assert simkl.revoke(PUBLIC, SIMKL_1._replace(flow=flow)) is False
    assert sent(mock) == []


# What only one of the trackers says at a check; the rest: test_simkl, test_trakt_account.
CHECKS = [
    pytest.param("trakt", Came("", 401), "CredentialsRejected place_taken", id="trakt 401"),
    pytest.param("trakt", Came("", 420), "AccountHeld account_limit", id="trakt 420"),
    pytest.param("trakt", Came("", 423), "AccountHeld account_locked", id="trakt 423"),
    pytest.param("trakt", Came("", 426), "AccountHeld account_vip", id="trakt 426"),
    pytest.param("trakt", Came("", 412), "Unreachable garbled", id="trakt 412"),
    pytest.param("simkl", Came({"error": "x"}, 401), "CredentialsRejected ended", id="simkl 401"),
    pytest.param("simkl", Came("", 412), "Unreachable blocked", id="simkl 412"),
    pytest.param("simkl", page(412), "Unreachable garbled", id="simkl 412 page"),
    pytest.param("simkl", Came({"error": "x"}, 429, QUOTA), "Unreachable busy after 36000", id="simkl quota"),
    pytest.param("simkl", Came("", 423), "Unreachable garbled", id="simkl 423"),
]


@pytest.mark.parametrize(("tracker", "came", "means"), CHECKS)
def test_check(
    mock: responses.RequestsMock, trakt: Trakt, simkl: Simkl, tracker: str, came: Came, means: str
) -> None:
    if tracker == "trakt":
        came.serve(mock, "GET", "https://api.trakt.tv/sync/last_activities")
    else:
        came.serve(mock, "GET", "https://api.simkl.com/sync/activities")
    assert verdict(lambda: (trakt if tracker == "trakt" else simkl).check(OLD)) == means
