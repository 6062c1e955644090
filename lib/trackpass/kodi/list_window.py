"""The window of a list: the account list, and the page of an account. Its rows are live.

Kodi's own select dialog shows the rows as they were, and holds Kodi up for seconds when it is to quit.
"""

from __future__ import annotations

import logging
import threading
from typing import Callable, List, NamedTuple, Sequence, cast

import xbmc
import xbmcgui

from trackpass.kodi.controls import take_key
from trackpass.kodi.layout import directed
from trackpass.kodi.settings import addon_path

log = logging.getLogger(__name__)

XML = "script-trackpass-list.xml"
CLOSE_BUTTON = 9002
LIST = 9020
GROUP = 9021
PANEL = 9022

LOOK_EVERY = 0.25
MOST_ROWS = 5
"""What the XML has room for without scrolling; with fewer rows the window is lower."""
ROW_HEIGHT, PANEL_HEIGHT, SCREEN_HEIGHT = 124, 884, 1080
GROUP_LEFT = 190
CLOSE_BUTTON_AT = (583, 760)
"""Where the XML has them, in its own units."""


class Row(NamedTuple):
    """One row: ``key`` is what choosing it answers, ``picture`` the path of an image."""

    key: str
    label: str
    second_line: str
    picture: str


class ListWindow(xbmcgui.WindowXMLDialog):
    """The list while it is open; :func:`choose` opens it."""

    chosen = ""
    _closed = False

    def open_for(self, heading: str, rows: Callable[[], Sequence[Row]], first: str) -> None:
        """Stays open until a row is chosen or the owner leaves; ``rows`` is asked again and again."""
        self._look, self._first = rows, first
        self._rows: Sequence[Row] = ()
        self._items: List[xbmcgui.ListItem] = []
        self._ready = threading.Event()
        self.setProperty("title", heading)
        painter = threading.Thread(target=self._paint_until_closed, name="trackpass-list")
        painter.start()
        try:
            self.doModal()
        finally:
            self._closed = True
            self._ready.set()
            painter.join()

    def onInit(self) -> None:
        """Kodi drew the window."""
        self._paint()
        self.setFocusId(LIST)
        self._ready.set()

    def onAction(self, action: xbmcgui.Action) -> None:
        """A key of the remote."""
        take_key(self, action, LIST)

    def onClick(self, control_id: int) -> None:
        """OK on a row or on "Close"."""
        if control_id == LIST:
            self.chosen = self._selected()
        self.close()

    def _paint_until_closed(self) -> None:
        monitor, has_failed = xbmc.Monitor(), False
        self._ready.wait()
        while not self._closed:
            if monitor.waitForAbort(LOOK_EVERY):
                self.close()
                return
            try:
                self._paint()
            except Exception:  # the outermost line of the thread: a look that fails is tried again
                if not has_failed:
                    log.exception("The list cannot be drawn")
                has_failed = True

    def _paint(self) -> None:
        rows = self._look()
        if [row.key for row in rows] != [row.key for row in self._rows]:
            self._fill(rows)
        for listed, row, former in zip(self._items, rows, self._rows):
            if row != former:
                listed.setLabel(row.label)
                listed.setLabel2(row.second_line)
        self._rows = rows

    def _fill(self, rows: Sequence[Row]) -> None:
        """Puts up other rows than before; the same one stays chosen, if it is still there."""
        kept = self._selected() or self._first
        listed = self._list()
        self._items = [item(row) for row in rows]
        listed.reset()
        listed.addItems(self._items)
        keys = [row.key for row in rows]
        listed.selectItem(keys.index(kept) if kept in keys else 0)
        self._rows = rows
        self._fit(len(rows))

    def _fit(self, count: int) -> None:
        """Makes the window as high as its rows, and keeps it in the middle."""
        spare = max(0, MOST_ROWS - count) * ROW_HEIGHT
        left, top = CLOSE_BUTTON_AT
        self.getControl(CLOSE_BUTTON).setPosition(left, top - spare)
        self.getControl(PANEL).setHeight(PANEL_HEIGHT - spare)
        self.getControl(GROUP).setPosition(GROUP_LEFT, (SCREEN_HEIGHT - PANEL_HEIGHT + spare) // 2)

    def _selected(self) -> str:
        number = self._list().getSelectedPosition()
        return self._rows[number].key if 0 <= number < len(self._rows) else ""

    def _list(self) -> xbmcgui.ControlList:
        return cast(xbmcgui.ControlList, self.getControl(LIST))


def choose(heading: str, rows: Callable[[], Sequence[Row]], first: str = "") -> str:
    """Opens the list and waits; the key of the row that was chosen, "" for none.

    ``rows`` tells how they are now; ``first``: the key of the row to begin at, "" for the uppermost.
    """
    window = ListWindow(directed(XML), addon_path(), "Default", "1080i")
    try:
        window.open_for(heading, rows, first)
        return window.chosen
    finally:
        del window


def item(row: Row) -> xbmcgui.ListItem:
    """The row as Kodi's lists take it."""
    found = xbmcgui.ListItem(row.label, row.second_line)
    found.setArt({"icon": row.picture, "thumb": row.picture})
    return found
