"""The page as a whole: greeting, numbers, first start, the new day, narrow and wide."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot
from today_shown import TODAY, Shown

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import month_of
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.figures import FigureTile
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.today import reading
from smallbiz_crm.ui.today.page import greeting


def read(tile: FigureTile) -> tuple[str, str, str]:
    return tile.caption.text(), tile.value.text(), tile.note.text()


def win(workspace: Workspace, title: str, amount: int, on: date) -> None:
    won = next(each.id for each in workspace.deals.stages() if each.kind is Outcome.WON)
    workspace.deals.move(workspace.deals.add(title, amount=amount), won, closed_on=on)


# -- head -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "words"),
    [(0, "evening"), (5, "morning"), (11, "morning"), (12, "afternoon"), (17, "afternoon"), (18, "evening")],
)
def test_the_greeting_knows_the_hour(hour: int, words: str):
    assert greeting(hour) == f"Good {words}"
    assert greeting(hour, "Marta") == f"Good {words}, Marta"


def test_the_head_greets_by_name_and_counts_what_is_due(qtbot: QtBot, desk: Desk, workspace: Workspace):
    workspace.settings.set("business.person", "Marta")
    ana = workspace.contacts.add(NewContact(name="Ana"))
    for offset in (-2, 0, 0, 3):
        workspace.follow_ups.add("Call", TODAY + timedelta(days=offset), contact_id=ana)
    fair = workspace.campaigns.add("Fair", status="running", starts_on=TODAY)
    workspace.campaigns.plan(fair, "Post", TODAY - timedelta(days=1))
    page = Shown(qtbot, desk).page
    assert page.greeting.text().endswith(", Marta")
    assert page.subtitle.text() == "Thursday 14 May. 4 things to do, 2 are late."


def test_a_free_day_is_said_too(shown: Shown):
    assert shown.page.subtitle.text() == "Thursday 14 May. Nothing is due today."


def test_the_button_begins_a_new_contact(shown: Shown):
    shown.page.new_button.click()
    assert shown.pages == [("contacts", "new")]


# -- figures --------------------------------------------------------------------------------------------------


def test_the_tiles_count_pipeline_sales_lateness_and_spend(qtbot: QtBot, desk: Desk, workspace: Workspace):
    workspace.deals.add("Shelving", amount=100_000)
    workspace.deals.add("Counter", amount=50_000)
    win(workspace, "Window", 310_000, TODAY)
    win(workspace, "Kiosk", 100_000, date(2026, 4, 20))
    ana = workspace.contacts.add(NewContact(name="Ana"))
    workspace.follow_ups.add("Call", TODAY - timedelta(days=3), contact_id=ana)
    ads = workspace.campaigns.add("Ads", status="running", starts_on=date(2026, 4, 1), budget=100_000)
    workspace.spending.add("Clicks", date(2026, 4, 10), 20_000, campaign_id=ads)
    workspace.spending.add("Clicks", TODAY, 40_000, campaign_id=ads, category="Advertising")
    tiles = Shown(qtbot, desk).page.tiles
    assert read(tiles.pipeline) == ("2 open deals", "€1,500", "€300 weighted")
    assert read(tiles.won) == ("Won this month", "€3,100", "1 deal, April €1,000")
    assert read(tiles.late) == ("Late follow-ups", "1", "the oldest is 3 days late")
    assert read(tiles.spent) == ("Marketing spend this month", "€400", "60% of running budgets spent")


def test_the_tile_of_the_month_says_the_pace_against_the_target(shown: Shown, workspace: Workspace):
    won = shown.page.tiles.won
    win(workspace, "Window", 400_000, TODAY)
    workspace.reports.set_revenue_target(month_of(TODAY), 1_050_000)
    assert read(won)[2] == "38% of target, €1,000 behind pace"
    win(workspace, "Kiosk", 700_000, TODAY)
    assert read(won)[2] == "105% of target"


def test_an_empty_month_divides_nothing_by_nothing(shown: Shown):
    tiles = shown.page.tiles
    assert [read(tile) for tile in tiles.tiles()] == [
        ("0 open deals", "€0", "no deal is open"),
        ("Won this month", "€0", "none yet"),
        ("Late follow-ups", "0", "nothing is late"),
        ("Marketing spend this month", "€0", "no campaign is running"),
    ]


def test_a_currency_without_a_rate_is_counted_beside_the_sum(qtbot: QtBot, desk: Desk, workspace: Workspace):
    workspace.deals.add("Shelving", amount=100_000)
    workspace.deals.add("Alp", amount=100_000, currency="CHF")
    assert Shown(qtbot, desk).page.tiles.pipeline.value.text() == "€1,000 + 1 in CHF"


def test_every_tile_opens_where_its_records_are(qtbot: QtBot, desk: Desk, workspace: Workspace):
    ana = workspace.contacts.add(NewContact(name="Ana"))
    workspace.follow_ups.add("Call", TODAY - timedelta(days=3), contact_id=ana)
    shown = Shown(qtbot, desk)
    tiles = shown.page.tiles
    for tile in (tiles.pipeline, tiles.won, tiles.spent):
        qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert shown.pages == [("deals", None), ("reports", "sales"), ("campaigns", None)]
    tiles.late.setFocus()
    qtbot.keyClick(tiles.late, Qt.Key.Key_Return)
    assert shown.page.sales.list.hasFocus()
    row = shown.page.sales.list.current_row()
    assert row is not None
    assert row.title == "Call"


def test_a_finished_follow_up_does_not_read_the_sales_figures_again(
    qtbot: QtBot, desk: Desk, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    ana = workspace.contacts.add(NewContact(name="Ana"))
    planned = workspace.follow_ups.add("Call", TODAY, contact_id=ana)
    Shown(qtbot, desk)
    readings: list[object] = []
    monkeypatch.setattr(reading, "read_figures", lambda asked: readings.append(asked))
    desk.write(lambda asked: asked.follow_ups.done([planned]))
    assert readings == []


def test_a_won_deal_shows_at_once(shown: Shown, workspace: Workspace):
    win(workspace, "Window", 310_000, TODAY)
    assert read(shown.page.tiles.won) == ("Won this month", "€3,100", "1 deal")


def test_what_changed_while_another_page_was_open_shows_on_coming_back(shown: Shown, workspace: Workspace):
    shown.page.hide()
    win(workspace, "Window", 310_000, TODAY)
    assert shown.page.tiles.won.value.text() == "€0"
    shown.page.show()
    shown.page.make_fresh()
    assert shown.page.tiles.won.value.text() == "€3,100"


# -- the first start ------------------------------------------------------------------------------------------


def test_an_empty_workspace_offers_three_ways_to_begin(qtbot: QtBot, desk: Desk, workspace: Workspace):
    shown = Shown(qtbot, desk)
    page = shown.page
    assert page.welcome is not None
    assert page.welcome.isVisible()
    assert not page.tiles.isVisible()
    assert not page.sales.isVisible()
    assert page.capture.edit.hasFocus()
    page.welcome.importing.button.click()
    assert shown.pages == [("contacts", "import")]
    page.welcome.sample.button.click()
    assert workspace.sample.is_there()
    assert not page.welcome.isVisible()
    assert page.sales.list.rows.rowCount() > 5
    assert shown.toasts() == ["The sample company is here"]
    shown.press_undo()
    assert page.welcome.isVisible()


def test_starting_empty_shows_the_day_with_nothing_in_it(qtbot: QtBot, desk: Desk):
    page = Shown(qtbot, desk).page
    assert page.welcome is not None
    page.welcome.blank.button.click()
    assert not page.welcome.isVisible()
    assert page.capture.edit.hasFocus()
    for column in (page.sales, page.marketing):
        assert column.empty is not None
        assert column.empty.isVisible()


def test_the_first_person_ends_the_first_start(qtbot: QtBot, desk: Desk):
    page = Shown(qtbot, desk).page
    qtbot.keyClicks(page.capture.edit, "Ana Silva, Acme, follow up Friday")
    assert page.welcome is not None
    assert page.welcome.isVisible()
    qtbot.keyClick(page.capture.edit, Qt.Key.Key_Return)
    assert not page.welcome.isVisible()
    assert page.sales.list.rows.rowCount() == 2


def test_empty_columns_lead_on(shown: Shown):
    assert shown.page.marketing.empty is not None
    shown.page.marketing.empty.buttons[0].click()
    shown.page.marketing.link_button.click()
    assert shown.pages == [("campaigns", "new"), ("campaigns", None)]
    assert shown.page.sales.empty is not None
    shown.page.sales.empty.buttons[0].click()
    ask = QApplication.activePopupWidget()
    assert ask is not None
    ask.close()


# -- time -----------------------------------------------------------------------------------------------------


class MovableClock:
    """A clock whose day a test can change."""

    def __init__(self) -> None:
        self.day = TODAY

    def today(self) -> date:
        return self.day

    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 8, tzinfo=UTC)


def test_a_new_day_is_noticed_when_the_window_is_looked_at(qtbot: QtBot, tmp_path: Path):
    clock = MovableClock()
    workspace = Workspace.create(tmp_path / "a.crm", clock=clock, holder="window")
    ana = workspace.contacts.add(NewContact(name="Ana"))
    workspace.follow_ups.add("Call", TODAY, contact_id=ana)
    shown = Shown(qtbot, Desk(workspace, inline=True))
    assert shown.page.tiles.late.value.text() == "0"
    clock.day = TODAY + timedelta(days=1)
    QApplication.sendEvent(shown.page, QEvent(QEvent.Type.ActivationChange))
    assert shown.page.tiles.late.value.text() == "1"
    assert shown.page.subtitle.text() == "Friday 15 May. 1 thing to do, 1 is late."
    workspace.close()


# -- room -----------------------------------------------------------------------------------------------------


@pytest.fixture
def sample(workspace: Workspace) -> Workspace:
    workspace.sample.fill()
    return workspace


def test_both_hats_stand_side_by_side_and_below_each_other_where_it_is_narrow(
    qtbot: QtBot, desk: Desk, sample: Workspace
):
    shown = Shown(qtbot, desk, width=812, height=600)
    page = shown.page
    qtbot.waitUntil(lambda: page.sales.y() == page.marketing.y())
    assert len({tile.y() for tile in page.tiles.tiles()}) == 1
    shown.window.resize(560, 700)
    qtbot.waitUntil(lambda: page.sales.x() == page.marketing.x())
    assert page.marketing.y() >= page.sales.geometry().bottom()
    assert len({tile.y() for tile in page.tiles.tiles()}) == 2
    shown.window.resize(1400, 800)
    qtbot.waitUntil(lambda: page.sales.y() == page.marketing.y())


@pytest.mark.parametrize("size", [8, 10, 14, 20])
def test_large_text_never_pushes_anything_over_the_edge(
    qtbot: QtBot, qapp: QApplication, desk: Desk, sample: Workspace, size: int
):
    theme().apply(qapp, "dark", size)
    shown = Shown(qtbot, desk, width=812, height=600)
    qtbot.keyClicks(shown.page.capture.edit, "Ana Silva, Acme, ana@acme.com, call Friday #a #b")
    for widget in (shown.page.capture, shown.page.tiles, shown.page.sales, shown.page.marketing):
        right = widget.mapTo(shown.page, QPoint(widget.width(), 0)).x()
        assert right <= shown.page.width()


def test_going_through_a_list_keeps_the_row_in_sight_where_the_page_scrolls(
    qtbot: QtBot, desk: Desk, sample: Workspace
):
    shown = Shown(qtbot, desk, width=600, height=420)
    view = shown.page.marketing.list
    bar = shown.page.findChild(QScrollArea).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 2 * shown.page.height())
    view.setFocus()
    for _time in range(6):
        qtbot.keyClick(view, Qt.Key.Key_J)

    def is_in_sight() -> bool:
        area = view.visualRect(view.currentIndex())
        top = view.viewport().mapTo(shown.page, area.topLeft()).y()
        return 0 <= top <= shown.page.height() - area.height()

    qtbot.waitUntil(is_in_sight)
