"""A sign-in in the phone's own browser, whose consent page calls back (RFC 6749, section 4.1).

::

    starting --address--> waiting --callback--> (code) --exchange--> approved --finish--> connected

A code works once, and a failed exchange spends it too: so it is traded once, and again only if the tracker
surely never saw it.
"""

from __future__ import annotations

from typing import Mapping, Optional

from trackpass.attempt import ENDS, UNWELL, Attempt
from trackpass.clocks import Clocks
from trackpass.errors import Problem, TrackpassError, Unreachable
from trackpass.model import App, Authorization, SignInView
from trackpass.providers.base import CodeFlow

ANSWER_WITHIN = 300.0
"""Seconds after which a consent page that never called back counts as cancelled: some refusals are silent."""
STEP = 2.0
"""Seconds until the next try when the tracker could not be reached; they double where it turned us away."""

REFUSED = "access_denied"
ERRORS: Mapping[str, Problem] = {
    "server_error": Problem.SERVER,
    "temporarily_unavailable": Problem.SERVER,
}
"""What the errors of a consent page mean (RFC 6749, section 4.1.2.1); the rest are mistakes, none of them the
owner's."""


class BrowserSignIn(Attempt):
    """One try to sign in with a callback, or with a code that the owner copies by hand."""

    kind = "browser"

    def __init__(
        self, flow: CodeFlow, app: App, authorization: Authorization, clocks: Clocks, request: str
    ) -> None:
        super().__init__(app, clocks, request)
        self._flow = flow
        self._authorization = authorization
        self._address = ""
        self._code: Optional[str] = None
        self._error = REFUSED

    @property
    def view(self) -> SignInView:
        """What the window shows; the address is the consent page's."""
        view = super().view._replace(verification_uri=self._address, verification_uri_complete=self._address)
        return view._replace(deadline=self._deadline, life=ANSWER_WITHIN) if self._address else view

    def belongs(self, state: str) -> bool:
        """Whether a callback with this state answers this very try, and the first time."""
        from hmac import compare_digest  # slow to load, and few sign-ins need it

        is_ours = compare_digest(state.encode(), self._authorization.state.encode())
        return is_ours and self._phase == "waiting" and self._code is None

    def take(self, code: str, error: str = "") -> None:
        """Takes the code that came back, or the error in its place; the next step makes something of it."""
        if self._phase == "waiting" and self._code is None:
            self._code, self._error = "" if error else code, error or REFUSED
            self._next = self._clocks.monotonic()

    def verify(self) -> None:
        """Changes nothing: the callback comes by itself."""

    def _start(self, now: float) -> None:
        mistake = self._flow.mistake(self._app)
        if mistake is not None:
            self._end("failed", mistake)
            return
        try:
            self._address = self._flow.authorization_url(self._app, self._authorization)
        except TrackpassError as error:
            self._end("failed", error.problem)
            return
        self._phase, self._deadline, self._next = "waiting", now + ANSWER_WITHIN, now + ANSWER_WITHIN

    def _ask(self) -> None:
        if not self._code and self._error == REFUSED:
            self._end("denied")
            return
        if not self._code:
            self._end("failed", ERRORS.get(self._error, Problem.GARBLED))
            return
        try:
            answer = self._flow.exchange(self._app, self._authorization, self._code)
        except TrackpassError as error:
            if isinstance(error, Unreachable) and not error.lost:
                self._try_again(error, self._doubled(STEP) if error.problem in UNWELL else STEP)
            else:
                self._end("failed", error.problem)
            return
        if answer.outcome == "approved":
            self._approved(answer.credentials)
        else:
            self._end(ENDS.get(answer.outcome, "gone"))
