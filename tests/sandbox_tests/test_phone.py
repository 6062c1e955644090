"""The pages for the phone, as a browser would use them, through the proxy and on the control port."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests

from sandbox import Sandbox
from sandbox_tests.clients import Simkl, Trakt

BROWSER = "Mozilla/5.0 (Linux; Android 14) Mobile"


class Phone:
    """Reads ids and presses buttons."""

    def __init__(self, box: Sandbox, by_proxy: bool) -> None:
        self.box, self.by_proxy = box, by_proxy
        self.page = requests.Response()
        self.url = ""

    def send(self, method: str, url: str, **options: Any) -> None:
        self.url = url
        if self.by_proxy:
            proxies = {"https": self.box.proxy_url}
            options |= {"proxies": proxies, "verify": self.box.ca_path}
        else:
            url = url.replace("https://", f"{self.box.control_url}/phone/")
        headers = {"User-Agent": BROWSER}
        self.page = requests.request(method, url, headers=headers, timeout=5, **options)
        assert self.page.status_code == 200

    def open(self, url: str) -> None:
        self.send("GET", url)

    def press(self, button: str, code: str = "") -> None:
        assert self.has(button)
        typed = code or re.findall(r'name="code"[^>]*value="([^"]*)"', self.page.text)[0]
        action = {} if button == "continue" else {"action": button}
        self.send("POST", self.url, data={"code": typed, **action})

    def has(self, element: str) -> bool:
        return f'id="{element}"' in self.page.text

    def text(self, element: str) -> str:
        return str(re.findall(rf'id="{element}"[^>]*>([^<]*)<', self.page.text)[0])


@pytest.fixture(params=["proxy", "control port"])
def phone(request: pytest.FixtureRequest, box: Sandbox) -> Phone:
    return Phone(box, request.param == "proxy")


def spellings(code: str) -> list[str]:
    plain = code.replace("-", "")
    half = len(plain) // 2
    return [code, code.lower(), plain, f" {plain[:half]} {plain[half:]} ", f"{plain[:half]}-{plain[half:]}"]


@pytest.mark.parametrize("spelling", range(5))
@pytest.mark.parametrize("page", ["https://simkl.com/pin", "https://simkl.com/pin/"])
def test_simkl_by_typing(box: Sandbox, v2: Simkl, phone: Phone, page: str, spelling: int) -> None:
    started = v2.device()
    phone.open(page)
    assert phone.has("code") and phone.has("continue")
    phone.press("continue", spellings(started["user_code"])[spelling])
    assert phone.text("app") == "Trackpass" and phone.has("deny")
    phone.press("approve")
    assert "connected" in phone.text("result")
    assert v2.poll_device(started["device_code"]).status_code == 200


@pytest.mark.parametrize("address", ["https://simkl.com/pin/{}", "https://simkl.com/pin?user_code={}"])
@pytest.mark.parametrize("button", ["approve", "deny"])
def test_simkl_by_address(v1: Simkl, phone: Phone, address: str, button: str) -> None:
    code = v1.pin()["user_code"]
    phone.open(address.format(code))
    phone.press(button)
    assert phone.has("result")
    assert ("access_token" in v1.poll_pin(code)) == (button == "approve")


@pytest.mark.parametrize("host", ["auth.trakt.tv", "trakt.tv"])
@pytest.mark.parametrize(("button", "status"), [("approve", 200), ("deny", 418)])
@pytest.mark.parametrize("with_code", [True, False])
def test_trakt(trakt: Trakt, phone: Phone, host: str, button: str, status: int, with_code: bool) -> None:
    started = trakt.start()
    code = started["user_code"]
    phone.open(f"https://{host}/activate" + (f"/{code.lower()}" if with_code else ""))
    if not with_code:
        phone.press("continue", code)
    phone.press(button)
    assert phone.has("result")
    assert trakt.poll(started["device_code"]).status_code == status


@pytest.mark.parametrize("prefill", ["form", "ignored"])
def test_prefill_that_does_less(box: Sandbox, trakt: Trakt, phone: Phone, prefill: str) -> None:
    box.trakt.prefill = prefill
    code = trakt.start()["user_code"]
    phone.open(f"https://auth.trakt.tv/activate/{code}")
    assert (f'value="{code}"' in phone.page.text) == (prefill == "form")
    phone.press("continue", code)
    assert phone.has("approve")


@pytest.mark.parametrize("case", ["wrong", "expired", "forgotten", "used", "empty"])
def test_code_not_valid(box: Sandbox, trakt: Trakt, phone: Phone, case: str) -> None:
    code = trakt.start()["user_code"]
    if case == "expired":
        box.clock.advance(601)
    if case == "forgotten":
        box.trakt.forget(code)
    if case == "used":
        box.trakt.approve(code)
    phone.open("https://auth.trakt.tv/activate")
    phone.press("continue", {"wrong": "WRONG", "empty": " "}.get(case, code))
    assert "not valid" in phone.text("error") and phone.has("code") and not phone.has("approve")


def test_a_free_account_with_no_room_stays_pending(box: Sandbox, trakt: Trakt, phone: Phone) -> None:
    box.trakt.account("ann", at_limit=True)
    started = trakt.start()
    phone.open(f"https://auth.trakt.tv/activate/{started['user_code']}")
    phone.press("approve")
    assert "free account" in phone.text("result")
    assert trakt.poll(started["device_code"]).status_code == 400


def test_whose_phone_it_is(box: Sandbox, trakt: Trakt, phone: Phone) -> None:
    box.trakt.phone_account = "bob"
    started = trakt.start()
    phone.open(f"https://auth.trakt.tv/activate/{started['user_code']}")
    assert phone.text("account") == "bob"
    phone.press("approve")
    token = trakt.poll(started["device_code"]).json()["access_token"]
    assert trakt.get("/users/settings", token).json()["user"]["username"] == "bob"


def test_what_is_typed_is_shown_as_text(v1: Simkl, phone: Phone) -> None:
    phone.open("https://simkl.com/pin")
    phone.press("continue", '"><script>')
    assert "<script>" not in phone.page.text
