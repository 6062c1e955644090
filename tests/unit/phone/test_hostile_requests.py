"""Requests that are none of those that a phone sends."""

from __future__ import annotations

import pytest

from tests.unit.phone.conftest import KEY
from tests.unit.phone.phone import Phone, is_refused
from trackpass.phone.server import LONGEST_HEAD

pytestmark = pytest.mark.usefixtures("still_served")


class TestPaths:
    @pytest.mark.parametrize(
        "path",
        [
            "/../../etc/passwd",
            "/..%2f..%2fetc%2fpasswd",
            "/%2e%2e/style.css",
            "/style.css",
            "/home.html",
            "/../home.html",
            "/%00",
            "/simkl%00",
            "/simkl/",
            "//simkl",
            "/page/",
            "/api/status",
            "/callback",
            "/%e2%98%83",
            "/%ff",
            "/\\..\\",
        ],
    )
    def test_below_the_token(self, phone: Phone, path: str) -> None:
        assert phone.get(path).status in (400, 404)

    @pytest.mark.parametrize(
        "path",
        [
            "/style.css/",
            "/style.css/../home.html",
            "/home.html",
            "/icon.png%00",
            "/callback/",
            "/callback/../",
            "/%2e/callback",
        ],
    )
    def test_beside_the_open_files(self, phone: Phone, path: str) -> None:
        assert is_refused(phone.ask("GET", path))

    @pytest.mark.parametrize(
        "path", ["/api/", "/api/../", "/api/plex/verify", "/api/status/", "/api/tmdb_sync", "/api/%2e%2e/"]
    )
    def test_below_the_api(self, phone: Phone, path: str) -> None:
        answer = phone.ask("GET", path, X_Trackpass_Key=KEY)
        assert answer.status == 404 and answer.json["error"] == "not_found"

    def test_a_whole_address_instead_of_a_path(self, phone: Phone) -> None:
        request = f"GET http://{phone.host}{phone.root}/ HTTP/1.1\r\nHost: {phone.host}\r\n\r\n"
        assert phone.raw(request.encode()).startswith(b"HTTP/1.0 404 ")

    def test_the_open_files(self, phone: Phone) -> None:
        assert phone.ask("GET", "/style.css").headers["content-type"] == "text/css; charset=utf-8"
        assert phone.ask("GET", "/icon.png").headers["content-type"] == "image/png"
        assert is_refused(phone.ask("POST", "/style.css", "a=b"))

    @pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "TRACE", "CONNECT", "PROPFIND"])
    def test_other_methods(self, phone: Phone, method: str) -> None:
        request = f"{method} {phone.root}/ HTTP/1.1\r\nHost: {phone.host}\r\n\r\n"
        assert phone.raw(request.encode()).startswith(b"HTTP/1.0 405 ")
        assert phone.raw(f"{method} /x HTTP/1.1\r\nHost: {phone.host}\r\n\r\n".encode()).startswith(
            b"HTTP/1.0 404 "
        )


class TestBodies:
    def head(self, phone: Phone, *headers: str) -> bytes:
        lines = [f"POST {phone.root}/trakt/connect HTTP/1.1", f"Host: {phone.host}", *headers, "", ""]
        return "\r\n".join(lines).encode()

    def test_ten_megabytes(self, phone: Phone) -> None:
        """Told by its length, and not waited for."""
        assert phone.raw(self.head(phone, "Content-Length: 10000000")).startswith(b"HTTP/1.0 413 ")
        big = b"x" * 10_000_000
        with phone.open_socket() as line:
            line.sendall(self.head(phone, f"Content-Length: {len(big)}"))
            with pytest.raises(OSError):
                line.sendall(big)

    def test_ten_megabytes_from_a_stranger(self, phone: Phone) -> None:
        request = f"POST / HTTP/1.1\r\nHost: {phone.host}\r\nContent-Length: 10000000\r\n\r\n"
        assert phone.raw(request.encode()).startswith(b"HTTP/1.0 404 ")

    @pytest.mark.parametrize("length", ["-1", "+5", "1e3", "abc", "5, 5", "\u0665", " "])
    def test_lengths_that_are_none(self, phone: Phone, length: str) -> None:
        assert phone.raw(self.head(phone, f"Content-Length: {length}")).split()[1] in (b"400", b"403")

    def test_chunks(self, phone: Phone) -> None:
        request = self.head(phone, "Transfer-Encoding: chunked") + b"ffffffff\r\n"
        assert phone.raw(request).startswith(b"HTTP/1.0 400 ")

    @pytest.mark.parametrize(
        "rest", [b"X: " + b"y" * LONGEST_HEAD, b"".join(b"X-%d: y\r\n" % number for number in range(5000))]
    )
    def test_a_head_without_end(self, phone: Phone, rest: bytes) -> None:
        assert phone.raw(b"GET / HTTP/1.1\r\n" + rest).startswith(b"HTTP/1.0 431 ")

    def test_a_first_line_without_end(self, phone: Phone) -> None:
        assert phone.raw(b"GET /" + b"y" * LONGEST_HEAD).startswith(b"HTTP/1.0 431 ")

    @pytest.mark.parametrize(
        "body", [b"form=%ff&a=b", b"\xff\xfe", b"&" * 50 + b"a=b" * 30, b"a=b&" * 50, b"{}"]
    )
    def test_forms_that_are_none(self, phone: Phone, body: bytes) -> None:
        assert phone.ask("POST", f"{phone.root}/trakt/app", body).status in (400, 403)

    @pytest.mark.parametrize(
        "body",
        [
            b"{",
            b"[]",
            b"1",
            b"null",
            b'"a"',
            b'{"api_key": 1}',
            b'{"api_key": null}',
            b"\xff",
            b"[" * 10_000,
            b'{"nothing_we_know": "a"}',
            b'{"client_secret": "alone"}',
            b'{"flow": "device"}',
            b'{"redirect": ""}',
            b'{"api_key": "' + b"x" * 3000 + b'"}',
        ],
    )
    def test_bad_json(self, phone: Phone, body: bytes) -> None:
        answer = phone.ask("POST", "/api/tmdb/connect/start", body, X_Trackpass_Key=KEY)
        assert answer.status == 400
        assert answer.json["error"] == "bad_request"

    def test_not_http_at_all(self, phone: Phone) -> None:
        for data in (
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            b"\r\n\r\n",
            b"\x00" * 100 + b"\r\n",
            b"GET /\r\n\r\n",
        ):
            with phone.open_socket() as line:
                line.sendall(data)
        assert phone.raw(b"GET /\r\n\r\n") == b"", "HTTP 0.9 gets nothing"
