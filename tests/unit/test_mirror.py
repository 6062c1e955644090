"""The mirrored windows are made from the present ones, and all of them is at the other side."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from tools import mirror

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / mirror.FOLDER

ROW = """<window><controls><control type="group"><left>100</left><width>1000</width>
<control type="grouplist"><left>20</left><width>300</width><orientation>horizontal</orientation>
<control type="button" id="1"><width>100</width></control>
<control type="button" id="2"><width>100</width></control></control>
<control type="%s"><left>10</left><width>50</width>%s</control></control></controls></window>"""


def controls(text: str, kind: str) -> list[Element]:
    return [one for one in ElementTree.fromstring(text).iter("control") if one.get("type") == kind]


def turned(window: str) -> str:
    return mirror.mirror_image(window, "a note")


@pytest.mark.parametrize("name", mirror.WINDOWS)
def test_the_file_is_made_from_the_present_window(name: str) -> None:
    file = FOLDER / f"{name}-rtl.xml"
    assert mirror.mirrored(name, FOLDER) == file.read_text(encoding="utf-8"), "run: python -m tools.mirror"


def test_no_window_is_left_out() -> None:
    windows = {path.stem for path in FOLDER.glob("*.xml")}
    assert windows == {name + end for name in mirror.WINDOWS for end in ("", "-rtl")}


@pytest.mark.parametrize("name", mirror.WINDOWS)
def test_all_is_at_the_other_side_and_nothing_else_differs(name: str) -> None:
    here, there = (
        list(ElementTree.parse(FOLDER / f"{name}{end}.xml").getroot().iter()) for end in ("", "-rtl")
    )
    assert {"left", "align"} >= {one.tag for one in there} - {one.tag for one in here}
    for tag in ("top", "width", "height", "visible", "label", "texture", "font"):
        values = [sorted(one.text or "" for one in tree if one.tag == tag) for tree in (here, there)]
        assert values[0] == values[1], tag


def test_controls_change_sides_inside_their_parent() -> None:
    (group,) = controls(turned(ROW % ("image", "")), "group")
    (image,) = controls(turned(ROW % ("image", "")), "image")
    assert (group.findtext("left"), image.findtext("left")) == (str(1920 - 100 - 1000), str(1000 - 10 - 50))


def test_a_row_begins_at_the_other_end() -> None:
    (row,) = controls(turned(ROW % ("image", "")), "grouplist")
    assert [one.get("id") for one in row.findall("control")] == ["2", "1"]
    assert (row.findtext("align"), row.findtext("left")) == ("right", str(1000 - 20 - 300))
    assert [one.findtext("left") for one in row.findall("control")] == [None, None]


@pytest.mark.parametrize("layout", mirror.LAYOUTS)
def test_what_a_list_draws_changes_sides_inside_its_row(layout: str) -> None:
    image = '<control type="image"><left>10</left><width>50</width></control>'
    row = f'<{layout} width="400" height="50">{image}</{layout}>'
    text = turned(
        f'<window><controls><control type="list"><width>600</width>{row}</control></controls></window>'
    )
    (image,) = controls(text, "image")
    assert image.findtext("left") == str(400 - 10 - 50)


@pytest.mark.parametrize("kind", mirror.TEXTS)
@pytest.mark.parametrize(
    ("align", "mirrored"),
    [("", "right"), ("left", "right"), ("right", "left"), ("center", "center")],
)
def test_texts_keep_to_the_side_where_they_begin(kind: str, align: str, mirrored: str) -> None:
    (text,) = controls(turned(ROW % (kind, align and f"<align>{align}</align>")), kind)
    assert text.findtext("align") == mirrored
