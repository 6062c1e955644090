"""The question about sign-ins that came from another box, the hurry, and signing out when nobody is in."""

from __future__ import annotations

import pytest

from fakes.kodi import FakeKodi
from tests.unit.kodi_layer.cast import Service, Windows
from trackpass.kodi import bus, script
from trackpass.model import AccountState, AccountView

QUESTION = (
    "These sign-ins came from another box, and two boxes that share one lose it sooner or later. "
    "Sign in anew on this box?"
)
NO, YES, LATER, BACK = 0, 1, 2, -1


pytestmark = pytest.mark.usefixtures("service")


def sent(fake: FakeKodi) -> list[tuple[str, str]]:
    """Verb and tracker of each command, in order."""
    calls = [call["params"] for call in fake.jsonrpc_calls]
    return [(each["message"], each["data"]["tracker"]) for each in calls]


def copied(simkl: AccountState = "connected", trakt: AccountState = "unverified") -> None:
    bus.show_copied(True)
    bus.show_account(AccountView("simkl", simkl, "bob"))
    bus.show_account(AccountView("trakt", trakt, "ann"))


def test_the_list_hurries_what_waits_before_it_opens(fake: FakeKodi) -> None:
    early: list[tuple[str, str]] = []
    fake.dialogs.answer("select", lambda call: early.extend(sent(fake)) or -1)
    script.main([])
    assert early == [("hurry", "")]


def test_yes_opens_a_sign_in_for_each_account(fake: FakeKodi, window: Windows) -> None:
    copied()
    fake.dialogs.answer("yesnocustom", YES)
    script.main([])
    assert window.opened == ["simkl", "trakt"]
    assert [(call.kind, call.message) for call in fake.dialogs.calls] == [
        ("yesnocustom", QUESTION),
        ("select", ""),
    ]
    assert sent(fake) == [("hurry", ""), ("keep", "")]


def test_no_leaves_the_accounts_alone(fake: FakeKodi, window: Windows) -> None:
    copied()
    fake.dialogs.answer("yesnocustom", NO)
    script.main([])
    assert window.opened == []
    assert [call.kind for call in fake.dialogs.calls] == ["yesnocustom", "select"]
    assert sent(fake) == [("hurry", ""), ("keep", "")]


@pytest.mark.parametrize(
    ("simkl", "trakt", "opened"),
    [
        ("signed_out", "reconnect", ["trakt"]),
        ("connected", "signed_out", ["simkl"]),
        ("waiting", "connected", ["trakt"]),
    ],
)
def test_only_accounts_that_are_there_are_signed_in_anew(
    fake: FakeKodi, window: Windows, simkl: AccountState, trakt: AccountState, opened: list[str]
) -> None:
    copied(simkl, trakt)
    fake.dialogs.answer("yesnocustom", YES)
    script.main([])
    assert window.opened == opened


@pytest.mark.parametrize("answer", [LATER, BACK])
def test_without_an_answer_it_is_asked_again(fake: FakeKodi, window: Windows, answer: int) -> None:
    copied()
    fake.dialogs.answer("yesnocustom", answer)
    script.main([])
    assert (window.opened, sent(fake)) == ([], [("hurry", "")])


def test_back_in_a_sign_in_leads_out(fake: FakeKodi, window: Windows) -> None:
    """The others are as they were; nobody is sent through one window after the other."""
    copied()
    window.hidden = {"simkl"}
    fake.dialogs.answer("yesnocustom", YES)
    script.main([])
    assert window.opened == ["simkl"]


@pytest.mark.parametrize("answer", [YES, NO])
def test_it_is_asked_once(fake: FakeKodi, window: Windows, service: Service, answer: int) -> None:
    copied()
    service.does = lambda command: bus.show_copied(False) if command.verb == "keep" else None
    fake.dialogs.answer("yesnocustom", answer)
    script.main([])
    fake.wait_until(lambda: not bus.is_copied())
    script.main([])
    assert len(fake.dialogs.of("yesnocustom")) == 1


@pytest.mark.parametrize("arguments", [["connect", "trakt"], ["check", "trakt"]])
def test_other_commands_do_not_ask(
    fake: FakeKodi, window: Windows, service: Service, arguments: list[str]
) -> None:
    copied()
    script.main(arguments)
    assert fake.dialogs.calls == []


def test_signing_out_when_signed_out_says_so(fake: FakeKodi, window: Windows, service: Service) -> None:
    bus.show_account(AccountView("simkl"))
    script.main(["disconnect", "simkl"])
    assert [(call.kind, call.message) for call in fake.dialogs.calls] == [("ok", "Simkl: Not signed in")]


def test_signing_out_ends_a_sign_in_that_waits(fake: FakeKodi, window: Windows, service: Service) -> None:
    bus.show_account(AccountView("trakt", "waiting"))
    script.main(["disconnect", "trakt"])
    assert service.commands == [("disconnect", "trakt")]
    assert fake.dialogs.calls == []
