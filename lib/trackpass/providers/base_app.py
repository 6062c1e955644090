"""What can be seen of an app ID without asking anybody.

No tracker documents the shape of its IDs, so only what certainly is none is refused here; whether an ID
exists is for the tracker to say.
"""

from __future__ import annotations

import re
from typing import Optional

from trackpass.errors import Problem
from trackpass.model import App

SHORTEST = 4
"""Characters; nothing shorter has ever been an app ID."""
SENDABLE = re.compile(r"[!-~]+")
"""What can be sent in a header or an address as it is: no spaces, no letters beyond ASCII."""
NO_APP_ID = re.compile(
    r"""
    .*://                                               # a web address,
    | (?:[\w-]+\.)*(?:simkl|trakt|themoviedb)\.\w+      # or one without its beginning
    | eyJ[\w-]+\.                                       # a read access token of TMDb, or another JWT
    | simkl_[ar]t_                                      # a token of Simkl
    | bearer\b                                          # anybody's token, as documents show it
    """,
    re.IGNORECASE | re.VERBOSE,
)


def app_mistake(app: App) -> Optional[Problem]:
    """What is wrong with the ID and secret of an app, None if nothing seems to be."""
    client_id, secret = app.client_id, app.client_secret
    if not client_id.strip():
        return Problem.APP_ID_MISSING
    if not SENDABLE.fullmatch(client_id) or len(client_id) < SHORTEST or NO_APP_ID.match(client_id):
        return Problem.APP_ID_FORMAT
    if client_id == secret:
        return Problem.APP_ID_FORMAT
    if secret and not SENDABLE.fullmatch(secret):
        return Problem.APP_SECRET
    return None
