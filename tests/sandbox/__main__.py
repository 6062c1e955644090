"""Run the sandbox by hand: ``PYTHONPATH=tests python -m sandbox [--redirect-uri URI]``."""

from __future__ import annotations

import argparse
import shlex
import signal
import threading

from . import Sandbox


def main() -> None:
    """Start one with an app of each kind, say how to reach it, and run until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="Stand-ins of the trackers.")
    parser.add_argument(
        "--redirect-uri", action="append", default=[], help="registered with the Simkl apps that can have one"
    )
    uris = parser.parse_args().redirect_uri
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with Sandbox() as box:
        apps = {
            "Simkl V1 (PIN, code)": box.simkl.add_app(generation=1, redirect_uris=uris),
            "Simkl V2 (TV, devices & command line)": box.simkl.add_app(generation=2),
            "Simkl V2 (mobile, desktop & browser)": box.simkl.add_app(
                generation=2, kind="public", redirect_uris=uris
            ),
            "Simkl V2 (server)": box.simkl.add_app(generation=2, kind="server", redirect_uris=uris),
            "Trakt, confidential": box.trakt.add_app(),
            "Trakt, public": box.trakt.add_app(public=True),
            "TMDb (API key and read access token)": box.tmdb.add_app(),
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
