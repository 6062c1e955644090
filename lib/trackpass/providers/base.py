"""What the rest asks of a tracker, and the readings that all trackers share."""

from __future__ import annotations

from typing import Any, Dict, Literal, Mapping, NamedTuple, NoReturn, Optional, Protocol

from trackpass.clocks import Clock
from trackpass.errors import Problem, Unreachable
from trackpass.model import LARGEST_NUMBER, App, Authorization, Challenge, Credentials
from trackpass.web import Reply

SAME_MOMENT = 300.0
"""Seconds that ``created_at`` and ``Date`` of one answer may differ; one is wrong if they differ more."""

Outcome = Literal["pending", "slow_down", "approved", "denied", "expired", "gone"]


DEVICE_ERRORS: Mapping[str, Outcome] = {
    "authorization_pending": "pending",
    "slow_down": "slow_down",
    "access_denied": "denied",
    "expired_token": "expired",
    "invalid_grant": "gone",
}
"""What the error names of a device flow mean (RFC 8628, section 3.5; ``invalid_grant``: RFC 6749, 5.2)."""


class Poll(NamedTuple):
    """The answer to one poll. ``wait``: seconds of a ``Retry-After``, 0 where there was none."""

    outcome: Outcome
    credentials: Optional[Credentials] = None
    wait: float = 0


class Provider(Protocol):
    """A tracker that is signed in to with a code or a link on a second device.

    Every method makes one call, or two where its docstring says so, and may raise
    :class:`~trackpass.errors.Unreachable` and :class:`~trackpass.errors.AppRejected`.
    """

    key: str
    """Name in arguments and properties."""
    refresh_works_once: bool
    """Whether a refresh token is dead as soon as the tracker has seen it."""

    def mistake(self, app: App) -> Optional[Problem]:
        """What is wrong with the app ID or secret as far as can be seen without asking; no call."""

    def probe(self, app: App) -> None:
        """Has the tracker say that it knows the app."""

    def start(self, app: App) -> Challenge:
        """Asks the tracker for a new code or link."""

    def poll(self, app: App, challenge: Challenge) -> Poll:
        """Asks whether the owner approved."""

    def check(self, credentials: Credentials) -> None:
        """One cheap authenticated call.

        Raises:
            CredentialsRejected: the tracker does not accept the token.
            AccountHeld: the tracker holds the account back.
        """

    def identify(self, credentials: Credentials) -> Credentials:
        """The credentials with what the tracker itself calls the account; raises as :meth:`check` does.

        ``name`` stays as it is if the tracker does not say.
        """

    def refresh(self, app: App, credentials: Credentials) -> Credentials:
        """Trades the refresh token for a new pair, without the name.

        Raises:
            CredentialsRejected: the tracker's final word (``invalid_grant``).
            Unreachable: with ``lost`` when the old pair may be spent already.
        """

    def revoke(self, app: App, credentials: Credentials) -> bool:
        """Ends the sign-in at the tracker; False where it has no such call or did not confirm it."""


class CodeFlow(Protocol):
    """A tracker that can be signed in to in a browser whose callback reaches us (RFC 6749, section 4.1)."""

    def mistake(self, app: App) -> Optional[Problem]:
        """As in :class:`Provider`."""

    def authorization_url(self, app: App, authorization: Authorization) -> str:
        """The consent page for the owner's browser.

        Raises:
            AppRejected: the tracker does not know the app, or wants a redirect address of it.
            Unreachable: what the tracker had to be asked for did not come.
        """

    def exchange(self, app: App, authorization: Authorization, code: str) -> Poll:
        """Trades the code for credentials: ``approved`` or ``gone``. A code works once, failures included.

        Raises:
            AppRejected: secret or redirect address are not those of the app.
            Unreachable: with ``lost`` when the tracker may have seen the code, which is spent then.
        """


class LinkFlow(Protocol):
    """A tracker whose sign-in is a link, so that one that was made elsewhere can be finished here."""

    def challenge_for(self, app: App, token: str) -> Challenge:
        """The challenge of a link's token, with its whole life before it; no call."""


class Trackers(NamedTuple):
    """All trackers by key, and those of them that can be signed in to in other ways as well."""

    providers: Mapping[str, Provider]
    code_flows: Mapping[str, CodeFlow]
    link_flows: Mapping[str, LinkFlow]


class Memory(Protocol):
    """A few facts that outlast a restart, such as the generation of an app ID."""

    def recall(self, key: str) -> str:
        """The fact kept under ``key``, or ""."""

    def remember(self, key: str, value: str) -> None:
        """Keeps a fact."""


def refuse_unusable(reply: Reply) -> None:
    """Raises Unreachable for what says nothing about app, code or account, whoever sent it.

    A web page is never an answer of an API; 403 and 429 pages come from the gatekeeper in front of it, which
    has a JSON of its own as well.
    """
    if reply.status >= 500:
        raise Unreachable(Problem.SERVER, reply.retry_after)
    if reply.status == 429:
        raise Unreachable(Problem.BUSY, reply.retry_after)
    if reply.is_gatekeepers:
        raise Unreachable(Problem.GATE, reply.retry_after)
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
    number = number_field(fields, name)
    return max(least, default if number is None else number)


def number_field(fields: Mapping[str, Any], name: str) -> Optional[float]:
    """A number that a clock or a duration can have, also as text; None for anything else."""
    value = fields.get(name)
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if 0 <= value <= LARGEST_NUMBER else None


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


def quoted(text: str) -> str:
    """The text as one part of an address's path."""
    from urllib.parse import quote  # slow to load, and only sign-ins need it

    return quote(text, safe="")


def named(credentials: Credentials, account: Any, field: str) -> Credentials:
    """The credentials with the name in this field of an account's object, unchanged if there is none."""
    name = str(account.get(field) or "").strip() if isinstance(account, dict) else ""
    return credentials._replace(name=name) if name else credentials


def secret_of(app: App, credentials: Credentials) -> Dict[str, str]:
    """The app's secret as a body field, if it is the app that obtained the credentials and has one."""
    fits = app.client_secret and app.client_id == credentials.client_id
    return {"client_secret": app.client_secret} if fits else {}


def token_credentials(reply: Reply, client_id: str, flow: str, clock: Clock) -> Credentials:
    """Credentials from a token answer (RFC 6749, section 5.1), counted by the tracker's own time.

    The moment it was given is ``created_at`` where there is one, else the ``Date`` header, else our clock. A
    ``created_at`` that is far from the ``Date`` is not believed, since ours is the time of that header.

    Raises:
        Unreachable: the answer cannot be read, so the token in it is lost.
    """
    fields: Dict[str, Any] = reply.fields
    if not isinstance(fields.get("access_token"), str) or not fields["access_token"].strip():
        raise Unreachable(Problem.GARBLED, lost=True)
    obtained = number_field(fields, "created_at")
    date = reply.date
    if date is not None and (obtained is None or abs(obtained - date) > SAME_MOMENT):
        obtained = date
    elif obtained is None:
        obtained = clock()
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
