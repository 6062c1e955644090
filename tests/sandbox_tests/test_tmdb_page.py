"""TMDb's approval page, as a phone's browser uses it, through the proxy and on the control port."""

from __future__ import annotations

import pytest
import requests

from sandbox import Sandbox
from sandbox_tests.browser import Browser
from sandbox_tests.clients import Tmdb

BACK = "http://192.168.1.20:8421/callback"


@pytest.fixture(params=["proxy", "control port"])
def phone(request: pytest.FixtureRequest, box: Sandbox) -> Browser:
    return Browser(box, request.param == "proxy")


def page_of(token: str, host: str = "www.themoviedb.org") -> str:
    return f"https://{host}/authenticate/{token}"


@pytest.mark.parametrize("host", ["www.themoviedb.org", "themoviedb.org"])
@pytest.mark.parametrize(("button", "last", "status"), [("approve", "/allow", 200), ("deny", "/deny", 401)])
def test_without_a_redirect(
    tmdb: Tmdb, phone: Browser, host: str, button: str, last: str, status: int
) -> None:
    token = tmdb.start()
    phone.open(page_of(token, host))
    assert (phone.text("app"), phone.text("account")) == ("Trackpass", "ann")
    phone.press(button)
    assert phone.url == page_of(token, host) + last
    assert phone.page.headers["Authentication-Callback"] == page_of(token)
    assert phone.has("result")
    assert tmdb.poll(token).status_code == status
    phone.open(phone.url)
    assert ("is connected" in phone.text("result")) == (button == "approve")


@pytest.mark.parametrize("back", [BACK, "trackpass://done", "exp://192.168.1.20:19000/--/x"])
@pytest.mark.parametrize(("button", "outcome"), [("approve", "approved"), ("deny", "denied")])
def test_with_a_redirect(tmdb: Tmdb, phone: Browser, back: str, button: str, outcome: str) -> None:
    token = tmdb.start()
    phone.open(page_of(token) + f"?redirect_to={requests.utils.quote(back, safe='')}")
    phone.press(button)
    assert phone.left_to == f"{back}?request_token={token}&{outcome}=true"


def test_a_redirect_with_a_query_of_its_own_comes_to_harm(tmdb: Tmdb, phone: Browser) -> None:
    token = tmdb.start()
    phone.open(page_of(token) + f"?redirect_to={BACK}%3Fa%3Db")
    phone.press("approve")
    assert phone.left_to == f"{BACK}?a=b?request_token={token}&approved=true"


def test_not_signed_in_on_the_phone(box: Sandbox, tmdb: Tmdb, phone: Browser) -> None:
    box.tmdb.set(phone_signed_in=False, phone_account="bob")
    token = tmdb.start()
    phone.open(page_of(token) + f"?redirect_to={BACK}")
    assert phone.has("login") and not phone.has("approve")
    phone.press("login")
    assert phone.text("account") == "bob"
    phone.press("approve")
    assert phone.left_to.startswith(BACK)
    assert tmdb.account(tmdb.poll(token).json()["session_id"]).json()["username"] == "bob"


@pytest.mark.parametrize("case", ["made up", "expired", "used", "denied"])
def test_a_token_that_is_not_valid(box: Sandbox, tmdb: Tmdb, phone: Browser, case: str) -> None:
    token = tmdb.start()
    if case == "expired":
        box.clock.advance(3601)
    if case == "used":
        box.tmdb.approve()
        tmdb.poll(token)
    if case == "denied":
        box.tmdb.deny()
    phone.open(page_of("0" * 40 if case == "made up" else token))
    assert "not valid" in phone.text("result") and not phone.has("approve")


def test_the_last_page_of_a_token_nobody_approved(tmdb: Tmdb, phone: Browser) -> None:
    phone.open(page_of(tmdb.start()) + "/allow")
    assert "not valid" in phone.text("result")
