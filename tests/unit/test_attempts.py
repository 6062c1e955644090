"""Sign-ins in the phone's browser and by hand, through the desk: begun, answered, taken over, ended."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.unit.doubles import APPROVED, CHALLENGE, CREDENTIALS
from tests.unit.flows import AUTHORIZATION, CONSENT
from tests.unit.stage import NAMED, Stage
from trackpass.errors import AppRejected, Problem, Unreachable
from trackpass.model import Authorization, SignInView
from trackpass.providers.base import Poll

SECOND = Authorization("state-2", "verifier-2", AUTHORIZATION.redirect_uri)


@pytest.fixture
def opened(stage: Stage) -> Stage:
    stage.desk.open()
    return stage


def begun(stage: Stage, authorization: Authorization = AUTHORIZATION, request: str = "r1") -> SignInView:
    """The phone shows Simkl's consent page."""
    stage.simkl.will("authorize", CONSENT)
    return stage.desk.attempts.authorize("simkl", request, authorization)


def up(stage: Stage, tracker: str = "simkl") -> SignInView:
    view = stage.board.sign_ins[tracker]
    assert view is not None
    return view


def test_authorize(opened: Stage) -> None:
    """The address is there with the answer, and everybody sees that something waits."""
    view = begun(opened)
    assert (view.phase, view.kind, view.request, view.verification_uri) == (
        "waiting",
        "browser",
        "r1",
        CONSENT,
    )
    assert up(opened) == view
    assert (opened.board.state("simkl"), opened.board.notices) == ("waiting", [])
    assert opened.simkl.given == [(opened.apps["simkl"], AUTHORIZATION)]
    assert (opened.notebook.pending("simkl"), opened.desk.due) == (None, 1300)


@pytest.mark.parametrize(
    "error", [AppRejected(Problem.APP_SECRET), Unreachable(Problem.NETWORK)], ids=lambda error: str(error)
)
def test_authorize_fails(opened: Stage, error: Any) -> None:
    opened.simkl.will("authorize", error)
    view = opened.desk.attempts.authorize("simkl", "r1", AUTHORIZATION)
    assert (view.phase, view.problem, view.verification_uri) == ("failed", error.problem.value, "")
    assert (up(opened), opened.board.state("simkl")) == (view, "signed_out")
    assert [(each.kind, each.sign_in) for each in opened.board.notices] == [("sign_in_ended", view)]
    assert opened.desk.due == math.inf


@pytest.mark.parametrize("tracker", ["trakt", "tmdb"])
def test_a_tracker_without_such_a_way(opened: Stage, tracker: str) -> None:
    with pytest.raises(KeyError):
        opened.desk.attempts.authorize(tracker, "r1", AUTHORIZATION)
    assert opened.board.sign_ins == {}


def test_called_back(opened: Stage) -> None:
    """The answer comes at once; the code is traded with the next step, stored, and then the name is asked."""
    begun(opened)
    opened.simkl.will("exchange", APPROVED)
    opened.simkl.will("identify", "ann")
    assert opened.desk.attempts.called_back("state-1", "code-1") == "simkl"
    assert (opened.simkl.asked("exchange"), opened.desk.due) == (0, opened.time.now)
    opened.desk.tick()
    assert opened.simkl.given[1] == (opened.apps["simkl"], AUTHORIZATION, "code-1")
    assert (up(opened).phase, up(opened).name, opened.board.state("simkl")) == (
        "connected",
        "ann",
        "connected",
    )
    assert opened.vault.load("simkl") == NAMED._replace(since=NAMED.obtained_at)
    assert [each.kind for each in opened.board.notices] == ["signed_in"]
    opened.go(86400)
    assert opened.simkl.asked("exchange") == 1


def test_refused_on_the_phone(opened: Stage) -> None:
    """Said on the TV with the next step; nothing is traded."""
    begun(opened)
    assert opened.desk.attempts.called_back("state-1", "") == "simkl"
    opened.desk.tick()
    assert (up(opened).phase, opened.board.state("simkl")) == ("denied", "signed_out")
    assert [each.kind for each in opened.board.notices] == ["sign_in_ended"]
    assert (opened.simkl.asked("exchange"), opened.desk.due) == (0, math.inf)


@pytest.mark.parametrize("state", ["", "state-2", "r1"])
def test_called_back_for_nothing(opened: Stage, state: str) -> None:
    """Somebody else's callback changes nothing at all."""
    begun(opened)
    events = list(opened.events)
    assert opened.desk.attempts.called_back(state, "code-1") == ""
    assert (opened.events, opened.desk.due) == (events, 1300)


def test_called_back_twice(opened: Stage) -> None:
    begun(opened)
    opened.simkl.will("exchange", Poll("gone"))
    assert opened.desk.attempts.called_back("state-1", "code-1") == "simkl"
    assert opened.desk.attempts.called_back("state-1", "code-2") == ""
    opened.go(60)
    assert opened.desk.attempts.called_back("state-1", "code-3") == ""
    opened.go(86400)
    assert (opened.simkl.asked("exchange"), up(opened).phase) == (1, "gone")


def test_called_back_while_nothing_runs(opened: Stage) -> None:
    assert opened.desk.attempts.called_back("state-1", "code-1") == ""
    opened.trakt.will("start", CHALLENGE)
    opened.ask("connect", "trakt")
    opened.desk.tick()
    assert opened.desk.attempts.called_back("state-1", "code-1") == ""
    assert up(opened, "trakt").phase == "waiting"


def test_five_minutes_of_silence(opened: Stage) -> None:
    begun(opened)
    opened.go(300)
    assert (up(opened).phase, opened.board.state("simkl")) == ("expired", "signed_out")
    assert [each.kind for each in opened.board.notices] == ["sign_in_ended"]
    assert opened.desk.attempts.called_back("state-1", "code-1") == ""


def test_replaced_by_another_of_its_kind(opened: Stage) -> None:
    """The phone asked twice: only the later state counts."""
    begun(opened)
    begun(opened, SECOND, "r2")
    assert (up(opened).request, opened.desk.attempts.called_back("state-1", "code-1")) == ("r2", "")
    assert opened.desk.attempts.called_back("state-2", "code-2") == "simkl"
    opened.simkl.will("exchange", APPROVED)
    opened.simkl.will("identify", "ann")
    opened.desk.tick()
    assert opened.simkl.given[2][1:] == (SECOND, "code-2")
    assert opened.board.state("simkl") == "connected"


def test_it_replaces_a_code_that_waits(opened: Stage) -> None:
    """The code is neither asked for nor kept any more."""
    opened.simkl.will("start", CHALLENGE)
    opened.ask("connect", "simkl")
    opened.desk.tick()
    begun(opened)
    assert (up(opened).kind, up(opened).user_code, opened.notebook.pending("simkl")) == ("browser", "", None)
    opened.go(299)
    assert opened.simkl.asked("poll") == 0


def test_a_new_code_replaces_it(opened: Stage) -> None:
    begun(opened)
    opened.simkl.will("start", CHALLENGE._replace(client_id="id-2"))
    opened.ask("renew", "simkl", request="r2")
    assert opened.desk.attempts.called_back("state-1", "code-1") == ""
    opened.desk.tick()
    assert (up(opened).request, up(opened).kind, up(opened).phase) == ("r2", "code", "waiting")


def test_a_window_joins_in(opened: Stage) -> None:
    """``connect`` on the TV shows what already waits, whichever way it is, under the window's own request."""
    begun(opened)
    opened.ask("connect", "simkl", request="window")
    view = up(opened)
    assert (view.request, view.kind, view.verification_uri) == ("window", "browser", CONSENT)
    assert (opened.simkl.asked("start"), opened.simkl.asked("authorize")) == (0, 1)
    opened.ask("cancel", "simkl", sign_in="r1")
    assert opened.board.phase("simkl") == "waiting"
    opened.ask("cancel", "simkl", sign_in="window")
    assert (opened.board.sign_ins["simkl"], opened.board.state("simkl")) == (None, "signed_out")
    assert opened.desk.attempts.called_back("state-1", "code-1") == ""


def test_verify_is_nothing_to_a_browser(opened: Stage) -> None:
    begun(opened)
    opened.ask("verify", "simkl")
    assert (opened.desk.due, opened.simkl.asked("exchange")) == (1300, 0)


def test_a_restart_ends_it(opened: Stage) -> None:
    """The state and its verifier were in memory only, as it should be."""
    begun(opened)
    text = opened.disk.path.read_text() if opened.disk.path.exists() else ""
    assert "state-1" not in text
    assert "verifier-1" not in text
    opened.start()
    opened.desk.open()
    assert (opened.board.sign_ins, opened.board.state("simkl")) == ({}, "signed_out")
    assert opened.desk.attempts.called_back("state-1", "code-1") == ""


def test_an_account_that_is_there_stays_until_another_is_approved(stage: Stage) -> None:
    stage.connected("simkl")
    begun(stage)
    assert stage.board.state("simkl") == "waiting"
    stage.desk.attempts.called_back("state-1", "")
    stage.desk.tick()
    assert (stage.board.state("simkl"), stage.vault.load("simkl")) == ("connected", NAMED)
    begun(stage, SECOND)
    stage.desk.attempts.called_back("state-2", "code-2")
    stage.simkl.will("exchange", Poll("approved", CREDENTIALS._replace(access_token="access-token-2")))
    stage.simkl.will("identify", "bob")
    stage.desk.tick()
    assert (up(stage).name, up(stage).former) == ("bob", "ann")


def test_the_code_by_hand(opened: Stage) -> None:
    begun(opened, Authorization("state-1", "verifier-1"))
    opened.simkl.will("exchange", APPROVED)
    opened.simkl.will("identify", "ann")
    assert opened.desk.attempts.finish("simkl", "r2", "typed")
    opened.desk.tick()
    assert opened.simkl.given[1][2] == "typed"
    assert (opened.board.state("simkl"), up(opened).request) == ("connected", "r1")
