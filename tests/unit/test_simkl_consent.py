"""The address of Simkl's consent page, and how the generation that it depends on is found out."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
import responses

from tests.unit.doubles import EPOCH, Memory
from tests.unit.test_simkl import NO_CODES, NOT_V1, NOT_V2, UNKNOWN
from tests.unit.test_simkl_code import NATIVE, PARAMS, REDIRECT, SERVER, URLS, VERIFIER, WITH, WITHOUT
from tests.unit.test_simkl_v1 import CODE as CODE_1
from tests.unit.test_simkl_v1 import START as START_1
from tests.unit.test_simkl_v2 import CODE as CODE_2
from tests.unit.test_simkl_v2 import START as START_2
from tests.unit.wire_cases import Came, meaning, page, sent, verdict
from trackpass.model import App, Authorization
from trackpass.providers.simkl import Simkl
from trackpass.web import HttpClient

CHALLENGE = {
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
}
"""Of the verifier that RFC 7636, appendix B, has as well."""
SCOPE = {"scope": "media:read media:write"}


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def simkl(http: HttpClient, memory: Memory) -> Simkl:
    return Simkl(http, memory, lambda: EPOCH, "1.2.3")


ADDRESSES = [
    pytest.param("1", SERVER, WITH, REDIRECT, id="1, secret"),
    pytest.param("1", NATIVE, WITH, {**REDIRECT, **CHALLENGE}, id="1, PKCE"),
    pytest.param("1", NATIVE, WITHOUT, CHALLENGE, id="1, PKCE, no redirect"),
    pytest.param("1", SERVER, WITHOUT, CHALLENGE, id="1, secret, no redirect: only PKCE may"),
    pytest.param("2", NATIVE, WITH, {**REDIRECT, **CHALLENGE, **SCOPE}, id="2, PKCE"),
    pytest.param("2", SERVER, WITH, {**REDIRECT, **CHALLENGE, **SCOPE}, id="2, secret and PKCE"),
]


@pytest.mark.parametrize(("generation", "app", "authorization", "expected"), ADDRESSES)
def test_address(
    mock: responses.RequestsMock,
    simkl: Simkl,
    memory: Memory,
    generation: str,
    app: App,
    authorization: Authorization,
    expected: dict[str, str],
) -> None:
    """On the site, not the API; neither verifier nor secret is in it. Nobody is asked."""
    memory["generation:id-1"] = generation
    parts = urlsplit(simkl.authorization_url(app, authorization))
    path = "/oauth/authorize" if generation == "1" else "/oauth2/authorize"
    assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == ("https", "simkl.com", path, "")
    always = {"response_type": "code", "state": "state-1", **PARAMS}
    assert dict(parse_qsl(parts.query, keep_blank_values=True)) == {**always, **expected}
    assert not mock.calls


@pytest.mark.parametrize("app", [NATIVE, SERVER], ids=["PKCE", "secret"])
def test_generation_2_always_has_a_redirect_address(
    mock: responses.RequestsMock, simkl: Simkl, memory: Memory, app: App
) -> None:
    """Said before the owner is sent to a page that could only refuse."""
    memory["generation:id-1"] = "2"
    assert meaning(lambda: simkl.authorization_url(app, WITHOUT)) == "AppRejected app_redirect"
    assert not mock.calls


def test_address_is_encoded(simkl: Simkl, memory: Memory) -> None:
    """What is compared byte by byte arrives as it was, whatever is in it."""
    memory["generation:id&1"] = "2"
    odd = "http://box.local:1/callback?a=b&c=d e#ü"
    query = urlsplit(simkl.authorization_url(App("id&1"), Authorization("s&t", VERIFIER, odd))).query
    assert " " not in query
    assert "+" not in query
    found = dict(parse_qsl(query))
    assert (found["client_id"], found["state"], found["redirect_uri"]) == ("id&1", "s&t", odd)


FOUND_OUT = [
    pytest.param(Came(CODE_2), None, "/oauth2/authorize", "2", id="2, device"),
    pytest.param(NO_CODES, NOT_V1, "/oauth2/authorize", "2", id="2, gets no codes"),
    pytest.param(NO_CODES, Came("", 400), "/oauth2/authorize", "2", id="2, gets no codes, bare 400"),
    pytest.param(NOT_V2, Came(CODE_1), "/oauth/authorize", "1", id="1"),
    pytest.param(NOT_V2, UNKNOWN, "AppRejected app_id", "", id="known to neither"),
    pytest.param(NOT_V2, NOT_V1, "AppRejected app_secret", "", id="2, secret missing or wrong"),
    pytest.param(page(503), None, "Unreachable server", "", id="down"),
]


@pytest.mark.parametrize(("second", "first", "means", "remembered"), FOUND_OUT)
@pytest.mark.parametrize("call", ["authorization_url", "exchange"])
def test_generation_is_found_out_where_it_is_not_known(
    mock: responses.RequestsMock,
    simkl: Simkl,
    memory: Memory,
    second: Came,
    first: Came | None,
    means: str,
    remembered: str,
    call: str,
) -> None:
    """By a device code that nobody sees, as at the start of a sign-in; before the code is risked."""
    second.serve(mock, "POST", START_2)
    asked = [START_2]
    if first is not None:
        first.serve(mock, "GET", START_1)
        asked.append(START_1)
    if call == "authorization_url":
        found = meaning(lambda: urlsplit(simkl.authorization_url(NATIVE, WITH)).path)
    else:
        if remembered:
            asked.append(URLS[remembered])
            Came({"error": "invalid_grant"}, 400).serve(mock, "POST", URLS[remembered])
            means = "gone"
        found = verdict(lambda: simkl.exchange(NATIVE, WITH, "code-1"))
    assert found == means
    assert [one["address"] for one in sent(mock)] == asked
    assert memory == ({"generation:id-1": remembered} if remembered else {})
