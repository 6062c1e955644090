"""Opening the add-on leads straight to an account that its tracker ended, unless the owner wants peace."""

from __future__ import annotations

import math
import time

import pytest
import xbmc

from fakes.kodi import FakeKodi
from tests.unit.kodi_layer.background import Background, Tracker
from tests.unit.kodi_layer.cast import Service, Windows
from trackpass import keeper
from trackpass.errors import CredentialsRejected
from trackpass.kodi import bus, script
from trackpass.model import AccountState, AccountView

HURRY = ("hurry", "")
YES, NO, THIRD, BACK = 1, 0, 2, -1


def ended(tracker: str, quiet_until: float = 0) -> None:
    bus.show_account(AccountView(tracker, "reconnect", "ann", 5, "ended", quiet_until=quiet_until))


def asked(fake: FakeKodi) -> list[str]:
    """Of which trackers it was asked, and with which dialogs."""
    return [call.heading.split()[0] for call in fake.dialogs.of("yesnocustom")]


def test_one_press_signs_in_again(fake: FakeKodi, service: Service, window: Windows) -> None:
    ended("trakt")
    fake.dialogs.answer("yesnocustom", YES)
    script.main([])
    assert (asked(fake), window.opened) == (["Trakt"], ["trakt"])
    assert [call.kind for call in fake.dialogs.calls] == ["yesnocustom", "select"]  # and then the list


@pytest.mark.parametrize(("answer", "verb"), [(NO, "later"), (THIRD, "never")])
def test_the_answer_goes_to_the_service(
    fake: FakeKodi, service: Service, window: Windows, answer: int, verb: str
) -> None:
    ended("simkl")
    ended("trakt")
    fake.dialogs.answer("yesnocustom", answer, answer)
    script.main([])
    fake.wait_until(lambda: len(service.commands) == 3)
    assert service.commands == [HURRY, (verb, "simkl"), (verb, "trakt")]
    assert (asked(fake), window.opened) == (["Simkl", "Trakt"], [])
    assert len(fake.dialogs.of("select")) == 1


def test_back_goes_on_to_the_list(fake: FakeKodi, service: Service, window: Windows) -> None:
    ended("simkl")
    ended("trakt")
    fake.dialogs.answer("yesnocustom", BACK)
    script.main([])
    assert (asked(fake), window.opened) == (["Simkl"], [])
    fake.wait_until(lambda: service.commands)
    assert service.commands == [HURRY]
    assert len(fake.dialogs.of("select")) == 1


@pytest.mark.parametrize("state", ["signed_out", "waiting", "connected", "unverified"])
@pytest.mark.usefixtures("service", "window")
def test_nothing_is_asked_of_others(fake: FakeKodi, state: AccountState) -> None:
    bus.show_account(AccountView("trakt", state, "ann", problem="network" if state == "unverified" else ""))
    script.main([])
    assert [call.kind for call in fake.dialogs.calls] == ["select"]


NEEDS = [
    ("app_id", "Use your phone", [""], []),
    ("app_key_suspended", "Use your phone", [""], []),
    ("account_locked", "Check now", [], [("check", "trakt")]),
    ("storage", "Check now", [], [("check", "trakt")]),
]


@pytest.mark.parametrize(("problem", "label", "opened", "commands"), NEEDS)
@pytest.mark.parametrize("state", ["unverified", "connected"])
def test_what_only_the_owner_can_mend_is_one_press_away(
    fake: FakeKodi,
    service: Service,
    window: Windows,
    problem: str,
    label: str,
    opened: list[str],
    commands: list[tuple[str, str]],
    state: AccountState,
) -> None:
    bus.show_account(AccountView("trakt", state, "ann", problem=problem))
    fake.dialogs.answer("yesnocustom", YES)
    script.main([])
    fake.wait_until(lambda: len(service.commands) == 1 + len(commands))
    assert (asked(fake), window.opened, service.commands) == (["Trakt"], opened, [HURRY, *commands])
    assert fake.dialogs.of("yesnocustom")[0].options["yeslabel"] == label


@pytest.mark.parametrize(("left", "asks"), [(3600.0, False), (math.inf, False), (-1.0, True)])
@pytest.mark.usefixtures("service", "window")
def test_peace_lasts_as_long_as_was_said(fake: FakeKodi, left: float, asks: bool) -> None:
    ended("trakt", time.time() + left)
    fake.dialogs.answer("select", "Trakt", -1, -1)
    script.main([])
    assert asked(fake) == (["Trakt"] if asks else [])
    assert (
        fake.dialogs.of("select")[1].heading == "Trakt · ann · Sign-in ended"
    )  # the list works all the same


@pytest.mark.parametrize("arguments", ["connect trakt", "account trakt", "check trakt", "setup"])
def test_who_asks_for_something_else_gets_that(
    fake: FakeKodi, service: Service, window: Windows, arguments: str
) -> None:
    ended("trakt")
    script.main(arguments.split())
    assert asked(fake) == []


@pytest.mark.parametrize(("answer", "lasts"), [(NO, 86400.0), (THIRD, math.inf)])
def test_with_the_real_service(
    fake: FakeKodi,
    background: Background,
    trakt: Tracker,
    window: Windows,
    monkeypatch: pytest.MonkeyPatch,
    answer: int,
    lasts: float,
) -> None:
    """Asked once; a restart of Kodi brings neither toast nor question."""
    monkeypatch.setattr(keeper, "CONFIRM_AFTER", 0.02)
    background.sign_in_before()
    trakt.trouble = CredentialsRejected()

    def refused() -> None:
        raise CredentialsRejected()

    trakt.refreshing = refused
    background.start()
    background.becomes("reconnect")
    fake.wait_until(lambda: background.toasts)
    toasts = len(background.toasts)
    fake.dialogs.answer("yesnocustom", answer)
    script.main([])
    fake.wait_until(lambda: bus.account("trakt").quiet_until)
    assert bus.account("trakt").quiet_until - time.time() == pytest.approx(lasts, abs=60)
    fake.restart()
    background.start()
    background.becomes("reconnect")
    script.main([])
    xbmc.Monitor().waitForAbort(0.05)
    assert (asked(fake), len(background.toasts)) == (["Trakt"], toasts)
