"""Script, window and service together: a sign-in from the first press to the name, and its ways out."""

from __future__ import annotations

import json
from typing import Any

import pytest
import xbmc
import xbmcaddon
import xbmcgui

from fakes.kodi import ADDON_ID, FakeKodi
from tests.unit.kodi_layer.background import Background, Tracker
from tests.unit.kodi_layer.stage import CANCEL, NEW_CODE
from trackpass.kodi import script, signin_window


@pytest.fixture(autouse=True)
def short_success(monkeypatch: pytest.MonkeyPatch, pen: None) -> None:
    """A window that has succeeded need not be admired here."""
    monkeypatch.setattr(signin_window, "STAY_AFTER_SUCCESS", 0.1)


class Sofa:
    """The person with the remote, on the window that ``connect trakt``, or what else is said, opened."""

    def __init__(self, fake: FakeKodi, *arguments: str) -> None:
        self.fake = fake
        self.script = fake.run(script.main, arguments or ["connect", "trakt"])
        self.window: Any = fake.wait_until(lambda: fake.windows and fake.windows[-1])

    def reads(self, name: str, value: str) -> None:
        self.fake.wait_until(lambda: self.window.getProperty(name) == value)

    def presses_first(self) -> None:
        """OK on the first button, once the window has brought the focus there."""
        self.fake.wait_until(lambda: self.window.fake_focus == NEW_CODE)
        self.fake.click(NEW_CODE)

    def leaves(self, key: int = xbmcgui.ACTION_NAV_BACK) -> None:
        self.fake.press(key)
        self.is_left()

    def is_left(self) -> None:
        self.fake.wait_until(lambda: not self.fake.windows)
        self.script.join(3)
        assert not self.script.is_alive()
        assert self.script.error is None


def stored(tracker: str = "trakt") -> str:
    return str(xbmcaddon.Addon(ADDON_ID).getSetting(f"{tracker}.account"))


def pause(seconds: float = 0.1) -> None:
    xbmc.Monitor().waitForAbort(seconds)


def test_from_connect_to_the_accounts_name(background: Background, trakt: Tracker) -> None:
    background.start()
    sofa = Sofa(background.fake)
    sofa.reads("code", "CODE 0001")
    background.becomes("waiting")
    trakt.outcome = "approved"
    sofa.reads("status", "Connected as ann")
    sofa.is_left()
    background.becomes("connected")
    assert background.fake.home_property("trackpass.trakt.name") == "ann"
    assert json.loads(stored())["access_token"] == "access-token-trakt"
    assert background.toasts == []  # the window said it
    background.fake.wait_until(lambda: not background.fake.home_property("trackpass.trakt.signin"))


def test_no_token_and_no_device_code_is_ever_seen(background: Background, trakt: Tracker) -> None:
    background.start()
    sofa = Sofa(background.fake)
    sofa.reads("code", "CODE 0001")
    trakt.outcome = "approved"
    sofa.is_left()
    background.becomes("connected")
    background.fake.abort()
    assert len(trakt.secrets) == 2
    for secret in trakt.secrets:
        for place in (background.seen, background.fake.log, background.fake.jsonrpc_calls):
            assert secret not in str(place)
    assert "CODE0001" not in str(background.fake.log)


def test_back_hides_and_a_late_approval_is_told_once(background: Background, trakt: Tracker) -> None:
    background.start()
    sofa = Sofa(background.fake)
    sofa.reads("code", "CODE 0001")
    sofa.leaves()
    polls = len(trakt.calls)
    background.fake.wait_until(lambda: len(trakt.calls) > polls + 2)
    assert background.state() == "waiting"
    trakt.outcome = "approved"
    background.becomes("connected")
    background.fake.wait_until(lambda: background.toasts)
    pause()
    assert background.toasts == [("Trakt", "Connected as ann")]
    assert trakt.calls.count("start") == 1


def test_opened_again_it_shows_the_code_that_still_waits(background: Background, trakt: Tracker) -> None:
    background.start()
    Sofa(background.fake).leaves()
    sofa = Sofa(background.fake)
    sofa.reads("code", "CODE 0001")
    trakt.outcome = "approved"
    sofa.reads("status", "Connected as ann")
    sofa.is_left()
    assert trakt.calls.count("start") == 1


def test_cancel_ends_it_for_good(background: Background, trakt: Tracker) -> None:
    background.start()
    sofa = Sofa(background.fake)
    sofa.reads("code", "CODE 0001")
    background.fake.click(CANCEL)
    sofa.is_left()
    background.becomes("signed_out")
    calls = len(trakt.calls)
    trakt.outcome = "approved"
    pause()
    assert len(trakt.calls) == calls
    assert stored() == ""
    assert background.toasts == []


@pytest.mark.parametrize(
    ("outcome", "words"), [("pending", ""), ("denied", "The sign-in was refused on the phone.")]
)
def test_new_code_starts_over(background: Background, trakt: Tracker, outcome: Any, words: str) -> None:
    background.start()
    sofa = Sofa(background.fake)
    sofa.reads("code", "CODE 0001")
    if words:
        trakt.outcome = outcome
        sofa.reads("status", words)
        trakt.outcome = "pending"
    sofa.presses_first()
    sofa.reads("code", "CODE 0002")
    trakt.outcome = "approved"
    sofa.reads("status", "Connected as ann")
    sofa.is_left()
    assert trakt.calls.count("start") == 2
    assert background.toasts == []


def test_kodi_restarted_while_waiting_takes_the_same_code_up(background: Background, trakt: Tracker) -> None:
    background.start()
    sofa = Sofa(background.fake)
    sofa.reads("code", "CODE 0001")
    background.becomes("waiting")
    background.fake.restart()
    assert sofa.script.error is None
    background.start()
    background.becomes("waiting")
    trakt.outcome = "approved"
    background.becomes("connected")
    background.fake.wait_until(lambda: background.toasts)
    assert background.toasts == [("Trakt", "Connected as ann")]
    assert trakt.calls.count("start") == 1


def test_signed_in_then_checked_at_the_next_start_then_signed_out(
    background: Background, trakt: Tracker
) -> None:
    background.start()
    sofa = Sofa(background.fake)
    trakt.outcome = "approved"
    sofa.is_left()
    background.becomes("connected")
    background.fake.restart()
    background.start()
    background.becomes("connected")
    assert trakt.calls.count("check") == 1
    assert background.toasts == []
    background.fake.run(script.main, ["disconnect", "trakt"]).join(3)
    background.becomes("signed_out")
    assert stored() == ""
    background.fake.wait_until(lambda: background.toasts)
    assert background.toasts == [("Trakt", "Signed out of Trakt")]
