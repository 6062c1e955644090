"""Simkl's authorization codes, and the proof that goes with one (PKCE, RFC 7636)."""

from __future__ import annotations

import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from .exchange import current
from .grants import Account, App

if TYPE_CHECKING:
    from .simkl import Simkl

VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


@dataclass
class Asked:
    """What an address of the consent page asks for."""

    app: App
    redirect_uri: str
    """Empty: the code is fetched from a page of the site."""
    scope: str = ""
    state: str | None = None
    challenge: str = field(default="", repr=False)
    method: str = ""
    """``S256``, ``plain``, or whatever was sent."""


@dataclass
class AuthorizationCode:
    """A code that was given out. Any exchange uses it up, also one that fails."""

    asked: Asked
    account: Account
    expires_at: float
    """Epoch seconds on the sandbox clock."""
    used: bool = False
    answer_lost: bool = False

    def proven_by(self, verifier: str) -> bool:
        """Whether the verifier belongs to the challenge. A method in another spelling never fits."""
        if not VERIFIER.fullmatch(verifier):
            return False
        if self.asked.method == "S256":
            digest = sha256(verifier.encode()).digest()
            return urlsafe_b64encode(digest).rstrip(b"=").decode() == self.asked.challenge
        return self.asked.method == "plain" and verifier == self.asked.challenge


def give_code(simkl: Simkl, asked: Asked) -> str:
    """A new code for the account that is signed in on the phone."""
    value = simkl.journal.secret(secrets.token_hex(32))
    account = simkl.account(simkl.phone_account)
    simkl.codes[value] = AuthorizationCode(asked, account, simkl.clock.now() + simkl.code_life)
    return value


def take_code(simkl: Simkl) -> AuthorizationCode | None:
    """The code in the body of this call if it was good until now; it is used up."""
    exchange = current()
    if verifier := exchange.request.value("code_verifier"):
        simkl.journal.secret(verifier)
    code = simkl.codes.get(exchange.request.value("code"))
    if code is None:
        return None
    if code.used:
        if not code.answer_lost:
            exchange.violate("an authorization code was sent twice")
        code.answer_lost = False
        return None
    code.used = True

    def answer_lost() -> None:
        code.answer_lost = True

    exchange.on_lost.append(answer_lost)
    return code if simkl.clock.now() < code.expires_at else None
