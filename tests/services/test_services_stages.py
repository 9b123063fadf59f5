"""Stages are the user's own: added, changed, put in order and removed, and no deal or history is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.deals import ExitFact, Outcome, StageColour
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.services.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(date(2026, 5, 14)), holder="window")
    yield made
    made.close()


def names(workspace: Workspace) -> list[str]:
    return [stage.name for stage in workspace.stages.list()]


def id_of(workspace: Workspace, name: str) -> int:
    return next(stage.id for stage in workspace.stages.list() if stage.name == name)


def test_a_new_stage_stands_before_won_and_lost(workspace: Workspace) -> None:
    workspace.stages.add(
        "Trial", 9_000, stale_days=7, colour=StageColour.BLUE, exit_check=(ExitFact.TIMING, ExitFact.BUDGET)
    )

    assert names(workspace)[-3:] == ["Trial", "Won", "Lost"]
    made = workspace.stages.list()[-3]
    assert (made.probability, made.stale_days, made.colour) == (9_000, 7, StageColour.BLUE)
    assert made.exit_check == (ExitFact.BUDGET, ExitFact.TIMING)
    workspace.history.undo()
    assert "Trial" not in names(workspace)


def test_another_probability_is_written_into_the_history_of_its_deals(workspace: Workspace) -> None:
    first = workspace.stages.list()[0].id
    follows = workspace.deals.add("Follows", amount=100)
    own = workspace.deals.add("Own share", amount=100)
    workspace.deals.edit(own, probability=5_000)

    workspace.stages.edit(first, probability=3_000, name="Fit")

    assert [entry.probability for entry in workspace.deals.history(follows)] == [2_000, 3_000]
    assert [entry.probability for entry in workspace.deals.history(own)] == [2_000, 5_000]
    workspace.history.undo()
    assert [entry.probability for entry in workspace.deals.history(follows)] == [2_000]
    assert names(workspace)[0] == "Qualified"


def test_a_stage_that_holds_deals_asks_where_they_go_and_undo_brings_all_back(workspace: Workspace) -> None:
    proposal, discovery = id_of(workspace, "Proposal"), id_of(workspace, "Discovery")
    deals = [workspace.deals.add(f"Deal {number}", stage_id=proposal) for number in range(3)]
    workspace.deals.trash([deals[2]])
    with pytest.raises(Refused, match=r"stage\.holds_deals"):
        workspace.stages.remove(proposal)
    with pytest.raises(Refused, match=r"stage\.other_kind"):
        workspace.stages.remove(proposal, id_of(workspace, "Won"))
    before = names(workspace)

    assert workspace.stages.remove(proposal, discovery) == 3

    assert "Proposal" not in names(workspace)
    assert [workspace.deals.get(deal).stage for deal in deals] == ["Discovery"] * 3
    assert [entry.stage for entry in workspace.deals.history(deals[0])] == ["Proposal", "Discovery"]
    assert workspace.backups.check().findings == ()
    workspace.history.undo()
    assert names(workspace) == before
    assert [workspace.deals.get(deal).stage for deal in deals] == ["Proposal"] * 3
    assert [entry.stage for entry in workspace.deals.history(deals[0])] == ["Proposal"]


def test_closed_deals_of_a_removed_stage_keep_day_and_reason(workspace: Workspace) -> None:
    lost = id_of(workspace, "Lost")
    with pytest.raises(Refused, match=r"stage\.last_of_kind"):
        workspace.stages.remove(lost)
    deal = workspace.deals.add("Shelf", amount=100)
    workspace.deals.move(deal, lost, reason="Price", reason_note="Too dear", closed_on=date(2026, 3, 2))
    with workspace.database.step("stage.added", name="Gone") as unit:
        from smallbiz_crm.store.tables.sales import stage

        other = unit.insert(stage, pipeline_id=1, name="Gone", kind="lost", probability=0, position=9)

    workspace.stages.remove(lost, other)

    kept = workspace.deals.get(deal)
    assert (kept.stage, kept.closed_on, kept.reason, kept.reason_note) == (
        "Gone",
        date(2026, 3, 2),
        "Price",
        "Too dear",
    )


def test_order_keeps_won_and_lost_at_the_end(workspace: Workspace) -> None:
    ids = [stage.id for stage in workspace.stages.list()]
    workspace.stages.put_in_order([ids[1], ids[0], *ids[2:]])
    assert names(workspace)[:2] == ["Discovery", "Qualified"]
    assert workspace.deals.get(workspace.deals.add("New")).stage == "Discovery"

    with pytest.raises(Refused, match=r"stage\.closed_before_open"):
        workspace.stages.put_in_order([ids[4], *ids[:4], ids[5]])
    with pytest.raises(Refused, match=r"stage\.order_incomplete"):
        workspace.stages.put_in_order(ids[:3])


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": "  "}, "stage.needs_name"),
        ({"name": "discovery"}, "stage.name_taken"),
        ({"probability": 10_001}, "stage.probability_outside"),
        ({"stale_days": 0}, "stage.days_outside"),
        ({"kind": "won"}, "field.unknown"),
    ],
)
def test_what_does_not_fit_is_refused(workspace: Workspace, values: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        workspace.stages.edit(workspace.stages.list()[0].id, **values)
    assert refused.value.code == code


def test_reasons_are_the_users_own_list(workspace: Workspace) -> None:
    deal = workspace.deals.add("Shelf")
    lost = next(stage.id for stage in workspace.stages.list() if stage.kind is Outcome.LOST)
    workspace.deals.move(deal, lost, reason="Price")
    price = next(each[0] for each in workspace.stages.lost_reasons() if each[1] == "Price")

    workspace.stages.rename_reason(price, "Too expensive")
    added = workspace.stages.add_reason("Moved away")

    assert workspace.deals.get(deal).reason == "Too expensive"
    assert (price, "Too expensive", 1) in workspace.stages.lost_reasons()
    with pytest.raises(Refused, match=r"reason\.in_use"):
        workspace.stages.remove_reason(price)
    with pytest.raises(Refused, match=r"reason\.name_taken"):
        workspace.stages.rename_reason(added, "too expensive")
    workspace.stages.remove_reason(added)
    assert "Moved away" not in workspace.deals.lost_reasons()
    workspace.history.undo()
    assert "Moved away" in workspace.deals.lost_reasons()
