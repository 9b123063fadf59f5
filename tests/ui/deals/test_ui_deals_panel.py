"""The panel of a deal: edited in place, saved when left, moved, followed up, and its story."""

from __future__ import annotations

from datetime import date

import pytest
from board_reading import lost_popover, stage_id, won_popover
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.deals import Closing, Outcome
from smallbiz_crm.domain.errors import Trouble
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.deals.page import DealsPage
from smallbiz_crm.ui.deals.panel import DealPanel
from smallbiz_crm.ui.deals.story import story_of
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.messages import MessageHost


@pytest.fixture
def shelf(workspace: Workspace) -> int:
    ana = workspace.contacts.add(NewContact(name="Ana Silva", company="Nordlicht GmbH"))
    fair = workspace.campaigns.add("Spring Fair")
    return workspace.deals.add(
        "Shelf", contact_id=ana, amount=50_000, expected_close=date(2026, 6, 30), source_campaign_id=fair
    )


@pytest.fixture
def panel(window: QWidget, desk: Desk, messages: MessageHost, shelf: int) -> DealPanel:
    made = DealPanel(desk)
    window.layout().addWidget(made)  # pyright: ignore[reportOptionalMemberAccess] - the fixture gave it one
    made.show_record(shelf)
    return made


def type_into(edit: QWidget, text: str) -> None:
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(edit, text)


def test_a_panel_can_be_made_before_the_workspace_is_open(qtbot: QtBot) -> None:
    panel = DealPanel(Desk(inline=True))
    qtbot.addWidget(panel)
    assert panel.record_id is None


def test_it_shows_the_deal(panel: DealPanel) -> None:
    fields = panel.fields
    assert (panel.title.text(), panel.subtitle.text()) == ("Shelf", "Ana Silva, Nordlicht GmbH")
    assert fields.amount_field.edit.text() == "€500.00"
    assert fields.close_field.edit.text() == "30/06/2026"
    assert fields.campaign_field.edit.text() == "Spring Fair"
    assert fields.stage_field.box.currentText() == "Qualified"
    assert fields.created_field.edit.text() == "14/05/2026"
    assert not fields.closed_field.isVisible()
    assert not fields.reason_field.isVisible()


def test_what_is_typed_is_saved_when_it_is_left(
    panel: DealPanel, shelf: int, workspace: Workspace, desk: Desk
) -> None:
    type_into(panel.fields.title_field.edit, "Wall shelf")
    QTest.keyClick(panel.fields.title_field.edit, Qt.Key.Key_Return)
    type_into(panel.fields.region_field.edit, "North")
    QTest.keyClick(panel.fields.region_field.edit, Qt.Key.Key_Tab)
    type_into(panel.fields.owner_field.edit, "Mika")
    panel.fields.company_field.edit.setFocus()

    deal = workspace.deals.get(shelf)
    assert (deal.title, deal.region, deal.owner) == ("Wall shelf", "North", "Mika")
    assert panel.title.text() == "Wall shelf"
    desk.undo()
    assert workspace.deals.get(shelf).owner is None
    assert panel.fields.owner_field.edit.text() == ""


def test_a_bad_value_stays_and_says_why(panel: DealPanel, shelf: int, workspace: Workspace) -> None:
    type_into(panel.fields.amount_field.edit, "a lot")
    QTest.keyClick(panel.fields.amount_field.edit, Qt.Key.Key_Tab)
    type_into(panel.fields.title_field.edit, " ")
    QTest.keyClick(panel.fields.title_field.edit, Qt.Key.Key_Return)

    assert panel.fields.amount_field.edit.text() == "a lot"
    assert panel.fields.amount_field.message()
    assert panel.fields.title_field.state == "bad"
    assert (workspace.deals.get(shelf).title, workspace.deals.get(shelf).amount) == ("Shelf", 50_000)
    workspace.deals.edit(shelf, region="South")
    assert panel.fields.amount_field.edit.text() == "a lot"


def test_amount_and_currency_belong_together(panel: DealPanel, shelf: int, workspace: Workspace) -> None:
    type_into(panel.fields.amount_field.edit, "1,200.50 USD")
    QTest.keyClick(panel.fields.amount_field.edit, Qt.Key.Key_Return)
    deal = workspace.deals.get(shelf)
    assert (deal.amount, deal.currency) == (120_050, "USD")
    assert panel.fields.currency_field.box.currentText() == "USD"

    panel.fields.currency_field.box.setCurrentText("JPY")
    panel.fields.currency_field.box.activated.emit(panel.fields.currency_field.box.findText("JPY"))
    deal = workspace.deals.get(shelf)
    assert (deal.amount, deal.currency) == (1_201, "JPY")


def test_person_and_campaign_are_chosen_by_typing_and_opened_by_their_link(
    panel: DealPanel, shelf: int, workspace: Workspace, desk: Desk
) -> None:
    opened: list[tuple[str, int]] = []
    desk.record_requested.connect(lambda kind, record_id: opened.append((kind, record_id)))
    berta = workspace.contacts.add(NewContact(name="Berta Klein"))
    type_into(panel.fields.contact_field.edit, "Berta Klein")
    QTest.keyClick(panel.fields.contact_field.edit, Qt.Key.Key_Return)

    assert workspace.deals.get(shelf).contact_id == berta
    panel.fields.contact_field.link_button.click()
    panel.fields.campaign_field.link_button.click()
    assert opened == [("contact", berta), ("campaign", workspace.deals.get(shelf).source_campaign_id)]

    type_into(panel.fields.contact_field.edit, "Nobody")
    QTest.keyClick(panel.fields.contact_field.edit, Qt.Key.Key_Return)
    assert panel.fields.contact_field.state == "bad"
    assert workspace.deals.get(shelf).contact_id == berta


def choose_stage(panel: DealPanel, name: str) -> None:
    box = panel.fields.stage_field.box
    box.setCurrentText(name)
    box.activated.emit(box.findText(name))


def test_the_stage_asks_like_the_board_and_goes_back_on_escape(
    panel: DealPanel, shelf: int, workspace: Workspace
) -> None:
    choose_stage(panel, "Won")
    QTest.keyClick(won_popover(), Qt.Key.Key_Escape)
    assert panel.fields.stage_field.box.currentText() == "Qualified"
    assert workspace.deals.get(shelf).outcome is Outcome.OPEN

    choose_stage(panel, "Proposal")
    assert workspace.deals.get(shelf).stage == "Proposal"
    choose_stage(panel, "Lost")
    ask = lost_popover()
    ask.reason_field.edit.setText("Too expensive")
    ask.accept()
    assert panel.fields.closed_field.isVisible()
    assert panel.fields.reason_field.edit.text() == "Too expensive"


def test_the_day_it_closed_is_a_date_of_its_own(panel: DealPanel, shelf: int, workspace: Workspace) -> None:
    choose_stage(panel, "Won")
    won_popover().accept()
    type_into(panel.fields.closed_field.edit, "02/05/2026")
    QTest.keyClick(panel.fields.closed_field.edit, Qt.Key.Key_Return)

    deal = workspace.deals.get(shelf)
    assert (deal.closed_on, deal.expected_close, deal.outcome) == (
        date(2026, 5, 2),
        date(2026, 6, 30),
        Outcome.WON,
    )


def test_its_story_tells_stages_amounts_notes_and_fields_once(
    panel: DealPanel, shelf: int, workspace: Workspace
) -> None:
    workspace.deals.edit(shelf, amount=60_000, expected_close=None)
    workspace.deals.move(shelf, stage_id(workspace, "Proposal"))
    workspace.deals.edit(shelf, region="North")
    panel.show_page(3)
    panel.timeline.log_box.edit.setPlainText("They want samples")
    panel.timeline.log_box.kind_box.setCurrentIndex(1)
    QTest.keyClick(panel.timeline.log_box.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert panel.timeline.log_box.edit.toPlainText() == ""
    assert set(panel.timeline.texts()) == {
        "Call: They want samples, Today",
        "Region: — → North, Today",
        "Moved from Qualified to Proposal, Today",
        "Amount: €500.00 → €600.00\nExpected close: 30/06/2026 → —, Today",
        "Deal created in Qualified, €500.00, Today",
    }
    story = panel.timeline.texts()
    assert story.index("Moved from Qualified to Proposal, Today") < story.index(
        "Deal created in Qualified, €500.00, Today"
    )


def test_another_deal_takes_nothing_of_what_was_typed(
    panel: DealPanel, shelf: int, workspace: Workspace
) -> None:
    other = workspace.deals.add("Logo")
    panel.fields.region_field.edit.setFocus()
    QTest.keyClicks(panel.fields.region_field.edit, "North")
    type_into(panel.fields.amount_field.edit, "nonsense")

    panel.show_record(other)

    assert workspace.deals.get(shelf).region == "North"
    assert workspace.deals.get(other).region is None
    assert panel.fields.amount_field.edit.text() == ""
    assert panel.fields.amount_field.state == ""


def test_a_refused_write_marks_the_field(
    panel: DealPanel, shelf: int, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_fields: object) -> None:
        raise Trouble("disk.full", file="a.crm")

    monkeypatch.setattr(workspace.deals, "edit", full)
    type_into(panel.fields.region_field.edit, "North")
    QTest.keyClick(panel.fields.region_field.edit, Qt.Key.Key_Return)

    assert panel.fields.region_field.message().startswith("The disk is full")
    assert panel.fields.region_field.edit.text() == "North"
    monkeypatch.undo()


def test_a_deal_put_into_the_trash_closes_its_panel_and_can_be_brought_back(
    panel: DealPanel, shelf: int, workspace: Workspace, qtbot: QtBot
) -> None:
    trash = next(action for action in panel.menu().actions() if action.text() == "Move to Trash")
    with qtbot.waitSignal(panel.closed):
        trash.trigger()
    assert workspace.deals.get(shelf).is_trashed

    panel.show_record(shelf)
    assert panel.restore_button.isVisible()
    panel.restore_button.click()
    assert not workspace.deals.get(shelf).is_trashed
    assert not panel.restore_button.isVisible()


def test_a_deal_that_was_undone_closes_its_panel(
    panel: DealPanel, workspace: Workspace, desk: Desk, qtbot: QtBot
) -> None:
    made = workspace.deals.add("Just made")
    panel.show_record(made)
    with qtbot.waitSignal(panel.closed):
        desk.undo()


def test_fields_of_ones_own_are_filled_in_on_a_deal(
    window: QWidget, desk: Desk, workspace: Workspace, qtbot: QtBot
) -> None:
    deal, other = workspace.deals.add("Shelf"), workspace.deals.add("Logo")
    panel = DealPanel(desk)
    window.layout().addWidget(panel)  # pyright: ignore[reportOptionalMemberAccess] - the fixture gave it one
    panel.show()
    panel.show_record(deal)
    wood = workspace.fields.add("deal", "Wood", "text")
    qtbot.waitUntil(lambda: wood in panel.custom.fields)
    field = panel.custom.fields[wood]
    QTest.keyClicks(field.input(), "oak")

    panel.show_record(other)

    assert workspace.fields.values("deal", deal) == {wood: "oak"}
    assert workspace.fields.values("deal", other) == {}


def test_a_win_before_the_deal_was_created_is_flagged_and_can_be_put_right(
    panel: DealPanel, shelf: int, workspace: Workspace
) -> None:
    won = next(stage.id for stage in workspace.deals.stages() if stage.kind is Outcome.WON)
    workspace.deals.move(shelf, won, closed_on=date(2026, 5, 4))
    panel.refresh()
    fields = panel.fields
    assert fields.odd.isVisible()
    assert fields.odd.text().startswith("That is before the deal was created on 14/05/2026.")

    type_into(fields.created_field.edit, "01/06/2026")
    QTest.keyClick(fields.created_field.edit, Qt.Key.Key_Return)
    assert "Type that day or one before." in fields.created_field.message()
    type_into(fields.created_field.edit, "01/05/2026")
    QTest.keyClick(fields.created_field.edit, Qt.Key.Key_Return)
    assert not fields.odd.isVisible()
    assert workspace.deals.get(shelf).created_on == date(2026, 5, 1)


def test_opened_again_the_history_still_tells_why_it_was_lost(
    panel: DealPanel, shelf: int, workspace: Workspace
) -> None:
    stages = {stage.kind: stage.id for stage in reversed(workspace.deals.stages())}
    loss = Closing(reason="Too expensive", reason_note="Wanted 20 % off", competitor="Nordlicht")
    workspace.deals.move(shelf, stages[Outcome.LOST], loss)
    workspace.deals.move(shelf, stages[Outcome.OPEN])
    workspace.deals.move(shelf, stages[Outcome.LOST], Closing(reason="Bad timing"))
    story = [entry.text for entry in story_of([], workspace.deals.history(shelf))]

    assert story[0] == "Lost\nBecause: Bad timing"
    assert story[1].startswith("Open again")
    assert story[2] == "Lost\nBecause: Too expensive\nTo: Nordlicht\nWanted 20 % off"


def command(desk: Desk, text: str) -> QAction:
    return next(action for action in desk.commands if action.text() == text)


def test_a_deal_is_won_from_its_panel_where_no_card_is_in_sight(
    panel: DealPanel, shelf: int, workspace: Workspace, desk: Desk
) -> None:
    command(desk, "Mark the deal as won …").trigger()
    won_popover().accept()
    assert workspace.deals.get(shelf).outcome is Outcome.WON

    desk.undo()
    panel.tabs.setCurrentIndex(3)
    command(desk, "Mark the deal as lost …").trigger()
    lost_popover().close()
    assert workspace.deals.get(shelf).outcome is Outcome.OPEN
    command(desk, "Move the deal to the next stage").trigger()
    assert workspace.deals.get(shelf).stage == "Discovery"

    panel.hide()
    assert not command(desk, "Mark the deal as won …").isEnabled()


def test_the_deal_one_is_in_is_meant_where_panel_and_board_show_two(
    page: DealsPage, panel: DealPanel, shelf: int, workspace: Workspace, desk: Desk
) -> None:
    other = workspace.deals.add("Counter")
    page.make_fresh()
    page.board.select(other, focus=True)
    command(desk, "Move the deal to the next stage").trigger()
    assert [workspace.deals.get(each).stage for each in (shelf, other)] == ["Qualified", "Discovery"]

    panel.fields.title_field.edit.setFocus()
    command(desk, "Move the deal to the next stage").trigger()
    assert [workspace.deals.get(each).stage for each in (shelf, other)] == ["Discovery", "Discovery"]
