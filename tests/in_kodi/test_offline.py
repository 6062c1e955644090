"""A box that boots before its network."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from in_kodi.test_power import TRACKERS, sign_in_everywhere
from in_kodi.tv import Tv
from in_kodi.waiting import stays, wait_for

BOOT_TO_NETWORK = 90.0
"""Seconds."""
LOOKS = 3
"""At the account list. By itself a try comes a minute after the first, then two, then five minutes later: so
long nobody here waits for one."""


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
    looks_hurry(tv, ["trakt"], "network")
    tv.box.recover()
    tv.open_accounts()
    tv.wait_state("trakt", "connected")


def looks_hurry(tv: Tv, trackers: Sequence[str], problem: str) -> None:
    """Look at the account list several times: each look is another try, which meets the same problem."""
    for _ in range(LOOKS):
        before = {tracker: tries(tv, tracker, problem) for tracker in trackers}
        tv.open_accounts()
        for tracker, count in before.items():
            wait_for(
                f"another try at {tracker}",
                lambda tracker=tracker, count=count: tries(tv, tracker, problem) > count,
                every=0.5,
            )
        tv.close_accounts()


def tries(tv: Tv, tracker: str, problem: str) -> int:
    """How many calls to a tracker met this problem; the log tells, since no tracker saw them."""
    return len(re.findall(rf"\[Trackpass\] [A-Z]+ api\.{tracker}\.\w+: {problem}$", tv.kodi.log_text(), re.M))
