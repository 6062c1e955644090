"""No secret in any log record, exception or repr, over every flow; the sandbox knows them all.

Records of our own must be clean as they are. Those of the libraries (urllib3 writes paths, and one of Simkl's
has the code in it) must be clean once the redactor went over them, as over all on their way to kodi.log.
"""

from __future__ import annotations

import logging
from typing import Any

import pytest

from tests.unit.real_core import Core
from tests.unit.test_core_over_sandbox import KINDS, began, every_flow, every_kind
from trackpass import report as help_report

FORMAT = logging.Formatter("%(name)s %(message)s")


def leaks(core: Core, texts: list[str]) -> list[str]:
    """The texts that hold a secret; it is not put into the failure's own text."""
    return [
        core.box.journal.mask(text) for text in texts if any(secret in text for secret in core.box.secrets)
    ]


def lines(caplog: pytest.LogCaptureFixture, ours: bool) -> list[str]:
    """Whole records as a handler writes them, with the traceback."""
    return [FORMAT.format(record) for record in caplog.records if record.name.startswith("trackpass") == ours]


def reports(core: Core, names: bool) -> list[str]:
    """The report for help as the desk makes it, before the redactor sees it."""
    box = help_report.Box("1.2.3", "20.1", "3.11.2", "Linux", "skin.estuary")
    report = help_report.Report(box, core.desk.standing(names))
    return [*help_report.lines(report), help_report.summary(report)]


def look(core: Core, caplog: pytest.LogCaptureFixture) -> None:
    assert len(core.box.secrets) >= 2
    assert leaks(core, lines(caplog, ours=True)) == []
    assert leaks(core, [core.redactor.clean(line) for line in lines(caplog, ours=False)]) == []
    things: list[Any] = [core.board.sign_ins, core.board.accounts, core.board.notices, core.board.events]
    things += [core.vault.load(tracker) for tracker in core.apps]
    things += [core.notebook.pending(tracker) for tracker in core.apps]
    things += [core.apps, core.vault, core.http, core.redactor, core.desk]
    assert leaks(core, [repr(thing) for thing in things]) == []
    ids = [app.client_id for app in core.apps.values() if app.client_id]
    for text in reports(core, names=True):
        assert leaks(core, [text]) == []
        assert not [one for one in ids if one in text]
    assert not [text for text in reports(core, names=False) if "ann" in text]


@pytest.fixture(autouse=True)
def all_of_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("urllib3", "requests", "trackpass"):
        caplog.set_level(logging.DEBUG, name)


@every_kind
def test_from_start_to_sign_out(core: Core, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    tracker = began(core, kind)
    core.step()
    look(core, caplog)
    core.restart()
    core.box.tracker(tracker).approve()
    core.finish(tracker)
    look(core, caplog)
    core.restart()
    core.ask("check", tracker)
    core.rest()
    core.box.tracker(tracker).revoke_all()
    core.ask("check", tracker)
    core.rest()
    look(core, caplog)
    told = "\n".join(reports(core, names=True))
    assert "name ann, flow" in told
    assert "ended x1" in told or "place_taken x1" in told
    core.ask("disconnect", tracker)
    look(core, caplog)
    assert [line for line in lines(caplog, ours=False) if line.startswith("urllib3")], "nobody listened"
    assert len(lines(caplog, ours=True)) > 10


@every_flow
@pytest.mark.parametrize("end", ["deny", "expire", "forget", "cancel", "delete"])
def test_other_ends(core: Core, kind: str, end: str, caplog: pytest.LogCaptureFixture) -> None:
    tracker = began(core, kind)
    core.step()
    if end == "cancel":
        core.ask("cancel", tracker)
    elif end == "delete":
        core.box.tracker(tracker).delete_app(core.apps[tracker].client_id)
    else:
        getattr(core.box.tracker(tracker), end)()
    if end != "cancel":
        core.finish(tracker)
    look(core, caplog)


FAULTS = ["html", "broken_json", "empty", "null", "drop_before", "drop_after", "block_412", "cloudflare_403"]
FAULTS.append("cloudflare_json")


@every_flow
@pytest.mark.parametrize("route", ["start", "poll", "check", "user"])
def test_trouble(core: Core, kind: str, route: str, caplog: pytest.LogCaptureFixture) -> None:
    """Every fault on one route, one after the other."""
    for fault in FAULTS:
        tracker = core.use(KINDS[kind](core.box))
        core.box.fault(tracker, route, fault)
        core.connect(tracker)
        core.step()
        if core.board.phase(tracker) == "waiting":
            core.box.tracker(tracker).approve()
            core.finish(tracker)
        core.ask("check", tracker)
        core.rest()
        core.ask("disconnect", tracker)
        core.box.clear_faults()
    look(core, caplog)


def test_outage(core: Core, caplog: pytest.LogCaptureFixture) -> None:
    """The libraries' own errors hold the whole address; none of it gets out, not even with a traceback."""
    tracker = began(core, "simkl 1")
    core.box.outage(tracker)
    for _ in range(3):
        core.step()
    look(core, caplog)


def test_exception_that_nobody_foresaw(
    core: Core, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its traceback is written, by way of the redactor, with whatever words it has."""
    tracker = began(core, "trakt confidential")
    core.box.trakt.approve()

    def broken(tracker: str, credentials: Any) -> None:
        raise RuntimeError(f"cannot store {credentials.access_token} of {credentials!r}")

    monkeypatch.setattr(core.vault, "save", broken)
    try:
        core.finish(tracker)
    except RuntimeError:
        logging.getLogger("trackpass").exception("A step of the service failed")
    written = [core.redactor.clean(line) for line in lines(caplog, ours=True)]
    assert "cannot store *** of Credentials(" in "".join(written)
    assert leaks(core, written) == []
