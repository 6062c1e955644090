"""The sign-in code as a row of pictures, one a character.

Skins differ in their fonts and none has one large enough to be read from three metres, so the characters are
the add-on's own pictures, laid side by side.
"""

from __future__ import annotations

import string
from typing import cast

import xbmcgui

from trackpass.kodi.layout import is_mirrored

CELLS = range(9101, 9117)
"""Ids of the image controls, one a character."""
WIDTH = 770
"""The room that the row may take inside its group, in the window's 1920x1080 coordinates."""
LARGEST_CELL = 90
RATIO = 1.5
"""Height of a character's picture by its width."""
GAP = 0.5
"""Width of a gap between groups, in characters."""


def picture(character: str) -> str:
    """The texture of a character, "" when there is none."""
    if character == "-":
        return "trackpass/glyph/hyphen.png"
    if character in string.ascii_uppercase or character in string.digits:
        return f"trackpass/glyph/{character}.png"
    return f"trackpass/glyph/lower-{character}.png" if character in string.ascii_lowercase else ""


def can_draw(code: str) -> bool:
    """Whether every character of the code has a picture and a cell."""
    characters = code.replace(" ", "")
    return len(characters) <= len(CELLS) and all(picture(character) for character in characters)


class CodeRow:
    """Lays a code into the window's cells; must be made after the window was drawn."""

    def __init__(self, window: xbmcgui.WindowXMLDialog) -> None:
        self._window = window
        self._cells = [cast(xbmcgui.ControlImage, window.getControl(number)) for number in CELLS]

    def show(self, code: str) -> None:
        """Shows the code, "" for none; one that cannot be drawn is left to the window's plain label."""
        drawable = can_draw(code)
        self._window.setProperty("plain_code", "" if drawable else code)
        for cell in self._cells:
            cell.setVisible(False)
        if not drawable or not code:
            return
        characters = code.replace(" ", "")
        length = len(characters) + GAP * code.count(" ")
        width = min(LARGEST_CELL, int(WIDTH / length))
        left, cells = WIDTH - int(width * length) if is_mirrored() else 0, iter(self._cells)
        for character in code:
            if character == " ":
                left += int(width * GAP)
                continue
            cell = next(cells)
            cell.setImage(picture(character))
            cell.setWidth(width)
            cell.setHeight(int(width * RATIO))
            cell.setPosition(left, 0)
            cell.setVisible(True)
            left += width
