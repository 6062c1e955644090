"""Each text that the page names is there, and each that is there for the page is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.fakes.addons import read_po
from tests.unit.phone.fake_service import ROOT
from trackpass.kodi import strings
from trackpass.phone.guides import GUIDES

OWN = range(32120, 32200)
NO_TEXTS = {"REMOTE_ADDR"}
"""What else begins like one."""
LANGUAGES = sorted(ROOT.glob("resources/language/*/strings.po"), key=lambda path: path.parent.name)
REGION_MATTERS = ("pt", "zh")
"""Languages that are written otherwise elsewhere."""

in_each_language = pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.parent.name[-5:])


def named() -> set[str]:
    files = [*(ROOT / "lib/trackpass/phone").glob("*.py"), *(ROOT / "resources/phone").glob("*.html")]
    found = set[str]()
    for file in files:
        text = file.read_text(encoding="utf-8")
        found |= set(re.findall(r"""["']((?:PAGE|REMOTE)_[A-Z_]+)["']""", text))
        found |= set(re.findall(r"""(?:text|_does|_leads)\(["']([A-Z_]+)["']""", text))
    return found - NO_TEXTS


def test_each_name_has_a_text() -> None:
    names = named()
    assert {"PAGE_TITLE", "SIGN_OUT", "TIME_LEFT", "CANCEL"} <= names
    assert sorted(name for name in names if not isinstance(getattr(strings, name, None), int)) == []


def test_each_text_has_its_place() -> None:
    own = {name for name, value in vars(strings).items() if isinstance(value, int) and value in OWN}
    assert own
    assert sorted(own - named()) == []


@in_each_language
def test_a_closed_page_names_the_row_that_opens_it(path: Path) -> None:
    texts = read_po(path)
    quoted = re.findall(r"[\"„“”«「]\s?([^\"„“”«»「」]+?)\s?[\"“”»」]", texts[strings.PAGE_CLOSED])
    assert quoted == [texts[strings.SET_UP]]


@in_each_language
def test_each_language_names_itself(path: Path) -> None:
    language, region = path.parent.name.rsplit(".", 1)[1].split("_")
    tag = f"{language}-{region.upper()}" if language in REGION_MATTERS else language
    assert read_po(path)[strings.LANGUAGE_TAG] == tag


def test_what_trakt_may_ask_for_comes_first() -> None:
    assert GUIDES["trakt"].steps == ("PAGE_TRAKT_HURDLE", "PAGE_TRAKT_APP")
