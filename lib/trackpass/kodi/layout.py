"""Which way the owner's texts run, and the window's file for that.

Kodi brings Hebrew and Arabic letters into their order, but it mirrors no window and no alignment.
"""

from __future__ import annotations

from trackpass.kodi import strings
from trackpass.kodi.strings import localize

FIRST, LAST = "\u0590", "\u08ff"
"""The letters from right to left, Hebrew to Arabic, stand between these two in Unicode."""


def is_mirrored() -> bool:
    """Whether texts run from right to left.

    The texts themselves are asked: a language that Trackpass does not speak is shown in English.
    """
    return any(FIRST <= letter <= LAST for letter in localize(strings.CANCEL))


def directed(xml: str) -> str:
    """The file of a window, or that of its mirror image, which ``tools/mirror.py`` makes."""
    return xml.replace(".xml", "-rtl.xml") if is_mirrored() else xml
