"""Scripted trackers that can be signed in to in more ways than with a code: in a browser, or by a link."""

from __future__ import annotations

from tests.unit.doubles import CHALLENGE, ScriptedProvider
from trackpass.errors import Problem
from trackpass.model import App, Authorization, Challenge
from trackpass.providers.base import Poll

PAGE = "https://tracker.test/authenticate"
LINK = CHALLENGE._replace(
    client_id="id-3",
    device_code="request-token-1",
    user_code="",
    verification_uri=f"{PAGE}/request-token-1",
    verification_uri_complete=f"{PAGE}/request-token-1",
)
AUTHORIZATION = Authorization("state-1", "verifier-1", "http://192.168.1.5:8788/callback")
CONSENT = "https://tracker.test/authorize?state=state-1"


class BrowserTracker(ScriptedProvider):
    """Has codes, and a consent page that calls back."""

    def authorization_url(self, app: App, authorization: Authorization) -> str:
        return self._answer("authorize", (app, authorization))

    def exchange(self, app: App, authorization: Authorization, code: str) -> Poll:
        return self._answer("exchange", (app, authorization, code))


class LinkTracker(ScriptedProvider):
    """Has links in place of codes, and a key in place of an app ID."""

    def mistake(self, app: App) -> Problem | None:
        return None if app.client_id else Problem.APP_KEY_MISSING

    def challenge_for(self, app: App, token: str) -> Challenge:
        address = f"{PAGE}/{token}"
        return LINK._replace(
            client_id=app.client_id,
            device_code=token,
            verification_uri=address,
            verification_uri_complete=address,
        )
