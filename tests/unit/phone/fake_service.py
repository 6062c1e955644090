"""The service as the page knows it: a line that behaves, the add-on's own English words, and a phone."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tools.checks.texts import ENGLISH, entries_of
from trackpass.errors import Problem, TrackpassError
from trackpass.kodi import strings
from trackpass.model import RUNNING, TRACKERS, AccountView, App, Kind, SignInView
from trackpass.phone.line import AppOnFile

ROOT = Path(__file__).resolve().parents[3]
FIELD = re.compile(r"\{(\w+)\}")

SECRETS = {
    "access": "access-token-of-the-account",
    "refresh": "refresh-token-of-the-account",
    "id": "stored-client-id-0123456789",
    "secret": "stored-client-secret-0123456789",
}
"""What the fake service holds and must never hand out."""
REQUEST_TOKEN = "request-token-of-tmdb"
LINKS = {
    "simkl": ("code", "BDWP-HQPK", "https://simkl.com/pin/BDWP-HQPK"),
    "trakt": ("code", "Q8DV2D5L", "https://auth.trakt.tv/activate/Q8DV2D5L"),
    "tmdb": ("link", "", f"https://www.themoviedb.org/authenticate/{REQUEST_TOKEN}"),
}
"""Kind, code and address of a sign-in at each tracker."""
CONSENT = "https://simkl.com/oauth/authorize"


class Words:
    """The English texts of the add-on, as its strings.po has them."""

    def __init__(self) -> None:
        self._texts = {number: text for number, text, _ in entries_of(ROOT / ENGLISH)}

    def text(self, name: str, tracker: str = "", **values: str) -> str:
        return self._fill(getattr(strings, name), tracker, **values)

    def problem(self, value: str, tracker: str) -> str:
        return self._fill(strings.PROBLEMS[value], tracker)

    def account(self, view: AccountView) -> str:
        if view.problem:
            return self.problem(view.problem, view.tracker)
        if view.state == "connected" and view.name:
            return self._fill(strings.CONNECTED_AS, view.tracker, name=view.name)
        return self._fill(strings.STATES[view.state], view.tracker)

    def sign_in(self, tracker: str, view: SignInView) -> str:
        if view.problem:
            return self.problem(view.problem, tracker)
        if view.phase == "connected" and view.name:
            return self._fill(strings.CONNECTED_AS, tracker, name=view.name)
        return self._fill(strings.PHASES[view.phase], tracker)

    def _fill(self, number: int, tracker: str, **values: str) -> str:
        values["tracker"] = TRACKERS.get(tracker, "")
        return FIELD.sub(lambda found: values.get(found[1], found[0]), self._texts[number])


@dataclass
class FakeLine:
    """The service behind the page. It holds secrets; ``calls`` tells what it was asked to do, in order."""

    now: Callable[[], float]
    accounts: dict[str, AccountView] = field(default_factory=dict)
    sign_ins: dict[str, SignInView | None] = field(default_factory=dict)
    apps: dict[str, App] = field(default_factory=dict)
    calls: list[tuple[str, ...]] = field(default_factory=list)
    fails: dict[str, TrackpassError] = field(default_factory=dict)
    """Calls that raise."""
    wrong: dict[str, Problem] = field(default_factory=dict)
    """What is wrong with an app ID, by the ID."""
    slow: bool = False
    """A sign-in stays at its start."""
    approved: set[str] = field(default_factory=set)
    states: dict[str, str] = field(default_factory=dict)
    """Trackers by the state of an authorization that waits."""
    name: str = "ann"
    hold: threading.Event | None = None
    """What :meth:`connect` waits for."""

    def account(self, tracker: str) -> AccountView:
        view = self.accounts.get(tracker, AccountView(tracker))
        running = self.sign_ins.get(tracker)
        return view._replace(state="waiting") if running and running.phase in RUNNING else view

    def sign_in(self, tracker: str) -> SignInView | None:
        return self.sign_ins.get(tracker)

    def app(self, tracker: str) -> AppOnFile:
        app = self.apps.get(tracker, App(""))
        has_id, has_secret = bool(app.client_id), bool(app.client_secret)
        return AppOnFile(has_id, has_secret, tracker != "tmdb", has_browser_flow=tracker == "simkl")

    def save_app(self, tracker: str, app: App, keeps_secret: bool = True) -> Problem | None:
        cleared = () if keeps_secret or app.client_secret else ("no secret",)
        self._called("save_app", tracker, app.client_id, app.client_secret, *cleared)
        missing = Problem.APP_KEY_MISSING if tracker == "tmdb" else Problem.APP_ID_MISSING
        problem = self.wrong.get(app.client_id) if app.client_id else missing
        if problem is None:
            self.apps[tracker] = app
        return problem

    def connect(self, tracker: str, anew: bool = False) -> None:
        self._called("renew" if anew else "connect", tracker)
        if self.hold:
            self.hold.wait()
        view = self.sign_ins.get(tracker)
        if view and view.phase in RUNNING and not anew:
            return
        if not self.apps.get(tracker, App("")).client_id:
            self._end(tracker, "failed", Problem.APP_ID_MISSING)
            return
        kind, code, link = LINKS[tracker]
        self._wait(tracker, kind, code, link)  # type: ignore[arg-type]
        if self.slow:
            self.sign_ins[tracker] = SignInView("r", "starting", problem="network")

    def verify(self, tracker: str) -> None:
        self._called("verify", tracker)
        view = self.sign_ins.get(tracker)
        if tracker in self.approved:
            self.approve(tracker)
        elif view is not None and view.phase == "waiting":
            self.sign_ins[tracker] = view._replace(problem=Problem.NOT_APPROVED.value)

    def cancel(self, tracker: str) -> None:
        self._called("cancel", tracker)
        self.sign_ins[tracker] = None

    def disconnect(self, tracker: str) -> None:
        self._called("disconnect", tracker)
        self.accounts[tracker] = AccountView(tracker)
        self.sign_ins[tracker] = None

    def authorize(self, tracker: str, redirect_uri: str) -> str:
        self._called("authorize", tracker, redirect_uri)
        state = f"state-{len(self.states)}-of-the-consent"
        self.states[state] = tracker
        address = f"{CONSENT}?state={state}"
        self._wait(tracker, "browser", "", address)
        return address

    def callback(self, state: str, code: str, error: str) -> str | None:
        self._called("callback", state, code, error)
        tracker = self.states.pop(state, None)
        if tracker is not None:
            self._end(tracker, "denied") if error else self.approve(tracker)
        return tracker

    def finish(self, tracker: str, code: str) -> bool:
        self._called("finish", tracker, code)
        view = self.sign_ins.get(tracker)
        if view is None or view.phase not in RUNNING or code not in ("", "good-code", REQUEST_TOKEN):
            return False
        self.approve(tracker)
        return True

    def approve(self, tracker: str) -> None:
        """The owner approved, and the tracker told the name."""
        self.accounts[tracker] = AccountView(tracker, "connected", self.name, checked_at=1.0)
        self._end(tracker, "connected", name=self.name)

    def _wait(self, tracker: str, kind: Kind, code: str, link: str) -> None:
        deadline = self.now() + 600
        self.sign_ins[tracker] = SignInView("r", "waiting", code, link, link, deadline, 600, kind=kind)

    def _end(self, tracker: str, phase: str, problem: Problem | None = None, name: str = "") -> None:
        value = problem.value if problem else ""
        self.sign_ins[tracker] = SignInView("r", phase, problem=value, name=name)  # type: ignore[arg-type]

    def _called(self, *call: str) -> None:
        self.calls.append(call)
        if call[0] in self.fails:
            raise self.fails[call[0]]
