"""How many tests may need a second run: some misread a screen, many tell of a fault that comes and goes."""

from __future__ import annotations

import pytest

MOST = 3
"""Tests of one session."""


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A session that passed with more of them has not passed."""
    if len(run_twice(session.config)) > MOST and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say so; the tests are named above it."""
    count = len(run_twice(config))
    if count > MOST:
        line = f"FAILED: {count} tests needed their second run, {MOST} may: a fault seems to come and go"
        terminalreporter.write_line(line, red=True)


def run_twice(config: pytest.Config) -> set[str]:
    """Return the tests that failed and were run once more."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return {report.nodeid for report in reporter.stats.get("rerun", [])} if reporter else set()
