"""What a tracker keeps: apps, accounts, sign-ins and tokens."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from typing import Any

from .clock import Clock, monotonic
from .grants import AccessToken, Account, App, Grant, RefreshToken
from .records import Journal
from .rests import Rests
from .signins import Pace, SignIn, plain_code

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Of user codes: no 0 and O, no 1 and I."""

LONG_AGO = float("-inf")


class Registry:
    """The state of one tracker. ``lock`` is held while a request is handled."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self.journal = journal
        self.clock = clock
        self.lock = threading.RLock()
        self.reset()

    def reset(self) -> None:
        """Forget everybody."""
        with self.lock:
            self.apps: dict[str, App] = {}
            self.accounts: dict[str, Account] = {}
            self.signins: list[SignIn] = []
            self.access_tokens: dict[str, AccessToken] = {}
            self.refresh_tokens: dict[str, RefreshToken] = {}
            self._strays: dict[str, SignIn] = {}
            self.rests = Rests(self.clock)

    def register(self, app: App) -> None:
        """Add an app. Raises ValueError when its client id is taken."""
        with self.lock:
            if app.client_id in self.apps:
                raise ValueError(f"client id taken: {app.client_id}")
            self.apps[app.client_id] = app
            if app.client_secret:
                self.journal.secret(app.client_secret)

    def known_app(self, client_id: str) -> App | None:
        """The app with this id, unless deleted."""
        app = self.apps.get(client_id)
        return None if app is None or app.deleted else app

    def account(self, key: str, **fields: Any) -> Account:
        """The account of this name, made when there is none; the fields given are set on it."""
        with self.lock:
            if key not in self.accounts:
                self.accounts[key] = Account(key, number=1001 + len(self.accounts))
            account = self.accounts[key]
            for name, value in fields.items():
                if name not in Account.__dataclass_fields__:
                    raise ValueError(f"an account has no {name!r}")
                setattr(account, name, value)
            return account

    def new_signin(
        self,
        app: App,
        generation: str,
        device_code: str,
        user_code: str,
        interval: float,
        step: float,
        life: float,
    ) -> SignIn:
        """Give out a code that lives ``life`` seconds."""
        now = self.clock.now()
        pace = Pace(interval, step, last=monotonic())
        signin = SignIn(app, generation, device_code, user_code, now, now + life, pace)
        self.signins.append(signin)
        return signin

    def stray(self, code: str) -> SignIn:
        """Stands for a code that was never given out, to judge its polling too."""
        if code not in self._strays:
            nobody, pace = App("nobody", ""), Pace(0, 0, last=LONG_AGO)
            self._strays[code] = SignIn(nobody, "", code, code, 0.0, 0.0, pace, state="forgotten")
        return self._strays[code]

    def find(self, user_code: str | None = None) -> SignIn | None:
        """The sign-in with this user code, in any spelling; without a code the newest that waits."""
        with self.lock:
            if user_code is None:
                return next(reversed(self.pending()), None)
            wanted = plain_code(user_code)
            known = (signin for signin in reversed(self.signins) if signin.state != "forgotten")
            return next((signin for signin in known if plain_code(signin.user_code) == wanted), None)

    def pending(self) -> list[SignIn]:
        """Sign-ins that wait for a person, oldest first. Codes that Simkl offered unasked are left out."""
        with self.lock:
            now = self.clock.now()
            return [signin for signin in self.signins if signin.open(now) and not signin.offered]

    def new_user_code(self, length: int, hyphen: bool = False) -> str:
        """A user code that nobody has."""
        while True:
            code = "".join(secrets.choice(ALPHABET) for _ in range(length))
            if hyphen:
                code = f"{code[: length // 2]}-{code[length // 2 :]}"
            if self.find(code) is None:
                return self.journal.secret(code)

    def new_access_token(self, grant: Grant, value: str, life: float | None) -> AccessToken:
        """Give out a bearer token that lives ``life`` seconds, or for ever."""
        token = AccessToken(self.journal.secret(value), grant, self._end_of(life))
        self.access_tokens[value] = token
        return token

    def new_refresh_token(self, grant: Grant, value: str, life: float | None) -> RefreshToken:
        """Give out a refresh token that lives ``life`` seconds, or until it is used."""
        token = RefreshToken(self.journal.secret(value), grant, self._end_of(life))
        self.refresh_tokens[value] = token
        return token

    def connections(self) -> list[Grant]:
        """Who has connected which app, and did not end it."""
        with self.lock:
            held = [token.grant for token in self.access_tokens.values()]
            held += [token.grant for token in self.refresh_tokens.values()]
            grants = {id(grant): grant for grant in held}
            return [grant for grant in grants.values() if not grant.revoked]

    def end_connections(self, which: Callable[[Grant], bool]) -> int:
        """Revoke every token of these grants; how many grants that ended."""
        with self.lock:
            ended = [grant for grant in self.connections() if which(grant)]
            for grant in ended:
                grant.revoked = True
            return len(ended)

    def _end_of(self, life: float | None) -> float | None:
        return None if life is None else self.clock.now() + life
