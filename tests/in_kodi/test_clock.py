"""A box whose clock is far off: nothing is lost, the clock is named, and once it is right all goes on."""

from __future__ import annotations

import datetime
import ssl
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import trustme

from in_kodi.test_offline import looks_hurry
from in_kodi.test_power import TRACKERS, sign_in_everywhere
from in_kodi.tv import Tv
from in_kodi.waiting import wait_for
from sandbox import Sandbox

NAMED = "No secure connection: the date of this box is wrong. Set its clock."
MID_JANUARY = 14 * 86400.0
YEAR_1970 = MID_JANUARY
YEAR_2040 = 2208988800 + MID_JANUARY
"""Epoch seconds."""


class BoxClock:
    """The clock that Kodi shows and goes by, and nobody else; it can be set while Kodi runs (libfaketime)."""

    def __init__(self, file: Path) -> None:
        self._file = file
        (library,) = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
        self.wrapper = [
            "env",
            f"LD_PRELOAD={library}",
            f"FAKETIME_TIMESTAMP_FILE={file}",
            "FAKETIME_CACHE_DURATION=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
            "DONT_FAKE_MONOTONIC=1",
            "NO_FAKE_STAT=1",
        ]

    def set(self, epoch: float) -> None:
        """Set the clock to a moment, from which it goes on."""
        ahead = epoch - time.time()
        self._file.write_text(f"{ahead:+.0f}\n", encoding="ascii")

    def set_right(self) -> None:
        """What the owner or a time server does."""
        self.set(time.time())


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """The trackers, with certificates that end as soon as those of real ones; the usual ones never do."""
    monkeypatch.setattr("sandbox.box.make_certificate", make_certificate)
    with Sandbox() as box:
        yield box


def make_certificate(hosts: Iterable[str], ca_path: str) -> ssl.SSLContext:
    """Stands for the sandbox's own; valid for 90 days."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(ca_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ends = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=90)
    authority.issue_cert(*hosts, not_after=ends).configure_cert(context)
    return context


@pytest.mark.timeout(900)
def test_clock_far_off_at_the_start(own_tv: Tv, tmp_path: Path) -> None:
    tv, clock = own_tv, BoxClock(tmp_path / "clock")
    sign_in_everywhere(tv)
    accounts = {tracker: tv.account(tracker) for tracker in TRACKERS}
    toasts = tv.no_toast()

    start_at(tv, clock, YEAR_1970, "1970")
    tv.open_accounts()
    assert [tv.wait_rows()[title] for title in ("Simkl", "Trakt")] == [NAMED, NAMED]
    tv.close_accounts()
    looks_hurry(tv, TRACKERS, "clock")
    clock.set_right()
    wait_for("the right year", lambda: tv.kodi.info_label("System.Date(yyyy)") == time.strftime("%Y"))
    tv.open_accounts()
    for tracker in TRACKERS:
        tv.wait_state(tracker, "connected")
    tv.kodi.go_home()

    start_at(tv, clock, YEAR_2040, "2040")
    assert {tracker: tv.account(tracker) for tracker in TRACKERS} == accounts, "nothing was lost or renewed"
    clock.set_right()
    for tracker in TRACKERS:  # nobody looks, so it is the next step, a minute after the first
        wait_for(f"{tracker} to be connected", lambda tracker=tracker: tv.state(tracker) == "connected", 240)
        assert tv.account(tracker)["access_token"] in tv.box.tracker(tracker).access_tokens
    assert len(tv.kodi.toasts()) == toasts, "nobody is signed out, so nothing is said"


def start_at(tv: Tv, clock: BoxClock, epoch: float, year: str) -> None:
    """Start Kodi anew with its clock at this moment, and wait until every account has met that."""
    tv.kodi.quit()
    clock.set(epoch)
    tv.kodi.wrapper = clock.wrapper
    tv.kodi.start()
    assert tv.kodi.info_label("System.Date(yyyy)") == year
    for tracker in TRACKERS:
        wait_for("the clock", lambda tracker=tracker: told(tv, tracker) == ("unverified", "clock"))


def told(tv: Tv, tracker: str) -> tuple[str, str]:
    """The account's state and the problem with it."""
    return tv.state(tracker), tv.kodi.home_property(f"trackpass.{tracker}.problem")
