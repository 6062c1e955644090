"""Simkl's calls about the user, with tokens of both generations."""

from __future__ import annotations

import pytest

from sandbox import Sandbox
from sandbox_tests.clients import Simkl
from sandbox_tests.conftest import Broken

CALLS = ["/sync/activities", "/users/settings"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_settings(box: Sandbox, v1: Simkl, method: str) -> None:
    token = v1.sign_in_v1("ann")
    box.simkl.account("ann", kind="vip")
    headers = {"Authorization": f"Bearer {token}"}
    found = v1.send(method, "/users/settings", params=v1.query, headers=headers).json()
    assert found["user"]["name"] == "ann" and "id" not in found["user"]
    assert isinstance(found["account"]["id"], int)
    assert found["account"]["type"] == "vip"


@pytest.mark.parametrize("as_text", [True, False])
def test_age(box: Sandbox, v1: Simkl, as_text: bool) -> None:
    box.simkl.age_as_text = as_text
    age = v1.get("/users/settings", v1.sign_in_v1()).json()["user"]["age"]
    assert isinstance(age, str if as_text else int)


def test_activities(v1: Simkl) -> None:
    found = v1.get("/sync/activities", v1.sign_in_v1()).json()
    assert set(found) == {"all", "settings", "tv_shows", "anime", "movies"}
    assert found["all"] and found["settings"]["all"] and found["movies"]["completed"] is None
    assert "watching" in found["tv_shows"] and "watching" not in found["movies"]
    assert "watched_at" not in found["movies"]


@pytest.mark.parametrize("path", CALLS)
@pytest.mark.parametrize("token", ["0" * 64, ""])
def test_v1_token_refused(v1: Simkl, broken: Broken, path: str, token: str) -> None:
    reply = v1.get(path, token)
    assert (reply.status_code, reply.json()["error"]) == (401, "user_token_failed")
    assert reply.headers["WWW-Authenticate"].startswith('Bearer realm="api.simkl.com"')
    broken(*([] if token else ["without a token"]))


@pytest.mark.parametrize(("token", "error"), [("simkl_at_x", "invalid_token"), ("", "user_token_required")])
def test_v2_token_refused(v2: Simkl, broken: Broken, token: str, error: str) -> None:
    reply = v2.get("/sync/activities", token)
    assert (reply.status_code, reply.json()["error"]) == (401, error)
    broken(*([] if token else ["without a token"]))


@pytest.mark.parametrize("path", CALLS)
def test_the_client_id_is_judged_before_the_token(box: Sandbox, v1: Simkl, path: str) -> None:
    token = v1.sign_in_v1()
    box.simkl.delete_app(v1.app.client_id)
    reply = v1.get(path, token)
    assert (reply.status_code, reply.json()["error"]) == (412, "client_id_failed")


@pytest.mark.parametrize("generation", [1, 2])
def test_a_token_with_a_foreign_client_id_is_revoked(box: Sandbox, broken: Broken, generation: int) -> None:
    mine, other = (Simkl(box, box.simkl.add_app(generation=generation)) for _ in range(2))
    token = mine.sign_in_v1() if generation == 1 else mine.sign_in_v2()["access_token"]
    assert other.get("/sync/activities", token).status_code == 401
    broken("foreign client_id")
    assert mine.get("/sync/activities", token).status_code == 401


def test_post_needs_the_right_to_write(v2: Simkl) -> None:
    token = v2.sign_in_v2(scope="media:read")["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    reply = v2.send("POST", "/users/settings", params=v2.query, headers=headers)
    assert (reply.status_code, reply.json()["error"]) == (403, "insufficient_scope")
    assert v2.get("/users/settings", token).status_code == 200
