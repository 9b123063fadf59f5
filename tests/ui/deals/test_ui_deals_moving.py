"""Moving a deal: by drag, keys, menu and panel alike; won and lost ask, and Esc changes nothing."""

from __future__ import annotations

from datetime import date

import pytest
from board_reading import (
    CONTROL,
    Drag,
    column,
    lost_popover,
    press,
    stage_id,
    titles,
    won_popover,
)
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.deals.page import DealsPage
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.messages import MessageHost
from smallbiz_crm.ui.kit.theme import theme


@pytest.fixture
def shelf(workspace: Workspace) -> int:
    workspace.deals.add("Logo", stage_id=stage_id(workspace, "Discovery"), expected_close=date(2026, 9, 1))
    return workspace.deals.add("Shelf", amount=50_000, expected_close=date(2026, 6, 30))


def test_control_and_an_arrow_move_the_card_and_the_focus(
    page: DealsPage, shelf: int, workspace: Workspace, messages: MessageHost, desk: Desk
) -> None:
    page.make_fresh()
    page.board.focus_cards()

    press(Qt.Key.Key_Right, CONTROL)
    assert titles(page) == {"Discovery": ["Shelf", "Logo"]}
    assert page.current_id() == shelf
    assert QApplication.focusWidget() is column(page, "Discovery").cards
    assert messages.toasts()[-1].label.text() == "“Shelf” moved to Discovery"

    press(Qt.Key.Key_Right, CONTROL)
    assert workspace.deals.get(shelf).stage == "Proposal"
    desk.undo()
    assert workspace.deals.get(shelf).stage == "Discovery"
    assert page.current_id() == shelf
    press(Qt.Key.Key_Left, CONTROL)
    press(Qt.Key.Key_Left, CONTROL)
    assert titles(page)["Qualified"] == ["Shelf"]


def test_a_dragged_card_opens_a_gap_where_it_will_land(page: DealsPage, shelf: int, qtbot: QtBot) -> None:
    page.make_fresh()
    discovery = column(page, "Discovery")

    drag = Drag(shelf, column(page, "Qualified"), discovery)
    assert titles(page) == {"Qualified": ["Shelf"], "Discovery": ["…", "Logo"]}
    assert drag.drop() == Qt.DropAction.IgnoreAction

    qtbot.waitUntil(lambda: titles(page) == {"Discovery": ["Shelf", "Logo"]})
    assert page.current_id() in (None, shelf)


def test_a_drag_that_ends_elsewhere_leaves_all_as_it_was(
    page: DealsPage, shelf: int, workspace: Workspace
) -> None:
    page.make_fresh()
    drag = Drag(shelf, column(page, "Qualified"), column(page, "Discovery"))
    assert "…" in titles(page)["Discovery"]

    drag.end()

    assert titles(page) == {"Qualified": ["Shelf"], "Discovery": ["Logo"]}
    assert workspace.deals.get(shelf).stage == "Qualified"


def test_a_drop_is_never_taken_as_done(page: DealsPage, shelf: int, qtbot: QtBot) -> None:
    page.make_fresh()
    source = column(page, "Qualified").cards.model_of_cards()
    target = column(page, "Negotiation").cards.model_of_cards()
    data = source.mimeData([source.index(0, 0)])

    assert target.canDropMimeData(data, Qt.DropAction.MoveAction, -1, -1, target.index(-1, 0))
    with qtbot.waitSignal(target.move_requested) as asked:
        assert target.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, target.index(-1, 0)) is False

    assert asked.args == [[shelf], column(page, "Negotiation").lane.key]


def test_winning_asks_for_the_day_and_follows_with_undo(
    page: DealsPage, shelf: int, workspace: Workspace, messages: MessageHost, desk: Desk
) -> None:
    page.make_fresh()
    page.board.select(shelf, focus=True)
    page.board.move_requested.emit([shelf], stage_id(workspace, "Won"))
    ask = won_popover()
    assert titles(page)["Won"] == ["…"]
    assert ask.amount_field is None
    assert ask.day_field.edit.text() == "14/05/2026"

    ask.day_field.edit.setText("12/05/2026")
    QTest.keyClick(ask.day_field.edit, Qt.Key.Key_Return)

    deal = workspace.deals.get(shelf)
    assert (deal.outcome, deal.closed_on) == (Outcome.WON, date(2026, 5, 12))
    assert titles(page)["Won"] == ["Shelf"]
    assert page.current_id() == shelf
    assert messages.toasts()[-1].label.text() == "Won “Shelf”"
    desk.undo()
    assert workspace.deals.get(shelf).outcome is Outcome.OPEN
    assert titles(page)["Qualified"] == ["Shelf"]


def test_winning_asks_for_the_amount_only_when_it_is_missing(page: DealsPage, workspace: Workspace) -> None:
    blank = workspace.deals.add("Blank")
    page.make_fresh()
    page.board.move_requested.emit([blank], stage_id(workspace, "Won"))
    ask = won_popover()
    assert ask.amount_field is not None

    ask.amount_field.edit.setText("twelve")
    ask.accept()
    assert ask.isVisible()
    assert ask.amount_field.message()
    ask.amount_field.edit.setText("1,250.50")
    ask.accept()

    assert workspace.deals.get(blank).amount == 125_050
    assert workspace.deals.get(blank).outcome is Outcome.WON


@pytest.mark.parametrize("stage", ["Won", "Lost"])
def test_escape_puts_the_card_back_and_changes_nothing(
    page: DealsPage, shelf: int, workspace: Workspace, stage: str
) -> None:
    page.make_fresh()
    before = titles(page)
    steps = len(workspace.history.list())
    page.board.select(shelf, focus=True)
    page.board.move_requested.emit([shelf], stage_id(workspace, stage))
    popup = QApplication.activePopupWidget()
    assert popup is not None

    QTest.keyClick(popup, Qt.Key.Key_Escape)

    assert titles(page) == before
    assert len(workspace.history.list()) == steps
    assert workspace.deals.get(shelf).outcome is Outcome.OPEN
    press(Qt.Key.Key_Right, CONTROL)
    assert workspace.deals.get(shelf).stage == "Discovery"


def test_losing_takes_a_reason_of_ones_own_a_note_and_a_day_to_try_again(
    page: DealsPage, shelf: int, workspace: Workspace
) -> None:
    page.make_fresh()
    page.board.move_requested.emit([shelf], stage_id(workspace, "Lost"))
    ask = lost_popover()

    ask.reason_field.edit.setText("They moved away")
    ask.note_field.edit.setPlainText("Ask again in autumn")
    ask.try_again_field.edit.setText("01/10/2026")
    ask.accept()

    deal = workspace.deals.get(shelf)
    assert (deal.outcome, deal.reason, deal.reason_note) == (
        Outcome.LOST,
        "They moved away",
        "Ask again in autumn",
    )
    assert [follow_up.due_on for follow_up in workspace.follow_ups.of("deal", shelf)] == [date(2026, 10, 1)]
    assert "They moved away" in workspace.deals.lost_reasons()


def test_losing_offers_the_users_own_reasons(page: DealsPage, shelf: int, workspace: Workspace) -> None:
    page.make_fresh()
    page.board.move_requested.emit([shelf], stage_id(workspace, "Lost"))
    ask = lost_popover()
    assert [chip.text() for chip in ask.reason_chips] == workspace.deals.lost_reasons()[:8]

    ask.reason_chips[1].click()
    ask.accept()

    assert workspace.deals.get(shelf).reason == workspace.deals.lost_reasons()[1]


def test_the_menu_moves_too(page: DealsPage, shelf: int, workspace: Workspace) -> None:
    page.make_fresh()
    menu = page.doing.menu_for(shelf, QPoint(100, 100))
    names = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert names == ["Open", "Move to", "Plan follow-up …", "Wait until …", "Move to Trash"]
    stages = next(child for child in menu.findChildren(QMenu) if child.title() == "Move to")
    assert [action.text() for action in stages.actions() if not action.isEnabled()] == ["Qualified"]

    next(action for action in stages.actions() if action.text() == "Negotiation").trigger()

    assert workspace.deals.get(shelf).stage == "Negotiation"


def test_a_card_can_be_dropped_on_the_head_of_a_column(page: DealsPage, shelf: int, qtbot: QtBot) -> None:
    page.make_fresh()

    Drag(shelf, column(page, "Qualified"), column(page, "Negotiation")).drop(on_head=True)

    qtbot.waitUntil(lambda: titles(page).get("Negotiation") == ["Shelf"])


def test_what_is_asked_has_its_room_at_large_text(
    page: DealsPage, shelf: int, workspace: Workspace, qapp: QApplication
) -> None:
    theme().apply(qapp, "light", 16)
    page.make_fresh()
    page.board.move_requested.emit([shelf], stage_id(workspace, "Lost"))
    ask = lost_popover()
    layout = ask.layout()
    assert layout is not None

    assert ask.height() >= layout.totalHeightForWidth(ask.width())
    assert ask.reason_field.edit.height() >= ask.reason_field.edit.minimumSizeHint().height()


def test_a_card_dragged_to_the_edge_scrolls_the_board(
    page: DealsPage, shelf: int, window: QWidget, qtbot: QtBot
) -> None:
    window.resize(900, 600)
    page.make_fresh()
    bar = page.board.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    cards = column(page, "Qualified").cards
    edge = page.board.viewport().mapToGlobal(QPoint(page.board.viewport().width() - 5, 100))

    cards.dragged.emit([shelf])
    cards.hovered.emit([shelf], edge)
    qtbot.waitUntil(lambda: bar.value() > 60)
    cards.hovered.emit([shelf], page.board.viewport().mapToGlobal(page.board.viewport().rect().center()))
    stopped = bar.value()
    qtbot.wait(60)
    cards.dragged.emit(None)

    assert bar.value() == stopped


def test_moves_are_written_behind_the_window(
    window: QWidget, workspace: Workspace, shelf: int, qtbot: QtBot
) -> None:
    desk = Desk(workspace)
    page = DealsPage(desk)
    window.layout().addWidget(page)  # pyright: ignore[reportOptionalMemberAccess] - the fixture gave it one
    page.make_fresh()
    page.board.select(shelf, focus=True)

    press(Qt.Key.Key_Right, CONTROL)
    press(Qt.Key.Key_Right, CONTROL)
    qtbot.waitUntil(lambda: titles(page) == {"Discovery": ["Shelf", "Logo"]})
    qtbot.waitUntil(lambda: QApplication.focusWidget() is column(page, "Discovery").cards)
    assert page.current_id() == shelf

    page.board.move_requested.emit([shelf], stage_id(workspace, "Won"))
    won_popover().accept()
    qtbot.waitUntil(lambda: titles(page).get("Won") == ["Shelf"])
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
    desk.close()
