"""What ``dev.py bench`` makes of its readings: medians, aims, and the figures of a simulated week."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tools import bench
from tools.measures import process
from tools.measures.figures import Figure, brief, table


def test_the_median_counts() -> None:
    figure = Figure("code", "s", (0.9, 0.3, 0.31), aim=0.35)
    assert (figure.value, figure.is_met) == (0.31, True)
    assert figure.as_json() == {"value": 0.31, "unit": "s", "aim": 0.35, "values": [0.9, 0.3, 0.31]}


def test_a_missed_aim_is_said() -> None:
    met, missed, free = table(
        [Figure("a", "s", (0.35,), 0.35), Figure("b", "MB", (8.1, 9.0, 7.0), 8), Figure("c", "", (4,))]
    )
    assert met.split() == ["a", "0.35", "s", "aim", "0.35"]
    assert missed.split() == ["b", "8.10", "MB", "7", "to", "9", "aim", "8,", "MISSED"]
    assert free.split() == ["c", "4"]


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (3.0, "3"), (0.1234, "0.12"), (12.345, "12.3"), (615.4, "615")]
)
def test_three_digits_count(value: float, text: str) -> None:
    assert brief(value) == text


def test_a_missed_aim_is_the_exit_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for value, code in ((1.0, 0), (3.0, 1)):
        figures = [Figure("x", "s", (value,), 2.0)]
        monkeypatch.setattr(bench, "measure", lambda _, figures=figures: figures)
        assert bench.main(["size", "--json", str(tmp_path / "found.json")]) == code
    found = json.loads((tmp_path / "found.json").read_text())
    assert found["figures"]["x"]["value"] == 3.0


def test_without_a_choice_all_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "measure", lambda options: [Figure(part, "", (0,)) for part in options.parts])
    monkeypatch.setattr(bench.releases, "obstacle", lambda release: "")
    assert bench.main([]) == 0


def test_a_process_is_found_by_its_home(tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        process.find(tmp_path)
    program = tmp_path / process.PROGRAM
    program.symlink_to("/bin/sleep")
    child = subprocess.Popen([program, "60"], env={"HOME": str(tmp_path)})
    try:
        while Path(f"/proc/{child.pid}/comm").read_text().strip() != process.PROGRAM:
            time.sleep(0.01)
        assert process.find(tmp_path) == child.pid
    finally:
        child.kill()
        child.wait()


def test_work_and_memory_show_in_a_reading() -> None:
    """A thread that Python runs in Kodi has the name by which its work is counted."""
    before = process.read(os.getpid())
    done = threading.Event()

    def work() -> None:
        Path(f"/proc/self/task/{threading.get_native_id()}/comm").write_text(process.PYTHON_THREAD)
        end = time.thread_time() + 0.05
        while time.thread_time() < end:
            pass
        ready.set()
        done.wait()

    ready = threading.Event()
    worker = threading.Thread(target=work)
    worker.start()
    ready.wait()
    ballast = os.urandom(20_000_000)
    after = process.read(os.getpid())
    done.set()
    worker.join()
    assert after.python - before.python >= 0.04
    assert after.cpu - before.cpu >= after.python - before.python - 0.001
    assert after.written - before.written > 15
    assert after.resident >= after.written
    assert len(ballast) == 20_000_000


def test_a_week_by_simulation() -> None:
    """In a process of its own: the pretended Kodi and the trackers change the environment."""
    code = (
        "import json; from tools.measures import day;"
        "print(json.dumps({one.name: one.value for one in day.figures()}))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    figures = json.loads(done.stdout)
    wakings, requests = "wake-ups of the worker a day", "requests a day"
    assert [figures[f"no account: {name}"] for name in (wakings, requests)] == [0, 0]
    assert 3 <= figures[f"three accounts: {requests}"] < 5
    assert figures[f"three accounts: {requests}"] <= figures[f"three accounts: {wakings}"] < 10
