"""Small clients that keep every rule, so that a test can break one at a time."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import requests

from sandbox import App, Sandbox

AGENT = "Trackpass/0.1.0 (Kodi 20.1; Linux)"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


class Client:
    """A session that goes through the sandbox's proxy."""

    base = ""

    def __init__(self, box: Sandbox, app: App) -> None:
        self.box, self.app = box, app
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.proxies = {"http": box.proxy_url, "https": box.proxy_url}
        self.session.verify = box.ca_path
        self.session.headers["User-Agent"] = AGENT
        self.timeout = 5.0

    def send(self, method: str, url: str, **options: Any) -> requests.Response:
        url = url if "://" in url else self.base + url
        return self.session.request(method, url, timeout=self.timeout, allow_redirects=False, **options)


class Simkl(Client):
    base = "https://api.simkl.com"

    @property
    def query(self) -> dict[str, str]:
        return {"client_id": self.app.client_id, "app-name": "trackpass", "app-version": "0.1.0"}

    def get(self, path: str, token: str = "", **query: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.send("GET", path, params={**self.query, **query}, headers=headers)

    def post(self, path: str, **form: str) -> requests.Response:
        return self.send("POST", path, params=self.query, data={"client_id": self.app.client_id, **form})

    # V1

    def pin(self) -> Any:
        return self.get("/oauth/pin").json()

    def poll_pin(self, user_code: str) -> Any:
        return self.get(f"/oauth/pin/{user_code}").json()

    def sign_in_v1(self, account: str = "ann") -> str:
        code = self.pin()["user_code"]
        self.box.simkl.approve(code, account)
        return str(self.poll_pin(code)["access_token"])

    # V2

    def secret(self) -> dict[str, str]:
        return {"client_secret": self.app.client_secret} if self.app.client_secret else {}

    def device(self, scope: str = "media:read media:write") -> Any:
        return self.post("/oauth2/device", scope=scope, **self.secret()).json()

    def poll_device(self, device_code: str) -> requests.Response:
        return self.post("/oauth2/token", grant_type=DEVICE_GRANT, device_code=device_code, **self.secret())

    def refresh(self, refresh_token: str) -> requests.Response:
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self.post("/oauth2/token", **form, **self.secret())

    def sign_in_v2(self, account: str = "ann", scope: str = "media:read media:write") -> Any:
        started = self.device(scope)
        self.box.simkl.approve(started["user_code"], account)
        return self.poll_device(started["device_code"]).json()

    # Authorization code

    def page(self, generation: int, **query: str) -> str:
        """The address of the consent page."""
        path = "/oauth/authorize" if generation == 1 else "/oauth2/authorize"
        return f"https://simkl.com{path}?{urlencode({**self.query, 'response_type': 'code', **query})}"

    def exchange_v1(self, **body: str) -> requests.Response:
        body = {"client_id": self.app.client_id, "grant_type": "authorization_code", **body}
        return self.send("POST", "/oauth/token", params=self.query, json=body)

    def exchange_v2(self, **form: str) -> requests.Response:
        return self.post("/oauth2/token", grant_type="authorization_code", **{**self.secret(), **form})


class Trakt(Client):
    base = "https://auth.trakt.tv"
    api = "https://api.trakt.tv"

    def post(self, path: str, **body: str) -> requests.Response:
        return self.send("POST", path, json={"client_id": self.app.client_id, **body})

    def secret(self) -> dict[str, str]:
        return {"client_secret": self.app.client_secret} if self.app.client_secret else {}

    def get(self, path: str, token: str = "", **headers: str) -> requests.Response:
        sent = {"Content-Type": "application/json", "trakt-api-version": "2"}
        sent["trakt-api-key"] = self.app.client_id
        if token:
            sent["Authorization"] = f"Bearer {token}"
        return self.send("GET", self.api + path, headers={**sent, **headers})

    def start(self) -> Any:
        return self.start_reply().json()

    def start_reply(self) -> requests.Response:
        return self.post("/oauth/device/code")

    def poll(self, device_code: str) -> requests.Response:
        return self.post("/oauth/device/token", code=device_code, **self.secret())

    def refresh(self, refresh_token: str, **extra: str) -> requests.Response:
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self.post("/oauth/token", **form, **self.secret(), **extra)

    def sign_in(self, account: str = "ann") -> Any:
        started = self.start()
        self.box.trakt.approve(started["user_code"], account)
        return self.poll(started["device_code"]).json()


class Tmdb(Client):
    """``bearer``: whether the key travels as read access token, or as API key in the query."""

    base = "https://api.themoviedb.org"
    bearer = True

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        query = dict(options.pop("params", {}))
        headers = dict(options.pop("headers", {}))
        if self.bearer:
            headers.setdefault("Authorization", f"Bearer {self.app.client_secret}")
        else:
            query.setdefault("api_key", self.app.client_id)
        return self.send(method, path, params=query, headers=headers, **options)

    def start(self) -> str:
        return str(self.call("GET", "/3/authentication/token/new").json()["request_token"])

    def poll(self, request_token: str) -> requests.Response:
        body = {"request_token": request_token}
        return self.call("POST", "/3/authentication/session/new", json=body)

    def sign_in(self, account: str = "ann") -> str:
        token = self.start()
        self.box.tmdb.approve(token, account)
        return str(self.poll(token).json()["session_id"])

    def account(self, session_id: str) -> requests.Response:
        return self.call("GET", "/3/account", params={"session_id": session_id})

    def sign_out(self, session_id: str) -> requests.Response:
        return self.call("DELETE", "/3/authentication/session", json={"session_id": session_id})
