"""Run the sandbox by hand: ``PYTHONPATH=tests python -m sandbox``."""

from __future__ import annotations

import shlex
import signal
import threading

from . import Sandbox


def main() -> None:
    """Start one with an app of each kind, say how to reach it, and run until Ctrl-C."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with Sandbox() as box:
        apps = {
            "Simkl V1 (PIN)": box.simkl.add_app(generation=1),
            "Simkl V2 (TV, devices & command line)": box.simkl.add_app(generation=2),
            "Simkl V2 (server)": box.simkl.add_app(generation=2, kind="server"),
            "Trakt, confidential": box.trakt.add_app(),
            "Trakt, public": box.trakt.add_app(public=True),
        }
        for name, value in box.environment.items():
            print(f"export {name}={shlex.quote(value)}")
        for title, app in apps.items():
            secret = f"\n#   client_secret {app.client_secret}" if app.client_secret else ""
            print(f"# {title}\n#   client_id     {app.client_id}{secret}")
        print(f"# Approve, deny, look: {box.control_url}\n# Ctrl-C ends it.", flush=True)
        ended.wait()


if __name__ == "__main__":
    main()
