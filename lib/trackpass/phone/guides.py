"""What a person has to know to register an app, tracker by tracker; texts by their names."""

from __future__ import annotations

from typing import Mapping, NamedTuple, Tuple


class Wording(NamedTuple):
    """What the ID of an app is called: ``label`` in short, ``field`` as its tracker writes it.

    ``needs`` says that it is missing, ``enter`` leads to its form, ``saved`` that it is there.
    """

    label: str
    field: str
    needs: str
    enter: str
    saved: str


ID = Wording("PAGE_ID", "PAGE_ID_FIELD", "PAGE_ID_NEEDED", "PAGE_ID_ENTER", "PAGE_ID_SAVED")
KEY = Wording("PAGE_KEY", "PAGE_KEY_FIELD", "PAGE_KEY_NEEDED", "PAGE_KEY_ENTER", "PAGE_KEY_SAVED")


class Guide(NamedTuple):
    """``letter`` stands for the tracker, as in its icon on the TV.

    ``address``: where apps are registered, ``steps``: what to do there, ``is_secret``: the ID is a secret.
    """

    letter: str
    address: str
    steps: Tuple[str, ...]
    wording: Wording = ID
    is_secret: bool = False

    @property
    def shown_address(self) -> str:
        """As a person says it."""
        return self.address.split("//")[1].rstrip("/").replace("www.", "")


GUIDES: Mapping[str, Guide] = {
    "simkl": Guide("S", "https://simkl.com/settings/developer/", ("PAGE_SIMKL_APP", "PAGE_SIMKL_SERVER")),
    "trakt": Guide("T", "https://developer.trakt.tv/apps", ("PAGE_TRAKT_HURDLE", "PAGE_TRAKT_APP")),
    "tmdb": Guide("M", "https://www.themoviedb.org/settings/api", ("PAGE_TMDB_APP",), KEY, is_secret=True),
}

ISSUERS = ("", "https://simkl.com")
"""Who may send a browser to the callback, as it says itself (RFC 9207); Simkl's generation 1 says nothing."""
