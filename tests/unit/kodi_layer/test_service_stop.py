"""When Kodi stops, the worker stops, a call that hangs is cut off, connections and properties go."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import xbmcaddon

from fakes.kodi import ADDON_ID, FakeKodi
from tests.unit.kodi_layer.background import HOME, Background, Tracker
from trackpass.kodi import bus, service

KILLED_AFTER = 5.0
"""Seconds until Kodi kills what has not stopped."""


def test_an_idle_service_stops_at_once_and_tidies_up(background: Background, steps: list[str]) -> None:
    interpreter = background.start()
    assert background.properties
    threads = {thread.name for thread in threading.enumerate()}
    assert "trackpass" in threads
    background.fake.abort(KILLED_AFTER)
    assert steps == ["send no more", f"stop within {service.GRACE}", "page", "close", "clear"]
    assert background.properties == {}  # and nothing had to be cut off
    assert "trackpass" not in {thread.name for thread in threading.enumerate()}
    assert interpreter.error is None


def test_a_sign_in_under_way_stops_as_gently(
    background: Background, trakt: Tracker, steps: list[str]
) -> None:
    background.start()
    bus.send("connect", "trakt")
    background.fake.wait_until(lambda: trakt.calls.count("poll") > 2)
    background.fake.abort(KILLED_AFTER)
    polls = len(trakt.calls)
    assert steps == ["send no more", f"stop within {service.GRACE}", "page", "close", "clear"]
    assert background.properties == {}
    time.sleep(0.1)
    assert len(trakt.calls) == polls  # no step begins any more
    assert background.properties == {}


@pytest.fixture
def black_hole(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A proxy that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        for name in ("HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.setenv(name, "")
        listener.settimeout(30)
        yield listener


def test_a_tracker_that_hangs_is_cut_off(
    fake: FakeKodi, black_hole: socket.socket, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "GRACE", 0.3)
    account = {"access_token": "some-token", "client_id": "some-app", "name": "ann"}
    xbmcaddon.Addon(ADDON_ID).setSetting("trakt.account", json.dumps(account))
    xbmcaddon.Addon(ADDON_ID).setSetting("trakt.client_id", "some-app")
    xbmcaddon.Addon(ADDON_ID).setSetting("start.delay", "0")
    interpreter = fake.run(service.run)
    fake.wait_until(lambda: fake.home_property("trackpass.trakt.state") == "unverified")
    hung, _ = black_hole.accept()  # the check at start is on its way to nowhere
    with hung:
        fake.abort(KILLED_AFTER)
    last = f"stop within {service.LAST_WAIT}"
    assert steps == ["send no more", "stop within 0.3", "interrupt", last, "page", "close", "clear"]
    assert interpreter.error is None
    assert [name for name in fake.properties[HOME] if name.startswith("trackpass.")] == []
    assert "trackpass" not in {thread.name for thread in threading.enumerate()}
    assert "some-token" not in str(fake.log)


def test_what_hangs_for_ever_does_not_keep_the_service(
    background: Background, trakt: Tracker, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "GRACE", 0.1)
    monkeypatch.setattr(service, "LAST_WAIT", 0.2)
    busy, free = threading.Event(), threading.Event()

    def stuck(app: Any) -> Any:
        busy.set()
        assert free.wait(5)
        raise RuntimeError("too late")

    monkeypatch.setattr(trakt, "start", stuck)
    background.start()
    bus.send("connect", "trakt")
    assert busy.wait(3)
    try:
        background.fake.abort(KILLED_AFTER)
        assert steps == [
            "send no more",
            "stop within 0.1",
            "interrupt",
            "stop within 0.2",
            "page",
            "close",
            "clear",
        ]
        assert background.properties == {}
    finally:
        free.set()
        for thread in threading.enumerate():
            if thread.name == "trackpass":
                thread.join(2)
