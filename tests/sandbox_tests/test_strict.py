"""Rules that the trackers do not enforce, or not visibly: each one broken once."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox import Sandbox
from sandbox_tests.clients import Simkl, Trakt
from sandbox_tests.conftest import Broken


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("", "no User-Agent"),
        ("python-requests/2.31.0", "generic"),
        ("python-urllib3/2.2", "generic"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "generic"),
        ("Trackpass", "Name/Version"),
        ("My Add-on 1.0", "Name/Version"),
    ],
)
def test_user_agent(v1: Simkl, broken: Broken, agent: str, said: str) -> None:
    v1.session.headers["User-Agent"] = agent
    v1.pin()
    broken(said)


@pytest.mark.parametrize(
    "agent", ["Trackpass/0.1.0", "Trackpass/0.1.0 (Kodi 20.1; Linux)", "Trackpass/1.0.0~beta1"]
)
def test_good_user_agents(v1: Simkl, agent: str) -> None:
    v1.session.headers["User-Agent"] = agent
    v1.pin()


@pytest.mark.parametrize("name", ["app-name", "app-version", "client_id"])
def test_simkl_parameters_on_every_call(v2: Simkl, broken: Broken, name: str) -> None:
    query = {key: value for key, value in v2.query.items() if key != name}
    v2.send("POST", "/oauth2/device", params=query, data={"client_id": v2.app.client_id})
    broken(f"missing {name}")


def test_simkl_app_name_is_lower_case(v1: Simkl, broken: Broken) -> None:
    v1.send("GET", "/oauth/pin", params={**v1.query, "app-name": "Trackpass"})
    broken("lower case")


def test_two_client_ids_in_one_call(box: Sandbox, v2: Simkl, broken: Broken) -> None:
    other = box.simkl.add_app(generation=2)
    v2.send("POST", "/oauth2/device", params=v2.query, data={"client_id": other.client_id})
    broken("differs")


def test_get_with_a_body(v1: Simkl, broken: Broken) -> None:
    v1.send("GET", "/oauth/pin", params=v1.query, json={})
    broken("GET with a body")


@pytest.mark.parametrize(
    ("headers", "data", "said"),
    [
        ({"Content-Type": "text/plain"}, "client_id=x", "content type"),
        ({"Content-Type": "application/json"}, "{client_id", "not what its content type says"),
    ],
)
def test_bodies(v2: Simkl, broken: Broken, headers: dict[str, str], data: str, said: str) -> None:
    v2.send("POST", "/oauth2/device", params=v2.query, headers=headers, data=data)
    assert said in v2.box.violations[0]
    v2.box.violations.clear()


@pytest.mark.parametrize("name", ["client_secret", "device_code", "refresh_token", "token", "anything"])
def test_secrets_in_the_query(v2: Simkl, broken: Broken, name: str) -> None:
    secret = v2.sign_in_v2()["refresh_token"]
    v2.send("POST", "/oauth2/device", params={**v2.query, name: secret}, data={"client_id": v2.app.client_id})
    broken(f"in the URL query, as {name}" if name == "anything" else f"{name} in the URL query")


@pytest.mark.parametrize(
    ("path", "form", "missing"),
    [
        ("/oauth2/token", {"grant_type": "refresh_token"}, "refresh_token"),
        ("/oauth2/token", {"grant_type": "urn:ietf:params:oauth:grant-type:device_code"}, "device_code"),
        ("/oauth2/revoke", {}, "token"),
    ],
)
def test_simkl_fields(v2: Simkl, broken: Broken, path: str, form: dict[str, str], missing: str) -> None:
    v2.post(path, **form)
    broken(f"missing {missing}")


@pytest.mark.parametrize(
    ("path", "body", "missing"),
    [
        ("/oauth/device/code", {"client_id": ""}, "client_id"),
        ("/oauth/device/token", {"device_code": "x"}, "code"),
        ("/oauth/token", {"grant_type": "refresh_token"}, "refresh_token"),
        ("/oauth/token", {"refresh_token": "x"}, "grant_type"),
        ("/oauth/revoke", {}, "token"),
    ],
)
def test_trakt_fields(trakt: Trakt, broken: Broken, path: str, body: dict[str, str], missing: str) -> None:
    trakt.post(path, **{**trakt.secret(), **body})
    broken(missing)


@pytest.mark.parametrize(
    ("headers", "said"),
    [({"trakt-api-version": "1"}, "trakt-api-version"), ({"trakt-api-key": ""}, "missing trakt-api-key")],
)
def test_trakt_headers(trakt: Trakt, broken: Broken, headers: dict[str, str], said: str) -> None:
    trakt.get("/users/settings", trakt.sign_in()["access_token"], **headers)
    broken(said)


def test_an_empty_secret_is_left_out(box: Sandbox, broken: Broken) -> None:
    client = Trakt(box, box.trakt.add_app(public=True))
    client.post("/oauth/device/token", code=client.start()["device_code"], client_secret="")
    broken("empty client_secret")


def test_a_key_that_differs_from_the_client_id(box: Sandbox, trakt: Trakt, broken: Broken) -> None:
    headers = {"trakt-api-key": box.trakt.add_app().client_id}
    trakt.send("POST", "/oauth/device/code", json={"client_id": trakt.app.client_id}, headers=headers)
    broken("differs")


@pytest.mark.parametrize("path", ["/nothing", "/oauth2/nothing"])
def test_unknown_paths(v1: Simkl, broken: Broken, path: str) -> None:
    assert v1.get(path).status_code == 404
    broken("no such call")


def test_no_violation_holds_a_secret(box: Sandbox, v1: Simkl, trakt: Trakt) -> None:
    box.simkl.interval = box.trakt.interval = 5
    v1.session.headers["User-Agent"] = "x"
    code = v1.pin()["user_code"]
    v1.get(f"/oauth/pin/{code}", token="nothing", client_secret=v1.app.client_secret, q=code)
    started: Any = trakt.start()
    trakt.poll(started["device_code"])
    assert len(box.violations) >= 5
    assert not [text for text in box.violations for secret in box.secrets if secret in text]
    box.violations.clear()
