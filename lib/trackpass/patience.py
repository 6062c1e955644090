"""What the owner answered when an account needed something: later, or never."""

from __future__ import annotations

import math

from trackpass.clocks import Clock
from trackpass.notebook import Notebook

DAY = 86400.0
"""Seconds that "later" lasts."""
NEVER = "never"


class Patience:
    """Kept in the notebook, so that it outlasts a restart; ``wall`` is the box's own clock.

    An answer counts for what was asked, :attr:`trackpass.model.AccountView.need`, and for nothing else.
    """

    def __init__(self, notebook: Notebook, wall: Clock) -> None:
        self._notebook = notebook
        self._wall = wall

    def until(self, tracker: str, need: str) -> float:
        """When to ask again, epoch seconds of the box, infinite for never; 0: at any time.

        A moment more than a day away was noted while the clock was wrong, and does not count.
        """
        asked, _, answer = self._notebook.recall(f"quiet:{tracker}").partition(" ")
        if not need or asked != need:
            return 0.0
        if answer == NEVER:
            return math.inf
        moment = float(answer) if answer.isdecimal() else 0.0
        return moment if 0 < moment - self._wall() <= DAY else 0.0

    def later(self, tracker: str, need: str) -> None:
        """Asks again in a day."""
        self._notebook.remember(f"quiet:{tracker}", f"{need} {int(self._wall() + DAY)}")

    def never(self, tracker: str, need: str) -> None:
        """Never asks again until the account is well."""
        self._notebook.remember(f"quiet:{tracker}", f"{need} {NEVER}")

    def forget(self, tracker: str) -> None:
        """The account is well again, or gone."""
        self._notebook.remember(f"quiet:{tracker}", "")
