"""Moments as the owner's region writes them; all are epoch seconds, shown in the box's time zone.

What Kodi tells add-ons of a region's formats (``ModuleXbmc.cpp``, ``getRegion``) is half done: fields of
two digits come twice, words stay in quotes, and some months stay "M". Python knows the names of the months in
English only, and ``strftime`` differs between systems. So the layouts are filled in here.
"""

from __future__ import annotations

import re
import time
from typing import Match

import xbmc

DOUBLED = re.compile(r"(%-?#?\w)\1")
SECONDS = re.compile(r"\W?%S")
WEEKDAY = re.compile(r"^%[Aa][\s,.]*|[\s,]*%[Aa]")
PART = re.compile(r"'([^']*)'|%([-#]?)(\w)|(M{1,3})")
"""A word in quotes, a field, or a month that Kodi left as it was."""
LEFT_OVER = {"M": ("-", "m"), "MM": ("", "m"), "MMM": ("", "b")}
FIRST_MONTH, FIRST_SHORT_MONTH = 21, 51
"""Kodi's own texts, January to December."""


def is_today(moment: float) -> bool:
    """Whether the moment is on this day."""
    return time.localtime(moment)[:3] == time.localtime(time.time())[:3]


def clock(moment: float) -> str:
    """The time of day, without seconds; hours up to twelve are written as Kodi's own clock does."""
    layout = DOUBLED.sub(r"\1", SECONDS.sub("", str(xbmc.getRegion("time"))))
    return _written(moment, layout.replace("%I", "%-I"))


def short_day(moment: float) -> str:
    """The day in figures, for example "03/11/2026"."""
    return _written(moment, DOUBLED.sub(r"\1", str(xbmc.getRegion("dateshort"))))


def day(moment: float) -> str:
    """The day in full, without its name, for example "3 November 2026"."""
    layout = WEEKDAY.sub("", DOUBLED.sub(r"\1", str(xbmc.getRegion("datelong"))))
    return _written(moment, layout.replace("%d", "%-d")) or short_day(moment)


def _written(moment: float, layout: str) -> str:
    then = time.localtime(moment)
    morning, _, evening = str(xbmc.getRegion("meridiem")).partition("/")
    values = {
        "d": str(then.tm_mday),
        "m": str(then.tm_mon),
        "B": str(xbmc.getLocalizedString(FIRST_MONTH + then.tm_mon - 1)),
        "b": str(xbmc.getLocalizedString(FIRST_SHORT_MONTH + then.tm_mon - 1)),
        "Y": str(then.tm_year),
        "y": f"{then.tm_year % 100:02d}",
        "H": str(then.tm_hour),
        "I": str(then.tm_hour % 12 or 12),
        "M": f"{then.tm_min:02d}",
        "p": (morning or "AM") if then.tm_hour < 12 else (evening or "PM"),
    }

    def value(part: Match[str]) -> str:
        word, flag, field, month = part.groups()
        if word is not None:
            return str(word)
        flag, field = LEFT_OVER[month] if month else (flag, field)
        text = values.get(field, "")
        return text if flag or not text.isdigit() else text.zfill(2)

    return PART.sub(value, layout)
