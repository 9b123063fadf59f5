"""The frame of the window: rail, pages, keys, commands, drops, leaving."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shell_rooms import CapturePage, PeoplePage

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.services.places import remember_workspace
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.fields import TextField
from smallbiz_crm.ui.kit.jobs import Progress
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.shell.main_window import MainWindow
from smallbiz_crm.ui.shell.menus import MenuBar
from smallbiz_crm.ui.shell.preferences import Preferences, fitted_to_screens

OpenWindow = Callable[[Desk], MainWindow]
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def press(qtbot: QtBot, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    """Send a key to whatever has the focus, as the keyboard does."""
    qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key, modifier)


def command(window: MainWindow, name: str) -> QAction:
    return next(action for action in window.desk.commands if action.property("name") == name)


def menus(window: MainWindow) -> MenuBar:
    bar = window.menuBar()
    assert isinstance(bar, MenuBar)
    return bar


def people_page(window: MainWindow) -> PeoplePage:
    page = window.pages.page("contacts")
    assert isinstance(page, PeoplePage)
    return page


# -- pages and rail -------------------------------------------------------------------------------------------


def test_pages_are_made_when_they_are_first_shown(window: MainWindow):
    assert window.pages.count() == 1
    window.go_to("history")
    assert window.pages.count() == 2
    window.go_to("today")
    window.go_to("history")
    assert window.pages.count() == 2


@pytest.mark.parametrize(
    ("key", "page"),
    [
        (Qt.Key.Key_1, "today"),
        (Qt.Key.Key_2, "contacts"),
        (Qt.Key.Key_3, "deals"),
        (Qt.Key.Key_4, "campaigns"),
        (Qt.Key.Key_5, "reports"),
    ],
)
def test_alt_and_a_number_open_a_page_and_mark_it(qtbot: QtBot, window: MainWindow, key: Qt.Key, page: str):
    window.go_to("help")
    press(qtbot, key, ALT)
    assert window.pages.current_key == page
    assert [name for name, button in window.rail.buttons.items() if button.isChecked()] == [page]


def test_a_click_on_the_rail_moves_the_focus_into_the_page(qtbot: QtBot, window: MainWindow):
    qtbot.mouseClick(window.rail.buttons["contacts"], Qt.MouseButton.LeftButton)
    assert window.pages.current_key == "contacts"
    assert people_page(window).isAncestorOf(QApplication.focusWidget() or window)


def test_arrows_move_through_the_rail_and_enter_opens(qtbot: QtBot, window: MainWindow):
    window.rail.focus_current()
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_Down)
    assert window.rail.buttons["deals"].hasFocus()
    assert window.pages.current_key == "today"
    press(qtbot, Qt.Key.Key_Return)
    assert window.pages.current_key == "deals"
    window.rail.focus_current()
    press(qtbot, Qt.Key.Key_End)
    assert window.rail.buttons["help"].hasFocus()
    press(qtbot, Qt.Key.Key_Down)
    assert window.rail.buttons["today"].hasFocus()


def test_a_page_begins_in_its_first_field_from_wherever_one_comes(qtbot: QtBot, window: MainWindow):
    today = window.pages.page("today")
    assert today.isAncestorOf(QApplication.focusWidget() or window)
    press(qtbot, Qt.Key.Key_2, ALT)
    assert people_page(window).search.hasFocus()


def test_a_page_gets_its_focus_back(qtbot: QtBot, window: MainWindow, people: list[int]):
    window.go_to("contacts")
    people_page(window).list.setFocus()
    press(qtbot, Qt.Key.Key_1, ALT)
    press(qtbot, Qt.Key.Key_2, ALT)
    assert people_page(window).list.hasFocus()


def test_a_narrow_window_shows_icons_that_keep_their_names(window: MainWindow):
    window.resize(1_200, 700)
    button = window.rail.buttons["contacts"]
    assert (button.text(), window.rail.width()) == ("Contacts", 188)
    window.resize(999, 700)
    assert (button.text(), window.rail.width()) == ("", 56)
    assert button.toolTip() == button.accessibleName() == "Contacts"


def test_f6_goes_from_rail_to_page_to_panel(qtbot: QtBot, window: MainWindow, people: list[int]):
    window.go_to("contacts")
    window.desk.open_record("contact", people[0])
    window.rail.focus_current()
    press(qtbot, Qt.Key.Key_F6)
    assert people_page(window).isAncestorOf(QApplication.focusWidget() or window)
    press(qtbot, Qt.Key.Key_F6)
    assert window.panels.has_focus()
    press(qtbot, Qt.Key.Key_F6)
    assert window.rail.buttons["contacts"].hasFocus()


# -- before and after the workspace is open -------------------------------------------------------------------


def test_the_window_works_before_there_is_a_workspace(
    qtbot: QtBot, open_window: OpenWindow, workspace: Workspace
):
    desk = Desk(inline=True)
    window = open_window(desk)
    page = window.pages.page("today")
    assert isinstance(page, CapturePage)
    page.line.setFocus()
    qtbot.keyClicks(page.line, "Ana")
    press(qtbot, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert page.refreshed == 0
    assert not command(window, "Undo").isEnabled()
    desk.open_page("contacts", "import")
    assert people_page(window).arguments == []
    desk.attach(workspace)
    assert people_page(window).arguments == ["import"]
    assert command(window, "Undo").isEnabled()
    assert "Café Lindgren" in window.windowTitle()
    desk.open_page("today")
    assert page.refreshed == 1
    assert page.line.text() == "Ana"


# -- commands -------------------------------------------------------------------------------------------------


def test_typing_enter_and_ctrl_z_without_moving_the_focus(
    qtbot: QtBot, window: MainWindow, workspace: Workspace
):
    page = window.pages.page("today")
    assert isinstance(page, CapturePage)
    page.line.setFocus()
    qtbot.keyClicks(page.line, "Ana Perez")
    press(qtbot, Qt.Key.Key_Return)
    assert workspace.contacts.count() == 1
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    assert workspace.contacts.count() == 0
    press(qtbot, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert workspace.contacts.count() == 1
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    press(qtbot, Qt.Key.Key_Y, CONTROL)
    assert workspace.contacts.count() == 1
    assert page.line.hasFocus()


def test_a_saved_field_gives_ctrl_z_to_the_workspace(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, people: list[int]
):
    window.go_to("contacts")
    window.desk.open_record("contact", people[0])
    panel = window.panels.panel
    assert panel is not None
    (field,) = panel.findChildren(TextField)
    field.edit.setFocus()
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, "Anna")
    press(qtbot, Qt.Key.Key_Return)
    assert workspace.contacts.get(people[0]).name == "Anna"
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    assert workspace.contacts.get(people[0]).name == "Ana"
    assert field.edit.text() == "Ana"
    assert field.edit.hasFocus()


def test_typing_that_is_not_saved_keeps_its_own_ctrl_z(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, people: list[int]
):
    page = window.pages.page("today")
    assert isinstance(page, CapturePage)
    page.line.setFocus()
    qtbot.keyClicks(page.line, "B")
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    assert page.line.text() == ""
    assert workspace.contacts.count() == len(people)


def test_the_undo_of_a_toast_takes_back_its_own_step(qtbot: QtBot, window: MainWindow, workspace: Workspace):
    page = window.pages.page("today")
    assert isinstance(page, CapturePage)
    for name in ("Ana", "Ben"):
        qtbot.keyClicks(page.line, name)
        qtbot.keyClick(page.line, Qt.Key.Key_Return)
    first, second = window.messages.toasts()
    assert first.action_button is not None
    first.action_button.click()
    assert [row[1] for row in workspace.contacts.rows(workspace.contacts.ids())] == ["Ben"]
    workspace.history.undo()
    assert second.action_button is not None
    second.action_button.click()
    assert not QApplication.activeModalWidget(), "it is taken back already: said in passing"
    assert "already" in window.messages.toasts()[-1].label.text()


def test_what_changed_nothing_offers_no_undo(window: MainWindow, workspace: Workspace, people: list[int]):
    window.desk.write(lambda workspace: workspace.contacts.edit(people[0], name="Ana"), said="Saved")
    assert window.messages.toasts()[-1].action_button is None
    assert workspace.contacts.count() == 3


def test_the_edit_menu_names_the_steps(window: MainWindow, people: list[int]):
    window.commands.name_steps()
    assert window.commands.undo.text() == "Undo: Added Cleo"
    assert not window.commands.redo.isEnabled()
    window.desk.undo()
    window.commands.name_steps()
    assert window.commands.redo.text() == "Redo: Added Cleo"
    window.commands.release_steps()
    assert window.commands.redo.isEnabled()


def test_find_and_new_belong_to_the_page(qtbot: QtBot, window: MainWindow):
    assert not window.commands.new.isEnabled()
    window.go_to("contacts")
    page = people_page(window)
    page.list.setFocus()
    press(qtbot, Qt.Key.Key_F, CONTROL)
    assert page.search.hasFocus()
    press(qtbot, Qt.Key.Key_N, CONTROL)
    assert page.created == 1
    window.go_to("today")
    command(window, "New contact").trigger()
    assert (window.pages.current_key, page.created) == ("contacts", 2)


def test_every_shortcut_is_in_a_menu_and_used_once(window: MainWindow):
    keys = [key.toString() for action in window.desk.commands for key in action.shortcuts()]
    assert len(keys) == len(set(keys))
    shown = {
        action
        for key in ("file", "file/export", "edit", "record", "view", "view/text", "view/theme", "help")
        for action in menus(window).menu(key).actions()
    }
    assert [action.text() for action in window.desk.commands if action not in shown] == []


def test_a_command_of_a_page_comes_before_quit(window: MainWindow):
    added = window.desk.add_command("Export …", lambda: None, menu="file")
    actions = menus(window).menu("file").actions()
    assert actions[-1].text() == "Quit"
    assert actions.index(added) < len(actions) - 2
    assert actions[-2].isSeparator()


def test_a_command_without_a_menu_has_its_keys(qtbot: QtBot, window: MainWindow):
    done: list[str] = []
    window.desk.add_command("Secret", lambda: done.append("yes"), shortcut="Ctrl+Alt+K")
    press(qtbot, Qt.Key.Key_K, CONTROL | ALT)
    assert done == ["yes"]


def test_text_size_and_theme_change_at_once_and_are_remembered(
    qtbot: QtBot, window: MainWindow, preferences: Preferences
):
    press(qtbot, Qt.Key.Key_Equal, CONTROL)
    assert theme().text_size == preferences.text_size == 11
    press(qtbot, Qt.Key.Key_Minus, CONTROL)
    press(qtbot, Qt.Key.Key_Minus, CONTROL)
    assert theme().text_size == 9
    press(qtbot, Qt.Key.Key_0, CONTROL)
    assert theme().text_size == 10
    window.commands.themes["dark"].trigger()
    assert (theme().name, preferences.theme) == ("dark", "dark")
    assert [mode for mode, action in window.commands.themes.items() if action.isChecked()] == ["dark"]


# -- drops ----------------------------------------------------------------------------------------------------


def drop(target: QWidget, *paths: str) -> bool:
    """Whether a drop of these files on a widget was taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    entering = QDragEnterEvent(
        QPoint(500, 300),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entering.ignore()
    QApplication.sendEvent(target, entering)
    if not entering.isAccepted():
        return False
    dropped = QDropEvent(
        QPointF(500, 300),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(target, dropped)
    return dropped.isAccepted()


def test_a_dropped_file_goes_to_the_import(window: MainWindow, tmp_path: Path):
    assert drop(window, str(tmp_path / "notes.pdf"), str(tmp_path / "People.CSV"))
    assert window.pages.current_key == "contacts"
    assert people_page(window).arguments == [tmp_path / "People.CSV"]


def test_a_file_dropped_on_a_field_goes_to_the_import_too(window: MainWindow, tmp_path: Path):
    page = window.pages.page("today")
    assert isinstance(page, CapturePage)
    assert drop(page.line, str(tmp_path / "card.vcf"))
    assert page.line.text() == ""
    assert people_page(window).arguments == [tmp_path / "card.vcf"]


def test_a_file_that_is_no_list_is_not_taken(window: MainWindow, tmp_path: Path):
    assert not drop(window, str(tmp_path / "notes.pdf"))
    assert window.pages.current_key == "today"


# -- leaving --------------------------------------------------------------------------------------------------


def test_leaving_saves_what_is_being_typed(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, people: list[int]
):
    window.desk.open_record("contact", people[0])
    window.panels.focus_panel()
    qtbot.keyClicks(QApplication.focusWidget(), "Zoe ")
    with qtbot.waitSignal(window.closing):
        window.close()
    assert "Zoe" in workspace.contacts.get(people[0]).name


def test_leaving_names_a_field_that_was_refused_once(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, people: list[int]
):
    window.desk.open_record("contact", people[0])
    panel = window.panels.panel
    assert panel is not None
    (field,) = panel.findChildren(TextField)
    field.mark_bad("No.")
    assert not window.close()
    assert "Name" in window.messages.toasts()[-1].label.text()
    with qtbot.waitSignal(window.closing):
        assert window.close()


def test_leaving_while_a_job_runs_asks_first(
    qtbot: QtBot, open_window: OpenWindow, workspace: Workspace, people: list[int]
):
    desk = Desk(workspace)
    window = open_window(desk)
    desk.open_record("contact", people[0])
    window.panels.focus_panel()
    qtbot.keyClicks(QApplication.focusWidget(), "Zoe ")

    def wait(_workspace: Workspace, progress: Progress) -> None:
        while not progress.cancelled:
            progress.report(1, 2)
        progress.raise_if_cancelled()

    job = desk.run("Importing", wait)
    assert not window.close()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert window.isVisible()
    assert job.is_running
    with qtbot.waitSignal(window.closing):
        dialog.accept()  # pyright: ignore[reportAttributeAccessIssue] - a confirmation is a dialog
    desk.close()
    assert not job.is_running
    assert "Zoe" in workspace.contacts.get(people[0]).name


def test_size_and_place_come_back(
    qtbot: QtBot, window: MainWindow, open_window: OpenWindow, preferences: Preferences
):
    window.setGeometry(40, 50, 720, 610)
    window.close()
    assert preferences.geometry == QRect(40, 50, 720, 610)
    again = open_window(window.desk)
    assert again.geometry() == QRect(40, 50, 720, 610)


SCREENS = [QRect(0, 0, 1280, 800), QRect(1280, 0, 1920, 1080)]


@pytest.mark.parametrize(
    ("wanted", "screens", "fitted"),
    [
        (QRect(100, 100, 900, 600), SCREENS, QRect(100, 100, 900, 600)),
        (QRect(1400, 200, 1500, 800), SCREENS, QRect(1400, 200, 1500, 800)),
        (QRect(4000, 200, 900, 600), SCREENS, QRect(190, 100, 900, 600)),
        (QRect(1400, 200, 1500, 900), SCREENS[:1], QRect(0, 0, 1280, 800)),
        (QRect(100, -300, 900, 600), SCREENS, QRect(190, 100, 900, 600)),
    ],
)
def test_a_remembered_window_can_always_be_reached(wanted: QRect, screens: list[QRect], fitted: QRect):
    assert fitted_to_screens(wanted, screens) == fitted


def test_esc_closes_the_panel_from_the_page(qtbot: QtBot, window: MainWindow, people: list[int]):
    window.go_to("contacts")
    people_page(window).list.setFocus()
    window.desk.open_record("contact", people[0])
    press(qtbot, Qt.Key.Key_Escape)
    assert window.panels.panel is None


def test_a_new_day_makes_every_page_read_again(
    window: MainWindow, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    page = window.pages.page("today")
    assert isinstance(page, CapturePage)
    before = page.refreshed
    window.upkeep.notice_day()
    assert page.refreshed == before
    tomorrow = window.desk.today().replace(day=15)
    monkeypatch.setattr(window.desk, "today", lambda: tomorrow)
    window.upkeep.notice_day()
    assert page.refreshed == before + 1


def test_writes_are_settled_when_nothing_happens_any_more(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    settled: list[bool] = []
    monkeypatch.setattr(workspace, "settle", lambda: settled.append(True))
    window.upkeep._idle.setInterval(20)
    workspace.contacts.add(NewContact(name="Ana"))
    qtbot.waitUntil(lambda: settled == [True], timeout=2_000)


def test_a_workspace_opened_lately_is_opened_from_the_menu(
    qtbot: QtBot, open_window: OpenWindow, desk: Desk, tmp_path: Path
):
    other = tmp_path / "Büro & Co.crm"
    other.touch()
    remember_workspace(other)
    window = open_window(desk)
    with qtbot.waitSignal(window.files.open_requested) as asked:
        command(window, "Open Büro & Co").trigger()
    assert asked.args == [other]


def test_a_dropped_workspace_is_opened(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(tmp_path / "other.crm"))])
    drop = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        content,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(window.files.open_requested) as asked:
        window.dropEvent(drop)
    assert asked.args == [tmp_path / "other.crm"]
