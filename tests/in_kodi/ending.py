"""What must hold at the end of every test in a real Kodi, and what is kept when a test fails."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from in_kodi.kodi import CACHE, Kodi
from in_kodi.phone import Phone
from sandbox import Sandbox

FAILURES = CACHE / "failures"

# The Kodis that a test uses, each with the length its log had when the test took it.
USED = pytest.StashKey[list[tuple[Kodi, int]]]()

# How a line of kodi.log begins that only a debug log has.
WORDY = " debug <"

# What no test may leave in kodi.log: Python's own cries, errors that Kodi reports of our scripts, scripts
# that it had to kill because they did not stop, and objects they left behind. Settings that Kodi cannot read
# are no fault: some tests damage them, and an interpreter may read the file while another writes it.
FAULT = re.compile(
    r"Traceback \(most recent call last\)|EXCEPTION Thrown"
    r"| error <[^>]*>: (?!.*failed to (load|initialize) (addon|user) settings).*script\.trackpass"
    r"|script didn't stop in|script\.trackpass.*has left several classes in memory"
)

# Where one entry of kodi.log ends and the next begins; a traceback is one of many lines.
ENTRY = re.compile(r"^(?=\d{4}-\d\d-\d\d )", re.MULTILINE)


def begin(item: pytest.Item) -> None:
    """Forget what a former run of the test has used."""
    item.stash[USED] = []


def use(item: pytest.Item, kodi: Kodi, log_start: int | None = None) -> None:
    """Have this Kodi looked at when the test ends, from a place of its log on, else from its present end."""
    used_by(item).append((kodi, len(kodi.log_text()) if log_start is None else log_start))


def used_by(item: pytest.Item) -> list[tuple[Kodi, int]]:
    """Return the Kodis that a test has used, with the lengths of their logs when it took them."""
    return item.stash.setdefault(USED, [])


def check(item: pytest.Item) -> None:
    """Assert that no rule of a tracker was broken, and that kodi.log holds no fault and no secret."""
    assert used_by(item), "a test in a real Kodi must have its Kodi looked at"
    box = _box_of(item)
    for kodi, log_start in used_by(item):
        log = kodi.log_text()
        assert WORDY in log, "without a debug log its silence proves nothing"
        check_log(log[log_start:], box)
    check_traffic(box)


def check_traffic(box: Sandbox | None) -> None:
    """Assert that the add-on broke no rule of a tracker and asked nobody else for anything."""
    if box is not None:
        assert not box.violations, "\n".join(["rules of a tracker were broken:", *box.violations])
        assert not box.refused, f"asked for, but no tracker: {', '.join(map(str, box.refused))}"


def check_log(log: str, box: Sandbox | None) -> None:
    """Assert that a piece of a log tells of no fault and holds no secret that the trackers know."""
    faults = [entry for entry in ENTRY.split(log) if FAULT.search(entry)]
    assert not faults, "\n".join(["kodi.log tells of a fault:", *faults])
    leaked = [secret for secret in (box.secrets if box else ()) if secret in log]
    lines = [line for line in log.splitlines() if any(secret in line for secret in leaked)]
    assert not lines, "\n".join(["kodi.log holds a secret:", *lines])


def keep_evidence(item: pytest.Item) -> None:
    """Save what the Kodis of a failed test and the phone show, and the logs, under .cache/failures."""
    folder = folder_of(item)
    shutil.rmtree(folder, ignore_errors=True)
    for number, (kodi, log_start) in enumerate(used_by(item)):
        if not kodi.home.path.exists():
            continue  # a module's own Kodi, closed with its last test before that test's end is over
        target = folder / str(number) if number else folder
        target.mkdir(parents=True, exist_ok=True)
        (target / "kodi.log").write_text(kodi.log_text()[log_start:], encoding="utf-8")
        (target / "kodi.out").write_text(kodi.output(), encoding="utf-8")
        (target / "toasts.txt").write_text("".join(f"{toast}\n" for toast in kodi.toasts()), encoding="utf-8")
        for report in kodi.crash_reports():
            shutil.copy(report, target)
        if kodi.running:
            kodi.screenshot(target / "screen.png")
    phone = getattr(item, "funcargs", {}).get("phone")
    if isinstance(phone, Phone):
        phone.screenshot(folder / "phone.png")
    box = _box_of(item)
    if box is not None and folder.exists():
        lines = [*map(str, box.log), "", "violations:", *box.violations]
        (folder / "sandbox.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def folder_of(item: pytest.Item) -> Path:
    """Return where the evidence of a test is kept."""
    return FAILURES / re.sub(r"[^\w.-]+", "_", item.name)


def _box_of(item: pytest.Item) -> Sandbox | None:
    found = getattr(item, "funcargs", {}).get("box")
    return found if isinstance(found, Sandbox) else None
