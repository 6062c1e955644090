"""What other add-ons may call: how an account stands, and the ways to Trackpass's own windows.

An add-on that requires ``script.trackpass`` in its addon.xml has this on its path::

    from trackpass import api

    if api.account("trakt").state == "signed_out":
        api.connect("trakt")

Every call returns at once; none asks a tracker, and none hands out a token. Trackers are ``simkl``, ``trakt``
and ``tmdb``; another one is a ValueError that names them.
"""

from __future__ import annotations

from typing import NamedTuple

from trackpass.kodi import bus, launch
from trackpass.model import TRACKERS, AccountState

__all__ = ["Account", "AccountState", "account", "check", "connect", "manage"]


class Account(NamedTuple):
    """How an account stands.

    ``state`` is ``signed_out``, also while Trackpass does not run, ``waiting`` (for the phone),
    ``connected``, ``unverified`` (not checked yet, or could not be) or ``reconnect`` (the tracker ended the
    sign-in). ``name`` is what the tracker calls the account, "" if not known. ``problem`` is the name of
    what stands in the way, "" when all is well.
    """

    tracker: str
    state: AccountState
    name: str
    problem: str


def account(tracker: str) -> Account:
    """How the account stands right now."""
    view = bus.account(_known(tracker))
    return Account(tracker, view.state, view.name, view.problem)


def connect(tracker: str) -> None:
    """Opens the sign-in window; :func:`account` tells what came of it."""
    launch.launch("connect", _known(tracker))


def check(tracker: str) -> None:
    """Has the account checked; a toast tells the owner."""
    launch.launch("check", _known(tracker))


def manage(tracker: str = "") -> None:
    """Opens the account's page, or the list of all accounts."""
    launch.launch(*(("account", _known(tracker)) if tracker else ()))


def _known(tracker: str) -> str:
    if tracker not in TRACKERS:
        raise ValueError(f"there is no tracker {tracker!r}; there are {', '.join(TRACKERS)}")
    return tracker
