"""One sandbox for all of its tests, emptied in between; no broken rule goes unnoticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from sandbox import Sandbox
from sandbox_tests.clients import Simkl, Tmdb, Trakt

Broken = Callable[..., None]


@pytest.fixture(scope="session")
def running() -> Iterator[Sandbox]:
    with Sandbox() as box:
        yield box


@pytest.fixture
def box(running: Sandbox) -> Iterator[Sandbox]:
    """Empty, and with no pause between polls."""
    running.reset()
    running.simkl.interval = running.trakt.interval = running.tmdb.interval = 0
    yield running
    assert running.violations == []


@pytest.fixture
def passes(box: Sandbox) -> Callable[[float], None]:
    """Lets seconds pass on the clock by which calls are counted, which stands still in between."""
    now = 0.0

    def move(seconds: float) -> None:
        nonlocal now
        now += seconds

    box.clock.pace = lambda: now
    return move


@pytest.fixture
def broken(box: Sandbox) -> Broken:
    """Says which rules were broken up to now, each by a part of its text, and forgives them."""

    def check(*parts: str) -> None:
        found = list(box.violations)
        box.violations.clear()
        assert len(found) == len(parts), found
        for part, text in zip(parts, found, strict=True):
            assert part in text

    return check


@pytest.fixture
def v1(box: Sandbox) -> Simkl:
    return Simkl(box, box.simkl.add_app(generation=1))


@pytest.fixture
def v2(box: Sandbox) -> Simkl:
    return Simkl(box, box.simkl.add_app(generation=2))


@pytest.fixture
def trakt(box: Sandbox) -> Trakt:
    return Trakt(box, box.trakt.add_app())


@pytest.fixture
def tmdb(box: Sandbox) -> Tmdb:
    return Tmdb(box, box.tmdb.add_app())
