"""Pages that come where JSON was expected."""

from __future__ import annotations

from werkzeug.wrappers import Response

HTML = "<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
TITLES = {200: "Welcome", 502: "502 Bad Gateway", 503: "We will be right back"}


def page(status: int) -> Response:
    """A page of this status; a 403 is the CDN's."""
    if status == 403:
        return cloudflare(403)
    title = TITLES.get(status, f"Error {status}")
    return Response(HTML.format(title=title), status, content_type="text/html; charset=UTF-8")


def cloudflare(status: int, title: str = "Attention Required! | Cloudflare") -> Response:
    """What the CDN in front of a tracker answers itself: HTML, ``cf-ray``, no ``x-request-id``."""
    response = Response(HTML.format(title=title), status, content_type="text/html; charset=UTF-8")
    response.headers["Server"] = "cloudflare"
    response.headers["CF-RAY"] = "8f0000000000abcd-FRA"
    return response
