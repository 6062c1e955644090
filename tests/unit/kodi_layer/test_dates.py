"""Times and days as Kodi writes them in each region, from what Kodi tells add-ons of its formats."""

from __future__ import annotations

import calendar
import time
from types import SimpleNamespace

import pytest
import xbmc

from fakes.kodi import FakeKodi
from trackpass.kodi import dates

MOMENT = 1793736900.0
"""3 November 2026, 20:15 in UTC."""
MORNING = MOMENT - 12 * 3600 - 10 * 60
MIDNIGHT = MOMENT - 20 * 3600


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """The box is in London, and it is an hour later."""
    clock = SimpleNamespace(localtime=time.gmtime, time=lambda: MOMENT + 3600)
    monkeypatch.setattr(dates, "time", clock)


def region(monkeypatch: pytest.MonkeyPatch, **formats: str) -> None:
    monkeypatch.setattr(xbmc, "getRegion", lambda name: formats.get(name, ""))


CLOCKS = [
    ("%H:%M:%S", "20:15 08:05 00:15"),
    ("%I:%M:%S %p", "8:15 PM 8:05 AM 12:15 AM"),
    ("%H:%M", "20:15 08:05 00:15"),
    ("%I%I:%M:%S %p", "8:15 PM 8:05 AM 12:15 AM"),  # Kodi's answer where hours have two digits, "hh:mm:ss xx"
    ("%H.%M.%S", "20.15 08.05 00.15"),
    ("%p %I:%M:%S", "PM 8:15 AM 8:05 AM 12:15"),  # Korea, China
]


@pytest.mark.parametrize(("layout", "written"), CLOCKS)
def test_the_time_of_day(fake: FakeKodi, monkeypatch: pytest.MonkeyPatch, layout: str, written: str) -> None:
    region(monkeypatch, time=layout)
    assert " ".join(dates.clock(moment) for moment in (MOMENT, MORNING, MIDNIGHT)) == written


def test_morning_and_evening_are_the_regions_own(fake: FakeKodi, monkeypatch: pytest.MonkeyPatch) -> None:
    region(monkeypatch, time="%p %I:%M:%S", meridiem="오전/오후")
    assert (dates.clock(MORNING), dates.clock(MOMENT)) == ("오전 8:05", "오후 8:15")


DAYS = [
    ("%A, %d %B %Y", "3 November 2026"),  # United Kingdom
    ("%A, %B %d, %Y", "November 3, 2026"),
    ("%A, %d. %B %Y", "3. November 2026"),
    ("%A, %d%d %B %Y", "3 November 2026"),  # Kodi's answer to "DD"
    ("%A, %d' de '%B' de '%Y", "3 de November de 2026"),  # Spain
    ("%A, %d %B %Y '\u0433.'", "3 November 2026 \u0433."),  # Russia
    ("%A 'den '%d %B %Y", "den 3 November 2026"),  # Sweden
    ("%Y'年'M'月'%d'日'", "2026年11月3日"),  # Japan
    ("%Y'년' M'월' %d'일' %A", "2026년 11월 3일"),  # Korea
    ("%Y. %B %d., %A", "2026. November 3."),
    ("%d MMM %Y", "3 Nov 2026"),
    ("%d.MM.%Y", "3.11.2026"),
    ("", "03/11/2026"),
]


@pytest.mark.parametrize(("layout", "written"), DAYS)
def test_the_day_in_full(fake: FakeKodi, monkeypatch: pytest.MonkeyPatch, layout: str, written: str) -> None:
    region(monkeypatch, datelong=layout, dateshort="%d/%m/%Y")
    monkeypatch.setattr(xbmc, "getLocalizedString", {31: "November", 61: "Nov"}.get)
    assert dates.day(MOMENT) == written


def test_months_are_kodis_own(fake: FakeKodi, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers 21 to 32; Python knows them in English only."""
    asked = [dates.day(MOMENT - 30.4 * 86400 * back) for back in range(12)]
    assert {text.split()[1] for text in asked} == set(calendar.month_name[1:])


SHORT_DAYS = [
    ("%d/%m/%Y", "03/11/2026"),
    ("%m/%d/%Y", "11/03/2026"),
    ("%-d.%-m.%Y", "3.11.2026"),
    ("%#d.%#m.%Y", "3.11.2026"),  # on Windows
    ("%Y-%m-%d", "2026-11-03"),
]


@pytest.mark.parametrize(("layout", "written"), SHORT_DAYS)
def test_the_day_in_figures(
    fake: FakeKodi, monkeypatch: pytest.MonkeyPatch, layout: str, written: str
) -> None:
    region(monkeypatch, dateshort=layout)
    assert dates.short_day(MOMENT) == written


def test_today(fake: FakeKodi) -> None:
    moments = (MOMENT, MIDNIGHT, MIDNIGHT - 3600, MOMENT + 4 * 3600, MOMENT - 365 * 86400)
    assert [dates.is_today(moment) for moment in moments] == [True, True, False, False, False]
