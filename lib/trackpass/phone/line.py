"""What the page asks of the service, and in whose words it answers."""

from __future__ import annotations

from typing import NamedTuple, Optional, Protocol

from trackpass.errors import Problem
from trackpass.model import AccountView, App, SignInView


class AppOnFile(NamedTuple):
    """Which of a tracker's app ID and secret exist on this box; the values never leave it.

    ``has_browser_flow``: the tracker can be signed in to in a browser whose callback reaches us.
    """

    has_id: bool
    has_secret: bool
    takes_secret: bool
    has_browser_flow: bool


class Line(Protocol):
    """The service, as the page reaches it: from any thread; tokens of accounts never come through it.

    Calls that may ask a tracker wait for the answer, a minute at most, and raise
    :class:`~trackpass.errors.Unreachable` when none came.
    """

    def account(self, tracker: str) -> AccountView:
        """An account's state."""

    def sign_in(self, tracker: str) -> Optional[SignInView]:
        """The sign-in that runs or has just ended."""

    def app(self, tracker: str) -> AppOnFile:
        """What is known of the owner's app."""

    def save_app(self, tracker: str, app: App, keeps_secret: bool = True) -> Optional[Problem]:
        """Stores ID and secret after the tracker said that it knows them; what is wrong otherwise.

        An empty secret with the ID that is stored already is the stored one, if ``keeps_secret``.
        Trouble that is not the app's fault (no network) does not keep them from being stored; our own
        pace is waited for.
        """

    def connect(self, tracker: str, anew: bool = False) -> None:
        """Begins a sign-in; one that waits for an answer goes on, unless ``anew``."""

    def verify(self, tracker: str) -> None:
        """Looks at once whether a link was approved; for codes the tracker's own pace counts."""

    def cancel(self, tracker: str) -> None:
        """Ends the sign-in that runs."""

    def disconnect(self, tracker: str) -> None:
        """Signs out."""

    def authorize(self, tracker: str, redirect_uri: str) -> str:
        """Begins a sign-in in the phone's browser; the consent page's address.

        Raises:
            AppRejected: with what is wrong with the app.
            Unreachable: the tracker had to be asked and did not answer.
        """

    def callback(self, state: str, code: str, error: str) -> Optional[str]:
        """Takes what came back from the consent page; the tracker it belongs to.

        ``error``: as RFC 6749, section 4.1.2.1, names it, "" beside a code. None for a state that is not
        that of a sign-in which waits: nothing happened then.
        """

    def finish(self, tracker: str, code: str) -> bool:
        """Takes a code or request token that was copied by hand, "" to look at once what waits.

        False when there is nothing that it could belong to.
        """


class Words(Protocol):
    """Texts in the owner's language."""

    def text(self, name: str, /, tracker: str = "", **values: str) -> str:
        """The text of a name in ``trackpass.kodi.strings``, for example ``PAGE_TITLE``."""

    def problem(self, value: str, tracker: str) -> str:
        """The sentence for a problem's value."""

    def account(self, view: AccountView) -> str:
        """An account's state as one line."""

    def sign_in(self, tracker: str, view: SignInView) -> str:
        """What is going on in a sign-in, as one line."""
