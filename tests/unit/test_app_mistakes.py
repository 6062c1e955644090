"""App IDs that cannot be any, seen without asking; and odd ones that may well be."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.doubles import EPOCH, Memory
from trackpass.errors import Problem
from trackpass.model import App
from trackpass.providers.base import Provider
from trackpass.providers.simkl import Simkl
from trackpass.providers.trakt import Trakt
from trackpass.web import HttpClient

FORMAT = Problem.APP_ID_FORMAT
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiIwMTIzIn0.S1gnature"
MISTAKES: list[Any] = [
    pytest.param("", "", Problem.APP_ID_MISSING, id="empty"),
    pytest.param(" \t", "", Problem.APP_ID_MISSING, id="blank"),
    pytest.param("", "app-secret", Problem.APP_ID_MISSING, id="only a secret"),
    pytest.param("paste me here", "", FORMAT, id="words"),
    pytest.param(f"{'0' * 32} {'1' * 32}", "", FORMAT, id="a space in it"),
    pytest.param(f"{'0' * 64}\n", "", FORMAT, id="line end"),
    pytest.param("clé-de-l-app", "", FORMAT, id="letters that cannot be sent"),
    pytest.param("https://simkl.com/settings/developer/", "", FORMAT, id="web address"),
    pytest.param("HTTP://box:8765/callback", "", FORMAT, id="web address in capitals"),
    pytest.param("developer.trakt.tv/apps", "", FORMAT, id="web address without its beginning"),
    pytest.param("simkl.com", "", FORMAT, id="host"),
    pytest.param(JWT, "", FORMAT, id="read token of TMDb"),
    pytest.param(f"Bearer {'0' * 64}", "", FORMAT, id="Bearer"),
    pytest.param("bearer:0123456789", "", FORMAT, id="bearer, in other words"),
    pytest.param("simkl_at_0123456789", "", FORMAT, id="access token of Simkl"),
    pytest.param("simkl_rt_0123456789", "", FORMAT, id="refresh token of Simkl"),
    pytest.param("0123456789abcdef", "0123456789abcdef", FORMAT, id="the secret as ID"),
    pytest.param("id", "", FORMAT, id="two letters"),
    pytest.param("id-t", "app secret", Problem.APP_SECRET, id="a space in the secret"),
    pytest.param("id-t", "sécret", Problem.APP_SECRET, id="a secret that cannot be one"),
]
FINE: list[Any] = [
    pytest.param("0" * 64, "1" * 64, id="64 hex digits"),
    pytest.param("0123456789abcdef" * 2, "", id="32 hex digits"),
    pytest.param("id-t", "", id="four letters"),
    pytest.param("test-client", "s", id="words, short secret"),
    pytest.param("a.b_c~d/e+f==", "", id="any sign that can be sent"),
    pytest.param("eyJustAName", "", id="begins like a token"),
    pytest.param("bearers-club", "", id="begins like Bearer"),
    pytest.param("my-simkl.app", "", id="begins like no address"),
    pytest.param("simkl-kodi", "", id="the tracker's name in it"),
]


@pytest.fixture(params=["simkl", "trakt"])
def provider(request: pytest.FixtureRequest, http: HttpClient) -> Provider:
    if request.param == "trakt":
        return Trakt(http, lambda: EPOCH)
    return Simkl(http, Memory(), lambda: EPOCH, "1.2.3")


@pytest.mark.parametrize(("client_id", "secret", "problem"), MISTAKES)
def test_mistake(provider: Provider, client_id: str, secret: str, problem: Problem) -> None:
    assert provider.mistake(App(client_id, secret)) is problem


@pytest.mark.parametrize(("client_id", "secret"), FINE)
def test_odd_and_not_wrong(provider: Provider, client_id: str, secret: str) -> None:
    """Whether it exists is for the tracker to say."""
    assert provider.mistake(App(client_id, secret)) is None
