"""Strangers in the home network, and web pages that would like to be let in."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.unit.phone.conftest import ADDRESS, KEY, Box
from tests.unit.phone.phone import Phone, is_refused
from trackpass.phone.door import LONGEST_OPENING
from trackpass.phone.guard import LONGEST_BODY
from trackpass.phone.server import HEADERS

pytestmark = pytest.mark.usefixtures("still_served")


def reopened(box: Box) -> Phone:
    """The page closed, and then opened again."""
    box.clock.ahead += LONGEST_OPENING + 1
    box.door.tick()
    return box.phone()


class TestTokens:
    @pytest.mark.parametrize(
        "path", ["/", "/simkl", "/page/", "/page/simkl", "/index.html", "//", "/api", "*"]
    )
    def test_no_token(self, phone: Phone, path: str) -> None:
        assert is_refused(phone.ask("GET", path))

    def test_old_token(self, box: Box, phone: Phone) -> None:
        former = Phone(phone.page)
        phone.page = reopened(box).page
        assert phone.root != former.root
        assert is_refused(phone.ask("GET", f"{former.root}/"))

    def test_guessed_tokens_in_a_row(self, box: Box, phone: Phone) -> None:
        token = phone.root[1:]
        guesses = [
            token[:-1],
            token + "A",
            token.swapcase(),
            token[::-1],
            "",
            "%20",
            quote("\u2603"),
            "%ff",
            "a" * 4000,
        ]
        for guess in guesses * 3:
            assert is_refused(phone.ask("GET", f"/{guess}/"))
        assert phone.get().status == 200, "the right token is never slowed down or locked out"

    def test_a_token_of_the_form_is_none_of_the_page(self, phone: Phone) -> None:
        assert is_refused(phone.ask("GET", f"/{phone.form_token()}/"))

    @pytest.mark.parametrize(
        "key", ["", "Bearer", "Bearer ", f"Basic {KEY}", f"Bearer {KEY}x", f"Bearer {KEY[:-1]}", KEY]
    )
    def test_wrong_key(self, phone: Phone, key: str) -> None:
        answer = phone.ask("GET", "/api/status", Authorization=key)
        assert answer.status == 404
        assert answer.json == {
            "ok": False,
            "error": "not_found",
            "message": "There is nothing here, or the key is wrong.",
        }

    def test_the_pages_token_is_no_key_and_the_key_no_token(self, phone: Phone) -> None:
        assert phone.ask("GET", "/api/status", X_Trackpass_Key=phone.root[1:]).status == 404
        assert phone.ask("GET", f"/{KEY}/").status == 404
        assert phone.ask("GET", f"/api/status?key={KEY}").status == 404


class TestOtherSites:
    @pytest.mark.parametrize(
        "host",
        [
            "evil.example",
            "evil.example:{port}",
            "{address}",
            "{address}:1",
            "",
            "localhost",
            "[::1]:{port}",
            "{address}:{port}.evil.example",
            "{address}:{port}, evil.example",
            "0.0.0.0:{port}",
        ],
    )
    def test_foreign_host(self, phone: Phone, host: str) -> None:
        name = host.format(address=ADDRESS, port=phone.port)
        assert is_refused(phone.get("/", Host=name))
        assert phone.ask("GET", "/api/status", Host=name, X_Trackpass_Key=KEY).status == 404
        assert is_refused(phone.ask("GET", "/style.css", Host=name))
        assert is_refused(phone.ask("GET", "/callback?state=a&code=b", Host=name))

    def test_no_host_and_two_hosts(self, phone: Phone) -> None:
        line = f"GET {phone.root}/ HTTP/1.1\r\n"
        two = f"Host: {phone.host}\r\nHost: evil.example\r\n"
        for headers in ("", two):
            assert phone.raw(f"{line}{headers}\r\n".encode()).startswith(b"HTTP/1.0 404 ")

    def test_own_hosts(self, phone: Phone) -> None:
        for host in (
            f"{ADDRESS}:{phone.port}",
            f"localhost:{phone.port}",
            f"LocalHost:{phone.port}",
            f"127.0.0.1:{phone.port}",
        ):
            assert phone.get("/", Host=host).status == 200

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "http://evil.example"},
            {"Origin": f"https://{ADDRESS}"},
            {"Origin": f"http://{ADDRESS}:1"},
            {"Sec_Fetch_Site": "cross-site"},
            {"Sec_Fetch_Site": "same-site"},
            {"Sec_Fetch_Site": "cross-site", "Origin": "null"},
        ],
    )
    def test_foreign_posts(self, phone: Phone, headers: dict[str, str]) -> None:
        assert phone.post_with(headers, "/trakt/connect").status == 403
        call = phone.ask("POST", "/api/trakt/connect/start", X_Trackpass_Key=KEY, **headers)
        assert call.status == 403

    def test_a_form_without_our_token(self, phone: Phone) -> None:
        for form in ("", "form=", "form=guess", f"form={phone.form_token()}&form=other"):
            answer = phone.ask("POST", f"{phone.root}/trakt/connect", form)
            assert answer.status in (400, 403)

    def test_a_form_of_the_former_opening(self, box: Box, phone: Phone) -> None:
        form = phone.form_token()
        phone.page = reopened(box).page
        assert phone.ask("POST", f"{phone.root}/trakt/connect", f"form={form}").status == 403

    def test_a_browser_asks_whether_it_may(self, phone: Phone) -> None:
        answer = phone.ask(
            "OPTIONS",
            "/api/status",
            Origin="http://evil.example",
            Access_Control_Request_Headers="authorization",
        )
        assert answer.status == 404
        assert not [name for name in answer.headers if name.startswith("access-control")]

    def test_headers_on_every_answer(self, phone: Phone) -> None:
        answers = [
            phone.get(),
            phone.get("/nothing"),
            phone.ask("GET", "/"),
            phone.ask("GET", "/style.css"),
            phone.ask("GET", "/icon.png"),
            phone.ask("GET", "/callback"),
            phone.ask("PUT", phone.root + "/"),
            phone.call("GET", "status"),
            phone.call("GET", "nothing"),
            phone.ask("POST", phone.root + "/trakt/connect", b"x" * (LONGEST_BODY + 1)),
        ]
        assert {answer.status for answer in answers} == {200, 404, 405, 413}
        for answer in answers:
            assert {name: answer.headers.get(name.lower()) for name in HEADERS} == HEADERS
            assert not [name for name in answer.headers if name.startswith("access-control")]
            assert "set-cookie" not in answer.headers
        broken = phone.raw(b"nonsense\r\n\r\n").decode()
        assert broken.startswith("HTTP/1.0 400 ")
        assert all(f"{name}: {value}" in broken for name, value in HEADERS.items())
        policy = HEADERS["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ") and "frame-ancestors 'none'" in policy
