"""The sign-in window in other skins, on other screens, in other languages: all of it can be read."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from in_kodi import bare_skin, ending, languages
from in_kodi.hand import add_hand
from in_kodi.home import ADDON_ID
from in_kodi.kodi import Kodi
from in_kodi.languages import HEBREW, LONG
from in_kodi.skin import FULL_HD, Look, dressed
from in_kodi.tv import Tv
from in_kodi.viewer import TITLE, Viewer, ink
from in_kodi.waiting import wait_for
from sandbox import Sandbox

NO_FONT13, LARGE_FONT13 = "skin.rig.without", "skin.rig.large"

LOOKS = {
    "Estuary, full HD": Look(size=FULL_HD),
    "Estuary, long words": Look(language=LONG),
    "Estouchy, long words, full HD": Look("skin.estouchy", LONG, size=FULL_HD),
    "other fonts, long words, full HD": Look(LARGE_FONT13, LONG, size=FULL_HD),
}
FROM_RIGHT_TO_LEFT = {
    "Estuary, full HD": Look(language=HEBREW, fonts="Arial", size=FULL_HD),
    "Estouchy": Look("skin.estouchy", HEBREW, "Arial"),
}

CONNECT, SET_UP = 32001, 32015
SCAN, CHECK, APPROVE, ENTER = 32003, 32004, 32009, 32018
HINT, TIME_LEFT = 32011, 32010
NEW_CODE, CANCEL, CLOSE, VERIFY, USE_PHONE = 32005, 32006, 32007, 32012, 32014
ACCOUNTS, SIGNED_OUT, CONNECT_ALL, CONNECT_ALL_MEANS, SET_UP_MEANS = 32060, 32061, 32215, 32216, 32019
ASKING, WAITING, CONNECTED_AS, APP_ID, NETWORK = 32020, 32021, 32023, 32047, 32040

BRIEFLY, FIFTEEN_MINUTES = 60.0, 900.0
"""Seconds that a code lives."""

Wear = Callable[[Look], Viewer]


@pytest.fixture(scope="module")
def wardrobe(running_sandbox: Sandbox, archive: Path) -> Iterator[Kodi]:
    """A Kodi that does not run, with Trackpass, and all skins and languages that the tests choose among."""
    with Kodi(running_sandbox.environment) as kodi:
        kodi.start()
        addons = [
            bare_skin.write(kodi.home.addons, NO_FONT13),
            bare_skin.write(kodi.home.addons, LARGE_FONT13, font13=34),
            *(languages.write(kodi.home.addons, language) for language in (LONG, HEBREW)),
            kodi.home.addons / ADDON_ID,
        ]
        with zipfile.ZipFile(archive) as zipped:
            zipped.extractall(kodi.home.addons)
        for language in (LONG, HEBREW):
            languages.teach(kodi.home.addons / ADDON_ID, language)
        add_hand(kodi)  # has Kodi look for all of them
        for addon in addons:
            kodi.enable_addon(addon.name)
        kodi.quit()
        yield kodi


@pytest.fixture
def wear(request: pytest.FixtureRequest, wardrobe: Kodi, box: Sandbox) -> Iterator[Wear]:
    """Starts Kodi with a look; at the end of the test it quits."""
    with ExitStack() as stack:

        def put_on(look: Look) -> Viewer:
            ending.use(request.node, wardrobe)
            stack.enter_context(dressed(wardrobe, look))
            tv = Tv(wardrobe, box)
            wait_for("the service", lambda: tv.state("simkl") and tv.state("trakt"))
            stack.callback(tv.clear)
            return Viewer(tv, look.language)

        yield put_on
        log_start = len(wardrobe.log_text())
    ending.check_log(wardrobe.log_text()[log_start:], box)
    ending.check_traffic(box)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("look", LOOKS.values(), ids=list(LOOKS))
def test_each_window_can_be_read(wear: Wear, look: Look) -> None:
    viewer = wear(look)
    says = look.language.says
    cancel, hint, waiting = says(CANCEL), says(HINT), says(WAITING)
    steps = (says(SCAN), says(CHECK), says(APPROVE), waiting, cancel, says(NEW_CODE), hint)

    viewer.start("trakt", "trakt")
    viewer.sees_code("https://auth.trakt.tv/activate/{code}")
    viewer.reads(says(CONNECT, tracker="Trakt"), "auth.trakt.tv/activate", *steps)
    viewer.tv.wait_focus(says(NEW_CODE))
    viewer.tv.box.outage("trakt")
    viewer.reads(says(NETWORK, tracker="Trakt"))
    viewer.tv.box.recover()
    viewer.connects("trakt")
    viewer.sees_success(says(CONNECTED_AS, name="ann"), says(CLOSE))

    viewer.start("simkl", "simkl-v1", code_length=6, expires_in=BRIEFLY)
    viewer.sees_code("https://simkl.com/pin/{code}")
    viewer.sees_time_pass(says(TIME_LEFT, time=r"(\d+):(\d\d)"))
    viewer.start("simkl", "simkl-v2", code_length=8, expires_in=FIFTEEN_MINUTES)
    assert "-" in viewer.sees_code("https://simkl.com/pin?user_code={code}")
    viewer.reads("simkl.com/pin", *steps)

    viewer.start("tmdb", "tmdb")
    link = viewer.sees_link("https://www.themoviedb.org/authenticate/")
    viewer.reads(says(SCAN), says(APPROVE), waiting, says(VERIFY), cancel, hint, *halves(link))

    viewer.opens_page()
    page = viewer.sees_link("http://")
    viewer.reads(says(SET_UP), page, says(ENTER), waiting, says(CLOSE))

    viewer.fails("trakt")
    viewer.reads(says(APP_ID, tracker="Trakt"), says(USE_PHONE), says(CLOSE))

    viewer.opens_list()
    everyone = "Simkl, Trakt, TMDb"
    viewer.reads(says(ACCOUNTS), *everyone.split(", "), says(SIGNED_OUT), says(CLOSE))
    viewer.reads(says(CONNECT_ALL), says(CONNECT_ALL_MEANS, names=everyone))
    viewer.reads(says(SET_UP), says(SET_UP_MEANS))

    viewer.begins("trakt")
    viewer.reads(says(ASKING, tracker="Trakt"), cancel)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("look", FROM_RIGHT_TO_LEFT.values(), ids=list(FROM_RIGHT_TO_LEFT))
def test_a_language_from_right_to_left(wear: Wear, look: Look) -> None:
    """The window is mirrored, codes and numbers are not; texts begin at the right and are whole."""
    viewer = wear(look)
    says = look.language.says
    viewer.start("trakt", "trakt")
    viewer.sees_code("https://auth.trakt.tv/activate/{code}")
    viewer.reads("auth.trakt.tv/activate", "Trakt", "Trackpass", "QR")
    viewer.tv.wait_focus(says(NEW_CODE))
    assert viewer.tv.kodi.window_property("status") == says(WAITING)
    assert re.search(r"\b(9:\d\d|10:00)\b", viewer.text())
    viewer.texts_begin_at_the_right()
    viewer.connects("trakt")
    viewer.sees_success("ann", "Trakt")

    viewer.start("simkl", "simkl-v1", code_length=5)
    viewer.sees_code("https://simkl.com/pin/{code}")
    viewer.start("tmdb", "tmdb")
    viewer.reads(*halves(viewer.sees_link("https://www.themoviedb.org/authenticate/")))
    viewer.opens_page()
    viewer.reads(viewer.sees_link("http://"))
    viewer.texts_begin_at_the_right()
    viewer.opens_list()
    viewer.reads("Simkl", "Trakt", "TMDb")
    viewer.fails("trakt")
    assert viewer.tv.kodi.window_property("status") == says(APP_ID, tracker="Trakt")


@pytest.mark.timeout(300)
def test_a_skin_without_the_font_that_kodi_falls_back_to(wear: Wear) -> None:
    """Kodi writes nothing then, in any window of any add-on; code and QR code are pictures."""
    viewer = wear(Look(NO_FONT13))
    viewer.start("trakt", "trakt")
    viewer.sees_code("https://auth.trakt.tv/activate/{code}")
    assert not ink(viewer.look(), TITLE)
    viewer.start("simkl", "simkl-v2", code_length=8)
    viewer.sees_code("https://simkl.com/pin?user_code={code}")
    viewer.opens_page()
    viewer.sees_link("http://")


def halves(link: str) -> tuple[str, ...]:
    """A long address in the two lines that the window has for it, as a person types it."""
    place, slash, token = link.partition("://")[2].rpartition("/")
    middle = len(token) // 2
    return place + slash, token[:middle], token[middle:]
