"""Names and addresses that would like to be more than that; places that are none; two phones at once."""

from __future__ import annotations

import re
import threading

from tests.unit.phone.conftest import Box
from tests.unit.phone.phone import Phone
from trackpass.errors import Problem
from trackpass.model import SignInView

REFRESH = 'http-equiv="refresh"'


SCRIPT = '<script>alert("1")</script>'
ESCAPED = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;"


def test_a_name_that_is_a_script(box: Box, phone: Phone) -> None:
    box.line.name = SCRIPT
    box.line.approve("trakt")
    text = phone.get().text
    assert SCRIPT not in text
    assert ESCAPED in text


def test_an_id_that_is_a_script(box: Box, phone: Phone) -> None:
    typed = f'"{SCRIPT}'
    box.line.wrong = {typed: Problem.APP_ID_FORMAT}
    text = phone.post("/trakt/app", client_id=typed).text
    assert SCRIPT not in text
    assert f'value="&quot;{ESCAPED}"' in text


def test_an_address_that_is_a_script_is_no_link(box: Box, phone: Phone) -> None:
    bad = "javascript:alert(1)"
    box.line.sign_ins["trakt"] = SignInView("r", "waiting", "CODE", bad, bad, box.clock() + 60, 60)
    assert "javascript" not in phone.get().text


def test_no_page_needs_a_script(box: Box, phone: Phone) -> None:
    box.with_apps()
    phone.post("/tmdb/connect")
    for path in ("/", "/simkl", "/tmdb", "/simkl/browser", "/simkl/code", "/trakt/signout"):
        assert not re.search(r"<script|\son\w+=|\sstyle=", phone.get(path).text)


def test_unknown_places_are_404_on_the_page_too(phone: Phone) -> None:
    for path in (
        "/plex",
        "/plex/signout",
        "/trakt/browser",
        "/trakt/code",
        "/nothing/at/all",
        "/trakt/nothing",
    ):
        assert phone.get(path).status == 404
    assert phone.post("/plex/connect").status == 404
    assert phone.post("/trakt/browser").status == 404


def test_posts_are_not_gets(box: Box, phone: Phone) -> None:
    for path in ("/trakt/connect", "/trakt/app", "/trakt/cancel"):
        assert phone.get(path).status == 405
    assert box.line.calls == []


class RightToLeft:
    """Words of a language that is written from the right."""

    def __init__(self, box: Box) -> None:
        self._words = box.words

    def __getattr__(self, name: str) -> object:
        return getattr(self._words, name)

    def text(self, name: str, tracker: str = "", **values: str) -> str:
        own = {"PAGE_INTRO": "\u05de\u05db\u05d0\u05df Trackpass", "LANGUAGE_TAG": "he"}
        return own.get(name) or self._words.text(name, tracker, **values)


def test_direction_of_the_words(box: Box, phone: Phone) -> None:
    assert '<html lang="en" dir="ltr">' in phone.get().text
    other = Box(words=RightToLeft(box))  # type: ignore[arg-type]
    try:
        assert '<html lang="he" dir="rtl">' in other.phone().get().text
    finally:
        other.door.stop()


def test_each_page_says_its_language(box: Box, phone: Phone) -> None:
    """For the voice that reads it out; a refusal is a page too."""
    box.with_apps()
    shown = [phone.get(path) for path in ("/", "/simkl", "/simkl/browser", "/simkl/code", "/trakt/signout")]
    refused = [
        phone.get("/nothing/at/all"),
        phone.ask("GET", "/"),
        phone.ask("GET", "/callback?state=a&code=b"),
    ]
    assert [page.status for page in (*shown, *refused)] == [200] * 5 + [404] * 3
    assert all('<html lang="en" dir="ltr">' in page.text for page in (*shown, *refused))


def test_two_phones_at_once(box: Box, phone: Phone) -> None:
    """A button that takes long does not keep the other phone from its page."""
    box.with_apps()
    box.line.hold = threading.Event()
    slow = threading.Thread(target=phone.post, args=("/trakt/connect",))
    slow.start()
    try:
        assert Phone(phone.page).get().status == 200
        assert slow.is_alive()
    finally:
        box.line.hold.set()
        slow.join()
