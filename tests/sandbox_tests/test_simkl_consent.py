"""Simkl's consent page: what is refused before it, and where Allow and Deny lead."""

from __future__ import annotations

import pytest
import requests

from sandbox import Sandbox
from sandbox_tests.browser import Browser
from sandbox_tests.clients import Simkl
from sandbox_tests.conftest import Broken
from sandbox_tests.consent import BACK, S256, allowed, callback


@pytest.fixture(params=["proxy", "control port"])
def phone(request: pytest.FixtureRequest, box: Sandbox) -> Browser:
    return Browser(box, request.param == "proxy")


@pytest.fixture
def one(box: Sandbox) -> Simkl:
    return Simkl(box, box.simkl.add_app(generation=1, redirect_uris=[BACK]))


@pytest.fixture(params=["public", "server"])
def two(request: pytest.FixtureRequest, box: Sandbox) -> Simkl:
    return Simkl(box, box.simkl.add_app(generation=2, kind=request.param, redirect_uris=[BACK]))


def refused(phone: Browser, page: str) -> tuple[int, str]:
    phone.open(page)
    assert not phone.has("approve") and phone.left_to == ""
    return phone.page.status_code, phone.page.json()["error"]


# Allow and Deny


def test_v1_allowed(box: Sandbox, one: Simkl, phone: Browser) -> None:
    box.simkl.phone_account = "bob"
    page = one.page(1, redirect_uri=BACK, state="a b/&=+%ü")
    phone.open(page)
    assert (phone.text("app"), phone.text("account")) == ("Trackpass", "bob")
    phone.press("approve")
    found = callback(phone)
    assert set(found) == {"code", "state"} and found["state"] == "a b/&=+%ü"
    assert found["code"] in box.secrets


def test_v1_denied_leads_to_the_front_page(one: Simkl, phone: Browser) -> None:
    phone.open(one.page(1, redirect_uri=BACK, state="s"))
    phone.press("deny")
    assert phone.url == "https://simkl.com/" and phone.has("front") and phone.left_to == ""


def test_v2_allowed(two: Simkl, phone: Browser) -> None:
    found = allowed(phone, two.page(2, redirect_uri=BACK, state="s", **S256))
    assert set(found) == {"code", "state", "iss"}
    assert (found["state"], found["iss"]) == ("s", "https://simkl.com")


def test_v2_denied_is_told(two: Simkl, phone: Browser) -> None:
    phone.open(two.page(2, redirect_uri=BACK, state="s", **S256))
    phone.press("deny")
    assert callback(phone) == {"error": "access_denied", "state": "s", "iss": "https://simkl.com"}


@pytest.mark.parametrize("button", ["approve", "deny"])
def test_no_state_was_sent_none_comes_back(one: Simkl, two: Simkl, phone: Browser, button: str) -> None:
    phone.open(two.page(2, redirect_uri=BACK, **S256))
    phone.press(button)
    assert "state" not in callback(phone)
    assert "state" not in allowed(phone, one.page(1, redirect_uri=BACK))
    assert allowed(phone, one.page(1, redirect_uri=BACK, state=""))["state"] == ""


def test_an_address_with_a_query_keeps_it(box: Sandbox, phone: Browser) -> None:
    client = Simkl(box, box.simkl.add_app(redirect_uris=[BACK + "?a=b"]))
    assert allowed(phone, client.page(1, redirect_uri=BACK + "?a=b"))["a"] == "b"


# Refused before consent


@pytest.mark.parametrize(
    "address",
    [
        BACK + "/",
        BACK.replace("http:", "https:"),
        BACK.replace("8421", "8422"),
        BACK.replace("callback", "Callback"),
        BACK.replace("192.168.1.20", "box"),
        BACK + "?a=b",
        "",
    ],
)
def test_the_address_is_compared_byte_for_byte(one: Simkl, two: Simkl, phone: Browser, address: str) -> None:
    assert refused(phone, one.page(1, redirect_uri=address, **S256)) == (400, "invalid_redirect")
    assert phone.page.json()["error_text"]
    assert refused(phone, two.page(2, redirect_uri=address, **S256)) == (400, "invalid_redirect")


def test_an_address_that_is_registered_no_more(one: Simkl, phone: Browser) -> None:
    one.app.redirect_uris = ()
    assert refused(phone, one.page(1, redirect_uri=BACK)) == (400, "invalid_redirect")


def test_the_generations_do_not_mix(one: Simkl, two: Simkl, phone: Browser) -> None:
    assert refused(phone, two.page(1, redirect_uri=BACK)) == (400, "unauthorized_client")
    assert refused(phone, one.page(2, redirect_uri=BACK, **S256)) == (401, "invalid_client")
    assert "not enabled for OAuth 2.0" in phone.page.json()["error_description"]


def test_an_app_that_is_not_known(box: Sandbox, one: Simkl, two: Simkl, phone: Browser) -> None:
    for client in (one, two):
        box.simkl.delete_app(client.app.client_id)
    assert refused(phone, one.page(1, redirect_uri=BACK)) == (412, "client_id_failed")
    assert refused(phone, two.page(2, redirect_uri=BACK, **S256)) == (401, "invalid_client")


def test_an_app_for_the_device_flow_has_no_consent_page(box: Sandbox, v2: Simkl, phone: Browser) -> None:
    assert refused(phone, v2.page(2, redirect_uri=BACK, **S256)) == (400, "unauthorized_client")
    with pytest.raises(ValueError, match="no redirect"):
        box.simkl.add_app(generation=2, redirect_uris=[BACK])


@pytest.mark.parametrize(
    "pkce",
    [
        {},
        {"code_challenge": "x" * 43},
        {"code_challenge": "x" * 43, "code_challenge_method": "plain"},
        {"code_challenge": "x" * 43, "code_challenge_method": "s256"},
        {"code_challenge_method": "S256"},
    ],
)
def test_v2_wants_pkce_with_s256(two: Simkl, phone: Browser, pkce: dict[str, str]) -> None:
    phone.open(two.page(2, redirect_uri=BACK, state="s", **pkce))
    assert callback(phone) == {"error": "invalid_request", "state": "s", "iss": "https://simkl.com"}


def test_another_response_type(one: Simkl, two: Simkl, phone: Browser) -> None:
    assert refused(phone, one.page(1, redirect_uri=BACK, response_type="token")) == (400, "wrong_parameter")
    phone.open(two.page(2, redirect_uri=BACK, response_type="token", **S256))
    assert callback(phone)["error"] == "unsupported_response_type"


def test_the_page_is_not_on_the_api_host(one: Simkl, broken: Broken) -> None:
    for path in ("/oauth/authorize", "/oauth2/authorize"):
        assert one.get(path).status_code == 404
    broken("no such call", "no such call")


# Without a registered address


@pytest.mark.parametrize("shown", [True, False])
def test_no_redirect_ends_on_a_page_of_the_site(box: Sandbox, v1: Simkl, phone: Browser, shown: bool) -> None:
    box.simkl.show_code = shown
    phone.open(v1.page(1, **S256))
    phone.press("approve")
    assert phone.left_to == "" and phone.has("result")
    assert phone.has("shown-code") == shown
    if shown:
        assert phone.text("shown-code") in box.secrets


def test_no_redirect_is_for_pkce(v1: Simkl, phone: Browser) -> None:
    assert refused(phone, v1.page(1)) == (400, "invalid_redirect")


# Rules that the page does not enforce


@pytest.mark.parametrize("name", ["app-name", "app-version", "response_type", "client_id"])
def test_what_every_address_has(box: Sandbox, one: Simkl, broken: Broken, name: str) -> None:
    query = {**one.query, "response_type": "code", "redirect_uri": BACK}
    del query[name]
    phone = Browser(box)
    phone.open(requests.Request("GET", "https://simkl.com/oauth/authorize", params=query).prepare().url or "")
    broken(f"missing {name}")


@pytest.mark.parametrize("name", ["client_secret", "code_verifier", "anything"])
def test_no_secret_in_the_address(box: Sandbox, two: Simkl, broken: Broken, name: str) -> None:
    secret = box.simkl.add_app().client_secret
    Browser(box).open(two.page(2, redirect_uri=BACK, **S256, **{name: secret}))
    broken(f"{name}")
