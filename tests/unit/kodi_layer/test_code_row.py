"""The code's pictures: side by side, never wider than the row, old ones hidden; else plain text."""

from __future__ import annotations

import string
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
import xbmcgui

from fakes.kodi import ADDON_ID, ROOT, FakeKodi
from trackpass.kodi import strings
from trackpass.kodi.code_row import CELLS, GAP, LARGEST_CELL, RATIO, WIDTH, CodeRow, can_draw, picture
from trackpass.kodi.controls import XML
from trackpass.kodi.screen import grouped

MEDIA = ROOT / "resources/skins/Default/media"
CODES = [string.ascii_uppercase[:length] for length in range(1, 17)]


@pytest.fixture
def window(fake: FakeKodi) -> Iterator[Any]:
    """The sign-in window's layout with nothing of ours behind it."""
    found = xbmcgui.WindowXMLDialog(XML, str(ROOT), "Default", "1080i")
    found.show()
    yield found
    found.close()


def shown(window: Any) -> list[Any]:
    """The visible cells from left to right."""
    cells = [window.getControl(number) for number in CELLS]
    return sorted((cell for cell in cells if cell.isVisible()), key=lambda cell: cell.fake_place)


def pictures(window: Any) -> list[str]:
    return [cell.fake_images[-1][0] for cell in shown(window)]


@pytest.mark.parametrize("code", ["ABCDE", "8K5M 72PQ", "ABCD-1234", "abcd 1234"])
def test_each_character_is_its_own_picture_in_order(window: Any, code: str) -> None:
    CodeRow(window).show(code)
    assert pictures(window) == [picture(character) for character in code.replace(" ", "")]
    assert window.getProperty("plain_code") == ""


@pytest.mark.parametrize("code", [*CODES, "ABCD-1234", "W-W-W-W-W"])
def test_the_row_is_never_wider_than_its_room(window: Any, code: str) -> None:
    CodeRow(window).show(grouped(code))
    cells = shown(window)
    assert len(cells) == len(code)
    end = 0
    for cell in cells:
        width, height = cell.fake_size
        assert cell.fake_place[0] >= end  # no two overlap
        end = cell.fake_place[0] + width
        assert 0 < width <= LARGEST_CELL
        assert height == int(width * RATIO)
    assert end <= WIDTH


def test_a_usual_code_is_as_large_as_it_may_be(window: Any) -> None:
    CodeRow(window).show("ABCD 1234")
    assert {cell.fake_size[0] for cell in shown(window)} == {LARGEST_CELL}


def test_groups_stand_apart_by_a_gap_and_letters_do_not(window: Any) -> None:
    CodeRow(window).show("ABCD 1234")
    lefts = [cell.fake_place[0] for cell in shown(window)]
    steps = [right - left for left, right in pairwise(lefts)]
    width = LARGEST_CELL
    assert 0.3 <= GAP <= 1  # to be seen from the sofa, and not to look like a space in the code
    assert steps == [width] * 3 + [width + int(width * GAP)] + [width] * 3


@pytest.mark.parametrize("code", ["ABCDE", "ABCD 1234", "W-W-W-W-W"])
def test_beside_texts_from_right_to_left_the_row_ends_at_the_right_but_reads_as_ever(
    fake: FakeKodi, window: Any, code: str
) -> None:
    fake.addon(ADDON_ID).texts[strings.CANCEL] = "ביטול"
    CodeRow(window).show(code)
    assert pictures(window) == [picture(character) for character in code.replace(" ", "")]
    last = shown(window)[-1]
    assert WIDTH - 2 <= last.fake_place[0] + last.fake_size[0] <= WIDTH
    assert shown(window)[0].fake_place[0] >= 0


def test_a_shorter_code_leaves_nothing_of_a_longer_one(window: Any) -> None:
    row = CodeRow(window)
    row.show("ABCD EFGH")
    row.show("XYZ12")
    assert pictures(window) == [picture(character) for character in "XYZ12"]
    row.show("")
    assert shown(window) == []


@pytest.mark.parametrize("code", ["ÄBCDE", "AB:CD", "АВСДЕ", "ABCDE_1", "A" * 17])
def test_a_code_that_cannot_be_drawn_is_plain_text(window: Any, code: str) -> None:
    row = CodeRow(window)
    row.show("OLD12")
    row.show(code)
    assert window.getProperty("plain_code") == code
    assert shown(window) == []
    assert not can_draw(code)
    row.show("NEW12")
    assert window.getProperty("plain_code") == ""


def test_the_room_is_what_the_layout_has() -> None:
    root = ElementTree.parse(ROOT / "resources/skins/Default/1080i" / XML)
    (group,) = root.findall(f".//control[@id='{CELLS[0]}']/..")
    assert group.findtext("width") == str(WIDTH)
    assert int(LARGEST_CELL * RATIO) <= int(group.findtext("height") or 0)


def test_there_is_a_picture_for_every_letter_and_digit() -> None:
    for character in string.ascii_letters + string.digits + "-":
        assert (MEDIA / picture(character)).is_file(), character


def test_case_makes_a_difference() -> None:
    assert picture("a") != picture("A")
