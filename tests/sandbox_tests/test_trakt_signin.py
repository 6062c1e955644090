"""Trakt's device flow: every status of its table, for both kinds of app and on both hosts."""

from __future__ import annotations

import time

import pytest

from sandbox import Sandbox
from sandbox_tests.clients import Trakt
from sandbox_tests.conftest import Broken


@pytest.fixture(params=["public", "confidential"])
def each(request: pytest.FixtureRequest, box: Sandbox) -> Trakt:
    return Trakt(box, box.trakt.add_app(public=request.param == "public"))


def test_start(box: Sandbox, each: Trakt) -> None:
    box.trakt.interval = 5
    started = each.start()
    code, device_code = started.pop("user_code"), started.pop("device_code")
    assert len(code) == 8 and code.isalnum() and len(device_code) == 44
    assert {code, device_code} <= box.secrets
    assert started == {"verification_url": "https://auth.trakt.tv/activate", "expires_in": 600, "interval": 5}


def test_the_older_address(box: Sandbox, trakt: Trakt) -> None:
    box.trakt.set(verification_url="https://trakt.tv/activate", interval=6, expires_in=300)
    started = trakt.start()
    assert (started["verification_url"], started["interval"]) == ("https://trakt.tv/activate", 6)
    assert started["expires_in"] == 300


def test_pending_approved_used(box: Sandbox, each: Trakt, broken: Broken) -> None:
    started = each.start()
    pending = each.poll(started["device_code"])
    assert (pending.status_code, pending.content) == (400, b"")
    box.trakt.approve(started["user_code"])
    reply = each.poll(started["device_code"])
    assert reply.status_code == 200
    tokens = reply.json()
    assert {tokens.pop("access_token"), tokens.pop("refresh_token")} <= box.secrets
    assert abs(tokens.pop("created_at") - time.time()) < 5
    assert tokens == {"token_type": "bearer", "expires_in": 604800, "scope": "public"}
    assert each.poll(started["device_code"]).status_code == 409
    broken("after the final answer")


def test_used_may_be_404(box: Sandbox, trakt: Trakt) -> None:
    box.trakt.used_status = 404
    started = trakt.start()
    box.trakt.approve(started["user_code"])
    box.fault("trakt", "poll", "drop_after")
    with pytest.raises(OSError):
        trakt.poll(started["device_code"])
    assert trakt.poll(started["device_code"]).status_code == 404


@pytest.mark.parametrize(("hand", "status"), [("deny", 418), ("expire", 410), ("forget", 404)])
def test_final_statuses(box: Sandbox, each: Trakt, broken: Broken, hand: str, status: int) -> None:
    started = each.start()
    getattr(box.trakt, hand)(started["user_code"])
    for _ in range(2):
        reply = each.poll(started["device_code"])
        assert (reply.status_code, reply.content) == (status, b"")
    broken("after the final answer")


def test_unknown_device_code(box: Sandbox, trakt: Trakt) -> None:
    assert trakt.poll("nothing").status_code == 404
    other = Trakt(box, box.trakt.add_app())
    assert other.poll(trakt.start()["device_code"]).status_code == 404


def test_it_expires_by_the_clock(box: Sandbox, trakt: Trakt) -> None:
    started = trakt.start()
    box.clock.advance(601)
    assert trakt.poll(started["device_code"]).status_code == 410


@pytest.mark.parametrize(("retry_after", "in_force"), [(None, "0.5"), (1, "1")])
def test_too_fast(
    box: Sandbox, trakt: Trakt, broken: Broken, retry_after: float | None, in_force: str
) -> None:
    box.trakt.set(interval=0.3, slow_down_step=0.2, retry_after=retry_after)
    code = trakt.start()["device_code"]
    reply = trakt.poll(code)
    assert (reply.status_code, reply.headers.get("Retry-After")) == (429, retry_after and str(retry_after))
    trakt.poll(code)
    broken("0.3 s are in force", f"{in_force} s are in force")


def test_well_paced_polls_break_no_rule(box: Sandbox, trakt: Trakt) -> None:
    box.trakt.interval = 0.2
    code = trakt.start()["device_code"]
    for _ in range(2):
        time.sleep(0.2)
        assert trakt.poll(code).status_code == 400


@pytest.mark.parametrize("secret", [None, "wrong"])
@pytest.mark.parametrize("path", ["/oauth/device/token", "/oauth/token", "/oauth/revoke"])
def test_wrong_secret_of_a_confidential_app(trakt: Trakt, secret: str | None, path: str) -> None:
    body = {"code": "x", "token": "x", "grant_type": "refresh_token", "refresh_token": "x"}
    reply = trakt.post(path, **body, **({"client_secret": secret} if secret else {}))
    assert (reply.status_code, reply.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(("answer", "status"), [("invalid_client", 401), ("403", 403)])
@pytest.mark.parametrize("case", ["unknown", "deleted"])
def test_unknown_app(box: Sandbox, trakt: Trakt, case: str, answer: str, status: int) -> None:
    box.trakt.unknown_app = answer
    if case == "deleted":
        box.trakt.delete_app(trakt.app.client_id)
    else:
        box.trakt.apps.clear()
    reply = trakt.post("/oauth/device/code")
    assert reply.status_code == status
    if status == 401:
        assert reply.json() == {"error": "invalid_client", "error_description": "client_id is required"}


@pytest.mark.parametrize(
    ("host", "switch"), [("https://auth.trakt.tv", "oauth_on_auth"), ("https://api.trakt.tv", "oauth_on_api")]
)
def test_both_hosts_behind_a_switch(box: Sandbox, trakt: Trakt, host: str, switch: str) -> None:
    assert trakt.post(f"{host}/oauth/device/code").status_code == 200
    box.trakt.set(**{switch: False})
    assert trakt.post(f"{host}/oauth/device/code").status_code == 404


@pytest.mark.parametrize("host", ["auth.trakt.tv", "api.trakt.tv", "trakt.tv"])
@pytest.mark.parametrize(
    "path", ["/oauth/device/code", "/oauth/device/token", "/oauth/token", "/oauth/revoke"]
)
def test_get_on_oauth_paths_is_404(box: Sandbox, trakt: Trakt, host: str, path: str) -> None:
    headers = {"Content-Type": "application/json"}
    assert trakt.send("GET", f"https://{host}{path}", headers=headers).status_code == 404
    box.violations.clear()


@pytest.mark.parametrize("agent", [None, "python-requests/2.31.0"])
@pytest.mark.parametrize(
    "url", ["https://auth.trakt.tv/oauth/device/code", "https://api.trakt.tv/users/settings"]
)
def test_without_a_proper_user_agent_the_cdn_answers(
    box: Sandbox, trakt: Trakt, agent: str | None, url: str
) -> None:
    method = "POST" if "oauth" in url else "GET"
    if agent:
        trakt.session.headers["User-Agent"] = agent
    else:
        # None, and no User-Agent of urllib3's own either
        trakt.session.headers["User-Agent"] = ""
    reply = trakt.send(
        method, url, headers={"Content-Type": "application/json"}, data="{}" if method == "POST" else None
    )
    assert reply.status_code == 403 and reply.headers["Content-Type"].startswith("text/html")
    assert "cf-ray" in reply.headers and "x-request-id" not in reply.headers
    box.violations.clear()


@pytest.mark.parametrize("content_type", [None, "application/x-www-form-urlencoded", "text/plain"])
def test_without_json_content_type(trakt: Trakt, broken: Broken, content_type: str | None) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    reply = trakt.send("POST", "/oauth/device/code", headers=headers)
    assert reply.status_code == 412
    assert "x-request-id" in reply.headers
    broken("content type")
