"""The values that travel between the parts. Secrets are kept out of every ``repr``.

Named tuples, not dataclasses: those load ``inspect`` and more, which is 1.2 MB on a small box.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, Optional

from trackpass.errors import needs_owner
from trackpass.redaction import without

TRACKERS = {"simkl": "Simkl", "trakt": "Trakt", "tmdb": "TMDb"}
"""The trackers by their key in arguments and properties, with the name they go by."""

LARGEST_NUMBER = 1e11
"""Seconds; no duration and no moment that makes sense is larger. What was damaged may hold infinity."""

AccountState = Literal["signed_out", "waiting", "connected", "unverified", "reconnect"]
"""``unverified``: has a token not checked yet since Kodi started; ``reconnect``: the tracker ended it."""

Phase = Literal[
    "starting", "waiting", "approved", "connected", "denied", "expired", "gone", "failed", "cancelled"
]
"""Where a sign-in stands; ``gone``: the tracker no longer takes this code."""

Kind = Literal["code", "link", "browser"]
"""How the owner approves: with a short code on any device, by a link alone, or in the very browser that a
callback comes from (authorization code flow)."""

RUNNING: frozenset[Phase] = frozenset(("starting", "waiting", "approved"))
"""The phases in which a sign-in still has something to do."""


class App(NamedTuple):
    """A registered application at a tracker: its ID and, for confidential apps, its secret (else "").

    At TMDb the ID is an API key or a read access token, and so a secret itself.
    """

    client_id: str
    client_secret: str = ""

    def __repr__(self) -> str:
        return without(self, "client_id", "client_secret")


class Challenge(NamedTuple):
    """What the owner does on the phone and what we poll (RFC 8628, section 3.2).

    ``expires_in`` and ``interval`` are seconds. ``flow`` is the provider's own name of the wire format. An
    empty ``user_code``: the link alone is the way.
    """

    flow: str
    client_id: str
    device_code: str
    user_code: str
    verification_uri: str
    verification_uri_complete: str
    expires_in: float
    interval: float

    def __repr__(self) -> str:
        return f"Challenge(flow={self.flow!r}, expires_in={self.expires_in!r}, interval={self.interval!r})"


class Authorization(NamedTuple):
    """One try of the authorization code flow (RFC 6749, section 4.1, with PKCE, RFC 7636).

    ``redirect_uri`` is "" for apps that registered none; the owner then copies the code by hand.
    """

    state: str
    verifier: str
    redirect_uri: str = ""

    def __repr__(self) -> str:
        return without(self, "state", "verifier")


class Credentials(NamedTuple):
    """A sign-in at a tracker. Moments are epoch seconds by the tracker's clock; 0: does not expire.

    A tracker gives either an access token or a session. ``obtained_at`` is the token's age, ``since`` that of
    the whole sign-in, 0 if not known.
    """

    access_token: str
    client_id: str
    refresh_token: str = ""
    expires_at: int = 0
    obtained_at: int = 0
    since: int = 0
    name: str = ""
    flow: str = ""
    scope: str = ""
    session_id: str = ""
    account_id: str = ""

    def __repr__(self) -> str:
        return without(self, "access_token", "client_id", "refresh_token", "session_id")

    @property
    def proof(self) -> str:
        """What the tracker takes as proof of the sign-in."""
        return self.access_token or self.session_id


class PendingSignIn(NamedTuple):
    """A sign-in that waits, as it is kept across a restart; ``expires_at`` is epoch seconds of this box."""

    challenge: Challenge
    expires_at: float


class AccountView(NamedTuple):
    """What the world may know of an account; ``checked_at`` is epoch seconds, 0: not since Kodi started.

    ``former``: the name of another account that was signed in before this one, if that came out late.
    ``since`` and ``refresh_at``: when the owner signed in, and when the token is refreshed; epoch seconds, 0
    where nobody knows or where it never is. ``quiet_until``: the owner does not want to be asked to mend
    it before that moment of the box's own clock; infinite for never.
    """

    tracker: str
    state: AccountState = "signed_out"
    name: str = ""
    checked_at: float = 0
    problem: str = ""
    former: str = ""
    since: float = 0
    refresh_at: float = 0
    quiet_until: float = 0

    @property
    def need(self) -> str:
        """What only the owner can mend: ``sign_in``, or the name of the problem; "" for nothing."""
        if self.state == "reconnect":
            return "sign_in"
        return self.problem if self.state != "waiting" and needs_owner(self.problem) else ""


class SignInView(NamedTuple):
    """What the sign-in window shows. No account's token; a link's address holds what that link needs.

    ``request`` is the id of the command that asked for it. ``deadline`` is a moment of the monotonic clock,
    ``life`` the code's whole life in seconds; both 0 while there is no code. ``problem`` names what stands in
    the way right now (while waiting) or what ended it (failed). ``former``: the name of another account that
    was signed in until now.
    """

    request: str
    phase: Phase
    user_code: str = ""
    verification_uri: str = ""
    verification_uri_complete: str = ""
    deadline: float = 0
    life: float = 0
    problem: str = ""
    name: str = ""
    former: str = ""
    kind: Kind = "code"

    def __repr__(self) -> str:
        return without(self, "user_code", "verification_uri", "verification_uri_complete")


class PageView(NamedTuple):
    """The page for the phone while it is open; ``url`` holds the secret that lets the phone in.

    ``problem``: ``page_port`` when the port of the settings was taken and another one is used,
    ``page_network`` when the box has no address in the home network.
    """

    url: str = ""
    problem: str = ""

    def __repr__(self) -> str:
        return without(self, "url")


Verb = Literal[
    "connect",
    "renew",
    "verify",
    "cancel",
    "disconnect",
    "check",
    "later",
    "never",
    "hurry",
    "keep",
    "open_page",
    "close_page",
    "report",
    "report_named",
]
"""``connect``: a sign-in that already waits is shown again; ``renew``: always a new code; ``verify``: look at
once whether a link was approved; ``later``, ``never``: when to ask again for a new sign-in; ``hurry``: try at
once what waits for its turn; ``keep``: the owner knows that the sign-ins are shared with another box;
``open_page``, ``close_page``: the page for the phone;
``report``, ``report_named``: a report for help, without and with the names of the accounts."""


class Command(NamedTuple):
    """What somebody asks of the service; ``tracker`` "" means all, ``request`` names this very command.

    ``sign_in``, for ``cancel``: the request that began the sign-in to end, "" for whichever there is.
    """

    verb: Verb
    tracker: str = ""
    request: str = ""
    sign_in: str = ""


NoticeKind = Literal[
    "signed_in",
    "sign_in_ended",
    "reconnect",
    "checked",
    "signed_out",
    "left_behind",
    "replaced",
    "trouble",
    "welcome",
]
"""``left_behind``: signed out here, but the tracker may still list the app; ``replaced``: it is another
account than before; ``trouble``: the account's problem; ``welcome``: nobody ever signed in on this box."""


class Notice(NamedTuple):
    """Something the owner should hear of when no window shows it."""

    kind: NoticeKind
    account: AccountView
    sign_in: Optional[SignInView] = None
