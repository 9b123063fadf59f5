"""What the window reads of deals beside their plain rows: money without a rate, dated history, the reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.deals import Closing, Outcome
from smallbiz_crm.services.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(date(2026, 5, 14)), holder="window")
    yield made
    made.close()


def test_a_total_names_the_currencies_it_leaves_out(workspace: Workspace) -> None:
    workspace.deals.add("Shelf", amount=50_000)
    for amount in (10_000, 20_000, None):
        workspace.deals.add("Alp", amount=amount, currency="CHF")
    workspace.deals.add("Bridge", amount=1, currency="USD")

    total = workspace.board.totals()[workspace.deals.stages()[0].id]

    assert (total.count, total.total, total.without_amount, total.without_rate) == (5, 50_000, 1, 3)
    assert sorted(total.unrated) == [("CHF", 2), ("USD", 1)]


def test_history_says_when_within_the_day(workspace: Workspace) -> None:
    deal = workspace.deals.add("Shelf", amount=50_000)
    workspace.deals.edit(deal, amount=60_000)

    first, second = workspace.deals.history(deal)

    assert first.at > 0
    assert second.at >= first.at
    assert (first.amount, second.amount) == (50_000, 60_000)


def test_the_reason_of_a_lost_deal_can_be_put_right(workspace: Workspace) -> None:
    lost = next(stage for stage in workspace.deals.stages() if stage.kind is Outcome.LOST)
    deal = workspace.deals.add("Shelf")
    workspace.deals.move(deal, lost.id, reason="Too expensive", closed_on=date(2026, 5, 2))

    workspace.deals.edit(deal, reason="No budget this year")

    assert workspace.deals.get(deal).reason == "No budget this year"
    assert workspace.deals.get(deal).closed_on == date(2026, 5, 2)
    assert "No budget this year" in workspace.deals.lost_reasons()

    workspace.history.undo()
    assert workspace.deals.get(deal).reason == "Too expensive"


def test_open_columns_stand_by_urgency_and_closed_ones_newest_first(workspace: Workspace) -> None:
    stages = workspace.deals.stages()
    won = next(stage for stage in stages if stage.kind is Outcome.WON)
    quiet = workspace.deals.add("Quiet")
    closing = workspace.deals.add("Closing soon", expected_close=date(2026, 5, 20))
    planned = workspace.deals.add("Planned")
    workspace.follow_ups.add("Later", date(2026, 6, 1), deal_id=planned)
    late = workspace.deals.add("Late")
    workspace.follow_ups.add("Then", date(2026, 5, 30), deal_id=late)
    workspace.follow_ups.add("First", date(2026, 5, 1), deal_id=late)
    done = workspace.follow_ups.add("Done long ago", date(2026, 4, 1), deal_id=planned)
    workspace.follow_ups.done([done])
    for title, day in (("Old", 2), ("New", 12), ("Newer on that day", 12)):
        workspace.deals.move(workspace.deals.add(title), won.id, closed_on=date(2026, 5, day))

    assert list(workspace.board.columns()[stages[0].id]) == [late, planned, closing, quiet]
    titles = [card.title for card in workspace.deals.cards(workspace.board.columns()[won.id])]
    assert titles == ["Newer on that day", "New", "Old"]
    card = workspace.deals.cards([late])[0]
    assert (card.next_step, card.next_step_on) == ("First", date(2026, 5, 1))


def test_totals_weigh_each_deal_and_bear_deals_without_amount(workspace: Workspace) -> None:
    first = workspace.deals.stages()[0]
    assert first.probability == 2_000
    workspace.deals.add("Shelf", amount=50_003)
    workspace.deals.add("Nobody knows")

    total = workspace.board.totals()[first.id]

    assert (total.count, total.total, total.weighted, total.without_amount) == (2, 50_003, 10_001, 1)


def test_every_loss_keeps_its_own_reason_in_the_history(workspace: Workspace) -> None:
    lost = next(stage for stage in workspace.deals.stages() if stage.kind is Outcome.LOST)
    discovery = workspace.deals.stages()[1]
    deal = workspace.deals.add("Website")
    first = Closing(reason="Too expensive", reason_note="Wanted 20 % off", competitor="Nordlicht")
    workspace.deals.move(deal, lost.id, first)
    workspace.deals.edit(deal, reason="No budget this year")
    workspace.deals.move(deal, discovery.id)
    workspace.deals.edit(deal, reason_note="Typed while it was open")
    workspace.deals.move(deal, lost.id, Closing(reason="Bad timing"))

    told = [(one.reason, one.reason_note, one.competitor) for one in workspace.deals.history(deal)]
    assert told == [
        (None, None, None),
        ("No budget this year", "Wanted 20 % off", "Nordlicht"),
        (None, None, None),
        ("Bad timing", None, None),
    ]
    for _step in range(4):
        workspace.history.undo()
    assert workspace.deals.history(deal)[-1].reason == "Too expensive"
