from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from smallbiz_crm.domain.campaigns import CampaignStatus, PlannedKind
from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.campaigns.item_row import ItemPopover
from smallbiz_crm.ui.campaigns.panel import DETAILS, PEOPLE, PLAN, SPEND, CampaignPanel
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.chips import Chip
from smallbiz_crm.ui.kit.fields import AmountField, ChoiceField, DateField, NotesField, TextField
from smallbiz_crm.ui.kit.messages import MessageHost

ENTER = Qt.Key.Key_Return


def _field(panel: CampaignPanel, name: str) -> TextField | AmountField | DateField | NotesField:
    field = panel.details.fields[name]
    assert isinstance(field, TextField | AmountField | DateField | NotesField)
    return field


def _retype(panel: CampaignPanel, name: str, text: str) -> None:
    field = _field(panel, name)
    field.edit.setFocus()
    field.edit.selectAll()
    if text:
        QTest.keyClicks(field.edit, text)
    else:
        QTest.keyClick(field.edit, Qt.Key.Key_Backspace)


def _text(panel: CampaignPanel, name: str) -> str:
    edit = _field(panel, name).edit
    return edit.toPlainText() if isinstance(edit, QPlainTextEdit) else edit.text()


def _choose(panel: CampaignPanel, name: str, key: str) -> None:
    field = panel.details.fields[name]
    assert isinstance(field, ChoiceField)
    position = [str(each) for each in field._keys].index(key)
    field.box.setCurrentIndex(position)
    field.box.activated.emit(position)


def _chips(panel: CampaignPanel) -> list[str]:
    items = [panel._chips.itemAt(number) for number in range(panel._chips.count())]
    chips = [item.widget() for item in items if item is not None]
    return [chip.text() for chip in chips if isinstance(chip, Chip)]


def test_the_head_says_what_it_is(panel: CampaignPanel, workspace: Workspace) -> None:
    assert panel.title.text() == "Search ads"
    assert panel.subtitle.text() == "Ads · Leads · 4 May – 13 Jun"
    assert _chips(panel) == ["Running"]
    workspace.spending.add(
        "Ad network", date(2026, 5, 2), 60_000, campaign_id=panel.record_id, category="Advertising"
    )
    assert _chips(panel) == ["Running", "Over budget"]


def test_every_fact_is_saved_when_it_is_left(
    panel: CampaignPanel, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    for name, text in (
        ("name", "Search & find"),
        ("starts_on", "5/5/2026"),
        ("ends_on", "20/6/2026"),
        ("budget", "1,250.50"),
        ("audience", "Shops"),
        ("message", "Measured, fitted"),
        ("offer", "Ten days"),
        ("notes", "Ask Ben"),
    ):
        _retype(panel, name, text)
    panel.close_button.setFocus()
    _choose(panel, "status", "done")
    _choose(panel, "channel", "search")
    _choose(panel, "objective", "nurture")
    saved = workspace.campaigns.get(campaigns["Ads"])
    assert (saved.name, saved.budget) == ("Search & find", 125_050)
    assert (saved.starts_on, saved.ends_on) == (date(2026, 5, 5), date(2026, 6, 20))
    assert (saved.audience, saved.message, saved.offer) == ("Shops", "Measured, fitted", "Ten days")
    assert (saved.status, saved.channel, saved.objective) == ("done", "search", "nurture")
    assert saved.notes == "Ask Ben"
    assert _text(panel, "budget") == "€1,250.50"
    assert panel.title.text() == "Search & find"


def test_facts_can_be_emptied_but_not_the_name(
    panel: CampaignPanel, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    for name in ("budget", "ends_on", "name"):
        _retype(panel, name, "")
    panel.close_button.setFocus()
    _choose(panel, "objective", "None")
    saved = workspace.campaigns.get(campaigns["Ads"])
    assert (saved.budget, saved.ends_on, saved.objective) == (None, None, None)
    assert saved.name == "Search ads"
    assert _field(panel, "name").message() == "A campaign needs a name."


def test_an_end_before_the_start_is_refused_in_its_place(panel: CampaignPanel, workspace: Workspace) -> None:
    _retype(panel, "ends_on", "1/5/2026")
    QTest.keyClick(_field(panel, "ends_on").edit, ENTER)
    assert "end before it starts" in _field(panel, "ends_on").message()
    assert workspace.campaigns.get(panel.record_id or 0).ends_on == date(2026, 6, 13)


def test_undo_is_shown_in_the_field(panel: CampaignPanel, desk: Desk) -> None:
    _retype(panel, "name", "Another name")
    QTest.keyClick(_field(panel, "name").edit, ENTER)
    assert panel.title.text() == "Another name"
    desk.undo()
    assert panel.title.text() == "Search ads"
    assert _text(panel, "name") == "Search ads"


def test_what_is_typed_belongs_to_the_campaign_it_was_typed_for(
    panel: CampaignPanel, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    _retype(panel, "message", "For the ads")
    panel.show_record(campaigns["Fair"])
    assert workspace.campaigns.get(campaigns["Ads"]).message == "For the ads"
    assert workspace.campaigns.get(campaigns["Fair"]).message is None
    assert _field(panel, "message").value() in ("", None)


def test_typing_survives_a_change_from_elsewhere(panel: CampaignPanel, workspace: Workspace) -> None:
    _retype(panel, "notes", "Half a sent")
    workspace.campaigns.edit(panel.record_id or 0, status="done")
    assert _text(panel, "notes") == "Half a sent"
    assert panel.details.fields["status"].value() is CampaignStatus.DONE


def test_the_panel_goes_with_its_campaign(
    panel: CampaignPanel, desk: Desk, messages: MessageHost, workspace: Workspace
) -> None:
    closed: list[bool] = []
    panel.closed.connect(lambda: closed.append(True))
    next(action for action in panel.menu().actions() if action.text() == "Move to Trash").trigger()
    assert closed == [True]
    assert messages.toasts()[-1].label.text() == "“Search ads” is in the Trash"
    desk.undo()
    assert "Search ads" in [campaign.name for campaign in workspace.campaigns.list()]


def test_it_closes_when_its_adding_is_taken_back(
    panel: CampaignPanel, desk: Desk, workspace: Workspace
) -> None:
    closed: list[bool] = []
    panel.closed.connect(lambda: closed.append(True))
    panel.show_record(workspace.campaigns.add("Short-lived"))
    desk.undo()
    assert closed == [True]
    with pytest.raises(NotFound):
        panel.show_record(999)


def test_a_campaign_in_the_trash_says_so_and_comes_back(
    panel: CampaignPanel, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    workspace.campaigns.trash([campaigns["Fair"]])
    panel.show_record(campaigns["Fair"])
    assert _chips(panel) == ["In the Trash", "Done"]
    assert not panel.more_button.isVisible()
    panel.restore_button.click()
    assert not workspace.campaigns.get(campaigns["Fair"]).is_trashed
    assert _chips(panel) == ["Done"]
    assert not panel.restore_button.isVisible()


# -- the plan -------------------------------------------------------------------------------------------------


@pytest.fixture
def planned(panel: CampaignPanel, workspace: Workspace) -> CampaignPanel:
    """With one late item, one for today and one done, its plan in sight."""
    campaign_id = panel.record_id or 0
    workspace.campaigns.plan(campaign_id, "Compare headlines", date(2026, 5, 12))
    workspace.campaigns.plan(
        campaign_id, "Post the story", date(2026, 5, 14), kind="post", planned_time="10:00"
    )
    done = workspace.campaigns.plan(campaign_id, "Write headlines", date(2026, 5, 5))
    workspace.campaigns.finish_items([done])
    panel.show_page(PLAN)
    return panel


def test_items_are_listed_by_day_with_their_state(planned: CampaignPanel) -> None:
    rows = planned.plan.rows
    assert [row.title.text() for row in rows] == ["Write headlines", "Compare headlines", "Post the story"]
    assert [row.done_box.isChecked() for row in rows] == [True, False, False]
    assert [row.day_chip.text() for row in rows] == ["Tue 5 May", "2 days late", "Today 10:00"]
    assert planned.plan.summary.text() == "1 of 3 planned items done"
    assert rows[1].accessibleName() == "Compare headlines · Task · Tue 12 May · late"


def test_enter_adds_an_item_and_waits_for_the_next(panel: CampaignPanel, workspace: Workspace) -> None:
    panel.show_page(PLAN)
    line = panel.plan.add_line
    assert line.day.value() == date(2026, 5, 14)
    line.title.edit.setFocus()
    QTest.keyClick(line.title.edit, ENTER)
    assert line.title.message() == "Say what is planned."
    QTest.keyClicks(line.title.edit, "Book the stand")
    QTest.keyClick(line.title.edit, ENTER)
    QTest.keyClicks(line.title.edit, "Print flyers")
    line.kind.setCurrentIndex(line.kinds.index(PlannedKind.SEND))
    line.day.edit.selectAll()
    QTest.keyClicks(line.day.edit, "20/5/2026")
    line.add_button.click()
    items = workspace.campaigns.items(panel.record_id)
    assert [(item.title, item.kind, item.planned_on) for item in items] == [
        ("Book the stand", "task", date(2026, 5, 14)),
        ("Print flyers", "send", date(2026, 5, 20)),
    ]
    assert line.title.edit.text() == ""
    assert line.title.edit.hasFocus()
    assert len(panel.plan.rows) == 2


def test_a_new_campaign_in_the_panel_starts_with_an_empty_line(
    panel: CampaignPanel, campaigns: dict[str, int]
) -> None:
    panel.show_page(PLAN)
    QTest.keyClicks(panel.plan.add_line.title.edit, "Half typed")
    panel.show_record(campaigns["Autumn"])
    assert panel.plan.add_line.title.edit.text() == ""
    assert panel.plan.add_line.day.value() == date(2026, 9, 15)


def test_a_tick_finishes_an_item_and_keeps_the_focus(
    planned: CampaignPanel, workspace: Workspace, desk: Desk, messages: MessageHost
) -> None:
    box = planned.plan.rows[1].done_box
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert messages.toasts()[-1].label.text() == "Done: Compare headlines"
    assert planned.plan.summary.text() == "2 of 3 planned items done"
    assert planned.plan.rows[1].done_box.hasFocus()
    assert planned.plan.rows[1].day_chip.text() == "Tue 12 May"
    desk.undo()
    assert not planned.plan.rows[1].done_box.isChecked()
    planned.plan.rows[0].done_box.click()
    assert all(item.done_on is None for item in workspace.campaigns.items(planned.record_id))


def test_an_item_gets_another_day_from_the_calendar(planned: CampaignPanel, workspace: Workspace) -> None:
    popup = planned.plan.rows[1].pick_day()
    popup.calendar.clicked.emit(QDate(2026, 5, 18))
    items = {item.title: item.planned_on for item in workspace.campaigns.items(planned.record_id)}
    assert items["Compare headlines"] == date(2026, 5, 18)
    assert [row.title.text() for row in planned.plan.rows][-1] == "Compare headlines"


def test_an_item_is_changed_in_a_popover_that_keeps_what_is_wrong(
    planned: CampaignPanel, workspace: Workspace
) -> None:
    ask = planned.plan.rows[1].edit()
    assert isinstance(ask, ItemPopover)
    ask.title_field.edit.selectAll()
    QTest.keyClick(ask.title_field.edit, Qt.Key.Key_Backspace)
    ask.accept()
    assert ask.title_field.message() == "Say what is planned."
    QTest.keyClicks(ask.title_field.edit, "Choose a headline")
    QTest.keyClicks(ask.time_field.edit, "later")
    ask.accept()
    assert "no time of day" in ask.time_field.message()
    ask.time_field.edit.selectAll()
    QTest.keyClicks(ask.time_field.edit, "9.30")
    ask.kind_field.set_value(PlannedKind.EVENT)
    ask.accept()
    item = next(
        each for each in workspace.campaigns.items(planned.record_id) if each.title.startswith("Choose")
    )
    assert (item.planned_time, item.kind, item.planned_on) == ("09:30", "event", date(2026, 5, 12))


def test_an_item_goes_to_the_trash_and_comes_back(
    planned: CampaignPanel, desk: Desk, messages: MessageHost
) -> None:
    planned.plan.rows[1].remove()
    assert len(planned.plan.rows) == 2
    assert messages.toasts()[-1].label.text() == "“Compare headlines” is in the Trash"
    desk.undo()
    assert len(planned.plan.rows) == 3


def test_a_long_plan_is_shown_a_part_at_a_time(panel: CampaignPanel, workspace: Workspace) -> None:
    for number in range(70):
        workspace.campaigns.plan(panel.record_id or 0, f"Step {number}", date(2026, 6, 1))
    panel.show_page(PLAN)
    assert len(panel.plan.rows) == 60
    assert panel.plan.more_button.text() == "Show 10 more"
    panel.plan.more_button.click()
    assert len(panel.plan.rows) == 70
    assert not panel.plan.more_button.isVisible()


def test_follow_ups_of_the_campaign_stand_under_its_plan(panel: CampaignPanel, workspace: Workspace) -> None:
    workspace.follow_ups.add("Call the printer", date(2026, 5, 15), campaign_id=panel.record_id)
    panel.show_page(PLAN)
    assert [row.follow_up.text for row in panel.plan.follow_ups.rows] == ["Call the printer"]


def test_tabs_are_reached_by_the_menu_too(panel: CampaignPanel, workspace: Workspace) -> None:
    actions = {action.text(): action for action in panel.menu().actions()}
    actions["Add spend …"].trigger()
    assert panel.tabs.currentIndex() == SPEND
    actions = {action.text(): action for action in panel.menu().actions()}
    actions["Add people …"].trigger()
    assert panel.tabs.currentIndex() == PEOPLE


def test_everything_that_takes_the_focus_has_a_name(planned: CampaignPanel) -> None:
    for tab in (DETAILS, PLAN, SPEND, PEOPLE):
        planned.show_page(tab)
        nameless = [
            child
            for child in planned.findChildren(QWidget)
            if child.isVisible()
            and child.focusPolicy() & Qt.FocusPolicy.TabFocus
            and child.focusProxy() is None
            and not (child.accessibleName() or getattr(child, "text", str)())
        ]
        assert nameless == []
