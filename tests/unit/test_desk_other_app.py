"""An app ID that was replaced: by one that works, since the tracker no longer knows the old one."""

from __future__ import annotations

import pytest

from tests.unit.doubles import EPOCH, PAIR
from tests.unit.stage import Stage
from trackpass.desk import SETTINGS_REST
from trackpass.errors import AppRejected, Problem
from trackpass.model import App

GONE = AppRejected(Problem.APP_ID)
HALF_LIFE = (PAIR.expires_at - EPOCH) / 2


def replace_app(stage: Stage, app: App) -> None:
    """The owner pastes another app's ID."""
    stage.apps["trakt"] = app
    stage.desk.settings_changed()
    stage.go(SETTINGS_REST)


def test_no_id_mends_a_sign_in_of_an_app_that_is_gone(stage: Stage) -> None:
    """It belongs to the old app for good, so a new sign-in is what helps."""
    stage.connected("trakt")
    stage.trakt.will("check", GONE, GONE)
    stage.desk.woken()
    stage.go(0)
    assert stage.told() == [("trouble", "app_id")]
    replace_app(stage, App("id-new"))
    view = stage.board.accounts["trakt"]
    assert (view.state, view.problem, view.need) == ("unverified", "other_app", "other_app")
    assert stage.told() == [("trouble", "app_id"), ("trouble", "other_app")]
    assert stage.vault.load("trakt") is not None, "nothing is lost"


def test_a_replaced_id_is_no_trouble_while_the_old_app_is_there(stage: Stage) -> None:
    stage.connected("trakt")
    stage.apps["trakt"] = App("id-new")
    stage.trakt.will("check", None)
    stage.desk.woken()
    stage.go(0)
    assert (stage.board.state("trakt"), stage.told()) == ("connected", [])


def test_a_refresh_with_the_secret_of_another_app(stage: Stage) -> None:
    """The old token serves on while it lives; meanwhile the owner is told what helps."""
    stage.connected("trakt", PAIR)
    stage.apps["trakt"] = App("id-new", "secret-new")
    stage.trakt.will("refresh", *[AppRejected(Problem.APP_SECRET)] * 2)
    stage.go(HALF_LIFE + 60)
    assert stage.board.state("trakt") == "connected"
    assert stage.told() == [("trouble", "other_app")]


@pytest.mark.parametrize("app", [App("id-1"), App("")], ids=["the same", "none"])
def test_without_another_id_the_id_is_what_is_wrong(stage: Stage, app: App) -> None:
    stage.connected("trakt")
    stage.apps["trakt"] = app
    stage.trakt.will("check", GONE)
    stage.desk.woken()
    stage.go(0)
    assert stage.told() == [("trouble", "app_id")]


def test_what_was_mended_is_tried_at_once(stage: Stage) -> None:
    """Not in an hour: its owner stands before the TV."""
    stage.connected("trakt")
    stage.trakt.will("check", GONE, None)
    stage.desk.woken()
    stage.go(0)
    replace_app(stage, App("id-1", "the secret, this time"))
    assert stage.board.state("trakt") == "connected"


def test_an_account_that_is_well_is_not_checked_because_of_a_setting(stage: Stage) -> None:
    stage.connected("trakt")
    calls = stage.trakt.asked("check")
    replace_app(stage, App("id-1", "secret"))
    assert stage.trakt.asked("check") == calls
