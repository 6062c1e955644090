"""Each text that the page names is there, and each that is there for the page is named."""

from __future__ import annotations

import re

from tests.unit.phone.fake_service import ROOT
from trackpass.kodi import strings

OWN = range(32120, 32200)
NO_TEXTS = {"REMOTE_ADDR"}
"""What else begins like one."""


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
