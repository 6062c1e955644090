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
from typing import Mapping, Optional

from trackpass.clocks import Clocks
from trackpass.errors import Problem, Unreachable
from trackpass.model import RUNNING, App, Credentials, Kind, PendingSignIn, Phase, SignInView
from trackpass.providers.base import Outcome

ENDS: Mapping[Outcome, Phase] = {"denied": "denied", "expired": "expired", "gone": "gone"}
"""How a tracker's answer ends a sign-in."""
LONGEST_PAUSE = 30.0
"""Seconds between two tries at a tracker in trouble, unless it asks for more; Trakt wants as many (5xx)."""
UNWELL = (Problem.SERVER, Problem.GATE, Problem.BLOCKED)
"""Answers of a tracker, or of its gatekeeper, that get no better by asking again soon."""


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
        self._not_before = -math.inf
        self._doublings = 0
        self._problem = ""
        self._name = self._former = ""
        self.credentials: Optional[Credentials] = None

    @property
    def running(self) -> bool:
        """Whether there is still something to do."""
        return self._phase in RUNNING

    @property
    def app(self) -> App:
        """The app ID and secret it was asked with."""
        return self._app

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

    def give_up(self, problem: Problem) -> None:
        """Ends it for a reason that lies on this box."""
        if self.running:
            self._end("failed", problem)

    @abstractmethod
    def _start(self, now: float) -> None:
        """Gets what the owner needs to approve."""

    @abstractmethod
    def _ask(self) -> None:
        """Asks the tracker for the outcome."""

    def _approved(self, credentials: Optional[Credentials]) -> None:
        self.credentials = credentials
        self._phase, self._problem, self._next = "approved", "", self._clocks.monotonic()

    def _doubled(self, step: float) -> float:
        """The next pause of a row: ``step``, then twice as long each time, up to :data:`LONGEST_PAUSE`."""
        pause = min(step * 2.0**self._doublings, LONGEST_PAUSE)
        self._doublings += 1
        return pause

    def _try_again(self, error: Unreachable, step: float) -> None:
        now = self._clocks.monotonic()
        self._problem = error.problem.value
        self._next = now + max(step, error.retry_after or 0)
        self._not_before = self._next if error.problem is Problem.BUSY else now + (error.retry_after or 0)

    def _end(self, phase: Phase, problem: Optional[Problem] = None) -> None:
        self._phase, self._problem = phase, problem.value if problem else ""
