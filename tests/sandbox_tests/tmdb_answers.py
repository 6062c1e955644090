"""What the tests of TMDb share."""

from __future__ import annotations

import requests


def answer(reply: requests.Response) -> tuple[int, int]:
    """HTTP status and TMDb's own number."""
    return reply.status_code, reply.json()["status_code"]
