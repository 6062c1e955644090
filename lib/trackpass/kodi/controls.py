"""The sign-in window's file, the ids of its controls, and what keys and clicks mean in all our windows."""

from __future__ import annotations

import xbmcgui

XML = "script-trackpass-signin.xml"
FIRST_BUTTON = 9001
SECOND_BUTTON = 9002
QR_IMAGE = 9010
TIME_BAR = 9011


def is_back(action: xbmcgui.Action) -> bool:
    """Whether a key says Back; a right click comes as "previous menu" too, but without the code of a key."""
    if action.getId() == xbmcgui.ACTION_PREVIOUS_MENU:
        return bool(action.getButtonCode() != 0)
    return action.getId() in (xbmcgui.ACTION_NAV_BACK, xbmcgui.ACTION_PARENT_DIR)


class Turn:
    """One thing at a time: an OK that comes while an earlier one leads somewhere is none."""

    is_taken = False

    def __enter__(self) -> None:
        self.is_taken = True

    def __exit__(self, *error: object) -> None:
        self.is_taken = False


def take_key(window: xbmcgui.WindowXMLDialog, action: xbmcgui.Action, focus: int) -> None:
    """Back closes the window; after a click beside its controls any other key brings the focus back."""
    if is_back(action):
        window.close()
        return
    try:
        window.getFocusId()
    except RuntimeError:  # no control has the focus
        window.setFocusId(focus)
