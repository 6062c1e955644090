"""How Simkl words its answers."""

from __future__ import annotations

from typing import Any

import flask
from werkzeug.wrappers import Response

from .exchange import current
from .records import Request

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
FORMS_ONLY = ("/oauth2/token", "/oauth2/revoke")
"""Paths that take a form and nothing else (RFC 6749, RFC 7009). ``/oauth2/device`` was seen to take JSON."""
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


def client_id_of(request: Request) -> str:
    """The client id of a call: in the query, or in the header ``simkl-api-key``."""
    return request.query.get("client_id", "") or str(request.headers.get("simkl-api-key", ""))


def reply(body: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(flask.json.dumps(body), status, content_type="application/json; charset=utf-8")


def envelope(status: int, error: str, message: str) -> Response:
    """An error as ``/oauth`` and the data calls word it (conventions/errors)."""
    return reply({"error": error, "code": status, "message": message}, status)


def oauth_error(status: int, error: str, description: str) -> Response:
    """An error as ``/oauth2`` words it (RFC 6749 section 5.2)."""
    return reply({"error": error, "error_description": description}, status)


def worded(path: str, status: int, error: str, text: str) -> Response:
    """An error in the words of this path."""
    wording = oauth_error if path.startswith("/oauth2/") else envelope
    return wording(status, error, text)


def token_refused(error: str, message: str) -> Response:
    """A 401 for a user's token."""
    response = envelope(401, error, message)
    response.headers["WWW-Authenticate"] = 'Bearer realm="api.simkl.com", error="invalid_token"'
    return response


def no_such_path() -> Response:
    """404 for a path that is not built, or with another method."""
    current().violate(f"no such call: {current().request.method}")
    return envelope(404, "url_failed", "URL not found")
