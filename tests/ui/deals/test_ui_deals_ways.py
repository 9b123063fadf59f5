"""Ways of looking at the deals: months, filters, orders, folded columns, several cards at once, saved views."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from board_reading import CONTROL, Drag, column, lost_popover, press, stage_id, titles, won_popover
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.board import BoardFilter, CardOrder, Layout
from smallbiz_crm.domain.deals import ExitFact, Outcome
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.deals.board import Board
from smallbiz_crm.ui.deals.commands import deal_commands
from smallbiz_crm.ui.deals.page import DealsPage
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.chips import ChipButton
from smallbiz_crm.ui.kit.fields import ChoiceField
from smallbiz_crm.ui.kit.messages import MessageHost

TODAY = date(2026, 5, 14)


@pytest.fixture
def deals(workspace: Workspace) -> dict[str, int]:
    made = {
        "Shelf": workspace.deals.add("Shelf", amount=50_000, expected_close=date(2026, 6, 30)),
        "Logo": workspace.deals.add("Logo", amount=20_000, expected_close=date(2026, 5, 2)),
        "Sign": workspace.deals.add("Sign"),
    }
    workspace.deals.edit(made["Shelf"], region="North")
    return made


def lanes(board: Board) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in board.columns:
        model = each.cards.model_of_cards()
        cards = [model.card_at(row) for row in range(model.rowCount())]
        if cards:
            found[each.lane.name] = ["…" if card is None else card.title for card in cards]
    return found


def choose(field: ChoiceField, text: str) -> None:
    field.box.setCurrentIndex(field.box.findText(text))
    field.box.activated.emit(field.box.currentIndex())


def chips(page: DealsPage) -> list[str]:
    return [each.text().removesuffix("  ×") for each in page.filters.shown_chips()]


def chip_button(page: DealsPage, text: str) -> ChipButton:
    return next(each for each in page.filters.shown_chips() if each.text().startswith(text))


def show(page: DealsPage, layout: Layout) -> None:
    QTest.mouseClick(page.view_toggle.button(layout.value), Qt.MouseButton.LeftButton)


def test_a_card_dragged_to_another_month_is_expected_then(
    page: DealsPage, deals: dict[str, int], workspace: Workspace, qtbot: QtBot, desk: Desk
) -> None:
    page.make_fresh()
    page.board.select(deals["Sign"])
    show(page, Layout.FORECAST)
    assert page.views.currentWidget() is page.forecast
    assert page.current_id() == deals["Sign"]
    assert lanes(page.forecast) == {"Overdue": ["Logo"], "June 2026": ["Shelf"], "No date": ["Sign"]}
    undated, june = page.forecast.columns[-1], page.forecast.columns[2]

    drag = Drag(deals["Sign"], undated, june)
    assert lanes(page.forecast)["June 2026"] == ["Shelf", "…"]
    drag.drop()

    qtbot.waitUntil(lambda: lanes(page.forecast).get("June 2026") == ["Shelf", "Sign"])
    assert workspace.deals.get(deals["Sign"]).expected_close == date(2026, 6, 30)
    assert not page.forecast.columns[0].lane.takes_drops
    page.forecast.select(deals["Shelf"], focus=True)
    press(Qt.Key.Key_Right, CONTROL)
    assert workspace.deals.get(deals["Shelf"]).expected_close == date(2026, 7, 30)
    desk.undo()
    assert lanes(page.forecast)["June 2026"] == ["Shelf", "Sign"]


def test_filters_narrow_all_three_and_can_be_cleared(page: DealsPage, deals: dict[str, int]) -> None:
    page.make_fresh()
    popover = page.filters.open_filter()
    choose(popover.fields["region"], "North")
    assert titles(page) == {"Qualified": ["Shelf"]}
    assert page.filters.filter_button.text() == "Filter (1)"
    assert chips(page) == ["Region: North"]
    assert page.subtitle.text().startswith("1 open deal")
    show(page, Layout.TABLE)
    assert list(page.table.records.ids()) == [deals["Shelf"]]
    popover.switches["has_no_next_step"].box.click()
    popover.switches["is_stale"].box.click()
    assert page.views.currentWidget() is page.no_hits
    assert page.filters.filter_button.accessibleName() == "Filter, 3 set"

    popover.clear_button.click()
    QTest.keyClick(popover, Qt.Key.Key_Escape)

    assert sorted(page.table.records.ids()) == sorted(deals.values())
    assert not page.filters.chips.isVisible()


def test_a_chip_takes_its_filter_away(page: DealsPage, deals: dict[str, int]) -> None:
    page.make_fresh()
    page.filters.narrow(BoardFilter(region="North", has_no_next_step=True))
    assert chips(page) == ["Region: North", "No next step"]

    QTest.keyClick(chip_button(page, "Region: North"), Qt.Key.Key_Space)

    assert page.filters.narrowed == BoardFilter(has_no_next_step=True)
    assert chips(page) == ["No next step"]
    assert QApplication.focusWidget() is page.filters.filter_button
    QTest.keyClick(chip_button(page, "No next step"), Qt.Key.Key_Space)
    assert page.filters.narrowed.is_empty()


def test_cards_are_put_in_an_order_by_hand(
    page: DealsPage, deals: dict[str, int], qtbot: QtBot, workspace: Workspace
) -> None:
    page.make_fresh()
    page.filters._on_order_chosen(CardOrder.HAND)
    before = titles(page)["Qualified"]
    qualified = column(page, "Qualified")
    source = qualified.cards
    source.dragged.emit([deals["Sign"]])
    first = source.visualRect(source.model_of_cards().index(0, 0)).topLeft() + QPoint(5, 5)
    source.hovered.emit([deals["Sign"]], source.viewport().mapToGlobal(first))
    assert titles(page)["Qualified"][0] == "…"
    source.model_of_cards().move_requested.emit([deals["Sign"]], qualified.lane.key)

    others = [name for name in before if name != "Sign"]
    qtbot.waitUntil(lambda: titles(page)["Qualified"] == ["Sign", *others])
    assert page.filters.order_button.text() == "By hand"
    workspace.history.undo()
    page.refresh()
    assert titles(page)["Qualified"] == before


def test_several_cards_move_and_go_to_the_trash_together(
    page: DealsPage, deals: dict[str, int], workspace: Workspace, messages: MessageHost
) -> None:
    page.make_fresh()
    cards = column(page, "Qualified").cards
    page.board.focus_cards()
    cards.selectAll()
    assert sorted(cards.selected_ids()) == sorted(deals.values())
    data = cards.model_of_cards().mimeData(cards.selectionModel().selectedRows())
    assert len(bytes(data.data("application/x-smallbiz-deal").data()).split()) == 3

    press(Qt.Key.Key_Right, CONTROL)

    assert {workspace.deals.get(each).stage for each in deals.values()} == {"Discovery"}
    assert messages.toasts()[-1].label.text() == "3 deals moved to Discovery"
    workspace.history.undo()
    assert {workspace.deals.get(each).stage for each in deals.values()} == {"Qualified"}
    page.refresh()
    page.board.focus_cards()
    cards.selectAll()
    page.doing.move(cards.selected_ids(), stage_id(workspace, "Lost"))
    ask = lost_popover()
    assert ask.accessibleName() == "Lost: 3 deals"
    QTest.keyClick(ask, Qt.Key.Key_Escape)
    assert workspace.deals.get(deals["Shelf"]).outcome is Outcome.OPEN
    cards.selectAll()
    press(Qt.Key.Key_Delete)
    assert workspace.deals.count() == 0


def test_a_folded_column_takes_drops_and_is_passed_by_the_arrows(
    page: DealsPage, deals: dict[str, int], workspace: Workspace
) -> None:
    workspace.deals.add("Far", stage_id=stage_id(workspace, "Proposal"))
    workspace.deals.add("Near", stage_id=stage_id(workspace, "Discovery"))
    page.make_fresh()
    discovery = column(page, "Discovery")
    assert discovery.fold_button.accessibleName() == "Fold Discovery"
    discovery.fold_button.click()
    assert not discovery.cards.isVisible()
    assert discovery.fold_button.accessibleName() == "Unfold Discovery"

    page.board.focus_cards()
    press(Qt.Key.Key_Right)

    assert QApplication.focusWidget() is column(page, "Proposal").cards
    assert page.view().hidden == (discovery.lane.key,)
    assert discovery.acceptDrops()


def test_a_view_is_saved_shown_again_and_removed(
    page: DealsPage, deals: dict[str, int], workspace: Workspace
) -> None:
    page.make_fresh()
    page.filters.narrow(BoardFilter(region="North"))
    page.filters._on_order_chosen(CardOrder.VALUE)
    column(page, "Lost").set_folded(True)
    dialog = page.ask_view_name()
    QTest.keyClicks(dialog.name_field.edit, "North by value")
    QTest.keyClick(dialog.name_field.edit, Qt.Key.Key_Return)
    page.filters.clear()
    column(page, "Lost").set_folded(False)
    show(page, Layout.TABLE)

    menu = page.filters.views_menu()
    next(action for action in menu.actions() if action.text() == "North by value").trigger()

    assert page.views.currentWidget() is page.board
    assert titles(page) == {"Qualified": ["Shelf"]}
    assert page.filters.order is CardOrder.VALUE
    assert column(page, "Lost").is_folded
    view_id, view = workspace.board.views()[0]
    page.filters.remove_requested.emit(view_id, view.name)
    assert workspace.board.views() == []


def test_a_slash_begins_a_name_and_columns_of_the_table_are_chosen(
    page: DealsPage, deals: dict[str, int]
) -> None:
    page.make_fresh()
    page.board.focus_cards()
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, "/")
    assert page.search.hasFocus()
    assert page.search.text() == ""
    show(page, Layout.TABLE)
    assert "region" not in page.table.shown_columns()
    menu = page.table.columns_menu()
    next(action for action in menu.actions() if action.text() == "Region").trigger()
    assert "region" in page.table.shown_columns()
    for key in ("region", "owner", "campaign", "probability", "age", "next_step", "amount"):
        page.table.sort_requested.emit(key, True)
        assert sorted(page.table.records.ids()) == sorted(deals.values())


def test_a_deal_may_wait_on_purpose_and_is_not_called_stale(
    page: DealsPage, deals: dict[str, int], workspace: Workspace
) -> None:
    page.make_fresh()
    waiting = next(
        action
        for action in page.doing.menu_for(deals["Sign"], QPoint(9, 9)).actions()
        if "Wait" in action.text()
    )
    waiting.trigger()
    ask = QApplication.activePopupWidget()
    assert ask is not None
    ask.day_field.edit.setText("2026-05-01")  # type: ignore[attr-defined]
    QTest.keyClick(ask, Qt.Key.Key_Return)
    assert ask.day_field.state == "bad"  # type: ignore[attr-defined]
    ask.day_field.edit.setText("2026-07-01")  # type: ignore[attr-defined]
    ask.reason_field.edit.setText("budget in July")  # type: ignore[attr-defined]
    QTest.keyClick(ask, Qt.Key.Key_Return)

    card = workspace.deals.cards([deals["Sign"]])[0]
    assert (card.waiting_until, card.waiting_because) == (date(2026, 7, 1), "budget in July")
    actions = page.doing.menu_for(deals["Sign"], QPoint(9, 9)).actions()
    next(action for action in actions if action.text() == "Stop waiting").trigger()
    assert workspace.deals.cards([deals["Sign"]])[0].waiting_until is None


def test_moving_on_with_something_missing_is_noted_and_not_blocked(
    page: DealsPage, deals: dict[str, int], workspace: Workspace, messages: MessageHost
) -> None:
    first = workspace.stages.list()[0]
    workspace.stages.edit(first.id, exit_check=(ExitFact.BUDGET, ExitFact.EXPECTED_CLOSE))
    page.make_fresh()
    page.board.select(deals["Sign"], focus=True)
    press(Qt.Key.Key_Right, CONTROL)
    assert workspace.deals.get(deals["Sign"]).stage == "Discovery"
    told = messages.toasts()[-1].label.text()
    assert told == "“Sign” moved to Discovery. Still missing: budget, expected close"


def test_winning_and_losing_by_keyboard_alone(
    page: DealsPage, workspace: Workspace, deals: dict[str, int], qtbot: QtBot
) -> None:
    """Journey 5: from the card to the won deal with its renewal, and another one lost with a reason."""
    page.make_fresh()
    page.board.select(deals["Sign"], focus=True)
    won = next(command for command in page.desk.commands if command.text() == "Mark the deal as won …")
    assert won.isEnabled()
    won.trigger()
    ask = won_popover()
    assert [each is not None for each in (ask.amount_field, ask.product_field, ask.region_field)] == [
        True
    ] * 3
    QTest.keyClicks(QApplication.focusWidget(), "1200")  # type: ignore[arg-type]
    assert ask.after is not None
    ask.after.button("none").setFocus()
    press(Qt.Key.Key_Right)
    assert ask.after.value() == "renewal"
    assert ask.after_field.edit.text() == "14/05/2027"
    QTest.keyClick(ask, Qt.Key.Key_Return)

    signed = workspace.deals.get(deals["Sign"])
    assert (signed.outcome, signed.amount, signed.closed_on) == (Outcome.WON, 120_000, TODAY)
    assert [workspace.deals.get(each).title for each in workspace.deals.ids(search="renewal")] == [
        "Renewal: Sign"
    ]
    page.board.select(deals["Logo"], focus=True)
    for _stage in range(3):
        press(Qt.Key.Key_Right, CONTROL)
    press(Qt.Key.Key_Right, CONTROL)
    QTest.keyClick(won_popover(), Qt.Key.Key_Escape)
    assert workspace.deals.get(deals["Logo"]).stage == "Negotiation"
    deal_commands(page.desk).close_as(Outcome.LOST)
    lost = lost_popover()
    QTest.keyClicks(lost.reason_field.edit, "Price")
    QTest.keyClicks(lost.competitor_field.edit, "Regalwerk")
    lost.try_again_field.edit.setText("2026-11-02")
    QTest.keyClick(lost, Qt.Key.Key_Return)
    gone = workspace.deals.get(deals["Logo"])
    assert (gone.outcome, gone.reason, gone.competitor) == (Outcome.LOST, "Price", "Regalwerk")
    assert workspace.follow_ups.of("deal", gone.id)[0].due_on == date(2026, 11, 2)


def test_a_screen_reader_hears_the_column_and_the_whole_card(
    page: DealsPage, deals: dict[str, int], workspace: Workspace
) -> None:
    workspace.stages.edit(workspace.stages.list()[0].id, exit_check=(ExitFact.BUDGET,))
    workspace.deals.edit(deals["Shelf"], owner="Marta")
    workspace.follow_ups.add("Send offer", TODAY + timedelta(days=1), deal_id=deals["Shelf"])
    page.make_fresh()
    cards = column(page, "Qualified").cards

    told = QAccessible.queryAccessibleInterface(cards)

    assert told.text(QAccessible.Text.Name) == "Qualified, 3 deals, €700, €140 weighted"
    names = [told.child(number).text(QAccessible.Text.Name) for number in range(told.childCount())]
    shelf = next(name for name in names if name.startswith("Shelf"))
    for part in ("€500.00", "Qualified", "Send offer, Tomorrow", "missing: budget", "owner Marta"):
        assert part in shelf
