"""What all trackers have in common: settings, and a test's hand on their sign-ins."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import flask
from werkzeug.wrappers import Response

from .exchange import Exchange, current
from .grants import App
from .limits import Counter, Limit
from .records import Request
from .registry import Registry
from .signins import SignIn


class Tracker(Registry, ABC):
    """A tracker. Its settings are attributes; those set on an object last until ``reset``."""

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    """As people write it."""
    hosts: ClassVar[tuple[str, ...]] = ()
    site: ClassVar[str] = ""
    """Host that has the page for the phone."""
    phone_hosts: ClassVar[tuple[str, ...]] = ()
    """Every host that has it."""
    code_path: ClassVar[str] = ""
    """Path of that page."""
    SETTINGS: ClassVar[tuple[str, ...]] = (
        "interval",
        "expires_in",
        "slow_down_step",
        "token_life",
        "phone_account",
        "prefill",
        "limited",
    )

    interval: float = 5
    """Seconds between polls, as the reply says."""
    expires_in: float = 900
    """Life of a code in seconds."""
    slow_down_step: float = 5
    """Seconds a client has to add after it was told to slow down (RFC 8628 section 3.5)."""
    token_life: float = 604800
    """Life of an access token in seconds."""
    phone_account: str = "ann"
    """Who is signed in on the phone."""
    prefill: str = "consent"
    """An address with the code leads to ``consent``, to the ``form`` with the code in it, or to an empty form
    (``ignored``)."""
    limited: bool = False
    """Calls are counted, and too many of them refused as the tracker does. Off: as fast as a test likes."""

    pages: flask.Flask
    """The pages for the phone, alone."""
    apps_by_host: dict[str, flask.Flask]
    """What answers under each host name."""

    def reset(self) -> None:
        """Forget everybody, and every setting that was changed."""
        with self.lock:
            super().reset()
            self._counter = Counter()
            for setting in self.SETTINGS:
                self.__dict__.pop(setting, None)

    def set(self, **settings: Any) -> None:
        """Change settings by name. Raises ValueError for a name that is none."""
        for name, value in settings.items():
            if name not in self.SETTINGS:
                raise ValueError(f"{self.name} has no setting {name!r}")
            setattr(self, name, value)

    # What each tracker answers itself: see simkl.py, trakt.py and tmdb.py.

    @abstractmethod
    def route_of(self, request: Request) -> str:
        """The name by which faults and the log know this call."""

    @abstractmethod
    def inspect(self, exchange: Exchange) -> None:
        """Note what a well-behaved client would not have sent, whatever is answered."""

    @abstractmethod
    def polled(self, request: Request) -> SignIn | None:
        """The sign-in that a poll asks for."""

    def sign(self, response: Response) -> None:
        """Add the headers that every answer of this tracker has."""

    @abstractmethod
    def error(self, status: int, path: str = "") -> Response:
        """An error of this status, as calls of this path word it."""

    @abstractmethod
    def rate_limited(self, error: str, path: str) -> Response:
        """A 429 without ``Retry-After``."""

    def blocked(self) -> Response:
        """A 412 while requests are blocked."""
        return self.error(412)

    def too_soon(self, limit: Limit, who: str) -> float:
        """Count a call; seconds until there is room for it. Not to have waited for it is a broken rule."""
        wait = self._counter.wait(limit, who, self.clock.pace())
        if wait:
            current().violate(f"more than {limit.most} {limit.name} in {limit.period:g} s")
        return wait

    # The test's hand.

    def approve(self, user_code: str | None = None, account: str | None = None) -> SignIn:
        """The person approves. Raises LookupError when no such code waits."""
        with self.lock:
            signin = self._waiting(user_code)
            signin.state, signin.account = "approved", self.account(account or self.phone_account)
            return signin

    def deny(self, user_code: str | None = None) -> SignIn:
        """The person refuses. Raises LookupError when no such code waits."""
        with self.lock:
            signin = self._waiting(user_code)
            signin.state = "denied"
            return signin

    def expire(self, user_code: str | None = None) -> SignIn:
        """The code's life is over. Raises LookupError when there is no such code."""
        with self.lock:
            signin = self._known(user_code)
            signin.expires_at = self.clock.now()
            return signin

    def forget(self, user_code: str | None = None) -> SignIn:
        """The tracker does not know the code any more. Raises LookupError when it did not."""
        with self.lock:
            signin = self._known(user_code)
            signin.state = "forgotten"
            return signin

    def revoke(self, account: str) -> int:
        """The person disconnects every app; how many connections that ended."""
        return self.end_connections(lambda grant: grant.account.key == account)

    def revoke_all(self) -> int:
        """Everybody disconnects every app; how many connections that ended."""
        return self.end_connections(lambda grant: True)

    def delete_app(self, client_id: str) -> None:
        """The app is gone from the tracker. Raises KeyError when it never was there."""
        with self.lock:
            self.apps[client_id].deleted = True

    def suspend_app(self, client_id: str, suspended: bool = True) -> None:
        """TMDb: the key is suspended, or not any more. Raises KeyError when it never was there."""
        with self.lock:
            self.apps[client_id].suspended = suspended

    def start_signin(self, app: App, generation: str, device_code: str, user_code: str) -> SignIn:
        """Give out a code with the pace and life that are set."""
        pace = (self.interval, self.slow_down_step, self.expires_in)
        return self.new_signin(app, generation, device_code, user_code, *pace)

    def _waiting(self, user_code: str | None) -> SignIn:
        signin = self._known(user_code)
        if not signin.open(self.clock.now()):
            raise LookupError(f"the code does not wait any more, it is {signin.state} or expired")
        return signin

    def _known(self, user_code: str | None) -> SignIn:
        signin = self.find(user_code)
        if signin is None:
            raise LookupError("no such code")
        return signin
