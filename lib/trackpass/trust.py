"""What the trackers' certificates are checked against, loaded once: each time takes a TV box a good while."""

from __future__ import annotations

import ssl
from typing import Dict

from urllib3.util.ssl_ import create_urllib3_context


class Trust:
    """One TLS context for each file of authorities, for all connections; it checks the host's name too."""

    def __init__(self) -> None:
        self._contexts: Dict[str, ssl.SSLContext] = {}

    def context(self, authorities: str) -> ssl.SSLContext:
        """The context that trusts the authorities in this PEM file.

        Raises:
            OSError: the file cannot be read, or holds no certificate.
        """
        if authorities not in self._contexts:
            context = create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED)
            context.load_verify_locations(authorities)
            self._contexts[authorities] = context
        return self._contexts[authorities]
