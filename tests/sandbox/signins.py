"""One sign-in on its way: a device code, its user code, and the pace at which it is polled."""

from __future__ import annotations

from dataclasses import dataclass, field

from .grants import Account, App

SLACK = 0.05
"""Seconds a poll may come early: the client counts from when it saw the last reply."""


@dataclass
class Pace:
    """How often a client may ask for one device code. All times are monotonic seconds."""

    interval: float
    step: float
    """Seconds that the interval grows on every "slow down" (RFC 8628 section 3.5: 5)."""
    last: float
    """When the last request came in, or the last reply went out, whichever is later."""
    wait: float = 0.0
    """Pause that is in force until the next poll."""

    def __post_init__(self) -> None:
        self.wait = self.interval

    def arrived(self, now: float) -> float:
        """Note a poll; how many seconds it came too early, 0 when it did not. Re-arms the timer."""
        gap = now - self.last
        self.last = now
        return self.wait - gap if gap < self.wait - SLACK else 0.0

    def replied(self, now: float) -> None:
        """Note that an answer went out."""
        self.last = now
        self.wait = self.interval

    def slow_down(self, now: float, retry_after: float | None = None) -> None:
        """Note that the answer told the client to slow down, for good or for ``retry_after`` seconds."""
        self.last = now
        if retry_after is None:
            self.interval += self.step
            self.wait = self.interval
        else:
            self.wait = max(self.interval, retry_after)


@dataclass
class SignIn:
    """A code that was given out. ``state`` is what the person did; the clock alone makes it expired."""

    app: App
    generation: str
    """``v1`` (Simkl PIN), ``v2`` (Simkl device flow), ``device`` (Trakt) or ``v3`` (TMDb)."""
    device_code: str = field(repr=False)
    user_code: str
    """TMDb has one code, the request token: it is this and the device code."""
    created: float
    expires_at: float
    """Epoch seconds on the sandbox clock."""
    pace: Pace = field(repr=False)
    scope: str = ""
    state: str = "pending"
    """``pending``, ``approved``, ``denied``, ``collected`` or ``forgotten``."""
    account: Account | None = None
    told_final: bool = False
    """The client has received an answer after which it must not poll again."""
    offered: bool = False
    """Simkl V1 sent this code unasked, in the answer to a poll for another one."""

    def expired(self, now: float) -> bool:
        """Whether its life is over (it may have been collected before)."""
        return now >= self.expires_at

    def open(self, now: float) -> bool:
        """Whether a person can still approve it."""
        return self.state == "pending" and not self.expired(now)


def plain_code(text: str) -> str:
    """A user code as compared: upper case, without spaces and hyphens (RFC 8628 section 6.1)."""
    return "".join(char for char in text.upper() if char.isalnum())
