"""What the phone sees and what its buttons do."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.unit.phone.conftest import Box
from tests.unit.phone.fake_service import LINKS
from tests.unit.phone.phone import Answer, Phone
from trackpass.errors import Problem, Unreachable
from trackpass.model import AccountView, App, SignInView
from trackpass.phone.cards import Cards
from trackpass.phone.door import LONGEST_OPENING

REFRESH = 'http-equiv="refresh"'


def test_without_app_ids_each_card_leads_to_its_form(phone: Phone) -> None:
    home = phone.get()
    assert home.status == 200
    for tracker in ("simkl", "trakt", "tmdb"):
        assert f'href="{phone.root}/{tracker}"' in home.text
    assert home.seen.count("Enter the app ID") == 2
    assert home.seen.count("Enter the API key") == 1
    assert "Connect" not in home.seen
    assert REFRESH not in home.text


def test_the_token_without_a_slash_is_the_page_too(phone: Phone) -> None:
    assert phone.get("").text == phone.get("/").text


def test_an_id_is_saved_and_the_way_leads_on_to_connect(box: Box, phone: Phone) -> None:
    answer = phone.post("/simkl/app", client_id="  a-client-id \n", client_secret=" a-secret ")
    assert box.line.calls == [("save_app", "simkl", "a-client-id", "a-secret")]
    assert answer.location == f"{phone.root}/?saved=simkl#simkl"
    home = phone.follow(answer)
    assert "Saved on the TV. Now connect Simkl." in home.seen
    assert f'action="{phone.root}/simkl/connect"' in home.text


@pytest.mark.parametrize(
    ("tracker", "says"),
    [("simkl", "A Simkl app ID is saved on the TV."), ("tmdb", "A TMDb API key is saved on the TV.")],
)
def test_an_id_that_is_replaced_while_signed_in_leads_nowhere(
    box: Box, phone: Phone, tracker: str, says: str
) -> None:
    """There is no button to connect then."""
    box.with_apps()
    box.line.approve(tracker)
    home = phone.follow(phone.post(f"/{tracker}/app", client_id="new-id"))
    assert says in home.seen
    assert "Now connect" not in home.seen


def test_what_is_saved_is_said_and_never_sent(box: Box, phone: Phone) -> None:
    box.with_apps()
    simkl, trakt, tmdb = (phone.get(f"/{tracker}").seen for tracker in ("simkl", "trakt", "tmdb"))
    assert "A Simkl app ID is saved on the TV." in simkl
    assert "A secret is saved on the TV. Leave this empty to keep it." in simkl
    assert "Leave it empty if Trakt shows none for your app." in trakt
    assert "A TMDb API key is saved on the TV." in tmdb
    assert "Client secret" not in tmdb


def test_a_mistake_is_said_beside_the_field_and_the_typed_id_stays(box: Box, phone: Phone) -> None:
    box.line.wrong = {"not an id": Problem.APP_ID_FORMAT}
    answer = phone.post("/simkl/app", client_id="not an id", client_secret="typed-secret")
    assert answer.status == 200
    assert box.words.problem("app_id_format", "simkl") in answer.seen
    assert 'value="not an id"' in answer.text
    assert "typed-secret" not in answer.text
    assert REFRESH not in answer.text


KEPT = "A secret is saved on the TV. Leave this empty to keep it."


def test_a_typed_secret_is_kept_while_the_id_is_mended(box: Box, phone: Phone) -> None:
    """It is not sent back, so the field comes back empty, and says what that means."""
    box.line.wrong = {"wrong": Problem.APP_ID}
    answer = phone.post("/trakt/app", client_id="wrong", client_secret="typed-secret")
    assert KEPT in answer.seen
    assert "typed-secret" not in answer.text
    phone.post("/trakt/app", client_id="wrong", client_secret="", kept=hidden(answer))
    phone.post("/trakt/app", client_id="right", client_secret="", kept=hidden(answer))
    assert box.line.calls[1:] == [
        ("save_app", "trakt", "wrong", "typed-secret"),
        ("save_app", "trakt", "right", "typed-secret"),
    ]
    phone.post("/trakt/app", client_id="right", client_secret="", kept="yes")
    assert box.line.apps["trakt"] == App("right"), "it was kept until it was stored, no longer"


def test_a_form_that_says_nothing_of_it_means_no_secret(box: Box, phone: Phone) -> None:
    box.line.wrong = {"wrong": Problem.APP_ID}
    phone.post("/trakt/app", client_id="wrong", client_secret="typed-secret")
    assert "Leave it empty if Trakt shows none for your app." in phone.get("/trakt").seen
    phone.post("/trakt/app", client_id="right")
    assert box.line.apps["trakt"] == App("right")


@pytest.mark.parametrize(
    ("client_id", "problem"), [("id", Problem.APP_SECRET), ("same", Problem.APP_ID_FORMAT)]
)
def test_a_secret_that_may_be_the_mistake_is_not_kept(
    box: Box, phone: Phone, client_id: str, problem: Problem
) -> None:
    """Else nobody could take it back."""
    box.line.wrong = {client_id: problem}
    answer = phone.post("/trakt/app", client_id=client_id, client_secret="same")
    assert KEPT not in answer.seen
    assert 'name="kept"' not in answer.text


def test_a_secret_of_another_opening_is_not_kept(box: Box, phone: Phone) -> None:
    box.door.remote(True, phone.key)  # the server stays up in between
    box.line.wrong = {"wrong": Problem.APP_ID}
    phone.post("/trakt/app", client_id="wrong", client_secret="typed-secret")
    box.clock.ahead += LONGEST_OPENING + 1
    box.door.tick()
    phone = box.phone()
    phone.post("/trakt/app", client_id="right", client_secret="", kept="yes")
    assert box.line.apps["trakt"] == App("right")


def hidden(page: Answer) -> str:
    """The mark in the form that a secret is kept."""
    found = re.search(r'name="kept" value="([^"]+)"', page.text)
    assert found
    return found[1]


def test_a_mistaken_key_is_a_secret_and_is_not_sent_back(box: Box, phone: Phone) -> None:
    box.line.wrong = {"typed-key": Problem.APP_KEY}
    answer = phone.post("/tmdb/app", client_id="typed-key")
    assert "TMDb doesn't know this API key." in answer.seen
    assert "typed-key" not in answer.text


def test_an_empty_form_says_what_is_missing(phone: Phone) -> None:
    assert "Enter your Trakt app ID first." in phone.post("/trakt/app", client_id=" ").seen
    assert "Enter your TMDb API key first." in phone.post("/tmdb/app").seen


def test_saving_while_the_service_has_no_time(box: Box, phone: Phone) -> None:
    box.line.fails["save_app"] = Unreachable(Problem.NETWORK)
    answer = phone.post("/trakt/app", client_id="kept-id")
    assert "Can't reach Trakt." in answer.seen
    assert 'value="kept-id"' in answer.text


def test_connect_with_a_code(box: Box, phone: Phone) -> None:
    box.with_apps()
    answer = phone.post("/trakt/connect")
    assert answer.location == f"{phone.root}/?at=trakt#trakt"
    home = phone.follow(answer)
    assert "<span>Q8DV</span><span>2D5L</span>" in home.text
    assert 'target="_blank" rel="noopener noreferrer"' in home.text
    assert f'href="{LINKS["trakt"][2]}"' in home.text
    assert re.search(r"\d+:\d\d left", home.seen)
    assert REFRESH in home.text
    assert f'action="{phone.root}/trakt/verify"' not in home.text
    box.line.approve("trakt")
    home = phone.get()
    assert "Connected as ann" in home.seen
    assert REFRESH not in home.text


def test_a_code_with_a_hyphen_stays_as_it_is(box: Box, phone: Phone) -> None:
    box.with_apps()
    assert "<span>BDWP-HQPK</span>" in phone.follow(phone.post("/simkl/connect")).text


def test_connect_with_a_link(box: Box, phone: Phone) -> None:
    box.with_apps()
    home = phone.follow(phone.post("/tmdb/connect"))
    assert f'href="{LINKS["tmdb"][2]}"' in home.text
    assert "I have approved" in home.seen
    box.line.approved.add("tmdb")
    answer = phone.post("/tmdb/verify")
    assert box.line.calls[-1] == ("verify", "tmdb")
    assert "Connected as ann" in phone.follow(answer).seen
    assert "doesn't know of your approval" not in phone.follow(answer).seen


def test_a_link_that_is_just_approved(box: Box, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page comes back with the name, not in between."""
    box.with_apps()
    phone.post("/tmdb/connect")
    looks: list[str] = []

    def look(tracker: str) -> SignInView | None:
        looks.append(tracker)
        if len(looks) == 3:
            box.line.approve("tmdb")
        return box.line.sign_ins.get(tracker)

    def verify(tracker: str) -> None:
        box.line.sign_ins["tmdb"] = SignInView("r", "approved", kind="link")
        looks.clear()

    monkeypatch.setattr(box.line, "sign_in", look)
    monkeypatch.setattr(box.line, "verify", verify)
    phone.post("/tmdb/verify")
    assert box.line.sign_ins["tmdb"] == SignInView("r", "connected", name="ann")


def test_a_link_that_is_not_approved_yet(box: Box, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trackpass.phone.page.WAIT_FOR_VERDICT", 0.0)
    box.with_apps()
    phone.post("/tmdb/connect")
    home = phone.follow(phone.post("/tmdb/verify"))
    assert home.seen.count("TMDb doesn't know of your approval yet.") == 1


def test_a_page_that_waits_looks_again_by_itself(box: Box, phone: Phone) -> None:
    """Each time at another address, since a browser does not load anew what it shows already."""
    box.with_apps()
    where = phone.post("/trakt/connect").location
    for _ in range(4):
        page = phone.ask("GET", where.split("#")[0])
        assert "Q8DV" in page.text
        following = next_look(page)
        assert following.endswith("#trakt")
        assert following.split("#")[0] != where.split("#")[0]
        where = following
    box.line.approve("trakt")
    assert "Connected as ann" in phone.ask("GET", where.split("#")[0]).seen


@pytest.mark.parametrize("query", ["", "?at=plex", "?at=", "?look=again", "?at=plex&look=again"])
def test_a_page_without_a_card_stays_at_the_first_that_waits(box: Box, phone: Phone, query: str) -> None:
    box.with_apps()
    phone.post("/tmdb/connect")
    phone.post("/trakt/connect")
    following = next_look(phone.get(f"/{query}"))
    assert following == phone.root + ("/#trakt" if "look" in query else "/?look=again#trakt")


@pytest.mark.parametrize("path", ["/tmdb/cancel", "/tmdb/connect", "/tmdb/signout", "/tmdb/app"])
def test_a_page_that_waits_stays_at_the_card_of_the_last_button(box: Box, phone: Phone, path: str) -> None:
    """Whatever else waits: nobody is scrolled away from what they read."""
    box.with_apps()
    phone.post("/simkl/connect")
    page = phone.follow(phone.post(path, client_id="typed-id"))
    for _ in range(4):
        following = next_look(page)
        assert following.endswith("#tmdb")
        page = phone.ask("GET", following.split("#")[0])
        assert next_look(page) != following


@pytest.mark.parametrize("path", ["/tmdb", "/tmdb/signout", "/simkl/browser", "/simkl/code"])
def test_the_way_back_leads_to_the_card_and_stays_there(box: Box, phone: Phone, path: str) -> None:
    box.with_apps()
    phone.post("/trakt/connect")
    tracker = path.split("/")[1]
    assert f'href="{phone.root}/?at={tracker}#{tracker}"' in phone.get(path).text
    assert next_look(phone.get(f"/?at={tracker}")).endswith(f"#{tracker}")


def next_look(page: Answer) -> str:
    """Where the page sends itself."""
    found = re.search(r'http-equiv="refresh" content="3; url=([^"]+)"', page.text)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize(
    ("left", "said"),
    [
        pytest.param(600.0, " · 10:00 left", id="begun"),
        pytest.param(599.2, " · 10:00 left", id="as the TV counts, a second begun is a second"),
        pytest.param(59.0, " · 0:59 left", id="whole"),
        pytest.param(0.4, " · 0:01 left", id="the last one"),
        pytest.param(0.0, "", id="over"),
        pytest.param(-5.0, "", id="long over"),
        pytest.param(-1000.0, "", id="no end known"),
    ],
)
def test_the_time_that_is_left(box: Box, left: float, said: str) -> None:
    now = 1000.0
    deadline = now + left
    box.line.sign_ins["trakt"] = SignInView("r", "waiting", "CODE", deadline=deadline, life=600)
    state = Cards(box.line, box.words, now).of("trakt").state
    assert state == box.words.text("PAGE_WAITING") + said


def test_cancel(box: Box, phone: Phone) -> None:
    box.with_apps()
    phone.post("/trakt/connect")
    home = phone.follow(phone.post("/trakt/cancel"))
    assert box.line.calls[-1] == ("cancel", "trakt")
    assert "Waiting" not in home.seen


def test_sign_out_takes_two_taps(box: Box, phone: Phone) -> None:
    box.with_apps()
    box.line.approve("simkl")
    assert f'href="{phone.root}/simkl/signout"' in phone.get().text
    assert "Sign out of Simkl on this box?" in phone.get("/simkl/signout").seen
    assert box.line.calls == []
    home = phone.follow(phone.post("/simkl/signout"))
    assert box.line.calls == [("disconnect", "simkl")]
    assert "Connected" not in home.seen


@pytest.mark.parametrize("path", ["/trakt/connect", "/trakt/cancel", "/tmdb/verify", "/simkl/signout"])
def test_trouble_is_one_sentence_on_the_page(box: Box, phone: Phone, path: str) -> None:
    box.with_apps()
    for call in ("connect", "cancel", "verify", "disconnect"):
        box.line.fails[call] = Unreachable(Problem.NETWORK)
    answer = phone.post(path)
    assert answer.status == 200
    assert "Can't reach" in answer.seen
    assert REFRESH not in answer.text


def test_ends_are_said_and_lead_on(box: Box, phone: Phone) -> None:
    box.with_apps()
    box.line.sign_ins = {
        "simkl": SignInView("r", "expired"),
        "trakt": SignInView("r", "denied"),
        "tmdb": SignInView("r", "failed", problem="app_key"),
    }
    home = phone.get()
    assert "This code has run out." in home.seen
    assert "The sign-in was refused on the phone." in home.seen
    assert "TMDb doesn't know this API key." in home.seen
    assert home.seen.count("Connect") == 2
    assert "Enter the API key Try again" in home.seen


def test_a_failed_try_does_not_hide_a_good_sign_in(box: Box, phone: Phone) -> None:
    box.with_apps()
    box.line.approve("trakt")
    box.line.sign_ins["trakt"] = SignInView("r", "denied")
    home = phone.get()
    assert "Connected as ann" in home.seen
    assert "The sign-in was refused on the phone." in home.seen
    assert "Sign out" in home.seen


def test_an_ended_account_offers_to_sign_in_again(box: Box, phone: Phone) -> None:
    box.with_apps()
    box.line.accounts["trakt"] = AccountView("trakt", "reconnect", "ann")
    home = phone.get()
    assert "Trakt ended this sign-in." in home.seen
    assert "Sign in again" in home.seen


def test_a_sign_in_of_an_app_that_was_replaced_can_be_made_anew(box: Box, phone: Phone) -> None:
    box.with_apps()
    box.line.accounts["trakt"] = AccountView("trakt", "unverified", "ann", problem="other_app")
    box.line.accounts["simkl"] = AccountView("simkl", "unverified", "ann", problem="app_id")
    home = phone.get()
    assert "This Trakt sign-in belongs to another app ID." in home.seen
    assert f"{phone.root}/trakt/connect" in home.text
    assert f"{phone.root}/simkl/connect" not in home.text


def test_trouble_while_waiting_is_said(box: Box, phone: Phone) -> None:
    box.with_apps()
    box.line.sign_ins["trakt"] = SignInView("r", "starting", problem="network")
    home = phone.get()
    assert "Can't reach Trakt. Trying again." in home.seen
    assert REFRESH in home.text
    assert "Cancel" in home.seen


def test_pages_with_inputs_do_not_reload_themselves(box: Box, phone: Phone) -> None:
    box.with_apps()
    phone.post("/simkl/connect")
    inputs = {"/simkl": "client_secret", "/simkl/code": "code", "/simkl/signout": "form"}
    for path, name in inputs.items():
        page = phone.get(path)
        assert page.status == 200
        assert re.search(f'<input [^>]*name="{name}"', page.text), path
        assert f'action="{phone.root}{path}' in page.text
        assert REFRESH not in page.text


def test_only_apps_that_can_offer_the_browser(box: Box, phone: Phone) -> None:
    box.line.apps = {"simkl": App("id"), "trakt": App("id")}
    text = phone.get().text
    assert f"{phone.root}/simkl/browser" in text
    assert f"{phone.root}/trakt/browser" not in text
