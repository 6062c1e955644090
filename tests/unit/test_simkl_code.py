"""Simkl's exchange of a code for a token: what every reply means, and exactly what is sent for it."""

from __future__ import annotations

import pytest
import responses

from tests.unit.doubles import EPOCH, Memory
from tests.unit.wire_cases import DATE, Came, failed, gate, no_trust, page, request, sent, verdict
from trackpass.errors import TrackpassError
from trackpass.model import App, Authorization, Credentials
from trackpass.providers.simkl import Simkl
from trackpass.web import HttpClient

PARAMS = {"client_id": "id-1", "app-name": "trackpass", "app-version": "1.2.3"}
NATIVE, SERVER = App("id-1"), App("id-1", "app-secret")
BACK = "http://192.168.1.5:8765/callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
WITH, WITHOUT = Authorization("state-1", VERIFIER, BACK), Authorization("state-1", VERIFIER)
REDIRECT, PROOF, SECRET = {"redirect_uri": BACK}, {"code_verifier": VERIFIER}, {"client_secret": "app-secret"}
URLS = {"1": "https://api.simkl.com/oauth/token", "2": "https://api.simkl.com/oauth2/token"}
GENERATIONS = pytest.mark.parametrize("generation", ["1", "2"])
APPS = pytest.mark.parametrize("app", [NATIVE, SERVER], ids=["PKCE", "secret"])

TOKEN_1 = {"access_token": "f" * 64, "token_type": "bearer", "scope": "public", "expires_in": 157680000}
TOKEN_2 = {
    "access_token": "simkl_at_1",
    "token_type": "Bearer",
    "expires_in": 604800,
    "refresh_token": "simkl_rt_1",
    "scope": "media:read media:write",
}


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def simkl(http: HttpClient, memory: Memory) -> Simkl:
    return Simkl(http, memory, lambda: EPOCH - 99, "1.2.3")


def refused(error: str, status: int = 400) -> Came:
    return Came({"error": error, "error_description": "words that nobody branches on"}, status)


# A list of both generations: neither sends the other's words, and no word means two things.
REFUSALS = [
    pytest.param(refused("grant_error", 401), "gone", id="grant_error: used, unknown, too old"),
    pytest.param(refused("invalid_grant"), "gone", id="invalid_grant: the same, or a wrong verifier"),
    pytest.param(refused("invalid_client", 401), "AppRejected app_secret", id="invalid_client"),
    pytest.param(refused("unauthorized_client"), "AppRejected app_secret", id="unauthorized_client"),
    pytest.param(refused("redirect_failed", 403), "AppRejected app_redirect", id="redirect_failed"),
    pytest.param(refused("empty_field", 403), "Unreachable garbled lost", id="empty_field"),
    pytest.param(refused("invalid_request"), "Unreachable garbled lost", id="invalid_request"),
    pytest.param(Came({"error": ["grant_error"]}, 401), "Unreachable garbled lost", id="error as list"),
    pytest.param(Came("", 400), "Unreachable garbled lost", id="bare 400"),
    pytest.param(Came("", 401), "Unreachable garbled lost", id="bare 401"),
    pytest.param(Came("", 403), "Unreachable garbled lost", id="bare 403"),
    pytest.param(Came({"error": "url_failed"}, 404), "Unreachable garbled lost", id="404"),
    pytest.param(refused("client_id_failed", 412), "Unreachable blocked lost", id="412"),
    pytest.param(
        Came("", 412, {"Retry-After": "60"}), "Unreachable blocked after 60 lost", id="412, Retry-After"
    ),
    pytest.param(Came("", 429, {"Retry-After": "7"}), "Unreachable busy after 7 lost", id="429"),
    pytest.param(page(503), "Unreachable server lost", id="503 page"),
    pytest.param(
        Came("", 503, {"Retry-After": "9"}), "Unreachable server after 9 lost", id="503, Retry-After"
    ),
    pytest.param(page(403), "Unreachable gate", id="gatekeeper: Simkl never saw the code"),
    pytest.param(gate(), "Unreachable gate", id="gatekeeper in JSON: nor here"),
    pytest.param(gate(409), "Unreachable gate", id="gatekeeper in JSON, 409"),
    pytest.param(gate(429), "Unreachable busy after 30", id="gatekeeper in JSON, 429"),
    pytest.param(gate(530), "Unreachable server lost", id="gatekeeper in JSON, 530: it may have asked"),
    pytest.param(page(401), "Unreachable garbled lost", id="401 page"),
    pytest.param(page(200), "Unreachable garbled lost", id="page of a hotel's network"),
    pytest.param(Came('{"access_token": "abc'), "Unreachable garbled lost", id="half a token"),
    pytest.param(Came(""), "Unreachable garbled lost", id="empty"),
    pytest.param(Came("null"), "Unreachable garbled lost", id="null"),
    pytest.param(Came({}), "Unreachable garbled lost", id="no token"),
    pytest.param(Came({"access_token": " "}), "Unreachable garbled lost", id="blank token"),
    pytest.param(Came("", 302, {"Location": "https://x.test/"}), "Unreachable garbled lost", id="redirect"),
    pytest.param(failed("ConnectTimeout"), "Unreachable network", id="never sent"),
    pytest.param(no_trust(), "Unreachable certificate", id="certificate"),
]


@GENERATIONS
@APPS
@pytest.mark.parametrize(("came", "means"), REFUSALS)
def test_refusal(
    mock: responses.RequestsMock,
    simkl: Simkl,
    memory: Memory,
    generation: str,
    app: App,
    came: Came,
    means: str,
) -> None:
    """One call, whatever it was answered."""
    memory["generation:id-1"] = generation
    came.serve(mock, "POST", URLS[generation])
    assert verdict(lambda: simkl.exchange(app, WITH, "code-1")) == means
    assert len(mock.calls) == 1


@pytest.mark.parametrize(("app", "means"), [(SERVER, "AppRejected app_secret"), (NATIVE, "gone")])
def test_secret_error(
    mock: responses.RequestsMock, simkl: Simkl, memory: Memory, app: App, means: str
) -> None:
    """Simkl's word for a wrong verifier too: where no secret was sent, the code is of another try."""
    memory["generation:id-1"] = "1"
    refused("secret_error", 401).serve(mock, "POST", URLS["1"])
    assert verdict(lambda: simkl.exchange(app, WITH, "code-1")) == means


BODIES = [
    pytest.param("1", SERVER, WITH, {**REDIRECT, **SECRET}, id="1, secret"),
    pytest.param("1", NATIVE, WITH, {**REDIRECT, **PROOF}, id="1, PKCE"),
    pytest.param("1", NATIVE, WITHOUT, PROOF, id="1, PKCE, no redirect"),
    pytest.param("1", SERVER, WITHOUT, PROOF, id="1, secret, no redirect: only PKCE may"),
    pytest.param("2", NATIVE, WITH, {**REDIRECT, **PROOF}, id="2, PKCE"),
    pytest.param("2", SERVER, WITH, {**REDIRECT, **PROOF, **SECRET}, id="2, secret and PKCE"),
    pytest.param("2", NATIVE, WITHOUT, PROOF, id="2, no redirect"),
]


@pytest.mark.parametrize(("generation", "app", "authorization", "expected"), BODIES)
def test_exchange(
    mock: responses.RequestsMock,
    simkl: Simkl,
    memory: Memory,
    generation: str,
    app: App,
    authorization: Authorization,
    expected: dict[str, str],
) -> None:
    """The proof fits what the consent page was told; the code is in the body only, a form in generation 2."""
    memory["generation:id-1"] = generation
    Came(TOKEN_1 if generation == "1" else TOKEN_2).serve(mock, "POST", URLS[generation])
    assert simkl.exchange(app, authorization, "code-1").outcome == "approved"
    body = {"grant_type": "authorization_code", "code": "code-1", "client_id": "id-1", **expected}
    kind = "form" if generation == "2" else "body"
    assert sent(mock) == [request("POST", URLS[generation], PARAMS, **{kind: body})]


def test_credentials_1(mock: responses.RequestsMock, simkl: Simkl, memory: Memory) -> None:
    """Its token lasts until revoked, whatever life it claims."""
    memory["generation:id-1"] = "1"
    Came(TOKEN_1, headers={"Date": DATE}).serve(mock, "POST", URLS["1"])
    assert simkl.exchange(SERVER, WITH, "code-1").credentials == Credentials(
        access_token="f" * 64, client_id="id-1", obtained_at=int(EPOCH), flow="simkl-code", scope="public"
    )


def test_credentials_2(mock: responses.RequestsMock, simkl: Simkl, memory: Memory) -> None:
    memory["generation:id-1"] = "2"
    Came(TOKEN_2, headers={"Date": DATE}).serve(mock, "POST", URLS["2"])
    assert simkl.exchange(NATIVE, WITH, "code-1").credentials == Credentials(
        access_token="simkl_at_1",
        client_id="id-1",
        refresh_token="simkl_rt_1",
        expires_at=int(EPOCH) + 604800,
        obtained_at=int(EPOCH),
        flow="simkl-code-2",
        scope="media:read media:write",
    )


@GENERATIONS
def test_no_secret_shows(mock: responses.RequestsMock, simkl: Simkl, memory: Memory, generation: str) -> None:
    memory["generation:id-1"] = generation
    Came(TOKEN_2).serve(mock, "POST", URLS[generation])
    shown = [repr(WITH), repr(simkl.exchange(SERVER, WITH, "code-1"))]
    mock.replace("POST", URLS[generation], json={"error": "code-1 app-secret", "code": VERIFIER}, status=400)
    with pytest.raises(TrackpassError) as found:
        simkl.exchange(SERVER, WITH, "code-1")
    shown += [repr(found.value), str(found.value)]
    secrets = (VERIFIER, "state-1", "code-1", "app-secret", "simkl_at_1", "simkl_rt_1")
    assert [secret for secret in secrets if secret in " ".join(shown)] == []
