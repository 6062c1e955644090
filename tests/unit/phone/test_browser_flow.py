"""Signing in with the phone's own browser, and with a code that is copied by hand."""

from __future__ import annotations

import re

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

    def test_a_service_without_time_has_the_way_back_wait_its_turn(self, box: Box, phone: Phone) -> None:
        """The code is in the queue and will be traded: nothing is to be done again."""
        box.with_apps()
        phone.post("/simkl/browser")
        box.line.fails["callback"] = Unreachable(Problem.NETWORK)
        back = phone.ask("GET", "/callback?code=abc&state=state-0-of-the-consent")
        assert (back.status, "The TV does the rest. You can put the phone away." in back.seen) == (200, True)
        assert "again" not in back.seen

    @pytest.mark.parametrize("is_busy", [True, False])
    def test_a_stranger_at_the_way_back_is_not_led_to_the_page(
        self, box: Box, phone: Phone, is_busy: bool
    ) -> None:
        """However busy the service is: the page's address is for those who know a sign-in's secret."""
        box.with_apps()
        phone.post("/simkl/browser")
        if is_busy:
            box.line.fails["callback"] = Unreachable(Problem.NETWORK)
        back = phone.ask("GET", "/callback?code=abc&state=a-guess")
        assert box.line.calls[-1] == ("callback", "a-guess", "abc", "")
        token = phone.root.strip("/")
        assert token not in back.text
        assert token not in str(back.headers)

    def test_a_code_by_hand(self, box: Box, phone: Phone) -> None:
        box.with_apps()
        assert phone.post("/simkl/code/begin").location.startswith("https://simkl.com/")
        assert box.line.calls == [("authorize", "simkl", "")]
        assert "Paste the code first." in phone.post("/simkl/code", code=" ").seen
        assert "Nothing waits for this code" in phone.post("/simkl/code", code="bad").seen
        answer = phone.post("/simkl/code", code=" good-code ")
        assert answer.location == f"{phone.root}/?at=simkl#simkl"
        home = phone.follow(answer)
        assert box.line.calls[-1] == ("finish", "simkl", "good-code")
        assert "Connected as ann" in home.seen

    def test_a_mistake_by_hand_is_told_of_its_field(self, box: Box, phone: Phone) -> None:
        """To a voice that reads the page out too."""
        box.with_apps()
        told = 'aria-describedby="problem" aria-invalid="true"'
        assert told not in phone.get("/simkl/code").text
        answer = phone.post("/simkl/code", code=" ")
        assert re.search(f'<input [^>]*id="code"[^>]*{told}>', answer.text)
        assert 'id="problem"' in answer.text

    def test_an_app_that_has_to_have_a_redirect_address(self, box: Box, phone: Phone) -> None:
        """A code by hand cannot work for it: the page says which address to register, and offers no code."""
        box.with_apps()
        assert "Paste a code" in phone.get("/simkl/browser").seen
        box.line.fails["authorize"] = AppRejected(Problem.APP_REDIRECT)
        answer = phone.post("/simkl/code/begin")
        assert "This redirect address is not registered with your Simkl app. Add it there." in answer.seen
        assert f"http://{ADDRESS}:{phone.port}/callback" in answer.text.replace("<wbr>", "")
        assert "Sign in in this browser" in answer.seen
        assert "Paste a code" not in answer.seen

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
