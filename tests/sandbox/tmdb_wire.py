"""How TMDb words its answers: a number of its own beside each HTTP status (developer docs, errors)."""

from __future__ import annotations

from typing import Any

import flask
from werkzeug.wrappers import Response

CODES: dict[int, tuple[int, str]] = {
    1: (200, "Success."),
    2: (501, "Invalid service: this service does not exist."),
    3: (401, "Authentication failed: You do not have permissions to access the service."),
    5: (422, "Invalid parameters: Your request parameters are incorrect."),
    6: (404, "Invalid id: The pre-requisite id is invalid or not found."),
    7: (401, "Invalid API key: You must be granted a valid key."),
    9: (503, "Service offline: This service is temporarily offline, try again later."),
    10: (401, "Suspended API key: Access to your account has been suspended, contact TMDB."),
    11: (500, "Internal error: Something went wrong, contact TMDB."),
    15: (500, "Failed."),
    17: (401, "Session denied."),
    24: (504, "Your request to the backend server timed out. Try again."),
    25: (429, "Your request count (41) is over the allowed limit of (40)."),
    31: (401, "Account disabled: Your account is not active. Contact TMDB if this is an error."),
    33: (401, "Invalid request token: The request token is either expired or invalid."),
    34: (404, "The resource you requested could not be found."),
    42: (405, "This request method is not supported for this resource."),
    43: (502, "Couldn't connect to the backend server."),
    45: (403, "This user has been suspended."),
    46: (503, "The API is undergoing maintenance. Try again later."),
    47: (400, "The input is not valid."),
}
"""Number: HTTP status and message."""

OF_STATUS = {400: 47, 401: 3, 403: 45, 404: 34, 405: 42, 422: 5, 429: 25}
OF_STATUS |= {500: 11, 501: 2, 502: 43, 503: 9, 504: 24}
"""The number for an error that a test asks for by its HTTP status."""


def reply(body: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(flask.json.dumps(body), status, content_type="application/json;charset=utf-8")


def success(**values: Any) -> Response:
    """A good answer of the sign-in calls."""
    return reply({"success": True, **values})


def failure(code: int, status: int = 0, as_failure: bool = False) -> Response:
    """An error by its number; ``as_failure`` says ``failure: true`` and no ``success``, as was seen."""
    usual, message = CODES[code]
    outcome = {"failure": True} if as_failure else {"success": False}
    return reply({**outcome, "status_code": code, "status_message": message}, status or usual)
