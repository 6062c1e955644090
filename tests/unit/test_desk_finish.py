"""The desk at the end of a sign-in: in which order it is done, and who hears of it; and after a restart."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.unit.doubles import APPROVED, CHALLENGE, CREDENTIALS, EPOCH, PENDING
from tests.unit.stage import NAMED, Stage
from trackpass.errors import AppRejected, CredentialsRejected, Problem, Unreachable
from trackpass.journal import Journal
from trackpass.model import App
from trackpass.providers.base import Poll

DOWN = Unreachable(Problem.SERVER)


def test_first_the_vault_then_the_window_then_the_name(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Power may fail after any of these steps; the token that comes once is safe before all else."""
    stage.waiting("trakt")
    write = Journal.write

    def noted(self: Journal, value: dict[str, Any]) -> None:
        shelves = [name for name in ("accounts", "pending") if value.get(name)]
        stage.events.append(("journal", *shelves))
        write(self, value)

    monkeypatch.setattr(Journal, "write", noted)
    stage.trakt.will("poll", APPROVED)
    stage.trakt.will("identify", "ann")
    stage.events.clear()
    stage.go(5)
    assert stage.events == [
        ("trakt", "poll"),
        ("journal", "accounts", "pending"),
        ("setting", "trakt.account", "written"),
        ("journal", "accounts"),
        ("window", "trakt", "approved"),
        ("account", "trakt", "waiting"),
        ("trakt", "identify"),
        ("journal", "accounts"),
        ("setting", "trakt.account", "written"),
        ("account", "trakt", "waiting"),
        ("window", "trakt", "connected"),
        ("account", "trakt", "connected"),
        ("notice", "trakt", "signed_in"),
    ]
    assert stage.vault.load("trakt") == NAMED._replace(since=EPOCH)


def approve(stage: Stage, name: Any = "ann") -> None:
    stage.trakt.will("poll", APPROVED)
    stage.trakt.will("identify", name)
    stage.go(5)


@pytest.mark.parametrize("watched", [True, False], ids=["window", "no window"])
def test_late_approval(stage: Stage, watched: bool) -> None:
    """After ten minutes of waiting; one toast, and only if no window shows it."""
    stage.waiting("trakt")
    stage.trakt.will("poll", *[PENDING] * 100)
    stage.go(502)
    if watched:
        stage.board.watched.add("trakt")
    approve(stage)
    view = stage.board.sign_ins["trakt"]
    assert view is not None
    assert (view.phase, view.name, stage.board.state("trakt")) == ("connected", "ann", "connected")
    kinds = [(notice.kind, notice.account.state, notice.account.name) for notice in stage.board.notices]
    assert kinds == ([] if watched else [("signed_in", "connected", "ann")])


ENDS = [
    pytest.param(Poll("denied"), "denied", "", id="denied"),
    pytest.param(Poll("expired"), "expired", "", id="expired"),
    pytest.param(Poll("gone"), "gone", "", id="gone"),
    pytest.param(AppRejected(Problem.APP_ID), "failed", "app_id", id="deleted app"),
]


@pytest.mark.parametrize(("answer", "phase", "problem"), ENDS)
@pytest.mark.parametrize("watched", [True, False], ids=["window", "no window"])
def test_other_ends(stage: Stage, answer: Any, phase: str, problem: str, watched: bool) -> None:
    """The window keeps showing how it ended; nothing is kept, and nothing is asked any more."""
    stage.waiting("trakt")
    if watched:
        stage.board.watched.add("trakt")
    stage.trakt.will("poll", answer)
    stage.go(86400)
    view = stage.board.sign_ins["trakt"]
    assert view is not None
    assert (view.phase, view.problem, stage.board.state("trakt")) == (phase, problem, "signed_out")
    assert (stage.notebook.pending("trakt"), stage.trakt.asked("poll")) == (None, 1)
    told = [(notice.kind, notice.sign_in) for notice in stage.board.notices]
    assert told == ([] if watched else [("sign_in_ended", view)])


def test_a_failed_sign_in_keeps_the_account(stage: Stage) -> None:
    stage.connected("trakt")
    stage.trakt.will("start", CHALLENGE)
    stage.trakt.will("poll", Poll("denied"))
    stage.ask("renew", "trakt")
    stage.go(60)
    assert (stage.board.state("trakt"), stage.vault.load("trakt")) == ("connected", NAMED)


@pytest.mark.parametrize("trouble", [DOWN, CredentialsRejected(), AppRejected(Problem.APP_ID)], ids=repr)
def test_the_name_may_come_later(stage: Stage, trouble: Exception) -> None:
    """The sign-in is a success all the same."""
    stage.waiting("trakt")
    approve(stage, trouble)
    view = stage.board.sign_ins["trakt"]
    assert view is not None
    assert (view.phase, view.name, stage.board.state("trakt")) == ("connected", "", "unverified")
    assert stage.vault.load("trakt") == CREDENTIALS._replace(since=CREDENTIALS.obtained_at)


def test_no_call_after_the_end(stage: Stage) -> None:
    stage.waiting("trakt")
    approve(stage)
    calls = len(stage.trakt.calls)
    stage.go(7 * 86400)
    assert (len(stage.trakt.calls), stage.desk.due) == (calls, math.inf)


def test_trouble_shows_and_goes(stage: Stage) -> None:
    """The view is put up again only when it changed."""
    stage.waiting("trakt")
    stage.events.clear()
    unreachable = Unreachable(Problem.NETWORK)
    stage.trakt.will("poll", PENDING, unreachable, unreachable, PENDING, PENDING)
    seen = []
    for _ in range(5):
        stage.go(5)
        view = stage.board.sign_ins["trakt"]
        assert view is not None
        seen.append(view.problem)
    assert seen == ["", "network", "network", "", ""]
    assert stage.events.count(("window", "trakt", "waiting")) == 2


def test_restart_while_waiting(stage: Stage) -> None:
    """The same code can still be approved; it is not asked for again."""
    stage.waiting("trakt")
    stage.start()
    stage.time.pass_by(60)
    stage.desk.open()
    view = stage.board.sign_ins["trakt"]
    assert view is not None
    assert (view.phase, view.user_code, view.deadline) == ("waiting", "USERCODE", pytest.approx(1600))
    assert (stage.board.state("trakt"), stage.desk.due) == ("waiting", 1065)
    approve(stage)
    assert stage.trakt.given[0] == (App("id-1"), CHALLENGE)
    assert (stage.trakt.asked("start"), stage.board.state("trakt")) == (0, "connected")
    stage.start()
    stage.trakt.will("check", None)
    stage.desk.open()
    stage.go(3600)
    assert (stage.trakt.calls, stage.board.sign_ins) == ([("check", stage.trakt.calls[0][1])], {})


def test_window_after_a_restart_joins_in(stage: Stage) -> None:
    stage.waiting("trakt")
    stage.start()
    stage.desk.open()
    stage.ask("connect", "trakt", request="r2")
    view = stage.board.sign_ins["trakt"]
    assert view is not None
    assert (view.request, view.user_code, stage.trakt.asked("start")) == ("r2", "USERCODE", 0)


@pytest.mark.parametrize("later", [600, 601, 1e9])
def test_a_code_that_died_while_the_box_was_off_is_no_news_at_boot(stage: Stage, later: float) -> None:
    stage.waiting("trakt")
    stage.start()
    stage.time.jump(later)
    stage.desk.open()
    stage.go(3600)
    assert (stage.board.sign_ins, stage.board.state("trakt"), stage.trakt.calls) == ({}, "signed_out", [])
    assert (stage.board.notices, stage.notebook.pending("trakt")) == ([], None)


def test_a_box_that_starts_in_1970_takes_up_the_code_as_if_it_were_new(stage: Stage) -> None:
    stage.waiting("trakt")
    stage.start()
    stage.time.jump(-EPOCH)
    stage.desk.open()
    view = stage.board.sign_ins["trakt"]
    assert view is not None
    assert (view.phase, view.deadline) == ("waiting", stage.time.now + CHALLENGE.expires_in)
    approve(stage)
    assert stage.board.state("trakt") == "connected"


def test_restart_with_another_app_id(stage: Stage) -> None:
    """A code of the old app is of no use to the new one."""
    stage.waiting("trakt")
    stage.start()
    stage.apps["trakt"] = stage.apps["trakt"]._replace(client_id="id-new")
    stage.desk.open()
    assert (stage.board.sign_ins, stage.board.state("trakt")) == ({}, "signed_out")
    assert (stage.desk.due, stage.notebook.pending("trakt")) == (math.inf, None)


ENDED = ["cancel", "disconnect", "denied", "connected"]


@pytest.mark.parametrize("how", ENDED)
def test_restart_after_an_end(stage: Stage, how: str) -> None:
    """What ended is not taken up again."""
    stage.waiting("trakt")
    if how == "connected":
        approve(stage)
    elif how == "denied":
        stage.trakt.will("poll", Poll("denied"))
        stage.go(5)
    else:
        stage.ask(how, "trakt")
    stage.start()
    stage.desk.open()
    assert stage.board.sign_ins == {}


def test_restart_of_both(stage: Stage) -> None:
    """A sign-in that waits does not hide that the account is there, nor keep it from its check."""
    stage.connected("trakt")
    stage.trakt.will("start", CHALLENGE)
    stage.ask("connect", "trakt")
    stage.go(1)
    stage.start()
    stage.desk.open()
    assert stage.board.state("trakt") == "waiting"
    stage.trakt.will("check", None)
    stage.trakt.will("poll", Poll("expired"))
    stage.go(30)
    assert stage.trakt.calls == [("check", 1001), ("poll", 1006)]
    assert stage.board.state("trakt") == "connected"
    assert stage.board.accounts["trakt"].checked_at == EPOCH + 1
