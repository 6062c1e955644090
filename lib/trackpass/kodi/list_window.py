"""The window of a list: the account list, and the page of an account. Its rows are live.

What a row leads to opens above the list, so that no key falls through to whatever is behind it. Kodi's own
select dialog shows the rows as they were, and holds Kodi up for seconds when it is to quit.
"""

from __future__ import annotations

import logging
import threading
from typing import Callable, List, NamedTuple, Optional, Sequence, cast

import xbmc
import xbmcgui

from trackpass.kodi.controls import Turn, take_key
from trackpass.kodi.layout import directed
from trackpass.kodi.settings import addon_path

log = logging.getLogger(__name__)

XML = "script-trackpass-list.xml"
LIST = 9020

LOOK_EVERY = 0.25


class Row(NamedTuple):
    """One row: ``key`` is what choosing it hands on, ``picture`` the path of an image."""

    key: str
    label: str
    second_line: str
    picture: str


class ListWindow(xbmcgui.WindowXMLDialog):
    """The list while it is open; :func:`show_list` opens it."""

    _closed = False
    _error: Optional[Exception] = None

    def open_for(
        self, heading: Callable[[], str], rows: Callable[[], Sequence[Row]], do: Callable[[str], bool]
    ) -> None:
        """Stays open until the owner leaves, ``do`` returns True, or no row is left."""
        self._heading, self._look, self._do = heading, rows, do
        self._rows: Sequence[Row] = ()
        self._items: List[xbmcgui.ListItem] = []
        self._turn, self._ready, self._pen = Turn(), threading.Event(), threading.Lock()
        self.setProperty("title", heading())
        painter = threading.Thread(target=self._paint_until_closed, name="trackpass-list")
        painter.start()
        try:
            self.doModal()
        finally:
            self._closed = True
            self._ready.set()
            painter.join()
        if self._error is not None:
            raise self._error

    def onInit(self) -> None:
        """Kodi drew the window."""
        self._paint()
        self.setFocusId(LIST)
        self._ready.set()

    def onAction(self, action: xbmcgui.Action) -> None:
        """A key of the remote."""
        take_key(self, action, LIST)

    def onClick(self, control_id: int) -> None:
        """OK on a row, or on "Close". A second OK that comes while the first leads somewhere is none."""
        if self._turn.is_taken:
            return
        if control_id != LIST or self._is_done(self._selected()):
            self.close()
        else:
            self._paint()  # the owner comes back to what came of it

    def _is_done(self, key: str) -> bool:
        with self._turn:
            try:
                return bool(key) and self._do(key)
            except Exception as error:  # Kodi would only log it; whoever opened the list is to know
                self._error = error
                return True

    def _paint_until_closed(self) -> None:
        monitor, has_failed = xbmc.Monitor(), False
        self._ready.wait()
        while not self._closed:
            if monitor.waitForAbort(LOOK_EVERY):
                self.close()
                return
            try:
                if not self._paint() and not self._turn.is_taken:
                    self.close()
            except Exception:  # the outermost line of the thread: a look that fails is tried again
                if not has_failed:
                    log.exception("The list cannot be drawn")
                has_failed = True

    def _paint(self) -> bool:
        """Puts up how things are now; whether there is anything to put up."""
        with self._pen:
            self.setProperty("title", self._heading())
            rows = self._look()
            if [row.key for row in rows] != [row.key for row in self._rows]:
                self._fill(rows)
            for listed, row, former in zip(self._items, rows, self._rows):
                if row != former:
                    listed.setLabel(row.label)
                    listed.setLabel2(row.second_line)
            self._rows = rows
            return bool(rows)

    def _fill(self, rows: Sequence[Row]) -> None:
        """Puts up other rows than before; the same one stays chosen, if it is still there."""
        kept, keys = self._selected(), [row.key for row in rows]
        self._items = [item(row) for row in rows]
        self._list.reset()
        self._list.addItems(self._items)
        self._list.selectItem(keys.index(kept) if kept in keys else 0)
        self._rows = rows

    def _selected(self) -> str:
        number = self._list.getSelectedPosition()
        return self._rows[number].key if 0 <= number < len(self._rows) else ""

    @property
    def _list(self) -> xbmcgui.ControlList:
        return cast(xbmcgui.ControlList, self.getControl(LIST))


def show_list(
    heading: Callable[[], str], rows: Callable[[], Sequence[Row]], do: Callable[[str], bool]
) -> None:
    """Opens the list and waits until it is closed.

    ``heading`` and ``rows`` tell how they are now, ``do`` does what choosing the row with this key means. The
    list closes when that returns True, or when no row is left. What ``do`` raises comes out here.
    """
    window = ListWindow(directed(XML), addon_path(), "Default", "1080i")
    try:
        window.open_for(heading, rows, do)
    finally:
        del window


def item(row: Row) -> xbmcgui.ListItem:
    """The row as Kodi's lists take it."""
    found = xbmcgui.ListItem(row.label, row.second_line)
    found.setArt({"icon": row.picture, "thumb": row.picture})
    return found
