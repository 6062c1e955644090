"""Trakt's calls about the user, and the states an account can be in."""

from __future__ import annotations

import pytest

from sandbox import Sandbox
from sandbox_tests.clients import Trakt
from sandbox_tests.conftest import Broken


@pytest.mark.parametrize("vip", [True, False])
def test_settings(box: Sandbox, trakt: Trakt, vip: bool) -> None:
    token = trakt.sign_in("ann")["access_token"]
    box.trakt.account("ann", vip=vip, name="Ann Example" if vip else None)
    found = trakt.get("/users/settings", token).json()
    assert found["user"]["username"] == "ann"
    assert found["user"]["name"] == ("Ann Example" if vip else None)
    assert (found["user"]["vip"], found["limits"]["watchlist"]["item_count"]) == (vip, 5000 if vip else 250)
    assert found["user"]["images"]["avatar"]["full"]


def test_settings_with_things_missing(box: Sandbox, trakt: Trakt) -> None:
    token = trakt.sign_in("ann")["access_token"]
    box.trakt.account("ann", bare=True)
    found = trakt.get("/users/settings", token).json()
    assert "limits" not in found and found["user"]["images"]["avatar"]["full"] is None


def test_last_activities(trakt: Trakt) -> None:
    found = trakt.get("/sync/last_activities", trakt.sign_in()["access_token"]).json()
    assert found["all"].endswith("Z") and found["movies"]["watched_at"] and found["account"]["settings_at"]


@pytest.mark.parametrize("path", ["/users/settings", "/sync/last_activities"])
@pytest.mark.parametrize("token", ["nothing", ""])
def test_token_refused(trakt: Trakt, broken: Broken, path: str, token: str) -> None:
    assert trakt.get(path, token).status_code == 401
    broken(*([] if token else ["without a token"]))


@pytest.mark.parametrize("case", ["unknown", "missing", "deleted"])
def test_api_key(box: Sandbox, trakt: Trakt, broken: Broken, case: str) -> None:
    token = trakt.sign_in()["access_token"]
    key = {"unknown": "0" * 64, "missing": "", "deleted": trakt.app.client_id}[case]
    if case == "deleted":
        box.trakt.delete_app(trakt.app.client_id)
    reply = trakt.get("/users/settings", token, **{"trakt-api-key": key})
    assert reply.status_code == 403 and "cf-ray" not in reply.headers and "x-request-id" in reply.headers
    broken(*(["missing trakt-api-key"] if case == "missing" else []))


def test_a_token_with_a_foreign_client_id(box: Sandbox, trakt: Trakt, broken: Broken) -> None:
    other = Trakt(box, box.trakt.add_app())
    assert other.get("/users/settings", trakt.sign_in()["access_token"]).status_code == 401
    broken("foreign client_id")


@pytest.mark.parametrize(
    ("state", "status", "headers"),
    [
        ("limit", 420, {}),
        ("locked", 423, {"X-Account-Locked": "true", "X-Account-Deactivated": "false"}),
        ("deactivated", 423, {"X-Account-Locked": "false", "X-Account-Deactivated": "true"}),
        ("vip_only", 426, {"X-Upgrade-URL": "https://app.trakt.tv/vip"}),
        ("vip_only_bare", 426, {"X-Upgrade-URL": None}),
    ],
)
def test_account_states(
    box: Sandbox, trakt: Trakt, state: str, status: int, headers: dict[str, str | None]
) -> None:
    token = trakt.sign_in("ann")["access_token"]
    box.trakt.account("ann", state=state)
    reply = trakt.get("/users/settings", token)
    assert (reply.status_code, reply.content) == (status, b"")
    assert {name: reply.headers.get(name) for name in headers} == headers


def test_an_unknown_field_of_an_account(box: Sandbox) -> None:
    with pytest.raises(ValueError, match="vipp"):
        box.trakt.account("ann", vipp=True)
    with pytest.raises(ValueError, match="intervall"):
        box.trakt.set(intervall=1)
