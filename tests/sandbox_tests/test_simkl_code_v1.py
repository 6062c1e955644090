"""Simkl V1: an authorization code for a token, with secret and with PKCE."""

from __future__ import annotations

from base64 import b64encode

import pytest
import requests

from sandbox import Sandbox
from sandbox_tests.browser import Browser
from sandbox_tests.clients import Simkl
from sandbox_tests.conftest import Broken
from sandbox_tests.consent import BACK, CHALLENGE, S256, VERIFIER, WRONG, answer, challenge_of, code_v1


@pytest.fixture
def phone(box: Sandbox) -> Browser:
    return Browser(box)


@pytest.fixture
def one(box: Sandbox) -> Simkl:
    return Simkl(box, box.simkl.add_app(generation=1, redirect_uris=[BACK]))


# V1, with secret


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("way", ["JSON", "form", "Basic"])
def test_v1_with_secret(box: Sandbox, one: Simkl, phone: Browser, way: str, told: bool) -> None:
    box.simkl.tell_expiry = told
    body = {"code": code_v1(phone, one), "grant_type": "authorization_code", "redirect_uri": BACK}
    credentials = {"client_id": one.app.client_id, "client_secret": one.app.client_secret}
    if way == "Basic":
        pair = f"{one.app.client_id}:{one.app.client_secret}".encode()
        headers = {"Authorization": f"Basic {b64encode(pair).decode()}"}
        reply = one.send("POST", "/oauth/token", params=one.query, headers=headers, json=body)
    else:
        how = {("json" if way == "JSON" else "data"): {**body, **credentials}}
        reply = one.send("POST", "/oauth/token", params=one.query, **how)
    token = reply.json().pop("access_token")
    expiry = {"expires_in": 157680000} if told else {}
    assert reply.json() == {"access_token": token, "token_type": "bearer", "scope": "public", **expiry}
    assert len(token) == 64 and token in box.secrets
    assert one.get("/sync/activities", token).status_code == 200
    assert box.requests(route="token")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"code": "0" * 64}, (401, "grant_error")),
        ({"redirect_uri": BACK + "/"}, (403, "redirect_failed")),
        ({"client_secret": "wrong"}, (401, "secret_error")),
    ],
)
def test_v1_refusals(
    one: Simkl, phone: Browser, broken: Broken, change: dict[str, str], refusal: tuple[int, str]
) -> None:
    right = {"code": code_v1(phone, one), "client_secret": one.app.client_secret, "redirect_uri": BACK}
    reply = one.exchange_v1(**{**right, **change})
    assert answer(reply) == refusal and reply.json()["code"] == reply.status_code and reply.json()["message"]
    burned = "code" not in change
    assert answer(one.exchange_v1(**right)) == ((401, "grant_error") if burned else (200, ""))
    broken(*(["sent twice"] if burned else []))


@pytest.mark.parametrize("name", ["code", "client_id", "client_secret", "redirect_uri", "grant_type"])
def test_v1_an_empty_field(one: Simkl, phone: Browser, broken: Broken, name: str) -> None:
    right = {"code": code_v1(phone, one), "client_secret": one.app.client_secret, "redirect_uri": BACK}
    assert answer(one.exchange_v1(**{**right, name: ""})) == (403, "empty_field")
    broken(f"missing {name}")


def test_v1_another_grant_type(one: Simkl, phone: Browser, broken: Broken) -> None:
    code, secret = code_v1(phone, one), one.app.client_secret
    reply = one.exchange_v1(code=code, client_secret=secret, redirect_uri=BACK, grant_type="refresh_token")
    assert answer(reply) == (401, "grant_error")
    broken("grant_type")


def test_v1_a_code_works_once(one: Simkl, phone: Browser, broken: Broken) -> None:
    body = {"code": code_v1(phone, one), "client_secret": one.app.client_secret, "redirect_uri": BACK}
    token = one.exchange_v1(**body).json()["access_token"]
    assert answer(one.exchange_v1(**body)) == (401, "grant_error")
    broken("sent twice")
    assert one.get("/sync/activities", token).status_code == 200


def test_a_lost_answer_may_be_asked_for_once_more_in_vain(
    box: Sandbox, one: Simkl, phone: Browser, broken: Broken
) -> None:
    body = {"code": code_v1(phone, one), "client_secret": one.app.client_secret, "redirect_uri": BACK}
    box.fault("simkl", "token", "drop_after")
    with pytest.raises(requests.ConnectionError):
        one.exchange_v1(**body)
    assert answer(one.exchange_v1(**body)) == (401, "grant_error")
    assert box.violations == []
    one.exchange_v1(**body)
    broken("sent twice")


@pytest.mark.parametrize(("wait", "status"), [(59, 200), (61, 401)])
def test_v1_the_life_of_a_code(box: Sandbox, one: Simkl, phone: Browser, wait: int, status: int) -> None:
    code = code_v1(phone, one)
    box.clock.advance(wait)
    reply = one.exchange_v1(code=code, client_secret=one.app.client_secret, redirect_uri=BACK)
    assert reply.status_code == status


def test_v1_a_code_of_another_app(box: Sandbox, one: Simkl, phone: Browser) -> None:
    other = Simkl(box, box.simkl.add_app(redirect_uris=[BACK]))
    code = code_v1(phone, other)
    reply = one.exchange_v1(code=code, client_secret=one.app.client_secret, redirect_uri=BACK)
    assert answer(reply) == (401, "grant_error")


# V1, PKCE


def test_the_example_of_the_rfc() -> None:
    assert challenge_of(VERIFIER) == CHALLENGE


@pytest.mark.parametrize(("challenge", "method"), [(CHALLENGE, "S256"), (CHALLENGE, ""), (VERIFIER, "plain")])
@pytest.mark.parametrize("redirect", [BACK, ""])
def test_v1_pkce_without_secret(
    box: Sandbox, one: Simkl, phone: Browser, challenge: str, method: str, redirect: str
) -> None:
    how = {"code_challenge_method": method} if method else {}
    code = code_v1(phone, one, code_challenge=challenge, **how)
    body = {"redirect_uri": redirect} if redirect else {}
    assert one.exchange_v1(code=code, code_verifier=VERIFIER, **body).status_code == 200
    assert VERIFIER in box.secrets


@pytest.mark.parametrize(
    ("challenge", "method", "verifier"),
    [
        (CHALLENGE, "S256", WRONG),
        (CHALLENGE, "s256", VERIFIER),
        (VERIFIER, "PLAIN", VERIFIER),
        (CHALLENGE, "SHA256", VERIFIER),
        (CHALLENGE, "plain", VERIFIER),
        (challenge_of("x" * 42), "S256", "x" * 42),
        (challenge_of("x" * 129), "S256", "x" * 129),
        (challenge_of("x" * 42 + "!"), "S256", "x" * 42 + "!"),
        ("x" * 42, "plain", "x" * 42),
    ],
)
def test_v1_pkce_that_does_not_fit(
    one: Simkl, phone: Browser, challenge: str, method: str, verifier: str
) -> None:
    code = code_v1(phone, one, code_challenge=challenge, code_challenge_method=method)
    reply = one.exchange_v1(code=code, code_verifier=verifier, redirect_uri=BACK)
    assert answer(reply) == (401, "secret_error") and "PKCE" in reply.json()["message"]


def test_v1_a_challenge_wants_its_verifier_and_a_verifier_its_challenge(one: Simkl, phone: Browser) -> None:
    reply = one.exchange_v1(
        code=code_v1(phone, one, **S256), client_secret=one.app.client_secret, redirect_uri=BACK
    )
    assert answer(reply) == (401, "secret_error")
    reply = one.exchange_v1(code=code_v1(phone, one), code_verifier=VERIFIER, redirect_uri=BACK)
    assert answer(reply) == (401, "secret_error")


def test_v1_a_wrong_address_with_pkce(one: Simkl, phone: Browser) -> None:
    reply = one.exchange_v1(code=code_v1(phone, one, **S256), code_verifier=VERIFIER, redirect_uri=BACK + "/")
    assert answer(reply) == (403, "redirect_failed")


def test_v1_a_code_copied_from_the_page(box: Sandbox, v1: Simkl, phone: Browser) -> None:
    phone.open(v1.page(1, **S256))
    phone.press("approve")
    assert v1.exchange_v1(code=phone.text("shown-code"), code_verifier=VERIFIER).status_code == 200


def test_v1_the_same_token_by_every_way(box: Sandbox, one: Simkl, phone: Browser) -> None:
    by_secret = one.exchange_v1(
        code=code_v1(phone, one), client_secret=one.app.client_secret, redirect_uri=BACK
    )
    by_pkce = one.exchange_v1(code=code_v1(phone, one, **S256), code_verifier=VERIFIER, redirect_uri=BACK)
    tokens = {reply.json()["access_token"] for reply in (by_secret, by_pkce)}
    assert tokens == {one.sign_in_v1("ann")}
    box.simkl.phone_account = "bob"
    reply = one.exchange_v1(code=code_v1(phone, one), client_secret=one.app.client_secret, redirect_uri=BACK)
    assert reply.json()["access_token"] not in tokens
