"""All that the server serves, behind the guard."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Callable, Tuple

import bottle

from trackpass.clocks import Clock
from trackpass.phone.consent import Consent
from trackpass.phone.guard import PHRASES, Keys, Refused
from trackpass.phone.line import Line, Words
from trackpass.phone.page import Page
from trackpass.phone.remote import Remote
from trackpass.phone.sheets import Sheets

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

REFUSALS = {404: "PAGE_CLOSED", 413: "PAGE_TOO_LONG"}
PROGRAM_REFUSALS = {
    400: ("bad_request", "REMOTE_BAD_REQUEST"),
    404: ("not_found", "REMOTE_NOT_FOUND"),
    405: ("bad_request", "REMOTE_BAD_REQUEST"),
    413: ("bad_request", "PAGE_TOO_LONG"),
}


class TrackpassSite:
    """The page, the way back from consent, and the calls for programs; ``folder`` holds the page's files."""

    def __init__(
        self,
        line: Line,
        words: Words,
        folder: str,
        keys: Callable[[], Keys],
        callback_url: Callable[[], str],
        clock: Clock,
    ) -> None:
        self._words = words
        self._sheets = sheets = Sheets(folder, words)
        self._app = app = bottle.Bottle()
        app.catchall = False  # the guard catches, and Bottle's own page of an error would tell too much
        app.default_error_handler = _refuse
        page = Page(line, words, sheets, keys, clock)
        page.add_to(app)
        Consent(page, callback_url).add_to(app)
        Remote(line, words, clock, callback_url).add_to(app)
        app.route("/style.css", "GET", lambda: sheets.file("style.css"))
        app.route("/icon.png", "GET", lambda: sheets.file("icon.png"))

    @property
    def application(self) -> WSGIApplication:
        """Answers requests that the guard let in."""
        app: WSGIApplication = self._app
        return app

    def refusal(self, status: int, for_program: bool) -> Tuple[str, bytes]:
        """Media type and text of a refusal: a sentence, whoever asks."""
        if for_program:
            error, text = PROGRAM_REFUSALS.get(status, ("unforeseen", "UNFORESEEN"))
            found = {"ok": False, "error": error, "message": self._words.text(text)}
            return "application/json", (json.dumps(found) + "\n").encode()
        sentence = self._words.text(REFUSALS.get(status, "PAGE_REFUSED"))
        page = self._sheets.page("back", title="Trackpass", state=sentence, hint="", tone="calm")
        return "text/html; charset=utf-8", page.encode()


def _refuse(error: bottle.HTTPError) -> Any:
    """No route, or another method: the guard has the words."""
    raise Refused(error.status_code if error.status_code in PHRASES else 404)
