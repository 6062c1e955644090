"""The few exceptions, each a different thing to do, and the problems that a person can be told of.

::

    TrackpassError           .problem names the sentence that the owner reads
    |-- Unreachable          no usable answer: the same call may work later, nothing stored changes
    |   `-- TooSoon          our own pace forbids the call for a moment: nobody was asked
    |-- AppRejected          the tracker does not accept our app (ID, secret or kind): mend the settings
    |-- AccountHeld          the tracker knows the account but holds it back (locked, VIP only, limit)
    `-- CredentialsRejected  the tracker does not accept this token: confirm once, then sign in again

Outcomes that belong to a sign-in (pending, denied, expired) are values, see
:class:`trackpass.providers.base.Poll`.
"""

from __future__ import annotations

from enum import Enum
from typing import Optional


class Problem(str, Enum):
    """What went wrong, as a name; the words are in the language files."""

    NETWORK = "network"
    """No connection: refused, no route, name not found, timed out, cut off."""
    CERTIFICATE = "certificate"
    """The secure connection was not accepted."""
    CLOCK = "clock"
    """The secure connection was not accepted, and the box's clock is the reason."""
    SERVER = "server"
    """The tracker answered that it is down or overloaded (5xx)."""
    GARBLED = "garbled"
    """The answer was not what the tracker's API sends: a web page, broken JSON, a missing field."""
    GATE = "gate"
    """The tracker's gatekeeper (Cloudflare) turned the box away before the tracker saw the call."""
    BUSY = "busy"
    """The tracker asks us to slow down."""
    BLOCKED = "blocked"
    """The tracker turns our calls away for now; when that lasts, see :attr:`APP_TURNED_AWAY`."""

    NOT_APPROVED = "not_approved"
    """The owner said that a sign-in was approved, and the tracker does not know of it."""

    APP_ID_MISSING = "app_id_missing"
    """No app ID in the settings."""
    APP_ID = "app_id"
    """The tracker does not know the app ID, or no longer does."""
    APP_ID_FORMAT = "app_id_format"
    """What stands in the settings cannot be an app ID: spaces, a web address, a token."""
    APP_SECRET = "app_secret"
    """The app secret is missing or wrong."""
    APP_KIND = "app_kind"
    """The app is of a kind that signs in through a browser and gets no codes."""
    APP_REDIRECT = "app_redirect"
    """The redirect address is not registered with the app."""
    APP_KEY_MISSING = "app_key_missing"
    """No API key in the settings."""
    APP_KEY_FORMAT = "app_key_format"
    """What stands in the settings is neither an API key nor a read access token."""
    APP_KEY = "app_key"
    """The tracker does not know the API key."""
    APP_TURNED_AWAY = "app_turned_away"
    """The tracker turns the app away, for long or for good: it does not say whether it still knows it."""
    APP_KEY_SUSPENDED = "app_key_suspended"
    """The tracker suspended the API key."""
    OTHER_APP = "other_app"
    """The sign-in belongs to an app ID that no longer works and that the owner has replaced."""
    SETTINGS_OPEN = "settings_open"
    """A settings dialog is open on the TV and would undo what is stored now."""

    ACCOUNT_LOCKED = "account_locked"
    """The account is locked or deactivated at the tracker."""
    ACCOUNT_VIP = "account_vip"
    """The tracker wants a paid account for this."""
    ACCOUNT_LIMIT = "account_limit"
    """The account reached a limit of the tracker."""

    ENDED = "ended"
    """The tracker ended the sign-in."""
    PLACE_TAKEN = "place_taken"
    """The tracker ended the sign-in, perhaps for another app: a free account has room for one."""
    FILES_LOST = "files_lost"
    """Both places that hold the sign-ins were damaged."""
    STORAGE = "storage"
    """The disk of this box takes nothing, so nothing that works once is spent."""
    COPIED = "copied"
    """The sign-ins were copied from another box, which uses them too."""


PASSING = tuple(
    problem.value
    for problem in (
        Problem.NETWORK,
        Problem.SERVER,
        Problem.GARBLED,
        Problem.GATE,
        Problem.BUSY,
        Problem.BLOCKED,
    )
)
"""Problems that go away by themselves; their sentences promise another try."""


def is_of_app(problem: str) -> bool:
    """Whether the owner's app ID, secret or key has to be mended, or entered at all."""
    return problem.startswith("app_")


def needs_owner(problem: str) -> bool:
    """Whether it stays until the owner does something about it."""
    is_of_owner = is_of_app(problem) or problem.startswith("account_")
    return is_of_owner or problem in (Problem.STORAGE.value, Problem.OTHER_APP.value)


class TrackpassError(Exception):
    """Base of all; its text is the problem's name, never an address or a value from the wire."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class Unreachable(TrackpassError):
    """No usable answer. ``retry_after``: seconds the tracker asked us to wait, if it did.

    ``lost``: the tracker may have acted on the call, and only its answer did not arrive. For a call that
    spends a one-time token this is the difference between trying again and trying once more.
    """

    def __init__(self, problem: Problem, retry_after: Optional[float] = None, lost: bool = False) -> None:
        super().__init__(problem)
        self.retry_after = retry_after
        self.lost = lost


class TooSoon(Unreachable):
    """Our own pace forbids the call for a moment; the tracker was not asked."""


class AppRejected(TrackpassError):
    """The tracker does not accept our app; the tokens are not to blame and are kept."""


class AccountHeld(TrackpassError):
    """The tracker knows the account and holds it back; the tokens are kept."""


class CredentialsRejected(TrackpassError):
    """The tracker does not accept this token (HTTP 401, or ``invalid_grant`` for a refresh token)."""

    def __init__(self, problem: Problem = Problem.ENDED) -> None:
        super().__init__(problem)
