"""The class ``xbmcgui.Dialog``: it records each dialog and returns the answer that the test queued."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fakes.controls import ListItem
from fakes.dialogs import DialogCall
from fakes.kodi import current
from fakes.text import need_text


def _show(back: Any, kind: str, heading: str, message: str = "", **more: Any) -> Any:
    rows = [row if isinstance(row, str) else row.getLabel() for row in more.pop("items", ())]
    items = more.pop("original", [])
    call = DialogCall(kind, need_text(heading), need_text(message), rows, items, more)
    return current().show_dialog(call, back)


class Dialog:
    """Kodi's ready-made dialogs. With no answer queued it is as if Back was pressed (in ok: OK)."""

    def ok(self, heading: str, message: str) -> bool:
        """Show a text with one button."""
        return bool(_show(True, "ok", heading, message))

    def yesno(
        self,
        heading: str,
        message: str,
        nolabel: str = "",
        yeslabel: str = "",
        autoclose: int = 0,
        defaultbutton: int = 10,
    ) -> bool:
        """Ask a question with two buttons."""
        options = {"nolabel": nolabel, "yeslabel": yeslabel, "defaultbutton": defaultbutton}
        return bool(_show(False, "yesno", heading, message, **options))

    def yesnocustom(
        self,
        heading: str,
        message: str,
        customlabel: str,
        nolabel: str = "",
        yeslabel: str = "",
        autoclose: int = 0,
        defaultbutton: int = 10,
    ) -> int:
        """Ask a question with three buttons: 0 for no, 1 for yes, 2 for the third, -1 for Back."""
        need_text(customlabel)
        labels = {"nolabel": nolabel, "yeslabel": yeslabel, "customlabel": customlabel}
        return int(_show(-1, "yesnocustom", heading, message, **labels, defaultbutton=defaultbutton))

    def notification(
        self, heading: str, message: str, icon: str = "", time: int = 0, sound: bool = True
    ) -> None:
        """Show a toast."""
        _show(None, "notification", heading, message, icon=icon, time=time, sound=sound)

    def select(
        self,
        heading: str,
        list: Sequence[str | ListItem],
        autoclose: int = 0,
        preselect: int = -1,
        useDetails: bool = False,
    ) -> int:
        """Show a list; the answer is the index of the row, or -1."""
        options: dict[str, Any] = {"preselect": preselect, "useDetails": useDetails}
        return int(_show(-1, "select", heading, items=list, original=[*list], **options))

    def contextmenu(self, list: Sequence[str]) -> int:
        """Show a menu; the answer is the index of the row, or -1."""
        return int(_show(-1, "contextmenu", "", items=list))

    def input(
        self, heading: str, defaultt: str = "", type: int = 0, option: int = 0, autoclose: int = 0
    ) -> str:
        """Ask for a text."""
        return str(_show("", "input", heading, default=defaultt))

    def textviewer(self, heading: str, text: str, usemono: bool = False) -> None:
        """Show a long text."""
        _show(None, "textviewer", heading, text)
