"""The window classes of ``xbmcgui``: shared properties, controls from the XML, what keys and clicks do."""

from __future__ import annotations

import threading
import time
from typing import Any, TypeVar

from fakes.controls import KINDS, Control
from fakes.kodi import HOME_WINDOW, current
from fakes.skin import WindowLayout, find_layout
from fakes.text import need_text

SELECT_ITEM = 7
CLOSING_KEYS = (10, 92)  # ACTION_PREVIOUS_MENU, ACTION_NAV_BACK
FIRST_SCRIPT_WINDOW = 13000
FRAME = 0.003
"""Seconds from a property's change to the frame in which Kodi shows or hides what depends on it."""

_Self = TypeVar("_Self", bound="WindowXML")


class Action:
    """A key, or a movement of the mouse."""

    def __init__(self, action_id: int, button_code: int = 0) -> None:
        self._id, self._button_code = action_id, button_code

    def getId(self) -> int:
        """Return which action it is."""
        return self._id

    def getButtonCode(self) -> int:
        """Return which button it came from."""
        return self._button_code

    def __eq__(self, other: object) -> bool:
        """Compare with an action's number too, as Kodi allows."""
        return self._id == (other.getId() if isinstance(other, Action) else other)

    __hash__ = None  # type: ignore[assignment]


class Window:
    """One of Kodi's own windows: properties shared by all interpreters, and no case in their names."""

    def __init__(self, existingWindowId: int = -1) -> None:
        """Take hold of a window."""
        self.fake_id = existingWindowId

    def setProperty(self, key: str, value: str) -> None:
        """Set a property."""
        current().set_property(self.fake_id, need_text(key), need_text(value))

    def getProperty(self, key: str) -> str:
        """Return a property, empty when it is not set."""
        return current().properties.get(self.fake_id, {}).get(need_text(key).lower(), "")

    def clearProperty(self, key: str) -> None:
        """Remove a property."""
        current().set_property(self.fake_id, need_text(key), "")

    def clearProperties(self) -> None:
        """Remove all properties, those of others too."""
        for key in list(current().properties.get(self.fake_id, {})):
            self.clearProperty(key)


class WindowXML(Window):
    """A window of an add-on, laid out by an XML file.

    What is ours is called ``fake_...``, so that a subclass's own attributes cannot meet it.
    """

    fake_owner: threading.Thread
    fake_xml: str
    fake_layout: WindowLayout
    fake_controls: dict[int, Control]
    fake_focus: int | None
    fake_open: bool
    fake_former: dict[str, tuple[float, str]]

    def __new__(
        cls: type[_Self],
        xmlFilename: str,
        scriptPath: str,
        defaultSkin: str = "Default",
        defaultRes: str = "720p",
        *args: Any,
        **kwargs: Any,
    ) -> _Self:
        """Find the XML file. As in Kodi all is done here: a subclass may take more arguments for itself."""
        self = super().__new__(cls)
        kodi = current()
        self.fake_id = FIRST_SCRIPT_WINDOW + len(kodi.windows)
        kodi.properties.pop(self.fake_id, None)
        self.fake_layout = find_layout(xmlFilename, scriptPath, defaultSkin, defaultRes)
        self.fake_owner = threading.current_thread()
        self.fake_xml = xmlFilename
        self.fake_controls = {}
        self.fake_focus = None
        self.fake_open = False
        self.fake_former = {}
        return self

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Do nothing more."""

    def show(self) -> None:
        """Open the window and return; ``onInit`` comes with the next wait."""
        kodi = current()
        self.fake_controls = {
            one: KINDS.get(kind, Control)(one) for one, kind in self.fake_layout.kinds.items()
        }
        self.fake_focus = self.fake_layout.default_control
        self.fake_former.clear()  # what was set before is in the first frame (seen in Kodi 20.1 and 21.2)
        self.fake_open = True
        kodi.windows.append(self)
        kodi.tell("open", window=self)
        kodi.deliver(self, "onInit")

    def doModal(self) -> None:
        """Open the window and return when it is closed; that Kodi stops closes none."""
        self.show()
        kodi = current()
        try:
            kodi.wait(-1, until=lambda: not self.fake_open)
        finally:
            self.close()

    def close(self) -> None:
        """Close the window; a second time does nothing."""
        kodi = current()
        if self.fake_open:
            self.fake_open = False
            kodi.windows.remove(self)
            kodi.tell("close", window=self)
            kodi.mail.wake()

    def getControl(self, controlId: int) -> Control:
        """Return a control. Before the window is open it has none; Kodi raises RuntimeError then, too."""
        if controlId not in self.fake_controls:
            raise RuntimeError(f"Non-Existent Control {controlId}")
        return self.fake_controls[controlId]

    def setProperty(self, key: str, value: str) -> None:
        """Set a property; what depends on it is shown or hidden a frame later."""
        self.fake_former[need_text(key).lower()] = (time.monotonic() + FRAME, self.fake_drawn(key))
        super().setProperty(key, value)

    def fake_drawn(self, key: str) -> str:
        """Return a property as it was when the present frame was drawn."""
        until, former = self.fake_former.get(key.lower(), (0.0, ""))
        return former if time.monotonic() < until else self.getProperty(key)

    def fake_is_seen(self, control_id: int) -> bool:
        """Tell whether a control is on the screen, as far as ``setVisible`` and simple conditions say."""
        control = self.getControl(control_id)
        return control.isVisible() and self.fake_layout.is_seen(control_id, self.fake_drawn)

    def setFocusId(self, controlId: int) -> None:
        """Give a control the focus; one that is not on the screen does not take it, and nobody is told."""
        if self.fake_is_seen(controlId):
            self.fake_focus = controlId

    def setFocus(self, control: Control) -> None:
        """Give a control the focus."""
        self.setFocusId(control.getId())

    def getFocusId(self) -> int:
        """Return the control with the focus. Raises RuntimeError when there is none."""
        if self.fake_focus is None:
            raise RuntimeError("No control in this window has focus")
        return self.fake_focus

    def onInit(self) -> None:
        """Be told that the window is open."""

    def onAction(self, action: Action) -> None:
        """Be told of a key. Back closes the window, unless a subclass says otherwise."""
        if action.getId() in CLOSING_KEYS:
            self.close()

    def onClick(self, controlId: int) -> None:
        """Be told that a button was chosen."""

    def onFocus(self, controlId: int) -> None:
        """Be told that a control got the focus."""

    def take_action(self, action_id: int, button_code: int = 0) -> None:
        """Do what Kodi does with a key; OK on a button chooses it as well."""
        current().deliver(self, "onAction", Action(action_id, button_code))
        if action_id == SELECT_ITEM and self.fake_focus in self.fake_controls:
            self.take_click(self.fake_focus)

    def take_click(self, control_id: int) -> None:
        """Do what Kodi does when a button is chosen. AssertionError: the person could not do that."""
        control = self.fake_controls.get(control_id)
        if control is None or not control.isVisible() or not control.fake_enabled:
            raise AssertionError(f"There is no button {control_id} to choose in {self.fake_xml}")
        self.fake_focus = control_id
        current().deliver(self, "onClick", control_id)


class WindowXMLDialog(WindowXML):
    """A dialog of an add-on, laid out by an XML file."""


def getCurrentWindowId() -> int:
    """Return the id of the window below all dialogs."""
    return HOME_WINDOW


def getCurrentWindowDialogId() -> int:
    """Return the id of the topmost dialog, 9999 when there is none."""
    windows = current().windows
    return int(windows[-1].fake_id) if windows else 9999
