"""What the owner starts: the account list, or what the arguments say."""

from __future__ import annotations

import logging
from typing import Sequence

from trackpass.kodi import dialogs, strings
from trackpass.kodi.log import set_up
from trackpass.kodi.signin_window import show_sign_in
from trackpass.kodi.strings import localize
from trackpass.model import TRACKERS
from trackpass.redaction import Redactor

log = logging.getLogger(__name__)


def main(arguments: Sequence[str]) -> None:
    """``connect P``, ``disconnect P``, ``check [P]``, ``account P``, ``setup``, ``report``; none: the list.

    What nobody foresaw is logged and said.
    """
    set_up(Redactor())
    try:
        _run(arguments)
    except Exception:  # the outermost line of the script
        log.exception("The script failed")
        dialogs.say(localize(strings.UNFORESEEN))


def _run(arguments: Sequence[str]) -> None:
    verb, tracker = (*arguments, "", "")[:2]
    if (verb == "connect" and tracker in TRACKERS) or (verb == "setup" and not tracker):
        show_sign_in(tracker)
        return
    if verb == "report" and not tracker:
        from trackpass.kodi.report_window import show_report

        show_report()
        return
    from trackpass.kodi import accounts  # late, as above: a code on the screen needs none of it

    if not verb:
        accounts.show_accounts()
    elif verb == "account" and tracker in TRACKERS:
        accounts.show_account(tracker)
    elif verb == "disconnect" and tracker in TRACKERS:
        accounts.disconnect(tracker)
    elif verb == "check" and tracker in ("", *TRACKERS):
        accounts.ask_service("check", tracker)
    else:
        log.warning("Called with unknown arguments")
        dialogs.say(localize(strings.UNKNOWN_COMMAND))
