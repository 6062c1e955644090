"""The service hears a command at once, has the worker do it, and passes over what is not ours."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import xbmc
import xbmcaddon

from fakes.kodi import ADDON_ID, FakeKodi
from tests.unit.kodi_layer.background import Background, Tracker
from trackpass.kodi import bus, toasts
from trackpass.model import TRACKERS, App, Challenge


def tell_every_monitor(fake: FakeKodi, sender: str, method: str, data: str) -> None:
    """A notification whose data need not be JSON."""
    for monitor in list(fake.monitors):
        fake.deliver(monitor, "onNotification", sender, method, data)


def test_at_start_it_puts_up_every_account(background: Background, trakt: Tracker) -> None:
    background.start()
    assert [background.state(tracker) for tracker in TRACKERS] == ["signed_out"] * 3
    assert trakt.calls == []
    assert background.toasts == []
    assert background.fake.dialogs.calls == []  # no window and no question at boot


def test_a_command_is_heard_before_it_is_handled(background: Background) -> None:
    background.start()
    del background.seen[:]
    request = bus.send("connect", "trakt")
    background.becomes("waiting")
    places = [index for index, line in enumerate(background.seen) if request in line]
    first = background.seen[places[0]]
    assert "trackpass.heard" in first
    assert "trackpass.trakt.signin" in background.seen[places[1]]


def test_a_command_is_heard_while_a_tracker_keeps_the_worker_busy(
    background: Background, trakt: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy, free = threading.Event(), threading.Event()
    plain = trakt.start

    def slow(app: App) -> Challenge:
        busy.set()
        assert free.wait(5)
        return plain(app)

    monkeypatch.setattr(trakt, "start", slow)
    background.start()
    bus.send("connect", "trakt")
    assert busy.wait(3)
    request = bus.send("check", "simkl")
    background.fake.wait_until(lambda: bus.is_heard(request))
    assert background.toasts == []  # heard, not handled
    free.set()
    background.fake.wait_until(lambda: background.toasts)
    assert background.toasts == [("Simkl", "Not signed in")]


FOREIGN = [
    ("script.other", "Other.connect", '{"tracker": "trakt", "request": "r"}'),
    (ADDON_ID, "Other.connect", "{not JSON"),
    (ADDON_ID, "Other.connect", '["trakt"]'),
    (ADDON_ID, "Other.connect", '{"tracker": "letterboxd", "request": "r"}'),
    (ADDON_ID, "Other.explode", '{"tracker": "trakt", "request": "r"}'),
    (ADDON_ID, "connect", '{"tracker": "trakt", "request": "r"}'),
    ("xbmc", "System.OnWake", "null"),
    ("xbmc", "Player.OnStop", "null"),
]


def test_foreign_notifications_change_nothing(background: Background, trakt: Tracker) -> None:
    background.start()
    before = dict(background.properties)
    del background.seen[:]
    for notification in FOREIGN:
        tell_every_monitor(background.fake, *notification)
    request = bus.send("check", "trakt")  # comes last, so all before it were heard
    background.fake.wait_until(lambda: background.toasts)
    assert background.properties == {**before, "trackpass.heard": request}
    assert trakt.calls == []
    assert len(background.toasts) == 1


def test_a_check_of_all_answers_for_all(background: Background) -> None:
    background.start()
    bus.send("check")
    background.fake.wait_until(lambda: len(background.toasts) == len(TRACKERS))
    assert background.toasts == [(name, "Not signed in") for name in TRACKERS.values()]


def test_toasts_wait_for_the_end_of_a_video_and_come_once(
    background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toasts, "SETTLE", 0.05)
    fake = background.fake
    background.start()
    fake.play_video()
    request = bus.send("check", "trakt")
    fake.wait_until(lambda: bus.is_heard(request))
    xbmc.Monitor().waitForAbort(0.1)
    assert background.toasts == []
    fake.play_video(False)
    fake.wait_until(lambda: background.toasts)
    fake.play_video()
    fake.play_video(False)
    xbmc.Monitor().waitForAbort(0.15)
    assert background.toasts == [("Trakt", "Not signed in")]


def test_a_step_that_fails_is_logged_without_its_secret_and_the_service_goes_on(
    background: Background, trakt: Tracker
) -> None:
    trakt.starting = RuntimeError("app-secret-of-ann was not expected")
    xbmcaddon.Addon(ADDON_ID).setSetting("trakt.client_secret", "app-secret-of-ann")
    interpreter = background.start()
    bus.send("connect", "trakt")
    background.fake.wait_until(lambda: "start" in trakt.calls and has_traceback(background.fake))
    assert "app-secret-of-ann" not in str(background.fake.log)
    bus.send("cancel", "trakt")
    background.becomes("signed_out")
    assert interpreter.is_alive()


def has_traceback(fake: FakeKodi) -> bool:
    return any(level == xbmc.LOGERROR and "RuntimeError: ***" in text for level, text in fake.log)


def test_commands_are_done_in_their_order(background: Background, trakt: Tracker) -> None:
    background.start()
    requests: list[Any] = [bus.send(verb, "trakt") for verb in ("connect", "cancel", "connect", "renew")]
    background.fake.wait_until(lambda: trakt.calls.count("poll") > 1)
    view = bus.sign_in("trakt")
    assert view is not None
    assert view.request == requests[-1]
