from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from smallbiz_crm.domain.campaigns import Campaign
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.campaigns.page import CampaignsPage
from smallbiz_crm.ui.campaigns.timeline_layout import Scale
from smallbiz_crm.ui.campaigns.timeline_rows import rows_of, shifted
from smallbiz_crm.ui.campaigns.timeline_view import CampaignTimeline
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.messages import MessageHost
from smallbiz_crm.ui.kit.theme import theme

TODAY = date(2026, 5, 14)
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def timeline(page: CampaignsPage) -> CampaignTimeline:
    page.view_toggle.button("timeline").click()
    page.timeline.setFocus()
    return page.timeline


def _go_to(timeline: CampaignTimeline, campaign_id: int) -> None:
    timeline.select_id(campaign_id)
    assert timeline.current_id() == campaign_id


def _on_bar(timeline: CampaignTimeline, campaign_id: int) -> QPoint:
    bar = timeline.bar_rect(campaign_id)
    assert bar is not None
    return (bar & timeline.viewport().rect().adjusted(timeline._layout.name_width, 0, 0, 0)).center()


def _drag(timeline: CampaignTimeline, start: QPoint, by: int, *, release: bool = True) -> None:
    view, left = timeline.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(view, left, pos=start)
    QTest.mouseMove(view, start + QPoint(by // 2, 0))
    QTest.mouseMove(view, start + QPoint(by, 0))
    if release:
        QTest.mouseRelease(view, left, pos=start + QPoint(by, 0))


def _campaign(workspace: Workspace, campaign_id: int) -> Campaign:
    return workspace.campaigns.get(campaign_id)


def test_rows_go_by_start_and_those_without_dates_come_last(timeline: CampaignTimeline) -> None:
    assert [row.campaign.name for row in timeline.rows()] == [
        "Spring Fair",
        "Search ads",
        "Autumn fair",
        "Newsletter",
    ]
    assert timeline.rows()[-1].first is None


def test_a_running_campaign_without_end_reaches_to_today(workspace: Workspace) -> None:
    workspace.campaigns.add("Endless", status="running", starts_on=date(2026, 5, 1))
    workspace.campaigns.add("Only an end", status="planned", ends_on=date(2026, 5, 20))
    endless, end = rows_of(workspace.campaigns.list(), [], TODAY)
    assert (endless.first, endless.last) == (date(2026, 5, 1), TODAY)
    assert (end.first, end.last) == (date(2026, 5, 20), date(2026, 5, 20))


def test_arrows_go_from_bar_to_bar_and_enter_opens(
    timeline: CampaignTimeline, campaigns: dict[str, int], opened: list[tuple[str, int]]
) -> None:
    _go_to(timeline, campaigns["Fair"])
    for key, name in (
        (Qt.Key.Key_Down, "Ads"),
        (Qt.Key.Key_Right, "Autumn"),
        (Qt.Key.Key_Down, "Letter"),
        (Qt.Key.Key_Down, "Letter"),
        (Qt.Key.Key_Up, "Autumn"),
        (Qt.Key.Key_Left, "Ads"),
    ):
        QTest.keyClick(timeline, key)
        assert timeline.current_id() == campaigns[name]
    assert opened == []
    QTest.keyClick(timeline, Qt.Key.Key_Return)
    assert opened == [("campaign", campaigns["Ads"])]


def test_going_to_a_bar_brings_it_into_sight(timeline: CampaignTimeline, campaigns: dict[str, int]) -> None:
    for name in ("Fair", "Autumn"):
        _go_to(timeline, campaigns[name])
        bar = timeline.bar_rect(campaigns[name])
        assert bar is not None
        assert timeline._layout.name_width <= bar.left() < timeline.viewport().width()


def test_home_shows_today(timeline: CampaignTimeline, campaigns: dict[str, int]) -> None:
    _go_to(timeline, campaigns["Autumn"])
    first, _last = timeline.days_in_sight()
    assert first > TODAY
    QTest.keyClick(timeline, Qt.Key.Key_Home)
    first, last = timeline.days_in_sight()
    assert first < TODAY < last


def test_control_arrow_moves_by_a_day_and_with_shift_by_a_week(
    timeline: CampaignTimeline, workspace: Workspace, campaigns: dict[str, int], messages: MessageHost
) -> None:
    item = workspace.campaigns.plan(campaigns["Ads"], "Compare headlines", date(2026, 5, 20))
    done = workspace.campaigns.plan(campaigns["Ads"], "Write headlines", date(2026, 5, 5))
    workspace.campaigns.finish_items([done])
    _go_to(timeline, campaigns["Ads"])
    QTest.keyClick(timeline, Qt.Key.Key_Right, CONTROL)
    moved = _campaign(workspace, campaigns["Ads"])
    assert (moved.starts_on, moved.ends_on) == (date(2026, 5, 5), date(2026, 6, 14))
    QTest.keyClick(timeline, Qt.Key.Key_Left, CONTROL | SHIFT)
    moved = _campaign(workspace, campaigns["Ads"])
    assert (moved.starts_on, moved.ends_on) == (date(2026, 4, 28), date(2026, 6, 7))
    days = {each.id: each.planned_on for each in workspace.campaigns.items(campaigns["Ads"])}
    assert days == {item: date(2026, 5, 14), done: date(2026, 5, 5)}
    assert messages.toasts()[-1].label.text() == "“Search ads” moved to 28 Apr – 7 Jun"


def test_a_move_is_taken_back_as_one_step(
    timeline: CampaignTimeline, workspace: Workspace, desk: Desk, campaigns: dict[str, int]
) -> None:
    workspace.campaigns.plan(campaigns["Ads"], "Compare headlines", date(2026, 5, 20))
    _go_to(timeline, campaigns["Ads"])
    QTest.keyClick(timeline, Qt.Key.Key_Right, CONTROL)
    desk.undo()
    back = _campaign(workspace, campaigns["Ads"])
    assert (back.starts_on, back.ends_on) == (date(2026, 5, 4), date(2026, 6, 13))
    assert workspace.campaigns.items(campaigns["Ads"])[0].planned_on == date(2026, 5, 20)
    row = next(row for row in timeline.rows() if row.id == campaigns["Ads"])
    assert row.first == date(2026, 5, 4)


def test_keys_add_up_while_the_writer_is_behind(
    workspace: Workspace, campaigns: dict[str, int], timeline: CampaignTimeline, desk: Desk
) -> None:
    """Each move counts from what is stored when it is written, not from what was on screen."""
    waiting: list[tuple[int, int]] = []
    page = timeline.parentWidget().parentWidget()
    assert isinstance(page, CampaignsPage)
    timeline.move_requested.disconnect(page._move)
    timeline.move_requested.connect(lambda campaign_id, days: waiting.append((campaign_id, days)))
    _go_to(timeline, campaigns["Ads"])
    for _press in range(3):
        QTest.keyClick(timeline, Qt.Key.Key_Right, CONTROL)
    shown = next(row for row in timeline.rows() if row.id == campaigns["Ads"])
    assert shown.first == date(2026, 5, 7)
    for campaign_id, days in waiting:
        page._move(campaign_id, days)
    assert _campaign(workspace, campaigns["Ads"]).starts_on == date(2026, 5, 7)


def test_a_campaign_without_dates_says_so_instead_of_moving(
    timeline: CampaignTimeline, workspace: Workspace, campaigns: dict[str, int], messages: MessageHost
) -> None:
    _go_to(timeline, campaigns["Letter"])
    assert timeline.bar_rect(campaigns["Letter"]) is None
    QTest.keyClick(timeline, Qt.Key.Key_Right, CONTROL)
    assert "has no dates yet" in messages.toasts()[-1].label.text()
    assert _campaign(workspace, campaigns["Letter"]).starts_on is None


def test_a_bar_is_dragged_by_whole_days(
    timeline: CampaignTimeline, workspace: Workspace, campaigns: dict[str, int], opened: list[tuple[str, int]]
) -> None:
    day = timeline._layout.scale.day_width
    _drag(timeline, _on_bar(timeline, campaigns["Ads"]), 3 * day)
    moved = _campaign(workspace, campaigns["Ads"])
    assert (moved.starts_on, moved.ends_on) == (date(2026, 5, 7), date(2026, 6, 16))
    assert opened == []


def test_escape_puts_a_dragged_bar_back(
    timeline: CampaignTimeline, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    start = _on_bar(timeline, campaigns["Ads"])
    _drag(timeline, start, 100, release=False)
    assert timeline._dragged is not None
    QTest.keyClick(timeline, Qt.Key.Key_Escape)
    QTest.mouseRelease(timeline.viewport(), Qt.MouseButton.LeftButton, pos=start + QPoint(100, 0))
    assert timeline._dragged is None
    assert _campaign(workspace, campaigns["Ads"]).starts_on == date(2026, 5, 4)


def test_a_click_on_a_bar_or_a_name_opens_and_beside_it_only_selects(
    timeline: CampaignTimeline, campaigns: dict[str, int], opened: list[tuple[str, int]]
) -> None:
    left, view = Qt.MouseButton.LeftButton, timeline.viewport()
    QTest.mouseClick(view, left, pos=_on_bar(timeline, campaigns["Ads"]))
    assert opened == [("campaign", campaigns["Ads"])]
    name = timeline.name_rect(campaigns["Letter"])
    assert name is not None
    QTest.mouseClick(view, left, pos=name.center())
    assert opened[-1] == ("campaign", campaigns["Letter"])
    fair = timeline.name_rect(campaigns["Fair"])
    assert fair is not None
    QTest.mouseClick(view, left, pos=QPoint(view.width() - 20, fair.center().y()))
    assert timeline.current_id() == campaigns["Fair"]
    assert len(opened) == 2


def test_a_screen_reader_hears_the_bar_one_is_on(
    timeline: CampaignTimeline, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    workspace.campaigns.plan(campaigns["Ads"], "Compare headlines", date(2026, 5, 20))
    _go_to(timeline, campaigns["Ads"])
    assert timeline.accessibleDescription() == (
        "Search ads · Running · 4 May – 13 Jun · €0.00 of €500.00 spent, €500.00 left · 0 of 1 planned item done"
    )
    assert timeline.accessibleName()


def test_tips_say_bar_and_marks_in_words(
    timeline: CampaignTimeline, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    workspace.campaigns.plan(campaigns["Ads"], "Compare <b>headlines</b>", date(2026, 5, 12))
    bar = timeline.bar_rect(campaigns["Ads"])
    assert bar is not None
    assert timeline.tip_at(bar.center()).splitlines()[:2] == ["Search ads", "Running"]
    number = next(n for n, row in enumerate(timeline.rows()) if row.id == campaigns["Ads"])
    mark = timeline._layout.mark(number, date(2026, 5, 12)).translated(timeline._scene().origin)
    assert timeline.tip_at(mark.center()) == "Compare <b>headlines</b> · Task · Tue 12 May · late"
    assert timeline.tip_at(QPoint(timeline.viewport().width() - 5, 5)) == "Nothing is planned in this week."
    assert timeline.tip_at(QPoint(5, 5)) == ""


def test_zooms_keep_the_days_in_sight(page: CampaignsPage, timeline: CampaignTimeline) -> None:
    widths = {}
    for key in ("week", "month", "quarter"):
        page.zoom.button(key).click()
        first, last = timeline.days_in_sight()
        assert first < TODAY < last
        widths[key] = (last - first).days
    assert widths["week"] < widths["month"] < widths["quarter"]


def test_a_refresh_keeps_the_place(
    timeline: CampaignTimeline, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    _go_to(timeline, campaigns["Autumn"])
    before = timeline.days_in_sight()
    workspace.campaigns.add("Much earlier", starts_on=date(2024, 1, 1), ends_on=date(2024, 2, 1))
    assert timeline.current_id() == campaigns["Autumn"]
    after = timeline.days_in_sight()
    assert abs((after[0] - before[0]).days) <= 1


def test_many_rows_scroll_and_today_brings_what_is_not_over(
    timeline: CampaignTimeline, workspace: Workspace, page: CampaignsPage
) -> None:
    for number in range(60):
        start = date(2024, 1, 1) + timedelta(days=7 * number)
        workspace.campaigns.add(f"Old {number}", status="done", starts_on=start, ends_on=start)
    page.today_button.click()
    shown = timeline._scene().shown_rows
    assert {"Search ads"} <= {timeline.rows()[number].campaign.name for number in shown}
    assert timeline.verticalScrollBar().value() > 0
    timeline.select_id(timeline.rows()[0].id)
    QTest.keyClick(timeline, Qt.Key.Key_PageDown)
    assert (timeline.current_id() or 0) != timeline.rows()[0].id


def test_shift_scrolls_through_the_days(timeline: CampaignTimeline) -> None:
    before = timeline.horizontalScrollBar().value()
    QTest.keyClick(timeline, Qt.Key.Key_Right, SHIFT)
    by_key = timeline.horizontalScrollBar().value()
    assert by_key > before
    place = timeline.viewport().rect().center()
    wheel = QWheelEvent(
        place.toPointF(),
        timeline.viewport().mapToGlobal(place).toPointF(),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        SHIFT,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(timeline.viewport(), wheel)
    assert timeline.horizontalScrollBar().value() < by_key


def test_days_at_the_end_of_the_calendar_do_not_break_it(page: CampaignsPage, workspace: Workspace) -> None:
    workspace.campaigns.add("For ever", starts_on=date(2026, 1, 1), ends_on=date.max)
    workspace.campaigns.add("From the start", starts_on=date.min, ends_on=date(2026, 1, 1))
    page.open_with("timeline")
    for key in ("week", "month", "quarter"):
        page.zoom.button(key).click()
        for bar_value in (0, page.timeline.horizontalScrollBar().maximum()):
            page.timeline.horizontalScrollBar().setValue(bar_value)
            assert not page.timeline.grab().isNull()
    assert shifted(date.max, 5) == date.max
    assert shifted(date.min, -5) == date.min


def test_scale_turns_days_into_places_and_back() -> None:
    scale = Scale(date(2026, 1, 1), date(2026, 12, 31), 10)
    assert scale.width == 3650
    assert scale.day_at(scale.x_of(date(2026, 5, 14)) + 9) == date(2026, 5, 14)
    assert scale.day_at(-50) == date(2026, 1, 1)
    assert scale.day_at(10**9) == date(2026, 12, 31)
    months = scale.months(scale.x_of(date(2026, 5, 14)), scale.x_of(date(2026, 7, 2)))
    assert [month for month, _left, _right in months] == [
        date(2026, 5, 1),
        date(2026, 6, 1),
        date(2026, 7, 1),
    ]
    assert months[0][2] == months[1][1]


@pytest.mark.parametrize("mode", ["dark", "contrast"])
def test_it_is_painted_in_every_theme_and_size(
    qapp: QApplication, timeline: CampaignTimeline, campaigns: dict[str, int], mode: str
) -> None:
    _go_to(timeline, campaigns["Ads"])
    before = timeline.grab().toImage()
    theme().apply(qapp, "dark" if mode == "dark" else "contrast", 20)
    assert timeline.grab().toImage() != before
    bar = timeline.bar_rect(campaigns["Ads"])
    assert bar is not None
    assert bar.height() > 28


def test_the_menu_of_a_bar_does_what_the_keys_do(
    page: CampaignsPage, timeline: CampaignTimeline, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    _go_to(timeline, campaigns["Ads"])
    actions = {action.text(): action for action in page.menu_for(campaigns["Ads"]).actions()}
    assert actions["A week later"].shortcut().toString() == "Ctrl+Shift+Right"
    actions["A week later"].trigger()
    assert _campaign(workspace, campaigns["Ads"]).starts_on == date(2026, 5, 11)
    _go_to(timeline, campaigns["Letter"])
    assert "A day later" not in [action.text() for action in page.menu_for(campaigns["Letter"]).actions()]


def test_a_bar_goes_to_the_trash_by_its_key(
    timeline: CampaignTimeline, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    _go_to(timeline, campaigns["Ads"])
    QTest.keyClick(timeline, Qt.Key.Key_Delete)
    assert _campaign(workspace, campaigns["Ads"]).is_trashed
    assert [row.campaign.name for row in timeline.rows()] == ["Spring Fair", "Autumn fair", "Newsletter"]


def test_a_follow_up_is_planned_where_the_campaign_stands(
    page: CampaignsPage, timeline: CampaignTimeline, campaigns: dict[str, int]
) -> None:
    for key in ("timeline", "table"):
        page.open_with(key)
        place = page.views.place_of(campaigns["Ads"])
        inside = QPoint(place.center())
        assert page.views.rect().contains(page.views.mapFromGlobal(inside))
        assert place.height() > 20
