"""What the parts of the sandbox tell each other about one request while it is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import flask
from werkzeug.wrappers import Response

from .clock import monotonic
from .grants import App
from .records import Journal, Request
from .signins import SignIn

KEY = "sandbox.exchange"


class DroppedError(Exception):
    """The connection is to be closed without an answer."""


@dataclass
class Exchange:
    """One request and what became of it."""

    request: Request
    journal: Journal
    app_id: str = ""
    """Client id of the registered app that calls, once it was recognised."""
    signin: SignIn | None = None
    """The sign-in that was started or polled."""
    early: float = 0.0
    """Seconds that the poll came too early."""
    forced_slow: bool = False
    """A fault wants this poll answered as if it had come too early."""
    slowed: bool = False
    """The answer tells the client to slow down."""
    retry_after: float | None = None
    """Seconds that the answer asks the client to stay away."""
    final: bool = False
    """After this answer the client must not poll again."""
    on_lost: list[Callable[[], None]] = field(default_factory=list)
    """Called when the tracker acted but its answer never arrived."""
    _held: bool = False

    @property
    def too_fast(self) -> bool:
        """Whether the poll is to be treated as too early."""
        return self.forced_slow or self.early > 0

    def violate(self, text: str) -> None:
        """Note a broken rule, named by tracker and route so that no secret of the path gets into it."""
        self.journal.violate(f"{self.request.tracker} {self.request.route}: {text}")

    def poll_arrived(self) -> None:
        """Judge the pace of a poll, whatever it will be answered."""
        if self.signin is None:
            return
        in_force = self.signin.pace.wait
        self.early = self.signin.pace.arrived(self.request.at)
        if self.signin.told_final:
            self.violate("polled again after the final answer")
        elif self.early > 0:
            self.violate(f"polled {self.early:.2f} s too early, {in_force:g} s are in force")

    def calls_as(self, app: App | None) -> None:
        """Note which app calls."""
        self.request.app, self.app_id = (app.name, app.client_id) if app else ("", "")

    def rest_in(self, response: Response) -> float | None:
        """Seconds that the answer asks the client to stay away."""
        told = response.headers.get("Retry-After", "")
        return float(told) if self.retry_after is None and told.isdecimal() else self.retry_after

    def answered(self, response: Response) -> None:
        """Note that the answer goes out."""
        if self.signin is None:
            return
        now, pace = monotonic(), self.signin.pace
        if self.slowed or response.status_code == 429:
            pace.slow_down(now, self.rest_in(response))
        elif pace.last <= self.request.at or self.request.route != "poll":
            # Otherwise the client gave up on this poll and has sent another one meanwhile.
            pace.replied(now)
        if not self._held:
            self.arrived_whole()

    def hold(self) -> None:
        """Leave open, for now, whether the answer arrives."""
        self._held = True

    def arrived_whole(self) -> None:
        """Note that the client has the answer."""
        if self.signin is not None and self.final:
            self.signin.told_final = True

    def lost(self) -> None:
        """Note that the client will not see the tracker's answer."""
        self.final = self.slowed = False
        self.request.lost = True
        for note in self.on_lost:
            note()


def current() -> Exchange:
    """The exchange of the request that Flask is handling. Pages on the control port have none."""
    found: Exchange = flask.request.environ[KEY]
    return found
