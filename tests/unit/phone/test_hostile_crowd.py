"""Strangers who hold connections open, and callbacks that nobody waits for."""

from __future__ import annotations

import threading

import pytest

from tests.unit.phone.conftest import Box
from tests.unit.phone.phone import Phone, is_refused
from trackpass.phone import server as server_module


@pytest.mark.usefixtures("still_served")
class TestHeldConnections:
    def test_half_requests_held_open(self, phone: Phone) -> None:
        """Three times as many as there is room for: the oldest go, the right phone comes in."""
        halves = [b"", b"GET / HT", f"GET {phone.root}/ HTTP/1.1\r\nHost: {phone.host}\r\nX: ".encode()]
        lines = [phone.open_socket() for _ in range(server_module.MOST_CONNECTIONS * 3)]
        try:
            for number, line in enumerate(lines):
                try:
                    line.sendall(halves[number % 3])
                except OSError:
                    pass  # it had to go already
            assert phone.get().status == 200
            assert lines[0].recv(1) == b"", "the oldest was let go"
        finally:
            for line in lines:
                line.close()

    def test_a_half_request_is_not_waited_for_long(
        self, phone: Phone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(server_module, "PATIENCE", 0.2)
        assert phone.raw(b"GET / HTTP/1.1\r\n") == b""
        body = (
            f"POST {phone.root}/trakt/connect HTTP/1.1\r\nHost: {phone.host}\r\nContent-Length: 9\r\n\r\nform"
        )
        assert phone.raw(body.encode()).startswith(b"HTTP/1.0 400 ")

    def test_those_that_are_slowed_down_keep_nobody_out(
        self, phone: Phone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("trackpass.phone.guard.FIRST_PAUSE", 3600.0)
        monkeypatch.setattr("trackpass.phone.guard.LONGEST_PAUSE", 3600.0)
        lines = [phone.open_socket() for _ in range(server_module.MOST_CONNECTIONS * 2)]
        try:
            for line in lines:
                try:
                    line.sendall(f"GET /guess/ HTTP/1.1\r\nHost: {phone.host}\r\n\r\n".encode())
                except OSError:
                    pass
            assert phone.get().status == 200
        finally:
            for line in lines:
                line.close()

    def test_callers_that_hang_up_at_once(self, phone: Phone) -> None:
        for _ in range(50):
            phone.open_socket().close()


@pytest.mark.usefixtures("still_served")
class TestCallback:
    @pytest.mark.parametrize(
        "query",
        [
            "",
            "?code=a",
            "?state=",
            "?state=a",
            "?code=a&state=",
            "?state=a&state=b&code=c",
            "?code=a&state=b&iss=https://evil.example",
            "?state=" + "a" * 3000 + "&code=b",
        ],
    )
    def test_nobody_asks_for_it(self, phone: Phone, query: str) -> None:
        assert phone.ask("GET", "/callback" + query).status in (400, 404)

    def test_posted(self, phone: Phone) -> None:
        assert is_refused(phone.ask("POST", "/callback", "state=a&code=b"))


def test_unknown_and_replayed_states(box: Box, phone: Phone) -> None:
    back = phone.ask("GET", "/callback?code=a&state=made-up-state")
    assert back.status == 404
    assert "Trackpass isn't waiting for this sign-in" in back.seen
    assert phone.root not in back.text
    phone.post("/simkl/browser")
    good = "/callback?code=a&state=state-0-of-the-consent"
    assert phone.ask("GET", good + "&iss=https://evil.example").status == 404
    assert phone.ask("GET", good).status == 200
    account = box.line.account("simkl")
    again = phone.ask("GET", good)
    assert again.status == 404
    assert phone.root not in again.text
    assert box.line.account("simkl") == account
    box.line.calls.clear()
    box.line.disconnect("simkl")
    box.line.calls.clear()


def test_many_callbacks_at_once_do_not_queue_up(
    box: Box, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger can make the service look at two of them at a time, no more."""
    gate, inside = threading.Event(), threading.Semaphore(0)

    def callback(state: str, code: str, error: str) -> None:
        inside.release()
        gate.wait()

    monkeypatch.setattr(box.line, "callback", callback)
    ask = lambda: Phone(phone.page).ask("GET", "/callback?code=a&state=b")  # noqa: E731
    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        assert inside.acquire(timeout=10) and inside.acquire(timeout=10)
        assert ask().status == 404
        assert not inside.acquire(blocking=False)
    finally:
        gate.set()
        for thread in threads:
            thread.join()
