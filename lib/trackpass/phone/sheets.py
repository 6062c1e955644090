"""The page's files: templates that escape all that is put into them, one style sheet, one picture."""

from __future__ import annotations

import os
import unicodedata
from typing import Any, Dict

import bottle

from trackpass.phone.line import Words

MEDIA_TYPES = {"style.css": "text/css; charset=utf-8", "icon.png": "image/png"}


class Sheets:
    """Reads ``folder`` once, before the first request; what lies there besides is not served."""

    def __init__(self, folder: str, words: Words) -> None:
        self._words = words
        names = [name for name in sorted(os.listdir(folder)) if name.endswith(".html")]
        self._templates: Dict[str, bottle.SimpleTemplate] = {
            name[: -len(".html")]: bottle.SimpleTemplate(name=name, lookup=[folder]) for name in names
        }
        self._files: Dict[str, bytes] = {}
        for name in MEDIA_TYPES:
            with open(os.path.join(folder, name), "rb") as file:
                self._files[name] = file.read()

    def file(self, name: str) -> bottle.HTTPResponse:
        """The style sheet or the picture."""
        return bottle.HTTPResponse(self._files[name], 200, {"Content-Type": MEDIA_TYPES[name]})

    def page(self, sheet: str, **values: Any) -> str:
        """A whole page; ``text`` gives it its words, and the words their language and direction."""
        text = self._words.text
        values = {"root": "", "note": "", "refresh": "", "language": text("LANGUAGE_TAG"), **values}
        page: str = self._templates[sheet].render(
            text=text, direction=direction(text("PAGE_INTRO")), **values
        )
        return page


def direction(text: str) -> str:
    """Which way a text runs, told by its first letter."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return "ltr"
