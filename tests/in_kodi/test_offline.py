"""A box that boots before its network."""

from __future__ import annotations

import pytest

from in_kodi.test_power import TRACKERS, sign_in_everywhere
from in_kodi.tv import Tv
from in_kodi.waiting import stays, wait_for

BOOT_TO_NETWORK = 90.0
"""Seconds."""


@pytest.mark.timeout(900)
def test_boot_without_network(tv: Tv) -> None:
    sign_in_everywhere(tv)
    toasts = tv.no_toast()
    tv.kodi.quit()
    for tracker in TRACKERS:
        tv.box.outage(tracker)
    tv.kodi.start()
    for tracker in TRACKERS:
        tv.wait_state(tracker, "unverified")
    stays(
        "unverified while there is no network",
        lambda: all(tv.state(tracker) == "unverified" for tracker in TRACKERS),
        BOOT_TO_NETWORK,
    )
    tv.box.recover()
    for tracker in TRACKERS:
        wait_for(f"{tracker} to be connected", lambda tracker=tracker: tv.state(tracker) == "connected", 240)
    assert len(tv.kodi.toasts()) == toasts, "nobody is signed out, so nothing is said"


@pytest.mark.timeout(600)
def test_the_account_list_hurries(tv: Tv) -> None:
    """Whoever looks at the accounts does not wait for the next step."""
    sign_in_everywhere(tv)
    tv.kodi.quit()
    tv.box.outage("trakt")
    tv.kodi.start()
    tv.wait_state("trakt", "unverified")
    wait_for("the problem", lambda: tv.kodi.home_property("trackpass.trakt.problem"))
    tv.box.recover()
    tv.open_accounts()
    tv.wait_state("trakt", "connected")
