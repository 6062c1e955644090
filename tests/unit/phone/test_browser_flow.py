"""Signing in with the phone's own browser, and with a code that is copied by hand."""

from __future__ import annotations

import pytest

from tests.unit.phone.conftest import ADDRESS, Box
from tests.unit.phone.phone import Phone
from trackpass.errors import AppRejected, Problem, Unreachable

REFRESH = 'http-equiv="refresh"'


class TestBrowserFlow:
    def test_it_shows_the_address_to_register_and_goes_off(self, box: Box, phone: Phone) -> None:
        box.with_apps()
        page = phone.get("/simkl/browser")
        callback = f"http://{ADDRESS}:{phone.port}/callback"
        assert callback in page.text.replace("<wbr>", "")
        assert REFRESH not in page.text
        answer = phone.post("/simkl/browser")
        assert box.line.calls == [("authorize", "simkl", callback)]
        assert answer.location == "https://simkl.com/oauth/authorize?state=state-0-of-the-consent"
        assert REFRESH in phone.get("/simkl/browser").text

    def test_the_way_back(self, box: Box, phone: Phone) -> None:
        box.with_apps()
        phone.post("/simkl/browser")
        back = phone.ask("GET", "/callback?code=abc&state=state-0-of-the-consent")
        assert box.line.calls[-1] == ("callback", "state-0-of-the-consent", "abc", "")
        assert back.status == 200
        assert "Connected as ann" in back.seen
        assert "You can put the phone away." in back.seen
        assert f'href="{phone.root}/"' in back.text

    def test_denied(self, box: Box, phone: Phone) -> None:
        box.with_apps()
        phone.post("/simkl/browser")
        back = phone.ask(
            "GET", "/callback?error=access_denied&state=state-0-of-the-consent&iss=https%3A%2F%2Fsimkl.com"
        )
        assert box.line.calls[-1] == ("callback", "state-0-of-the-consent", "", "access_denied")
        assert "The sign-in was refused" in back.seen
        assert "Please try again on the Trackpass page." in back.seen

    def test_still_at_it(self, box: Box, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("trackpass.phone.consent.WAIT_FOR_NAME", 0.0)
        monkeypatch.setattr(box.line, "approve", lambda tracker: None)
        box.with_apps()
        phone.post("/simkl/browser")
        back = phone.ask("GET", "/callback?code=abc&state=state-0-of-the-consent")
        assert "The TV does the rest." in back.seen

    def test_an_app_that_is_refused(self, box: Box, phone: Phone) -> None:
        box.with_apps()
        box.line.fails["authorize"] = AppRejected(Problem.APP_REDIRECT)
        answer = phone.post("/simkl/browser")
        assert answer.status == 200
        assert "This redirect address is not registered with your Simkl app." in answer.seen

    def test_the_exchange_breaks_off(self, box: Box, phone: Phone) -> None:
        box.with_apps()
        phone.post("/simkl/browser")
        box.line.fails["callback"] = Unreachable(Problem.NETWORK)
        back = phone.ask("GET", "/callback?code=abc&state=state-0-of-the-consent")
        assert "Please sign in again." in back.seen

    def test_a_code_by_hand(self, box: Box, phone: Phone) -> None:
        box.with_apps()
        assert phone.post("/simkl/code/begin").location.startswith("https://simkl.com/")
        assert box.line.calls == [("authorize", "simkl", "")]
        assert "Paste the code first." in phone.post("/simkl/code", code=" ").seen
        assert "Nothing waits for this code" in phone.post("/simkl/code", code="bad").seen
        home = phone.follow(phone.post("/simkl/code", code=" good-code "))
        assert box.line.calls[-1] == ("finish", "simkl", "good-code")
        assert "Connected as ann" in home.seen

    def test_trouble_by_hand(self, box: Box, phone: Phone) -> None:
        box.with_apps()
        box.line.fails = {"authorize": Unreachable(Problem.SERVER), "finish": Unreachable(Problem.NETWORK)}
        assert "Simkl has a problem right now." in phone.post("/simkl/code/begin").seen
        assert "Can't reach Simkl." in phone.post("/simkl/code", code="good-code").seen

    def test_an_address_that_is_none_is_never_gone_to(
        self, box: Box, phone: Phone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for bad in ("http://simkl.com/", "https://simkl.com/\r\nSet-Cookie: a=b", "javascript:1"):
            monkeypatch.setattr(box.line, "authorize", lambda *_, bad=bad: bad)
            answer = phone.post("/simkl/browser")
            assert answer.status == 500
            assert "location" not in answer.headers
