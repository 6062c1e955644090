"""State, verifier and challenge of one try of the authorization code flow."""

from __future__ import annotations

import re

from trackpass.pkce import challenge_of, new_authorization

BACK = "http://192.168.1.5:8765/callback"


def test_challenge() -> None:
    """The pair of RFC 7636, appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_new_authorization() -> None:
    """The verifier as RFC 7636, section 4.1, wants it; nothing of it twice, and nothing of it shown."""
    tries = [new_authorization(BACK) for _ in range(50)]
    assert all(re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", each.verifier) for each in tries)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32,}", each.state) for each in tries)
    assert len({each.verifier for each in tries} | {each.state for each in tries}) == 100
    assert {each.redirect_uri for each in tries} == {BACK}
    assert not {word for each in tries for word in (each.state, each.verifier) if word in repr(each)}


def test_app_without_a_redirect_address() -> None:
    assert new_authorization("").redirect_uri == ""
