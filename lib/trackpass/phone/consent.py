"""Signing in with the phone's own browser: the consent page of the tracker, and the way back from there."""

from __future__ import annotations

import re
import threading
from typing import Any, Callable, Optional

import bottle

from trackpass.errors import Problem, TrackpassError
from trackpass.model import TRACKERS
from trackpass.phone.asked import Asked, go, is_over, settled
from trackpass.phone.cards import Cards
from trackpass.phone.guard import CALLBACK, Refused
from trackpass.phone.guides import GUIDES, ISSUERS
from trackpass.phone.page import Page, card_address, known

WAIT_FOR_NAME = 8.0
"""Seconds that the way back waits for the tracker's verdict."""
MOST_CALLBACKS = 2
"""At once: a callback comes without a secret of ours, and must not keep the service busy."""
CONSENT = re.compile(r"https://[!-~]+")


class Consent:
    """``callback_url`` is the address that the owner registers with the app, as it is just now."""

    def __init__(self, page: Page, callback_url: Callable[[], str]) -> None:
        self._page = page
        self._line = page.line
        self._words = page.words
        self._sheets = page.sheets
        self._callback_url = callback_url
        self._places = threading.BoundedSemaphore(MOST_CALLBACKS)

    def add_to(self, app: bottle.Bottle) -> None:
        """Takes its places in the site."""
        app.route("/page/<tracker>/browser", "GET", self.explain)
        app.route("/page/<tracker>/browser", "POST", self.begin)
        app.route("/page/<tracker>/code", "GET", self.show_code_form)
        app.route("/page/<tracker>/code", "POST", self.take_code)
        app.route("/page/<tracker>/code/begin", "POST", self.begin_by_hand)
        app.route(CALLBACK, "GET", self.come_back)

    def explain(self, tracker: str) -> str:
        """What to register, and a button."""
        return self._explain(Asked(), self._able(tracker))

    def begin(self, tracker: str) -> Any:
        """Off to the consent page, in this very browser."""
        asked, _ = self._page.posted(self._able(tracker))
        try:
            return self._go(tracker, self._callback_url())
        except TrackpassError as error:
            return self._explain(asked, tracker, error.problem)

    def show_code_form(self, tracker: str) -> str:
        """For apps without a redirect address: the consent page shows a code."""
        return self._code_form(Asked(), self._able(tracker))

    def begin_by_hand(self, tracker: str) -> Any:
        """Off to the consent page, in another tab."""
        asked, _ = self._page.posted(self._able(tracker))
        try:
            return self._go(tracker, "")
        except TrackpassError as error:
            if error.problem is Problem.APP_REDIRECT:
                return self._explain(asked, tracker, error.problem)  # which says what to register
            return self._code_form(asked, tracker, self._words.problem(error.problem.value, tracker))

    def take_code(self, tracker: str) -> Any:
        """The code, copied by hand."""
        asked, form = self._page.posted(self._able(tracker))
        code = form.get("code", "")
        if not code:
            return self._code_form(asked, tracker, self._words.text("PAGE_CODE_MISSING"))
        try:
            is_taken = self._line.finish(tracker, code)
        except TrackpassError as error:
            return self._code_form(asked, tracker, self._words.problem(error.problem.value, tracker))
        if not is_taken:
            return self._code_form(asked, tracker, self._words.text("PAGE_CODE_UNKNOWN", tracker))
        settled(self._line, tracker, asked.connection, WAIT_FOR_NAME, is_over)
        return go(card_address(asked.root, tracker))

    def come_back(self) -> Any:
        """The tracker sent the browser back. What no sign-in waits for changes nothing."""
        if not self._places.acquire(blocking=False):
            return self._neutral()
        try:
            return self._come_back(Asked())
        finally:
            self._places.release()

    def _come_back(self, asked: Asked) -> Any:
        query = asked.query()
        state, code, error = (query.get(name, "") for name in ("state", "code", "error"))
        if not state or not (code or error) or query.get("iss", "") not in ISSUERS:
            return self._neutral()
        try:
            tracker = self._line.callback(state, code, error)
        except TrackpassError:
            return self._for_anybody("PAGE_TV_GOES_ON", "busy")  # it has its turn when the worker has time
        if tracker is None:
            return self._neutral()
        view = settled(self._line, tracker, asked.connection, WAIT_FOR_NAME, is_over)
        sentence = self._words.sign_in(tracker, view) if view else ""
        if view is None or not is_over(view):
            return self._result(TRACKERS[tracker], sentence, "PAGE_TV_GOES_ON", "busy")
        if view.phase == "connected":
            return self._result(TRACKERS[tracker], sentence, "PAGE_DONE", "good")
        return self._result(TRACKERS[tracker], sentence, "PAGE_NOT_DONE", "bad")

    def _result(self, title: str, sentence: str, hint: str, tone: str) -> str:
        """What became of a sign-in; who knows its secret may go on to the page, if that is open."""
        token = self._page.keys().page
        root = f"/{token}" if token else ""
        return self._sheets.page(
            "back", title=title, state=sentence, hint=self._words.text(hint), tone=tone, root=root
        )

    def _neutral(self) -> bottle.HTTPResponse:
        return bottle.HTTPResponse(self._for_anybody("PAGE_CALLBACK_UNKNOWN", "calm"), 404)

    def _for_anybody(self, text: str, tone: str) -> str:
        """One sentence, and no way to the page: whoever asks has not shown to know a sign-in's secret."""
        sentence = self._words.text(text)
        return self._sheets.page("back", title="Trackpass", state=sentence, hint="", tone=tone)

    def _explain(self, asked: Asked, tracker: str, problem: Optional[Problem] = None) -> str:
        card = Cards(self._line, self._words, self._page.clock()).of(tracker)
        return self._page.show(
            "browser",
            asked,
            card=card,
            problem=self._words.problem(problem.value, tracker) if problem else "",
            offers_code=problem is not Problem.APP_REDIRECT,
            callback_url=self._callback_url(),
            refresh=f"{asked.root}/{tracker}/browser"
            if card.is_running and card.in_browser and not problem
            else "",
        )

    def _code_form(self, asked: Asked, tracker: str, problem: str = "") -> str:
        return self._page.show(
            "code",
            asked,
            tracker=tracker,
            guide=GUIDES[tracker],
            problem=problem,
        )

    def _go(self, tracker: str, redirect_uri: str) -> bottle.HTTPResponse:
        address = self._line.authorize(tracker, redirect_uri)
        if not CONSENT.fullmatch(address):
            raise ValueError("the consent page has no address to go to")
        return go(address)

    def _able(self, tracker: str) -> str:
        if not self._line.app(known(tracker)).has_browser_flow:
            raise Refused(404)
        return tracker
