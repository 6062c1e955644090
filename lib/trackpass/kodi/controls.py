"""The sign-in window's file, the ids of its controls, and what keys mean in all our windows."""

from __future__ import annotations

import xbmcgui

XML = "script-trackpass-signin.xml"
FIRST_BUTTON = 9001
SECOND_BUTTON = 9002
QR_IMAGE = 9010
TIME_BAR = 9011


def is_back(action: xbmcgui.Action) -> bool:
    """Whether a key says Back; a right click comes as "previous menu" too, but without the code of a key."""
    is_key = action.getButtonCode() != 0
    previous_menu = action.getId() == xbmcgui.ACTION_PREVIOUS_MENU
    return bool(action.getId() == xbmcgui.ACTION_NAV_BACK or (previous_menu and is_key))


def take_key(window: xbmcgui.WindowXMLDialog, action: xbmcgui.Action, focus: int) -> None:
    """Back closes the window; after a click beside its controls any other key brings the focus back."""
    if is_back(action):
        window.close()
        return
    try:
        window.getFocusId()
    except RuntimeError:  # no control has the focus
        window.setFocusId(focus)
