"""What the page says of one tracker, and what the owner can do about it."""

from __future__ import annotations

from typing import Literal, Mapping, NamedTuple, Optional, Tuple

from trackpass.clocks import minutes
from trackpass.errors import Problem, is_of_app
from trackpass.model import RUNNING, TRACKERS, AccountView, Kind, SignInView
from trackpass.phone.guides import GUIDES
from trackpass.phone.line import AppOnFile, Line, Words

Tone = Literal["good", "busy", "bad", "calm"]
Look = Literal["main", "plain"]

HINTS: Mapping[Kind, str] = {
    "code": "PAGE_CODE_HINT",
    "link": "PAGE_LINK_HINT",
    "browser": "PAGE_BROWSER_HINT",
}
"""What to do while a sign-in waits."""


class Action(NamedTuple):
    """A button. ``path`` is below the page's own; ``posts``: it does something, more than lead away."""

    label: str
    path: str
    posts: bool = True
    look: Look = "plain"


class Card(NamedTuple):
    """One tracker. ``code`` is what the owner compares, ``link`` where approval is given; "" for none.

    ``note``: what came of the last button.
    """

    tracker: str
    tone: Tone
    state: str
    hint: str = ""
    code: str = ""
    link: str = ""
    link_label: str = ""
    actions: Tuple[Action, ...] = ()
    is_running: bool = False
    in_browser: bool = False
    note: str = ""

    @property
    def letter(self) -> str:
        """What stands for the tracker."""
        return GUIDES[self.tracker].letter

    @property
    def name(self) -> str:
        """What the tracker goes by."""
        return TRACKERS[self.tracker]

    @property
    def code_parts(self) -> Tuple[str, ...]:
        """The code in two halves, where it has no hyphen and is long enough: easier to compare."""
        half = len(self.code) // 2
        is_halved = self.code.isalnum() and half >= 3 and not len(self.code) % 2
        return (self.code[:half], self.code[half:]) if is_halved else (self.code,)


class Cards:
    """Makes cards out of what the line tells; ``now`` is the monotonic clock's time."""

    def __init__(self, line: Line, words: Words, now: float) -> None:
        self._line = line
        self._words = words
        self._now = now

    def of(self, tracker: str) -> Card:
        """The card of one tracker."""
        view = self._line.sign_in(tracker)
        if view is not None and view.phase in RUNNING:
            return self._running(tracker, view)
        return self._resting(self._line.account(tracker), self._line.app(tracker), view)

    def _running(self, tracker: str, view: SignInView) -> Card:
        card = Card(
            tracker,
            tone="bad" if view.problem else "busy",
            state=self._words.sign_in(tracker, view),
            actions=(self._does("CANCEL", f"{tracker}/cancel"),),
            is_running=True,
            in_browser=view.kind == "browser",
        )
        if view.phase != "waiting":
            return card
        link = view.verification_uri_complete or view.verification_uri
        first: Mapping[Kind, Tuple[Action, ...]] = {
            "link": (self._does("PAGE_APPROVED", f"{tracker}/verify", "main"),),
            "browser": (self._leads("PAGE_CODE_BY_HAND", f"{tracker}/code"),),
            "code": (self._leads("PAGE_BROWSER", f"{tracker}/browser"),) if self._can_browse(tracker) else (),
        }
        return card._replace(
            state=(card.state if view.problem else self._words.text("PAGE_WAITING")) + self._time_left(view),
            hint=self._words.text(HINTS[view.kind], tracker),
            code=view.user_code,
            link=link if link.startswith("https://") else "",
            link_label=self._words.text("PAGE_OPEN", tracker),
            actions=(*first[view.kind], *card.actions),
        )

    def _can_browse(self, tracker: str) -> bool:
        return self._line.app(tracker).has_browser_flow

    def _time_left(self, view: SignInView) -> str:
        left = view.deadline - self._now
        if not view.deadline or left <= 0:
            return ""
        return " · " + self._words.text("TIME_LEFT", time=minutes(left))

    def _resting(self, account: AccountView, app: AppOnFile, view: Optional[SignInView]) -> Card:
        tracker = account.tracker
        signed_in = account.state in ("connected", "unverified")
        failed = view is not None and view.phase not in ("connected", "cancelled")
        ending = self._words.sign_in(tracker, view) if view is not None and failed else ""
        needs_app = not app.has_id and not signed_in
        needs = self._words.text(GUIDES[tracker].wording.needs, tracker) if needs_app else ""
        problem = view.problem if view is not None and failed else ""
        app_is_wrong = is_of_app(problem) and problem != Problem.APP_KIND.value
        return Card(
            tracker,
            tone=_tone(account) if signed_in or not failed else "bad",
            state=ending if ending and not signed_in else self._words.account(account),
            hint=needs or (ending if signed_in else ""),
            actions=self._signed_in(account) if signed_in else self._signed_out(account, app, app_is_wrong),
        )

    def _signed_in(self, account: AccountView) -> Tuple[Action, ...]:
        tracker = account.tracker
        is_of_other_app = account.problem == Problem.OTHER_APP.value
        again = (self._does("SIGN_IN_AGAIN", f"{tracker}/connect", "main"),) if is_of_other_app else ()
        return (*again, self._leads("SIGN_OUT", f"{tracker}/signout"), self._to_form(tracker))

    def _signed_out(self, account: AccountView, app: AppOnFile, app_is_wrong: bool) -> Tuple[Action, ...]:
        tracker = account.tracker
        enter = self._leads(GUIDES[tracker].wording.enter, tracker, "main")
        if not app.has_id:
            return (enter,)
        if app_is_wrong:
            return (enter, self._does("TRY_AGAIN", f"{tracker}/connect"))
        label = "SIGN_IN_AGAIN" if account.state == "reconnect" else "PAGE_CONNECT"
        found = [self._does(label, f"{tracker}/connect", "main")]
        if app.has_browser_flow:
            found.append(self._leads("PAGE_BROWSER", f"{tracker}/browser"))
        return (*found, self._to_form(tracker))

    def _to_form(self, tracker: str) -> Action:
        return self._leads(GUIDES[tracker].wording.label, tracker)

    def _does(self, label: str, path: str, look: Look = "plain") -> Action:
        return Action(self._words.text(label), path, look=look)

    def _leads(self, label: str, path: str, look: Look = "plain") -> Action:
        return Action(self._words.text(label), path, posts=False, look=look)


def _tone(account: AccountView) -> Tone:
    if account.problem or account.state == "reconnect":
        return "bad"
    return "good" if account.state == "connected" else "calm"
