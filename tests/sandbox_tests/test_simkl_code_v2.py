"""Simkl V2: an authorization code for a pair of tokens; and codes across the generations."""

from __future__ import annotations

import pytest
import requests

from sandbox import Sandbox
from sandbox_tests.browser import Browser
from sandbox_tests.clients import Simkl
from sandbox_tests.conftest import Broken
from sandbox_tests.consent import BACK, S256, VERIFIER, WRONG, answer, code_v1, code_v2


@pytest.fixture
def phone(box: Sandbox) -> Browser:
    return Browser(box)


@pytest.fixture
def one(box: Sandbox) -> Simkl:
    return Simkl(box, box.simkl.add_app(generation=1, redirect_uris=[BACK]))


@pytest.fixture(params=["public", "server"])
def two(request: pytest.FixtureRequest, box: Sandbox) -> Simkl:
    return Simkl(box, box.simkl.add_app(generation=2, kind=request.param, redirect_uris=[BACK]))


def test_v2(box: Sandbox, two: Simkl, phone: Browser) -> None:
    tokens = two.exchange_v2(code=code_v2(phone, two), redirect_uri=BACK, code_verifier=VERIFIER).json()
    assert tokens["access_token"].startswith("simkl_at_")
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 604800)
    assert tokens["scope"] == "media:read media:write"
    assert two.get("/sync/activities", tokens["access_token"]).status_code == 200
    assert two.refresh(tokens["refresh_token"]).status_code == 200
    assert [request.route for request in box.log][-3:] == ["token", "check", "refresh"]


def test_v2_scope(two: Simkl, phone: Browser) -> None:
    code = code_v2(phone, two, scope="")
    tokens = two.exchange_v2(code=code, redirect_uri=BACK, code_verifier=VERIFIER).json()
    assert tokens["scope"] == "media:read"


@pytest.mark.parametrize(
    "change", [{"code": "nothing"}, {"redirect_uri": BACK + "/"}, {"code_verifier": WRONG}]
)
def test_v2_refusals(two: Simkl, phone: Browser, broken: Broken, change: dict[str, str]) -> None:
    right = {"code": code_v2(phone, two), "redirect_uri": BACK, "code_verifier": VERIFIER}
    assert answer(two.exchange_v2(**{**right, **change})) == (400, "invalid_grant")
    burned = "code" not in change
    assert answer(two.exchange_v2(**right)) == ((400, "invalid_grant") if burned else (200, ""))
    broken(*(["sent twice"] if burned else []))


def test_v2_a_code_is_gone_with_its_time(box: Sandbox, two: Simkl, phone: Browser) -> None:
    box.simkl.code_life = 10
    code = code_v2(phone, two)
    box.clock.advance(11)
    reply = two.exchange_v2(code=code, redirect_uri=BACK, code_verifier=VERIFIER)
    assert answer(reply) == (400, "invalid_grant")


def test_v2_a_code_in_json_is_not_seen(two: Simkl, phone: Browser, broken: Broken) -> None:
    right = {"code": code_v2(phone, two), "redirect_uri": BACK, "code_verifier": VERIFIER}
    body = {"grant_type": "authorization_code", "client_id": two.app.client_id, **two.secret(), **right}
    reply = two.send("POST", "/oauth2/token", params=two.query, json=body)
    assert answer(reply) == (400, "invalid_request")
    broken("content type")
    assert two.exchange_v2(**right).status_code == 200


@pytest.mark.parametrize("name", ["code", "redirect_uri", "code_verifier"])
def test_v2_a_missing_field(two: Simkl, phone: Browser, broken: Broken, name: str) -> None:
    right = {"code": code_v2(phone, two), "redirect_uri": BACK, "code_verifier": VERIFIER}
    assert answer(two.exchange_v2(**{**right, name: ""})) == (400, "invalid_request")
    broken(f"missing {name}")


def test_v2_a_server_app_without_its_secret(box: Sandbox, phone: Browser, broken: Broken) -> None:
    client = Simkl(box, box.simkl.add_app(generation=2, kind="server", redirect_uris=[BACK]))
    right = {"code": code_v2(phone, client), "redirect_uri": BACK, "code_verifier": VERIFIER}
    assert answer(client.exchange_v2(**right, client_secret="wrong")) == (401, "invalid_client")
    assert answer(client.exchange_v2(**right)) == (400, "invalid_grant")
    broken("sent twice")


def test_v2_a_code_of_another_app(box: Sandbox, two: Simkl, phone: Browser) -> None:
    other = Simkl(box, box.simkl.add_app(generation=2, kind="public", redirect_uris=[BACK]))
    reply = two.exchange_v2(code=code_v2(phone, other), redirect_uri=BACK, code_verifier=VERIFIER)
    assert answer(reply) == (400, "invalid_grant")


def test_exchanges_across_the_generations(one: Simkl, two: Simkl, phone: Browser) -> None:
    rest = {"redirect_uri": BACK, "code_verifier": VERIFIER}
    assert answer(two.exchange_v1(code=code_v2(phone, two), **rest)) == (400, "unauthorized_client")
    assert answer(one.exchange_v2(code=code_v1(phone, one, **S256), **rest)) == (401, "invalid_client")


def test_no_code_and_no_verifier_in_the_log(box: Sandbox, two: Simkl, phone: Browser) -> None:
    two.exchange_v2(code=code_v2(phone, two), redirect_uri=BACK, code_verifier=VERIFIER)
    seen = requests.get(f"{box.control_url}/api/log", timeout=5).text
    assert "/oauth2/token" in seen and not [secret for secret in box.secrets if secret in seen]
