"""Fixtures of the core's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import responses

from sandbox import Sandbox
from tests.unit import wire_cases
from tests.unit.doubles import APP, FakeTime, ScriptedProvider
from tests.unit.real_core import Core
from tests.unit.stage import Stage
from trackpass.signin import SignIn
from trackpass.web import HttpClient


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def provider(time: FakeTime) -> ScriptedProvider:
    return ScriptedProvider(time)


@pytest.fixture
def sign_in(provider: ScriptedProvider, time: FakeTime) -> SignIn:
    """It has not begun yet."""
    return SignIn(provider, APP, time.clocks, "request-1")


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    """Replies in place of the network; each one that a test lays out must be asked for."""
    with responses.RequestsMock() as found:
        yield found


@pytest.fixture
def http() -> Iterator[HttpClient]:
    found = wire_cases.client()
    yield found
    found.close()


@pytest.fixture(scope="session")
def one_box() -> Iterator[Sandbox]:
    with Sandbox() as found:
        yield found


@pytest.fixture
def box(one_box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """The trackers' stand-ins, reached through the environment; no test may break a rule of theirs."""
    one_box.reset()
    one_box.journal.secrets.clear()
    for name, value in one_box.environment.items():
        monkeypatch.setenv(name, value)
    yield one_box
    assert one_box.violations == []
    assert one_box.refused == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the add-on keeps its data."""
    return tmp_path / "addon_data"


@pytest.fixture
def stage(time: FakeTime, folder: Path) -> Stage:
    """The desk with scripted trackers."""
    return Stage(time, folder)


@pytest.fixture
def core(box: Sandbox, folder: Path) -> Iterator[Core]:
    """The real core over the sandbox."""
    found = Core(box, folder)
    yield found
    found.http.close()
