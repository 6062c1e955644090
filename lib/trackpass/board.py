"""Where the service puts up what the world may know; in Kodi, the Home window and toasts."""

from __future__ import annotations

from typing import Optional, Protocol

from trackpass.model import AccountView, Notice, SignInView


class Board(Protocol):
    """Where state is put up for windows, skins and other add-ons."""

    def show_account(self, view: AccountView) -> None:
        """Puts up an account's state."""

    def show_sign_in(self, tracker: str, view: Optional[SignInView]) -> None:
        """Puts up a sign-in, or takes it down."""

    def show_copied(self, copied: bool) -> None:
        """Puts up whether the sign-ins came from another box and the owner has not decided about it yet."""

    def is_watched(self, tracker: str) -> bool:
        """Whether a window shows this tracker's sign-in right now."""

    def notify(self, notice: Notice) -> None:
        """Tells the owner, in good time."""
