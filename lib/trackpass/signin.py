"""One sign-in as a state machine: no sleep, no thread, no window; time is handed in.

::

    starting --code--> waiting --200--> approved --finish--> connected
       |                  |
       |                  |--denied | expired | gone     (the owner may ask for a new code)
       `------------------+--failed                      (the app's settings must be mended)

From any running phase ``cancel`` leads to cancelled. Trouble on the way (no network, 5xx, a web page)
changes no phase: ``problem`` says what it is, and the same step is tried again.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Mapping, Optional

from trackpass.clocks import Clocks
from trackpass.errors import AppRejected, Problem, Unreachable
from trackpass.model import RUNNING, App, Challenge, Credentials, PendingSignIn, Phase, SignInView
from trackpass.providers.base import Outcome, Poll, Provider

SLOW_DOWN = 5.0
"""Seconds that a too fast poller adds to its interval for good (RFC 8628, section 3.5)."""
START_STEPS = (2.0, 4.0, 8.0, 15.0)
"""Seconds between tries to get a code; the last one repeats."""

SENDABLE = re.compile(r"[!-~]+")
"""What an app ID may consist of, so that it can be sent at all."""

ENDS: Mapping[Outcome, Phase] = {"denied": "denied", "expired": "expired", "gone": "gone"}


class SignIn:
    """One try to sign in. :meth:`tick` does what is due; ``due`` is when that is, on the monotonic clock.

    ``request`` is the id of the command that last asked for it, passed through to the view.
    """

    def __init__(self, provider: Provider, app: App, clocks: Clocks, request: str) -> None:
        self._provider = provider
        self._app = app
        self._clocks = clocks
        self.request = request
        self._phase: Phase = "starting"
        self._challenge: Optional[Challenge] = None
        self._deadline = math.inf
        self._interval = 0.0
        self._next = clocks.monotonic()
        self._tries = 0
        self._problem = ""
        self._name = self._former = ""
        self.credentials: Optional[Credentials] = None

    @classmethod
    def resumed(
        cls, provider: Provider, app: App, clocks: Clocks, request: str, pending: PendingSignIn
    ) -> SignIn:
        """Takes up a sign-in that waited when Kodi went down; the phone may approve the same code.

        The box's clock may have jumped meanwhile, so the time left is never more than the code's whole life.
        """
        sign_in = cls(provider, app, clocks, request)
        left = min(pending.expires_at - clocks.wall(), pending.challenge.expires_in)
        sign_in._wait_for(pending.challenge, clocks.monotonic() + left)
        return sign_in

    @property
    def running(self) -> bool:
        """Whether there is still something to do."""
        return self._phase in RUNNING

    @property
    def client_id(self) -> str:
        """The app ID it was asked with."""
        return self._app.client_id

    @property
    def due(self) -> float:
        """When :meth:`tick` has something to do; infinite when the sign-in is over."""
        if not self.running:
            return math.inf
        return min(self._next, self._deadline) if self._phase == "waiting" else self._next

    @property
    def pending(self) -> Optional[PendingSignIn]:
        """What to keep across a restart; None unless it waits for the phone."""
        if self._challenge is None or self._phase != "waiting":
            return None
        left = self._deadline - self._clocks.monotonic()
        return PendingSignIn(replace(self._challenge, interval=self._interval), self._clocks.wall() + left)

    @property
    def view(self) -> SignInView:
        """What the window shows."""
        view = SignInView(
            self.request, self._phase, problem=self._problem, name=self._name, former=self._former
        )
        code = self._challenge
        if code is None:
            return view
        return replace(
            view,
            user_code=code.user_code,
            verification_uri=code.verification_uri,
            verification_uri_complete=code.verification_uri_complete,
            deadline=self._deadline,
            life=code.expires_in,
        )

    def tick(self) -> None:
        """Does the one step that is due, at most one request to the tracker's sign-in; else nothing."""
        now = self._clocks.monotonic()
        if now < self.due:
            return
        if self._phase == "starting":
            self._start(now)
        elif self._phase == "waiting" and now >= self._deadline:
            self._end("expired")
        elif self._phase == "waiting":
            self._poll()

    def cancel(self) -> None:
        """Ends it for good; nothing is asked any more."""
        if self.running:
            self._end("cancelled")

    def finish(self, name: str, former: str = "") -> None:
        """Ends an approved sign-in well, once its credentials rest in the vault; ``name`` may be "".

        ``former``: the name of another account that was signed in until now.
        """
        self._name, self._former = name, former
        self._end("connected")

    def _start(self, now: float) -> None:
        if not SENDABLE.fullmatch(self._app.client_id):
            self._end("failed", Problem.APP_ID if self._app.client_id else Problem.APP_ID_MISSING)
            return
        try:
            challenge = self._provider.start(self._app)
        except AppRejected as error:
            self._end("failed", error.problem)
        except Unreachable as error:
            step = START_STEPS[min(self._tries, len(START_STEPS) - 1)]
            self._tries += 1
            self._try_again(error, step)
        else:
            self._wait_for(challenge, now + challenge.expires_in)

    def _wait_for(self, challenge: Challenge, deadline: float) -> None:
        self._challenge = challenge
        self._deadline = deadline
        self._interval = challenge.interval
        self._next = self._clocks.monotonic() + self._interval
        self._phase, self._problem = "waiting", ""

    def _poll(self) -> None:
        assert self._challenge is not None
        try:
            answer = self._provider.poll(self._app, self._challenge)
        except AppRejected as error:
            self._end("failed", error.problem)
        except Unreachable as error:
            self._try_again(error, self._interval)
        else:
            self._take(answer)

    def _take(self, answer: Poll) -> None:
        now = self._clocks.monotonic()
        if answer.outcome in ENDS:
            self._end(ENDS[answer.outcome])
        elif answer.outcome == "approved":
            self.credentials = answer.credentials
            self._phase, self._problem, self._next = "approved", "", now
        elif answer.outcome == "slow_down":
            self._interval += SLOW_DOWN
            self._next = now + max(self._interval, answer.wait)
            self._problem = Problem.BUSY.value
        else:
            self._next = now + self._interval
            self._problem = ""

    def _try_again(self, error: Unreachable, step: float) -> None:
        self._problem = error.problem.value
        self._next = self._clocks.monotonic() + max(step, error.retry_after or 0)

    def _end(self, phase: Phase, problem: Optional[Problem] = None) -> None:
        self._phase, self._problem = phase, problem.value if problem else ""
