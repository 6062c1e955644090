"""An account in words: the line of the account list, and what its page says."""

from __future__ import annotations

import time

from trackpass.kodi import dates, strings
from trackpass.kodi.strings import localize
from trackpass.model import TRACKERS, AccountView

BETWEEN = " \u00b7 "


def describe(account: AccountView) -> str:
    """An account's state as one line, for example "Connected as ann · checked at 20:15"."""
    if account.state == "reconnect":
        return localize(strings.ENDED, account.tracker)  # without the reason, which is too long for a row
    if is_troubled(account):
        return trouble(account)
    if account.state == "connected" and account.name:
        state = localize(strings.CONNECTED_AS, account.tracker, name=account.name)
    else:
        state = localize(strings.STATES[account.state], account.tracker)
    if not account.checked_at or account.state == "waiting":
        return state
    if dates.is_today(account.checked_at):
        checked = localize(strings.CHECKED_AT, time=dates.clock(account.checked_at))
    else:
        checked = localize(strings.CHECKED_ON, date=dates.short_day(account.checked_at))
    return f"{state}{BETWEEN}{checked}"


def brief(account: AccountView) -> str:
    """The same in few words, and without the time of the check: it is shown for days, and stays true."""
    if account.state == "connected" or not is_troubled(account):
        return describe(account._replace(problem="", checked_at=0))
    state = localize(strings.SIGN_IN_IS_OVER if account.state == "reconnect" else strings.NOT_CHECKED)
    return BETWEEN.join(part for part in (account.name, state) if part)


def is_troubled(account: AccountView) -> bool:
    """Whether something is wrong with an account; one that was just not checked yet is well."""
    has_problem = bool(account.problem) and account.state in ("unverified", "connected")
    return account.state == "reconnect" or has_problem


def trouble(account: AccountView) -> str:
    """What is wrong, as one sentence."""
    return localize(strings.PROBLEMS.get(account.problem, strings.ENDED), account.tracker)


def title(account: AccountView) -> str:
    """The heading of an account's page: whose it is and how it stands, in a few words."""
    return BETWEEN.join((TRACKERS[account.tracker], brief(account)))


def last_check(account: AccountView) -> str:
    """When the account was checked, and when its sign-in is renewed, where it is."""
    if not account.checked_at:
        checked = localize(strings.UNVERIFIED)
    elif dates.is_today(account.checked_at):
        checked = localize(strings.LAST_CHECKED, time=dates.clock(account.checked_at))
    else:
        checked = localize(strings.LAST_CHECKED_ON, date=dates.short_day(account.checked_at))
    return BETWEEN.join(part for part in (checked, _next_refresh(account.refresh_at)) if part)


def since(account: AccountView) -> str:
    """Since when the owner is signed in; what signing in again does where that is over, or nobody knows."""
    if not account.since or account.state == "reconnect":
        return localize(strings.SIGN_IN_AGAIN_MEANS)
    return localize(strings.SIGNED_IN_SINCE, date=dates.day(account.since))


def _next_refresh(moment: float) -> str:
    """When the sign-in is renewed; nothing for one that never is, or should have been by now."""
    if moment <= time.time():
        return ""
    if dates.is_today(moment):
        return localize(strings.NEXT_REFRESH, time=dates.clock(moment))
    return localize(strings.NEXT_REFRESH_ON, date=dates.short_day(moment))
