"""The health of one account, as the keeper has it."""

from __future__ import annotations

import math
from typing import Optional

from trackpass.errors import AccountHeld, AppRejected, Problem, TrackpassError, Unreachable
from trackpass.model import AccountView, Credentials

STEPS = (60.0, 120.0, 300.0, 900.0, 3600.0)
"""Seconds until the next try; the last one repeats."""
BLOCKS = 6
"""Blocks in a row, over an hour or more, after which the app itself is in doubt: only its owner can tell."""


class Health:
    """Moments are on the monotonic clock.

    ``failures`` counts the tries in a row that brought no usable answer, ``doubts`` the 401s in a row,
    ``blocks`` the blocks since the last good check, ``brief`` the new pairs in a row that live for seconds
    only. ``owed``: the last 401 is still to be answered with a refresh; ``asked``: somebody waits for the
    answer. ``ask_not_before``: when the tracker lets itself be asked again, by its ``Retry-After``.
    ``snag``: what keeps a refresh from being made, while the token at hand still serves, and only the owner
    can mend. ``former``: the name of the account before this one, while this one's own name is not known yet.
    """

    def __init__(
        self,
        view: AccountView,
        credentials: Optional[Credentials] = None,
        check_at: float = math.inf,
        refresh_not_before: float = -math.inf,
    ) -> None:
        self.view = view
        self.credentials = credentials
        self.check_at = check_at
        self.refresh_not_before = refresh_not_before
        self.ask_not_before = -math.inf
        self.failures = self.doubts = self.blocks = self.brief = 0
        self.owed = self.asked = False
        self.former = self.snag = ""

    @property
    def tracker(self) -> str:
        """The account's tracker."""
        return self.view.tracker

    @property
    def is_in_trouble(self) -> bool:
        """Whether something waits to be tried again; a 401 that is about to be confirmed does not."""
        if self.view.state == "unverified":
            return self.doubts == 0 or self.failures > 0
        return self.view.state == "connected" and bool(self.snag)

    def hurry(self, now: float) -> None:
        """Makes what waits for its turn due now, or as soon as the tracker lets itself be asked."""
        self.failures, self.refresh_not_before = 0, self.ask_not_before
        self.check_at = max(now, self.ask_not_before)

    def owe_refresh(self, now: float) -> None:
        """The last 401 is answered with a refresh, in a step of its own: Kodi may stop in between."""
        self.owed, self.refresh_not_before, self.check_at = True, now, math.inf

    def judged(self, error: TrackpassError) -> TrackpassError:
        """The error of a check; a block that lasts and tells no end may as well be an app that is gone."""
        if isinstance(error, Unreachable) and error.problem is Problem.BLOCKED and not error.retry_after:
            self.blocks += 1
            return error if self.blocks < BLOCKS else AppRejected(Problem.APP_TURNED_AWAY)
        return error

    def put_off(self, error: TrackpassError, now: float) -> None:
        """Trouble that says nothing about the token: the next try comes later."""
        self.doubts = min(self.doubts, 1)
        self.check_at = now + self._wait_after(error)
        if isinstance(error, Unreachable) and error.retry_after:
            self.ask_not_before = now + error.retry_after

    def _wait_after(self, error: TrackpassError) -> float:
        """Seconds until the next try after one more failure; a ``Retry-After`` wins if it is longer."""
        step = STEPS[min(self.failures, len(STEPS) - 1)]
        self.failures += 1
        if isinstance(error, (AppRejected, AccountHeld)):
            return STEPS[-1]
        return max(step, error.retry_after or 0) if isinstance(error, Unreachable) else step

    def rest_after_refresh(self) -> float:
        """Seconds until the next refresh at the earliest, wherever the answer puts the token on a clock.

        Half of its life as we see it pass, and an hour at most. Pairs that live for seconds only come a
        second later each time, up to a minute: a tracker that errs is not asked without end.
        """
        if self.credentials is None:
            return 0.0
        half = (self.credentials.expires_at - self.credentials.obtained_at) / 2
        self.brief = self.brief + 1 if half < STEPS[0] else 0
        return min(max(half, min(self.brief, STEPS[0])), STEPS[-1])

    def life_left(self, epoch: float) -> float:
        """Seconds that the access token still has, infinite for one that does not expire."""
        if self.credentials is None:
            return 0.0
        return self.credentials.expires_at - epoch if self.credentials.expires_at else math.inf
