"""How a Kodi looks: its skin, fonts and language and the size of the screen, chosen while it does not run."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from in_kodi.home import Home
from in_kodi.kodi import Kodi
from in_kodi.languages import ENGLISH_ITSELF, Language
from in_kodi.processes import SCREEN, Display, Size

FULL_HD: Size = (1920, 1080)
NO_GREETING = '<settings><setting id="FirstRun" type="string">done</setting></settings>'
"""What Estouchy keeps once its greeting was read; that comes at the first start and holds Kodi up."""


@dataclass(frozen=True)
class Look:
    """What an owner chooses in Kodi's settings of the interface; ``size`` is the TV's."""

    skin: str = "skin.estuary"
    language: Language = ENGLISH_ITSELF
    fonts: str = "Default"
    size: Size = SCREEN


@contextmanager
def dressed(kodi: Kodi, look: Look) -> Iterator[None]:
    """Start a Kodi that does not run with another look, and end it; then it has its own screen again."""
    own_display = kodi.display
    display = Display(kodi.home.path / "xvfb.out", look.size)
    kodi.display = display.name
    try:
        _choose(kodi.home, look)
        kodi.start()
        yield
        kodi.quit()
    finally:
        kodi.kill()
        kodi.display = own_display
        display.close()


def _choose(home: Home, look: Look) -> None:
    """Write the choice into Kodi's settings, and what the skin would keep into those of the skin."""
    path = home.userdata / "guisettings.xml"
    tree = ET.parse(path)
    for name, value in (
        ("lookandfeel.skin", look.skin),
        ("lookandfeel.font", look.fonts),
        ("locale.language", look.language.id),
    ):
        (node,) = tree.findall(f"setting[@id='{name}']")
        node.attrib.pop("default", None)
        node.text = value
    tree.write(path, encoding="utf-8")
    kept = home.settings_file(look.skin)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(NO_GREETING, encoding="utf-8")
