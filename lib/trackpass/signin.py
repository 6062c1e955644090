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
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Mapping, Optional

from trackpass.clocks import Clocks
from trackpass.errors import Problem, TrackpassError, Unreachable
from trackpass.model import RUNNING, App, Challenge, Credentials, Kind, PendingSignIn, Phase, SignInView
from trackpass.providers.base import Outcome, Poll, Provider

SLOW_DOWN = 5.0
"""Seconds that a too fast poller adds to its interval for good (RFC 8628, section 3.5)."""
START_STEPS = (2.0, 4.0, 8.0, 15.0)
"""Seconds between tries to get a code; the last one repeats."""
START_LIFE = 900.0
"""Seconds after which no more tries are made to get a code."""
VERIFY_REST = 1.0
"""Seconds between two looks at a link, however often the owner presses the button."""

ENDS: Mapping[Outcome, Phase] = {"denied": "denied", "expired": "expired", "gone": "gone"}


class Attempt(ABC):
    """What every way of signing in has in common; :meth:`tick` does what is due.

    ``request`` is the id of the command that last asked for it, passed through to the view. ``due`` is when
    there is something to do, on the monotonic clock; infinite when it is over.
    """

    kind: Kind = "code"

    def __init__(self, app: App, clocks: Clocks, request: str) -> None:
        self._app = app
        self._clocks = clocks
        self.request = request
        self._phase: Phase = "starting"
        self._deadline = math.inf
        self._next = clocks.monotonic()
        self._problem = ""
        self._name = self._former = ""
        self.credentials: Optional[Credentials] = None

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
        """When :meth:`tick` has something to do."""
        if not self.running:
            return math.inf
        return min(self._next, self._deadline) if self._phase == "waiting" else self._next

    @property
    def pending(self) -> Optional[PendingSignIn]:
        """What to keep across a restart; None for nothing."""
        return None

    @property
    def view(self) -> SignInView:
        """What the window shows."""
        return SignInView(
            self.request,
            self._phase,
            problem=self._problem,
            name=self._name,
            former=self._former,
            kind=self.kind,
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
            self._ask()

    @abstractmethod
    def verify(self) -> None:
        """The owner says that it is approved."""

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

    @abstractmethod
    def _start(self, now: float) -> None:
        """Gets what the owner needs to approve."""

    @abstractmethod
    def _ask(self) -> None:
        """Asks the tracker for the outcome."""

    def _approved(self, credentials: Optional[Credentials]) -> None:
        self.credentials = credentials
        self._phase, self._problem, self._next = "approved", "", self._clocks.monotonic()

    def _try_again(self, error: Unreachable, step: float) -> None:
        self._problem = error.problem.value
        self._next = self._clocks.monotonic() + max(step, error.retry_after or 0)

    def _end(self, phase: Phase, problem: Optional[Problem] = None) -> None:
        self._phase, self._problem = phase, problem.value if problem else ""


class SignIn(Attempt):
    """One try to sign in with a code, or with a link where the tracker has no codes."""

    def __init__(self, provider: Provider, app: App, clocks: Clocks, request: str) -> None:
        super().__init__(app, clocks, request)
        self._provider = provider
        self._challenge: Optional[Challenge] = None
        self._interval = 0.0
        self._tries = 0
        self._began = self._asked_at = clocks.monotonic()

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
        return PendingSignIn(replace(self._challenge, interval=self._interval), self._clocks.wall() + left)

    @property
    def view(self) -> SignInView:
        """What the window shows."""
        code = self._challenge
        if code is None:
            return super().view
        return replace(
            super().view,
            user_code=code.user_code,
            verification_uri=code.verification_uri,
            verification_uri_complete=code.verification_uri_complete,
            deadline=self._deadline,
            life=code.expires_in,
        )

    def verify(self) -> None:
        """Has a link looked at now. A code, and a busy tracker, is asked at its own pace, whoever hurries."""
        if self._phase == "waiting" and self.kind == "link" and self._problem != Problem.BUSY.value:
            self._next = min(self._next, max(self._clocks.monotonic(), self._asked_at + VERIFY_REST))

    def _start(self, now: float) -> None:
        mistake = self._provider.mistake(self._app)
        if mistake is not None:
            self._end("failed", mistake)
            return
        try:
            challenge = self._provider.start(self._app)
        except Unreachable as error:
            step = START_STEPS[min(self._tries, len(START_STEPS) - 1)]
            self._tries += 1
            self._try_again(error, step)
            if self._next > self._began + START_LIFE:
                self._end("failed", error.problem)
        except TrackpassError as error:
            self._end("failed", error.problem)
        else:
            self._wait_for(challenge, now + challenge.expires_in)

    def _wait_for(self, challenge: Challenge, deadline: float) -> None:
        self._challenge = challenge
        self.kind = "code" if challenge.user_code else "link"
        self._deadline = deadline
        self._interval = challenge.interval
        self._next = self._clocks.monotonic() + self._interval
        self._phase, self._problem = "waiting", ""

    def _ask(self) -> None:
        assert self._challenge is not None
        self._asked_at = self._clocks.monotonic()
        try:
            answer = self._provider.poll(self._app, self._challenge)
        except Unreachable as error:
            self._try_again(error, self._interval)
        except TrackpassError as error:
            self._end("failed", error.problem)
        else:
            self._take(answer)

    def _take(self, answer: Poll) -> None:
        now = self._clocks.monotonic()
        if answer.outcome in ENDS:
            self._end(ENDS[answer.outcome])
        elif answer.outcome == "approved":
            self._approved(answer.credentials)
        elif answer.outcome == "slow_down":
            self._interval += SLOW_DOWN
            self._next = now + max(self._interval, answer.wait)
            self._problem = Problem.BUSY.value
        else:
            self._next = now + self._interval
            self._problem = ""
