"""Simkl blocks an app that POSTs twice within a second: codes are spared, and asked for no sooner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import responses

from sandbox import Sandbox
from tests.unit import test_simkl_v1 as v1
from tests.unit import test_simkl_v2 as v2
from tests.unit.doubles import EPOCH, Memory
from tests.unit.test_simkl import APP, CREDENTIALS, NOT_V2
from tests.unit.wire_cases import Came, meaning, page
from trackpass.model import App
from trackpass.pkce import new_authorization
from trackpass.providers.simkl import Simkl
from trackpass.web import HttpClient


@pytest.fixture
def memory() -> Memory:
    return Memory()


SPARED = [
    pytest.param(0, APP, 1, 900, id="at once"),
    pytest.param(20, APP, 1, 880, id="soon after, with the life that is left"),
    pytest.param(30, APP, 2, 900, id="too long after"),
    pytest.param(-2, APP, 2, 900, id="the clock went back"),
    pytest.param(2, App("id-1", "secret"), 2, 900, id="for the app with another secret"),
]


@pytest.mark.parametrize(("seconds", "app", "calls", "life"), SPARED)
def test_sign_in_right_after_a_probe_takes_its_code(
    mock: responses.RequestsMock,
    http: HttpClient,
    memory: Memory,
    seconds: float,
    app: App,
    calls: int,
    life: float,
) -> None:
    """Once; the next one asks anew."""
    now = EPOCH
    simkl = Simkl(http, memory, lambda: now, "1.2.3")
    Came(v2.CODE).serve(mock, "POST", v2.START)
    simkl.probe(APP)
    now += seconds
    code = simkl.start(app)
    assert (code.user_code, code.expires_in, len(mock.calls)) == ("BDWP-HQPK", life, calls)
    now += 2
    simkl.start(app)
    assert len(mock.calls) == calls + 1


def test_an_id_that_was_refused_is_asked_about_again(box: Sandbox, http: HttpClient, memory: Memory) -> None:
    """Whoever asks about it again at once hears that nobody was asked."""
    now = EPOCH
    simkl = Simkl(http, memory, lambda: now, "1.2.3")
    assert meaning(lambda: simkl.probe(App("0" * 64))) == "AppRejected app_id"
    now += 1
    assert meaning(lambda: simkl.probe(App("0" * 64))) == "TooSoon busy"
    now += 1
    assert meaning(lambda: simkl.probe(App("0" * 64))) == "AppRejected app_id"


POSTS: dict[str, Callable[[Simkl], Any]] = {
    "start": lambda simkl: simkl.start(APP),
    "poll": lambda simkl: simkl.poll(APP, v2.CHALLENGE),
    "refresh": lambda simkl: simkl.refresh(APP, CREDENTIALS),
    "revoke": lambda simkl: simkl.revoke(APP, CREDENTIALS._replace(flow="simkl-device")),
    "exchange": lambda simkl: simkl.exchange(APP, new_authorization("http://tv/callback"), "code"),
}
LAST = {
    "start": (Came(v2.CODE), v2.START),
    "poll": (page(503), v2.POLL),
    "refresh": (page(503), v2.POLL),
    "revoke": (Came(""), "https://api.simkl.com/oauth2/revoke"),
    "exchange": (page(503), v2.POLL),
}


@pytest.mark.parametrize(("seconds", "means"), [(0, "TooSoon busy"), (1, "TooSoon busy"), (2, "code")])
@pytest.mark.parametrize("last", POSTS)
def test_new_code_right_after_another_post(
    mock: responses.RequestsMock, http: HttpClient, memory: Memory, last: str, seconds: float, means: str
) -> None:
    """Whatever came of that one, and however long it took."""
    now = EPOCH
    memory["generation:id-1"] = "2"
    simkl = Simkl(http, memory, lambda: now, "1.2.3")
    came, url = LAST[last]
    came.serve(mock, "POST", url)
    meaning(lambda: POSTS[last](simkl))
    if last != "start" and means == "code":
        Came(v2.CODE).serve(mock, "POST", v2.START)
    now += seconds
    assert meaning(lambda: simkl.start(APP)) == means
    assert len(mock.calls) == (2 if means == "code" else 1)


def test_refresh_right_after_another_post(
    mock: responses.RequestsMock, http: HttpClient, memory: Memory
) -> None:
    """It can wait a minute, and a block would be longer."""
    now = EPOCH
    simkl = Simkl(http, memory, lambda: now, "1.2.3")
    page(503).serve(mock, "POST", v2.POLL)
    meaning(lambda: simkl.poll(APP, v2.CHALLENGE))
    assert meaning(lambda: simkl.refresh(APP, CREDENTIALS)) == "TooSoon busy"
    assert len(mock.calls) == 1
    now += 2
    assert meaning(lambda: simkl.refresh(APP, CREDENTIALS)) == "Unreachable server"


def test_code_of_generation_1_right_after_another(
    mock: responses.RequestsMock, http: HttpClient, memory: Memory
) -> None:
    """No POST is made for it."""
    simkl = Simkl(http, memory, lambda: EPOCH, "1.2.3")
    Came(v1.CODE).serve(mock, "GET", v1.START)
    NOT_V2.serve(mock, "POST", v2.START)
    assert [meaning(lambda: simkl.start(APP)) for _ in range(3)] == ["code"] * 3
    assert [call.request.method for call in mock.calls] == ["POST", "GET", "GET", "GET"]


def test_id_from_the_phone_and_a_code_for_it_at_once(box: Sandbox, http: HttpClient, memory: Memory) -> None:
    box.simkl.set(posts_apart=60)
    simkl, app = Simkl(http, memory, lambda: EPOCH, "1.2.3"), App(box.simkl.add_app(generation=2).client_id)
    simkl.probe(app)
    assert [simkl.start(app).user_code] == [waiting.user_code for waiting in box.simkl.pending()]
