"""The service end to end where time passes: after a sleep, and when Kodi stops in the midst of a refresh."""

from __future__ import annotations

import threading

import pytest

from tests.unit.kodi_layer.background import EPOCH, Background, Tracker
from trackpass.errors import Problem, Unreachable
from trackpass.kodi import bus, service
from trackpass.phone.door import STOP_WITHIN
from trackpass.web import HttpClient

KILLED_AFTER = 5.0


def wake(background: Background) -> None:
    """The box wakes from its sleep."""
    for monitor in list(background.fake.monitors):
        background.fake.deliver(monitor, "onNotification", "xbmc", "System.OnWake", "null")


def test_after_a_sleep_every_account_is_checked_again(background: Background, trakt: Tracker) -> None:
    background.sign_in_before("trakt")
    background.start_at(EPOCH - 1000)
    background.becomes("connected")
    assert trakt.calls == ["check"]
    wake(background)
    background.fake.wait_until(lambda: trakt.calls == ["check", "check"])
    assert background.trackers["simkl"].calls == []  # nobody is signed in there
    assert background.toasts == []


def test_after_a_sleep_no_call_is_made_on_a_connection_from_before_it(
    background: Background, trakt: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HttpClient, "connect_anew", lambda _: trakt.calls.append("connect anew"))
    background.sign_in_before("trakt")
    background.start_at(EPOCH - 1000)
    background.becomes("connected")
    wake(background)
    background.fake.wait_until(lambda: trakt.calls == ["check", "connect anew", "check"])


@pytest.mark.parametrize("way", ["wake", "account list"])
def test_offline_at_boot_it_is_tried_at_once_when_there_is_a_reason(
    background: Background, trakt: Tracker, way: str
) -> None:
    trakt.trouble = Unreachable(Problem.NETWORK)
    background.sign_in_before()
    background.start_at(EPOCH - 1000)
    background.fake.wait_until(lambda: background.fake.home_property("trackpass.trakt.problem"))
    assert background.state() == "unverified"
    trakt.trouble = None
    wake(background) if way == "wake" else bus.send("hurry")
    background.becomes("connected")
    assert trakt.calls == ["check", "check"]
    assert background.toasts == []


def test_a_refresh_that_fell_due_during_the_sleep_comes_first(background: Background, trakt: Tracker) -> None:
    background.sign_in_before()
    background.start_at(EPOCH)  # the box was off or asleep until now
    background.becomes("connected")
    assert trakt.calls == ["refresh", "check"]


@pytest.fixture
def held(background: Background, trakt: Tracker, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """A refresh is on its way and comes back when the event is set."""
    monkeypatch.setattr(service, "GRACE", 0.1)
    monkeypatch.setattr(service, "SPENDING_GRACE", 0.5)
    monkeypatch.setattr(service, "LAST_WAIT", 0.2)
    on_its_way, back = threading.Event(), threading.Event()

    def wait() -> None:
        on_its_way.set()
        if not back.wait(3):
            raise Unreachable(Problem.NETWORK, lost=True)

    trakt.refreshing = wait
    background.sign_in_before()
    return back


def started(background: Background, trakt: Tracker, once: bool) -> None:
    trakt.refresh_works_once = once
    background.start_at(EPOCH)
    background.fake.wait_until(lambda: "refresh" in trakt.calls)


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch, held: threading.Event, steps: list[str]) -> None:
    """A connection that is cut: what was on its way comes back with nothing."""
    interrupt = HttpClient.interrupt

    def cut(client: HttpClient) -> None:
        interrupt(client)
        held.set()

    monkeypatch.setattr(HttpClient, "interrupt", cut)


KEPT_BACK, FIRST, SPENDING, LAST = "send no more", "stop within 0.1", "stop within 0.5", "stop within 0.2"


def test_kodi_that_stops_waits_for_the_answer_to_a_one_time_token(
    background: Background,
    trakt: Tracker,
    held: threading.Event,
    steps: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "SPENDING_GRACE", 3.0)
    started(background, trakt, once=True)
    threading.Timer(0.3, held.set).start()
    background.fake.abort(KILLED_AFTER)
    assert steps == [KEPT_BACK, FIRST, "stop within 3.0", "page", "close", "clear"]
    assert background.setting() == background.kept()
    assert background.kept()["access_token"] == "refreshed-access-trakt-1"
    assert "lost:trakt" not in background.journal()["facts"]


@pytest.mark.usefixtures("cut")
def test_it_does_not_wait_for_ever(background: Background, trakt: Tracker, steps: list[str]) -> None:
    started(background, trakt, once=True)
    background.fake.abort(KILLED_AFTER)
    assert steps == [KEPT_BACK, FIRST, SPENDING, "interrupt", LAST, "page", "close", "clear"]


@pytest.mark.usefixtures("cut")
def test_a_plain_call_is_cut_after_the_first_grace(
    background: Background, trakt: Tracker, steps: list[str]
) -> None:
    started(background, trakt, once=False)
    background.fake.abort(KILLED_AFTER)
    assert steps == [KEPT_BACK, FIRST, "interrupt", LAST, "page", "close", "clear"]


def test_a_lost_answer_is_known_as_lost_after_a_restart(
    background: Background, trakt: Tracker, held: threading.Event
) -> None:
    started(background, trakt, once=True)
    assert background.journal()["facts"]["lost:trakt"].split()[0] == "1"  # written before the token goes out
    assert background.kept()["access_token"] == "first-access-trakt"
    held.set()


def test_no_token_of_a_refresh_is_ever_seen(background: Background, trakt: Tracker) -> None:
    background.sign_in_before()
    background.start_at(EPOCH)
    background.becomes("connected")
    background.fake.abort()
    assert len(trakt.secrets) == 4
    for secret in trakt.secrets:
        assert secret not in str(background.seen) + str(background.fake.log)


def test_all_waits_add_up_to_less_than_kodi_grants() -> None:
    assert service.GRACE + STOP_WITHIN < 2  # where the tracker answers in time
    assert service.GRACE + service.SPENDING_GRACE + service.LAST_WAIT + STOP_WITHIN < KILLED_AFTER - 1
