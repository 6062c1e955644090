"""What comes where a tracker's own JSON was expected: pages, and the JSON of the CDN before it."""

from __future__ import annotations

import json

from werkzeug.wrappers import Response

HTML = "<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
RAY = "8f0000000000abcd"
TYPES = "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors"
ERRORS: dict[int, tuple[int, str, str, str, int]] = {
    403: (1020, "access_denied", "access_denied", "Access denied", 0),
    409: (1001, "dns_resolution_error", "dns", "DNS resolution error", 0),
    429: (1015, "rate_limited", "rate_limit", "You are being rate limited", 30),
    530: (1016, "origin_dns_error", "dns", "Origin DNS error", 0),
}
"""By HTTP status one of its own errors: code, name, category, title, seconds to wait (0: no word)."""
TITLES = {200: "Welcome", 502: "502 Bad Gateway", 503: "We will be right back"}


def page(status: int) -> Response:
    """A page of this status; a 403 is the CDN's."""
    if status == 403:
        return cloudflare(403)
    title = TITLES.get(status, f"Error {status}")
    return Response(HTML.format(title=title), status, content_type="text/html; charset=UTF-8")


def cloudflare(status: int, title: str = "Attention Required! | Cloudflare") -> Response:
    """What the CDN in front of a tracker answers itself: HTML, ``cf-ray``, no ``x-request-id``."""
    return _signed(Response(HTML.format(title=title), status, content_type="text/html; charset=UTF-8"))


def cloudflare_json(status: int) -> Response:
    """The same to a client that takes JSON (RFC 9457), as of March 2026; members and codes are Cloudflare's.

    Sources: developers.cloudflare.com, changelog of 2026-03-11 and 2026-03-12, and "Error responses".
    """
    code, name, category, title, wait = ERRORS[status]
    body = {
        "type": f"{TYPES}/error-{code}/",
        "title": f"Error {code}: {title}",
        "status": status,
        "detail": title,
        "instance": RAY,
        "error_code": code,
        "error_name": name,
        "error_category": category,
        "ray_id": RAY,
        "timestamp": "2026-11-20T08:00:00Z",
        "zone": "tracker.example",
        "cloudflare_error": True,
        "retryable": bool(wait),
        "owner_action_required": not wait,
    }
    if wait:
        body["retry_after"] = wait
    response = _signed(Response(json.dumps(body), status, content_type="application/json; charset=utf-8"))
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _signed(response: Response) -> Response:
    response.headers["Server"] = "cloudflare"
    response.headers["CF-RAY"] = f"{RAY}-FRA"
    return response
