"""Simkl's block of clients that POST too fast."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox import Sandbox
from sandbox_tests.clients import Simkl
from sandbox_tests.conftest import Broken


@pytest.fixture
def wait(box: Sandbox, passes: Callable[[float], None]) -> Callable[[float], None]:
    """Lets these seconds pass between two requests; a POST has to be a minute after the last one."""
    box.simkl.set(posts_apart=60)
    return passes


def test_two_posts_at_once_block_the_app(
    box: Sandbox, v2: Simkl, broken: Broken, wait: Callable[[float], None]
) -> None:
    other = Simkl(box, box.simkl.add_app(generation=2))
    assert [client.post("/oauth2/device").status_code for client in (v2, other, v2)] == [200, 200, 412]
    broken("more than 1 POST in 60 s")
    assert v2.get("/oauth/pin").json()["error"] == "client_id_failed"
    assert other.get("/oauth/pin").status_code == 400, "the block is not this app's"
    wait(660)
    assert v2.post("/oauth2/device").status_code == 200


def test_a_call_while_blocked_makes_it_longer(
    v2: Simkl, broken: Broken, wait: Callable[[float], None]
) -> None:
    assert [v2.post("/oauth2/device").status_code for _ in range(2)] == [200, 412]
    broken("more than 1 POST in 60 s")
    for _ in range(3):
        wait(240)
        assert v2.get("/oauth/pin").status_code == 412


def test_posts_of_two_accounts_are_counted_apart(v2: Simkl, wait: Callable[[float], None]) -> None:
    v2.post("/oauth2/device")
    headers = {"Authorization": "Bearer simkl_at_x"}
    reply = v2.send("POST", "/users/settings", params=v2.query, headers=headers)
    assert reply.json()["error"] == "invalid_token"


def test_posts_at_the_pace_that_is_asked_for(v2: Simkl, wait: Callable[[float], None]) -> None:
    for _ in range(3):
        assert v2.post("/oauth2/device").status_code == 200
        wait(60)
