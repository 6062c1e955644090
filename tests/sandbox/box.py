"""The sandbox: the trackers, their listeners, and what a test does with them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

from . import control
from .clock import Clock
from .fault_kinds import Fault
from .faults import Faults
from .records import Journal, Refused, Request
from .server import Gate, Listener, make_certificate
from .simkl import Simkl
from .tmdb import Tmdb
from .tracker import Tracker
from .trakt import Trakt
from .tunnel import Tunnel


class Sandbox:
    """Stand-ins of the trackers on this machine, reached by their true names through a proxy.

    Use it as a context manager, or call ``start`` and ``stop``. It starts without apps: ``simkl.add_app``,
    ``trakt.add_app``, ``tmdb.add_app``.
    """

    def __init__(self) -> None:
        self.clock = Clock()
        self.journal = Journal()
        self.faults = Faults(self.clock)
        self.simkl = Simkl(self.journal, self.clock)
        self.trakt = Trakt(self.journal, self.clock)
        self.tmdb = Tmdb(self.journal, self.clock)
        self.trackers: tuple[Tracker, ...] = (self.simkl, self.trakt, self.tmdb)
        self._folder = tempfile.TemporaryDirectory(prefix="sandbox-")
        self.ca_path = str(Path(self._folder.name) / "ca.pem")
        """Certificate (PEM) of the authority that vouches for the stand-ins."""
        gate = Gate(self.journal, self.clock, self.faults)
        hosts = [host for tracker in self.trackers for host in tracker.hosts]
        self._tls = Listener(gate, "tls", make_certificate(hosts, self.ca_path))
        self._control = Listener(control.make_app(self), "control")
        self._tunnel = Tunnel(self.journal, self._tls.port)
        for tracker in self.trackers:
            for host in tracker.hosts:
                gate.serve(host, tracker)
                self._tunnel.serve(host, tracker.name)

    def start(self) -> Sandbox:
        """Start listening."""
        for part in (self._tls, self._control, self._tunnel):
            part.start()
        return self

    def stop(self) -> None:
        """Stop at once, also while requests hang."""
        self.faults.stop()
        for part in (self._tunnel, self._control, self._tls):
            part.stop()
        self._folder.cleanup()

    def __enter__(self) -> Sandbox:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def proxy_url(self) -> str:
        """The proxy that leads to the stand-ins."""
        return f"http://127.0.0.1:{self._tunnel.port}"

    @property
    def control_url(self) -> str:
        """The sandbox's own page and commands, plain http."""
        return f"http://127.0.0.1:{self._control.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What a child process needs in its environment to meet the stand-ins."""
        proxy, ca = self.proxy_url, self.ca_path
        names = {"HTTPS_PROXY": proxy, "HTTP_PROXY": proxy, "ALL_PROXY": proxy, "NO_PROXY": ""}
        lower = {name.lower(): value for name, value in names.items()}
        return {**names, **lower, "REQUESTS_CA_BUNDLE": ca, "CURL_CA_BUNDLE": ca, "SSL_CERT_FILE": ca}

    @property
    def log(self) -> list[Request]:
        """Every request to a tracker, oldest first."""
        return self.journal.log

    @property
    def violations(self) -> list[str]:
        """Every rule that a client broke. A test fails when there is one."""
        return self.journal.violations

    @property
    def refused(self) -> list[Refused]:
        """Requests for hosts that are no tracker, without those of a browser."""
        return self.journal.refused

    @property
    def refused_browser(self) -> list[Refused]:
        """The same of a browser, which calls home unasked."""
        return self.journal.refused_browser

    @property
    def secrets(self) -> set[str]:
        """Every app secret, key, code, token and session that there ever was, also before ``reset``."""
        return self.journal.secrets

    def tracker(self, name: str) -> Tracker:
        """A tracker by name. Raises LookupError when there is none."""
        for tracker in self.trackers:
            if tracker.name == name:
                return tracker
        raise LookupError(f"no tracker is called {name!r}")

    def requests(
        self,
        host: str | None = None,
        path_prefix: str = "",
        method: str | None = None,
        route: str | None = None,
    ) -> list[Request]:
        """The part of the log that fits."""
        return [
            request
            for request in list(self.log)
            if host in (None, request.host)
            and request.path.startswith(path_prefix)
            and method in (None, request.method)
            and route in (None, request.route)
        ]

    def fault(self, tracker: str, route: str, kind: str, count: int | None = 1, **options: Any) -> None:
        """Let the next ``count`` requests of a route go wrong (None: all). See ``KINDS`` in
        ``fault_kinds.py``."""
        self.faults.add(Fault(self.tracker(tracker).name, route, kind, count, options))

    def clear_faults(self) -> None:
        """Drop the faults that wait, and free what hangs."""
        self.faults.clear()

    def release(self) -> None:
        """Free the requests that hang."""
        self.faults.release()

    def outage(self, tracker: str, how: str = "refuse") -> None:
        """The network to a tracker is gone: ``refuse`` resets connections, ``hang`` never answers."""
        self._tunnel.outage(self.tracker(tracker).name, how)

    def recover(self, tracker: str | None = None) -> None:
        """The network is back, to one tracker or to all."""
        self._tunnel.recover(tracker)

    def forget_rests(self) -> None:
        """The client lost its notes, or cannot read them any more: what it was told binds it no longer."""
        for tracker in self.trackers:
            tracker.rests.clear()

    def reset(self) -> None:
        """Forget everything but the listeners and the secrets; a client that runs can go on."""
        self.clear_faults()
        self.recover()
        self.clock.reset()
        for tracker in self.trackers:
            tracker.reset()
        self.journal.reset()
