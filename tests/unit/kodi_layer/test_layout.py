"""Texts from right to left get the mirrored window; what they are in is told by the texts themselves."""

from __future__ import annotations

from typing import Any

import pytest
import xbmcgui

from fakes.kodi import ADDON_ID, FakeKodi
from tests.unit.kodi_layer.stage import Stage
from trackpass.kodi import strings
from trackpass.kodi.layout import directed, is_mirrored
from trackpass.kodi.link_window import Link, show_link

RIGHT_TO_LEFT = {"Hebrew": "ביטול", "Arabic": "إلغاء", "Persian": "لغو"}
LEFT_TO_RIGHT = {"English": "Cancel", "Russian": "Отмена", "Chinese": "取消", "Thai": "ยกเลิก"}
MIRRORED_XML = "script-trackpass-signin-rtl.xml"


def speak(fake: FakeKodi, cancel: str) -> None:
    """Changes the language of the TV."""
    fake.addon(ADDON_ID).texts[strings.CANCEL] = cancel


@pytest.mark.parametrize("word", RIGHT_TO_LEFT.values(), ids=list(RIGHT_TO_LEFT))
def test_a_language_from_right_to_left_is_mirrored(fake: FakeKodi, word: str) -> None:
    speak(fake, word)
    assert is_mirrored()
    assert directed("some-window.xml") == "some-window-rtl.xml"


@pytest.mark.parametrize("word", LEFT_TO_RIGHT.values(), ids=list(LEFT_TO_RIGHT))
def test_all_others_are_not(fake: FakeKodi, word: str) -> None:
    speak(fake, word)
    assert not is_mirrored()
    assert directed("some-window.xml") == "some-window.xml"


def test_the_sign_in_window_opens_mirrored(stage: Stage) -> None:
    speak(stage.fake, RIGHT_TO_LEFT["Hebrew"])
    stage.open()
    assert stage.window.fake_xml == MIRRORED_XML
    stage.wait_for_phone()
    assert stage.reads("layout") == "code"


def test_the_window_with_a_link_opens_mirrored(fake: FakeKodi, pen: None) -> None:
    speak(fake, RIGHT_TO_LEFT["Arabic"])
    fake.run(show_link, Link("Title", "https://example.org", "Step", "Status"))
    window: Any = fake.wait_until(lambda: fake.windows and fake.windows[-1])
    assert window.fake_xml == MIRRORED_XML
    fake.press(xbmcgui.ACTION_NAV_BACK)
    fake.wait_until(lambda: not fake.windows)
