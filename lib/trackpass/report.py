"""A report for help: how Trackpass is doing, as text and as a summary that fits into a QR code.

It is in English on every TV, as kodi.log is: its reader is whoever helps, and wants the same words from
everybody. It is made of names, versions and spans of time; no field holds a secret, an app ID or an address.
"""

from __future__ import annotations

import math
import re
from typing import Iterator, List, NamedTuple, Optional, Sequence, Tuple

from trackpass.history import Trouble
from trackpass.model import TRACKERS, AccountState

LONGEST_SUMMARY = 500
"""Bytes; a QR code of 85 modules a side (version 17, level M) holds 504 and is read across a room."""
SUMMARY_TROUBLES = 3
"""Troubles of each tracker in the summary, fewer when it would get too long."""
LONGEST_WORD = 32
LONGEST_NAME = 24
OWN_APP = "own"
"""The owner entered the app ID."""
UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))

Fact = Tuple[str, str, bool]
"""Label, value, and whether it is as it nearly always is, and so need not be in the summary."""


class Box(NamedTuple):
    """What is known without the service. ``set_aside``: damaged files that were kept under another name.

    ``aside_ago``: seconds since the last of them; ``toasts_off``: the kinds of toasts that are turned off.
    """

    trackpass: str
    kodi: str
    python: str
    platform: str
    skin: str
    set_aside: int = 0
    aside_ago: float = 0
    toasts_off: Sequence[str] = ()
    remote: bool = False
    proxy: bool = False


class Account(NamedTuple):
    """One tracker. ``checked``: seconds ago, None for not since Kodi started; ``name``: only if wished.

    ``flow``: the wire format of the sign-in; ``app``: whose app ID is used, not the ID; ``refresh``: seconds
    until the next one, infinite for none.
    """

    tracker: str
    state: AccountState
    problem: str = ""
    name: str = ""
    flow: str = ""
    app: str = ""
    checked: Optional[float] = None
    refresh: float = math.inf
    troubles: Sequence[Trouble] = ()


class Standing(NamedTuple):
    """What the service knows. ``age``: seconds that it runs; ``offset``: those that the box's clock is ahead.

    ``repairs``: how often one of the two places of the sign-ins was behind the other and was repaired.
    ``troubles``: those that concern no tracker.
    """

    age: float
    accounts: Sequence[Account]
    offset: Optional[float] = None
    journal_damaged: bool = False
    repairs: int = 0
    troubles: Sequence[Trouble] = ()


class Report(NamedTuple):
    """All of it; no ``standing``: the service did not answer."""

    box: Box
    standing: Optional[Standing] = None


def lines(report: Report) -> List[str]:
    """The report as text with every fact, on one page of a TV: some owners take a photo of it."""
    found = ["Trackpass report", _versions(report.box), _listed(_facts(report))]
    for account in report.standing.accounts if report.standing else ():
        found += ["", f"{TRACKERS[account.tracker]}: {account.state}", _listed(_account_facts(account))]
        errors = ", ".join(f"{_trouble(one)} ago" for one in account.troubles)
        found += [f"errors: {errors}"] if errors else []
    return found


def summary(report: Report) -> str:
    """The report in at most :data:`LONGEST_SUMMARY` bytes; what is too much is left out, old errors first."""
    for most in range(SUMMARY_TROUBLES, -1, -1):
        text = "\n".join(_summary_lines(report, most))
        if len(text.encode()) <= LONGEST_SUMMARY:
            return text
    return text.encode()[:LONGEST_SUMMARY].decode(errors="ignore")


def span(seconds: float) -> str:
    """A span of time in its largest unit, for example "3 h"; under a second, and under none, it is "0 s"."""
    for size, unit in UNITS:
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return "0 s"


def _listed(facts: Iterator[Fact]) -> str:
    return ", ".join(f"{label} {value}" for label, value, _ in facts)


def _summary_lines(report: Report, most: int) -> Iterator[str]:
    yield _versions(report.box)
    yield ", ".join(_short(_facts(report)))
    for account in report.standing.accounts if report.standing else ():
        facts = _short(_account_facts(account))
        yield ", ".join(
            [f"{account.tracker} {account.state}", *facts, *map(_trouble, account.troubles[:most])]
        )


def _short(facts: Iterator[Fact]) -> List[str]:
    return [f"{label} {value}" for label, value, is_usual in facts if not is_usual]


def _versions(box: Box) -> str:
    named = (("Trackpass", box.trackpass), ("Kodi", box.kodi), ("Python", box.python))
    words = [f"{name} {_word(version)}" for name, version in named]
    return ", ".join([*words, _word(box.platform), _word(box.skin)])


def _facts(report: Report) -> Iterator[Fact]:
    box, standing = report.box, report.standing
    yield "service", f"up {span(standing.age)}" if standing else "no answer", False
    if standing:
        yield "clock", _offset(standing.offset), False
        yield "journal", "damaged" if standing.journal_damaged else "sound", not standing.journal_damaged
        yield "repairs", str(standing.repairs), not standing.repairs
    aside = f"{box.set_aside}, {span(box.aside_ago)} ago" if box.set_aside else "none"
    yield "set aside", aside, not box.set_aside
    toasts_off = " ".join(map(_word, box.toasts_off))
    yield "toasts", f"no {toasts_off}" if toasts_off else "on", not toasts_off
    yield "remote", "on" if box.remote else "off", not box.remote
    yield "proxy", "yes" if box.proxy else "no", not box.proxy
    for one in standing.troubles if standing else ():
        yield "error", _trouble(one), False


def _account_facts(account: Account) -> Iterator[Fact]:
    if account.problem:
        yield "problem", _word(account.problem), False
    if account.name:
        yield "name", " ".join(account.name.split())[:LONGEST_NAME], False
    if account.flow:
        yield "flow", _word(account.flow), False
    if account.app:
        yield "app", _word(account.app), account.app == OWN_APP
    if account.state != "signed_out":
        yield "checked", "never" if account.checked is None else f"{span(account.checked)} ago", False
        never = math.isinf(account.refresh)
        yield "refresh", "none" if never else f"in {span(account.refresh)}", never


def _trouble(trouble: Trouble) -> str:
    return f"{_word(trouble.name)} x{trouble.times} {span(trouble.ago)}"


def _offset(seconds: Optional[float]) -> str:
    if seconds is None:
        return "unknown"
    return f"{'-' if seconds <= -1 else '+'}{span(abs(seconds))}"


def _word(text: str) -> str:
    """One plain word: whatever else stood in a file or a skin's name has no way into the report."""
    return re.sub(r"[^A-Za-z0-9._-]", "", text)[:LONGEST_WORD] or "?"
