"""Fixtures of the tests in a real Kodi. What must hold at the end of each of them is in `ending`."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from in_kodi import ending, releases
from in_kodi.hand import add_hand, fit_for_tests
from in_kodi.installer import install_zip
from in_kodi.kodi import CACHE, Kodi
from in_kodi.phone import Phone
from in_kodi.reruns import pytest_sessionfinish, pytest_terminal_summary
from in_kodi.tv import Tv
from in_kodi.waiting import wait_for
from sandbox import Sandbox
from tools import package

ROOT = CACHE.parent
__all__ = ["pytest_sessionfinish", "pytest_terminal_summary"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--require-kodi", action="store_true", help="fail, not skip, when no Kodi is installed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that fails is run once more, and both are told of: a screen that is read may be misread."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("kodi")
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    ending.begin(item)
    return (yield from _with_evidence(item))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    return (yield from _with_evidence(item, ending.check))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, Any, Any]:
    return (yield from _with_evidence(item))


def _with_evidence(
    item: pytest.Item, check: Callable[[pytest.Item], None] = lambda item: None
) -> Generator[None, Any, Any]:
    """Go on with the test, then check; if either fails, keep what can tell why, while Kodi still runs."""
    try:
        result = yield
        check(item)
    except pytest.skip.Exception:
        raise
    except BaseException:
        ending.keep_evidence(item)
        raise
    return result


@pytest.fixture(scope="session", autouse=True)
def kodi_is_installed(pytestconfig: pytest.Config) -> None:
    """Skip, or fail when Kodi is required, with a line that names what is missing and how to get it."""
    release = releases.chosen()
    obstacle = releases.obstacle(release)
    if not obstacle:
        releases.prepare(release)
        return
    required = (
        pytestconfig.getoption("--require-kodi", False) or os.environ.get("TRACKPASS_REQUIRE_KODI") == "1"
    )
    (pytest.fail if required else pytest.skip)(obstacle)


@pytest.fixture(scope="session")
def archive() -> Path:
    """The add-on's zip, as `dev.py package` builds it."""
    return package.build(ROOT, CACHE / "dist")


@pytest.fixture(scope="session")
def running_sandbox() -> Iterator[Sandbox]:
    """The stand-ins of the trackers, for the whole run."""
    with Sandbox() as box:
        yield box


@pytest.fixture
def box(running_sandbox: Sandbox) -> Sandbox:
    """The sandbox, forgetful of what earlier tests did."""
    running_sandbox.reset()
    return running_sandbox


@pytest.fixture(scope="session")
def phone(running_sandbox: Sandbox) -> Iterator[Phone]:
    """The browser on the sofa, for the whole run."""
    with Phone(running_sandbox.proxy_url) as phone:
        yield phone


@pytest.fixture
def new_kodi(request: pytest.FixtureRequest) -> Callable[..., Kodi]:
    """Make a Kodi of the test's own; it is closed when the test is over."""

    def make(environment: dict[str, str] | None = None) -> Kodi:
        kodi = Kodi(environment)
        request.addfinalizer(kodi.close)
        ending.use(request.node, kodi)
        return kodi

    return make


@pytest.fixture
def own_tv(new_kodi: Callable[..., Kodi], box: Sandbox, archive: Path) -> Tv:
    """A Kodi with Trackpass for one test alone, which may spoil it."""
    kodi = new_kodi(box.environment)
    kodi.start()
    install_zip(kodi, archive)
    add_hand(kodi)
    fit_for_tests(kodi)
    return Tv(kodi, box)


@pytest.fixture(scope="session")
def shared_kodi(running_sandbox: Sandbox, archive: Path) -> Iterator[Kodi]:
    """One Kodi with Trackpass for most tests: a start takes longer than most of them."""
    with Kodi(running_sandbox.environment) as kodi:
        kodi.start()
        install_zip(kodi, archive)
        add_hand(kodi)
        fit_for_tests(kodi)
        yield kodi


@pytest.fixture
def tv(request: pytest.FixtureRequest, shared_kodi: Kodi, box: Sandbox) -> Iterator[Tv]:
    """The shared Kodi, signed out everywhere and on its home screen; running, if a test had ended it."""
    if not shared_kodi.running:
        shared_kodi.start()
    tv = Tv(shared_kodi, box)
    wait_for("the service", lambda: tv.state("simkl") and tv.state("trakt"))
    ending.use(request.node, shared_kodi)
    yield tv
    cleared_from = len(shared_kodi.log_text())
    if not shared_kodi.running:  # what it has kept would be the next test's, or the second run's
        shared_kodi.start()
        wait_for("the service", lambda: tv.state("simkl") and tv.state("trakt"))
    tv.clear()
    ending.check_log(shared_kodi.log_text()[cleared_from:], box)
    ending.check_traffic(box)
