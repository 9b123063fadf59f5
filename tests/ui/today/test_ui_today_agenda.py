"""The two lists: what stands in them, and working them off with keys and mouse."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from today_shown import TODAY, Shown

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.store.follow_ups import add_follow_up
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.follow_up_list import PlanPopover
from smallbiz_crm.ui.follow_up_outcome import OutcomePopover
from smallbiz_crm.ui.kit.fields import DateField
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.ui.today.agenda_delegate import AgendaDelegate
from smallbiz_crm.ui.today.agenda_list import AgendaList
from smallbiz_crm.ui.today.agenda_row import AgendaRow, RowKind


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def rows_of(view: AgendaList) -> list[AgendaRow]:
    rows = [view.rows.row_at(number) for number in range(view.rows.rowCount())]
    return [row for row in rows if row is not None]


def titles(view: AgendaList) -> list[str]:
    return [row.title for row in rows_of(view)]


def press(qtbot: QtBot, view: AgendaList, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(view, key)


def current(view: AgendaList) -> str:
    row = view.current_row()
    return row.title if row else ""


def place_of(view: AgendaList, title: str, part: str = "title") -> QPoint:
    number = titles(view).index(title)
    row, area = rows_of(view)[number], view.visualRect(view.rows.index(number, 0))
    delegate = view.itemDelegate()
    assert isinstance(delegate, AgendaDelegate)
    place: Any = getattr(delegate.parts_of(row, area), part)
    return place.center()


def click(qtbot: QtBot, view: AgendaList, title: str, part: str = "title") -> None:
    qtbot.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        place_of(view, title, part),
    )


@pytest.fixture
def ana(workspace: Workspace) -> int:
    return workspace.contacts.add(NewContact(name="Ana Silva", company="Acme"))


@pytest.fixture
def follow_ups(workspace: Workspace, ana: int) -> dict[str, int]:
    """Four follow-ups from three days late to in a week, and one that is too far off to show."""
    deal = workspace.deals.add("Shelving", contact_id=ana, amount=90_000)
    add = workspace.follow_ups.add
    return {
        "Later": add("Later", day(8), contact_id=ana),
        "Week": add("Week", day(7), deal_id=deal, kind="meeting"),
        "Today": add("Today", day(0), contact_id=ana, deal_id=deal, kind="call", due_time="09:30"),
        "Yesterday": add("Yesterday", day(-1), contact_id=ana),
        "Old": add("Old", day(-3), contact_id=ana, kind="email"),
    }


@pytest.fixture
def sales(qtbot: QtBot, desk: Desk, follow_ups: dict[str, int]) -> AgendaList:
    view = Shown(qtbot, desk).page.sales.list
    view.setFocus()
    return view


# -- what stands there ----------------------------------------------------------------------------------------


def test_follow_ups_stand_under_late_today_and_the_week(sales: AgendaList):
    assert titles(sales) == ["Late", "Old", "Yesterday", "Today", "Today", "Next seven days", "Week"]
    rows = [row for row in rows_of(sales) if row.kind is RowKind.TASK]
    assert [(row.chip, row.chip_kind) for row in rows] == [
        ("3 days late", "danger"),
        ("1 day late", "danger"),
        ("Today 09:30", "warning"),
        ("Thu 21 May", "neutral"),
    ]
    assert [row.note for row in rows] == [
        "Ana Silva, Acme",
        "Ana Silva, Acme",
        "Ana Silva, Acme · Shelving",
        "Shelving",
    ]
    assert [row.icon for row in rows] == ["mail", "flag", "phone", "meeting"]


def test_a_row_says_everything_to_a_screen_reader(sales: AgendaList):
    index = sales.rows.index(titles(sales).index("Old"), 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Old, Ana Silva, Acme, E-mail, 3 days late"
    assert index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked


def test_the_model_keeps_the_rules_of_models(qtbot: QtBot, desk: Desk, follow_ups: dict[str, int]):
    view = Shown(qtbot, desk).page.sales.list
    tester = QAbstractItemModelTester(view.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    view.setFocus()
    press(qtbot, view, Qt.Key.Key_Space)
    assert "Old" not in titles(view)
    del tester


def test_open_deals_without_a_next_step_stand_below_the_first_few_and_a_way_to_the_rest(
    qtbot: QtBot, desk: Desk, workspace: Workspace
):
    for number in range(7):
        workspace.deals.add(f"Deal {number}", amount=120_000)
    shown = Shown(qtbot, desk)
    view = shown.page.sales.list
    rows = rows_of(view)
    assert titles(view)[:2] == ["Nothing is due in the next seven days.", "Deals with no next step"]
    assert rows[1].note == "7"
    assert [row.title for row in rows if row.kind is RowKind.DEAL] == [
        f"Deal {number}" for number in range(5)
    ]
    assert {row.chip for row in rows if row.kind is RowKind.DEAL} == {"€1,200"}
    assert rows[-1].title == "2 more on the board"
    view.setFocus()
    press(qtbot, view, Qt.Key.Key_End, Qt.Key.Key_Return)
    assert shown.pages == [("deals", None)]


def test_marketing_shows_what_runs_with_its_budget_and_what_is_planned(
    qtbot: QtBot, desk: Desk, workspace: Workspace
):
    fair = workspace.campaigns.add(
        "Spring Fair", channel="event", status="running", starts_on=day(-3), ends_on=day(4), budget=100_000
    )
    workspace.campaigns.add("Letters", channel="print", status="planned", starts_on=day(4))
    workspace.spending.add("Stand", day(-3), 62_000, campaign_id=fair)
    workspace.campaigns.plan(fair, "Thank the visitors", day(1), kind="send", planned_time="10:00")
    workspace.campaigns.plan(fair, "Book the stand", day(-1))
    workspace.follow_ups.add("Ask the organiser", day(0), campaign_id=fair)
    page = Shown(qtbot, desk).page
    rows = rows_of(page.marketing.list)
    assert [row.title for row in rows] == [
        *("Running now", "Spring Fair", "Letters", "Late", "Book the stand", "Today", "Ask the organiser"),
        *("Next seven days", "Thank the visitors"),
    ]
    assert (rows[1].note, rows[1].chip, rows[1].share) == ("Running until 18 May", "62%", 0.62)
    assert (rows[2].note, rows[2].share) == ("Starts Mon 18 May", None)
    assert rows[-1].chip == "Tomorrow 10:00"
    assert page.sales.empty is not None
    assert page.sales.empty.isVisible()


def test_over_budget_is_said_in_figures_too(qtbot: QtBot, desk: Desk, workspace: Workspace):
    ads = workspace.campaigns.add("Ads", status="running", starts_on=day(-3), budget=10_000)
    workspace.spending.add("Clicks", day(-2), 12_500, campaign_id=ads)
    row = rows_of(Shown(qtbot, desk).page.marketing.list)[1]
    assert (row.chip, row.chip_kind) == ("125%", "danger")
    assert "125% of the budget used" in row.spoken


# -- keys -----------------------------------------------------------------------------------------------------


def test_arrows_and_letters_go_from_task_to_task_and_skip_headings(qtbot: QtBot, sales: AgendaList):
    assert current(sales) == "Old"
    press(qtbot, sales, Qt.Key.Key_J, Qt.Key.Key_Down)
    assert current(sales) == "Today"
    press(qtbot, sales, Qt.Key.Key_J)
    assert current(sales) == "Week"
    press(qtbot, sales, Qt.Key.Key_J)
    assert current(sales) == "Week"
    press(qtbot, sales, Qt.Key.Key_K, Qt.Key.Key_Up, Qt.Key.Key_Home, Qt.Key.Key_End)
    assert current(sales) == "Week"
    press(qtbot, sales, Qt.Key.Key_PageUp)
    assert current(sales) == "Old"


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_D])
def test_done_goes_on_to_the_next_and_undo_brings_it_back(
    qtbot: QtBot, sales: AgendaList, desk: Desk, follow_ups: dict[str, int], key: Qt.Key
):
    press(qtbot, sales, key)
    assert desk.workspace.follow_ups.get(follow_ups["Old"]).done_on == TODAY
    assert titles(sales)[:2] == ["Late", "Yesterday"]
    assert current(sales) == "Yesterday"
    desk.undo()
    assert titles(sales)[:3] == ["Late", "Old", "Yesterday"]
    assert current(sales) == "Yesterday"


def test_the_toast_of_a_done_task_undoes_it(qtbot: QtBot, desk: Desk, follow_ups: dict[str, int]):
    shown = Shown(qtbot, desk)
    shown.page.sales.list.setFocus()
    press(qtbot, shown.page.sales.list, Qt.Key.Key_Space)
    assert shown.toasts() == ["Done: Old"]
    shown.press_undo()
    assert desk.workspace.follow_ups.get(follow_ups["Old"]).done_on is None


@pytest.mark.parametrize(
    ("key", "due_on"),
    [(Qt.Key.Key_1, 1), (Qt.Key.Key_3, 3), (Qt.Key.Key_7, 7), (Qt.Key.Key_M, 4)],
)
def test_a_number_snoozes_by_days_and_m_to_monday(
    qtbot: QtBot, sales: AgendaList, desk: Desk, follow_ups: dict[str, int], key: Qt.Key, due_on: int
):
    press(qtbot, sales, key)
    assert desk.workspace.follow_ups.get(follow_ups["Old"]).due_on == day(due_on)
    desk.undo()
    assert desk.workspace.follow_ups.get(follow_ups["Old"]).due_on == day(-3)


def test_delete_puts_into_the_trash_and_undo_takes_it_out(
    qtbot: QtBot, sales: AgendaList, desk: Desk, follow_ups: dict[str, int]
):
    press(qtbot, sales, Qt.Key.Key_Delete)
    assert "Old" not in titles(sales)
    desk.undo()
    assert "Old" in titles(sales)


def test_enter_opens_the_deal_before_the_person(
    qtbot: QtBot, desk: Desk, follow_ups: dict[str, int], ana: int
):
    shown = Shown(qtbot, desk)
    view = shown.page.sales.list
    view.setFocus()
    press(qtbot, view, Qt.Key.Key_Return, Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_Enter)
    assert shown.records == [("contact", ana), ("deal", 1)]


def test_planned_items_are_worked_off_the_same_way(qtbot: QtBot, desk: Desk, workspace: Workspace):
    fair = workspace.campaigns.add("Fair", status="running", starts_on=day(-3))
    item = workspace.campaigns.plan(fair, "Book the stand", day(-1))
    shown = Shown(qtbot, desk)
    view = shown.page.marketing.list
    view.setFocus()
    press(qtbot, view, Qt.Key.Key_J, Qt.Key.Key_3)
    assert workspace.campaigns.items(fair)[0].planned_on == day(3)
    press(qtbot, view, Qt.Key.Key_Return)
    assert shown.records == [("campaign", fair)]
    press(qtbot, view, Qt.Key.Key_Space)
    assert workspace.campaigns.items(fair)[0].done_on == TODAY
    assert titles(view)[-1] == "Nothing is planned for the next seven days."
    desk.undo()
    press(qtbot, view, Qt.Key.Key_End, Qt.Key.Key_Delete)
    assert workspace.campaigns.items(fair) == []
    desk.undo()
    assert [each.id for each in workspace.campaigns.items(fair)] == [item]


def test_p_on_a_deal_asks_for_its_next_step(qtbot: QtBot, desk: Desk, workspace: Workspace):
    deal = workspace.deals.add("Shelving")
    shown = Shown(qtbot, desk)
    view = shown.page.sales.list
    view.setFocus()
    press(qtbot, view, Qt.Key.Key_P)
    ask = QApplication.activePopupWidget()
    assert isinstance(ask, PlanPopover)
    ask.text_field.edit.setText("Call back")
    ask.day_field.set_value(day(2))
    ask.accept()
    assert [(each.text, each.deal_id) for each in workspace.follow_ups.agenda()] == [("Call back", deal)]
    assert "Deals with no next step" not in titles(view)


# -- mouse ----------------------------------------------------------------------------------------------------


def test_a_click_on_the_box_finishes_and_elsewhere_opens(
    qtbot: QtBot, desk: Desk, follow_ups: dict[str, int], ana: int
):
    shown = Shown(qtbot, desk)
    view = shown.page.sales.list
    click(qtbot, view, "Yesterday")
    assert shown.records == [("contact", ana)]
    assert current(view) == "Yesterday"
    click(qtbot, view, "Old", "lead")
    assert "Old" not in titles(view)
    assert len(shown.records) == 1
    click(qtbot, view, "Late")
    assert len(shown.records) == 1


def test_a_task_is_finished_once_however_often_it_is_clicked(
    qtbot: QtBot, desk: Desk, follow_ups: dict[str, int], monkeypatch: pytest.MonkeyPatch
):
    shown = Shown(qtbot, desk)
    written: list[object] = []
    monkeypatch.setattr(desk, "write", lambda change, **_more: written.append(change))
    for _time in range(2):
        click(qtbot, shown.page.sales.list, "Old", "lead")
    assert len(written) == 1


def test_a_refused_tick_is_taken_away_again(qtbot: QtBot, desk: Desk, follow_ups: dict[str, int]):
    shown = Shown(qtbot, desk)
    view = shown.page.sales.list
    row = rows_of(view)[1]
    assert row.record is not None
    shown.page.sales.task_actions.finish(
        AgendaRow(RowKind.TASK, "Gone", record=("follow_up", 999), leads_to=row.leads_to)
    )
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QWidget)
    dialog.close()
    assert not view.rows.is_finishing(("follow_up", 999))


def action(actions: list[QAction], text: str) -> QAction:
    return next(each for each in actions if each.text().startswith(text))


def test_the_menu_snoozes_opens_and_puts_into_the_trash(
    qtbot: QtBot, desk: Desk, follow_ups: dict[str, int], ana: int
):
    shown = Shown(qtbot, desk)
    column = shown.page.sales
    row = next(row for row in rows_of(column.list) if row.title == "Today" and row.kind is RowKind.TASK)
    menu = column.task_actions.menu(row)
    texts = [each.text() for each in menu.actions() if not each.isSeparator()]
    assert texts == [
        *("Done", "Tomorrow, Fri 15 May", "In 3 days, Sun 17 May", "In 7 days, Thu 21 May"),
        *("Next Monday, Mon 18 May", "Until another day …", "Open Shelving", "Open Ana Silva"),
        *("Write an e-mail …", "Change …", "Move to Trash"),
    ]
    action(menu.actions(), "Open Ana").trigger()
    assert shown.records == [("contact", ana)]
    action(menu.actions(), "Next Monday").trigger()
    assert desk.workspace.follow_ups.get(follow_ups["Today"]).due_on == day(4)
    action(menu.actions(), "Move to Trash").trigger()
    assert shown.toasts()[-1] == "“Today” is in the Trash"


def test_change_opens_with_what_stands_there(qtbot: QtBot, desk: Desk, follow_ups: dict[str, int]):
    shown = Shown(qtbot, desk)
    column = shown.page.sales
    action(column.task_actions.menu(rows_of(column.list)[1]).actions(), "Change").trigger()
    ask = QApplication.activePopupWidget()
    assert isinstance(ask, PlanPopover)
    assert ask.text_field.edit.text() == "Old"
    ask.close()


def test_a_menu_asked_for_by_the_keyboard_opens_at_the_row(
    qtbot: QtBot, desk: Desk, follow_ups: dict[str, int]
):
    shown = Shown(qtbot, desk)
    view = shown.page.sales.list
    asked: list[str] = []
    view.menu_requested.connect(lambda row, _point: asked.append(row.title))
    click(qtbot, view, "Old", "button")
    menu = QApplication.activePopupWidget()
    assert menu is not None
    menu.close()
    assert asked == ["Old"]


# -- planning -------------------------------------------------------------------------------------------------


def test_a_follow_up_can_be_planned_for_somebody_found_by_name(
    qtbot: QtBot, shown: Shown, workspace: Workspace
):
    bea = workspace.contacts.add(NewContact(name="Bea Lund", company="Acme"))
    ask = shown.page.sales.plan()
    assert ask is not None
    ask.text_field.edit.setText("Send samples")
    qtbot.keyClicks(ask.person_field.edit, "lund")
    assert [each.text for each in ask.person_field.offered] == ["Bea Lund, Acme"]
    ask.accept()
    planned = workspace.follow_ups.of("contact", bea)
    assert [each.text for each in planned] == ["Send samples"]
    assert titles(shown.page.sales.list)[-1] == "Send samples"


def test_planning_asks_who_is_meant_when_it_is_not_clear(qtbot: QtBot, shown: Shown, workspace: Workspace):
    workspace.contacts.add(NewContact(name="Ana Lund"))
    ask = shown.page.sales.plan()
    assert ask is not None
    ask.text_field.edit.setText("Send samples")
    qtbot.keyClicks(ask.person_field.edit, "ana")
    ask.accept()
    assert ask.person_field.message() == "More than one matches. Pick one."
    qtbot.keyClicks(ask.person_field.edit, " nobody")
    ask.accept()
    assert ask.person_field.message() == "Nobody matches."
    assert workspace.follow_ups.all_open() == []
    ask.person_field.edit.setText("")
    ask.person_field.edit.textEdited.emit("")
    ask.accept()
    assert [each.contact_id for each in workspace.follow_ups.all_open()] == [None]


# -- many -----------------------------------------------------------------------------------------------------


def test_five_hundred_follow_ups_are_painted_not_built(
    qtbot: QtBot, desk: Desk, workspace: Workspace, ana: int, monkeypatch: pytest.MonkeyPatch
):
    with workspace.database.step("follow_up.planned") as unit:
        for number in range(500):
            add_follow_up(unit, "call", f"Call {number}", day(-1 - number % 9), {"contact_id": ana})
    shown = Shown(qtbot, desk)
    view = shown.page.sales.list
    assert view.rows.rowCount() == 501
    assert len(view.findChildren(QWidget)) < 20
    painted: list[int] = []
    paint = AgendaDelegate.paint

    def count(self: AgendaDelegate, painter: Any, option: Any, index: Any) -> None:
        painted.append(index.row())
        paint(self, painter, option, index)

    monkeypatch.setattr(AgendaDelegate, "paint", count)
    view.viewport().repaint()
    assert 0 < len(painted) < 40
    view.setFocus()
    press(qtbot, view, Qt.Key.Key_End)
    assert current(view).startswith("Call")
    assert view.visualRect(view.currentIndex()).intersects(view.viewport().rect())


def test_the_list_stays_where_it_is_when_something_is_done_further_down(
    qtbot: QtBot, desk: Desk, workspace: Workspace, ana: int
):
    for number in range(60):
        workspace.follow_ups.add(f"Call {number}", day(-1), contact_id=ana)
    view = Shown(qtbot, desk).page.sales.list
    view.setFocus()
    press(qtbot, view, *[Qt.Key.Key_J] * 30)
    before = view.verticalScrollBar().value()
    assert before > 0
    press(qtbot, view, Qt.Key.Key_Space)
    assert current(view) == "Call 31"
    assert view.verticalScrollBar().value() == before


def test_who_was_not_heard_of_for_too_long_is_going_cold(
    shown: Shown, workspace: Workspace, qtbot: QtBot
) -> None:
    people = [workspace.contacts.add(NewContact(f"Bo Lind {n}", "Nordlicht GmbH")) for n in range(7)]
    for place, person in enumerate(people):
        workspace.contacts.log(person, "note", "Met", on=TODAY - timedelta(days=40 + place))
        workspace.in_touch.set_cadence(person, 30)
    shown.page.make_fresh()
    sales = shown.page.sales.list
    rows = [(row.kind, row.title) for row in rows_of(sales)]
    assert rows[:3] == [
        (RowKind.REMARK, "Nothing is due in the next seven days."),
        (RowKind.HEADING, "Going cold"),
        (RowKind.PERSON, "Bo Lind 6"),
    ]
    assert rows[-1] == (RowKind.REMARK, "2 more are going cold")
    first = rows_of(sales)[2]
    assert (first.chip, first.leads_to[0][0]) == ("16 days over", ("contact", people[6]))

    actions = shown.page.sales.task_actions
    menu = actions.menu(first)
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["Plan a follow-up …", "We were in touch", "Open Bo Lind 6"]
    press(qtbot, sales, Qt.Key.Key_Home, Qt.Key.Key_P)
    popover = QApplication.activePopupWidget()
    assert isinstance(popover, PlanPopover)
    popover.close()
    menu.actions()[1].trigger()
    assert "Bo Lind 6" not in titles(sales)


def test_the_outcome_of_what_was_done_is_asked_from_its_toast(
    qtbot: QtBot, desk: Desk, workspace: Workspace, follow_ups: dict[str, int]
):
    shown = Shown(qtbot, desk)
    view = shown.page.sales.list
    view.setFocus()
    press(qtbot, view, Qt.Key.Key_Space)
    assert shown.toasts() == ["Done: Old"]
    offered = shown.messages.toasts()[-1].more_button
    assert offered is not None
    assert offered.text() == "Outcome …"

    offered.click()

    ask = next(each for each in shown.window.findChildren(OutcomePopover) if each.isVisible())
    ask.outcome_field.edit.setPlainText("Wants the price list")
    ask.next_field.edit.setText("Send the price list")
    ask.accept()
    assert workspace.follow_ups.get(follow_ups["Old"]).outcome == "Wants the price list"
    planned = next(each for each in workspace.follow_ups.all_open() if each.text == "Send the price list")
    assert planned.came_from_id == follow_ups["Old"]


def test_a_follow_up_is_snoozed_to_a_day_of_choice(
    qtbot: QtBot, desk: Desk, workspace: Workspace, follow_ups: dict[str, int]
):
    shown = Shown(qtbot, desk)
    view = shown.page.sales.list
    view.setFocus()
    row = rows_of(view)[1]
    menu = shown.page.sales.task_actions.menu(row)
    texts = [action.text() for action in menu.actions() if action.text()]
    assert "Until another day …" in texts
    assert "Write an e-mail …" in texts

    next(action for action in menu.actions() if action.text() == "Until another day …").trigger()

    ask = next(each for each in shown.window.findChildren(Popover) if each.isVisible())
    field = ask.findChild(DateField)
    assert field is not None
    field.edit.setText("2026-05-29")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert workspace.follow_ups.get(follow_ups["Old"]).due_on == date(2026, 5, 29)
