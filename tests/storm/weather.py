"""Everything that can go wrong, drawn at random from one seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import xbmcaddon

from fakes.kodi import ADDON_ID
from storm.box import TRACKERS, TvBox

Kind = tuple[str, dict[str, Any]]

ANSWERED: tuple[Kind, ...] = (
    ("status", {"status": 500}),
    ("status", {"status": 503, "retry_after": 90}),
    ("status", {"status": 522, "body": "html"}),
    ("html", {"status": 200}),
    ("html", {"status": 502}),
    ("slow", {"seconds": 0.05}),
    ("drip", {"seconds": 0.05}),
    ("rate_limit", {}),
    ("rate_limit", {"retry_after": 45}),
    ("rate_limit", {"retry_after": 7200}),
    ("rate_limit", {"retry_after": "http-date", "seconds": 120}),
    ("cloudflare_403", {}),
    *(("cloudflare_json", {"status": status}) for status in (403, 409, 429, 530)),
)
"""Faults whose answer arrives: the true one, late, or one that says that the tracker did not act."""
UNANSWERED: tuple[Kind, ...] = (
    ("drop_before", {}),
    ("hang", {}),
    ("broken_json", {"act": False}),
    ("empty", {}),
    ("null", {}),
)
"""Faults after which a client cannot know whether the tracker acted; it did not."""
SPENT: tuple[Kind, ...] = (("drop_after", {}), ("hang", {"mid": True}), ("broken_json", {"act": True}))
"""Faults after which the tracker did act and the answer is lost."""
ENDLESS: Kind = ("drip", {"seconds": 3.0})
"""Spent as well. Only a moment after the client gave up does the tracker see it, which at Trakt's refresh is
too late to forgive the second one."""
HICCUP: Kind = ("status", {"status": 401})
BLOCKED: Kind = ("block_412", {})
TOO_EARLY: Kind = ("slow_down", {})
KINDS = {kind for kind, _ in (*ANSWERED, *UNANSWERED, *SPENT, ENDLESS, HICCUP, BLOCKED, TOO_EARLY)}


class Weather:
    """Draws events and lets them happen to a box; ``happened`` counts them by name.

    A refresh token of Trakt works once, so that two lost answers in a row end the account by our own rule,
    and one that was spent ends it at once unless the tracker allows for a grace period. The weather keeps to
    what an account can live through; the ends themselves have tests of their own.
    """

    def __init__(self, box: TvBox, seed: int, grace: bool) -> None:
        self.box = box
        self.random = random.Random(seed)
        self.grace = grace
        self.happened: Counter[str] = Counter()
        self._events: list[tuple[int, Callable[[], str]]] = [
            (60, self._tracker_fault),
            (8, self._outage),
            (8, self._restart),
            (8, self._power_cut),
            (6, self._settings_dialog),
            (6, self._sign_in_anew),
            (4, self._stale_copy),
            (3, self._clock_jump),
            (3, self._sleep),
        ]

    def strike(self) -> None:
        """Let one event happen, and the owner ask for a check now and then."""
        weights = [weight for weight, _ in self._events]
        (event,) = self.random.choices([event for _, event in self._events], weights)
        self.happened[event()] += 1
        if self.random.random() < 0.5:
            self.box.command("check", self.random.choice(TRACKERS))

    def clear_up(self) -> None:
        """Let the sun shine: no fault waits, the network is there."""
        self.box.trackers.clear_faults()
        self.box.trackers.recover()

    def _tracker_fault(self) -> str:
        tracker = self.random.choice(TRACKERS)
        route = self.random.choice(("refresh", "refresh", "check", "user")) if tracker != "tmdb" else "user"
        return f"{tracker}: {self._fault(tracker, route)}"

    def _fault(self, tracker: str, route: str) -> str:
        kind, options = self.random.choice(self._kinds(tracker, route))
        self.box.trackers.fault(tracker, route, kind, **options)
        return kind

    def _kinds(self, tracker: str, route: str) -> list[Kind]:
        """The faults that an account lives through on this route, as things are now."""
        if (tracker, route) == ("trakt", "refresh"):
            spent = SPENT if self.grace else ()
            return [*ANSWERED, *((*UNANSWERED, *spent) if self._trakt_is_answered() else ())]
        kinds = [*ANSWERED, *UNANSWERED, *SPENT, ENDLESS]
        if tracker == "simkl":
            kinds.append(BLOCKED)
        elif route in ("check", "user") and self._is_sure(tracker):
            kinds.append(HICCUP)
        return [*kinds, TOO_EARLY] if route == "poll" else kinds

    def _is_sure(self, tracker: str) -> bool:
        """Whether a 401 would be the first one: a second one in a row ends a session of TMDb."""
        waiting = [fault.tracker for fault in self.box.trackers.faults.waiting()]
        return self.box.state(tracker) == "connected" and tracker not in waiting

    def _trakt_is_answered(self) -> bool:
        """Whether the last refresh at Trakt got its answer, and no fault waits for the next one."""
        waiting = [fault for fault in self.box.trackers.faults.waiting() if fault.route == "refresh"]
        done = self.box.trackers.requests(host="auth.trakt.tv", route="refresh")
        return not any(fault.tracker == "trakt" for fault in waiting) and (
            not done or done[-1].fault in ("", "slow", "drip")
        )

    def _outage(self) -> str:
        tracker, how = self.random.choice(TRACKERS), self.random.choice(("refuse", "refuse", "hang"))
        self.box.trackers.outage(tracker, how)
        self.box.run(self.random.choice((20, 90, 400)))
        self.box.trackers.recover(tracker)
        return f"network {how}"

    def _restart(self) -> str:
        self.box.power_off()
        self.box.pass_time(self.random.choice((5, 60, 400)))
        self.box.power_on()
        return "restart"

    def _power_cut(self) -> str:
        """The plug is pulled, and one of the two files is what the power left of it."""
        self.box.power_off()
        journal = self.box.kodi.settings().path.parent / "accounts.json"
        damage = self.random.choice(
            ("none", "settings empty", "settings half", "journal empty", "journal gone")
        )
        if damage.startswith("settings"):
            self.box.kodi.settings().cut_power(0.0 if damage.endswith("empty") else 0.5)
        elif damage == "journal empty":
            journal.write_bytes(b"")
        elif damage == "journal gone":
            journal.unlink()
        if damage.startswith("journal"):
            self.box.trackers.forget_rests()
        self.box.pass_time(self.random.choice((5, 3600, 86400)))
        self.box.power_on()
        return f"power cut, {damage}"

    def _settings_dialog(self) -> str:
        dialog = self.box.kodi.open_settings_dialog(ADDON_ID)
        self.box.run(self.random.choice((3, 200, 500)))
        how = self.random.choice(("OK", "Cancel"))
        dialog.ok() if how == "OK" else dialog.cancel()
        if how == "OK":
            self.box.settings_changed()
        self.box.run(10)
        return f"settings dialog, {how}"

    def _sign_in_anew(self) -> str:
        """The owner signs out and in again, and each call for it goes wrong once."""
        tracker = self.random.choice(TRACKERS)
        if self.box.state(tracker) in ("connected", "unverified"):  # a lost one is to be seen at the end
            faults = [self._fault(tracker, route) for route in ("revoke", "start", "poll")]
            self.box.command("disconnect", tracker)
            self.box.sign_in(tracker)
            return f"new sign-in: {', '.join(faults)}"
        return "new sign-in, not now"

    def _stale_copy(self) -> str:
        """Another interpreter read the settings a while ago and writes them back now."""
        stale = xbmcaddon.Addon(ADDON_ID)
        stale.getSetting("simkl.client_id")
        self.box.run(400)
        stale.setSetting("trakt.client_id", stale.getSetting("trakt.client_id"))
        self.box.settings_changed()
        return "stale copy"

    def _clock_jump(self) -> str:
        self.box.wall_offset += self.random.choice((-1.8e9, -3600, 3600, 4.4e8))
        self.box.trackers.forget_rests()  # over the next restart the box's own clock is all that there is
        return "clock jump"

    def _sleep(self) -> str:
        self.box.pass_time(self.random.choice((600, 86400, 86400 * 20)), asleep=True)
        assert self.box.parts is not None
        self.box.parts.woken()
        return "sleep"
