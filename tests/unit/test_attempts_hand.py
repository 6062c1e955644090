"""Finishing by hand, and "look now", through the desk: a request token that was made elsewhere or here."""

from __future__ import annotations

import math

import pytest

from tests.unit.doubles import CHALLENGE, CREDENTIALS, PENDING
from tests.unit.flows import LINK, PAGE
from tests.unit.stage import Stage
from trackpass.errors import AppRejected, Problem
from trackpass.journal import Journal
from trackpass.model import SignInView
from trackpass.providers.base import Poll

SESSION = CREDENTIALS._replace(access_token="", client_id="id-3", refresh_token="", session_id="session-1")
APPROVED = Poll("approved", SESSION)
OWN = LINK.device_code
"""The request token of the link that waits."""


@pytest.fixture
def opened(stage: Stage) -> Stage:
    stage.desk.open()
    return stage


def up(stage: Stage, tracker: str = "tmdb") -> SignInView:
    view = stage.board.sign_ins[tracker]
    assert view is not None
    return view


def test_a_token_that_was_made_elsewhere(opened: Stage) -> None:
    """A sign-in of its own: it asks at once, and stores the session if the token was approved already."""
    assert opened.desk.attempts.finish("tmdb", "r1", "token-9")
    view = up(opened)
    assert (view.request, view.phase, view.kind, view.verification_uri) == (
        "r1",
        "waiting",
        "link",
        f"{PAGE}/token-9",
    )
    assert (view.life, opened.board.state("tmdb")) == (LINK.expires_in, "waiting")
    opened.tmdb.will("poll", APPROVED)
    opened.tmdb.will("identify", "ann")
    opened.go(1)
    app, challenge = opened.tmdb.given[0]
    assert (app, challenge.device_code) == (opened.apps["tmdb"], "token-9")
    assert (opened.tmdb.asked("start"), opened.board.state("tmdb")) == (0, "connected")
    assert opened.vault.load("tmdb") == SESSION._replace(name="ann", since=SESSION.obtained_at)


def test_a_token_that_is_approved_later(opened: Stage) -> None:
    """It waits like a link of our own, also over a restart."""
    opened.desk.attempts.finish("tmdb", "r1", "token-9")
    opened.tmdb.will("poll", PENDING, PENDING)
    opened.go(7)
    opened.start()
    opened.desk.open()
    assert up(opened).verification_uri == f"{PAGE}/token-9"
    opened.tmdb.will("poll", APPROVED)
    opened.tmdb.will("identify", "ann")
    opened.go(5)
    assert (opened.tmdb.given[0][1].device_code, opened.board.state("tmdb")) == ("token-9", "connected")


def test_the_token_that_waits(stage: Stage) -> None:
    """It is looked at once; the sign-in, its life and its request stay what they are."""
    stage.waiting("tmdb")
    before = up(stage)
    stage.time.pass_by(2)
    assert stage.desk.attempts.finish("tmdb", "r9", OWN)
    assert (up(stage), stage.desk.due) == (before, stage.time.now)
    stage.tmdb.will("poll", APPROVED)
    stage.tmdb.will("identify", "ann")
    stage.desk.tick()
    assert (up(stage).phase, up(stage).request, stage.tmdb.asked("start")) == ("connected", "r", 1)


def test_another_token_than_the_one_that_waits(stage: Stage) -> None:
    """The old one is dropped; a code that belongs to two sign-ins is of no use."""
    stage.waiting("tmdb")
    assert stage.desk.attempts.finish("tmdb", "r2", "token-9")
    assert (up(stage).request, up(stage).verification_uri) == ("r2", f"{PAGE}/token-9")
    kept = stage.notebook.pending("tmdb")
    assert kept is not None
    assert kept.challenge.device_code == "token-9"
    stage.tmdb.will("poll", PENDING, PENDING)
    stage.go(6)
    assert {challenge.device_code for _, challenge in stage.tmdb.given[1:]} == {"token-9"}


def test_the_same_token_after_its_sign_in_ended(stage: Stage) -> None:
    """It is asked about once more."""
    stage.waiting("tmdb")
    stage.tmdb.will("poll", AppRejected(Problem.APP_KEY))
    stage.go(5)
    assert up(stage).phase == "failed"
    assert stage.desk.attempts.finish("tmdb", "r2", OWN)
    assert (up(stage).request, up(stage).phase, stage.tmdb.asked("start")) == ("r2", "waiting", 1)


def test_the_key_is_the_one_of_the_settings(opened: Stage) -> None:
    opened.apps["tmdb"] = opened.apps["tmdb"]._replace(client_id="id-new")
    opened.desk.attempts.finish("tmdb", "r1", "token-9")
    opened.tmdb.will("poll", PENDING)
    opened.go(1)
    app, challenge = opened.tmdb.given[0]
    assert (app.client_id, challenge.client_id) == ("id-new", "id-new")


def test_a_token_without_a_key(opened: Stage) -> None:
    """Said as at any other sign-in, and nobody is asked."""
    opened.apps["tmdb"] = opened.apps["tmdb"]._replace(client_id="")
    assert opened.desk.attempts.finish("tmdb", "r1", "token-9")
    opened.go(10)
    view = up(opened)
    assert (view.request, view.phase, view.problem) == ("r1", "failed", "app_key_missing")
    assert (opened.tmdb.calls, opened.desk.due) == ([], math.inf)


@pytest.mark.parametrize("tracker", ["trakt", "simkl"])
@pytest.mark.parametrize("waits", [True, False], ids=["a code waits", "nothing waits"])
def test_a_code_that_fits_nothing(stage: Stage, tracker: str, waits: bool) -> None:
    """These trackers give codes to us, and take none from us but in a browser's sign-in."""
    if waits:
        stage.waiting(tracker)
    else:
        stage.desk.open()
    events, due = list(stage.events), stage.desk.due
    assert not stage.desk.attempts.finish(tracker, "r2", "typed")
    assert (stage.events, stage.desk.due) == (events, due)


@pytest.mark.parametrize("tracker", ["trakt", "simkl", "tmdb"])
def test_nothing_by_hand_and_nothing_waits(opened: Stage, tracker: str) -> None:
    assert not opened.desk.attempts.finish(tracker, "r1", "")
    assert (opened.board.sign_ins, opened.desk.due) == ({}, math.inf)


@pytest.mark.parametrize("tracker", ["trakt", "simkl", "tmdb"])
def test_nothing_by_hand_is_a_look_at_what_waits(stage: Stage, tracker: str) -> None:
    """At once for a link, at the tracker's own pace for a code."""
    stage.waiting(tracker)
    stage.time.pass_by(2)
    assert stage.desk.attempts.finish(tracker, "r2", "")
    assert stage.desk.due == (1002 if tracker == "tmdb" else 1005)
    assert up(stage, tracker).request == "r"


@pytest.mark.parametrize("tracker", ["trakt", "tmdb"])
def test_nothing_by_hand_after_the_end(stage: Stage, tracker: str) -> None:
    stage.waiting(tracker)
    stage.provider(tracker).will("poll", Poll("denied"))
    stage.go(5)
    assert not stage.desk.attempts.finish(tracker, "r2", "")
    assert up(stage, tracker).phase == "denied"


def test_verify_by_command(stage: Stage) -> None:
    """The window's button, for one tracker."""
    stage.waiting("tmdb")
    stage.trakt.will("start", CHALLENGE)
    stage.ask("connect", "trakt")
    stage.desk.tick()
    stage.time.pass_by(3)
    stage.ask("verify", "tmdb")
    assert stage.desk.due == 1003
    stage.tmdb.will("poll", PENDING)
    stage.desk.tick()
    assert up(stage, "tmdb").problem == "not_approved"
    stage.ask("verify", "trakt")
    assert stage.desk.due == 1005
    stage.ask("verify", "tmdb")
    assert up(stage, "tmdb").problem == ""  # so that a second press is seen to do something
    assert (stage.tmdb.asked("poll"), stage.trakt.asked("poll")) == (1, 0)


def test_no_approval_yet_is_no_trouble(stage: Stage) -> None:
    """A report for help is not filled with it."""
    stage.waiting("tmdb")
    stage.ask("verify", "tmdb")
    stage.tmdb.will("poll", *[PENDING] * 9)
    stage.go(40)
    assert up(stage, "tmdb").problem == "not_approved"
    assert stage.desk.standing(names=False).accounts[-1].troubles == []


@pytest.mark.parametrize("tracker", ["trakt", "tmdb"])
def test_a_disk_that_takes_nothing_takes_no_sign_in(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, tracker: str
) -> None:
    """What the owner approved would be gone with the next restart; with room it works."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    stage.desk.open()
    challenge = LINK if tracker == "tmdb" else CHALLENGE
    stage.provider(tracker).will("start", challenge, challenge)
    with monkeypatch.context() as patch:
        patch.setattr(Journal, "write", full)
        stage.ask("connect", tracker)
        stage.go(60)
        assert (up(stage, tracker).phase, up(stage, tracker).problem) == ("failed", "storage")
    stage.ask("connect", tracker)
    stage.desk.tick()
    assert up(stage, tracker).phase == "waiting"


def test_verify_of_nothing(opened: Stage) -> None:
    events = list(opened.events)
    opened.ask("verify", "tmdb")
    assert (opened.events, opened.desk.due) == (events, math.inf)
