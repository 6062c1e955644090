"""A box that boots before its network, and one whose tracker hangs when it is to quit."""

from __future__ import annotations

import pytest

from in_kodi.test_power import TRACKERS, sign_in_everywhere, works_after_restart
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


@pytest.mark.timeout(600)
@pytest.mark.parametrize("tracker", TRACKERS)
@pytest.mark.parametrize("route", ["refresh", "check"])
def test_quit_while_a_tracker_hangs(tv: Tv, tracker: str, route: str) -> None:
    """Gone within 5 s and nothing half-written; the machine is noisy, so the best of three tries counts."""
    sign_in_everywhere(tv, 20.0 if route == "refresh" else 604800.0)
    times = []
    for _ in range(3):
        tv.kodi.quit()
        tv.box.clear_faults()
        if route == "refresh":
            tv.box.clock.advance(30)
        tv.box.fault(tracker, route, "hang")
        tv.kodi.start()
        wait_for("the hanging call", lambda: hangs(tv, tracker, route))
        times.append(tv.kodi.quit())
        tv.box.clear_faults()
        tv.kodi.start()
        if min(times) <= 5:
            break
    assert min(times) <= 5
    tv.wait_state(tracker, "connected")
    works_after_restart(tv)


def hangs(tv: Tv, tracker: str, route: str) -> bool:
    """Whether a call on this route has come and has no answer yet."""
    calls = [request for request in tv.box.requests(route=route) if request.tracker == tracker]
    return bool(calls) and calls[-1].fault == "hang" and calls[-1].done is None
