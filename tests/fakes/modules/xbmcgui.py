"""Stand-in for Kodi's module ``xbmcgui``."""

from fakes.controls import Control as Control
from fakes.controls import ControlButton as ControlButton
from fakes.controls import ControlGroup as ControlGroup
from fakes.controls import ControlImage as ControlImage
from fakes.controls import ControlLabel as ControlLabel
from fakes.controls import ControlList as ControlList
from fakes.controls import ControlProgress as ControlProgress
from fakes.controls import ListItem as ListItem
from fakes.dialog_api import Dialog as Dialog
from fakes.windows import Action as Action
from fakes.windows import Window as Window
from fakes.windows import WindowXML as WindowXML
from fakes.windows import WindowXMLDialog as WindowXMLDialog
from fakes.windows import getCurrentWindowDialogId as getCurrentWindowDialogId
from fakes.windows import getCurrentWindowId as getCurrentWindowId

ACTION_MOVE_LEFT, ACTION_MOVE_RIGHT, ACTION_MOVE_UP, ACTION_MOVE_DOWN = 1, 2, 3, 4
ACTION_SELECT_ITEM = 7
ACTION_PARENT_DIR = 9
ACTION_PREVIOUS_MENU = 10
ACTION_STOP = 13
ACTION_NAV_BACK = 92
ACTION_MOUSE_LEFT_CLICK = 100
ACTION_MOUSE_RIGHT_CLICK = 101
ACTION_MOUSE_MOVE = 107
ACTION_CONTEXT_MENU = 117

NOTIFICATION_INFO, NOTIFICATION_WARNING, NOTIFICATION_ERROR = "info", "warning", "error"
DLG_YESNO_NO_BTN, DLG_YESNO_YES_BTN, DLG_YESNO_CUSTOM_BTN = 10, 11, 12
