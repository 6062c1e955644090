"""What a tracker wants no more of for now: kept for as long as it asked for, over a restart as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import responses

from tests.unit.doubles import FakeTime
from tests.unit.wire_cases import AGENT, Came, meaning, page
from trackpass.journal import Journal
from trackpass.notebook import Notebook
from trackpass.redaction import Redactor
from trackpass.rests import LONGEST, Rests
from trackpass.web import HttpClient

DAY = 86400


class Box:
    """A service that can be started anew; the file and the clocks stay."""

    def __init__(self, path: Path, time: FakeTime) -> None:
        self.path = path
        self.time = time
        self.start()

    def start(self) -> None:
        self.rests = Rests(Notebook(Journal(self.path), Redactor()), self.time.monotonic, self.time.wall)


@pytest.fixture
def box(folder: Path, time: FakeTime) -> Box:
    return Box(folder / "accounts.json", time)


def test_a_rest(box: Box) -> None:
    assert (box.rests.left("call"), box.path.exists()) == (0, False)
    box.rests.note("call", 30)
    box.time.pass_by(12.5)
    assert (box.rests.left("call"), box.rests.left("another")) == (17.5, 0)
    box.time.pass_by(17.5)
    assert box.rests.left("call") == 0


def test_the_last_word_counts(box: Box) -> None:
    box.rests.note("call", 30)
    box.rests.note("call", 10)
    assert box.rests.left("call") == 10


@pytest.mark.parametrize("jump", [-1e9, 3600, 1e9])
def test_while_it_runs_no_clock_that_is_set_changes_it(box: Box, jump: float) -> None:
    box.rests.note("call", 7200)
    box.time.jump(jump)
    assert box.rests.left("call") == 7200


RESTARTS = [
    pytest.param(7200, 0, 0, 7200, id="at once"),
    pytest.param(7200, 7000, 0, 200, id="later"),
    pytest.param(7200, 7200, 0, 0, id="when it is over"),
    pytest.param(7200, 60, 1e9, 0, id="years later"),
    pytest.param(7200, 60, -61, 0, id="before it was asked for: one of the clocks was wrong"),
    pytest.param(30 * DAY, 60, 0, LONGEST - 60, id="a month: a restart is the way out"),
]


@pytest.mark.parametrize(("seconds", "passed", "jump", "left"), RESTARTS)
def test_restart(box: Box, seconds: float, passed: float, jump: float, left: float) -> None:
    box.rests.note("call", seconds)
    box.time.pass_by(passed)
    box.time.jump(jump)
    box.start()
    assert box.rests.left("call") == left


def kept(box: Box) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(box.path.read_text())["rests"]
    return found


def test_what_is_over_is_wiped(box: Box) -> None:
    for number in range(5):
        box.rests.note(f"call {number}", 30)
    box.time.pass_by(30)
    box.start()
    box.rests.note("call", 30)
    assert len(kept(box)) == 1


def test_no_app_is_named_on_the_disk(box: Box) -> None:
    box.rests.note("GET https://tracker.test/account key-of-the-owner", 30)
    assert "owner" not in box.path.read_text()


@pytest.mark.parametrize("rest", [None, 7, "ab", [], [1], ["x", "y"], [1e999, 1e999], {"a": 1}])
def test_a_note_that_was_damaged(box: Box, rest: Any) -> None:
    box.rests.note("call", 30)
    content = json.loads(box.path.read_text())
    content["rests"] = dict.fromkeys(content["rests"], rest)
    box.path.write_text(json.dumps(content))
    box.start()
    assert box.rests.left("call") == 0


URL = "https://api.tracker.test/oauth/token"


@pytest.fixture
def http(box: Box) -> HttpClient:
    return HttpClient(AGENT, Redactor(), rests=box.rests)


TOLD = [
    pytest.param(Came("", 429, {"Retry-After": "30"}), "Unreachable busy after 30", id="429"),
    pytest.param(page(503, **{"Retry-After": "30"}), "Unreachable busy after 30", id="503 page"),
    pytest.param(Came("", 412, {"Retry-After": "30"}), "Unreachable busy after 30", id="a block"),
    pytest.param(Came("", 429, {"Retry-After": "0"}), "fine", id="no rest"),
    pytest.param(Came("", 429), "fine", id="not told"),
    pytest.param(Came({}, 200, {"Retry-After": "30"}), "fine", id="told, and all is well"),
]


@pytest.mark.parametrize(("came", "means"), TOLD)
def test_the_next_call(mock: responses.RequestsMock, http: HttpClient, came: Came, means: str) -> None:
    """It is not made before the rest is over, and is told as if it had been answered so again."""
    came.serve(mock, "GET", URL)
    http.get(URL)

    def again() -> None:
        http.get(URL)

    assert meaning(again) == means
    assert len(mock.calls) == 1 + (means == "fine")


OTHERS = [
    pytest.param({}, {}, {}, False, id="the same"),
    pytest.param({"session_id": "2"}, {}, {}, False, id="another session"),
    pytest.param({}, {"Authorization": "Bearer 2"}, {}, False, id="another token"),
    pytest.param({}, {}, {"refresh_token": "2"}, False, id="another refresh token"),
    pytest.param({"client_id": "2"}, {}, {}, True, id="another app of Simkl"),
    pytest.param({"api_key": "2"}, {}, {}, True, id="another key of TMDb"),
    pytest.param({}, {"trakt-api-key": "2"}, {}, True, id="another app of Trakt"),
    pytest.param({}, {}, {"grant_type": "2"}, True, id="another use of the same address"),
]


@pytest.mark.parametrize(("params", "headers", "body", "is_made"), OTHERS)
def test_which_calls_rest(
    mock: responses.RequestsMock,
    http: HttpClient,
    params: dict[str, str],
    headers: dict[str, str],
    body: dict[str, str],
    is_made: bool,
) -> None:
    Came("", 429, {"Retry-After": "30"}).serve(mock, "POST", URL)
    names = ("client_id", "api_key", "session_id"), ("trakt-api-key", "Authorization")
    usual, usual_headers = (dict.fromkeys(each, "1") for each in names)
    usual_body = {"grant_type": "1", "refresh_token": "1"}
    http.post(URL, usual_body, params=usual, headers=usual_headers)
    meaning(lambda: http.post(URL, usual_body | body, params=usual | params, headers=usual_headers | headers))
    assert len(mock.calls) == 1 + is_made


def test_another_code_in_the_address(mock: responses.RequestsMock, box: Box) -> None:
    redactor = Redactor()
    redactor.hide("CODE1", "CODE2")
    http = HttpClient(AGENT, redactor, rests=box.rests)
    Came("", 429, {"Retry-After": "30"}).serve(mock, "GET", f"{URL}/CODE1")
    http.get(f"{URL}/CODE1")
    assert meaning(lambda: http.get(f"{URL}/CODE2")) == "Unreachable busy after 30"
