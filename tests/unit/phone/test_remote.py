"""The calls for programs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.phone.conftest import ADDRESS, KEY, Box
from tests.unit.phone.fake_service import LINKS, REQUEST_TOKEN, SECRETS
from tests.unit.phone.phone import Phone
from trackpass.errors import AppRejected, Problem, Unreachable
from trackpass.model import AccountView, App, SignInView


@pytest.fixture
def shell(box: Box, monkeypatch: pytest.MonkeyPatch) -> Iterator[Phone]:
    """A shell somewhere in the home network. No answer may hold a secret of the service."""
    monkeypatch.setattr("trackpass.phone.remote.WAIT_FOR_VERDICT", 0.0)
    box.with_apps()
    box.door.remote(True, KEY)
    found = Phone(f"{box.door.base}/", KEY)
    yield found
    for answer in found.answers:
        assert not [secret for secret in SECRETS.values() if secret.encode() in answer.body]


def test_both_ways_to_bring_the_key(shell: Phone) -> None:
    assert shell.ask("GET", "/api/status", Authorization=f"bearer {KEY}").status == 200
    assert shell.ask("GET", "/api/status", X_Trackpass_Key=KEY).status == 200


@pytest.mark.parametrize(
    "key", ["\u043a\u043b\u044e\u0447-\u043a\u043b\u044e\u0447-12", "schl\xfcssel-voil\xe0"]
)
def test_a_key_in_the_owners_own_letters(box: Box, shell: Phone, key: str) -> None:
    """Shells send them as UTF-8, older programs as Latin-1 where they can."""
    box.door.remote(True, key)
    utf8 = key.encode().decode("latin-1")
    for sent in {utf8, key if "\xfc" in key else utf8}:
        assert shell.ask("GET", "/api/status", Authorization=f"Bearer {sent}").status == 200
        assert shell.ask("GET", "/api/status", X_Trackpass_Key=sent).status == 200
    for wrong in (utf8[:-2], f"{utf8}x", "schlussel-voila"):
        assert shell.ask("GET", "/api/status", X_Trackpass_Key=wrong).status == 404


def test_status(box: Box, shell: Phone) -> None:
    box.line.approve("simkl")
    box.line.connect("trakt")
    box.line.apps.pop("tmdb")
    assert shell.call("GET", "status").json == {
        "ok": True,
        "trackers": {
            "simkl": {
                "connected": True,
                "pending": False,
                "state": "connected",
                "configured": True,
                "name": "ann",
            },
            "trakt": {"connected": False, "pending": True, "state": "waiting", "configured": True},
            "tmdb": {"connected": False, "pending": False, "state": "signed_out", "configured": False},
        },
    }


def test_start_with_a_code(shell: Phone) -> None:
    found = shell.call("POST", "trakt/connect/start").json
    assert 590 <= found.pop("expires_in") <= 600
    assert found == {"ok": True, "auth_url": LINKS["trakt"][2], "user_code": "Q8DV2D5L"}


@pytest.mark.parametrize("name", ["tmdb", "tmdb_sync"])
def test_start_with_a_link(box: Box, shell: Phone, name: str) -> None:
    found = shell.call("POST", f"{name}/connect/start", {"api_key": " a-new-key "}).json
    assert box.line.calls == [("save_app", "tmdb", "a-new-key", ""), ("connect", "tmdb")]
    assert found["auth_url"] == LINKS["tmdb"][2]
    assert found["request_token"] == REQUEST_TOKEN
    assert "user_code" not in found


def test_start_with_an_app(box: Box, shell: Phone) -> None:
    shell.call("POST", "simkl/connect/start", {"client_id": "my-id", "client_secret": "my-secret"})
    assert box.line.calls == [("save_app", "simkl", "my-id", "my-secret"), ("connect", "simkl")]


def test_start_with_an_app_whose_secret_is_taken_away(box: Box, shell: Phone) -> None:
    """Said outright; left out it stays."""
    shell.call("POST", "simkl/connect/start", {"client_id": "my-id", "client_secret": ""})
    shell.call("POST", "simkl/connect/start", {"client_id": "my-id"})
    assert [call for call in box.line.calls if call[0] == "save_app"] == [
        ("save_app", "simkl", "my-id", "", "no secret"),
        ("save_app", "simkl", "my-id", ""),
    ]


def test_an_app_that_is_wrong(box: Box, shell: Phone) -> None:
    box.line.wrong = {"bad": Problem.APP_KEY}
    answer = shell.call("POST", "tmdb_sync/connect/start", {"api_key": "bad"})
    assert answer.status == 409
    assert answer.json == {"ok": False, "error": "app_key", "message": box.words.problem("app_key", "tmdb")}
    assert ("connect", "tmdb") not in box.line.calls


def test_start_without_an_app(box: Box, shell: Phone) -> None:
    box.line.apps = {}
    answer = shell.call("POST", "trakt/connect/start")
    assert (answer.status, answer.json["error"]) == (409, "app_id_missing")


def test_start_that_has_no_answer(box: Box, shell: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trackpass.phone.remote.WAIT_FOR_START", 0.5)
    box.line.slow = True
    answer = shell.call("POST", "trakt/connect/start")
    assert answer.status == 504
    assert answer.json == {"ok": False, "error": "network", "message": "Can't reach Trakt. Trying again."}


@pytest.mark.parametrize("call", ["connect/start", "connect/finish", "disconnect"])
def test_the_service_has_no_time(box: Box, shell: Phone, call: str) -> None:
    for name in ("connect", "finish", "disconnect"):
        box.line.fails[name] = Unreachable(Problem.NETWORK)
    answer = shell.call("POST", f"trakt/{call}", {})
    assert answer.status == 502
    assert answer.json["error"] == "network"


def test_verify_a_code(box: Box, shell: Phone) -> None:
    shell.call("POST", "trakt/connect/start")
    found = shell.call("GET", "trakt/verify").json
    assert found == {"ok": True, "connected": False, "pending": True, "state": "waiting", "configured": True}
    assert ("verify", "trakt") not in box.line.calls, "the tracker's own pace counts"
    box.line.approve("trakt")
    found = shell.call("GET", "trakt/verify").json
    assert (found["ok"], found["connected"], found["pending"], found["name"]) == (True, True, False, "ann")


def test_verify_a_link(box: Box, shell: Phone) -> None:
    shell.call("POST", "tmdb_sync/connect/start")
    assert shell.call("GET", "tmdb_sync/verify").json["pending"] is True
    box.line.approved.add("tmdb")
    assert shell.call("GET", "tmdb_sync/verify").json["connected"] is True
    assert box.line.calls.count(("verify", "tmdb")) == 2


@pytest.mark.parametrize("tracker", ["trakt", "tmdb"])
def test_verify_right_after_the_approval(
    box: Box, shell: Phone, monkeypatch: pytest.MonkeyPatch, tracker: str
) -> None:
    """The tracker said yes, and is being asked for the name: that is waited for."""
    monkeypatch.setattr("trackpass.phone.remote.WAIT_FOR_VERDICT", 20.0)
    kind = LINKS[tracker][0]
    box.line.sign_ins[tracker] = SignInView("r", "approved", kind=kind)  # type: ignore[arg-type]
    looks: list[str] = []

    def look(tracker: str) -> SignInView | None:
        looks.append(tracker)
        if len(looks) == 5:
            box.line.approve(tracker)
        return box.line.sign_ins[tracker]

    monkeypatch.setattr(box.line, "sign_in", look)
    found = shell.call("GET", f"{tracker}/verify").json
    assert (found["connected"], found["pending"], found["name"]) == (True, False, "ann")


def test_verify_without_a_sign_in(shell: Phone) -> None:
    found = shell.call("GET", "simkl/verify").json
    assert (found["ok"], found["connected"], found["pending"], found["state"]) == (
        True,
        False,
        False,
        "signed_out",
    )


@pytest.mark.parametrize(
    ("phase", "error"), [("denied", "denied"), ("expired", "expired"), ("failed", "app_id")]
)
def test_verify_what_has_ended(box: Box, shell: Phone, phase: str, error: str) -> None:
    problem = "app_id" if phase == "failed" else ""
    view = SignInView("r", phase, problem=problem)  # type: ignore[arg-type]
    box.line.sign_ins["trakt"] = view
    found = shell.call("GET", "trakt/verify").json
    assert (found["ok"], found["connected"], found["pending"], found["error"]) == (False, False, False, error)
    assert found["message"] == box.words.sign_in("trakt", view)


def test_verify_in_passing_trouble(box: Box, shell: Phone) -> None:
    box.line.sign_ins["trakt"] = SignInView("r", "waiting", "CODE", problem="server")
    found = shell.call("GET", "trakt/verify").json
    assert (found["ok"], found["pending"], found["error"]) == (True, True, "server")


def test_verify_an_account_that_has_ended(box: Box, shell: Phone) -> None:
    box.line.accounts["trakt"] = AccountView("trakt", "reconnect", "ann")
    found = shell.call("GET", "trakt/verify").json
    assert (found["connected"], found["state"], found["name"]) == (False, "reconnect", "ann")


@pytest.mark.parametrize("wish", [{"request_token": REQUEST_TOKEN}, {"code": REQUEST_TOKEN}, {}])
def test_finish(box: Box, shell: Phone, wish: dict[str, str]) -> None:
    shell.call("POST", "tmdb/connect/start")
    assert shell.call("POST", "tmdb/connect/finish", wish).json["connected"] is True


def test_finish_with_a_key(box: Box, shell: Phone) -> None:
    shell.call("POST", "tmdb/connect/start")
    shell.call("POST", "tmdb/connect/finish", {"api_key": "key", "request_token": REQUEST_TOKEN})
    assert box.line.calls[-2:] == [("save_app", "tmdb", "key", ""), ("finish", "tmdb", REQUEST_TOKEN)]


def test_finish_with_half_a_character(box: Box, shell: Phone) -> None:
    """JSON can hold one, a request to the tracker cannot."""
    answer = shell.call("POST", "tmdb/connect/finish", {"request_token": "\ud83d"})
    assert (answer.status, answer.json["error"]) == (400, "bad_request")
    assert box.line.calls == []


def test_finish_what_does_not_wait(box: Box, shell: Phone) -> None:
    answer = shell.call("POST", "simkl/connect/finish", {"code": "good-code"})
    assert answer.status == 409
    assert answer.json == {
        "ok": False,
        "error": "nothing_waits",
        "message": "No Simkl sign-in waits for this.",
    }


def test_disconnect(box: Box, shell: Phone) -> None:
    box.line.approve("trakt")
    found = shell.call("POST", "trakt/disconnect").json
    assert (found["ok"], found["connected"], found["state"]) == (True, False, "signed_out")
    assert box.line.calls == [("disconnect", "trakt")]


REFUSED = [
    pytest.param("simkl", {"flow": "browser", "redirect": "https://evil.example/callback"}, id="redirect"),
    pytest.param("simkl", {"flow": "device"}, id="flow"),
    pytest.param("simkl", {"redirect": ""}, id="redirect without a flow"),
    pytest.param("trakt", {"flow": "browser"}, id="a tracker without it"),
    pytest.param("trakt", {"colour": "blue"}, id="unknown field"),
]


@pytest.mark.parametrize(("tracker", "wish"), REFUSED)
def test_a_call_that_is_refused_changes_nothing(
    box: Box, shell: Phone, tracker: str, wish: dict[str, str]
) -> None:
    """Nor does it replace the app ID that is stored."""
    wish = {"client_id": "my-id", "client_secret": "my-secret", **wish}
    assert shell.call("POST", f"{tracker}/connect/start", wish).status == 400
    assert box.line.calls == []


class TestBrowserFlow:
    def test_with_the_callback_of_this_server(self, box: Box, shell: Phone) -> None:
        found = shell.call("POST", "simkl/connect/start", {"flow": "browser"}).json
        redirect = f"http://{ADDRESS}:{shell.port}/callback"
        assert box.line.calls == [("authorize", "simkl", redirect)]
        assert found["redirect"] == redirect
        assert found["auth_url"] == "https://simkl.com/oauth/authorize?state=state-0-of-the-consent"
        back = shell.ask("GET", "/callback?code=abc&state=state-0-of-the-consent")
        assert "Connected as ann" in back.seen
        assert 'href="/"' not in back.text, "there is no page to go on to"
        assert shell.call("GET", "simkl/verify").json["connected"] is True

    def test_by_hand(self, box: Box, shell: Phone) -> None:
        found = shell.call("POST", "simkl/connect/start", {"flow": "browser", "redirect": ""}).json
        assert box.line.calls == [("authorize", "simkl", "")]
        assert found["redirect"] == ""
        assert shell.call("POST", "simkl/connect/finish", {"code": "good-code"}).json["connected"] is True

    def test_a_start_without_it_is_one_with_a_code(self, box: Box, shell: Phone) -> None:
        """Whoever gave up on the browser is not sent to the consent page again."""
        shell.call("POST", "simkl/connect/start", {"flow": "browser"})
        found = shell.call("POST", "simkl/connect/start").json
        assert found["user_code"] == "BDWP-HQPK"
        assert shell.call("POST", "simkl/connect/start").json["user_code"] == "BDWP-HQPK"
        assert box.line.calls[1:] == [("renew", "simkl"), ("connect", "simkl")]

    def test_another_redirect_is_refused(self, box: Box, shell: Phone) -> None:
        wish = {"flow": "browser", "redirect": "https://evil.example/callback"}
        assert shell.call("POST", "simkl/connect/start", wish).status == 400
        assert box.line.calls == []

    def test_a_tracker_without_it(self, shell: Phone) -> None:
        assert shell.call("POST", "trakt/connect/start", {"flow": "browser"}).status == 400

    def test_an_app_that_is_refused(self, box: Box, shell: Phone) -> None:
        box.line.fails["authorize"] = AppRejected(Problem.APP_REDIRECT)
        answer = shell.call("POST", "simkl/connect/start", {"flow": "browser"})
        assert (answer.status, answer.json["error"]) == (409, "app_redirect")


def test_another_method(shell: Phone) -> None:
    for method, path in [("GET", "trakt/connect/start"), ("POST", "trakt/verify"), ("PUT", "status")]:
        answer = shell.call(method, path)
        assert answer.status == 405
        assert answer.json["error"] == "bad_request"


def test_what_nobody_foresaw(box: Box, shell: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(tracker: str) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(box.line, "disconnect", broken)
    answer = shell.call("POST", "trakt/disconnect")
    assert answer.status == 500
    assert answer.json["error"] == "unforeseen"
    assert box.line.apps["trakt"] == App(SECRETS["id"])
