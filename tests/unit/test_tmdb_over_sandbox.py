"""TMDb's provider over the sandbox: with each kind of key from the link to the sign-out, and every other end.

At the end of each test the sandbox has seen no rule broken: no secret in an address that TMDb does not want
there, no second key in one call, no session with a foreign key (see the fixture ``box``).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox import App as SandboxApp
from sandbox import Sandbox
from tests.unit.wire_cases import client, meaning, verdict
from trackpass.model import App, Challenge, Credentials
from trackpass.providers.tmdb import Tmdb


@pytest.fixture
def tmdb(box: Sandbox) -> Iterator[Tmdb]:
    box.tmdb.set(interval=0)
    http = client()
    yield Tmdb(http, time.time)
    http.close()


@pytest.fixture
def registered(box: Sandbox) -> SandboxApp:
    return box.tmdb.add_app()


KINDS = ["key", "read token", "pasted Bearer"]
every_kind = pytest.mark.parametrize("kind", KINDS)


def app_of(registered: SandboxApp, kind: str = "key") -> App:
    token = registered.client_secret
    return App({"key": registered.client_id, "read token": token, "pasted Bearer": f"Bearer {token}"}[kind])


def signed_in(box: Sandbox, tmdb: Tmdb, app: App, account: str = "ann") -> Credentials:
    challenge = tmdb.start(app)
    box.tmdb.approve(challenge.device_code, account)
    found = tmdb.poll(app, challenge).credentials
    assert found is not None
    return found


@every_kind
def test_from_link_to_sign_out(box: Sandbox, tmdb: Tmdb, registered: SandboxApp, kind: str) -> None:
    app = app_of(registered, kind)
    assert tmdb.mistake(app) is None
    tmdb.probe(app)
    challenge = tmdb.start(app)
    assert challenge.expires_in == pytest.approx(3600, abs=5)
    assert tmdb.poll(app, challenge).outcome == "pending"
    box.tmdb.approve(challenge.device_code)
    credentials = tmdb.poll(app, challenge).credentials
    assert credentials is not None
    tmdb.check(credentials)
    named = tmdb.identify(credentials)
    assert (named.name, named.account_id) == ("ann", str(box.tmdb.account("ann").number))
    assert tmdb.revoke(app, credentials) is True
    assert meaning(lambda: tmdb.check(credentials)) == "CredentialsRejected ended"
    assert box.tmdb.connections() == []
    assert tmdb.revoke(app, credentials) is True, "what is gone is gone"


@pytest.mark.parametrize("code", [17, 33])
@pytest.mark.parametrize("failure_body", [False, True])
@pytest.mark.parametrize("what", ["deny", "expire", "forget", "other", "made up"])
def test_ends_that_nobody_can_tell(
    box: Sandbox, tmdb: Tmdb, registered: SandboxApp, what: str, code: int, failure_body: bool
) -> None:
    """All look as if the owner had not approved yet, in whatever words; our own clock ends it."""
    box.tmdb.set(refused_code=code, expired_code=code, failure_body=failure_body)
    app = app_of(registered)
    challenge = tmdb.start(app)
    if what == "made up":
        challenge = tmdb.challenge_for(app, "0" * 40)
    elif what == "other":
        challenge = tmdb.challenge_for(app_of(box.tmdb.add_app()), challenge.device_code)
        box.tmdb.approve()
    else:
        getattr(box.tmdb, what)(challenge.device_code)
    assert tmdb.poll(app, challenge).outcome == "pending"


def test_link_that_was_made_elsewhere(box: Sandbox, tmdb: Tmdb, registered: SandboxApp) -> None:
    app = app_of(registered)
    made = tmdb.start(app)
    box.tmdb.approve(made.device_code)
    known = tmdb.challenge_for(app, made.device_code)
    assert (known.verification_uri, known.expires_in) == (made.verification_uri, 3600)
    assert tmdb.poll(app, known).outcome == "approved"


CALLS = ["probe", "start", "poll", "check", "identify"]


def call(tmdb: Tmdb, name: str, app: App, challenge: Challenge, credentials: Credentials) -> Any:
    given = {"probe": (app,), "start": (app,), "poll": (app, challenge)}.get(name, (credentials,))
    return getattr(tmdb, name)(*given)


@every_kind
@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("fate", ["deleted", "suspended"])
def test_key_that_is_no_longer_good(
    box: Sandbox, tmdb: Tmdb, registered: SandboxApp, kind: str, name: str, fate: str
) -> None:
    """The key is to blame and not the session, which works again with it."""
    app = app_of(registered, kind)
    credentials, challenge = signed_in(box, tmdb, app), tmdb.start(app)
    if fate == "deleted":
        box.tmdb.delete_app(registered.client_id)
    else:
        box.tmdb.suspend_app(registered.client_id)
    problem = "app_key" if fate == "deleted" else "app_key_suspended"
    assert meaning(lambda: call(tmdb, name, app, challenge, credentials)) == f"AppRejected {problem}"
    assert tmdb.revoke(app, credentials) is False
    registered.deleted = registered.suspended = False
    tmdb.check(credentials)


@pytest.mark.parametrize("state", ["suspended", "disabled"])
def test_account_that_is_held_back(box: Sandbox, tmdb: Tmdb, registered: SandboxApp, state: str) -> None:
    app = app_of(registered)
    credentials, challenge = signed_in(box, tmdb, app), tmdb.start(app)
    box.tmdb.account("ann", state=state)
    box.tmdb.approve(challenge.device_code)
    assert meaning(lambda: tmdb.poll(app, challenge)) == "AccountHeld account_locked"
    assert meaning(lambda: tmdb.check(credentials)) == "AccountHeld account_locked"


def test_session_that_was_ended_on_the_website(box: Sandbox, tmdb: Tmdb, registered: SandboxApp) -> None:
    credentials = signed_in(box, tmdb, app_of(registered))
    box.tmdb.revoke("ann")
    assert meaning(lambda: tmdb.check(credentials)) == "CredentialsRejected ended"
    assert meaning(lambda: tmdb.identify(credentials)) == "CredentialsRejected ended"


@pytest.mark.parametrize("avatar", ["whole", "null", "no_gravatar", "none"])
def test_account_of_any_shape(box: Sandbox, tmdb: Tmdb, registered: SandboxApp, avatar: str) -> None:
    """The user name is what TMDb calls the account, also where there is another name."""
    box.tmdb.set(avatar=avatar)
    box.tmdb.account("bob", name="Robert")
    credentials = signed_in(box, tmdb, app_of(registered), "bob")
    assert tmdb.identify(credentials).name == "bob"


def test_another_key_later(box: Sandbox, tmdb: Tmdb, registered: SandboxApp) -> None:
    """The session goes with the key it was made with, whatever the owner put in meanwhile."""
    credentials = signed_in(box, tmdb, app_of(registered))
    other = app_of(box.tmdb.add_app(), "read token")
    tmdb.check(credentials)
    assert tmdb.revoke(other, credentials) is True


FAULTS = [
    pytest.param("html", {}, "Unreachable garbled", id="html"),
    pytest.param("status", {"status": 502}, "Unreachable server", id="502"),
    pytest.param("status", {"status": 503}, "Unreachable server", id="503"),
    pytest.param("cloudflare_403", {}, "Unreachable gate", id="gatekeeper"),
    pytest.param("rate_limit", {}, "busy", id="429"),
    pytest.param("broken_json", {}, "Unreachable garbled", id="broken JSON"),
    pytest.param("drop_before", {}, "Unreachable network", id="cut off"),
]
ROUTES = {"probe": "key", "identify": "user", "check": "user"}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(("fault", "options", "means"), FAULTS)
def test_trouble(
    box: Sandbox,
    tmdb: Tmdb,
    registered: SandboxApp,
    name: str,
    fault: str,
    options: dict[str, Any],
    means: str,
) -> None:
    """It changes nothing: the next try is as good as the first."""
    app = app_of(registered)
    credentials, challenge = signed_in(box, tmdb, app), tmdb.start(app)
    box.fault("tmdb", ROUTES.get(name, name), fault, **options)
    expected = means if means != "busy" else ("slow_down" if name == "poll" else "Unreachable busy")
    found = (
        meaning(lambda: call(tmdb, name, app, challenge, credentials)).split(" after")[0].split(" wait")[0]
    )
    assert found == expected
    assert "Rejected" not in meaning(lambda: call(tmdb, name, app, challenge, credentials))


def test_session_that_was_lost_on_the_way(box: Sandbox, tmdb: Tmdb, registered: SandboxApp) -> None:
    """The token is used up: a new link is the way out."""
    app = app_of(registered)
    challenge = tmdb.start(app)
    box.tmdb.approve(challenge.device_code)
    box.fault("tmdb", "poll", "drop_after")
    assert verdict(lambda: tmdb.poll(app, challenge)) == "Unreachable network lost"
    assert tmdb.poll(app, challenge).outcome == "pending"
    assert signed_in(box, tmdb, app).session_id
