"""Languages of the rig's own: English half as long again with accents, and Hebrew, from right to left.

Kodi's own language add-ons are not everywhere, and not in each release; these have none of Kodi's own texts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.checks.texts import ENGLISH, entries_of

ROOT = Path(__file__).resolve().parents[2]
LANGUAGE_TAG = 32173  # no words, but what a browser takes for their language
HALF_AS_LONG_AGAIN = 1.5
FILLING = ("adagio", "façade", "cantata", "égal", "opéra", "naïve")

_ADDON_XML = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<addon id="{id}" name="{id}" version="1.0.0" provider-name="the rig">
  <requires><import addon="kodi.resource" version="1.0.0"/></requires>
  <extension point="kodi.resource.language" locale="{locale}">
    <charsets><gui unicodefont="true">UTF-8</gui><subtitle>UTF-8</subtitle></charsets>
  </extension>
  <extension point="kodi.addon.metadata">
    <summary lang="en_GB">A language of the rig</summary>
    <description lang="en_GB">A language of the rig.</description>
    <platform>all</platform>
    <license>GPL-3.0-or-later</license>
  </extension>
</addon>
"""
_REGIONS = '<language locale="{code}"><regions><region name="Rig" locale="{country}"/></regions></language>'
_HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: {locale}\\n"\n'
_ENTRY = '\nmsgctxt "#{number}"\nmsgid "{english}"\nmsgstr "{own}"\n'

# What the sign-in window says in the tests; all else is in English.
_HEBREW = {
    32001: "חיבור אל {tracker}",
    32003: "סרקו את קוד ה-QR בטלפון, או פתחו",
    32004: "בדקו את הקוד הזה, או הקלידו אותו",
    32005: "קוד חדש",
    32006: "ביטול",
    32007: "סגירה",
    32009: "אשרו שם את Trackpass",
    32010: "נותרו {time}",
    32011: "כפתור החזרה מסתיר את החלון. Trackpass ממשיך להמתין.",
    32012: "אימות עכשיו",
    32013: "ניסיון נוסף",
    32014: "בטלפון",
    32015: "הגדרה בעזרת הטלפון",
    32018: "הזינו שם מזהי אפליקציה והתחברו",
    32020: "פונים אל {tracker}…",
    32021: "ממתינים לטלפון שלך",
    32023: "מחובר בשם {name}",
    32047: "מזהה האפליקציה אינו מוכר ב-{tracker}. העתיקו אותו שוב.",
}


@dataclass(frozen=True)
class Language:
    """A language, by its Kodi add-on's id; ``translate`` makes a text of its number and its English."""

    id: str
    locale: str
    translate: Callable[[int, str], str]

    def says(self, number: int, **values: str) -> str:
        """What Trackpass says in it."""
        return self.translate(number, _english()[number]).format(**values)


def longer(text: str) -> str:
    """A text with as many words more as make it half as long again."""
    words = [text]
    while len(" ".join(words)) < HALF_AS_LONG_AGAIN * len(text):
        words.append(FILLING[(len(words) - 1) % len(FILLING)])
    return " ".join(words)


def without_accents(text: str) -> str:
    """A text as a machine reads it that knows English only."""
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))


ENGLISH_ITSELF = Language("resource.language.en_gb", "en_GB", lambda number, text: text)
LONG = Language(
    "resource.language.rig_long",
    "fr_FR",
    lambda number, text: text if number == LANGUAGE_TAG else longer(text),
)
HEBREW = Language("resource.language.rig_he", "he_IL", lambda number, text: _HEBREW.get(number, text))


def write(folder: Path, language: Language) -> Path:
    """Write Kodi's add-on of a language into a folder and return where it is."""
    addon = folder / language.id
    (addon / "resources").mkdir(parents=True)
    (addon / "addon.xml").write_text(_ADDON_XML.format(id=language.id, locale=language.locale))
    code, country = language.locale.split("_")
    (addon / "resources" / "langinfo.xml").write_text(_REGIONS.format(code=code, country=country))
    (addon / "resources" / "strings.po").write_text(_HEAD.format(locale=language.locale))
    return addon


def teach(addon: Path, language: Language) -> None:
    """Write Trackpass' texts in a language into an unpacked copy of it."""
    folder = addon / "resources" / "language" / language.id
    folder.mkdir()
    entries = [
        _ENTRY.format(number=number, english=_quoted(text), own=_quoted(language.translate(number, text)))
        for number, text in _english().items()
    ]
    text = _HEAD.format(locale=language.locale) + "".join(entries)
    (folder / "strings.po").write_text(text, encoding="utf-8")


def _quoted(text: str) -> str:
    return text.replace('"', '\\"')


def _english() -> dict[int, str]:
    return {number: text for number, text, _ in entries_of(ROOT / ENGLISH)}
