"""The desk on a disk that takes no settings: it goes on with the journal, and tries again after a while."""

from __future__ import annotations

from tests.unit.stage import Stage
from trackpass.vault import REFUSED_REST


def writes(stage: Stage) -> int:
    return len([event for event in stage.events if event[0] == "setting"])


def test_it_is_tried_again_and_again_but_not_often(stage: Stage) -> None:
    """Each write is told as a change of the settings."""
    stage.connected("trakt")
    stage.settings.disk = "closed"
    stage.trakt.will("revoke", True)
    before = writes(stage)
    stage.ask("disconnect", "trakt")
    for _ in range(20):
        stage.desk.settings_changed()
        stage.go(1)
    assert (stage.board.state("trakt"), writes(stage)) == ("signed_out", before + 1)
    stage.go(4 * REFUSED_REST)
    assert writes(stage) == before + 5
    stage.settings.disk = "sound"
    stage.go(REFUSED_REST)
    assert (stage.settings.values["trakt.account"], writes(stage)) == ("", before + 6)
    assert stage.desk.due == float("inf"), "and then never again"


def test_a_dialog_that_is_open_then_is_waited_for(stage: Stage) -> None:
    stage.connected("trakt")
    stage.settings.disk = "closed"
    stage.trakt.will("revoke", True)
    stage.ask("disconnect", "trakt")
    stage.go(REFUSED_REST - 5)
    stage.settings.disk = "sound"
    stage.settings.open_dialog()
    before = writes(stage)
    stage.go(60)
    assert writes(stage) == before
    stage.settings.close_dialog(ok=False)
    stage.go(3)
    assert stage.settings.values["trakt.account"] == ""
