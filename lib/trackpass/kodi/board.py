"""The desk's board as Kodi has it: the Home window's properties, and toasts."""

from __future__ import annotations

from typing import Optional

from trackpass.kodi import bus
from trackpass.kodi.toasts import Toasts
from trackpass.model import AccountView, Notice, SignInView


class KodiBoard:
    """The desk's board: the Home window's properties, and toasts."""

    def __init__(self, toasts: Toasts) -> None:
        self._toasts = toasts

    def show_account(self, view: AccountView) -> None:
        """Puts up an account's state."""
        bus.show_account(view)

    def show_sign_in(self, tracker: str, view: Optional[SignInView]) -> None:
        """Puts up a sign-in, or takes it down."""
        bus.show_sign_in(tracker, view)

    def account(self, tracker: str) -> AccountView:
        """An account's state as it was put up."""
        return bus.account(tracker)

    def sign_in(self, tracker: str) -> Optional[SignInView]:
        """A sign-in as it was put up."""
        return bus.sign_in(tracker)

    def show_copied(self, copied: bool) -> None:
        """Puts up whether the sign-ins came from another box."""
        bus.show_copied(copied)

    def is_watched(self, tracker: str) -> bool:
        """Whether a window shows this tracker's sign-in right now."""
        return bus.is_watched(tracker)

    def notify(self, notice: Notice) -> None:
        """Tells the owner, after a video if one plays; what a sign-out left, in a window if one waits."""
        is_left = notice.kind == "left_behind"
        if is_left or notice.kind == "signed_out":
            is_told = bus.tell_leftover(notice.account.tracker, is_left)
            if is_left and is_told:
                return
        self._toasts.notify(notice)
