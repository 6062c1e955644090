"""Apps, accounts, and the tokens that tie them together."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class App:
    """A registered app."""

    name: str
    client_id: str
    """TMDb: the API key."""
    client_secret: str = field(default="", repr=False)
    """Empty for a public app. TMDb: the API Read Access Token."""
    generation: int = 0
    """Simkl: 1 (PIN) or 2 (OAuth 2.0). Others: 0."""
    kind: str = ""
    """Simkl V2: ``device``, ``public`` or ``server``. Trakt: ``public`` or ``confidential``."""
    redirect_uris: tuple[str, ...] = ()
    """Simkl: the addresses that were registered for the authorization-code flow."""
    deleted: bool = False
    suspended: bool = False
    """TMDb: the key is refused with a number of its own."""


@dataclass
class Account:
    """A person's account at one tracker."""

    key: str
    """How tests call it; also the user name that the tracker tells."""
    number: int
    name: str | None = None
    """Display name. Trakt and TMDb may have none; Simkl falls back to the key."""
    vip: bool = False
    """Trakt VIP."""
    kind: str = "free"
    """Simkl: ``free``, ``pro`` or ``vip``."""
    state: str = ""
    """Trakt: ``limit`` (420), ``locked`` or ``deactivated`` (423), ``vip_only`` (426;
    ``vip_only_bare`` without the header that says where to upgrade). TMDb: ``suspended`` or ``disabled``.
    Or empty."""
    bare: bool = False
    """Trakt: the settings lack what may be missing: limits, connections, avatar."""
    at_limit: bool = False
    """Trakt free account that has its one community app already: approval is refused on the page."""


@dataclass
class Grant:
    """What an account allowed an app. Every token belongs to one."""

    app: App
    account: Account
    scope: str
    revoked: bool = False


@dataclass
class AccessToken:
    """A bearer token, or a session of TMDb. ``expires_at`` is epoch seconds on the sandbox clock, None for
    never."""

    value: str = field(repr=False)
    grant: Grant
    expires_at: float | None = None
    dead: bool = False

    def alive(self, now: float) -> bool:
        """Whether calls with it are accepted."""
        expired = self.expires_at is not None and now >= self.expires_at
        return not (self.dead or self.grant.revoked or expired)


@dataclass
class RefreshToken:
    """A refresh token. The last three fields tell a blind retry from a retry after a lost answer."""

    value: str = field(repr=False)
    grant: Grant
    expires_at: float | None = None
    used_at: float | None = None
    """Epoch seconds of the first successful use, for trackers where it works once."""
    answer_lost: bool = False
    retried: bool = False

    def alive(self, now: float) -> bool:
        """Whether it can be used, rotation aside."""
        expired = self.expires_at is not None and now >= self.expires_at
        return not (self.grant.revoked or expired)
