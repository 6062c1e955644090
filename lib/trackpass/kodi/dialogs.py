"""What the owner is asked and told in Kodi's own dialogs."""

from __future__ import annotations

from typing import Literal, Mapping, Sequence

import xbmc
import xbmcgui

from trackpass.kodi import strings, wording
from trackpass.kodi.strings import localize
from trackpass.model import TRACKERS, AccountView

ANSWERS: Sequence[Literal["later", "yes", "never"]] = ("later", "yes", "never")
"""By the numbers that Kodi gives the three buttons."""
DECISIONS: Mapping[int, Literal["no", "yes"]] = {0: "no", 1: "yes"}
"""By the same numbers; the third button, and Back, decide nothing."""
MOMENT = 0.01
"""Seconds that are enough for Kodi to hand over what waits."""


def _hand_over() -> None:
    """Has Kodi hand over what waited behind one of its dialogs.

    An OK that was pressed twice to open it comes now, while our windows are still busy with the first one,
    and not as a new one later.
    """
    xbmc.Monitor().waitForAbort(MOMENT)


def ask_repair(account: AccountView, helps: str) -> Literal["later", "yes", "never", ""]:
    """Whether the owner mends an account now; ``helps`` is the label of what helps. "" for Back."""
    later, never = localize(strings.LATER), localize(strings.NEVER)
    means = localize(strings.REPAIR_MEANS, later=later, never=never)
    chosen = xbmcgui.Dialog().yesnocustom(
        wording.title(account),
        f"{wording.trouble(account)}[CR]{means}",
        never,
        later,
        helps,
        defaultbutton=xbmcgui.DLG_YESNO_YES_BTN,
    )
    return ANSWERS[chosen] if chosen >= 0 else ""


def confirm_sign_out(tracker: str) -> bool:
    """Whether the owner really wants to sign out."""
    is_meant = xbmcgui.Dialog().yesno(TRACKERS[tracker], localize(strings.CONFIRM_SIGN_OUT, tracker))
    _hand_over()
    return bool(is_meant)


def ask_sign_in_anew() -> Literal["no", "yes", ""]:
    """Whether the owner wants sign-ins of this box's own instead of those of another box; "" for later."""
    chosen = xbmcgui.Dialog().yesnocustom(
        "Trackpass", localize(strings.SIGN_IN_ANEW), localize(strings.LATER)
    )
    return DECISIONS.get(chosen, "")


def say(sentence: str) -> None:
    """One sentence and one button."""
    xbmcgui.Dialog().ok("Trackpass", sentence)
    _hand_over()


def show_text(title: str, text: str) -> None:
    """A long text, in letters of one width."""
    xbmcgui.Dialog().textviewer(title, text, True)
    _hand_over()
