"""Simkl's authorization code flow, both generations (RFC 6749, section 4.1; PKCE: RFC 7636).

Sources: api.simkl.org, "OAuth 2.0", "Public PKCE" and "Exchange token"; generation 2: what its clients do and
record (September 2026). Generation 1 takes the app's secret or PKCE; generation 2 wants PKCE always, and the
secret of apps that have one. An app of generation 1 may leave the redirect address out if it registered none,
with PKCE only.

POST /oauth/token (JSON), POST /oauth2/token (a form); whatever is answered, the code is spent::

    200                          approved: access_token; in generation 2 refresh_token, expires_in
    401 grant_error              generation 1: the code is gone (used, unknown, too old)
    400 invalid_grant            generation 2: the same; also a wrong verifier
    401 secret_error             the secret is wrong; without a secret: the code belongs to another try
    401 invalid_client, 400 unauthorized_client     the app's secret is missing or wrong
    403 redirect_failed          the redirect address is not the app's
    412, 429, 5xx, a web page    no answer, and the code is spent all the same
    403 page                     the gatekeeper: Simkl never saw the code; as its JSON 403, 409 and 429 say so
"""

from __future__ import annotations

from typing import Dict, Mapping

from trackpass.clocks import Clock
from trackpass.errors import AppRejected, Problem, Unreachable
from trackpass.model import App, Authorization
from trackpass.pkce import challenge_of
from trackpass.providers import simkl_v2
from trackpass.providers.base import Poll, refuse_unusable, token_credentials
from trackpass.web import HttpClient, Reply

SITE = "https://simkl.com"
FLOW_1 = "simkl-code"
FLOW_2 = "simkl-code-2"
PATHS = {"1": "/oauth", "2": "/oauth2"}

GONE = ("grant_error", "invalid_grant")
WRONG_SECRET = ("invalid_client", "unauthorized_client")


def authorization_url(
    generation: str, app: App, authorization: Authorization, params: Mapping[str, str]
) -> str:
    """The consent page, on Simkl's site: its API knows no such path."""
    query = {
        "response_type": "code",
        **params,
        **_redirect(authorization),
        "state": authorization.state,
    }
    if generation == "2":
        query["scope"] = simkl_v2.SCOPE
    if _with_pkce(generation, app, authorization):
        # Exactly this spelling: any other is ignored at the consent, and only the exchange fails.
        query.update(code_challenge=challenge_of(authorization.verifier), code_challenge_method="S256")
    from urllib.parse import quote, urlencode  # slow to load, and few sign-ins need it

    return f"{SITE}{PATHS[generation]}/authorize?{urlencode(query, quote_via=quote)}"


def exchange(
    http: HttpClient,
    generation: str,
    app: App,
    authorization: Authorization,
    code: str,
    params: Mapping[str, str],
    clock: Clock,
) -> Poll:
    """Trades the code; see :meth:`trackpass.providers.base.CodeFlow.exchange`."""
    with_pkce = _with_pkce(generation, app, authorization)
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": app.client_id,
        **_redirect(authorization),
    }
    if with_pkce:
        body["code_verifier"] = authorization.verifier
    has_secret = bool(app.client_secret) and (generation == "2" or not with_pkce)
    if has_secret:
        body["client_secret"] = app.client_secret
    url = f"{simkl_v2.API}{PATHS[generation]}/token"
    reply = http.post(url, body, params=params, form=generation == "2")
    _refuse_unusable(reply)
    if reply.status == 200:
        return _approved(generation, reply, app, clock)
    return _refused(str(reply.fields.get("error")), has_secret)


def _approved(generation: str, reply: Reply, app: App, clock: Clock) -> Poll:
    if generation == "2":
        return Poll("approved", token_credentials(reply, app.client_id, FLOW_2, clock))
    # Its five years are for show: it is the one token that every flow of generation 1 gives, until revoked.
    return Poll("approved", token_credentials(reply, app.client_id, FLOW_1, clock)._replace(expires_at=0))


def _refused(error: str, has_secret: bool) -> Poll:
    if error in GONE or (error == "secret_error" and not has_secret):
        return Poll("gone")
    if error in WRONG_SECRET or error == "secret_error":
        raise AppRejected(Problem.APP_SECRET)
    if error == "redirect_failed":
        raise AppRejected(Problem.APP_REDIRECT)
    raise Unreachable(Problem.GARBLED, lost=True)


def _refuse_unusable(reply: Reply) -> None:
    """As :func:`~trackpass.providers.base.refuse_unusable`, and says that the code is spent."""
    try:
        refuse_unusable(reply)
    except Unreachable as error:
        is_unseen = error.problem is Problem.GATE or (reply.status == 429 and reply.is_gatekeepers)
        raise Unreachable(error.problem, error.retry_after, lost=not is_unseen) from None
    if reply.status == 412:
        raise Unreachable(Problem.BLOCKED, reply.retry_after, lost=True)


def _with_pkce(generation: str, app: App, authorization: Authorization) -> bool:
    return generation == "2" or not app.client_secret or not authorization.redirect_uri


def _redirect(authorization: Authorization) -> Dict[str, str]:
    return {"redirect_uri": authorization.redirect_uri} if authorization.redirect_uri else {}
