"""Simkl, generation 2: the device flow of ``/oauth2/device`` (RFC 8628).

Source: what clients of it do and record (September 2026); Simkl's own pages could not be read.
Bodies are forms, as OAuth has it (RFC 6749, 4.1.3 and 6; RFC 7009, 2.1; RFC 8628, 3.1 and 3.4).

POST /oauth2/token with the device code::

    200                          approved: access_token, refresh_token, expires_in, scope
    400 authorization_pending    pending (a refusal looks the same: Simkl never sends access_denied)
    400 slow_down                add 5 s; polling early starts the wait anew
    400 expired_token            expired
    400 invalid_grant            the code is gone (used or unknown)
    401 invalid_client           the app: unknown, deleted, of generation 1, or its secret is wrong
    403                          we are turned away, as at the start
    429, 5xx                     slow down, try again

POST /oauth2/token with the refresh token: 200 a new access token, and the old one is dead at once; the
refresh token stays the same, sent again or left out. 400 invalid_grant is final.

POST /oauth2/revoke: always 200; either token ends the whole sign-in.
"""

from __future__ import annotations

from typing import Dict, Mapping, Optional, Tuple

from trackpass.clocks import Clock
from trackpass.errors import AppRejected, CredentialsRejected, Problem, Unreachable
from trackpass.model import App, Challenge, Credentials
from trackpass.providers.base import (
    DEVICE_ERRORS,
    Poll,
    garbled,
    refuse_unusable,
    seconds_field,
    secret_of,
    text_field,
    token_credentials,
    web_address,
)
from trackpass.web import HttpClient

API = "https://api.simkl.com"
"""For both generations."""
FLOW = "simkl-device"
SCOPE = "media:read media:write"
GRANT = "urn:ietf:params:oauth:grant-type:device_code"
CODE_LIFE = 900.0
INTERVAL = 5.0


def start(http: HttpClient, app: App, params: Mapping[str, str]) -> Tuple[Optional[Challenge], bool]:
    """POST /oauth2/device: a code, or none; and whether such an app, if it is of generation 2, gets codes.

    A 412 is a block here, unless generation 1 says that it does not know the ID either; so is a 403.
    """
    reply = http.post(f"{API}/oauth2/device", {**_client(app), "scope": SCOPE}, params=params, form=True)
    refuse_unusable(reply)
    error = reply.fields.get("error")
    if error in ("invalid_client", "unauthorized_client"):
        # Generation 1 is asked then, and its answer tells what the trouble is.
        return None, error != "unauthorized_client"
    if reply.status in (403, 412):
        raise Unreachable(Problem.BLOCKED, reply.retry_after)
    if reply.status != 200:
        garbled()
    fields = reply.fields
    challenge = Challenge(
        flow=FLOW,
        client_id=app.client_id,
        device_code=text_field(fields, "device_code"),
        user_code=text_field(fields, "user_code"),
        verification_uri=web_address(fields, "verification_uri"),
        verification_uri_complete=web_address(fields, "verification_uri_complete", "verification_uri"),
        expires_in=seconds_field(fields, "expires_in", CODE_LIFE, least=1),
        interval=seconds_field(fields, "interval", INTERVAL, least=1),
    )
    return challenge, True


def poll(http: HttpClient, app: App, challenge: Challenge, params: Mapping[str, str], clock: Clock) -> Poll:
    """POST /oauth2/token. ``clock`` tells epoch seconds where the answer carries no time of its own."""
    body = {"grant_type": GRANT, "device_code": challenge.device_code, **_client(app)}
    reply = http.post(f"{API}/oauth2/token", body, params=params, form=True)
    if reply.status in (412, 429):
        return Poll("slow_down", wait=reply.retry_after or 0)
    refuse_unusable(reply)
    if reply.status == 200:
        return Poll("approved", token_credentials(reply, challenge.client_id, FLOW, clock))
    error = str(reply.fields.get("error"))
    if error in ("invalid_client", "unauthorized_client"):
        raise AppRejected(Problem.APP_SECRET)
    if reply.status == 403:
        raise Unreachable(Problem.BLOCKED, reply.retry_after)
    outcome = DEVICE_ERRORS.get(error)
    return Poll(outcome) if outcome else garbled()


def refresh(
    http: HttpClient, app: App, credentials: Credentials, params: Mapping[str, str], clock: Clock
) -> Credentials:
    """POST /oauth2/token with the refresh token; see :meth:`trackpass.providers.base.Provider.refresh`."""
    body = {
        "grant_type": "refresh_token",
        "refresh_token": credentials.refresh_token,
        **_issuer(app, credentials),
    }
    reply = http.post(f"{API}/oauth2/token", body, params=params, form=True)
    if reply.status == 412:
        raise Unreachable(Problem.BLOCKED, reply.retry_after)
    refuse_unusable(reply)
    error = reply.fields.get("error")
    if error == "invalid_grant":
        raise CredentialsRejected
    if error in ("invalid_client", "unauthorized_client"):
        raise AppRejected(Problem.APP_SECRET)
    if reply.status == 403:
        raise Unreachable(Problem.BLOCKED, reply.retry_after)
    if reply.status != 200:
        garbled()
    fresh = token_credentials(reply, credentials.client_id, credentials.flow, clock)
    return fresh._replace(refresh_token=fresh.refresh_token or credentials.refresh_token)


def revoke(http: HttpClient, app: App, credentials: Credentials, params: Mapping[str, str]) -> bool:
    """POST /oauth2/revoke; whether Simkl confirmed."""
    body = {"token": credentials.refresh_token or credentials.access_token, **_issuer(app, credentials)}
    reply = http.post(f"{API}/oauth2/revoke", body, params=params, form=True)
    return reply.status == 200 and not reply.is_page


def _issuer(app: App, credentials: Credentials) -> Dict[str, str]:
    return {"client_id": credentials.client_id, **secret_of(app, credentials)}


def _client(app: App) -> Dict[str, str]:
    """Who asks; only "Server" apps have a secret."""
    return {"client_id": app.client_id, **({"client_secret": app.client_secret} if app.client_secret else {})}
