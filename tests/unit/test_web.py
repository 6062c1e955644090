"""The HTTP client: what a reply tells, who we say we are, and what is kept from the log."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest
import responses

from tests.unit.doubles import EPOCH
from tests.unit.wire_cases import AGENT, DATE, Came, client, failed, meaning, request, sent
from trackpass.errors import Problem, Unreachable
from trackpass.redaction import HIDDEN, Redactor
from trackpass.web import LONGEST_BODY, HttpClient, Reply, agent_token

URL = "https://api.tracker.test/oauth/pin/CODE1"

FIELDS = [
    pytest.param(b'{"a": 1}', {"a": 1}, id="object"),
    pytest.param('{"a": "ä"}'.encode(), {"a": "ä"}, id="UTF-8"),
    pytest.param(b'\xef\xbb\xbf{"a": 1}', {"a": 1}, id="with a byte order mark"),
    pytest.param(b' \n{"a": 1}\n', {"a": 1}, id="blanks around"),
    pytest.param(rb'{"a": "\ud83d\ude00"}', {"a": "\N{GRINNING FACE}"}, id="emoji"),
    pytest.param(rb'{"a": ["Ann \ud83d"]}', {"a": ["Ann ?"]}, id="half an emoji"),
    pytest.param(b'{"a": "Ann \xed\xa0\xbd"}', {"a": "Ann ?"}, id="half an emoji in bytes"),
    pytest.param(rb'{"\ud83d": "\\ud83d"}', {"?": "\\ud83d"}, id="half an emoji as a key"),
    *(
        pytest.param(body, {}, id=repr(body))
        for body in (b"", b"null", b"[]", b"7", b'"a"', b"{", b"\xff\xfe")
    ),
]


@pytest.mark.parametrize(("body", "fields"), FIELDS)
def test_fields(body: bytes, fields: dict[str, object]) -> None:
    assert Reply(200, {}, body).fields == fields


PAGES = [
    pytest.param("text/html", b"x", True, id="says so"),
    pytest.param("Text/HTML; charset=utf-8", b"{}", True, id="says so in capitals"),
    pytest.param("text/html", b" \n", False, id="empty, whatever it says"),
    pytest.param("application/xhtml+xml", b"x", True, id="XHTML"),
    pytest.param("application/json", b" \r\n<html>", True, id="looks so"),
    pytest.param("", b"<!DOCTYPE html>", True, id="looks so, says nothing"),
    pytest.param("application/json", b'{"a": "<"}', False, id="JSON"),
    pytest.param("text/plain", b"Bad Request", False, id="plain text"),
    pytest.param("", b"", False, id="nothing"),
]


@pytest.mark.parametrize(("kind", "body", "is_page"), PAGES)
def test_is_page(kind: str, body: bytes, is_page: bool) -> None:
    assert Reply(200, {"content-type": kind} if kind else {}, body).is_page is is_page


GATES = [
    pytest.param(b'{"cloudflare_error": true, "status": 403}', True, id="Cloudflare's own"),
    pytest.param(b'{"cloudflare_error": false}', False, id="not its own"),
    pytest.param(b'{"cloudflare_error": 1}', False, id="something else"),
    pytest.param(b'{"error": "cloudflare_error"}', False, id="a word"),
    pytest.param(b"", False, id="nothing"),
]


@pytest.mark.parametrize(("body", "is_gatekeepers"), GATES)
def test_is_gatekeepers(body: bytes, is_gatekeepers: bool) -> None:
    assert Reply(403, {}, body).is_gatekeepers is is_gatekeepers


RETRIES = [
    pytest.param("30", DATE, 30, id="seconds"),
    pytest.param(" 30 ", None, 30, id="blanks around"),
    pytest.param("0", None, 0, id="at once"),
    pytest.param("36000", None, 36000, id="hours"),
    pytest.param("Fri, 15 Jan 2027 08:01:30 GMT", DATE, 90, id="date, by the tracker's own clock"),
    pytest.param("Fri, 15 Jan 2027 07:00:00 GMT", DATE, 0, id="date in the past"),
    pytest.param("Fri, 15 Jan 2027 08:01:30 GMT", None, None, id="date, and no clock to compare"),
    pytest.param("9" * 400, DATE, None, id="without end"),
    pytest.param("²", DATE, None, id="a digit that is no number"),
    pytest.param("-5", DATE, None, id="negative"),
    pytest.param("1.5", DATE, None, id="fraction"),
    pytest.param("soon", DATE, None, id="a word"),
    pytest.param("", DATE, None, id="empty"),
    pytest.param(None, DATE, None, id="none"),
]


@pytest.mark.parametrize(("header", "date", "seconds"), RETRIES)
def test_retry_after(header: str | None, date: str | None, seconds: float | None) -> None:
    headers = {"retry-after": header, "date": date}
    reply = Reply(429, {name: value for name, value in headers.items() if value is not None})
    assert reply.retry_after == seconds


DATES = [
    pytest.param({"date": DATE}, EPOCH, id="as it should be"),
    pytest.param({"date": "Fri, 15 Jan 2027 10:00:00 +0200"}, EPOCH, id="another zone"),
    pytest.param({"date": "today"}, None, id="a word"),
    pytest.param({}, None, id="none"),
]


@pytest.mark.parametrize(("headers", "moment"), DATES)
def test_date(headers: dict[str, str], moment: float | None) -> None:
    assert Reply(200, headers).date == moment


AGENTS = [
    ("1.0.0", "1.0.0"),
    ("20.1 (20.1.0)", "20.120.1.0"),
    ("1.0\r\nX: y", "1.0Xy"),
    ("", "0"),
    ("ä", "0"),
]


@pytest.mark.parametrize(("text", "token"), AGENTS)
def test_agent_token(text: str, token: str) -> None:
    assert agent_token(text) == token


def test_get_and_post(mock: responses.RequestsMock, http: HttpClient) -> None:
    Came({"a": 1}, headers={"X-One": "1"}).serve(mock, "GET", URL)
    Came("", 418).serve(mock, "POST", URL)
    reply = http.get(URL, params={"q": "ä b"}, headers={"X-Mine": "1"})
    assert (reply.status, reply.fields, reply.headers["x-one"]) == (200, {"a": 1}, "1")
    assert http.post(URL, {"b": "2"}, params={"q": "1"}).status == 418
    assert sent(mock) == [
        request("GET", URL, {"q": "ä b"}, {"x-mine": "1"}),
        request("POST", URL, {"q": "1"}, body={"b": "2"}),
    ]


def test_post_of_a_form(mock: responses.RequestsMock, http: HttpClient) -> None:
    """Whatever a secret is made of arrives as it is."""
    Came({"a": 1}).serve(mock, "POST", URL)
    form = {"token": "a+b/c=&d%20 ä", "scope": "media:read media:write"}
    assert http.post(URL, form, params={"q": "1"}, form=True).status == 200
    assert sent(mock) == [request("POST", URL, {"q": "1"}, form=form)]


def test_delete_has_a_body(mock: responses.RequestsMock, http: HttpClient) -> None:
    """Not every HTTP layer sends one along."""
    Came({"a": 1}).serve(mock, "DELETE", URL)
    reply = http.delete(URL, {"b": "2"}, params={"q": "1"}, headers={"X-Mine": "1"})
    assert (reply.status, reply.fields) == (200, {"a": 1})
    assert sent(mock) == [request("DELETE", URL, {"q": "1"}, {"x-mine": "1"}, {"b": "2"})]


NETRC = ["machine api.tracker.test login somebody password else\n", "default login somebody password else\n"]


@pytest.mark.parametrize("content", NETRC, ids=["host", "default"])
@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer access-token"}], ids=["none", "bearer"])
def test_netrc_is_not_read(
    mock: responses.RequestsMock,
    http: HttpClient,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    content: str,
    headers: dict[str, str],
) -> None:
    """A box's ``.netrc`` neither replaces our token nor adds a password of its owner."""
    file = tmp_path / "netrc"
    file.write_text(content)
    file.chmod(0o600)
    monkeypatch.setenv("NETRC", str(file))
    Came({}).serve(mock, "GET", URL)
    http.get(URL, headers=headers)
    assert sent(mock) == [request("GET", URL, headers=headers)]


def test_redirect_is_not_followed(mock: responses.RequestsMock, http: HttpClient) -> None:
    """Else a token could go where the reply points."""
    Came("", 302, {"Location": "https://elsewhere.test/"}).serve(mock, "GET", URL)
    assert http.get(URL).status == 302
    assert len(mock.calls) == 1


def test_longest_body(mock: responses.RequestsMock, http: HttpClient) -> None:
    Came("x" * LONGEST_BODY).serve(mock, "GET", URL)
    Came("x" * (LONGEST_BODY + 1)).serve(mock, "POST", URL)
    assert len(http.get(URL).body) == LONGEST_BODY
    assert meaning(lambda: http.post(URL, {})) == "Unreachable garbled"


SECRETS = ["access_token", "refresh_token", "device_code", "user_code", "session_id", "request_token"]


@pytest.mark.parametrize("status", [200, 400, 500])
def test_secrets_are_registered_before_anybody_can_use_them(
    mock: responses.RequestsMock, status: int
) -> None:
    redactor = Redactor()
    Came({name: f"secret of {name}" for name in SECRETS}, status).serve(mock, "GET", URL)
    client(redactor).get(URL)
    assert [redactor.clean(f"secret of {name}") for name in SECRETS] == [HIDDEN] * len(SECRETS)


@pytest.mark.parametrize("came", [Came({"a": 1}), Came("", 503), failed("ConnectionError")], ids=str)
def test_log_has_neither_path_nor_query(
    mock: responses.RequestsMock, http: HttpClient, came: Came, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    came.serve(mock, "GET", URL)
    meaning(lambda: http.get(URL, params={"client_id": "id-1"}, headers={"Authorization": "Bearer token-1"}))
    (line,) = [record.getMessage() for record in caplog.records if record.name.startswith("trackpass")]
    assert line.startswith("GET api.tracker.test: ")
    assert not {word for word in ("CODE1", "oauth", "id-1", "token-1") if word in caplog.text}


def test_log_has_nothing_of_a_form(
    mock: responses.RequestsMock, http: HttpClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    Came({}).serve(mock, "POST", URL)
    http.post(URL, {"token": "refresh-token-1", "client_secret": "app-secret"}, form=True)
    assert not {word for word in ("refresh-token-1", "app-secret", "token=") if word in caplog.text}


def test_error_drops_the_librarys_own(mock: responses.RequestsMock, http: HttpClient) -> None:
    """That one holds the address, and a traceback of ours would print it."""
    failed("ConnectionError").serve(mock, "GET", URL)
    with pytest.raises(Unreachable) as found:
        http.get(URL)
    assert (found.value.__cause__, found.value.__suppress_context__) == (None, True)


@pytest.mark.parametrize("how", ["interrupt", "close"])
def test_no_call_once_stopped(mock: responses.RequestsMock, how: str) -> None:
    """Neither before the first call nor after it."""
    Came({}).serve(mock, "GET", URL)
    fresh, used = client(), client()
    used.get(URL)
    for one in (fresh, used):
        getattr(one, how)()
        with pytest.raises(Unreachable) as found:
            one.get(URL)
        assert found.value.problem is Problem.NETWORK
    assert len(mock.calls) == 1


def test_library_is_loaded_with_the_first_call() -> None:
    """A box without accounts never pays for it."""
    code = (
        "import sys; from trackpass import desk, keeper, signin, vault, web, worker\n"
        "from trackpass.providers import simkl, tmdb, trakt; from trackpass.redaction import Redactor\n"
        "http = web.HttpClient('a/1', Redactor()); http.interrupt(); http.close()\n"
        "print(sorted({'requests', 'urllib3', 'ssl', 'pyqrcode'} & set(sys.modules)))\n"
    )
    library = str(Path(sys.modules["trackpass"].__file__ or "").parents[1])
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": library}
    )
    assert done.stdout.strip() == "[]"


def test_user_agent_cannot_be_left_out(mock: responses.RequestsMock, http: HttpClient) -> None:
    Came({}).serve(mock, "GET", URL)
    http.get(URL)
    assert mock.calls[0].request.headers["User-Agent"] == AGENT
