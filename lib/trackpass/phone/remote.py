"""Set-up from a shell or another program: the calls that CrossWatch has, as JSON, for every tracker.

::

    POST /api/P/connect/start   {api_key | client_id, client_secret}, {"flow": "browser", "redirect": ""}
    GET  /api/P/verify          where it stands; a link that was approved is finished by it
    POST /api/P/connect/finish  {code | request_token, api_key}
    POST /api/P/disconnect
    GET  /api/status            P: simkl, trakt, tmdb (or tmdb_sync, as CrossWatch says)
"""

from __future__ import annotations

from typing import Any, Callable, Dict, Mapping, Set

import bottle

from trackpass.clocks import Clock
from trackpass.errors import AppRejected, TrackpassError
from trackpass.model import RUNNING, TRACKERS, App, SignInView
from trackpass.phone.asked import WAIT_FOR_VERDICT, Asked, answer, is_over, is_told, settled
from trackpass.phone.guard import Refused
from trackpass.phone.line import Line, Words

WAIT_FOR_START = 20.0
"""Seconds that a call waits for something to approve."""
OTHER_NAMES = {"tmdb_sync": "tmdb"}
START_FIELDS = {"api_key", "client_id", "client_secret", "flow", "redirect"}
FINISH_FIELDS = {"code", "request_token", "api_key"}


class Remote:
    """Answers programs; ``callback_url`` is where a consent page sends the browser back to."""

    def __init__(self, line: Line, words: Words, clock: Clock, callback_url: Callable[[], str]) -> None:
        self._line = line
        self._words = words
        self._clock = clock
        self._callback_url = callback_url

    def add_to(self, app: bottle.Bottle) -> None:
        """Takes its places in the site."""
        app.route("/api/status", "GET", self.status)
        app.route("/api/<name>/connect/start", "POST", self._calls(self.start))
        app.route("/api/<name>/verify", "GET", self._calls(self.verify))
        app.route("/api/<name>/connect/finish", "POST", self._calls(self.finish))
        app.route("/api/<name>/disconnect", "POST", self._calls(self.disconnect))

    def status(self) -> bottle.HTTPResponse:
        """All trackers."""
        return answer(200, ok=True, trackers={tracker: self._stand(tracker) for tracker in TRACKERS})

    def start(self, tracker: str, asked: Asked) -> bottle.HTTPResponse:
        """Begins a sign-in; answers when there is something to approve."""
        wish = _only(asked.json(), START_FIELDS)
        in_browser = self._is_for_browser(tracker, wish)
        self._save(tracker, wish)
        if in_browser:
            return self._start_in_browser(tracker, wish.get("redirect", self._callback_url()))
        former = self._line.sign_in(tracker)
        shows_consent = former is not None and former.phase == "waiting" and former.kind == "browser"
        self._line.connect(tracker, anew=shows_consent)  # a consent page is not what this call asks for
        view = settled(
            self._line, tracker, asked.connection, WAIT_FOR_START, lambda view: view.phase != "starting"
        )
        if view is None or view.phase == "starting":
            return self._problem(504, view.problem if view and view.problem else "network", tracker)
        if view.phase == "waiting":
            return answer(200, ok=True, **self._to_do(view))
        if view.phase in ("approved", "connected"):
            return answer(200, ok=True, **self._stand(tracker))
        return answer(409, **self._trouble(tracker, view))

    def verify(self, tracker: str, asked: Asked) -> bottle.HTTPResponse:
        """Where it stands. For a link the tracker is asked at once, for a code its own pace counts."""
        view = self._line.sign_in(tracker)
        if view is not None and view.phase in RUNNING and view.kind == "link":
            self._line.verify(tracker)
        if view is not None and (view.kind == "link" or view.phase == "approved"):
            settled(self._line, tracker, asked.connection, WAIT_FOR_VERDICT, is_told)
        return self._outcome(tracker)

    def finish(self, tracker: str, asked: Asked) -> bottle.HTTPResponse:
        """Takes a code or a request token that somebody copied."""
        wish = _only(asked.json(), FINISH_FIELDS)
        self._save(tracker, wish)
        if not self._line.finish(tracker, wish.get("code", "") or wish.get("request_token", "")):
            return answer(
                409,
                ok=False,
                error="nothing_waits",
                message=self._words.text("REMOTE_NOTHING_WAITS", tracker),
            )
        settled(self._line, tracker, asked.connection, WAIT_FOR_VERDICT, is_over)
        return self._outcome(tracker)

    def disconnect(self, tracker: str, asked: Asked) -> bottle.HTTPResponse:
        """Signs out."""
        _only(asked.json(), set())
        self._line.disconnect(tracker)
        return answer(200, ok=True, **self._stand(tracker))

    def _calls(self, call: Callable[[str, Asked], bottle.HTTPResponse]) -> Callable[[str], Any]:
        def named(name: str) -> bottle.HTTPResponse:
            tracker = OTHER_NAMES.get(name, name)
            if tracker not in TRACKERS:
                raise Refused(404)
            try:
                return call(tracker, Asked())
            except AppRejected as error:
                return self._problem(409, error.problem.value, tracker)
            except TrackpassError as error:
                return self._problem(502, error.problem.value, tracker)

        return named

    def _is_for_browser(self, tracker: str, wish: Mapping[str, str]) -> bool:
        """Whether the sign-in is one in a browser; what cannot be is refused before anything is stored."""
        if "flow" not in wish and "redirect" not in wish:
            return False
        if wish.get("flow") != "browser" or wish.get("redirect", "") not in ("", self._callback_url()):
            raise Refused(400)
        if not self._line.app(tracker).has_browser_flow:
            raise Refused(400)
        return True

    def _start_in_browser(self, tracker: str, redirect: str) -> bottle.HTTPResponse:
        address = self._line.authorize(tracker, redirect)
        view = self._line.sign_in(tracker)
        values = self._to_do(view) if view else {}
        return answer(200, **{**values, "ok": True, "auth_url": address, "redirect": redirect})

    def _save(self, tracker: str, wish: Mapping[str, str]) -> None:
        client_id = wish.get("api_key") or wish.get("client_id", "")
        if not client_id:
            if "client_secret" in wish:
                raise Refused(400)
            return
        app = App(client_id, wish.get("client_secret", ""))
        problem = self._line.save_app(tracker, app, keeps_secret="client_secret" not in wish)
        if problem is not None:
            raise AppRejected(problem)

    def _to_do(self, view: SignInView) -> Dict[str, Any]:
        """What the owner needs to approve."""
        address = view.verification_uri_complete or view.verification_uri
        found = {"auth_url": address, "expires_in": max(0, int(view.deadline - self._clock()))}
        if view.user_code:
            found["user_code"] = view.user_code
        if view.kind == "link":
            found["request_token"] = address.split("?")[0].rstrip("/").rpartition("/")[2]
        return found

    def _stand(self, tracker: str) -> Dict[str, Any]:
        account, view = self._line.account(tracker), self._line.sign_in(tracker)
        pending = view is not None and view.phase in RUNNING
        found: Dict[str, Any] = {
            "connected": not pending and account.state == "connected",
            "pending": pending,
            "state": account.state,
            "configured": self._line.app(tracker).has_id,
        }
        return {**found, "name": account.name} if account.name else found

    def _outcome(self, tracker: str) -> bottle.HTTPResponse:
        """What became of the sign-in; a passing trouble of one that waits is told too."""
        view = self._line.sign_in(tracker)
        stand = self._stand(tracker)
        if view is None or stand["connected"] or view.phase in ("connected", "cancelled"):
            return answer(200, ok=True, **stand)
        if view.phase in RUNNING and not view.problem:
            return answer(200, ok=True, **stand)
        return answer(200, **{**self._trouble(tracker, view), **stand, "ok": view.phase in RUNNING})

    def _trouble(self, tracker: str, view: SignInView) -> Dict[str, Any]:
        message = self._words.sign_in(tracker, view)
        return {"ok": False, "error": view.problem or view.phase, "message": message}

    def _problem(self, status: int, problem: str, tracker: str) -> bottle.HTTPResponse:
        return answer(status, ok=False, error=problem, message=self._words.problem(problem, tracker))


def _only(wish: Mapping[str, str], known: Set[str]) -> Mapping[str, str]:
    """A misspelt field is said, not passed over."""
    if set(wish) - known:
        raise Refused(400)
    return wish
