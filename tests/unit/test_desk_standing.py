"""What the desk tells for a report: each account as it stands, every try that failed, and what was mended."""

from __future__ import annotations

import json
import math

import pytest

from tests.unit.doubles import ACCOUNTS, CHALLENGE, EPOCH, PAIR
from tests.unit.stage import NAMED, Stage
from trackpass.errors import AppRejected, CredentialsRejected, Problem, Unreachable
from trackpass.history import Trouble
from trackpass.model import App
from trackpass.providers.base import Poll
from trackpass.report import Account

DOWN = Unreachable(Problem.NETWORK)


def account(stage: Stage, tracker: str = "trakt", names: bool = False) -> Account:
    return next(one for one in stage.desk.standing(names).accounts if one.tracker == tracker)


def met(stage: Stage, tracker: str = "trakt") -> list[Trouble]:
    return list(account(stage, tracker).troubles)


def test_signed_out(stage: Stage) -> None:
    stage.desk.open()
    stage.time.pass_by(7)
    standing = stage.desk.standing(names=True)
    assert [one.tracker for one in standing.accounts] == list(stage.providers)
    assert account(stage) == Account("trakt", "signed_out", troubles=[])
    assert (standing.age, standing.journal_damaged, standing.repairs, standing.troubles) == (7, False, 0, [])


def test_connected_with_a_refresh_ahead(stage: Stage) -> None:
    stage.connected("trakt", PAIR._replace(flow="trakt-device"))
    stage.time.pass_by(60)
    half = (PAIR.obtained_at + PAIR.expires_at) / 2 - EPOCH
    wanted = Account("trakt", "connected", flow="trakt-device", checked=60, refresh=half - 60, troubles=[])
    assert account(stage) == wanted
    assert account(stage, names=True) == wanted._replace(name="ann")


def test_connected_for_good(stage: Stage) -> None:
    stage.connected("trakt")
    assert account(stage).refresh == math.inf


def test_a_sign_in_waits(stage: Stage) -> None:
    stage.waiting("trakt")
    assert account(stage).state == "waiting"


def test_each_failed_check_counts_though_it_is_told_once(stage: Stage) -> None:
    stage.signed_in("trakt")
    stage.provider("trakt").will("check", DOWN, DOWN, DOWN)
    stage.desk.open()
    stage.go(60 + 120)
    assert (account(stage).state, account(stage).problem) == ("unverified", "network")
    assert met(stage) == [Trouble("network", 3, 0)]
    told = [event[2] for event in stage.events if event[:2] == ("account", "trakt")]
    assert told == ["unverified", "unverified"]


def test_a_failed_refresh_counts_though_nothing_is_told(stage: Stage) -> None:
    stage.connected("trakt", PAIR)
    stage.provider("trakt").will("refresh", DOWN)
    stage.go((PAIR.expires_at - PAIR.obtained_at) / 2)
    assert account(stage).state == "connected"
    assert [(one.name, one.times) for one in met(stage)] == [("network", 1)]


def test_the_tracker_s_final_word(stage: Stage) -> None:
    stage.signed_in("trakt")
    stage.provider("trakt").will("check", CredentialsRejected(), CredentialsRejected())
    stage.desk.open()
    stage.go(60)
    assert account(stage).state == "reconnect"
    assert [(one.name, one.times) for one in met(stage)] == [("ended", 1)]


@pytest.mark.parametrize("end", ["denied", "expired", "gone"])
def test_how_a_sign_in_ended(stage: Stage, end: str) -> None:
    stage.waiting("trakt")
    stage.provider("trakt").will("poll", DOWN, DOWN, Poll(end))  # type: ignore[arg-type]
    stage.go(CHALLENGE.interval * 3)
    assert [(one.name, one.times) for one in met(stage)] == [(end, 1), ("network", 2)]
    assert met(stage, "simkl") == []


def test_a_sign_in_that_could_not_begin(stage: Stage) -> None:
    stage.desk.open()
    stage.apps["simkl"] = App("")
    stage.provider("trakt").will("start", AppRejected(Problem.APP_ID))
    for tracker in ("trakt", "simkl"):
        stage.ask("connect", tracker)
        stage.go(0)
    assert met(stage) == [Trouble("app_id", 1, 0)]
    assert met(stage, "simkl") == [Trouble("app_id_missing", 1, 0)]


def test_a_sign_in_that_went_well_is_no_trouble(stage: Stage) -> None:
    stage.waiting("trakt")
    stage.provider("trakt").will("poll", Poll("pending"), Poll("approved", NAMED))
    stage.provider("trakt").will("check", None)
    stage.go(CHALLENGE.interval * 2)
    assert account(stage).state == "connected"
    assert met(stage) == []
    stage.ask("connect", "trakt")
    stage.ask("cancel", "trakt")
    assert met(stage) == []


def test_a_lost_setting_is_counted_as_mended(stage: Stage) -> None:
    stage.connected("trakt")
    assert stage.desk.standing(False).repairs == 0
    stage.settings.values[ACCOUNTS["trakt"]] = ""
    stage.desk.settings_changed()
    stage.go(1)
    assert json.loads(stage.settings.values[ACCOUNTS["trakt"]])["name"] == "ann"
    assert stage.desk.standing(False).repairs == 1


def test_a_lost_settings_file_is_counted_once_more_for_itself(stage: Stage) -> None:
    stage.settings.values["trakt.client_id"] = "id-1"
    stage.connected("trakt")
    stage.settings.values.clear()
    stage.start()
    stage.desk.open()
    assert stage.desk.standing(False).repairs == 2


def test_a_damaged_journal(stage: Stage) -> None:
    stage.disk.path.parent.mkdir(exist_ok=True)
    stage.disk.path.write_text("half a jour")
    stage.start()
    stage.desk.open()
    standing = stage.desk.standing(False)
    assert (standing.journal_damaged, standing.troubles) == (True, [Trouble("files_lost", 1, 0)])
