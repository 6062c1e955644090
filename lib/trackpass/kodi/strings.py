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
APPROVE_THERE = 32009
TIME_LEFT = 32010
VERIFY_NOW = 32012
TRY_AGAIN = 32013
USE_PHONE = 32014
SET_UP = 32015
ENTER_APP_ID = 32016
ENTER_APP_KEY = 32017
ENTER_ANYTHING = 32018
SET_UP_MEANS = 32019

ASKING_FOR_CODE = 32020
WAITING_FOR_PHONE = 32021
APPROVED = 32022
CONNECTED_AS = 32023
CONNECTED = 32024
DENIED = 32025
EXPIRED = 32026
GONE = 32027
NO_SERVICE = 32028
EXPIRED_LINK = 32029
EXPIRED_BROWSER = 32030
OPENING_PAGE = 32031
STORAGE = 32032
NOT_APPROVED = 32033

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
PAGE_PORT = 32058
PAGE_NETWORK = 32059

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

APP_ID_FORMAT = 32100
APP_REDIRECT = 32101
APP_KEY_MISSING = 32102
APP_KEY_FORMAT = 32103
APP_KEY = 32104
APP_KEY_SUSPENDED = 32105
SETTINGS_OPEN = 32106
APP_KIND = 32107

PAGE_TITLE = 32120
PAGE_INTRO = 32121
PAGE_CLOSED = 32122
PAGE_REFUSED = 32123
PAGE_TOO_LONG = 32124
PAGE_CONNECT = 32125
PAGE_OPEN = 32126
PAGE_APPROVED = 32127
PAGE_CODE_HINT = 32129
PAGE_LINK_HINT = 32130
PAGE_BROWSER_HINT = 32131
PAGE_ID = 32132
PAGE_ID_FIELD = 32133
PAGE_ID_NEEDED = 32134
PAGE_ID_ENTER = 32135
PAGE_ID_SAVED = 32136
PAGE_KEY = 32137
PAGE_KEY_FIELD = 32138
PAGE_KEY_NEEDED = 32139
PAGE_KEY_ENTER = 32140
PAGE_KEY_SAVED = 32141
PAGE_SECRET_FIELD = 32142
PAGE_SECRET_HINT = 32143
PAGE_SECRET_SAVED = 32144
PAGE_WHERE = 32145
PAGE_SIMKL_APP = 32146
PAGE_SIMKL_SERVER = 32147
PAGE_TRAKT_APP = 32148
PAGE_TMDB_APP = 32149
PAGE_SAVE = 32150
PAGE_SAVED = 32151
PAGE_BACK = 32152
PAGE_STAY = 32153
PAGE_BROWSER = 32154
PAGE_REDIRECT = 32155
PAGE_NO_REDIRECT = 32156
PAGE_CODE_BY_HAND = 32157
PAGE_CODE_STEP = 32158
PAGE_CODE_COPY = 32159
PAGE_CODE_FIELD = 32160
PAGE_CODE_SEND = 32161
PAGE_CODE_MISSING = 32162
PAGE_CODE_UNKNOWN = 32163
PAGE_CALLBACK_UNKNOWN = 32164
PAGE_DONE = 32165
PAGE_NOT_DONE = 32166
PAGE_TV_GOES_ON = 32167
REMOTE_BAD_REQUEST = 32168
REMOTE_NOT_FOUND = 32169
REMOTE_NOTHING_WAITS = 32170
PAGE_WAITING = 32171

LAST_CHECKED = 32200
LAST_CHECKED_ON = 32201
CHECKED_ON = 32202
SIGNED_IN_SINCE = 32203
SIGN_IN_AGAIN_MEANS = 32204
SIGN_OUT_MEANS = 32205
NEXT_REFRESH = 32206
NEXT_REFRESH_ON = 32207
WHAT_IS_WRONG = 32208
SIGN_IN_IS_OVER = 32209
NOT_CHECKED = 32210
LATER = 32211
NEVER = 32212
REPAIR_MEANS = 32213
WELCOME = 32214
CONNECT_ALL = 32215
CONNECT_ALL_MEANS = 32216
CONNECT_MORE = 32217
SEE_APPS = 32220
SEE_VIP = 32221
COPY_APP_ID = 32222
COPY_APP_KEY = 32223
CHECK_NETWORK = 32224
NOTHING_TO_DO = 32225

REPORT = 32270
REPORT_NAMES = 32272
REPORT_SCAN = 32273
REPORT_SEND = 32274
REPORT_SAFE = 32275
REPORT_TEXT = 32276

PROBLEMS: Mapping[str, int] = {
    "network": NETWORK,
    "certificate": CERTIFICATE,
    "server": SERVER,
    "garbled": GARBLED,
    "gate": GATE,
    "busy": BUSY,
    "not_approved": NOT_APPROVED,
    "app_id_missing": APP_ID_MISSING,
    "app_id": APP_ID,
    "app_id_format": APP_ID_FORMAT,
    "app_secret": APP_SECRET,
    "app_kind": APP_KIND,
    "app_redirect": APP_REDIRECT,
    "app_key_missing": APP_KEY_MISSING,
    "app_key_format": APP_KEY_FORMAT,
    "app_key": APP_KEY,
    "app_key_suspended": APP_KEY_SUSPENDED,
    "settings_open": SETTINGS_OPEN,
    "page_port": PAGE_PORT,
    "page_network": PAGE_NETWORK,
    "account_locked": ACCOUNT_LOCKED,
    "account_vip": ACCOUNT_VIP,
    "account_limit": ACCOUNT_LIMIT,
    "ended": ENDED,
    "clock": CLOCK,
    "blocked": BLOCKED,
    "place_taken": PLACE_TAKEN,
    "files_lost": FILES_LOST,
    "copied": COPIED,
    "storage": STORAGE,
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
    "tmdb": "themoviedb.org/settings",
}
"""Where an owner can remove an app's access, as a person types it."""


def localize(number: int, tracker: str = "", **values: str) -> str:
    """The text in the owner's language; ``tracker`` is a tracker's key, shown by its brand name."""
    values["tracker"] = TRACKERS.get(tracker, "")
    text = str(addon().getLocalizedString(number))
    return FIELD.sub(lambda field: values.get(field.group(1), field.group()), text)
