"""The TV with Trackpass on it, as its owner meets it: what can be done with the remote, and what is seen."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

from in_kodi import hand
from in_kodi.home import ADDON_ID
from in_kodi.kodi import Kodi
from in_kodi.screen import Region, reads_like
from in_kodi.toasts import VISIBLE, Toast
from in_kodi.waiting import stays, wait_for
from sandbox import App, Sandbox, SignIn

SIGN_IN_WINDOW = "script-trackpass-signin"  # and what comes after that, if it is mirrored
LIST_WINDOW = "script-trackpass-list"
YES_NO_DIALOG = 10100
SETTINGS_DIALOG = 10140
LEVELS = ("Basic", "Standard", "Advanced", "Expert")  # of Kodi's settings, in the order of its button
ROWS = 9020  # id of the list in that window

TRACKERS = ("simkl", "trakt", "tmdb")

# The kinds of apps that an owner may have registered, by the tracker and what the sandbox wants to know.
APPS: dict[str, tuple[str, dict[str, Any]]] = {
    "simkl-v1": ("simkl", {"generation": 1}),
    "simkl-v2": ("simkl", {"generation": 2}),
    "trakt": ("trakt", {}),
    "trakt-public": ("trakt", {"public": True}),
    "tmdb": ("tmdb", {}),
}
HAS_SECRET = ("trakt",)
SETTINGS = {"tmdb": "tmdb_sync"}
"""How the settings call a tracker, where it is not by its key."""

CONNECT_ALL = "Connect all"
SET_UP = "Set up with your phone"
# The rows of the account list while nobody is signed in.
NOBODY = dict.fromkeys(("Simkl", "Trakt", "TMDb"), "Not signed in")
NOBODY[CONNECT_ALL] = "One after another: Simkl, Trakt, TMDb"
NOBODY[SET_UP] = "Paste app IDs and sign in on a page on your phone"

# Where the sign-in window has its words: all that is right of the QR code.
WORDS: Region = (900, 240, 820, 700)
CODE: Region = (900, 446, 800, 138)


class Tv:
    """One Kodi with Trackpass, and the trackers behind it."""

    def __init__(self, kodi: Kodi, box: Sandbox) -> None:
        self.kodi = kodi
        self.box = box
        self._requests = itertools.count()

    # What the owner does

    def give_app(self, kind: str) -> App:
        """Register an app of one of the kinds of `APPS` and enter its ID; codes are polled once a second."""
        name, options = APPS[kind]
        tracker = self.box.tracker(name)
        tracker.set(interval=1)
        app: App = tracker.add_app(**options)  # type: ignore[attr-defined]
        self.enter_app(name, app.client_id, app.client_secret if kind in HAS_SECRET else "")
        return app

    def enter_app(self, tracker: str, client_id: str, client_secret: str = "") -> None:
        """Enter an app ID in the settings."""
        values = {f"{tracker}.client_id": client_id, f"{tracker}.client_secret": client_secret}
        if tracker == "tmdb":
            values = {"tmdb_sync.api_key": client_id}
        hand.set_settings(self.kodi, values)

    def connect(self, tracker: str) -> None:
        """Open the sign-in window, as a menu entry or a button of a skin does."""
        self.kodi.execute_addon(ADDON_ID, "connect", tracker)
        self.wait_window()

    def start_sign_in(self, tracker: str) -> SignIn:
        """Open the sign-in window, wait until it waits for the phone; return what the tracker knows of it."""
        self.connect(tracker)
        code = self.wait_code(tracker)
        self.wait_focus("Verify now" if tracker == "tmdb" else "New code")  # a moment after the code
        return code

    def sign_in(self, tracker: str) -> None:
        """Sign in from the beginning to the window's end."""
        code = self.start_sign_in(tracker)
        self.box.tracker(tracker).approve(code.user_code)
        self.wait_phase("connected")
        self.wait_closed()

    def choose(self, label: str, key: str = "right") -> None:
        """Go to a button or row with the remote and press OK."""
        self.kodi.walk_to(label, key, 8)
        self.kodi.select()

    def open_accounts(self) -> None:
        """Open the account list."""
        self.kodi.execute_addon(ADDON_ID)
        self.wait_rows()

    def close_accounts(self) -> None:
        """Leave the account list with Back."""
        self.kodi.back()
        wait_for("the list to close", lambda: not self.in_list)

    def open_settings(self, category: str = "") -> None:
        """Open the add-on's settings; the focus is on the first row, of a category if one is named.

        Kodi's dialog stays empty when it opens in the midst of a write.
        """
        wait_for("the settings to rest", self.kodi.home.settings_rest)
        self.kodi.builtin(f"Addon.OpenSettings({ADDON_ID})")
        self.kodi.wait_window(SETTINGS_DIALOG)
        self.wait_focus("All accounts")  # the dialog takes its first keys a moment after it is there
        if category:
            self.kodi.left()
            self.kodi.walk_to(category)
            self.kodi.right()

    def close_settings(self) -> None:
        """Leave the settings with OK; the focus is on a row, or on the button below the categories."""
        self.kodi.walk_to("OK", "right", 4)
        self.kodi.select()
        wait_for("the dialog to close", lambda: self.kodi.current_window() != SETTINGS_DIALOG)

    def set_level(self, level: str) -> None:
        """Choose how much Kodi's settings show, with the button below the categories."""
        self.open_settings()
        self.kodi.left()
        for _ in range(10):
            if self.kodi.focused_label().startswith(LEVELS):
                break
            self.kodi.down()
        for _ in LEVELS:
            shown = self.kodi.focused_label()
            if shown.startswith(level):
                break
            self.kodi.select()
            wait_for("the next level", lambda: self.kodi.focused_label() != shown)  # noqa: B023
        self.close_settings()

    def open_page(self, title: str, row: str = "Check now") -> None:
        """Open what can be done with an account; the focus is on its first row."""
        self.open_accounts()
        self.choose_account(title, row)

    def choose_account(self, title: str, row: str = "Check now") -> None:
        """The same from the list that is open."""
        self.choose(title, "down")
        wait_for("the account's page", lambda: row in self.kodi.focused_label())

    # What the owner sees

    @property
    def in_window(self) -> bool:
        """Whether the sign-in window is on top."""
        return SIGN_IN_WINDOW in self.kodi.window_file()

    @property
    def in_list(self) -> bool:
        """Whether the account list, or the page of an account, is on top."""
        return LIST_WINDOW in self.kodi.window_file()

    def wait_window(self) -> None:
        """Wait until the sign-in window is on top."""
        wait_for("the sign-in window", lambda: self.in_window)

    def wait_closed(self) -> None:
        """Wait until the sign-in window is gone."""
        wait_for("the sign-in window to close", lambda: not self.in_window)

    def wait_phase(self, phase: str) -> None:
        """Wait until the sign-in window is in this phase."""
        wait_for(f"the phase {phase}", lambda: self.in_window and self.phase == phase, every=0.05)

    @property
    def phase(self) -> str:
        """The phase that the window on top shows."""
        return self.kodi.window_property("phase")

    def wait_code(self, tracker: str, other_than: SignIn | None = None) -> SignIn:
        """Wait until the window shows a code (another one than that) and return the tracker's view of it."""

        def shown() -> SignIn | None:
            signin = self.box.tracker(tracker).find()
            if signin is None or signin is other_than or not self.in_window:
                return None
            code = self.kodi.window_property("code").replace(" ", "")
            link = self.kodi.window_property("address").rpartition("/")[2]  # where there are no codes
            return signin if self.phase == "waiting" and signin.user_code in (code, link) else None

        return wait_for("a code", shown, every=0.05)  # type: ignore[return-value]

    def reads(self, sentence: str) -> None:
        """Assert that the window says this: Kodi knows it, and it can be read off the screen."""
        wait_for(
            f"the status {sentence!r}", lambda: self.kodi.window_property("status") == sentence, every=0.05
        )
        self.can_be_read(sentence)

    def can_be_read(self, sentence: str) -> None:
        """Wait until a sentence stands on the screen, among the words of the sign-in window."""
        wait_for(f"{sentence!r} on the screen", lambda: reads_like(self.kodi.screen_text(WORDS), sentence))

    def wait_focus(self, label: str) -> None:
        """Wait until this button has the focus, and stays it: the window moves the focus a moment late."""
        wait_for(f"the focus on {label!r}", lambda: self.kodi.focused_label() == label)
        stays(f"the focus on {label!r}", lambda: self.kodi.focused_label() == label, 0.6)

    def wait_rows(self, title: str = "Simkl") -> dict[str, str]:
        """Wait until the account list, or the page with a row of this title, is on top; return the rows."""
        return wait_for(f"the row {title!r}", lambda: self._rows_with(title))

    def wait_row(self, title: str, wanted: str | re.Pattern[str]) -> None:
        """Wait until a row of the account list says something that begins so: the list is live."""
        wait_for(f"{title}: {wanted}", lambda: re.match(wanted, self.wait_rows()[title]))

    def _rows_with(self, title: str) -> dict[str, str]:
        rows = self._rows()
        return rows if title in rows else {}

    def _rows(self) -> dict[str, str]:
        wait_for("the list", lambda: self.in_list)
        count = int(wait_for("rows", lambda: self.kodi.info_label(f"Container({ROWS}).NumItems").strip("0")))
        rows = [f"Container({ROWS}).ListItemAbsolute({number})" for number in range(count)]
        labels = self.kodi.info_labels(*[f"{row}.{part}" for row in rows for part in ("Label", "Label2")])
        return {labels[f"{row}.Label"]: labels[f"{row}.Label2"] for row in rows}

    # What others see

    def state(self, tracker: str) -> str:
        """The account's state, as skins and other add-ons read it."""
        return self.kodi.home_property(f"trackpass.{tracker}.state")

    def wait_state(self, tracker: str, state: str) -> None:
        """Wait until the account is in this state."""
        wait_for(f"{tracker} to be {state}", lambda: self.state(tracker) == state, every=0.05)

    def account(self, tracker: str) -> dict[str, Any]:
        """The account as settings.xml has it; empty when signed out."""
        text = self.kodi.settings()[f"{SETTINGS.get(tracker, tracker)}.account"]
        return dict(json.loads(text)) if text else {}

    def polls(self, tracker: str) -> int:
        """How often the tracker was asked whether the owner approved."""
        return len([request for request in self.box.requests(route="poll") if request.tracker == tracker])

    def wait_polls(self, tracker: str, more: int) -> None:
        """Wait until the tracker was polled some more times."""
        before = self.polls(tracker)
        wait_for(f"{more} more polls", lambda: self.polls(tracker) >= before + more)

    # Toasts

    def no_toast(self) -> int:
        """Wait until no toast is up and no other follows, and return how many there were so far."""
        while self._another_toast():
            wait_for("the toasts to go", lambda: not self.kodi.boolean(VISIBLE))
        return len(self.kodi.toasts())

    def toasts_since(self, count: int) -> list[Toast]:
        """Wait for a toast beyond the first `count`, and until no other follows; return those."""
        wait_for("a toast", lambda: len(self.kodi.toasts()) > count)
        self.no_toast()
        return self.kodi.toasts()[count:]

    def _another_toast(self) -> bool:
        """Whether one is up, or comes up soon: Trackpass shows the next one a second after the former."""
        try:
            return wait_for("another toast", lambda: self.kodi.boolean(VISIBLE), 2)
        except TimeoutError:
            return False

    # Between two tests

    def clear(self) -> None:
        """Close all windows, end all sign-ins, sign out: the next test finds the TV as new."""
        self.kodi.go_home()
        for tracker in TRACKERS:
            self.sign_out(tracker)
            self.enter_app(tracker, "")

    def sign_out(self, tracker: str) -> None:
        """End what there is with a tracker, a sign-in that waits as well as an account."""
        request = f"rig-{next(self._requests)}"
        self.kodi.notify_all(ADDON_ID, "disconnect", {"tracker": tracker, "request": request})
        self.wait_state(tracker, "signed_out")
