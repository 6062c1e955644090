"""What one try of the authorization code flow is made of: state, and verifier and challenge (RFC 7636)."""

from __future__ import annotations

from trackpass.model import Authorization

STATE_BYTES = 24
VERIFIER_BYTES = 48
"""That makes 64 characters; RFC 7636, section 4.1, wants 43 to 128."""


def new_authorization(redirect_uri: str) -> Authorization:
    """A new try, which nobody can guess; ``redirect_uri`` is "" for apps that registered none."""
    import secrets  # slow to load, and few sign-ins need it

    return Authorization(
        state=secrets.token_urlsafe(STATE_BYTES),
        verifier=secrets.token_urlsafe(VERIFIER_BYTES),
        redirect_uri=redirect_uri,
    )


def challenge_of(verifier: str) -> str:
    """The code challenge of a verifier, by S256 (RFC 7636, section 4.2)."""
    import hashlib
    from base64 import urlsafe_b64encode

    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
