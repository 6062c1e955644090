"""The fakes behave as a real Kodi does: callbacks, waiting, notifications, windows, dialogs."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import xbmc
import xbmcaddon
import xbmcgui
import xbmcvfs

from fakes.kodi import HOME_WINDOW, FakeKodi
from fakes.sample import make_sample_addon
from fakes.skin import holds


@pytest.fixture
def kodi(tmp_path: Path) -> Iterator[FakeKodi]:
    """A FakeKodi with a tiny add-on of its own."""
    with FakeKodi(tmp_path / "home", make_sample_addon(tmp_path / "sample")) as kodi:
        yield kodi
        leave(kodi)


def leave(kodi: FakeKodi) -> None:
    """Close what is open: no window closes itself when Kodi stops."""
    for window in list(kodi.windows):
        window.close()


def addon() -> xbmcaddon.Addon:
    return xbmcaddon.Addon("script.sample")


class Recorder(xbmc.Monitor):
    """Keeps what it is told, and on which thread; it leaves super().__init__ out, as add-ons do."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, ...]] = []
        self.threads: set[threading.Thread] = set()

    def onNotification(self, sender: str, method: str, data: str) -> None:
        self.heard.append((sender, method, data))
        self.threads.add(threading.current_thread())

    def onSettingsChanged(self) -> None:
        self.heard.append(("settings",))


def test_callbacks_wait_for_their_own_thread(kodi: FakeKodi) -> None:
    made: list[Recorder] = []

    def script() -> None:
        made.append(Recorder())
        made[0].waitForAbort()

    interpreter = kodi.run(script, addon_id="script.sample")
    monitor = kodi.wait_until(lambda: made and made[0])
    mine = Recorder()
    kodi.notify("me", "hello", {"a": 1})
    kodi.wait_until(lambda: monitor.heard)
    assert monitor.heard == [("me", "Other.hello", '{"a": 1}')]
    assert monitor.threads == {interpreter}
    assert mine.heard == []  # this thread has not waited yet
    mine.waitForAbort(0.01)
    assert mine.threads == {threading.current_thread()}


def test_own_writes_are_announced_too(kodi: FakeKodi) -> None:
    heard: list[tuple[str, ...]] = []

    def script() -> None:
        monitor = Recorder()
        addon().setSetting("b", "1")
        monitor.waitForAbort(0.01)
        heard.extend(monitor.heard)

    kodi.run(script, addon_id="script.sample").join()
    assert heard == [("settings",)]


@pytest.mark.parametrize("timeout", [0, -1])
def test_waiting_zero_seconds_is_waiting_for_ever(kodi: FakeKodi, timeout: float) -> None:
    interpreter = kodi.run(lambda: xbmc.Monitor().waitForAbort(timeout))
    interpreter.join(0.1)
    assert interpreter.is_alive()
    kodi.abort()
    assert not interpreter.is_alive()


def test_an_interpreter_that_ignores_the_shutdown_is_found_out(kodi: FakeKodi) -> None:
    kodi.run(lambda: time.sleep(0.5))
    with pytest.raises(AssertionError, match="still running"):
        kodi.abort(0.05)


def test_a_raising_callback_is_logged_and_kept(kodi: FakeKodi) -> None:
    class Broken(xbmc.Monitor):
        def onSettingsChanged(self) -> None:
            raise ValueError("broken")

    monitor = Broken()
    kodi.deliver(monitor, "onSettingsChanged")
    assert monitor.waitForAbort(0.01) is False
    assert [str(error) for error in kodi.errors] == ["broken"]
    assert "ValueError: broken" in kodi.log[-1][1]


@pytest.mark.parametrize("way", ["jsonrpc", "builtin"])
def test_notify_all_reaches_every_monitor(kodi: FakeKodi, way: str) -> None:
    monitor = Recorder()
    if way == "jsonrpc":
        params = {"sender": "s", "message": "m", "data": {"x": [1, 2]}}
        reply = xbmc.executeJSONRPC(json.dumps({"id": 1, "method": "JSONRPC.NotifyAll", "params": params}))
        assert json.loads(reply)["result"] == "OK"
    else:
        xbmc.executebuiltin('NotifyAll(s,m,{"x": [1, 2]})')
    monitor.waitForAbort(0.01)
    assert monitor.heard == [("s", "Other.m", '{"x": [1, 2]}')]


def test_home_properties_are_shared_and_have_no_case(kodi: FakeKodi) -> None:
    xbmcgui.Window(HOME_WINDOW).setProperty("Sample.State", "waiting")
    assert xbmcgui.Window(HOME_WINDOW).getProperty("sample.state") == "waiting"
    xbmcgui.Window(HOME_WINDOW).clearProperty("sample.STATE")
    assert kodi.home_property("sample.state") == ""


def test_addon_info_texts_and_paths(kodi: FakeKodi, tmp_path: Path) -> None:
    one = addon()
    assert (one.getAddonInfo("id"), one.getAddonInfo("version")) == ("script.sample", "1.2.3")
    profile = xbmcvfs.translatePath(one.getAddonInfo("profile"))
    assert profile == f"{tmp_path}/home/userdata/addon_data/script.sample/"
    assert one.getLocalizedString(32001) == "Sign in to {name}"
    assert one.getLocalizedString(32002) == 'Two "lines" of text'
    with pytest.raises(RuntimeError):
        xbmcaddon.Addon("script.unknown")


def test_dialogs_are_recorded_and_answered(kodi: FakeKodi) -> None:
    kodi.dialogs.answer("select", "Two")
    rows = [xbmcgui.ListItem("One"), xbmcgui.ListItem("Two")]
    assert xbmcgui.Dialog().select("Which?", rows, useDetails=True) == 1
    assert xbmcgui.Dialog().select("Which?", rows) == -1  # nobody answers: Back
    xbmcgui.Dialog().notification("Sample", "Done")
    assert [call.kind for call in kodi.dialogs.calls] == ["select", "select", "notification"]


class SampleWindow(xbmcgui.WindowXMLDialog):
    """Writes down what happens to it."""

    def __init__(self, *args: str, extra: int = 0) -> None:
        self.seen: list[str] = []

    def onInit(self) -> None:
        self.seen.append("init")

    def onClick(self, controlId: int) -> None:
        self.seen.append(f"click {controlId}")

    def onAction(self, action: xbmcgui.Action) -> None:
        self.seen.append(f"action {action.getId()}")
        super().onAction(action)


def open_window(kodi: FakeKodi) -> SampleWindow:
    folder = addon().getAddonInfo("path")
    kodi.run(lambda: SampleWindow("sample.xml", folder, "Default", "1080i", extra=1).doModal())
    window: SampleWindow = kodi.wait_until(lambda: kodi.windows and kodi.windows[-1])
    kodi.wait_until(lambda: window.seen)
    return window


def test_a_window_gets_keys_and_clicks_until_back_closes_it(kodi: FakeKodi) -> None:
    window = open_window(kodi)
    kodi.press(xbmcgui.ACTION_SELECT_ITEM)
    kodi.press(xbmcgui.ACTION_NAV_BACK)
    kodi.wait_until(lambda: not kodi.windows)
    assert window.seen == ["init", "action 7", "click 9001", "action 92"]


def test_a_window_has_the_controls_of_its_xml_once_it_is_open(kodi: FakeKodi) -> None:
    unopened = SampleWindow("sample.xml", addon().getAddonInfo("path"), "Default", "1080i")
    with pytest.raises(RuntimeError):
        unopened.getControl(9001)
    window = open_window(kodi)
    image = window.getControl(9010)
    assert isinstance(image, xbmcgui.ControlImage)
    image.setImage("/x.png", False)
    assert image.fake_images == [("/x.png", False)]
    with pytest.raises(RuntimeError):
        window.getControl(1)
    window.getControl(9001).setEnabled(False)
    with pytest.raises(AssertionError):
        kodi.click(9001)


def test_a_key_of_a_keyboard_has_a_code(kodi: FakeKodi) -> None:
    window, codes = open_window(kodi), []
    window.onAction = lambda action: codes.append((action.getId(), action.getButtonCode()))  # type: ignore[method-assign]
    kodi.press(xbmcgui.ACTION_PREVIOUS_MENU)
    kodi.press(xbmcgui.ACTION_PREVIOUS_MENU, 0xF01B)
    kodi.wait_until(lambda: len(codes) == 2)
    assert codes == [(10, 0), (10, 0xF01B)]


def test_a_control_that_is_not_seen_takes_no_focus(kodi: FakeKodi) -> None:
    window = open_window(kodi)
    window.setFocusId(9020)
    assert window.getFocusId() == 9001
    window.setProperty("Label", "x")
    window.setProperty("phase", "waiting")
    window.setFocusId(9020)
    assert window.getFocusId() == 9001  # the frame that shows it is still to come
    kodi.wait(0.01)
    window.setFocusId(9020)
    assert window.getFocusId() == 9020
    window.setProperty("phase", "over")  # its group goes, and it goes with it
    kodi.wait(0.01)
    assert not window.fake_is_seen(9020)
    window.getControl(9001).setVisible(False)
    window.fake_focus = None
    window.setFocusId(9001)
    with pytest.raises(RuntimeError):
        window.getFocusId()


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        ("String.IsEmpty(Window.Property(none))", True),
        ("!String.IsEmpty(Window.Property(none))", False),
        ("String.IsEmpty(Window.Property(phase))", False),
        ("String.IsEqual(Window.Property(phase),Waiting)", True),
        ("!String.IsEqual(Window.Property(phase),waiting)", False),
        ("String.IsEqual(Window.Property(phase),over)", False),
        ("System.HasAddon(script.other)", True),  # not one of the simple ones
    ],
)
def test_simple_conditions_are_those_of_kodi(condition: str, truth: bool) -> None:
    assert holds(condition, {"phase": "waiting"}.get) is truth  # type: ignore[arg-type]


def test_an_open_window_holds_kodi_up(kodi: FakeKodi) -> None:
    """Seen in Kodi 20.1: it waits 5 s for the script and then kills it."""
    open_window(kodi)
    with pytest.raises(AssertionError, match="still running"):
        kodi.abort(0.1)


def test_a_restart_keeps_files_and_forgets_windows(kodi: FakeKodi) -> None:
    open_window(kodi)
    leave(kodi)
    addon().setSetting("b", "token")
    xbmcgui.Window(HOME_WINDOW).setProperty("p", "1")
    kodi.restart()
    assert kodi.windows == []
    assert kodi.home_property("p") == ""
    assert addon().getSetting("b") == "token"
    assert xbmc.Monitor().abortRequested() is False
