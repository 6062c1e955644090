"""Who sits before the TV and reads the sign-in window, in whatever skin and language it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageOps

from in_kodi.home import ADDON_ID
from in_kodi.kodi import CACHE
from in_kodi.languages import HEBREW, Language, without_accents
from in_kodi.screen import LAYOUT_WIDTH, Region, crop, read_qr, reads_code, reads_like, text_of
from in_kodi.tv import TRACKERS, Tv
from in_kodi.waiting import wait_for

# Where the window has what; in the mirrored one TITLE is at the same place.
TITLE: Region = (230, 80, 1460, 80)
QR: Region = (230, 180, 640, 640)
HINT: Region = (230, 812, 640, 170)
COLUMN: Region = (905, 170, 790, 706)
TEXTS: Region = (954, 170, 736, 706)
"""The column without the numbers before the texts."""
TIME_BAR: Region = (910, 840, 446, 12)
TIME_LEFT: Region = (1380, 824, 300, 44)
TICK: Region = (422, 370, 256, 256)
"""Where the tick of a success is."""
BUTTONS: tuple[Region, Region] = ((914, 890, 365, 76), (1311, 890, 365, 76))
# Where the list has its title, the texts of five rows, and its button.
LIST: tuple[Region, Region, Region] = ((230, 80, 1460, 80), (330, 190, 1370, 664), (1311, 890, 365, 76))

PAPER = 110
"""Brighter is ink: texts are, the window, its head and a button without the focus are not."""
EDGE = 6
"""Where the paper of a QR code ends is a blur."""
LEAST_CODE = 400
"""Height of a QR code, of the 1080 that a screen has, that a phone can scan from a sofa."""
LEAST_LETTERS = 90
"""Height of a code's letters, of those 1080, that people read from three metres."""
MARGIN = 12
"""Around a line of letters, for a machine to read it."""

GREEN, BLUE = (0x5C, 0xC9, 0x8A), (0x79, 0xC6, 0xFF)
"""Colours of the tick and of the bar."""
TICK_PICTURE = CACHE.parent / "resources/skins/Default/media/trackpass/tick.png"
NEARLY = 40
"""How far each part of a colour may be off at an edge."""


class Viewer:
    """What an owner does to see each window, and what can be read of it."""

    def __init__(self, tv: Tv, language: Language) -> None:
        self.tv = tv
        self._language = language
        self._picture = tv.kodi.home.path / "viewer.png"

    # What the owner does

    def start(self, tracker: str, kind: str, **settings: Any) -> None:
        """Open the window of a sign-in and wait for the code."""
        self._leave(tracker)
        self.tv.give_app(kind)
        self.tv.box.tracker(tracker).set(**settings)
        self.tv.connect(tracker)
        self._signin = self.tv.wait_code(tracker)

    def connects(self, tracker: str) -> None:
        """Approve on the phone."""
        self.tv.box.tracker(tracker).approve(self._signin.user_code)
        self.tv.wait_phase("connected")

    def opens_page(self) -> None:
        """Open the window of the page for the phone."""
        self._leave()
        self.tv.kodi.execute_addon(ADDON_ID, "setup")
        self.tv.wait_window()

    def opens_list(self) -> None:
        """Open the account list, with nobody signed in."""
        self._leave()
        for tracker in TRACKERS:
            self.tv.sign_out(tracker)
        self.tv.open_accounts()

    def fails(self, tracker: str) -> None:
        """Try to sign in with an ID that the tracker does not know."""
        self._leave(tracker)
        self.tv.enter_app(tracker, "0" * 64)
        self.tv.connect(tracker)
        self.tv.wait_phase("failed")

    def begins(self, tracker: str) -> None:
        """Sign in while the tracker keeps its answer to itself."""
        self._leave(tracker)
        self.tv.give_app(tracker)
        self.tv.box.outage(tracker, "hang")
        self.tv.connect(tracker)
        self.tv.wait_phase("starting")

    def _leave(self, tracker: str = "") -> None:
        """Close the window that is open, and end what a tracker's was for."""
        self.tv.box.recover()
        self.tv.box.release()
        self.tv.kodi.go_home()
        if tracker:
            self.tv.sign_out(tracker)

    # What the owner sees

    def look(self) -> Image.Image:
        """The screen as it is now, in grey."""
        return self._look_in_colour().convert("L")

    def _look_in_colour(self) -> Image.Image:
        with Image.open(self.tv.kodi.screenshot(self._picture)) as image:
            return image.convert("RGB")

    def text(self) -> str:
        """All text of the window, as far as a machine that knows English can read it."""
        picture = self.look()
        if self.tv.in_list:
            parts = [crop(picture, region) for region in self._sides(*LIST)]
            return "\n".join(text_of(part, block) for part in parts for block in (False, True))
        return self._text(picture, TEXTS if self.tv.kodi.window_property("layout") else COLUMN)

    def reads(self, *sentences: str) -> None:
        """Wait until each of these was read in the window, to its end."""
        missing = list(sentences)

        def all_were() -> bool:
            missing[:] = lacking(self.text(), missing)
            return not missing

        try:
            wait_for("the texts", all_were, 20)
        except TimeoutError:
            raise AssertionError(f"cannot be read: {missing}; can be: {self.text()}") from None

    def sees_success(self, *sentences: str) -> None:
        """Look until the window closes, then assert that it showed the tick and these beside it."""
        pictures = []
        while self.tv.in_window:
            pictures.append(self._look_in_colour())
        (place,) = self._sides(TICK)
        ticked = [picture for picture in pictures if has_tick(picture, place)]
        assert ticked, "there was no tick"
        texts = (self._text(picture.convert("L"), COLUMN) for picture in reversed(ticked))
        assert any(not lacking(text, sentences) for text in texts), f"never could be read: {sentences}"

    def sees_time_pass(self, words: str) -> None:
        """Wait until less time is left, in words (a pattern, two numbers in it) and as a bar."""
        first, bar = wait_for("the time left", lambda: self._time_left(words))

        def is_less() -> bool:
            seen = self._time_left(words)
            return seen is not None and seen[0] < first and 0 < seen[1] < bar

        wait_for(f"less than {first} s and a bar of {bar}", is_less)

    def _time_left(self, words: str) -> tuple[int, int] | None:
        """The seconds that can be read and the bar's length, at one moment; None while there is no such."""
        picture = self._look_in_colour()
        place, bar = self._sides(TIME_LEFT, TIME_BAR)
        found = re.search(words, text_of(crop(picture, place), True))
        length = length_of(coloured(crop(picture, bar), BLUE))
        return (int(found[1]) * 60 + int(found[2]), length) if found and length else None

    def _text(self, picture: Image.Image, column: Region) -> str:
        parts = [crop(picture, region) for region in self._sides(column, TITLE, HINT, *BUTTONS)]
        return "\n".join([text_of(parts[0]), *(text_of(part, True) for part in parts)])

    def sees_code(self, link: str) -> str:
        """Wait until QR code and code can be read, each alone in its place; return the code."""
        code = self._signin.user_code
        assert self.sees_link(link.format(code=code)) == link.format(code=code)
        (column,) = self._sides(COLUMN)
        row = tallest_line(self.look(), column)
        assert row[3] >= LEAST_LETTERS, f"letters of {row[3]} are too small"
        assert reads_code(self._picture, around(row), code), f"{code} cannot be read"
        return code

    def sees_link(self, beginning: str) -> str:
        """Wait until the QR code can be read, see that it is large enough, and return it."""
        (place,) = self._sides(QR)

        def seen() -> str:
            self.look()
            with Image.open(self._picture) as image:
                crop(image, place).save(part)
            return next((text for text in read_qr(part) if text.startswith(beginning)), "")

        part = Path(f"{self._picture}.part.png")
        link = wait_for("the QR code", seen, 30)
        with Image.open(self._picture) as image:
            assert code_height(image.convert("L"), place) >= LEAST_CODE
        return link

    def texts_begin_at_the_right(self) -> None:
        """Assert that title and steps end, to an eye from the left, where their room ends."""
        picture = self.look()
        for region in self._sides(TITLE, TEXTS):
            left, width = region[0], region[2]
            found = ink(picture, region)
            assert found, region
            assert left + width - 24 < found[0] + found[2] <= left + width
            assert found[0] > left, "cut at the left"

    def _sides(self, *regions: Region) -> list[Region]:
        """Where regions of the window are: at the other side when it is mirrored."""
        if self._language is not HEBREW:
            return list(regions)
        return [(LAYOUT_WIDTH - left - width, top, width, height) for left, top, width, height in regions]


def lacking(text: str, sentences: Iterable[str]) -> list[str]:
    """Return the sentences that are not in a text read off the screen."""
    seen = without_accents(text)
    return [one for one in sentences if not reads_like(seen, without_accents(one))]


def ink(picture: Image.Image, region: Region) -> Region | None:
    """Return the place of all that is bright in a region, None for nothing."""
    box = crop(picture, region).point(lambda grey: 255 if grey > PAPER else 0).getbbox()
    if box is None:
        return None
    scale = LAYOUT_WIDTH / picture.width
    left, top, right, bottom = (round(value * scale) for value in box)
    return region[0] + left, region[1] + top, right - left, bottom - top


def code_height(picture: Image.Image, place: Region) -> int:
    """Return how high the black part of the QR code in its place is."""
    paper = ink(picture, place)
    assert paper
    left, top, width, height = paper
    inside = (left + EDGE, top + EDGE, width - 2 * EDGE, height - 2 * EDGE)
    code = ink(ImageOps.invert(picture), inside)
    return code[3] if code else 0


def tallest_line(picture: Image.Image, region: Region) -> Region:
    """Return the place of the tallest line of letters in a region."""
    part = crop(picture, region).point(lambda grey: 255 if grey > PAPER else 0)
    scale = LAYOUT_WIDTH / picture.width
    rows = [part.crop((0, y, part.width, y + 1)).getbbox() is not None for y in range(part.height)]
    best, start = (0, 0), 0
    for y, bright in enumerate([*rows, False]):
        if not bright:
            best, start = max(best, (y - start, -start)), y + 1
    height, top = best[0] * scale, -best[1] * scale
    return region[0], round(region[1] + top), region[2], round(height)


def around(line: Region) -> Region:
    """Return the place of a line with a margin above and below."""
    left, top, width, height = line
    return left, top - MARGIN, width, height + 2 * MARGIN


def coloured(picture: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    """Return a mask of all that has nearly this colour."""
    distance = ImageChops.difference(picture, Image.new("RGB", picture.size, colour))
    red, green, blue = (part.point(lambda off: 255 if off < NEARLY else 0) for part in distance.split())
    return ImageChops.darker(ImageChops.darker(red, green), blue)


def length_of(mask: Image.Image) -> int:
    """Return how far what is in a mask reaches from one side to the other, in its pixels."""
    box = mask.getbbox()
    return box[2] - box[0] if box else 0


def has_tick(picture: Image.Image, place: Region) -> bool:
    """Return whether the tick is in its place, in its shape and green: 19 of 20 pixels agree."""
    seen = coloured(crop(picture, place), GREEN)
    with Image.open(TICK_PICTURE) as image:
        shape = image.getchannel("A").resize(seen.size).point(lambda opaque: 255 if opaque > 127 else 0)
    wrong = ImageChops.difference(seen, shape).histogram()[255]
    return wrong < seen.width * seen.height / 20
