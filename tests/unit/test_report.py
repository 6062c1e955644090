"""The report for help: each fact in its line, and a summary that never gets too long for its QR code."""

from __future__ import annotations

import math
from typing import Any

import pyqrcode
import pytest

from trackpass.errors import Problem
from trackpass.history import Trouble
from trackpass.model import TRACKERS
from trackpass.report import LONGEST_SUMMARY, Account, Box, Report, Standing, lines, span, summary

BOX = Box("1.2.3", "20.1", "3.11.2", "Linux", "skin.estuary")
TRAKT = Account(
    "trakt",
    "unverified",
    "network",
    flow="trakt-device",
    app="own",
    checked=300,
    refresh=260000,
    troubles=[Trouble("network", 3, 7200), Trouble("server", 1, 90000)],
)
SIGNED_OUT = Account("simkl", "signed_out", app="missing")
STANDING = Standing(4000, [SIGNED_OUT, TRAKT], offset=3.4)
REPORT = Report(BOX, STANDING)

VERSIONS = "Trackpass 1.2.3, Kodi 20.1, Python 3.11.2, Linux, skin.estuary"


def test_as_text() -> None:
    assert (
        "\n".join(lines(REPORT))
        == f"""Trackpass report
{VERSIONS}
service up 1 h, clock +3 s, journal sound, repairs 0, set aside none, toasts on, remote off, proxy no

Simkl: signed_out
app missing

Trakt: unverified
problem network, flow trakt-device, app own, checked 5 min ago, refresh in 3 d
errors: network x3 2 h ago, server x1 1 d ago"""
    )


def test_as_summary_with_what_is_out_of_the_ordinary() -> None:
    assert (
        summary(REPORT)
        == f"""{VERSIONS}
service up 1 h, clock +3 s
simkl signed_out, app missing
trakt unverified, problem network, flow trakt-device, checked 5 min ago, refresh in 3 d, \
network x3 2 h, server x1 1 d"""
    )


@pytest.mark.parametrize(
    ("report", "fact"),
    [
        (Report(BOX), "service no answer"),
        (Report(BOX._replace(remote=True)), "remote on"),
        (Report(BOX._replace(proxy=True)), "proxy yes"),
        (Report(BOX._replace(set_aside=2, aside_ago=180000)), "set aside 2, 2 d ago"),
        (Report(BOX._replace(toasts_off=["checked", "reconnect"])), "toasts no checked reconnect"),
        (Report(BOX, STANDING._replace(offset=None)), "clock unknown"),
        (Report(BOX, STANDING._replace(offset=-0.9)), "clock +0 s"),
        (Report(BOX, STANDING._replace(offset=-7300.0)), "clock -2 h"),
        (Report(BOX, STANDING._replace(offset=1e9)), "clock +11574 d"),
        (Report(BOX, STANDING._replace(journal_damaged=True)), "journal damaged"),
        (Report(BOX, STANDING._replace(repairs=4)), "repairs 4"),
        (
            Report(BOX, STANDING._replace(troubles=[Trouble("files_lost", 1, 5)])),
            "error files_lost x1 5 s",
        ),
        (Report(BOX, Standing(1, [TRAKT._replace(name="ann  b\n")])), "name ann b"),
        (Report(BOX, Standing(1, [TRAKT._replace(checked=None)])), "checked never"),
        (Report(BOX, Standing(1, [TRAKT._replace(refresh=math.inf)])), "refresh none"),
        (Report(BOX, Standing(1, [TRAKT._replace(refresh=-5)])), "refresh in 0 s"),
    ],
)
def test_each_fact(report: Report, fact: str) -> None:
    assert fact in "\n".join(lines(report))
    assert (fact in summary(report)) is (fact != "refresh none")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-9, "0 s"),
        (0.9, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (86400, "1 d"),
    ],
)
def test_span(seconds: float, words: str) -> None:
    assert span(seconds) == words


def test_no_name_no_line() -> None:
    assert "name" not in "\n".join([*lines(REPORT), summary(REPORT)])


def full(troubles: int = 8, **more: Any) -> Report:
    """As long as it gets."""
    names = sorted((problem.value for problem in Problem), key=len)[-troubles:] if troubles else []
    met = [Trouble(name, 9999, 3599) for name in names]
    accounts = [
        Account(tracker, "unverified", "app_key_suspended", "", "simkl-code-2", "shipped", 3599, 3599, met)
        for tracker in TRACKERS
    ]
    box = BOX._replace(set_aside=12, aside_ago=3599, remote=True, proxy=True)
    return Report(box, Standing(3599, [one._replace(**more) for one in accounts], -3599, True, 99))


def test_the_summary_leaves_out_old_errors_when_it_gets_too_long() -> None:
    text = summary(full())
    assert len(text.encode()) <= LONGEST_SUMMARY
    assert text.count("x9999") == 0
    assert text.splitlines()[-1].startswith("tmdb unverified, problem app_key_suspended")
    assert "\n".join(lines(full())).count("x9999") == 8 * 3


def test_a_bad_day_fits() -> None:
    """Three accounts in trouble, each with its two latest errors."""
    met = [Trouble(name, 12, 3599) for name in ("network", "certificate", "busy", "server")]
    accounts = [TRAKT._replace(tracker=tracker, troubles=met) for tracker in TRACKERS]
    text = summary(Report(BOX, Standing(90000, accounts, 0.4)))
    assert len(text.encode()) <= LONGEST_SUMMARY
    assert [text.count(trouble.name) for trouble in met[1:]] == [3, 0, 0]


@pytest.mark.parametrize("name", ["a" * 300, "\U0001f600" * 300, "\u0646" * 24])
def test_names_do_not_burst_it(name: str) -> None:
    text = summary(full(name=name))
    assert len(text.encode()) <= LONGEST_SUMMARY
    assert text.startswith("Trackpass 1.2.3")


def test_the_longest_summary_fits_a_code_of_moderate_size() -> None:
    code = pyqrcode.create("a" * LONGEST_SUMMARY, error="M", encoding="utf-8")
    assert len(code.code) == 85


STRANGE = ["Bearer: \u00fcn\u00fc\n", "[COLOR red]x[/COLOR]", "../../home/ann/token=", "x" * 500]


@pytest.mark.parametrize("text", STRANGE)
def test_only_plain_words_get_in(text: str) -> None:
    box = Box(text, text, text, text, text, toasts_off=[text])
    account = TRAKT._replace(problem=text, flow=text, app=text, troubles=[Trouble(text, 1, 1)])
    report = Report(box, Standing(1, [account]))
    for whole in ("\n".join(lines(report)), summary(report)):
        assert text not in whole
        assert not set("[]/=\u00fc") & set(whole)
        assert len(whole) < 1000


def test_an_empty_word_leaves_a_mark() -> None:
    assert lines(Report(BOX._replace(skin="")))[1].endswith("Linux, ?")
