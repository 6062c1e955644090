"""Simkl, generation 1: the PIN flow of ``/oauth/pin``.

It is like RFC 8628 and not it: everything is GET, a poll is told by its body, the device code is a
placeholder. Source: api.simkl.org, "Get PIN" and "Authentication"; SIMKL/API ``apiary.apib``.

GET /oauth/pin/{user_code}, always HTTP 200 as documented::

    {result: OK, access_token}            approved; the code is deleted with this answer
    {result: KO, message: ... pending}    pending
    {result: KO, message: Slow down}      polling too fast
    {..., device_code, user_code}         the code is gone (used, unknown, expired): these are a new code's
                                          fields, never polled silently, since the owner types the old one
    404                                   seen for an expired code
    412, 403                              app ID unknown; a block while polling, and for an ID that it knew
    400 unauthorized_client               the ID is of generation 2; at the start a bare 400 as well
    400 rate_limit, RATE_LIMIT            too many calls
    400 otherwise                         at the start the app ID is wrong; while polling: keep waiting
    401, invalid_client                   the app
"""

from __future__ import annotations

from typing import Mapping, Optional

from trackpass.errors import AppRejected, Problem, Unreachable
from trackpass.model import App, Challenge, Credentials
from trackpass.providers.base import (
    Poll,
    garbled,
    quoted,
    refuse_unusable,
    seconds_field,
    text_field,
    web_address,
)
from trackpass.providers.simkl_v2 import API
from trackpass.web import HttpClient, Reply

FLOW = "simkl-pin"
CODE_LIFE = 900.0
INTERVAL = 5.0
REFUSALS = (400, 401, 403)
CLIENT_ERRORS = ("invalid_client", "client_id_failed")


def start(
    http: HttpClient, app: App, params: Mapping[str, str], is_known: bool = False
) -> Optional[Challenge]:
    """GET /oauth/pin; None: the ID is of generation 2. ``is_known``: this generation knew it before.

    The QR address is the page with the code behind it; Simkl documents no form of it.
    """
    reply = http.get(f"{API}/oauth/pin", params=params)
    refuse_unusable(reply)
    if _is_of_generation_2(reply) or (reply.status == 400 and "error" not in reply.fields):
        return None  # some clients recorded a bare 400, and there is nothing but the ID to be wrong
    if _is_too_fast(reply):
        raise Unreachable(Problem.BUSY, reply.retry_after)
    if reply.status in (403, 412) and is_known:
        raise Unreachable(Problem.BLOCKED, reply.retry_after)
    if reply.status == 412 or (reply.status in REFUSALS and reply.fields.get("error")):
        raise AppRejected(Problem.APP_ID)
    if reply.status != 200:
        garbled()
    fields = reply.fields
    page, user_code = (
        web_address(fields, "verification_uri", "verification_url"),
        text_field(fields, "user_code"),
    )
    return Challenge(
        flow=FLOW,
        client_id=app.client_id,
        device_code="",
        user_code=user_code,
        verification_uri=page,
        verification_uri_complete=f"{page.rstrip('/')}/{quoted(user_code)}",
        expires_in=seconds_field(fields, "expires_in", CODE_LIFE, least=1),
        interval=seconds_field(fields, "interval", INTERVAL, least=1),
    )


def poll(http: HttpClient, challenge: Challenge, params: Mapping[str, str]) -> Poll:
    """GET /oauth/pin/{user_code}. The answer to an approval comes once and never expires by itself."""
    reply = http.get(f"{API}/oauth/pin/{quoted(challenge.user_code)}", params=params)
    if reply.status in (412, 429) or _is_too_fast(reply):
        return Poll("slow_down", wait=reply.retry_after or 0)
    refuse_unusable(reply)
    if _is_of_generation_2(reply):
        raise AppRejected(Problem.APP_SECRET)
    fields = reply.fields
    error = fields.get("error")
    if error in CLIENT_ERRORS or (reply.status == 401 and error):
        raise AppRejected(Problem.APP_ID)
    if reply.status == 403:
        raise Unreachable(Problem.BLOCKED, reply.retry_after)
    if reply.status == 404:
        return Poll("expired")
    if reply.status == 400:
        return Poll("pending")
    if fields.get("access_token"):
        credentials = Credentials(
            access_token=text_field(fields, "access_token"),
            client_id=challenge.client_id,
            obtained_at=int(reply.date or 0),
            flow=FLOW,
        )
        return Poll("approved", credentials)
    if "device_code" in fields or "user_code" in fields:
        return Poll("gone")
    if fields.get("result") != "KO":
        garbled()
    if "slow" in str(fields.get("message")).lower():
        return Poll("slow_down")
    return Poll("pending")


def _is_of_generation_2(reply: Reply) -> bool:
    return reply.status in REFUSALS and reply.fields.get("error") == "unauthorized_client"


def _is_too_fast(reply: Reply) -> bool:
    return reply.status == 400 and str(reply.fields.get("error")).lower() == "rate_limit"
