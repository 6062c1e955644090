"""Simkl's authorization code flow over the sandbox, with a phone's browser: every kind of app, every end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from sandbox_tests.browser import Browser

from sandbox import App as SandboxApp
from sandbox import Sandbox
from tests.unit.doubles import Memory
from tests.unit.wire_cases import client, meaning, verdict
from trackpass.model import App, Authorization
from trackpass.pkce import new_authorization
from trackpass.providers.base import Poll
from trackpass.providers.simkl import POSTS_APART, Simkl

BACK = "http://192.168.1.5:8765/callback"
KINDS: dict[str, Callable[[Sandbox], SandboxApp]] = {
    "1 secret": lambda box: box.simkl.add_app(generation=1, redirect_uris=[BACK]),
    "1 PKCE": lambda box: box.simkl.add_app(generation=1, redirect_uris=[BACK]),
    "1 no redirect": lambda box: box.simkl.add_app(generation=1),
    "2 public": lambda box: box.simkl.add_app(generation=2, kind="public", redirect_uris=[BACK]),
    "2 server": lambda box: box.simkl.add_app(generation=2, kind="server", redirect_uris=[BACK]),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


class Tv:
    """The provider, an app of one kind, one try, and the phone."""

    def __init__(self, box: Sandbox, simkl: Simkl, kind: str) -> None:
        registered = KINDS[kind](box)
        secret = registered.client_secret if kind in ("1 secret", "2 server") else ""
        self.simkl, self.phone = simkl, Browser(box)
        self.app = App(registered.client_id, secret)
        self.authorization = new_authorization("" if kind == "1 no redirect" else BACK)

    def open(self) -> None:
        self.phone.open(self.simkl.authorization_url(self.app, self.authorization))

    def allowed(self) -> str:
        """The code that came back, with the state; or that the last page shows for copying."""
        self.open()
        self.phone.press("approve")
        if not self.authorization.redirect_uri:
            return self.phone.text("shown-code")
        back = urlsplit(self.phone.left_to)
        query = dict(parse_qsl(back.query))
        assert f"{back.scheme}://{back.netloc}{back.path}" == BACK
        assert query["state"] == self.authorization.state
        return query["code"]

    def exchange(self, code: str, app: App | None = None, authorization: Authorization | None = None) -> Poll:
        return self.simkl.exchange(app or self.app, authorization or self.authorization, code)


class BoxTime:
    """The box's clock; a test may put it forward."""

    ahead = 0.0

    def now(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def clock() -> BoxTime:
    return BoxTime()


@pytest.fixture
def simkl(box: Sandbox, clock: BoxTime) -> Iterator[Simkl]:
    http = client()
    yield Simkl(http, Memory(), clock.now, "1.2.3")
    http.close()


@pytest.fixture
def tv(box: Sandbox, simkl: Simkl, kind: str) -> Tv:
    return Tv(box, simkl, kind)


@every_kind
def test_from_consent_to_sign_out(box: Sandbox, simkl: Simkl, clock: BoxTime, tv: Tv, kind: str) -> None:
    simkl.probe(tv.app)
    found = tv.exchange(tv.allowed()).credentials
    assert found is not None
    simkl.check(found)
    assert simkl.identify(found).name == "ann"
    (grant,) = box.simkl.connections()
    if kind.startswith("1"):
        assert (found.expires_at, found.refresh_token, grant.scope) == (0, "", "public")
        assert simkl.revoke(tv.app, found) is False
        return
    assert found.expires_at == pytest.approx(box.clock.told() + 604800, abs=5)
    assert grant.scope == found.scope == "media:read media:write"
    clock.ahead += POSTS_APART
    fresh = simkl.refresh(tv.app, found)
    assert meaning(lambda: simkl.check(found)) == "CredentialsRejected ended"
    simkl.check(fresh)
    assert simkl.revoke(tv.app, fresh) is True
    assert meaning(lambda: simkl.check(fresh)) == "CredentialsRejected ended"


@every_kind
def test_generation_is_asked_for_once(box: Sandbox, tv: Tv, kind: str) -> None:
    code = tv.allowed()
    before = len(box.log)
    tv.open()
    tv.exchange(code)
    assert [request.path for request in box.log[before:] if request.host == "api.simkl.com"] == [
        "/oauth2/token" if kind.startswith("2") else "/oauth/token"
    ]


@every_kind
def test_code_that_is_too_old(box: Sandbox, tv: Tv, kind: str) -> None:
    box.simkl.set(code_life=0)
    assert verdict(lambda: tv.exchange(tv.allowed())) == "gone"


@every_kind
def test_code_that_never_was(tv: Tv, kind: str) -> None:
    assert verdict(lambda: tv.exchange("0" * 64)) == "gone"


@pytest.mark.parametrize("kind", ["1 PKCE", "1 no redirect", "2 public", "2 server"])
def test_code_of_another_try(tv: Tv, kind: str) -> None:
    """The verifier is not the one, and the code is spent."""
    code = tv.allowed()
    other = new_authorization("")._replace(redirect_uri=tv.authorization.redirect_uri)
    assert verdict(lambda: tv.exchange(code, authorization=other)) == "gone"


@pytest.mark.parametrize("kind", ["1 secret", "2 server"])
def test_wrong_secret(tv: Tv, kind: str) -> None:
    code = tv.allowed()
    wrong = tv.app._replace(client_secret="wrong")
    assert verdict(lambda: tv.exchange(code, app=wrong)) == "AppRejected app_secret"


@pytest.mark.parametrize("secret", ["", "wrong"])
@pytest.mark.parametrize("kind", ["2 server"])
def test_server_app_without_its_secret(tv: Tv, kind: str, secret: str) -> None:
    """Said before anybody is sent anywhere."""
    wrong = tv.app._replace(client_secret=secret)
    assert meaning(lambda: tv.simkl.authorization_url(wrong, tv.authorization)) == "AppRejected app_secret"


@pytest.mark.parametrize(("kind", "means"), [("1 secret", "AppRejected app_redirect"), ("2 public", "gone")])
def test_other_redirect_address_at_the_exchange(tv: Tv, kind: str, means: str) -> None:
    code = tv.allowed()
    other = tv.authorization._replace(redirect_uri=f"{BACK}/")
    assert verdict(lambda: tv.exchange(code, authorization=other)) == means


@pytest.mark.parametrize("kind", ["1 secret", "2 public"])
def test_redirect_address_that_is_not_registered(tv: Tv, kind: str) -> None:
    """The phone sees it, and nobody else hears of it."""
    tv.authorization = tv.authorization._replace(redirect_uri=f"{BACK}/")
    tv.open()
    assert (tv.phone.page.json()["error"], tv.phone.left_to) == ("invalid_redirect", "")


@pytest.mark.parametrize(("kind", "back"), [("1 secret", False), ("2 public", True)])
def test_denied(tv: Tv, kind: str, back: bool) -> None:
    tv.open()
    tv.phone.press("deny")
    query = dict(parse_qsl(urlsplit(tv.phone.left_to).query))
    expected = {"error": "access_denied", "state": tv.authorization.state, "iss": "https://simkl.com"}
    assert query == (expected if back else {})


@pytest.mark.parametrize("call", ["probe", "authorization_url"])
def test_app_that_is_unknown(simkl: Simkl, call: str) -> None:
    given = () if call == "probe" else (new_authorization(BACK),)
    assert meaning(lambda: getattr(simkl, call)(App("0" * 64), *given)) == "AppRejected app_id"


@pytest.mark.parametrize("kind", ["1 secret", "2 public"])
@pytest.mark.parametrize("fault", ["drop_after", "broken_json", "html"])
def test_token_that_was_lost_on_the_way(box: Sandbox, tv: Tv, kind: str, fault: str) -> None:
    """The code is spent; a new try is the way out."""
    code = tv.allowed()
    box.fault("simkl", "token", fault)
    assert verdict(lambda: tv.exchange(code)).endswith(" lost")
    box.clear_faults()
    tv.authorization = new_authorization(BACK)
    assert tv.exchange(tv.allowed()).outcome == "approved"
