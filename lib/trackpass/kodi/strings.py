"""Every text that a person reads, by name; the words are in ``resources/language``."""

from __future__ import annotations

import re
from typing import Mapping

from trackpass.kodi.settings import addon
from trackpass.model import TRACKERS, AccountState, Phase

FIELD = re.compile(r"\{(\w+)\}")

CONNECT = 32001
NEW_CODE = 32005
CANCEL = 32006
CLOSE = 32007
OPEN_SETTINGS = 32008
TIME_LEFT = 32010

ASKING_FOR_CODE = 32020
WAITING_FOR_PHONE = 32021
APPROVED = 32022
CONNECTED_AS = 32023
CONNECTED = 32024
DENIED = 32025
EXPIRED = 32026
GONE = 32027
NO_SERVICE = 32028

NETWORK = 32040
CERTIFICATE = 32041
SERVER = 32042
GARBLED = 32043
GATE = 32044
BUSY = 32045
APP_ID_MISSING = 32046
APP_ID = 32047
APP_SECRET = 32048
ACCOUNT_LOCKED = 32049
ACCOUNT_VIP = 32050
ACCOUNT_LIMIT = 32051
ENDED = 32052

CLOCK = 32053
BLOCKED = 32054
PLACE_TAKEN = 32055
FILES_LOST = 32056
COPIED = 32057

ACCOUNTS = 32060
SIGNED_OUT = 32061
UNVERIFIED = 32062
CHECKED_AT = 32063
CHECK_NOW = 32064
SIGN_IN_AGAIN = 32065
SIGN_OUT = 32066
CONFIRM_SIGN_OUT = 32067
SIGNED_OUT_NOW = 32068
LEFT_BEHIND = 32069
UNKNOWN_COMMAND = 32070
SIGN_IN_ANEW = 32071
INSTEAD_OF = 32072
UNFORESEEN = 32073
SIGN_IN_ENDED = 32074

PROBLEMS: Mapping[str, int] = {
    "network": NETWORK,
    "certificate": CERTIFICATE,
    "server": SERVER,
    "garbled": GARBLED,
    "gate": GATE,
    "busy": BUSY,
    "app_id_missing": APP_ID_MISSING,
    "app_id": APP_ID,
    "app_secret": APP_SECRET,
    "account_locked": ACCOUNT_LOCKED,
    "account_vip": ACCOUNT_VIP,
    "account_limit": ACCOUNT_LIMIT,
    "ended": ENDED,
    "clock": CLOCK,
    "blocked": BLOCKED,
    "place_taken": PLACE_TAKEN,
    "files_lost": FILES_LOST,
    "copied": COPIED,
}
"""The sentence for each :class:`trackpass.errors.Problem`, by its value."""

PHASES: Mapping[Phase, int] = {
    "starting": ASKING_FOR_CODE,
    "waiting": WAITING_FOR_PHONE,
    "approved": APPROVED,
    "connected": CONNECTED,
    "denied": DENIED,
    "expired": EXPIRED,
    "gone": GONE,
    "cancelled": SIGNED_OUT,
}
"""What the sign-in window says in each phase while nothing stands in the way."""

STATES: Mapping[AccountState, int] = {
    "signed_out": SIGNED_OUT,
    "waiting": WAITING_FOR_PHONE,
    "connected": CONNECTED,
    "unverified": UNVERIFIED,
    "reconnect": ENDED,
}
"""An account's state as a sentence."""


PLACES: Mapping[str, str] = {
    "simkl": "simkl.com/settings/connected-apps",
    "trakt": "app.trakt.tv/settings/apps",
}
"""Where an owner can remove an app's access, as a person types it."""


def localize(number: int, tracker: str = "", **values: str) -> str:
    """The text in the owner's language; ``tracker`` is a tracker's key, shown by its brand name."""
    values["tracker"] = TRACKERS.get(tracker, "")
    text = str(addon().getLocalizedString(number))
    return FIELD.sub(lambda field: values.get(field.group(1), field.group()), text)
