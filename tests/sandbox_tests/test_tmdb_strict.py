"""What TMDb lets pass and a good client does not do: each rule broken once."""

from __future__ import annotations

import time
from typing import Any

import pytest
import requests

from sandbox import Sandbox
from sandbox_tests.clients import Tmdb
from sandbox_tests.conftest import Broken

KEY, SESSION, NEW_SESSION = (f"/3/authentication{end}" for end in ("", "/session", "/session/new"))
ACCOUNT = "/3/account"


@pytest.mark.parametrize(
    ("agent", "said"),
    [("", "no User-Agent"), ("curl/8.0", "generic"), ("Kodi", "Name/Version")],
)
def test_user_agent(tmdb: Tmdb, broken: Broken, agent: str, said: str) -> None:
    tmdb.session.headers["User-Agent"] = agent
    assert tmdb.call("GET", KEY).status_code == 200
    broken(said)


def test_more_than_one_poll_a_second(box: Sandbox, tmdb: Tmdb, broken: Broken) -> None:
    box.reset()
    tmdb.app = box.tmdb.add_app()
    token = tmdb.start()
    tmdb.poll(token)
    broken("too early, 1 s are in force")
    time.sleep(1)
    tmdb.poll(token)


@pytest.mark.parametrize(
    ("key", "token", "said"),
    [
        (False, False, "no key"),
        (True, True, "two keys"),
    ],
)
def test_one_key_a_call(tmdb: Tmdb, broken: Broken, key: bool, token: bool, said: str) -> None:
    query = {"api_key": tmdb.app.client_id} if key else {}
    headers = {"Authorization": f"Bearer {tmdb.app.client_secret}"} if token else {}
    assert tmdb.send("GET", KEY, params=query, headers=headers).status_code == (200 if key else 401)
    broken(said)


@pytest.mark.parametrize(
    ("method", "path", "options", "said"),
    [
        ("GET", "/3/account/SESSION", {}, "a secret in the path"),
        ("GET", KEY, {"params": {"session_id": "SESSION"}}, "session_id in the URL query"),
        ("GET", KEY, {"params": {"request_token": "x"}}, "request_token in the URL query"),
        ("GET", ACCOUNT, {"params": {"session_id": "SESSION", "q": "KEY"}}, "in the URL query, as q"),
        ("DELETE", SESSION, {"params": {"session_id": "SESSION"}}, "session_id in the URL"),
        ("DELETE", SESSION, {"json": {"session_id": "x", "key": "KEY"}}, "body, as key"),
        ("POST", NEW_SESSION, {"json": {"request_token": "x", "api_key": "y"}}, "as api_key"),
        ("POST", NEW_SESSION, {"json": {"request_token": "x", "s": "SESSION"}}, "as s"),
    ],
)  # fmt: skip
def test_secrets_where_they_do_not_belong(
    box: Sandbox, tmdb: Tmdb, method: str, path: str, options: dict[str, Any], said: str
) -> None:
    real = {"SESSION": tmdb.sign_in(), "KEY": tmdb.app.client_id}
    filled = {
        where: {name: real.get(value, value) for name, value in fields.items()}
        for where, fields in options.items()
    }
    tmdb.call(method, path.replace("SESSION", real["SESSION"]), **filled)
    assert [text for text in box.violations if said in text]
    assert not [text for text in box.violations for secret in box.secrets if secret in text]
    box.violations.clear()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"data": {"request_token": "x"}}, "content type"),
        ({"data": "{", "headers": {"Content-Type": "application/json"}}, "not what its content type says"),
    ],
)
def test_bodies(box: Sandbox, tmdb: Tmdb, options: dict[str, Any], said: str) -> None:
    tmdb.call("POST", NEW_SESSION, **options)
    assert said in box.violations[0]
    box.violations.clear()


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/3/nothing", 404, 34),
        ("GET", NEW_SESSION, 405, 42),
        ("POST", "/3/authentication/token/validate_with_login", 404, 34),
    ],
)
def test_calls_that_are_not_built(
    tmdb: Tmdb, broken: Broken, method: str, path: str, status: int, code: int
) -> None:
    reply = tmdb.call(method, path)
    assert (reply.status_code, reply.json()["status_code"]) == (status, code)
    broken("no such call")


def test_the_log_shows_no_secret(box: Sandbox, tmdb: Tmdb) -> None:
    tmdb.bearer = False
    tmdb.account(tmdb.sign_in())
    seen = requests.get(f"{box.control_url}/api/log", timeout=5).text
    assert ACCOUNT in seen and not [secret for secret in box.secrets if secret in seen]
