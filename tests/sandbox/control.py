"""The sandbox's own page and its commands over HTTP, for a test or a person outside its process.

Commands are POSTed to ``/api/NAME`` with a JSON object (or a form, from the page); facts are read with GET.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from .box import Sandbox
    from .records import Request
    from .signins import SignIn
    from .tracker import Tracker

Arguments = dict[str, Any]


def make_app(box: Sandbox) -> WSGIApplication:
    """The control port: the page, the commands, and the trackers' pages under ``/phone/HOST``."""
    app = flask.Flask(__name__)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    facts, commands = _facts(box), _commands(box)

    @app.get("/")
    def index() -> str:
        return flask.render_template("control.html", box=box, violations=box.violations)

    @app.get("/api/<name>")
    def read(name: str) -> Response:
        if name not in facts:
            return _json({"error": f"nothing is called {name}"}, 404)
        return _json(facts[name]())

    @app.post("/api/<name>")
    def command(name: str) -> Response:
        if name not in commands:
            return _json({"error": f"no command {name}"}, 404)
        from_page = flask.request.mimetype != "application/json"
        arguments = flask.request.form.to_dict() if from_page else flask.request.get_json()
        try:
            result = commands[name](dict(arguments))
        except (LookupError, ValueError, TypeError) as problem:
            return _json({"error": str(problem)}, 400)
        return (
            flask.redirect("/", 303) if from_page else _json(result if result is not None else {"ok": True})
        )

    pages: dict[str, Any] = {
        f"/phone/{host}": tracker.pages for tracker in box.trackers for host in tracker.phone_hosts
    }
    return DispatcherMiddleware(app, pages)


def _facts(box: Sandbox) -> dict[str, Callable[[], Any]]:
    return {
        "pending": lambda: [_signin(tracker, s) for tracker in box.trackers for s in tracker.pending()],
        "log": lambda: [_request(box, request) for request in list(box.log)],
        "violations": lambda: list(box.violations),
        "refused": lambda: [str(refused) for refused in box.refused],
        "faults": lambda: [vars(fault) for fault in box.faults.waiting()],
        "environment": lambda: box.environment,
        "apps": lambda: {t.name: [vars(app) for app in t.apps.values()] for t in box.trackers},
    }


def _commands(box: Sandbox) -> dict[str, Callable[[Arguments], Any]]:
    """Each takes the arguments of the Python method of the same name."""

    def on_code(method: str) -> Callable[[Arguments], Any]:
        def run(arguments: Arguments) -> Any:
            tracker = _tracker_of_code(box, arguments)
            return _signin(tracker, getattr(tracker, method)(arguments.pop("code", None), **arguments))

        return run

    def on_tracker(method: str) -> Callable[[Arguments], Any]:
        def run(arguments: Arguments) -> Any:
            result = getattr(box.tracker(arguments.pop("tracker")), method)(**arguments)
            return vars(result) if hasattr(result, "__dict__") else {"result": result}

        return run

    return {
        **{name: on_code(name) for name in ("approve", "deny", "expire", "forget")},
        **{
            name: on_tracker(name)
            for name in ("revoke", "revoke_all", "delete_app", "suspend_app", "account", "add_app", "set")
        },
        "fault": lambda arguments: box.fault(**arguments),
        "clear_faults": lambda arguments: box.clear_faults(),
        "release": lambda arguments: box.release(),
        "outage": lambda arguments: box.outage(**arguments),
        "recover": lambda arguments: box.recover(**arguments),
        "advance": lambda arguments: box.clock.advance(float(arguments["seconds"])),
        "skew": lambda arguments: setattr(box.clock, "skew", float(arguments["seconds"])),
        "reset": lambda arguments: box.reset(),
    }


def _tracker_of_code(box: Sandbox, arguments: Arguments) -> Tracker:
    """The tracker that is named, else the one that knows the code."""
    name = arguments.pop("tracker", None)
    if name:
        return box.tracker(name)
    code = arguments.get("code")
    for tracker in box.trackers:
        if tracker.find(code) is not None:
            return tracker
    raise LookupError("no such code")


def _signin(tracker: Tracker, signin: SignIn) -> dict[str, Any]:
    return {
        "tracker": tracker.name,
        "app": signin.app.name,
        "generation": signin.generation,
        "user_code": signin.user_code,
        "state": signin.state,
        "seconds_left": round(signin.expires_at - tracker.clock.now(), 1),
    }


def _request(box: Sandbox, request: Request) -> dict[str, Any]:
    """One line of the log, secrets masked."""
    mask = box.journal.mask
    return {
        "at": request.at,
        "tracker": request.tracker,
        "route": request.route,
        "app": request.app,
        "method": request.method,
        "host": request.host,
        "path": mask(request.path),
        "query": {name: mask(value) for name, value in request.query.items()},
        "body": {name: mask(str(value)) for name, value in (request.body or {}).items()},
        "status": request.status,
        "fault": request.fault,
    }


def _json(value: Any, status: int = 200) -> Response:
    return Response(flask.json.dumps(value), status, content_type="application/json; charset=utf-8")
