"""TMDb's calls: is the key good, request token, session, account. Wire facts: its reference, version 3.

Nothing tells a request token that waits from one that was denied or never was.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import flask
from werkzeug.wrappers import Response

from .exchange import current
from .grants import AccessToken, Account, App, Grant
from .strict import need
from .tmdb_wire import failure, reply, success

if TYPE_CHECKING:
    from .tmdb import Tmdb

IMAGES = {
    "base_url": "http://image.tmdb.org/t/p/",
    "secure_base_url": "https://image.tmdb.org/t/p/",
    "poster_sizes": ["w92", "w342", "original"],
}
BARRED = {"suspended": 45, "disabled": 31}
"""State of an account: the number of the refusal."""


def blueprint(tmdb: Tmdb) -> flask.Blueprint:
    """The routes of version 3. The key is judged before anything else."""
    part = flask.Blueprint("v3", __name__, url_prefix="/3")

    @part.get("/authentication")
    def key() -> Response:
        app = _client(tmdb)
        return app if isinstance(app, Response) else success(status_code=1, status_message="Success.")

    @part.get("/configuration")
    def configuration() -> Response:
        app = _client(tmdb)
        return app if isinstance(app, Response) else reply({"images": IMAGES, "change_keys": ["images"]})

    @part.get("/authentication/token/new")
    def start() -> Response:
        app = _client(tmdb)
        return app if isinstance(app, Response) else _start(tmdb, app)

    @part.post("/authentication/session/new")
    def poll() -> Response:
        app = _client(tmdb)
        return app if isinstance(app, Response) else _poll(tmdb, app)

    @part.delete("/authentication/session")
    def sign_out() -> Response:
        app = _client(tmdb)
        return app if isinstance(app, Response) else _sign_out(tmdb, app)

    @part.get("/account")
    def account() -> Response:
        app = _client(tmdb)
        return app if isinstance(app, Response) else _account(tmdb, app)

    return part


def _client(tmdb: Tmdb) -> App | Response:
    """The app whose key it is, or the refusal."""
    app = tmdb.app_of(current().request)
    if app is not None and not app.suspended:
        return app
    current().final = True
    return failure(7 if app is None else 10)


def _start(tmdb: Tmdb, app: App) -> Response:
    token = tmdb.journal.secret(secrets.token_hex(20))
    current().signin = tmdb.start_signin(app, "v3", device_code=token, user_code=token)
    ends = datetime.fromtimestamp(tmdb.clock.told() + tmdb.expires_in, tz=UTC)
    response = success(expires_at=ends.strftime("%Y-%m-%d %H:%M:%S UTC"), request_token=token)
    response.headers["Authentication-Callback"] = f"https://{tmdb.site}{tmdb.code_path}/{token}"
    return response


def _poll(tmdb: Tmdb, app: App) -> Response:
    """A session, once, for a token that was approved."""
    exchange = current()
    if not need(exchange, "request_token"):
        return failure(5)
    if exchange.forced_slow:
        exchange.slowed = True
        return failure(25)
    signin = exchange.signin
    if signin is None or signin.app is not app or signin.state in ("collected", "forgotten"):
        return failure(tmdb.refused_code, as_failure=tmdb.failure_body)
    if signin.expired(tmdb.clock.now()):
        return failure(tmdb.expired_code, as_failure=tmdb.failure_body)
    if signin.state != "approved":
        return failure(tmdb.refused_code, as_failure=tmdb.failure_body)
    assert signin.account is not None
    exchange.final = True
    if signin.account.state in BARRED:
        return failure(BARRED[signin.account.state])
    signin.state = "collected"
    session = tmdb.new_access_token(Grant(app, signin.account, ""), secrets.token_hex(20), life=None)
    return success(session_id=session.value)


def _sign_out(tmdb: Tmdb, app: App) -> Response:
    if not need(current(), "session_id"):
        return failure(5)
    session = _session(tmdb, app, current().request.value("session_id"))
    if session is None:
        return failure(6, tmdb.unknown_session)
    session.grant.revoked = True
    return success()


def _session(tmdb: Tmdb, app: App, value: str) -> AccessToken | None:
    """The session with this id while it lives. It goes with the key that it was made with."""
    session = tmdb.access_tokens.get(value)
    if session is not None and session.grant.app is not app:
        current().violate("session sent with a foreign key")
        return None
    return session if session is not None and session.alive(tmdb.clock.now()) else None


def _account(tmdb: Tmdb, app: App) -> Response:
    value = current().request.query.get("session_id", "")
    if not value:
        current().violate("a user's call without a session")
    session = _session(tmdb, app, value)
    if session is None:
        return failure(3)
    account = session.grant.account
    return failure(BARRED[account.state]) if account.state in BARRED else reply(_profile(tmdb, account))


def _profile(tmdb: Tmdb, account: Account) -> dict[str, Any]:
    """The user name is always there, the name can be empty."""
    body = {
        "id": account.number,
        "iso_639_1": "en",
        "iso_3166_1": "DE",
        "name": account.name or "",
        "include_adult": False,
        "username": account.key,
    }
    avatar: dict[str, Any] = {"tmdb": {"avatar_path": "/ann.jpg" if tmdb.avatar == "whole" else None}}
    if tmdb.avatar != "no_gravatar":
        avatar["gravatar"] = {"hash": "0123456789abcdef0123456789abcdef"}
    return body if tmdb.avatar == "none" else {**body, "avatar": avatar}
