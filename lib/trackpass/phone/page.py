"""The page as the phone sees it: one card a tracker, and a form for each app ID."""

from __future__ import annotations

from typing import Any, Callable, Dict, Mapping, Sequence, Tuple

import bottle

from trackpass.clocks import Clock
from trackpass.errors import Problem, TrackpassError
from trackpass.model import TRACKERS, App, SignInView
from trackpass.phone.asked import WAIT_FOR_VERDICT, Asked, go, is_over, is_told, settled
from trackpass.phone.cards import Card, Cards
from trackpass.phone.guard import Keys, Refused, is_same
from trackpass.phone.guides import GUIDES
from trackpass.phone.line import Line, Words
from trackpass.phone.sheets import Sheets

WAIT_FOR_CODE = 3.0
"""Seconds that a button waits for the code that it asked for, so that the next page shows it already."""


class Page:
    """Answers the requests of the phone; each form carries the token of ``keys``."""

    def __init__(
        self, line: Line, words: Words, sheets: Sheets, keys: Callable[[], Keys], clock: Clock
    ) -> None:
        self.line = line
        self.words = words
        self.sheets = sheets
        self.keys = keys
        self.clock = clock
        self._typed: Dict[str, Tuple[str, str]] = {}
        """By tracker, a secret that came with a mistake, and before it the token of the form it came in."""

    def add_to(self, app: bottle.Bottle) -> None:
        """Takes its places in the site."""
        app.route("/page/", "GET", self.home)
        app.route("/page/<tracker>", "GET", self.show_form)
        app.route("/page/<tracker>/app", "POST", self.save_app)
        app.route("/page/<tracker>/connect", "POST", self.connect)
        app.route("/page/<tracker>/verify", "POST", self.verify)
        app.route("/page/<tracker>/cancel", "POST", self.cancel)
        app.route("/page/<tracker>/signout", "GET", self.ask_to_sign_out)
        app.route("/page/<tracker>/signout", "POST", self.sign_out)

    def show(self, sheet: str, asked: Asked, **values: Any) -> str:
        """A page of this opening."""
        return self.sheets.page(sheet, root=asked.root, form=self.keys().form, **values)

    def posted(self, tracker: str) -> Tuple[Asked, Dict[str, str]]:
        """The request and its form, which has to be one of ours."""
        asked = Asked()
        form = asked.form()
        if not is_same(form.get("form", ""), self.keys().form):
            raise Refused(403)
        known(tracker)
        return asked, form

    def home(self) -> str:
        """All trackers. It is shown anew by itself while a sign-in waits, since nothing is typed there."""
        asked = Asked()
        query = asked.query()
        cards = [card._replace(note=self._note(card, query)) for card in self._cards()]
        return self.show("home", asked, cards=cards, refresh=next_look(asked.root, query, cards))

    def connect(self, tracker: str) -> Any:
        """Begins a sign-in."""
        return self._do(tracker, self.line.connect, WAIT_FOR_CODE, lambda view: view.phase != "starting")

    def verify(self, tracker: str) -> Any:
        """The owner says that the link was approved."""
        return self._do(tracker, self.line.verify, WAIT_FOR_VERDICT, is_told)

    def cancel(self, tracker: str) -> Any:
        """Ends the sign-in."""
        return self._do(tracker, self.line.cancel)

    def ask_to_sign_out(self, tracker: str) -> str:
        """Signing out takes two taps."""
        return self.show("signout", Asked(), tracker=known(tracker))

    def sign_out(self, tracker: str) -> Any:
        """The second tap."""
        return self._do(tracker, self.line.disconnect)

    def show_form(self, tracker: str) -> str:
        """The form of a tracker's app."""
        return self._form(Asked(), known(tracker))

    def save_app(self, tracker: str) -> Any:
        """Stores what was pasted, or says what is wrong with it; a secret is never sent back, but kept."""
        asked, form = self.posted(tracker)
        kept = self._kept(tracker) if "kept" in form else ""
        app = App(form.get("client_id", ""), form.get("client_secret", "") or kept)
        try:
            problem = self.line.save_app(tracker, app)
        except TrackpassError as error:
            problem = error.problem
        good = app.client_secret if problem not in (None, Problem.APP_SECRET) else ""
        self._typed[tracker] = (self.keys().form, good if good != app.client_id else "")
        if problem is None:
            return go(f"{asked.root}/?saved={tracker}#{tracker}")
        typed = "" if GUIDES[tracker].is_secret else app.client_id
        return self._form(asked, tracker, self.words.problem(problem.value, tracker), typed)

    def _form(self, asked: Asked, tracker: str, problem: str = "", typed: str = "") -> str:
        return self.show(
            "app",
            asked,
            tracker=tracker,
            name=TRACKERS[tracker],
            guide=GUIDES[tracker],
            app=self.line.app(tracker),
            problem=problem,
            typed=typed,
            kept=bool(problem and self._kept(tracker)),
        )

    def _kept(self, tracker: str) -> str:
        """The secret that need not be pasted again, if it came in this opening."""
        form, secret = self._typed.get(tracker, ("", ""))
        return secret if is_same(form, self.keys().form) else ""

    def _note(self, card: Card, query: Mapping[str, str]) -> str:
        if query.get("saved") != card.tracker or card.is_running:
            return ""
        leads_on = any(action.path == f"{card.tracker}/connect" for action in card.actions)
        return self.words.text("PAGE_SAVED" if leads_on else GUIDES[card.tracker].wording.saved, card.tracker)

    def _cards(self) -> Sequence[Card]:
        cards = Cards(self.line, self.words, self.clock())
        return [cards.of(tracker) for tracker in TRACKERS]

    def _do(
        self,
        tracker: str,
        call: Callable[[str], None],
        wait: float = 0.0,
        is_past: Callable[[SignInView], bool] = is_over,
    ) -> Any:
        """Does it, waits a moment until the sign-in is past what it was at, and goes back to the cards."""
        asked, _ = self.posted(tracker)
        try:
            call(tracker)
        except TrackpassError as error:
            note = self.words.problem(error.problem.value, tracker)
            return self.show("home", asked, cards=self._cards(), note=note)
        settled(self.line, tracker, asked.connection, wait, is_past)
        return go(card_address(asked.root, tracker))


def card_address(root: str, tracker: str) -> str:
    """The page at a card, where it stays when it is shown anew."""
    return f"{root}/?at={tracker}#{tracker}"


def next_look(root: str, query: Mapping[str, str], cards: Sequence[Card]) -> str:
    """Where a page that waits goes after a moment, "" if it need not: to itself, at the card last acted on.

    If that is not known, at the one that waits. A browser that is sent to the very address that it shows,
    with a place in it, only scrolls there; so every other look has another address.
    """
    running = next((card.tracker for card in cards if card.is_running), "")
    if not running:
        return ""
    at = query.get("at") or query.get("saved", "")
    values = [f"at={at}"] if at in TRACKERS else []
    if "look" not in query:
        values.append("look=again")
    mark = "?" if values else ""
    return f"{root}/{mark}{'&'.join(values)}#{at if at in TRACKERS else running}"


def known(tracker: str) -> str:
    """The tracker's key, if there is one like that."""
    if tracker not in TRACKERS:
        raise Refused(404)
    return tracker
