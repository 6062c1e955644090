"""Connect all: from one tracker to the next, with how many are left."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.kodi import FakeKodi
from tests.unit.kodi_layer.cast import Windows
from trackpass.kodi import bus, script
from trackpass.model import AccountView

pytestmark = pytest.mark.usefixtures("service")


def walk(fake: FakeKodi) -> None:
    fake.dialogs.answer("select", "Connect all", -1)
    script.main([])


def test_one_after_another(fake: FakeKodi, window: Windows) -> None:
    """As with Cancel on each of them; then the list is back."""
    walk(fake)
    assert (window.opened, window.more) == (["simkl", "trakt", "tmdb"], [2, 1, 0])
    assert len(fake.dialogs.of("select")) == 2


def test_back_ends_the_walk(fake: FakeKodi, window: Windows) -> None:
    window.hidden = {"trakt"}
    walk(fake)
    assert (window.opened, window.more) == (["simkl", "trakt"], [2, 1])
    assert len(fake.dialogs.of("select")) == 2


@pytest.mark.parametrize("state", ["waiting", "connected", "unverified", "reconnect"])
def test_only_where_nobody_is_signed_in(fake: FakeKodi, window: Windows, state: Any) -> None:
    bus.show_account(AccountView("trakt", state, quiet_until=float("inf")))
    walk(fake)
    assert (window.opened, window.more) == (["simkl", "tmdb"], [1, 0])


def test_one_that_was_signed_in_meanwhile_is_passed_over(fake: FakeKodi, window: Windows) -> None:
    """On the phone page, for example."""
    window.then = lambda tracker: bus.show_account(AccountView("trakt", "connected", "ann"))
    walk(fake)
    assert (window.opened, window.more) == (["simkl", "tmdb"], [2, 0])


def test_kodi_stops_on_the_way(fake: FakeKodi, window: Windows) -> None:
    def stop(tracker: str) -> None:
        fake.aborting = True

    window.then = stop
    walk(fake)
    assert window.opened == ["simkl"]
