"""The trackers' pages for the phone: type the code, approve or deny. Plain forms, no script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flask

if TYPE_CHECKING:
    from .signins import SignIn
    from .tracker import Tracker


def make_app(*parts: flask.Blueprint) -> flask.Flask:
    """The pages of one tracker as an app of their own."""
    app = flask.Flask(__name__)
    app.config["PROPAGATE_EXCEPTIONS"] = True
    for part in parts:
        app.register_blueprint(part)
    app.register_error_handler(404, lambda _: flask.Response("Not found", 404, mimetype="text/plain"))
    return app


def blueprint(tracker: Tracker) -> flask.Blueprint:
    """The code page: bare, with the code in the path, and with ``user_code`` in the query."""
    part = flask.Blueprint("phone", __name__, template_folder="templates")
    methods = ["GET", "POST"]

    @part.route(tracker.code_path, methods=methods)
    @part.route(f"{tracker.code_path}/", methods=methods)
    @part.route(f"{tracker.code_path}/<code>", methods=methods)
    def page(code: str = "") -> str:
        if flask.request.method == "POST":
            return _answer(tracker, flask.request.form.get("code", ""), flask.request.form.get("action", ""))
        return _open(tracker, code or flask.request.args.get("user_code", ""))

    return part


def _open(tracker: Tracker, code: str) -> str:
    """What an address shows."""
    if not code or tracker.prefill == "ignored":
        return _ask_code(tracker)
    if tracker.prefill == "form":
        return _ask_code(tracker, code)
    return _answer(tracker, code, "")


def _answer(tracker: Tracker, code: str, action: str) -> str:
    """What a pressed button leads to."""
    with tracker.lock:
        signin = tracker.find(code)
        if signin is None or not signin.open(tracker.clock.now()):
            return _ask_code(
                tracker, code, error="This code is not valid. Check it, or get a new one on your TV."
            )
        if action == "deny":
            tracker.deny(signin.user_code)
            return _render(tracker, "result.html", outcome="denied", text="You did not connect the app.")
        if action == "approve":
            return _approve(tracker, signin)
        return _render(tracker, "consent.html", signin=signin, account=tracker.phone_account)


def _approve(tracker: Tracker, signin: SignIn) -> str:
    if tracker.account(tracker.phone_account).at_limit:
        text = "You reached the number of apps that a free account can connect."
        return _render(tracker, "result.html", outcome="limit", text=text)
    tracker.approve(signin.user_code)
    text = f"{signin.app.name} is connected. You can go back to your TV."
    return _render(tracker, "result.html", outcome="approved", text=text)


def _ask_code(tracker: Tracker, code: str = "", error: str = "") -> str:
    return _render(tracker, "code.html", code=code, error=error)


def _render(tracker: Tracker, template: str, **values: object) -> str:
    return flask.render_template(template, tracker=tracker, **values)
