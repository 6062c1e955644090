"""Languages: each has every text, in its own words, with the brand names as they are."""

import re
from collections.abc import Iterator
from pathlib import Path

from tools.checks.texts import ENGLISH, entries_of

FOLDER = re.compile(r"resource\.language\.([a-z]{2,3})_([a-z0-9]{2,4})")
BRANDS = ("Trackpass", "Simkl", "Trakt", "TMDb", "Kodi", "VIP")
FEWEST = 24
"""Languages beside English."""
BUTTON_ROOM = 24
"""Characters of a button in the sign-in window, at most."""
BUTTONS = (32005, 32006, 32007, 32012, 32013, 32014)


def check_languages(root: Path) -> Iterator[str]:
    """Check every language against English; numbers and order of the entries are the same."""
    english = {number: text for number, text, _ in entries_of(root / ENGLISH)}
    paths = sorted(
        path for path in (root / "resources/language").glob("*/strings.po") if path != root / ENGLISH
    )
    if len(paths) < FEWEST:
        yield f"{len(paths)} languages beside English, and there should be {FEWEST}"
    for path in paths:
        name = path.relative_to(root).as_posix()
        folder = FOLDER.fullmatch(path.parent.name)
        head = path.read_text(encoding="utf-8").partition("msgctxt")[0]
        if folder is None or f'"Language: {folder[1]}_{folder[2].upper()}\\n"' not in head:
            yield f"{name}: the folder's name and the line Language do not agree"
        if not re.search(r'"Plural-Forms: nplurals=\d; plural=\S.*;\\n"', head):
            yield f"{name}: no Plural-Forms"
        found = {number: translated for number, _, translated in entries_of(path)}
        if list(found) != list(english):
            lacking = sorted(set(english) - set(found))
            yield f"{name}: not the same texts in the same order; lacking {lacking}"
        for number, text in english.items():
            for problem in _problems(number, text, found.get(number, "")):
                yield f"{name}: text {number} {problem}"
        if sum(found.get(number) == text for number, text in english.items()) > len(english) / 4:
            yield f"{name}: a quarter of it is English"


def _problems(number: int, text: str, translated: str) -> Iterator[str]:
    if not translated.strip():
        yield "is not translated"
        return
    for brand in BRANDS:
        if text.count(brand) != translated.count(brand):
            yield f"has {brand} another number of times than the English one"
    if translated != translated.strip() or "  " in translated:
        yield "has spaces too many"
    if number in BUTTONS and len(translated) > BUTTON_ROOM:
        yield f"does not fit on its button ({len(translated)} characters, {BUTTON_ROOM} fit)"
    if text == translated and len(text.split()) > 2:
        yield "is the English one"
