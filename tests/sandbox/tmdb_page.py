"""TMDb's approval page: sign in if need be, approve or deny, and on to where the app wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flask
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from .signins import SignIn
    from .tmdb import Tmdb

TEXTS = {
    "approved": "{app} is connected. You can go back to your TV.",
    "denied": "You did not connect {app}.",
    "invalid": "This request is not valid any more. Start again on your TV.",
}


def blueprint(tmdb: Tmdb) -> flask.Blueprint:
    """The approval page and the one where it ends without ``redirect_to``."""
    part = flask.Blueprint("approval", __name__)

    @part.route("/authenticate/<token>", methods=["GET", "POST"])
    def page(token: str) -> Response | str:
        with tmdb.lock:
            return _answer(tmdb, token)

    @part.get("/authenticate/<token>/<any(allow, deny):button>")
    def end(token: str, button: str) -> flask.Response:
        signin = tmdb.find(token)
        state = "invalid" if signin is None else signin.state
        outcome = {"approved": "approved", "collected": "approved", "denied": "denied"}.get(state, "invalid")
        response = flask.make_response(_result(tmdb, signin, outcome))
        # The documentation promises the header here, too.
        response.headers["Authentication-Callback"] = f"https://{tmdb.site}{tmdb.code_path}/{token}"
        return response

    return part


def _answer(tmdb: Tmdb, token: str) -> Response | str:
    """What the address shows, or a pressed button leads to."""
    action = flask.request.form.get("action", "")
    signin = tmdb.find(token)
    if signin is None or not signin.open(tmdb.clock.now()):
        return _result(tmdb, signin, "invalid")
    if action == "login":
        tmdb.phone_signed_in = True
    if not tmdb.phone_signed_in:
        return flask.render_template("login.html", tracker=tmdb)
    if action == "approve":
        tmdb.approve(token)
        return _onward(signin, "approved", "allow")
    if action == "deny":
        tmdb.deny(token)
        return _onward(signin, "denied", "deny")
    return flask.render_template("allow.html", tracker=tmdb, app=signin.app, account=tmdb.phone_account)


def _onward(signin: SignIn, outcome: str, button: str) -> Response:
    """Back to the app, or to the last page.

    TMDb adds a query to ``redirect_to`` and does not look whether there is one already.
    """
    back = flask.request.args.get("redirect_to", "")
    if back:
        return flask.redirect(f"{back}?request_token={signin.user_code}&{outcome}=true")
    return flask.redirect(flask.url_for(".end", token=signin.user_code, button=button))


def _result(tmdb: Tmdb, signin: SignIn | None, outcome: str) -> str:
    text = TEXTS[outcome].format(app=signin.app.name if signin else "")
    return flask.render_template("result.html", tracker=tmdb, outcome=outcome, text=text)
