"""What the tests of Simkl's authorization-code flow share."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from sandbox_tests.browser import Browser
from sandbox_tests.clients import Simkl

BACK = "http://192.168.1.20:8421/callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
"""Of that verifier: RFC 7636, appendix B."""
WRONG = "w" * 43
S256 = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


def challenge_of(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def allowed(phone: Browser, page: str) -> dict[str, Any]:
    """Presses Allow; the query of the callback, single values."""
    phone.open(page)
    phone.press("approve")
    return callback(phone)


def callback(phone: Browser) -> dict[str, Any]:
    found = urlsplit(phone.left_to)
    assert f"{found.scheme}://{found.netloc}{found.path}" == BACK
    values = parse_qs(found.query, keep_blank_values=True)
    return {name: value for name, (value,) in values.items()}


def code_v1(phone: Browser, client: Simkl, **pkce: str) -> str:
    return str(allowed(phone, client.page(1, redirect_uri=BACK, **pkce))["code"])


def code_v2(phone: Browser, client: Simkl, scope: str = "media:read media:write") -> str:
    return str(allowed(phone, client.page(2, redirect_uri=BACK, scope=scope, **S256))["code"])


def answer(reply: requests.Response) -> tuple[int, str]:
    return reply.status_code, reply.json().get("error", "")
