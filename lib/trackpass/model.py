"""The values that travel between the parts. Secrets are kept out of every ``repr``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Optional

TRACKERS = {"simkl": "Simkl", "trakt": "Trakt"}
"""The trackers by their key in arguments and properties, with the name they go by."""

AccountState = Literal["signed_out", "waiting", "connected", "unverified", "reconnect"]
"""``unverified``: has a token not checked yet since Kodi started; ``reconnect``: the tracker ended it."""

Phase = Literal[
    "starting", "waiting", "approved", "connected", "denied", "expired", "gone", "failed", "cancelled"
]
"""Where a sign-in stands; ``gone``: the tracker no longer takes this code."""

RUNNING: frozenset[Phase] = frozenset(("starting", "waiting", "approved"))
"""The phases in which a sign-in still has something to do."""


@dataclass(frozen=True)
class App:
    """A registered application at a tracker: its ID and, for confidential apps, its secret (else "")."""

    client_id: str
    client_secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Challenge:
    """What the owner does on the phone and what we poll (RFC 8628, section 3.2).

    ``expires_in`` and ``interval`` are seconds. ``flow`` is the provider's own name of the wire format.
    """

    flow: str
    client_id: str
    device_code: str = field(repr=False)
    user_code: str = field(repr=False)
    verification_uri: str
    verification_uri_complete: str = field(repr=False)
    expires_in: float
    interval: float


@dataclass(frozen=True)
class Credentials:
    """A sign-in at a tracker. Moments are epoch seconds by the tracker's clock; 0: does not expire."""

    access_token: str = field(repr=False)
    client_id: str
    refresh_token: str = field(default="", repr=False)
    expires_at: int = 0
    obtained_at: int = 0
    name: str = ""
    flow: str = ""
    scope: str = ""


@dataclass(frozen=True)
class PendingSignIn:
    """A sign-in that waits, as it is kept across a restart; ``expires_at`` is epoch seconds of this box."""

    challenge: Challenge
    expires_at: float


@dataclass(frozen=True)
class AccountView:
    """What the world may know of an account; ``checked_at`` is epoch seconds, 0: not since Kodi started."""

    tracker: str
    state: AccountState = "signed_out"
    name: str = ""
    checked_at: float = 0
    problem: str = ""


@dataclass(frozen=True)
class SignInView:
    """What the sign-in window shows. No token and no device code.

    ``request`` is the id of the command that asked for it. ``deadline`` is a moment of the monotonic clock,
    ``life`` the code's whole life in seconds; both 0 while there is no code. ``problem`` names what stands in
    the way right now (while waiting) or what ended it (failed). ``former``: the name of another account that
    was signed in until now.
    """

    request: str
    phase: Phase
    user_code: str = field(default="", repr=False)
    verification_uri: str = ""
    verification_uri_complete: str = field(default="", repr=False)
    deadline: float = 0
    life: float = 0
    problem: str = ""
    name: str = ""
    former: str = ""


Verb = Literal["connect", "renew", "cancel", "disconnect", "check", "hurry", "keep"]
"""``connect``: a sign-in that already waits is shown again; ``renew``: always a new code; ``hurry``: try at
once what waits for its turn; ``keep``: the owner knows that the sign-ins are shared with another box."""


@dataclass(frozen=True)
class Command:
    """What somebody asks of the service; ``tracker`` "" means all, ``request`` names this very command.

    ``sign_in``, for ``cancel``: the request that began the sign-in to end, "" for whichever there is.
    """

    verb: Verb
    tracker: str = ""
    request: str = ""
    sign_in: str = ""


NoticeKind = Literal[
    "signed_in", "sign_in_ended", "reconnect", "checked", "signed_out", "left_behind", "trouble"
]
"""``left_behind``: signed out here, but the tracker was not told; ``trouble``: the account's problem."""


@dataclass(frozen=True)
class Notice:
    """Something the owner should hear of when no window shows it."""

    kind: NoticeKind
    account: AccountView
    sign_in: Optional[SignInView] = None
