"""App IDs from the phone: asked about before they are stored, and what waited for them goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.doubles import CHALLENGE, FakeTime
from tests.unit.flows import LINK
from tests.unit.line_stage import SOON, LineStage, in_thread
from trackpass.errors import AccountHeld, AppRejected, Problem, TooSoon, Unreachable
from trackpass.model import App
from trackpass.phone.desk_line import TRIES

NEW = App("id-new", "secret-new")


@pytest.fixture
def stage(time: FakeTime, folder: Path) -> Iterator[LineStage]:
    found = LineStage(time, folder)
    found.worker.start()
    found.settle()
    yield found
    found.line.close()
    assert found.worker.stop(SOON)


@pytest.mark.parametrize(("tracker", "app"), [("simkl", NEW), ("trakt", App("id-new")), ("tmdb", App("key"))])
def test_known_to_the_tracker(stage: LineStage, tracker: str, app: App) -> None:
    """Asked once; nothing else begins by that."""
    stage.provider(tracker).will("probe", None)
    assert stage.line.save_app(tracker, app) is None
    stage.settle()
    assert stage.own_apps.stored == [(tracker, app)]
    assert stage.provider(tracker).given == [app]
    assert (stage.board.sign_ins, stage.provider(tracker).asked("start")) == ({}, 0)


@pytest.mark.parametrize("problem", [Problem.APP_ID, Problem.APP_SECRET, Problem.APP_KEY_SUSPENDED])
def test_refused_by_the_tracker(stage: LineStage, problem: Problem) -> None:
    """Said, and what was stored before stays."""
    stage.trakt.will("probe", AppRejected(problem))
    assert stage.line.save_app("trakt", NEW) is problem
    assert (stage.own_apps.stored, stage.apps["trakt"]) == ([], App("id-1"))


def test_a_wrong_paste_is_seen_without_a_call(stage: LineStage) -> None:
    assert stage.line.save_app("tmdb", App("")) is Problem.APP_KEY_MISSING
    assert (stage.own_apps.stored, stage.tmdb.calls) == ([], [])


@pytest.mark.parametrize(
    "trouble",
    [Unreachable(Problem.NETWORK), Unreachable(Problem.BUSY, 60), AccountHeld(Problem.ACCOUNT_LIMIT)],
    ids=lambda error: str(error),
)
def test_trouble_that_is_not_the_apps_fault(stage: LineStage, trouble: Any) -> None:
    stage.trakt.will("probe", trouble)
    assert stage.line.save_app("trakt", NEW) is None
    assert stage.own_apps.stored == [("trakt", NEW)]


def test_a_second_tap_is_no_way_around_the_question(
    stage: LineStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own pace forbids a call right after the one that found the ID wrong: it is asked again later."""
    monkeypatch.setattr("trackpass.phone.desk_line.PACE", 0.0)
    stage.simkl.will("probe", TooSoon(Problem.BUSY), TooSoon(Problem.BUSY), AppRejected(Problem.APP_ID))
    assert stage.line.save_app("simkl", NEW) is Problem.APP_ID
    assert (stage.own_apps.stored, stage.simkl.asked("probe")) == ([], 3)


def test_what_could_not_be_asked_for_too_long_is_not_stored(
    stage: LineStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trackpass.phone.desk_line.PACE", 0.0)
    stage.simkl.will("probe", *[TooSoon(Problem.BUSY)] * TRIES)
    with pytest.raises(TooSoon):
        stage.line.save_app("simkl", NEW)
    assert stage.own_apps.stored == []


def test_the_end_of_the_service_is_not_waited_for(stage: LineStage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trackpass.phone.desk_line.PACE", 600.0)
    asked = threading.Event()

    def too_soon() -> None:
        asked.set()
        raise TooSoon(Problem.BUSY)

    stage.simkl.will("probe", too_soon)
    phone, came = in_thread(stage.line.save_app, "simkl", NEW)
    assert asked.wait(SOON)
    stage.line.close()
    phone.join(SOON)
    assert [type(error).__name__ for error in came] == ["Unreachable"]
    assert stage.own_apps.stored == []


SECRETS = [
    pytest.param(App("id-1", ""), App("id-1", "old"), id="same ID, no secret: the stored one stays"),
    pytest.param(App("id-1", "new"), App("id-1", "new"), id="same ID, new secret"),
    pytest.param(App("id-2", ""), App("id-2", ""), id="another ID: the secret was the other one's"),
]


@pytest.mark.parametrize(("sent", "stored"), SECRETS)
def test_keeping_the_secret(stage: LineStage, sent: App, stored: App) -> None:
    """The page never knows it, so it cannot send it back; the tracker is asked with the pair that counts."""
    stage.apps["simkl"] = App("id-1", "old")
    stage.simkl.will("probe", None)
    assert stage.line.save_app("simkl", sent) is None
    assert (stage.simkl.given, stage.own_apps.stored) == ([stored], [("simkl", stored)])


def test_taking_the_secret_away(stage: LineStage) -> None:
    stage.apps["simkl"] = App("id-1", "old")
    stage.simkl.will("probe", None)
    assert stage.line.save_app("simkl", App("id-1"), keeps_secret=False) is None
    assert (stage.simkl.given, stage.own_apps.stored) == ([App("id-1")], [("simkl", App("id-1"))])


def test_an_open_settings_dialog(stage: LineStage) -> None:
    """It would undo what is stored now; a wrong paste is the more useful thing to say."""
    stage.own_apps.held = True
    assert stage.line.save_app("trakt", NEW) is Problem.SETTINGS_OPEN
    assert stage.line.save_app("trakt", App("")) is Problem.APP_ID_MISSING
    assert (stage.own_apps.stored, stage.trakt.calls) == ([], [])
    stage.own_apps.held = False
    stage.trakt.will("probe", None)
    assert stage.line.save_app("trakt", NEW) is None


def test_a_settings_dialog_that_opens_while_the_tracker_is_asked(stage: LineStage) -> None:
    def opened_meanwhile() -> None:
        stage.own_apps.held = True

    stage.trakt.will("probe", opened_meanwhile)
    assert stage.line.save_app("trakt", NEW) is Problem.SETTINGS_OPEN
    assert stage.own_apps.stored == []


@pytest.mark.parametrize(("tracker", "challenge"), [("trakt", CHALLENGE), ("tmdb", LINK)])
def test_a_window_that_lacked_it_goes_on(stage: LineStage, tracker: str, challenge: Any) -> None:
    """With the same request, so that the window on the TV shows the code without another press."""
    provider = stage.provider(tracker)
    stage.apps[tracker] = App("")
    stage.worker.post(lambda: stage.ask("connect", tracker, request="window"))
    stage.settle()
    assert (stage.view(tracker).phase, stage.view(tracker).problem.endswith("_missing")) == ("failed", True)
    provider.will("probe", None)
    provider.will("start", challenge)
    assert stage.line.save_app(tracker, App("id-new")) is None
    stage.settle()
    view = stage.view(tracker)
    assert (view.request, view.phase) == ("window", "waiting")
    assert provider.given[-1] == App("id-new")


def test_a_window_whose_app_was_refused_goes_on(stage: LineStage) -> None:
    stage.trakt.will("start", AppRejected(Problem.APP_ID), CHALLENGE)
    stage.worker.post(lambda: stage.ask("connect", "trakt", request="window"))
    stage.settle()
    stage.trakt.will("probe", AppRejected(Problem.APP_ID), None)
    assert stage.line.save_app("trakt", NEW) is Problem.APP_ID
    stage.settle()
    assert (stage.view("trakt").phase, stage.trakt.asked("start")) == ("failed", 1)
    assert stage.line.save_app("trakt", App("id-right")) is None
    stage.settle()
    assert (stage.view("trakt").request, stage.view("trakt").phase) == ("window", "waiting")


def test_a_sign_in_that_waits_is_not_disturbed(stage: LineStage) -> None:
    """Its code belongs to the app that asked for it."""
    stage.trakt.will("start", CHALLENGE)
    stage.line.connect("trakt")
    stage.settle()
    stage.trakt.will("probe", None)
    assert stage.line.save_app("trakt", NEW) is None
    stage.settle()
    assert (stage.view("trakt").phase, stage.trakt.asked("start")) == ("waiting", 1)


@pytest.mark.parametrize(
    "error", [AccountHeld(Problem.ACCOUNT_LIMIT), Unreachable(Problem.NETWORK, retry_after=1e6)], ids=repr
)
def test_what_failed_for_another_reason_is_left_to_the_owner(stage: LineStage, error: Any) -> None:
    stage.trakt.will("start", error)
    stage.line.connect("trakt")
    stage.settle()
    assert stage.view("trakt").phase == "failed"
    stage.trakt.will("probe", None)
    assert stage.line.save_app("trakt", NEW) is None
    stage.settle()
    assert (stage.view("trakt").phase, stage.trakt.asked("start")) == ("failed", 1)
