"""The board as a service: orders, filters, months, staleness, saved views, and winning with all that is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from smallbiz_crm.domain.board import (
    LATER,
    OVERDUE,
    UNDATED,
    BoardFilter,
    BoardView,
    CardOrder,
    Layout,
    day_in_month,
    forecast_columns,
    month_number,
)
from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.deals import Closing, ExitFact, Outcome, is_stale, missing_facts
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.store.tables.people import activity
from smallbiz_crm.store.tables.sales import currency_rate, deal, sale

TODAY = date(2026, 5, 14)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY), holder="window")
    yield made
    made.close()


def stage_id(workspace: Workspace, name: str) -> int:
    return next(stage.id for stage in workspace.stages.list() if stage.name == name)


def titles(workspace: Workspace, ids: object) -> list[str]:
    return [card.title for card in workspace.deals.cards(list(ids))]  # type: ignore[call-overload]


def age(workspace: Workspace, deal_id: int, days: int) -> None:
    """Let a deal have come to its stage days ago."""
    with workspace.database.step("deal.edited") as unit:
        unit.update(deal, deal_id, stage_since=TODAY - timedelta(days=days))


def test_cards_stand_by_value_in_home_currency_or_by_close(workspace: Workspace) -> None:
    with workspace.database.step("setting.changed", name="rate") as unit:
        unit.insert(currency_rate, currency="CHF", valid_on=TODAY, rate=str(Decimal("1.05")))
    workspace.deals.add("Euros", amount=100_000, expected_close=date(2026, 6, 2))
    workspace.deals.add("Francs", amount=99_000, currency="CHF", expected_close=date(2026, 6, 3))
    workspace.deals.add("Yen", amount=5_000_000, currency="JPY", expected_close=date(2026, 6, 1))
    workspace.deals.add("Unknown")
    first = workspace.stages.list()[0].id

    by_value = workspace.board.columns(order=CardOrder.VALUE)[first]
    assert titles(workspace, by_value) == ["Francs", "Euros", "Yen", "Unknown"]
    by_close = workspace.board.columns(order=CardOrder.CLOSE)[first]
    assert titles(workspace, by_close) == ["Yen", "Euros", "Francs", "Unknown"]


def test_an_order_by_hand_is_kept_and_undone(workspace: Workspace) -> None:
    ids = [workspace.deals.add(name) for name in "ABCDE"]
    first = workspace.stages.list()[0].id

    def order() -> str:
        return "".join(titles(workspace, workspace.board.columns(order=CardOrder.HAND)[first]))

    workspace.board.place([ids[4]], first, ids[1])
    assert order() == "AEBCD"
    workspace.board.place([ids[0], ids[2]], first, None)
    assert order() == "EBDAC"
    workspace.board.place([ids[1]], first, ids[1])
    assert order() == "EBDAC"
    workspace.board.place([ids[3], ids[0]], first, ids[3])
    assert order() == "EBDAC"
    workspace.history.undo()
    workspace.history.undo()
    workspace.history.undo()
    assert order() == "AEBCD"
    other = workspace.deals.add("Z", stage_id=stage_id(workspace, "Discovery"))
    workspace.board.place([other], first, ids[0])
    assert order() == "ZAEBCD"
    assert workspace.deals.history(other)[-1].stage == "Qualified"


def test_filters_narrow_columns_and_sums_alike(workspace: Workspace) -> None:
    campaign = workspace.campaigns.add("Spring Fair", channel="event")
    shelf = workspace.deals.add("Shelf", amount=100, source_campaign_id=campaign)
    workspace.deals.edit(shelf, region="North", owner="Marta", expected_close=date(2026, 6, 30))
    logo = workspace.deals.add("Logo", amount=200)
    workspace.follow_ups.add("Call", TODAY, deal_id=shelf)
    owner = workspace.board.choices("owner")[0][0]

    for narrowed, found in (
        (BoardFilter(campaign_id=campaign), [shelf]),
        (BoardFilter(owner_id=owner), [shelf]),
        (BoardFilter(region="North"), [shelf]),
        (BoardFilter(month="2026-06"), [shelf]),
        (BoardFilter(search="log"), [logo]),
        (BoardFilter(has_no_next_step=True), [logo]),
        (BoardFilter(region="North", has_no_next_step=True), []),
    ):
        columns = workspace.board.columns(narrowed)
        assert [each for ids in columns.values() for each in ids] == found
        assert sum(total.count for total in workspace.board.totals(narrowed).values()) == len(found)
        assert list(workspace.board.table_ids(narrowed, "amount", descending=True)) == found
    assert workspace.board.regions() == ["North"]
    assert workspace.board.expected_months() == ["2026-06"]
    assert workspace.board.choices("campaign") == [(campaign, "Spring Fair")]


def test_stale_is_fair_and_the_filter_says_the_same_as_the_card(workspace: Workspace) -> None:
    names = ("old", "fresh", "called", "planned", "late step", "waits", "woken")
    deals = {name: workspace.deals.add(name) for name in names}
    for name, deal_id in deals.items():
        age(workspace, deal_id, 3 if name == "fresh" else 40)
    workspace.deals.log(deals["called"], "call", "Still thinking")
    workspace.follow_ups.add("Call", TODAY + timedelta(days=3), deal_id=deals["planned"])
    workspace.follow_ups.add("Call", TODAY - timedelta(days=3), deal_id=deals["late step"])
    workspace.deals.edit(deals["waits"], waiting_until=TODAY + timedelta(days=9), waiting_because="budget")
    workspace.deals.edit(deals["woken"], waiting_until=TODAY)
    first = workspace.stages.list()[0]

    told = {
        card.title for card in workspace.deals.cards(list(deals.values())) if is_stale(first, card, TODAY)
    }

    assert told == {"old", "late step", "woken"}
    found = workspace.board.columns(BoardFilter(is_stale=True))[first.id]
    assert set(titles(workspace, found)) == told
    with workspace.database.step("activity.logged", kind="note") as unit:
        unit.insert(
            activity, kind="note", text="x", happened_on=TODAY - timedelta(days=15), deal_id=deals["old"]
        )
    assert deals["old"] in workspace.board.columns(BoardFilter(is_stale=True))[first.id]


def test_the_forecast_has_a_column_for_each_month_and_for_what_has_none(workspace: Workspace) -> None:
    late = workspace.deals.add("Late", amount=100, expected_close=date(2026, 5, 13))
    today = workspace.deals.add("Today", amount=100, expected_close=TODAY)
    autumn = workspace.deals.add("Autumn", amount=1_000, expected_close=date(2026, 10, 31))
    far = workspace.deals.add("Far", amount=5, expected_close=date(2031, 1, 1))
    undated = workspace.deals.add("Undated")
    won = workspace.deals.add("Won", expected_close=TODAY)
    workspace.deals.move(won, stage_id(workspace, "Won"))
    this = month_number(TODAY)

    months = workspace.board.months()

    assert list(months)[:2] == [OVERDUE, this]
    assert list(months)[-2:] == [LATER, UNDATED]
    held = {key: list(ids) for key, ids in months.items() if ids}
    assert held == {OVERDUE: [late], this: [today], this + 5: [autumn], LATER: [far], UNDATED: [undated]}
    totals = workspace.board.month_totals()
    assert (totals[this + 5].total, totals[this + 5].weighted, totals[UNDATED].without_amount) == (
        1_000,
        200,
        1,
    )
    workspace.board.expect_in([late, undated, autumn], this + 2)
    assert workspace.deals.get(late).expected_close == date(2026, 7, 13)
    assert workspace.deals.get(undated).expected_close == date(2026, 7, 31)
    assert workspace.deals.get(autumn).expected_close == date(2026, 7, 31)
    assert workspace.deals.history(late)[-1].expected_close == date(2026, 7, 13)
    workspace.history.undo()
    assert workspace.deals.get(undated).expected_close is None
    workspace.board.expect_in([late], UNDATED)
    assert workspace.deals.get(late).expected_close is None
    with pytest.raises(Refused, match="month_is_over"):
        workspace.board.expect_in([today], this - 1)


def test_days_move_into_a_month_without_leaving_it() -> None:
    this = month_number(TODAY)
    assert day_in_month(date(2026, 8, 31), this + 1, TODAY) == date(2026, 6, 30)
    assert day_in_month(date(2026, 8, 3), this, TODAY) == date(2026, 5, 31)
    assert len(forecast_columns(None, TODAY)) == 8
    assert forecast_columns(date(2027, 4, 30), TODAY)[-2:] == [month_number(date(2027, 4, 1)), UNDATED]


def test_views_are_kept_replaced_and_removed(workspace: Workspace) -> None:
    view = BoardView("Hot", BoardFilter(region="North"), CardOrder.VALUE, Layout.FORECAST, (3,))
    workspace.board.save_view(view)
    assert [each for _id, each in workspace.board.views()] == [view]
    again = BoardView("Hot", BoardFilter(is_stale=True), CardOrder.HAND, Layout.TABLE)
    view_id = workspace.board.save_view(again)
    assert workspace.board.views() == [(view_id, again)]
    with pytest.raises(Refused, match="needs_name"):
        workspace.board.save_view(BoardView(" ", BoardFilter(), CardOrder.URGENCY, Layout.BOARD))
    workspace.board.remove_view(view_id)
    assert workspace.board.views() == []
    workspace.history.undo()
    assert workspace.board.views() == [(view_id, again)]


def test_what_an_exit_check_misses_is_told_on_the_card(workspace: Workspace) -> None:
    first = workspace.stages.list()[0]
    workspace.stages.edit(first.id, exit_check=tuple(ExitFact))
    shelf = workspace.deals.add("Shelf", amount=100)
    stage = workspace.stages.list()[0]

    def missing() -> tuple[ExitFact, ...]:
        return missing_facts(stage, workspace.deals.cards([shelf])[0])

    assert missing() == (
        ExitFact.BUDGET,
        ExitFact.AUTHORITY,
        ExitFact.NEED,
        ExitFact.TIMING,
        ExitFact.EXPECTED_CLOSE,
    )
    workspace.deals.edit(shelf, has_budget=True, has_need=True, expected_close=TODAY)
    assert missing() == (ExitFact.AUTHORITY, ExitFact.TIMING)
    assert workspace.deals.get(shelf).ticks == {ExitFact.BUDGET, ExitFact.NEED}


def test_winning_notes_all_that_was_asked_and_plans_the_renewal_in_one_step(workspace: Workspace) -> None:
    person = workspace.contacts.add(NewContact(name="Ana Silva", company="Casa Verde"))
    shelf = workspace.deals.add("Shelf", contact_id=person)
    closing = Closing(
        closed_on=date(2026, 5, 12),
        amount=120_000,
        product="Shelves",
        region="North",
        invoice_number="2026-17",
        renewal_title="Renewal: Shelf",
        renewal_on=date(2027, 5, 12),
    )

    workspace.deals.move(shelf, stage_id(workspace, "Won"), closing)

    won = workspace.deals.get(shelf)
    assert (won.amount, won.region, won.closed_on) == (120_000, "North", date(2026, 5, 12))
    assert [(line.product, line.net) for line in won.lines] == [("Shelves", 120_000)]
    with workspace.database.reading() as connection:
        assert connection.execute(sale.select()).one().invoice_number == "2026-17"
    renewal = workspace.deals.get(shelf + 1)
    assert (renewal.title, renewal.amount, renewal.contact_id, renewal.company) == (
        "Renewal: Shelf",
        120_000,
        person,
        "Casa Verde",
    )
    assert renewal.expected_close == date(2027, 5, 12)
    assert workspace.follow_ups.of("deal", renewal.id)[0].due_on == date(2027, 4, 12)
    workspace.history.undo()
    assert workspace.deals.count() == 1
    assert workspace.deals.get(shelf).outcome is Outcome.OPEN
    assert workspace.deals.get(shelf).lines == ()


def test_several_deals_are_lost_in_one_step_and_reopening_keeps_the_reason(workspace: Workspace) -> None:
    ids = [workspace.deals.add(name) for name in ("Shelf", "Logo")]
    closing = Closing(reason="Price", competitor="Regalwerk", try_again_on=date(2026, 11, 2))

    workspace.deals.move_many(ids, stage_id(workspace, "Lost"), closing)

    assert [workspace.deals.get(each).competitor for each in ids] == ["Regalwerk"] * 2
    assert workspace.board.competitors() == ["Regalwerk"]
    workspace.deals.move(ids[0], stage_id(workspace, "Proposal"))
    assert (workspace.deals.get(ids[0]).outcome, workspace.deals.get(ids[0]).reason) == (
        Outcome.OPEN,
        "Price",
    )
    workspace.history.undo()
    workspace.history.undo()
    assert [workspace.deals.get(each).outcome for each in ids] == [Outcome.OPEN] * 2


def test_days_per_stage_come_from_the_history(workspace: Workspace) -> None:
    shelf = workspace.deals.add("Shelf")
    moves = (("Discovery", 12), ("Qualified", 3), ("Won", 5))
    for name, days in moves:
        workspace.database.clock = FixedClock(workspace.clock.today() + timedelta(days=days))
        workspace.deals.move(shelf, stage_id(workspace, name))

    assert workspace.deals.days_per_stage(shelf) == [("Qualified", 17), ("Discovery", 3)]
