"""Simkl as a whole: the generation of an app ID is found out and remembered; the calls about the account."""

from __future__ import annotations

import pytest
import responses

from tests.unit import test_simkl_v1 as v1
from tests.unit import test_simkl_v2 as v2
from tests.unit.doubles import EPOCH, Memory
from tests.unit.wire_cases import BUSY, DOWN, NO_REPLY, NONSENSE, Came, meaning, page, request, sent
from trackpass.model import App, Credentials
from trackpass.providers.simkl import Simkl
from trackpass.web import HttpClient

APP = App("id-1")
PARAMS = {"client_id": "id-1", "app-name": "trackpass", "app-version": "1.2.3"}
CREDENTIALS = Credentials("access-token", "id-1", name="ann")
CHECK = "https://api.simkl.com/sync/activities"
NAME = "https://api.simkl.com/users/settings"
NOT_V2 = v2.refused("invalid_client", 401)
NO_CODES = v2.refused("unauthorized_client")
NOT_V1 = Came({"error": "unauthorized_client"}, 400)
UNKNOWN = Came({"error": "client_id_failed"}, 412)
BLOCK = Came({"error": "client_id_failed"}, 412, {"Retry-After": "60"})
FORBIDDEN = Came({"error": "forbidden"}, 403)


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def simkl(http: HttpClient, memory: Memory) -> Simkl:
    return Simkl(http, memory, lambda: EPOCH, "1.2.3")


GENERATIONS = [
    pytest.param("", Came(v2.CODE), None, "code", "2", id="new ID, generation 2"),
    pytest.param("", NOT_V2, Came(v1.CODE), "code", "1", id="new ID, generation 1"),
    pytest.param("", v2.refused("unauthorized_client"), Came(v1.CODE), "code", "1", id="told in other words"),
    pytest.param("", NOT_V2, UNKNOWN, "AppRejected app_id", "", id="known to neither"),
    pytest.param(
        "", NOT_V2, NOT_V1, "AppRejected app_secret", "", id="generation 2, and its secret is missing"
    ),
    pytest.param("", page(503), None, "Unreachable server", "", id="down: nothing is concluded"),
    pytest.param("", NOT_V2, page(503), "Unreachable server", "", id="down for the second call"),
    pytest.param("1", None, Came(v1.CODE), "code", "1", id="known for generation 1: one call"),
    pytest.param("1", None, UNKNOWN, "Unreachable blocked", "1", id="known: a block, or deleted since"),
    pytest.param(
        "1", None, BLOCK, "Unreachable blocked after 60", "1", id="known: a block that says how long"
    ),
    pytest.param("2", UNKNOWN, None, "Unreachable blocked", "2", id="known for 2: a block, or deleted since"),
    pytest.param(
        "2", BLOCK, None, "Unreachable blocked after 60", "2", id="known for 2: a block that says how long"
    ),
    pytest.param("1", None, FORBIDDEN, "Unreachable blocked", "1", id="known: 403 is a block"),
    pytest.param("1", None, Came("", 403), "Unreachable blocked", "1", id="known: 403 without a name"),
    pytest.param("2", FORBIDDEN, None, "Unreachable blocked", "2", id="known for 2: 403 is a block"),
    pytest.param("", FORBIDDEN, FORBIDDEN, "AppRejected app_id", "", id="403 for both"),
    pytest.param("", FORBIDDEN, UNKNOWN, "AppRejected app_id", "", id="403, known to neither"),
    pytest.param("", FORBIDDEN, Came(v1.CODE), "code", "1", id="403, generation 1"),
    pytest.param("", FORBIDDEN, NOT_V1, "Unreachable blocked", "", id="403, not of generation 1: a block"),
    pytest.param("", NOT_V2, FORBIDDEN, "AppRejected app_id", "", id="not of 2, 403 of 1"),
    pytest.param("", UNKNOWN, UNKNOWN, "AppRejected app_id", "", id="412 for both"),
    pytest.param("", UNKNOWN, Came(v1.CODE), "code", "1", id="412, generation 1"),
    pytest.param("", UNKNOWN, NOT_V1, "Unreachable blocked", "", id="412, not of generation 1: a block"),
    pytest.param("", UNKNOWN, page(503), "Unreachable server", "", id="412, down for the second call"),
    pytest.param("2", Came(v2.CODE), None, "code", "2", id="known for generation 2: one call"),
    pytest.param("2", NOT_V2, UNKNOWN, "AppRejected app_id", "2", id="known for 2, then deleted"),
    pytest.param("2", NOT_V2, NOT_V1, "AppRejected app_secret", "2", id="known for 2, secret now wrong"),
    pytest.param("2", NOT_V2, Came(v1.CODE), "code", "1", id="remembered wrongly: learns"),
    pytest.param("", NO_CODES, NOT_V1, "AppRejected app_kind", "2", id="generation 2, gets no codes"),
    pytest.param("2", NO_CODES, NOT_V1, "AppRejected app_kind", "2", id="known for 2, gets no codes"),
    pytest.param("", NO_CODES, UNKNOWN, "AppRejected app_id", "", id="told in other words, known to neither"),
    pytest.param("", NO_CODES, page(503), "Unreachable server", "", id="no codes, down for the second call"),
    pytest.param("1", None, NOT_V1, "AppRejected app_secret", "1", id="known for 1, no longer of it"),
]


@pytest.mark.parametrize(("known", "second", "first", "means", "remembered"), GENERATIONS)
@pytest.mark.parametrize("call", ["start", "probe"])
def test_generation(
    mock: responses.RequestsMock,
    simkl: Simkl,
    memory: Memory,
    known: str,
    second: Came | None,
    first: Came | None,
    means: str,
    remembered: str,
    call: str,
) -> None:
    """A probe asks the same, gives no code away, and takes an app that gets no codes."""
    if known:
        memory["generation:id-1"] = known
    if call == "probe" and (means == "code" or (second is NO_CODES and first is NOT_V1)):
        means = "fine"
    expected = []
    if second is not None:
        second.serve(mock, "POST", v2.START)
        body = {"client_id": "id-1", "scope": "media:read media:write"}
        expected.append(request("POST", v2.START, PARAMS, form=body))
    if first is not None:
        first.serve(mock, "GET", v1.START)
        expected.append(request("GET", v1.START, PARAMS))
    assert meaning(lambda: getattr(simkl, call)(APP)) == means
    assert sent(mock) == expected
    assert memory == ({"generation:id-1": remembered} if remembered else {})


def test_generations_are_remembered_for_each_id(
    mock: responses.RequestsMock, simkl: Simkl, memory: Memory
) -> None:
    memory["generation:other"] = "1"
    Came(v2.CODE).serve(mock, "POST", v2.START)
    assert simkl.start(APP).flow == "simkl-device"
    assert memory == {"generation:other": "1", "generation:id-1": "2"}


def test_poll_speaks_the_format_of_the_code(
    mock: responses.RequestsMock, simkl: Simkl, memory: Memory
) -> None:
    """And with the app ID that the code was asked with, whatever is remembered or set by now."""
    memory["generation:id-1"] = "2"
    Came({"result": "KO"}).serve(mock, "GET", v1.POLL)
    v2.refused("authorization_pending").serve(mock, "POST", v2.POLL)
    assert simkl.poll(App("changed"), v1.CHALLENGE).outcome == "pending"
    assert simkl.poll(APP, v2.CHALLENGE).outcome == "pending"
    assert [(one["address"], one["query"]["client_id"]) for one in sent(mock)] == [
        (v1.POLL, "id-1"),
        (v2.POLL, "id-2"),
    ]


ACCOUNT = [
    pytest.param(Came({"error": "user_token_failed"}, 401), "CredentialsRejected ended", id="revoked, V1"),
    pytest.param(Came({"error": "invalid_token"}, 401), "CredentialsRejected ended", id="ended, V2"),
    pytest.param(Came("", 401), "CredentialsRejected ended", id="401 empty"),
    pytest.param(Came({"error": "invalid_client"}, 401), "AppRejected app_id", id="401 for the app"),
    pytest.param(page(401), "Unreachable garbled", id="401 page"),
    pytest.param(UNKNOWN, "Unreachable blocked", id="412: app ID unknown, or a block"),
    pytest.param(Came("", 412), "Unreachable blocked", id="412 without a name: a block"),
    pytest.param(
        Came({"error": "blocked"}, 412, {"Retry-After": "60"}), "Unreachable blocked after 60", id="block"
    ),
    pytest.param(
        Came({"error": "insufficient_scope"}, 403),
        "CredentialsRejected ended",
        id="403: the token lacks rights",
    ),
    pytest.param(Came({"error": "forbidden"}, 403), "Unreachable blocked", id="403 with another name"),
    pytest.param(Came("", 403), "Unreachable blocked", id="403 empty"),
    pytest.param(Came({"error": "empty"}, 404), "Unreachable garbled", id="404"),
    pytest.param(Came({"error": "RATE_LIMIT"}, 400), "Unreachable garbled", id="400"),
    pytest.param(Came({"error": "premium_only", "code": 200}), "Unreachable garbled", id="error with 200"),
    pytest.param(
        Came({"error": "user_limit_exceeded"}, 429, {"Retry-After": "36000"}),
        "Unreachable busy after 36000",
        id="daily quota",
    ),
    *(BUSY + DOWN + NONSENSE + NO_REPLY),
]
BEARER = {"authorization": "Bearer access-token"}


@pytest.mark.parametrize(("came", "means"), [pytest.param(Came({"all": "x"}), "fine", id="fine"), *ACCOUNT])
def test_check(mock: responses.RequestsMock, simkl: Simkl, came: Came, means: str) -> None:
    came.serve(mock, "GET", CHECK)
    assert meaning(lambda: simkl.check(CREDENTIALS)) == means
    assert sent(mock) == [request("GET", CHECK, PARAMS, BEARER)]


NAMES = [
    pytest.param(Came({"user": {"name": "Ann B"}, "account": {"id": 7}}), "Ann B", id="name"),
    pytest.param(Came({"user": {"name": " Ann "}}), "Ann", id="blanks"),
    pytest.param(Came({"user": {"name": ""}, "account": {"id": 7}}), "before", id="no name"),
    pytest.param(Came({"user": {"name": None}}), "before", id="null"),
    pytest.param(Came({"user": {}}), "before", id="no such field"),
    pytest.param(Came({"account": {"id": 7}}), "before", id="no user"),
    pytest.param(Came({"user": "ann"}), "before", id="user is a text"),
]


@pytest.mark.parametrize(("came", "means"), [*NAMES, *ACCOUNT])
def test_identify(mock: responses.RequestsMock, simkl: Simkl, came: Came, means: str) -> None:
    """The name alone changes, and stays as it was where there is none."""
    came.serve(mock, "GET", NAME)
    known = CREDENTIALS._replace(name="before", refresh_token="refresh-token", expires_at=7)

    def name() -> str:
        found = simkl.identify(known)
        assert found._replace(name="before") == known
        return found.name

    assert meaning(name) == means
    assert sent(mock) == [request("GET", NAME, PARAMS, BEARER)]
