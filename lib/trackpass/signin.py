"""A sign-in with a code that the owner enters at the tracker, or with a link where it has no codes."""

from __future__ import annotations

from typing import Optional

from trackpass.attempt import ENDS, LONGEST_PAUSE, UNWELL, Attempt
from trackpass.clocks import Clocks
from trackpass.errors import Problem, TrackpassError, Unreachable
from trackpass.model import App, Challenge, PendingSignIn, SignInView
from trackpass.providers.base import Poll, Provider

SLOW_DOWN = 5.0
"""Seconds that a too fast poller adds to its interval for good (RFC 8628, section 3.5)."""
START_STEPS = (2.0, 4.0, 8.0, 15.0)
"""Seconds between tries to get a code; the last one repeats."""
START_LIFE = 900.0
"""Seconds after which no more tries are made to get a code."""
BLOCK_REST = 60.0
"""Seconds between tries to get a code from a tracker that blocks us: each one may lengthen the block."""
BLOCKED_TRIES = 3
"""Tries to get a code that may be blocked; what comes after them is for the owner to say."""
BUSY_TRIES = 8
"""Tries to get a code from a tracker that asks us to slow down, each pause twice as long as the last one."""
LAST_LOOK = 2.0
"""Seconds before a code's end at which it is polled once more, if a pause would reach past the end."""
VERIFY_REST = 1.0
"""Seconds between two looks at a link, however often the owner presses the button."""


class SignIn(Attempt):
    """One try. A code, and a busy tracker, is polled at its own pace; a link is looked at when wished."""

    def __init__(self, provider: Provider, app: App, clocks: Clocks, request: str) -> None:
        super().__init__(app, clocks, request)
        self._provider = provider
        self._challenge: Optional[Challenge] = None
        self._interval = 0.0
        self._tries = self._blocks = self._refusals = 0
        self._began = self._asked_at = clocks.monotonic()
        self._is_claimed = self._is_claim_open = self._may_be_spent = False

    @classmethod
    def resumed(
        cls, provider: Provider, app: App, clocks: Clocks, request: str, pending: PendingSignIn
    ) -> SignIn:
        """Takes up a sign-in that waited when Kodi went down; the phone may approve the same code.

        The box's clock may have jumped meanwhile, so the time left is never more than the code's whole life.
        """
        left = min(pending.expires_at - clocks.wall(), pending.challenge.expires_in)
        return cls.waiting_for(provider, app, clocks, request, pending.challenge, left)

    @classmethod
    def waiting_for(
        cls, provider: Provider, app: App, clocks: Clocks, request: str, challenge: Challenge, left: float
    ) -> SignIn:
        """Waits for a challenge that is there already and lives for ``left`` seconds more."""
        sign_in = cls(provider, app, clocks, request)
        sign_in._wait_for(challenge, clocks.monotonic() + left)
        return sign_in

    @property
    def pending(self) -> Optional[PendingSignIn]:
        """What to keep across a restart; None unless it waits for the phone."""
        if self._challenge is None or self._phase != "waiting":
            return None
        left = self._deadline - self._clocks.monotonic()
        return PendingSignIn(self._challenge._replace(interval=self._interval), self._clocks.wall() + left)

    @property
    def view(self) -> SignInView:
        """What the window shows."""
        code = self._challenge
        if code is None:
            return super().view
        return super().view._replace(
            user_code=code.user_code,
            verification_uri=code.verification_uri,
            verification_uri_complete=code.verification_uri_complete,
            deadline=self._deadline,
            life=code.expires_in,
        )

    def verify(self) -> None:
        """Has a link looked at now, and says so if the tracker does not know of the approval.

        A code, and a busy tracker, is asked at its own pace, whoever hurries.
        """
        if self._phase != "waiting" or self.kind != "link":
            return
        self._is_claimed = self._is_claim_open = True
        if self._problem == Problem.NOT_APPROVED.value:
            self._problem = ""  # nobody knows until the tracker is asked
        soonest = max(self._clocks.monotonic(), self._asked_at + VERIFY_REST, self._not_before)
        self._next = min(self._next, soonest)

    def _start(self, now: float) -> None:
        mistake = self._provider.mistake(self._app)
        if mistake is not None:
            self._end("failed", mistake)
            return
        try:
            challenge = self._provider.start(self._app)
        except Unreachable as error:
            self._start_again(error)
        except TrackpassError as error:
            self._end("failed", error.problem)
        else:
            self._wait_for(challenge, now + challenge.expires_in)

    def _start_again(self, error: Unreachable) -> None:
        """After no code: again, unless the tracker wants us to stay away, or there is no end to it."""
        step = START_STEPS[min(self._tries, len(START_STEPS) - 1)]
        self._tries += 1
        if error.problem is Problem.BLOCKED:
            self._blocks += 1
            step = BLOCK_REST
        elif error.problem is Problem.BUSY:
            self._refusals += 1
            step = self._doubled(START_STEPS[0])
        elif error.problem in UNWELL:
            step = LONGEST_PAUSE
        self._try_again(error, step)
        if self._blocks == BLOCKED_TRIES:
            self._end("failed", Problem.APP_TURNED_AWAY)
        elif self._refusals == BUSY_TRIES or self._next > self._began + START_LIFE:
            self._end("failed", error.problem)

    def _wait_for(self, challenge: Challenge, deadline: float) -> None:
        self._challenge = challenge
        self.kind = "code" if challenge.user_code else "link"
        self._deadline = deadline
        self._interval = challenge.interval
        self._asked_at = self._clocks.monotonic()
        self._next = self._asked_at + self._interval
        self._phase, self._problem = "waiting", ""

    def _ask(self) -> None:
        assert self._challenge is not None
        self._asked_at = self._clocks.monotonic()
        try:
            answer = self._provider.poll(self._app, self._challenge)
        except Unreachable as error:
            self._poll_again(error)
        except TrackpassError as error:
            self._end("failed", error.problem)
        else:
            self._doublings = 0
            self._take(answer)

    def _poll_again(self, error: Unreachable) -> None:
        """After no usable answer; a lost one doubles the pause, an unsent one does not (RFC 8628, 3.5)."""
        pause = self._interval
        if error.problem in UNWELL:
            pause = max(pause, LONGEST_PAUSE)
        elif error.lost and error.problem is Problem.NETWORK:
            pause = max(pause, self._doubled(2 * pause))
        if self.kind == "link" and error.lost:
            self._may_be_spent = True
            self._is_claim_open |= error.problem is Problem.GARBLED  # the tracker itself has said that it was
        self._try_again(error, pause)
        if not error.retry_after:
            last = max(self._asked_at + self._interval, self._deadline - LAST_LOOK)
            self._next = min(self._next, last)

    def _take(self, answer: Poll) -> None:
        now = self._clocks.monotonic()
        if answer.outcome in ENDS:
            self._end(ENDS[answer.outcome])
        elif answer.outcome == "approved":
            self._approved(answer.credentials)
        elif answer.outcome == "slow_down":
            self._interval += SLOW_DOWN
            self._next = self._not_before = now + max(self._interval, answer.wait)
            self._problem = Problem.BUSY.value
        elif self._is_claim_open and self._may_be_spent:
            self._end("gone")  # the answer that was lost may well have held what a link gives once
        else:
            self._is_claim_open = False
            self._next = now + self._interval
            self._problem = Problem.NOT_APPROVED.value if self._is_claimed else ""
