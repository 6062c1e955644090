"""The end of Kodi, whatever is held open just then."""

from __future__ import annotations

import socket
import threading

import pytest

from tests.unit.phone.conftest import KEY, Box
from tests.unit.phone.phone import Phone, is_up
from trackpass.model import PageView
from trackpass.phone import door as door_module
from trackpass.phone.door import LONGEST_OPENING
from trackpass.phone.server import Server


class TestStop:
    def test_nothing_outlives_it(self, box: Box) -> None:
        before = set(threading.enumerate())
        phone = box.phone()
        half = phone.request("POST", f"{phone.root}/x", "Content-Length: 5")
        halves = [b"", b"GET /", half]
        lines = [phone.open_socket() for _ in range(9)]
        for number, line in enumerate(lines):
            line.sendall(halves[number % 3])
        assert phone.get().status == 200
        assert box.door.stop()
        assert set(threading.enumerate()) == before
        for line in lines:
            assert line.recv(1) == b""
            line.close()
        assert not is_up(phone)

    def test_strangers_that_are_slowed_down_do_not_hold_it_up(
        self, box: Box, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("trackpass.phone.guard.FIRST_PAUSE", 3600.0)
        monkeypatch.setattr("trackpass.phone.guard.LONGEST_PAUSE", 3600.0)
        phone = box.phone()
        with phone.open_socket() as line:
            line.sendall(phone.request("GET", "/guess/"))
            phone.get()
            assert box.door.stop()

    def test_a_call_that_waits_for_its_tracker_ends_with_it(self, box: Box) -> None:
        box.with_apps()
        box.line.slow = True
        box.door.remote(True, KEY)
        phone = Phone(f"{box.door.base}/", KEY)
        with phone.open_socket() as line:
            line.sendall(phone.request("POST", "/api/trakt/connect/start", f"X-Trackpass-Key: {KEY}"))
            while not box.line.calls:
                phone.call("GET", "status")
            assert box.door.stop()

    def test_a_line_that_hangs_is_not_waited_for(self, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
        box.with_apps()
        box.line.hold = threading.Event()
        phone = box.phone()
        form = phone.form_token()
        length = f"Content-Length: {len(form) + 5}"
        request = phone.request("POST", f"{phone.root}/trakt/connect", length, body=f"form={form}")
        with phone.open_socket() as line:
            line.sendall(request)
            while not box.line.calls:
                phone.get()
            try:
                with monkeypatch.context() as patched:
                    patched.setattr(door_module, "STOP_WITHIN", 0.05)
                    assert not box.door.stop()
            finally:
                box.line.hold.set()

    def test_servers_that_leave_share_one_wait(self, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each change of the port may leave one behind that has not ended yet."""
        granted: list[float] = []

        def join(server: Server, seconds: float) -> bool:
            granted.append(seconds)
            box.clock.ahead += seconds
            return False

        with monkeypatch.context() as patched:
            patched.setattr(Server, "join", join)
            for box.port in (0, 8788, 8789):
                box.door.remote(True, KEY)
            assert not box.door.stop()
        assert 0 < sum(granted) <= door_module.STOP_WITHIN

    def test_it_stays_closed(self, box: Box) -> None:
        phone = box.phone()
        box.door.stop()
        box.door.open()
        box.door.remote(True, KEY)
        box.door.close()
        box.clock.ahead += LONGEST_OPENING + 1
        box.door.tick()
        assert not is_up(phone)
        assert box.shown == [PageView(phone.page)]

    def test_the_port_is_free_at_once(self, box: Box) -> None:
        phone = box.phone()
        phone.get()
        box.door.stop()
        socket.create_server(("", phone.port)).close()
