"""The month: lanes, keys and mouse, moves with their offsets, clashes and empty weeks, filters, pictures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest

from smallbiz_crm.domain.campaigns import Campaign, CampaignStatus, Channel
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.campaigns.month_layout import DAYS, WEEKS, entries_of, first_day, lay_out, next_month
from smallbiz_crm.ui.campaigns.month_view import MonthView
from smallbiz_crm.ui.campaigns.new_campaign import NewCampaignDialog
from smallbiz_crm.ui.campaigns.page import CampaignsPage
from smallbiz_crm.ui.campaigns.planner_gaps import clashes, empty_weeks
from smallbiz_crm.ui.campaigns.planner_picture import print_plan, save_picture
from smallbiz_crm.ui.campaigns.timeline_rows import TimelineRow
from smallbiz_crm.ui.desk import Desk

TODAY = date(2026, 5, 14)
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def month(page: CampaignsPage) -> MonthView:
    page.view_toggle.button("month").click()
    page.month.setFocus()
    return page.month


def _days(workspace: Workspace, campaign_id: int) -> tuple[date | None, date | None]:
    kept = workspace.campaigns.get(campaign_id)
    return kept.starts_on, kept.ends_on


def _drag(month: MonthView, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(month, LEFT, pos=start)
    QTest.mouseMove(month, (start + end) / 2)
    QTest.mouseMove(month, end)
    QTest.mouseRelease(month, LEFT, pos=end)


def _row(
    number: int,
    first: date,
    last: date,
    *,
    channel: Channel = Channel.ADS,
    status: CampaignStatus = CampaignStatus.PLANNED,
) -> TimelineRow:
    campaign = Campaign(
        number, f"C{number}", channel, None, status, first, last, None, None, None, None, None, 0, 0, False
    )
    return TimelineRow(campaign, (), first, last)


def test_arrows_go_through_the_plan_and_turn_the_month(
    month: MonthView, campaigns: dict[str, int], opened: list[tuple[str, int]]
) -> None:
    month.select_id(campaigns["Fair"])
    assert month.month == date(2026, 3, 1)
    QTest.keyClick(month, Qt.Key.Key_Right)
    assert (month.current_id(), month.month) == (campaigns["Ads"], date(2026, 5, 1))
    QTest.keyClick(month, Qt.Key.Key_Down)
    assert (month.current_id(), month.month) == (campaigns["Autumn"], date(2026, 9, 1))
    QTest.keyClick(month, Qt.Key.Key_PageUp)
    assert month.month == date(2026, 8, 1)
    QTest.keyClick(month, Qt.Key.Key_Home)
    assert month.month == date(2026, 5, 1)
    QTest.keyClick(month, Qt.Key.Key_Return)
    assert opened == [("campaign", campaigns["Autumn"])]


def test_keys_move_and_resize(month: MonthView, workspace: Workspace, campaigns: dict[str, int]) -> None:
    ads = campaigns["Ads"]
    month.select_id(ads)
    for key, held, expected in (
        (Qt.Key.Key_Right, CONTROL, (date(2026, 5, 5), date(2026, 6, 14))),
        (Qt.Key.Key_Left, CONTROL | SHIFT, (date(2026, 4, 28), date(2026, 6, 7))),
        (Qt.Key.Key_Down, CONTROL, (date(2026, 5, 5), date(2026, 6, 14))),
        (Qt.Key.Key_Left, ALT, (date(2026, 5, 5), date(2026, 6, 13))),
        (Qt.Key.Key_Right, ALT | SHIFT, (date(2026, 5, 5), date(2026, 6, 20))),
    ):
        QTest.keyClick(month, key, held)
        assert _days(workspace, ads) == expected


def test_an_item_is_moved_alone_and_moves_with_its_campaign(
    month: MonthView, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    item = workspace.campaigns.plan(campaigns["Ads"], "Compare", date(2026, 5, 20))
    month.select_id(campaigns["Ads"])
    QTest.keyClick(month, Qt.Key.Key_Right)
    QTest.keyClick(month, Qt.Key.Key_Right, CONTROL)
    kept = workspace.campaigns.item(item)
    assert (kept.planned_on, kept.offset_days) == (date(2026, 5, 21), 17)
    month.select_id(campaigns["Ads"])
    QTest.keyClick(month, Qt.Key.Key_Right, CONTROL)
    kept = workspace.campaigns.item(item)
    assert (kept.planned_on, kept.offset_days) == (date(2026, 5, 22), 17)


def test_the_mouse_moves_a_bar_and_its_end(
    month: MonthView, workspace: Workspace, campaigns: dict[str, int], desk: Desk
) -> None:
    ads = campaigns["Ads"]
    workspace.campaigns.edit(ads, ends_on=date(2026, 5, 8))
    bar = month.rect_of((ads, None))
    assert bar is not None
    day = month.day_rect(date(2026, 5, 6)).width()
    _drag(month, bar.center(), bar.center() + QPoint(2 * day, 0))
    assert _days(workspace, ads) == (date(2026, 5, 6), date(2026, 5, 10))
    bar = month.rect_of((ads, None))
    assert bar is not None
    end = QPoint(bar.right() - 2, bar.center().y())
    _drag(month, end, end - QPoint(day, 0))
    assert _days(workspace, ads) == (date(2026, 5, 6), date(2026, 5, 9))
    desk.undo()
    assert _days(workspace, ads) == (date(2026, 5, 6), date(2026, 5, 10))


def test_a_campaign_is_drawn_on_empty_days(
    month: MonthView, page: CampaignsPage, workspace: Workspace
) -> None:
    start, end = month.day_rect(date(2026, 5, 1)), month.day_rect(date(2026, 5, 3))
    _drag(month, start.center(), end.center())
    dialog = page.findChild(NewCampaignDialog)
    assert dialog is not None
    dialog.name.edit.setText("Drawn")
    dialog.accept_button.click()
    made = workspace.campaigns.named("Drawn")
    assert (made.starts_on, made.ends_on, made.status) == (
        date(2026, 5, 1),
        date(2026, 5, 3),
        CampaignStatus.PLANNED,
    )


def test_escape_leaves_everything_where_it_was(
    month: MonthView, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    bar = month.rect_of((campaigns["Ads"], None))
    assert bar is not None
    QTest.mousePress(month, LEFT, pos=bar.center())
    QTest.mouseMove(month, bar.center() + QPoint(0, month.height() // 6))
    QTest.keyClick(month, Qt.Key.Key_Escape)
    QTest.mouseRelease(month, LEFT, pos=bar.center())
    assert _days(workspace, campaigns["Ads"]) == (date(2026, 5, 4), date(2026, 6, 13))


def test_an_end_is_not_dragged_before_the_start(
    month: MonthView, workspace: Workspace, campaigns: dict[str, int], qtbot: object
) -> None:
    workspace.campaigns.edit(campaigns["Ads"], ends_on=date(2026, 5, 5))
    month.select_id(campaigns["Ads"])
    for _press in range(1):
        QTest.keyClick(month, Qt.Key.Key_Left, ALT)
    assert _days(workspace, campaigns["Ads"]) == (date(2026, 5, 4), date(2026, 5, 4))


def test_what_does_not_fit_is_counted_and_listed(
    month: MonthView, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    for number in range(12):
        workspace.campaigns.plan(campaigns["Ads"], f"Post {number}", date(2026, 5, 20))
    more = month._more[0]
    shown = sum(1 for each in month._segments if each.entry.first == date(2026, 5, 20))
    assert more.count == 12 - shown
    assert len(month.day_menu(more).actions()) == 13


def test_planned_items_win_a_place_beside_bars_that_fill_the_week(
    month: MonthView, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    for number in range(6):
        workspace.campaigns.add(
            f"Long {number}", status="running", starts_on=date(2026, 4, 1), ends_on=date(2026, 7, 1)
        )
    workspace.campaigns.plan(campaigns["Ads"], "Compare", date(2026, 5, 20))
    shown = [segment for segment in month._segments if segment.entry.item is not None]
    assert [segment.entry.title for segment in shown] == ["Compare"]
    assert shown[0].lane == month._grid.lanes - 1
    week = shown[0].week
    bars = {segment.entry.row.id for segment in month._segments if segment.week == week}
    hidden = {more.column: more.count for more in month._more if more.week == week}
    assert len(bars - {campaigns["Ads"]}) + hidden[0] >= 6


def test_what_the_user_is_on_is_seen_among_hundreds(
    month: MonthView, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    added = [
        workspace.campaigns.add(
            f"Long {number}", status="running", starts_on=date(2026, 4, 1), ends_on=date(2026, 7, 1)
        )
        for number in range(30)
    ]
    item = workspace.campaigns.plan(added[-1], "Last of all", date(2026, 5, 20))
    month.select_id(added[-1])
    assert month.rect_of((added[-1], None)) is not None
    for _step in range(60):
        if month._selected == (added[-1], item):
            break
        QTest.keyClick(month, Qt.Key.Key_Right)
    assert month.rect_of((added[-1], item)) is not None
    month.resize(month.width(), 320)
    assert month._grid.lanes == 1
    assert month.rect_of((added[-1], item)) is not None


def test_a_screen_reader_walks_through_the_month(
    month: MonthView, page: CampaignsPage, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    workspace.campaigns.plan(campaigns["Ads"], "Compare", date(2026, 5, 20))
    month.select_id(campaigns["Ads"])
    told = QAccessible.queryAccessibleInterface(month)
    names = [told.child(number).text(QAccessible.Text.Name) for number in range(told.childCount())]
    assert names[0].startswith("Search ads · Running · 4 May – 13 Jun")
    assert names[1].startswith("Compare · Task · Wed 20 May")
    assert told.focusChild().text(QAccessible.Text.Name) == names[0]
    page.view_toggle.button("timeline").click()
    rows = QAccessible.queryAccessibleInterface(page.timeline)
    assert rows.childCount() == 5


def test_clashes_and_empty_weeks_are_said(
    page: CampaignsPage, month: MonthView, workspace: Workspace
) -> None:
    workspace.campaigns.add(
        "More ads", channel="ads", status="planned", starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 20)
    )
    assert "2 campaigns clash" in page.subtitle.text()
    assert "empty weeks ahead" in page.subtitle.text()
    row = next(each for each in page.views.rows if each.campaign.name == "More ads")
    assert row.clash is not None
    assert row.clash.name == "Search ads"


def test_filters_narrow_all_views(page: CampaignsPage, month: MonthView, campaigns: dict[str, int]) -> None:
    page.bar.filter.choose("channel", Channel.EVENT)
    assert [row.id for row in page.views.rows] == [campaigns["Fair"], campaigns["Autumn"]]
    assert page.bar.filter.text() == "Filter · 1"
    page.bar.filter.choose("status", CampaignStatus.RUNNING)
    assert page.views.currentWidget() is page.no_hits
    page._show_all()
    assert len(page.views.rows) == 4
    titles = [action.text() for action in page.bar.filter.menu_of_filters().actions()]
    assert titles[:3] == ["Channel", "Objective", "Status"]


def test_the_plan_is_saved_and_printed(page: CampaignsPage, month: MonthView, tmp_path: Path) -> None:
    for key in ("month", "timeline"):
        page.view_toggle.button(key).click()
        view = page.views.plan_view()
        assert view is not None
        assert save_picture(view, tmp_path / f"{key}.png")
        assert QImage(str(tmp_path / f"{key}.png")).width() > 1_500
        printer = QPrinter()
        printer.setOutputFileName(str(tmp_path / f"{key}.pdf"))
        print_plan(view, printer)
        assert (tmp_path / f"{key}.pdf").read_bytes().startswith(b"%PDF")


@pytest.fixture
def sunday_first() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


def test_the_week_begins_as_the_locale_says(month: MonthView, sunday_first: None) -> None:
    month.turn(1)
    assert month.scene().start == date(2026, 5, 31)
    assert month.scene().start.isoweekday() == 7


def test_the_ends_of_the_calendar_do_not_break_it(month: MonthView, workspace: Workspace) -> None:
    workspace.campaigns.add("For ever", starts_on=date(1526, 1, 1), ends_on=date(2026, 1, 1))
    workspace.campaigns.add("To the end", starts_on=date(2026, 1, 1), ends_on=date.max)
    for months in (12 * 7973, -12 * 3000, -12 * 7000):
        month.turn(months)
        assert not month.grab().isNull()
    assert next_month(date.max, 1) == date(9999, 12, 1)
    assert next_month(date.min, -1) == date.min


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=30)


@given(spans=spans, lanes=st.integers(1, 5))
def test_lanes_never_overlap_and_nothing_gets_lost(spans: list[tuple[int, int]], lanes: int) -> None:
    start = first_day(TODAY, 1)
    rows = [
        _row(number, start + timedelta(days=first - 10), start + timedelta(days=first - 10 + length))
        for number, (first, length) in enumerate(spans)
    ]
    segments, more = lay_out(entries_of(rows), start, lanes)
    taken: set[tuple[int, int, int]] = set()
    shown = [0] * (WEEKS * DAYS)
    for segment in segments:
        for column in range(segment.first_column, segment.last_column + 1):
            place = segment.week, column, segment.lane
            assert place not in taken
            taken.add(place)
            shown[segment.week * DAYS + column] += 1
    hidden = {each.week * DAYS + each.column: each.count for each in more}
    for number in range(WEEKS * DAYS):
        day = start + timedelta(days=number)
        assert shown[number] + hidden.get(number, 0) == sum(
            row.first is not None and row.last is not None and row.first <= day <= row.last for row in rows
        )


@given(spans=spans)
def test_a_clash_is_what_overlaps(spans: list[tuple[int, int]]) -> None:
    rows = [
        _row(number, TODAY + timedelta(days=first), TODAY + timedelta(days=first + length))
        for number, (first, length) in enumerate(spans)
    ]
    met = clashes(rows, TODAY)
    for row in rows:
        others = {
            other.id
            for other in rows
            if other.id != row.id
            and (other.first or TODAY) <= (row.last or TODAY)
            and (row.first or TODAY) <= (other.last or TODAY)
        }
        assert (row.id in met) == bool(others)
        if row.id in met:
            assert met[row.id].id in others
    assert len(empty_weeks(rows, TODAY, 1)) <= 12
