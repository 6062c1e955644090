"""The page's line to the desk: each call is a job of the worker, the one thread that talks to trackers."""

from __future__ import annotations

import os
import threading
from functools import partial
from typing import Any, Callable, List, Optional, Protocol, Set, TypeVar

from trackpass.desk import Desk
from trackpass.errors import AppRejected, Problem, TooSoon, TrackpassError, Unreachable, is_of_app
from trackpass.model import AccountView, App, Command, SignInView, Verb
from trackpass.phone.line import AppOnFile
from trackpass.pkce import new_authorization
from trackpass.providers.base import Trackers
from trackpass.redaction import Redactor
from trackpass.web import CALL_TIMEOUT

ANSWER_WITHIN = 2 * CALL_TIMEOUT + 5.0
"""Seconds that a phone waits for the worker: its step at hand may be a call and the look-up of a name."""

PACE = 2.0
"""Seconds until a tracker may be asked about an app that our own pace forbids now."""
TRIES = 4

Answer = TypeVar("Answer")


class Apps(Protocol):
    """Where the owner's app IDs are kept."""

    def app_for(self, tracker: str) -> App:
        """The app ID and secret that count."""

    def set_app(self, tracker: str, app: App) -> None:
        """Stores the owner's own."""

    def takes_secret(self, tracker: str) -> bool:
        """Whether apps of this tracker may have a secret beside their ID."""

    def is_held(self) -> bool:
        """Whether a settings dialog is open, which would undo what is stored now."""


class Shown(Protocol):
    """What the service put up; from any thread."""

    def account(self, tracker: str) -> AccountView:
        """An account's state."""

    def sign_in(self, tracker: str) -> Optional[SignInView]:
        """The sign-in that runs or has just ended."""


class DeskLine:
    """Implements :class:`trackpass.phone.line.Line`; ``post`` hands a job to the worker."""

    def __init__(
        self,
        desk: Desk,
        post: Callable[[Callable[[], None]], None],
        trackers: Trackers,
        apps: Apps,
        shown: Shown,
        redactor: Redactor,
    ) -> None:
        self._desk = desk
        self._post = post
        self._trackers = trackers
        self._apps = apps
        self._shown = shown
        self._redactor = redactor
        self._waiting: Set[threading.Event] = set()
        self._lock = threading.Lock()
        self._closed = False

    def close(self) -> None:
        """Lets everybody go who waits for an answer; none comes any more."""
        with self._lock:
            self._closed = True
            for event in self._waiting:
                event.set()

    def account(self, tracker: str) -> AccountView:
        """An account's state."""
        return self._shown.account(tracker)

    def sign_in(self, tracker: str) -> Optional[SignInView]:
        """The sign-in that runs or has just ended."""
        return self._shown.sign_in(tracker)

    def app(self, tracker: str) -> AppOnFile:
        """What is known of the owner's app."""
        app = self._apps.app_for(tracker)
        takes_secret = self._apps.takes_secret(tracker)
        has_browser_flow = tracker in self._trackers.code_flows
        return AppOnFile(bool(app.client_id), bool(app.client_secret), takes_secret, has_browser_flow)

    def save_app(self, tracker: str, app: App, keeps_secret: bool = True) -> Optional[Problem]:
        """Stores ID and secret that the tracker knows; a sign-in that lacked them goes on."""
        job = partial(self._save, tracker, app, keeps_secret)
        for _ in range(TRIES - 1):
            try:
                return self._ask(job)
            except TooSoon:
                self._await(threading.Event(), PACE)  # in the phone's own thread: the worker goes on
        return self._ask(job)

    def connect(self, tracker: str, anew: bool = False) -> None:
        """Begins a sign-in; one that waits for an answer goes on, unless ``anew``."""
        self._tell("renew" if anew else "connect", tracker)

    def verify(self, tracker: str) -> None:
        """Looks at once whether a link was approved."""
        self._tell("verify", tracker)

    def cancel(self, tracker: str) -> None:
        """Ends the sign-in that runs."""
        self._tell("cancel", tracker)

    def disconnect(self, tracker: str) -> None:
        """Signs out."""
        self._tell("disconnect", tracker)

    def authorize(self, tracker: str, redirect_uri: str) -> str:
        """Begins a sign-in in the phone's browser; the consent page's address."""
        authorization, request = new_authorization(redirect_uri), self._request(tracker)
        self._redactor.hide(authorization.state, authorization.verifier)
        view = self._ask(lambda: self._desk.attempts.authorize(tracker, request, authorization))
        if view.phase == "failed":
            problem = Problem(view.problem)
            raise AppRejected(problem) if is_of_app(view.problem) else Unreachable(problem)
        return view.verification_uri

    def callback(self, state: str, code: str, error: str) -> Optional[str]:
        """Takes what came back from the consent page."""

        def take() -> str:
            tracker = self._desk.attempts.called_back(state, code, error)
            if tracker:
                self._redactor.hide(code)  # a stranger's would blank out words of the log
            return tracker

        return self._ask(take) or None

    def finish(self, tracker: str, code: str) -> bool:
        """Takes a code or request token that was copied by hand."""
        self._redactor.hide(code)
        return self._ask(lambda: self._desk.attempts.finish(tracker, self._request(tracker), code))

    def _tell(self, verb: Verb, tracker: str) -> None:
        command = Command(verb, tracker, self._request(tracker))
        self._ask(lambda: self._desk.handle(command))

    def _request(self, tracker: str) -> str:
        """The request of the window that shows this tracker's sign-in, so that the window goes along."""
        view = self._shown.sign_in(tracker)
        return view.request if view and view.request else os.urandom(8).hex()

    def _save(self, tracker: str, app: App, keeps_secret: bool) -> Optional[Problem]:
        known = self._apps.app_for(tracker)
        if keeps_secret and app.client_id == known.client_id and not app.client_secret:
            app = known
        provider = self._trackers.providers[tracker]
        mistake = provider.mistake(app) or (Problem.SETTINGS_OPEN if self._apps.is_held() else None)
        if mistake is not None:
            return mistake
        try:
            provider.probe(app)
        except AppRejected as error:
            return error.problem
        except TooSoon:
            raise  # nobody was asked
        except TrackpassError:
            pass  # the app may be fine; the sign-in will tell
        if self._apps.is_held():  # since the tracker was asked
            return Problem.SETTINGS_OPEN
        self._apps.set_app(tracker, app)
        view = self._shown.sign_in(tracker)
        if view is not None and view.phase == "failed" and is_of_app(view.problem):
            self._desk.handle(Command("connect", tracker, view.request))
        return None

    def _ask(self, job: Callable[[], Answer]) -> Answer:
        """The job's answer; its error is raised here.

        Raises:
            Unreachable: the worker had no time within :data:`ANSWER_WITHIN`, or the service stops.
        """
        done = threading.Event()
        answers: List[Any] = []
        errors: List[TrackpassError] = []

        def work() -> None:
            try:
                answers.append(job())
            except TrackpassError as error:
                errors.append(error)
            finally:
                done.set()

        self._await(done, ANSWER_WITHIN, lambda: self._post(work))
        if errors:
            raise errors[0]
        if not answers:
            raise Unreachable(Problem.NETWORK)
        answer: Answer = answers[0]
        return answer

    def _await(self, done: threading.Event, seconds: float, begin: Callable[[], None] = lambda: None) -> None:
        """Waits so long at most, and not when the service stops."""
        with self._lock:
            if self._closed:
                raise Unreachable(Problem.NETWORK)
            self._waiting.add(done)
        begin()
        done.wait(seconds)
        with self._lock:
            self._waiting.discard(done)
