"""What other add-ons may call."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fakes.kodi import FakeKodi
from trackpass import api
from trackpass.kodi import bus
from trackpass.model import AccountView


def test_account(fake: FakeKodi) -> None:
    bus.show_account(AccountView("trakt", "connected", "ann", 5, since=4, refresh_at=9))
    bus.show_account(AccountView("simkl", "unverified", "bob", problem="network"))
    assert api.account("trakt") == ("trakt", "connected", "ann", "")
    assert api.account("simkl") == api.Account("simkl", "unverified", "bob", "network")
    assert api.account("tmdb") == ("tmdb", "signed_out", "", ""), "nothing was put up: Trackpass does not run"


WAYS: list[tuple[Callable[[], None], str]] = [
    (lambda: api.connect("trakt"), "RunScript(script.trackpass,connect,trakt)"),
    (lambda: api.check("simkl"), "RunScript(script.trackpass,check,simkl)"),
    (lambda: api.manage("tmdb"), "RunScript(script.trackpass,account,tmdb)"),
    (api.manage, "RunScript(script.trackpass)"),
]


@pytest.mark.parametrize(("call", "builtin"), WAYS)
def test_ways_to_the_windows(fake: FakeKodi, call: Callable[[], None], builtin: str) -> None:
    call()
    assert fake.builtins == [builtin]


@pytest.mark.parametrize("call", [api.account, api.connect, api.check, api.manage])
def test_another_tracker(fake: FakeKodi, call: Callable[[str], object]) -> None:
    with pytest.raises(ValueError, match="no tracker 'imdb'; there are simkl, trakt, tmdb"):
        call("imdb")
    assert fake.builtins == []
