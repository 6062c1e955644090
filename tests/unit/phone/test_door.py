"""When the page is open, where, and for how long."""

from __future__ import annotations

import math
import re
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.unit.phone.conftest import ADDRESS, KEY, Box
from tests.unit.phone.fake_service import ROOT
from tests.unit.phone.phone import Phone, is_up
from trackpass.model import PageView
from trackpass.phone import door as door_module
from trackpass.phone.door import IN_USE, LINGER, LONGEST_OPENING


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else has, with some free ones after it."""
    with socket.create_server(("", 0)) as holder:
        yield holder.getsockname()[1]


def test_nothing_is_there_before_it_opens(box: Box) -> None:
    assert box.shown == []
    assert box.door.due == math.inf
    assert box.door.base == ""


def test_opening(box: Box) -> None:
    phone = box.phone()
    assert phone.page.startswith(f"http://{ADDRESS}:{phone.port}/")
    assert re.fullmatch("/[a-z2-9]{10}", phone.root)
    assert box.shown == [PageView(phone.page)]
    assert box.door.base == f"http://{ADDRESS}:{phone.port}"
    assert box.redactor.clean(phone.page) == f"{box.door.base}/***/"
    assert phone.get().status == 200


def test_closing_lingers_for_the_last_state(box: Box) -> None:
    phone = box.phone()
    box.door.close()
    assert box.shown[-1] is None
    box.clock.ahead += LINGER - 5
    box.door.tick()
    assert is_up(phone)
    box.clock.ahead += 6
    assert box.door.due <= box.clock()
    box.door.tick()
    assert not is_up(phone)
    assert box.door.due == math.inf
    assert box.door.base == ""


def test_the_owner_has_a_minute_to_come_back_from_another_tab(box: Box) -> None:
    """The window closes by itself at the approval; the tracker's own page is still being read then."""
    phone = box.phone()
    box.door.close()
    box.clock.ahead += 55
    box.door.tick()
    assert phone.get().status == 200


def after(box: Box, seconds: float) -> None:
    """Lets time pass, as the worker sees it."""
    box.clock.ahead += seconds
    if box.door.due <= box.clock():
        box.door.tick()
    assert box.door.due > box.clock(), "the worker would never rest"


def test_it_stays_while_the_phone_uses_it(box: Box) -> None:
    """The owner fetches an app ID while the TV, done with its own sign-in, has closed its window."""
    phone = box.phone()
    box.door.close()
    after(box, LINGER - 5)
    assert phone.get("/simkl").status == 200
    for _ in range(3):
        after(box, IN_USE - 10)
        assert phone.post("/simkl/app", client_id="an-id").status == 303
    after(box, IN_USE + 1)
    assert not is_up(phone)
    assert box.shown[1:] == [None, None]


def test_what_was_opened_before_the_window_closed_is_in_use_too(box: Box) -> None:
    phone = box.phone()
    assert phone.get("/simkl").status == 200
    box.door.close()
    after(box, IN_USE - 10)
    assert phone.get().status == 200


def test_nobody_uses_it_longer_than_the_longest_opening(box: Box) -> None:
    phone = box.phone()
    box.door.close()
    for _ in range(7):
        phone.get()
        after(box, LONGEST_OPENING / 7 + 1)
    assert not is_up(phone)


def test_a_stranger_does_not_use_it(box: Box) -> None:
    """Neither without the token, nor by way of a page of another site that was told it."""
    phone = box.phone()
    box.door.close()
    after(box, LINGER - 5)
    assert phone.ask("GET", "/style.css").status == 200
    assert phone.ask("GET", "/guess/").status == 404
    assert phone.ask("POST", f"{phone.root}/simkl/app", Origin="http://evil.example").status == 403
    after(box, 6)
    assert not is_up(phone)


def test_a_use_of_the_page_before_does_not_count(box: Box) -> None:
    phone = box.phone()
    after(box, LONGEST_OPENING - 10)
    phone.get()
    after(box, 11)
    phone = box.phone()
    box.door.close()
    after(box, LINGER + 1)
    assert not is_up(phone)


def test_closing_again_does_not_linger_longer(box: Box) -> None:
    box.phone()
    box.door.close()
    due = box.door.due
    box.clock.ahead += 5
    box.door.close()
    assert box.door.due == due


def test_closing_what_is_closed_says_nothing(box: Box) -> None:
    box.door.close()
    assert box.shown == []
    assert box.door.due == math.inf


def test_opening_again_while_it_lingers(box: Box) -> None:
    """Three trackers, one scan: the form on the phone, half filled in, is still good."""
    former = box.phone()
    form = former.form_token()
    box.door.close()
    after(box, LINGER - 5)
    phone = box.phone()
    assert phone.page == former.page
    assert former.ask("POST", f"{former.root}/trakt/connect", f"form={form}").status == 303
    after(box, LINGER + 1)
    assert phone.get().status == 200


def test_opening_again_while_it_is_open(box: Box) -> None:
    """Two windows, or one that asks again: both show the same address."""
    former = box.phone()
    phone = box.phone()
    assert phone.page == former.page
    assert phone.form_token() == former.form_token()


def test_each_opening_has_its_hour(box: Box) -> None:
    former = box.phone()
    after(box, LONGEST_OPENING - 10)
    box.door.open()
    after(box, LONGEST_OPENING - 10)
    assert former.get().status == 200
    after(box, 11)
    assert not is_up(former)


def test_a_page_that_has_closed_comes_never_again(box: Box) -> None:
    """Neither its address nor its forms."""
    former = box.phone()
    form = former.form_token()
    box.door.close()
    after(box, IN_USE + 1)
    phone = box.phone()
    assert phone.root != former.root
    assert phone.form_token() != form
    assert phone.ask("GET", f"{former.root}/").status == 404
    assert phone.ask("POST", f"{phone.root}/trakt/connect", f"form={form}").status == 403


def test_an_opening_ends_after_an_hour(box: Box) -> None:
    phone = box.phone()
    box.clock.ahead += LONGEST_OPENING - 60
    box.door.tick()
    assert phone.get().status == 200
    box.clock.ahead += 61
    box.door.tick()
    assert not is_up(phone)
    assert box.shown[-1] is None


def test_after_an_hour_it_opens_again_under_a_new_token(box: Box) -> None:
    former = box.phone()
    box.clock.ahead += LONGEST_OPENING + 1
    box.door.tick()
    phone = box.phone()
    assert phone.root != former.root
    assert phone.get().status == 200
    assert phone.ask("GET", f"{former.root}/").status == 404
    box.door.close()
    after(box, IN_USE + 1)
    assert not is_up(phone)


def test_a_window_that_closes_leaves_the_page_to_another_one(box: Box) -> None:
    """The address is the same on both of them."""
    box.phone()
    phone = box.phone()
    box.door.close()
    box.clock.ahead += LINGER + 1
    box.door.tick()
    assert box.shown[-1] == PageView(phone.page)
    assert phone.get().status == 200
    box.door.close()
    assert box.shown[-1] is None
    after(box, IN_USE + 1)
    assert not is_up(phone)


def test_a_try_without_a_network_keeps_no_page_open(box: Box) -> None:
    """The window tried twice, and closes once."""
    box.address = ""
    box.door.open()
    box.address = ADDRESS
    phone = box.phone()
    box.door.close()
    box.clock.ahead += LINGER + 1
    box.door.tick()
    assert not is_up(phone)


class TestWayBack:
    """The consent page sends the phone's browser back to us, whether a window is open or not."""

    BACK = "/callback?code=abc&state=state-0-of-the-consent"

    def later(self, box: Box, seconds: float = LINGER + 1) -> None:
        after(box, seconds)

    @pytest.fixture
    def phone(self, box: Box) -> Phone:
        """It shows the consent page; the window on the TV was left with Back."""
        box.with_apps()
        phone = box.phone()
        phone.post("/simkl/browser")
        box.door.close()
        return phone

    def test_it_is_open_as_long_as_the_owner_reads(self, box: Box, phone: Phone) -> None:
        for _ in range(18):
            self.later(box)
        assert "Connected as ann" in phone.ask("GET", self.BACK).seen

    def test_the_phone_sees_how_it_ended_and_then_the_page_closes(self, box: Box, phone: Phone) -> None:
        self.later(box)
        phone.ask("GET", self.BACK)
        self.later(box)
        assert "Connected as ann" in phone.get().seen
        self.later(box, IN_USE + 1)
        assert not is_up(phone)
        assert box.shown[-1] is None

    def test_it_ended_before_the_page_would_have(self, box: Box, phone: Phone) -> None:
        """The phone has its minute then too."""
        for _ in range(int(IN_USE / LINGER)):
            self.later(box, LINGER + 1)
        self.later(box, LINGER - 1)
        phone.ask("GET", self.BACK)
        self.later(box, 2)
        assert is_up(phone)
        self.later(box)
        assert not is_up(phone)

    def test_an_hour_is_not_its_end(self, box: Box) -> None:
        box.with_apps()
        phone = box.phone()
        self.later(box, LONGEST_OPENING - 10)
        phone.post("/simkl/browser")
        self.later(box)
        assert "Connected as ann" in phone.ask("GET", self.BACK).seen

    def test_a_code_needs_no_way_back(self, box: Box) -> None:
        box.with_apps()
        phone = box.phone()
        phone.post("/trakt/connect")
        box.door.close()
        self.later(box, IN_USE + 1)
        assert not is_up(phone)


@pytest.mark.parametrize("address", ["", "127.0.0.1", "0.0.0.0", "nonsense"])
def test_no_home_network(box: Box, address: str) -> None:
    box.address = address
    box.door.open()
    assert box.shown == [PageView(problem="page_network")]
    assert box.door.due == math.inf
    box.door.close()
    assert box.shown[1:] == [None]  # the next window is not to begin with it
    box.address = ADDRESS
    assert box.phone().get().status == 200


def test_the_usual_port(box: Box, taken: int) -> None:
    with socket.create_server(("", 0)) as found:
        box.port = found.getsockname()[1]
    assert box.phone().port == box.port
    assert box.shown == [PageView(box.shown[0].url)]  # type: ignore[union-attr]


def test_a_port_that_is_taken(box: Box, taken: int) -> None:
    box.port = taken
    phone = box.phone()
    assert taken < phone.port <= taken + 9
    assert box.shown == [PageView(phone.page, "page_port")]
    assert phone.get().status == 200


def test_all_ten_taken(box: Box, taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_module, "OTHER_PORTS", 0)
    box.port = taken
    assert box.phone().get().status == 200
    assert box.shown[0].problem == "page_port"  # type: ignore[union-attr]


def test_the_settings_are_read_only_for_a_server(box: Box) -> None:
    """The end of the page, or of Kodi, needs no port."""
    box.phone()
    assert box.asked_for_port == 1
    box.door.close()
    box.clock.ahead += LINGER + 1
    box.door.tick()
    box.door.remote(False, KEY)
    assert box.door.stop()
    assert box.asked_for_port == 1


def test_no_port_at_all(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no socket for you")

    monkeypatch.setattr("trackpass.phone.server.Server.__init__", refuse)
    box.door.open()
    assert box.shown == [PageView(problem="page_network")]


class TestRemote:
    def test_it_keeps_the_server_up_without_a_page(self, box: Box) -> None:
        box.door.remote(True, KEY)
        phone = Phone(f"{box.door.base}/", KEY)
        assert phone.call("GET", "status").status == 200
        assert phone.ask("GET", "/").status == 404
        assert box.shown == []
        assert box.redactor.clean(KEY) == "***"

    def test_the_page_comes_and_goes_beside_it(self, box: Box) -> None:
        box.door.remote(True, KEY)
        phone = box.phone()
        assert phone.get().status == 200
        box.door.close()
        after(box, IN_USE + 1)
        assert phone.get().status == 404
        assert phone.call("GET", "status").status == 200

    def test_turned_off(self, box: Box) -> None:
        box.door.remote(True, KEY)
        phone = Phone(f"{box.door.base}/", KEY)
        box.door.remote(False, KEY)
        assert not is_up(phone)

    def test_turned_off_while_the_page_is_open(self, box: Box) -> None:
        phone = box.phone()
        box.door.remote(True, KEY)
        assert phone.call("GET", "status").status == 200
        box.door.remote(False, KEY)
        assert phone.call("GET", "status").status == 404
        assert phone.get().status == 200

    def test_no_key_opens_nothing(self, box: Box) -> None:
        box.door.remote(True, "")
        assert box.door.base == ""
        phone = box.phone()
        assert phone.ask("GET", "/api/status", X_Trackpass_Key="").status == 404
        assert phone.ask("GET", "/api/status", Authorization="Bearer ").status == 404

    def test_another_key(self, box: Box) -> None:
        box.door.remote(True, KEY)
        phone = Phone(f"{box.door.base}/", KEY)
        box.door.remote(True, "another-key")
        assert phone.call("GET", "status").status == 404
        phone.key = "another-key"
        assert phone.call("GET", "status").status == 200

    def test_another_port(self, box: Box) -> None:
        box.door.remote(True, KEY)
        former = Phone(f"{box.door.base}/", KEY)
        with socket.create_server(("", 0)) as found:
            box.port = found.getsockname()[1]
        box.door.remote(True, KEY)
        assert not is_up(former)
        assert box.door.base.endswith(f":{box.port}")

    def test_before_the_network_is_there(self, box: Box) -> None:
        """It can be asked on the box itself, and under its address as soon as there is one."""
        box.address = ""
        box.door.remote(True, KEY)
        box.address = ADDRESS
        assert Phone(f"{box.door.base}/", KEY).call("GET", "status").status == 200


OPENS = """
import sys
sys.path[:0] = ["lib", "tests", ".", "tests/fakes/modules"]
import trackpass.phone.door
assert "bottle" not in sys.modules and "wsgiref" not in sys.modules
from tests.unit.phone.conftest import Box
box = Box()
assert "bottle" not in sys.modules
box.phone().get()
assert "bottle" in sys.modules
assert not {"requests", "urllib3"} & set(sys.modules)
assert box.door.stop()
"""


def test_what_it_loads_and_when() -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPENS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
