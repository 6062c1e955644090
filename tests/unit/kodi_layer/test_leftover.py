"""What a sign-out leaves behind at the tracker: a page says so, or a toast where nobody waits for it."""

from __future__ import annotations

import pytest
import xbmc

from fakes.kodi import FakeKodi
from tests.unit.kodi_layer.cast import Service
from trackpass.kodi import accounts, bus, script, trouble
from trackpass.kodi.board import KodiBoard
from trackpass.kodi.link_window import Link
from trackpass.kodi.toasts import Toasts
from trackpass.model import TRACKERS, AccountView, Command, Notice, NoticeKind

CALL = 0.03
"""Seconds until a tracker answers."""
PLACES = {
    "simkl": "simkl.com/settings/connected-apps",
    "trakt": "app.trakt.tv/settings/apps",
    "tmdb": "themoviedb.org/settings",
}


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> list[Link]:
    """The pages with a QR code that were opened."""
    found: list[Link] = []
    monkeypatch.setattr(trouble, "show_link", found.append)
    return found


@pytest.fixture
def board(fake: FakeKodi) -> KodiBoard:
    return KodiBoard(Toasts())


def revokes(service: Service, board: KodiBoard, kind: NoticeKind) -> None:
    """Have the service sign out, and tell a moment later what the tracker said."""

    def sign_out(command: Command) -> None:
        bus.show_account(AccountView(command.tracker))
        xbmc.Monitor().waitForAbort(CALL)
        board.notify(Notice(kind, AccountView(command.tracker, "connected", "ann")))

    service.does = sign_out


def sign_out_on_its_page(fake: FakeKodi, tracker: str) -> None:
    bus.show_account(AccountView(tracker, "connected", "ann"))
    fake.dialogs.answer("select", "Sign out")
    fake.dialogs.answer("yesno", True)
    accounts.show_account(tracker)


def toasts(fake: FakeKodi) -> list[str]:
    return [call.message for call in fake.dialogs.of("notification")]


@pytest.mark.parametrize("tracker", TRACKERS)
def test_a_page_says_where_to_remove_it(
    fake: FakeKodi, service: Service, board: KodiBoard, pages: list[Link], tracker: str
) -> None:
    revokes(service, board, "left_behind")
    sign_out_on_its_page(fake, tracker)
    (page,) = pages
    place = PLACES[tracker]
    assert (page.title, page.text, page.address) == (
        f"{TRACKERS[tracker]} · Sign out",
        f"https://{place}",
        place,
    )
    assert page.status == f"Signed out here only. Remove Trackpass at {place} too."
    assert toasts(fake) == []
    assert bus.leftover(tracker) == ""


def test_no_page_where_nothing_is_left(
    fake: FakeKodi, service: Service, board: KodiBoard, pages: list[Link]
) -> None:
    revokes(service, board, "signed_out")
    sign_out_on_its_page(fake, "trakt")
    fake.wait_until(lambda: toasts(fake))
    assert (pages, toasts(fake)) == ([], ["Signed out of Trakt"])


def test_an_answer_that_takes_long_comes_as_a_toast(
    fake: FakeKodi,
    service: Service,
    board: KodiBoard,
    pages: list[Link],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(accounts, "TRACKER_ANSWERS_WITHIN", 0)
    sign_out_on_its_page(fake, "trakt")
    board.notify(Notice("left_behind", AccountView("trakt", "connected", "ann")))
    assert (pages, toasts(fake)) == (
        [],
        ["Signed out here only. Remove Trackpass at app.trakt.tv/settings/apps too."],
    )


def test_a_command_opens_no_window(
    fake: FakeKodi, service: Service, board: KodiBoard, pages: list[Link]
) -> None:
    bus.show_account(AccountView("simkl", "connected", "ann"))
    revokes(service, board, "left_behind")
    script.main(["disconnect", "simkl"])
    fake.wait_until(lambda: toasts(fake))
    assert pages == []


def test_only_the_end_of_the_sign_out_is_an_answer(
    fake: FakeKodi, service: Service, board: KodiBoard, pages: list[Link]
) -> None:
    bus.ask_leftover("trakt")
    board.notify(Notice("signed_out", AccountView("simkl", "connected", "ann")))
    board.notify(Notice("checked", AccountView("trakt", "connected", "ann")))
    assert bus.leftover("trakt") == "asked"
