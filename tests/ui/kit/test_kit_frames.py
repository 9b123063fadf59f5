from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.chips import Chip, chip_size
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.fields import ChoiceField, DateField, NotesField, TextField
from smallbiz_crm.ui.kit.figures import FigureTile
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.labels import ElidedLabel, Label
from smallbiz_crm.ui.kit.metrics import em
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.ui.kit.segmented import Segmented
from smallbiz_crm.ui.kit.side_panel import SidePanel


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    shown = QWidget()
    qtbot.addWidget(shown)
    shown.resize(1200, 700)
    shown.show()
    shown.activateWindow()
    return shown


def _watch(popover: Popover) -> list[str]:
    told: list[str] = []
    popover.accepted.connect(lambda: told.append("accepted"))
    popover.cancelled.connect(lambda: told.append("cancelled"))
    popover.submitted.connect(lambda: told.append("submitted"))
    return told


def _popover(window: QWidget, *, keep_open: bool = False) -> tuple[Popover, TextField, list[str]]:
    popover = Popover("Why was it lost?", "Mark as lost", window, keep_open=keep_open)
    field = TextField("Reason", stacked=True)
    popover.body.addWidget(field)
    told = _watch(popover)
    popover.open_at(QRect(window.mapToGlobal(QPoint(50, 50)), window.size() / 10))
    return popover, field, told


def test_popover_enter_accepts_with_what_was_typed(window: QWidget, qtbot: QtBot) -> None:
    popover, field, told = _popover(window)
    qtbot.waitUntil(field.edit.hasFocus)
    qtbot.keyClicks(field.edit, "Too dear")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert told == ["accepted"]
    assert field.value() == "Too dear"
    assert not popover.isVisible()


def test_popover_escape_cancels_once(window: QWidget, qtbot: QtBot) -> None:
    popover, _field, told = _popover(window)
    qtbot.keyClick(popover, Qt.Key.Key_Escape)
    assert told == ["cancelled"]
    popover, _field, told = _popover(window)
    popover.cancel_button.click()
    assert told == ["cancelled"]


def test_popover_click_beside_cancels(window: QWidget, qtbot: QtBot) -> None:
    popover, _field, told = _popover(window)
    qtbot.mouseClick(popover, Qt.MouseButton.LeftButton, pos=QPoint(-40, -40))
    assert told == ["cancelled"]
    assert not popover.isVisible()


def test_popover_kept_open_waits_for_its_owner(window: QWidget, qtbot: QtBot) -> None:
    popover, field, told = _popover(window, keep_open=True)
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    popover.show_problem("Choose a reason.")
    assert told == ["submitted"]
    assert popover.isVisible()
    popover.finish()
    assert told == ["submitted", "accepted"]


def test_popover_and_menu_have_no_corners(window: QWidget) -> None:
    popover, _field, _told = _popover(window)
    menu = QMenu(window)
    menu.addAction("Delete")
    menu.popup(window.mapToGlobal(QPoint(10, 10)))
    for shown in (popover, menu):
        assert shown.mask().contains(shown.rect().center())
        assert not shown.mask().contains(shown.rect().topLeft())
        assert not shown.mask().contains(shown.rect().bottomRight())
    menu.close()
    popover.close()


def test_popover_stays_on_the_screen(window: QWidget) -> None:
    popover = Popover("Title", "Accept", window)
    room = popover.screen().availableGeometry()
    popover.open_at(QRect(room.right() - 5, room.bottom() - 5, 5, 5))
    assert room.contains(popover.geometry())
    popover.close()


def test_popover_survives_the_list_of_a_choice(window: QWidget, qtbot: QtBot) -> None:
    popover = Popover("Why?", "Accept", window)
    choice = ChoiceField("Reason", [(1, "Price"), (2, "Timing")], stacked=True)
    popover.body.addWidget(choice)
    told = _watch(popover)
    popover.open_at(window)
    choice.box.showPopup()
    qtbot.waitUntil(choice.box.view().isVisible)
    choice.box.hidePopup()
    assert told == []
    assert popover.isVisible()
    popover.close()


def test_form_dialog_enter_submits_and_stays_until_accepted(window: QWidget, qtbot: QtBot) -> None:
    dialog = FormDialog("New deal", "Create deal", window)
    title = TextField("Title", stacked=True)
    dialog.body.addWidget(title)
    values: list[str] = []
    dialog.submitted.connect(lambda: values.append(title.value()))
    dialog.open()
    title.setFocus()
    qtbot.waitUntil(title.edit.hasFocus)
    qtbot.keyClicks(title.edit, "Support plan")
    qtbot.keyClick(title.edit, Qt.Key.Key_Return)
    assert values == ["Support plan"]
    dialog.show_problem("There is one already.")
    assert (dialog.isVisible(), dialog.problem()) == (True, "There is one already.")
    dialog.submit()
    assert dialog.problem() == ""
    dialog.accept()
    assert not dialog.isVisible()


def test_form_dialog_enter_in_notes_makes_a_line(window: QWidget, qtbot: QtBot) -> None:
    dialog = FormDialog("Note", "Add", window)
    notes = NotesField("Note", stacked=True)
    dialog.body.addWidget(notes)
    told: list[int] = []
    dialog.submitted.connect(lambda: told.append(1))
    dialog.open()
    notes.setFocus()
    qtbot.waitUntil(notes.edit.hasFocus)
    qtbot.keyClick(notes.edit, Qt.Key.Key_Return)
    assert told == []
    dialog.accept_button.setEnabled(False)
    dialog.submit()
    assert told == []
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_form_dialog_escape_in_a_changed_field_restores_before_it_closes(
    window: QWidget, qtbot: QtBot
) -> None:
    dialog = FormDialog("New deal", "Create", window)
    day = DateField("Close", lambda: date(2026, 5, 14), stacked=True)
    dialog.body.addWidget(day)
    dialog.open()
    day.setFocus()
    qtbot.waitUntil(day.edit.hasFocus)
    qtbot.keyClicks(day.edit, "soon")
    qtbot.keyClick(day.edit, Qt.Key.Key_Escape)
    assert (dialog.isVisible(), day.edit.text()) == (True, "")
    qtbot.keyClick(day.edit, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.fixture
def panel(window: QWidget) -> SidePanel:
    shown = SidePanel(window)
    shown.set_head("Ana Silva", "Buyer at Acme", [("Lead", "accent"), ("<b>", "neutral")])
    shown.show()
    return shown


def test_panel_head_is_replaced(panel: SidePanel) -> None:
    panel.set_head("Bea", chips=[("MQL", "success")])
    QApplication.sendPostedEvents(None, 0)
    assert panel.accessibleName() == panel.title.text() == "Bea"
    assert panel.subtitle.isHidden()
    visible = [chip.text() for chip in panel.findChildren(Chip) if not chip.isHidden()]
    assert visible == ["MQL"]
    assert panel.title.textFormat() == Qt.TextFormat.PlainText


def test_panel_closes_by_escape_and_button(panel: SidePanel, qtbot: QtBot) -> None:
    closed: list[int] = []
    panel.closed.connect(lambda: closed.append(1))
    field = TextField("Name")
    holder = QWidget()
    QVBoxLayout(holder).addWidget(field)
    panel.add_page(holder)
    qtbot.keyClicks(field.edit, "x")
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert closed == []
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert closed == [1]
    panel.close_button.click()
    assert closed == [1, 1]


def test_panel_tabs_switch_pages(panel: SidePanel) -> None:
    pages = [QLabel("Details"), QLabel("History")]
    numbers = [panel.add_page(page, page.text()) for page in pages]
    told: list[int] = []
    panel.tab_changed.connect(told.append)
    assert pages[0].isVisible()
    panel.show_page(numbers[1])
    assert pages[1].isVisible()
    assert not pages[0].isVisible()
    assert told == [1]


def test_panel_is_dragged_wider_within_limits(panel: SidePanel, qtbot: QtBot) -> None:
    widths: list[int] = []
    panel.resized.connect(widths.append)
    before = panel.width()
    edge = next(child for child in panel.children() if type(child).__name__ == "_Edge")
    assert isinstance(edge, QWidget)
    qtbot.mousePress(edge, Qt.MouseButton.LeftButton, pos=QPoint(2, 100))
    qtbot.mouseMove(edge, QPoint(-48, 100))
    qtbot.mouseRelease(edge, Qt.MouseButton.LeftButton, pos=QPoint(-48, 100))
    assert widths[-1] == panel.width() == before + 50
    panel.set_width(5)
    assert panel.width() == em(panel, 18)
    panel.set_width(5_000)
    assert panel.width() <= 1200 * 3 // 5


def test_flow_wraps_and_never_sets_the_width(window: QWidget) -> None:
    holder = QWidget(window)
    flow = FlowLayout(holder)
    chips = [Chip(f"A rather long chip {number}") for number in range(12)]
    for chip in chips:
        flow.addWidget(chip)
    holder.show()
    holder.resize(300, flow.heightForWidth(300))
    flow.activate()
    assert holder.minimumSizeHint().width() <= 180
    tops = {chip.geometry().top() for chip in chips}
    assert len(tops) > 3
    assert all(chip.geometry().right() < 300 for chip in chips)
    assert max(chip.geometry().bottom() for chip in chips) < holder.height()
    assert flow.heightForWidth(2_000) < flow.heightForWidth(300)
    chips[0].hide()
    flow.invalidate()
    flow.activate()
    assert chips[1].geometry().topLeft() == QPoint(0, 0)
    flow.clear()
    assert (flow.count(), flow.itemAt(0), flow.takeAt(0)) == (0, None, None)


def test_flow_starts_at_the_right_where_one_reads_so(window: QWidget) -> None:
    holder = QWidget(window)
    holder.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    flow = FlowLayout(holder)
    first, second = Chip("one"), Chip("two")
    flow.addWidget(first)
    flow.addWidget(second)
    holder.show()
    holder.resize(300, 40)
    flow.activate()
    assert first.geometry().right() == 299
    assert second.geometry().right() < first.geometry().left()


def test_segmented_tells_only_the_user_s_choices(window: QWidget, qtbot: QtBot) -> None:
    toggle = Segmented([("board", "Board"), ("table", "Table"), ("forecast", "Forecast")], "View")
    qtbot.addWidget(toggle)
    toggle.show()
    told: list[str] = []
    toggle.chosen.connect(told.append)
    toggle.choose("table")
    assert (toggle.value(), told) == ("table", [])
    toggle.button("table").click()
    toggle.button("forecast").click()
    qtbot.keyClick(toggle.button("forecast"), Qt.Key.Key_Right)
    qtbot.keyClick(toggle.button("board"), Qt.Key.Key_Left)
    assert told == ["forecast", "board", "forecast"]
    assert toggle.button("forecast").isChecked()
    tab_stops = [b for b in toggle.findChildren(QPushButton) if b.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert tab_stops == [toggle.button("forecast")]


def test_figure_tile_names_itself_and_is_pressed(qtbot: QtBot) -> None:
    tile = FigureTile("Open pipeline", pressable=True)
    qtbot.addWidget(tile)
    pressed: list[int] = []
    tile.pressed.connect(lambda: pressed.append(1))
    assert tile.accessibleName() == "Open pipeline, —"
    tile.show_figure("€48,200", "18 deals", "success")
    assert tile.accessibleName() == "Open pipeline, €48,200, 18 deals"
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    qtbot.keyClick(tile, Qt.Key.Key_Return)
    qtbot.keyClick(tile, Qt.Key.Key_Space)
    assert len(pressed) == 3
    still = FigureTile("Won")
    qtbot.addWidget(still)
    still.pressed.connect(pytest.fail)
    qtbot.mouseClick(still, Qt.MouseButton.LeftButton)
    assert still.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_elided_label_gives_way_and_tells_the_rest(qtbot: QtBot) -> None:
    label = ElidedLabel("A company with a very long name indeed, and sons")
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < 60
    label.resize(80, 20)
    label.grab()
    assert label.toolTip() == label.text()
    label.resize(800, 20)
    label.grab()
    assert label.toolTip() == ""


def test_enter_presses_a_button(qtbot: QtBot) -> None:
    button = Button("Save", kind="primary")
    qtbot.addWidget(button)
    pressed: list[int] = []
    button.clicked.connect(lambda: pressed.append(1))
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert pressed == [1, 1]


def test_chip_changes_and_measures(qtbot: QtBot) -> None:
    chip = Chip("Lead", "accent")
    qtbot.addWidget(chip)
    chip.set_chip("3 days late", "danger")
    assert (chip.text(), chip.property("chip")) == ("3 days late", "danger")
    font = chip.font()
    assert chip_size("3 days late", font).width() > chip_size("Lead", font).width()


def test_label_tone_colours_a_caption(qtbot: QtBot) -> None:
    label = Label("oldest is 3 days late", "caption")
    qtbot.addWidget(label)
    label.show()
    label.set_tone("danger")
    assert label.palette().color(label.foregroundRole()).name() == "#b3261e"


def test_long_words_break_in_the_head_and_never_widen_a_label_that_wraps(qtbot: QtBot) -> None:
    panel = SidePanel()
    qtbot.addWidget(panel)
    word = "Donaudampfschifffahrtsgesellschaft"
    panel.set_head(word, f"Captain at {word * 4}")
    assert panel.title.text().replace("\u200b", "") == word
    assert panel.title.accessibleName() == word
    assert panel.subtitle.text().endswith("…")
    assert panel.subtitle.toolTip() == f"Captain at {word * 4}"

    label = Label(f"https://example.com/{word * 4}", wrap=True)
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < label.fontMetrics().horizontalAdvance(word)
