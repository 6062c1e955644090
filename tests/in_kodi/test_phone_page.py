"""The page that the TV serves to the phone: app IDs, the whole set-up, and signing in in its browser."""

from __future__ import annotations

import urllib.error
import urllib.request
from urllib.parse import urlsplit
from urllib.request import Request

import pytest

from in_kodi.phone import Phone
from in_kodi.set_up_page import SetUpPage, shown_address
from in_kodi.tv import SET_UP, TRACKERS, Tv
from in_kodi.waiting import stays, wait_for
from trackpass.phone.door import LINGER

STRAIGHT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
TITLES = {"simkl": "Simkl", "trakt": "Trakt", "tmdb": "TMDb"}


@pytest.fixture
def page(tv: Tv, phone: Phone) -> SetUpPage:
    return SetUpPage(tv, phone)


@pytest.mark.parametrize("tracker", TRACKERS)
def test_connect_without_an_app_id_leads_to_the_phone(tv: Tv, page: SetUpPage, tracker: str) -> None:
    tv.connect(tracker)
    page.scan()
    assert page.address == shown_address(tv)
    tv.can_be_read("Waiting for your phone")
    tv.wait_focus("Close")
    assert tv.box.log == []

    app = register(tv, tracker)
    page.open(tracker)
    page.paste("https://my.app id")
    page.wait_says(f"This isn't a {TITLES[tracker]} ")
    page.paste("0" * 32)
    page.wait_says(f"{TITLES[tracker]} doesn't know this ")
    assert tv.phase == "failed"
    page.paste(app)
    code = tv.wait_code(tracker)  # the window goes on by itself, with the very code that the phone has
    page.visit()
    assert code.user_code in page.link(tracker)
    page.phone.open(page.link(tracker))
    page.phone.approve()
    tv.wait_phase("connected")
    tv.wait_closed()
    page.visit()
    page.wait_card(tracker, "Connected as ann")
    assert tv.state(tracker) == "connected"


def test_the_whole_set_up_from_the_sofa(tv: Tv, page: SetUpPage) -> None:
    tv.open_accounts()
    tv.choose(SET_UP, "down")
    tv.wait_window()
    page.scan()
    for tracker in TRACKERS:
        page.open(tracker)
        page.paste(register(tv, tracker))
        page.press(tracker, "connect")
        page.phone.open(page.link(tracker))
        page.phone.approve()
        page.visit()
        page.wait_card(tracker, "Connected as ann")
        page.visit(f"{tracker}/signout")
        page.wait_says(f"Sign out of {TITLES[tracker]} on this box?")
    assert [tv.state(tracker) for tracker in TRACKERS] == ["connected"] * 3
    tv.kodi.back()
    for title in TITLES.values():
        tv.wait_row(title, "Connected as ann")


@pytest.mark.parametrize(
    ("generation", "kind", "has_secret"),
    [(1, "device", True), (1, "device", False), (2, "public", False), (2, "server", True)],
    ids=["v1-secret", "v1-pkce", "v2-pkce", "v2-secret"],
)
def test_sign_in_in_the_phone_s_browser(
    tv: Tv, page: SetUpPage, generation: int, kind: str, has_secret: bool
) -> None:
    origin = open_consent(tv, page, generation, kind, has_secret)
    page.phone.click("#approve")
    page.wait_says("Connected as ann")
    tv.wait_closed()
    account = tv.account("simkl")
    assert tv.box.simkl.access_tokens[account["access_token"]].grant.account.key == "ann"
    assert tv.state("simkl") == "connected"
    tokens = tv.box.requests(route="token")
    assert len(tokens) == 1
    callback = f"{origin}/callback?code=again&state=guessed"
    assert status(callback) == 404
    assert tv.state("simkl") == "connected"


def test_back_on_the_tv_leaves_the_phone_its_way_back(tv: Tv, page: SetUpPage) -> None:
    """Back hides the sign-in; the page outlasts the moment in which it closes otherwise."""
    origin = open_consent(tv, page, 1, "device", has_secret=False)
    tv.wait_phase("waiting")
    tv.kodi.back()
    tv.wait_closed()
    stays("the page", lambda: status(f"{origin}/style.css") == 200, LINGER + 10, 5)
    page.phone.click("#approve")
    page.wait_says("Connected as ann")
    tv.wait_state("simkl", "connected")


def test_strangers_stay_outside(own_tv: Tv) -> None:
    """And a page that no phone uses closes soon after its window: nobody used this Kodi's before."""
    tv = own_tv
    tv.kodi.execute_addon("script.trackpass", "setup")
    tv.wait_window()
    address = wait_for("the page's address", lambda: shown_address(tv))
    origin = address.rstrip("/").rpartition("/")[0]
    for path in ("/", "/../addon.xml", "/wrong-token/", "/api/status", "/callback?state=x&code=y"):
        assert status(origin + path) == 404, path
    assert status(address, Host="tv.example") == 404
    assert status(address, Origin="http://evil.example", data=b"form=x") in (403, 404)
    assert status(f"{origin}/style.css") == 200
    tv.kodi.back()
    tv.wait_closed()
    gone(address)


def open_consent(tv: Tv, page: SetUpPage, generation: int, kind: str, has_secret: bool) -> str:
    """Set up Simkl in the phone's browser, up to its consent page; return the address of the TV's server."""
    tv.connect("simkl")
    page.scan()
    origin = page.address.rstrip("/").rpartition("/")[0]
    app = tv.box.simkl.add_app(generation=generation, kind=kind, redirect_uris=(f"{origin}/callback",))
    page.open("simkl")
    page.paste(app.client_id, app.client_secret if has_secret else "")
    page.wait_card("simkl", "Simkl")  # saved: the cards are back
    page.visit("simkl/browser")
    assert f"{origin}/callback" in page.phone.text
    page.phone.click("form[action$='/simkl/browser'] button")
    wait_for("the consent page", lambda: page.phone.address.startswith("https://simkl.com/oauth"))
    return origin


def register(tv: Tv, tracker: str) -> str:
    """Register an app at the tracker; its ID or key."""
    options = {"simkl": {"generation": 2}, "trakt": {"public": True}, "tmdb": {}}[tracker]
    tv.box.tracker(tracker).set(interval=1)
    return str(tv.box.tracker(tracker).add_app(**options).client_id)  # type: ignore[attr-defined]


def status(address: str, data: bytes | None = None, **headers: str) -> int:
    """The status that a stranger's program gets; it runs on this machine, and says another name."""
    try:
        with STRAIGHT.open(from_here(address, data, headers), timeout=60) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        return error.code


def from_here(address: str, data: bytes | None = None, headers: dict[str, str] | None = None) -> Request:
    """A request for the page by way of the loopback: the tests reach nothing else."""
    parts = urlsplit(address)
    way = parts._replace(netloc=f"127.0.0.1:{parts.port}").geturl()
    return Request(way, data, {"Host": parts.netloc, **(headers or {})})


def gone(address: str) -> None:
    """The page closes a moment after its window, and stays closed."""

    style = f"{address.rstrip('/').rpartition('/')[0]}/style.css"  # to ask for the page is to use it

    def refused() -> bool:
        try:
            STRAIGHT.open(from_here(style), timeout=60).close()
        except urllib.error.HTTPError:
            return False
        except OSError:
            return True
        return False

    wait_for("the page to close", refused, LINGER + 120, 1)
    stays("it closed", refused, 1)
