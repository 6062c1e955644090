"""What the rest asks of a tracker, and the readings that all trackers share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Dict, Literal, Mapping, NoReturn, Optional, Protocol

from trackpass.errors import Problem, Unreachable
from trackpass.model import App, Challenge, Credentials
from trackpass.web import Reply

Outcome = Literal["pending", "slow_down", "approved", "denied", "expired", "gone"]


@dataclass(frozen=True)
class Poll:
    """The answer to one poll. ``wait``: seconds of a ``Retry-After``, 0 where there was none."""

    outcome: Outcome
    credentials: Optional[Credentials] = None
    wait: float = 0


class Provider(Protocol):
    """A tracker that is signed in to with a code on a second device.

    Every method makes one call, or two where its docstring says so, and may raise
    :class:`~trackpass.errors.Unreachable` and :class:`~trackpass.errors.AppRejected`.
    """

    key: str
    """Name in arguments and properties."""
    settings_key: str
    """First part of the names of its settings."""

    def start(self, app: App) -> Challenge:
        """Asks the tracker for a new code."""

    def poll(self, app: App, challenge: Challenge) -> Poll:
        """Asks whether the owner approved."""

    def check(self, credentials: Credentials) -> None:
        """One cheap authenticated call.

        Raises:
            CredentialsRejected: the tracker does not accept the token.
            AccountHeld: the tracker holds the account back.
        """

    def account_name(self, credentials: Credentials) -> str:
        """What the tracker itself calls the account; raises as :meth:`check` does."""


class Memory(Protocol):
    """A few facts that outlast a restart, such as the generation of an app ID."""

    def recall(self, key: str) -> str:
        """The fact kept under ``key``, or ""."""

    def remember(self, key: str, value: str) -> None:
        """Keeps a fact."""


Clock = Callable[[], float]


def refuse_unusable(reply: Reply) -> None:
    """Raises Unreachable for what says nothing about app, code or account, whoever sent it.

    A web page is never an answer of an API; 403 and 429 pages come from the gatekeeper in front of it.
    """
    if reply.status >= 500:
        raise Unreachable(Problem.SERVER, reply.retry_after)
    if reply.status == 429:
        raise Unreachable(Problem.BUSY, reply.retry_after)
    if reply.is_page:
        raise Unreachable(Problem.GATE if reply.status == 403 else Problem.GARBLED, reply.retry_after)


def garbled() -> NoReturn:
    """Ends the reading of a reply that fits nothing in the tracker's documents."""
    raise Unreachable(Problem.GARBLED)


def text_field(fields: Mapping[str, Any], name: str) -> str:
    """A field that must be a non-empty text.

    Raises:
        Unreachable: it is missing or something else.
    """
    value = fields.get(name)
    if not isinstance(value, str) or not value.strip():
        garbled()
    return value.strip()


def seconds_field(fields: Mapping[str, Any], name: str, default: float, least: float) -> float:
    """A duration in seconds; the default where it is missing or no number."""
    value = fields.get(name)
    number = float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else default
    return max(least, number)


def web_address(fields: Mapping[str, Any], *names: str) -> str:
    """The first field of these that is an https address.

    Raises:
        Unreachable: there is none; an owner is never sent to a page that is not secured.
    """
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and value.startswith("https://"):
            return value
    garbled()


def token_credentials(reply: Reply, client_id: str, flow: str, clock: Clock) -> Credentials:
    """Credentials from a token answer (RFC 6749, section 5.1), counted by the tracker's own time.

    The moment it was given is ``created_at`` where there is one, else the ``Date`` header, else our clock.
    """
    fields: Dict[str, Any] = reply.fields
    obtained = fields.get("created_at")
    if not isinstance(obtained, (int, float)) or isinstance(obtained, bool):
        obtained = reply.date if reply.date is not None else clock()
    life = seconds_field(fields, "expires_in", default=0, least=0)
    return Credentials(
        access_token=text_field(fields, "access_token"),
        client_id=client_id,
        refresh_token=str(fields.get("refresh_token") or ""),
        expires_at=int(obtained + life) if life else 0,
        obtained_at=int(obtained),
        flow=flow,
        scope=str(fields.get("scope") or ""),
    )
