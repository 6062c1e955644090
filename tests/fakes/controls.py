"""The controls of a window, and the rows of a list: they hold what they were told."""

from fakes.text import need_text


class Control:
    """Any control with an id."""

    def __init__(self, control_id: int) -> None:
        self._id = control_id
        self.fake_enabled = True
        self.fake_place = self.fake_size = (0, 0)
        self._visible = True

    def getId(self) -> int:
        """Return the id that the XML gives it."""
        return self._id

    def setVisible(self, visible: bool) -> None:
        """Show or hide it."""
        self._visible = visible

    def isVisible(self) -> bool:
        """Tell whether it is shown."""
        return self._visible

    def setPosition(self, x: int, y: int) -> None:
        """Move it, in the coordinates of the window's layout."""
        self.fake_place = (x, y)

    def setWidth(self, width: int) -> None:
        """Make it this wide."""
        self.fake_size = (width, self.fake_size[1])

    def setHeight(self, height: int) -> None:
        """Make it this high."""
        self.fake_size = (self.fake_size[0], height)

    def setEnabled(self, enabled: bool) -> None:
        """Make it usable or not."""
        self.fake_enabled = enabled


class ControlGroup(Control):
    """A group of controls."""


class ControlLabel(Control):
    """A line of text."""

    def __init__(self, control_id: int) -> None:
        super().__init__(control_id)
        self._label = ""

    def setLabel(self, label: str = "") -> None:
        """Change the text."""
        self._label = need_text(label)

    def getLabel(self) -> str:
        """Return the text."""
        return self._label


class ControlButton(ControlLabel):
    """A button."""


class ControlImage(Control):
    """A picture."""

    def __init__(self, control_id: int) -> None:
        super().__init__(control_id)
        self.fake_images: list[tuple[str, bool]] = []

    def setImage(self, imageFilename: str, useCache: bool = True) -> None:
        """Change the picture; without ``useCache=False`` Kodi may show an older one of that name."""
        self.fake_images.append((need_text(imageFilename), useCache))


class ControlProgress(Control):
    """A bar."""

    def __init__(self, control_id: int) -> None:
        super().__init__(control_id)
        self._percent = 0.0

    def setPercent(self, percent: float) -> None:
        """Fill it to this part, 0 to 100."""
        self._percent = float(percent)

    def getPercent(self) -> float:
        """Return how far it is filled."""
        return self._percent


class ListItem:
    """A row of a list."""

    def __init__(self, label: str = "", label2: str = "", path: str = "", offscreen: bool = False) -> None:
        self._label, self._label2, self._path = need_text(label), need_text(label2), path
        self._art: dict[str, str] = {}
        self._properties: dict[str, str] = {}

    def getLabel(self) -> str:
        """Return the first line."""
        return self._label

    def setLabel(self, label: str) -> None:
        """Change the first line."""
        self._label = need_text(label)

    def getLabel2(self) -> str:
        """Return the second line."""
        return self._label2

    def setLabel2(self, label: str) -> None:
        """Change the second line."""
        self._label2 = need_text(label)

    def setArt(self, dictionary: dict[str, str]) -> None:
        """Give it pictures."""
        self._art.update(dictionary)

    def getArt(self, key: str) -> str:
        """Return one of its pictures."""
        return self._art.get(key, "")

    def setProperty(self, key: str, value: str) -> None:
        """Set a property."""
        self._properties[key.lower()] = need_text(value)

    def getProperty(self, key: str) -> str:
        """Return a property."""
        return self._properties.get(key.lower(), "")


class ControlList(Control):
    """A list of rows."""

    def __init__(self, control_id: int) -> None:
        super().__init__(control_id)
        self.fake_items: list[ListItem] = []
        self._selected = -1

    def reset(self) -> None:
        """Take all rows out."""
        self.fake_items, self._selected = [], -1

    def addItems(self, items: list[ListItem]) -> None:
        """Add rows at the end."""
        self.fake_items += items
        self._selected = max(self._selected, 0) if self.fake_items else -1

    def selectItem(self, item: int) -> None:
        """Go to a row."""
        self._selected = item

    def getSelectedPosition(self) -> int:
        """Return the number of the row, -1 when there is none."""
        return self._selected


KINDS: "dict[str, type[Control]]" = {
    "button": ControlButton,
    "group": ControlGroup,
    "grouplist": ControlGroup,
    "image": ControlImage,
    "label": ControlLabel,
    "list": ControlList,
    "progress": ControlProgress,
}
