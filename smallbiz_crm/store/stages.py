"""Stages of the pipeline and the list of lost reasons: reading them, and the writes that keep deals in place."""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, select

from smallbiz_crm.domain.days import to_micros
from smallbiz_crm.domain.deals import ExitFact, Outcome, Stage, StageColour
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.text import clean_line, fold
from smallbiz_crm.store.deal_changes import load_stage, move_deal
from smallbiz_crm.store.tables.sales import deal, deal_history, pipeline, reason, stage
from smallbiz_crm.store.unit_of_work import UnitOfWork


def list_stages(connection: Connection) -> list[Stage]:
    """The stages of the pipeline in the order of the board, without those that were removed."""
    query = select(stage).where(stage.c.retired_on.is_(None)).order_by(stage.c.pipeline_id, stage.c.position)
    return [stage_of(row) for row in connection.execute(query)]


def stage_of(row: Row[Any]) -> Stage:
    """A row of the table as a `Stage`."""
    asked = set(json.loads(row.exit_check or "[]"))
    return Stage(
        row.id,
        row.name,
        Outcome(row.kind),
        row.probability,
        row.position,
        row.stale_days,
        tuple(fact for fact in ExitFact if fact.value in asked),
        None if row.colour is None else StageColour(row.colour),
    )


def deals_in_stage(connection: Connection, stage_id: int) -> int:
    """How many deals stand in a stage, those in the Trash left out."""
    query = select(func.count()).where(deal.c.stage_id == stage_id, deal.c.trashed_at.is_(None))
    return connection.execute(query).scalar_one()


# -- changing -------------------------------------------------------------------------------------------------


def add_stage(unit: UnitOfWork, name: str, probability: int, values: Mapping[str, Any] | None = None) -> int:
    """Add an open stage in front of the pipeline's closed ones; its id."""
    shown = _free_name(unit, name)
    stages = list_stages(unit.connection)
    closed = next((each for each in stages if each.kind is not Outcome.OPEN), None)
    position = closed.position if closed else len(stages)
    for each in stages:
        if each.position >= position:
            unit.update(stage, each.id, position=each.position + 1)
    query = select(pipeline.c.id).order_by(pipeline.c.position).limit(1)
    return unit.insert(
        stage,
        pipeline_id=unit.connection.execute(query).scalar_one(),
        name=shown,
        kind=Outcome.OPEN.value,
        probability=probability,
        position=position,
        **_stored(values or {}),
    )


def edit_stage(unit: UnitOfWork, stage_id: int, values: Mapping[str, Any]) -> None:
    """Set fields of a stage; another probability is written into the history of the deals that follow it."""
    row = load_stage(unit, stage_id)
    stored = _stored(values)
    if "name" in stored:
        stored["name"] = _free_name(unit, stored["name"], stage_id)
    unit.update(stage, stage_id, **stored)
    if stored.get("probability", row.probability) != row.probability:
        note_probability(unit, stage_id)


def note_probability(unit: UnitOfWork, stage_id: int) -> None:
    """A history row for each deal whose probability is that of its stage, with the new one."""
    its_stage = load_stage(unit, stage_id)
    columns = (deal.c.id, deal.c.amount, deal.c.currency, deal.c.expected_close)
    query = select(*columns).where(deal.c.stage_id == stage_id, deal.c.probability.is_(None))
    today, now = unit.clock.today(), to_micros(unit.clock.now())
    rows = [
        {
            "deal_id": deal_id,
            "happened_on": today,
            "happened_at": now,
            "stage_id": stage_id,
            "amount": amount,
            "currency": currency,
            "expected_close": expected_close,
            "probability": its_stage.probability,
            "outcome": its_stage.kind,
        }
        for deal_id, amount, currency, expected_close in unit.connection.execute(query).all()
    ]
    if rows and its_stage.kind == Outcome.OPEN.value:
        unit.insert_many(deal_history, rows)


def put_in_order(unit: UnitOfWork, stage_ids: Sequence[int]) -> None:
    """Give the stages the order of `stage_ids`, which names each of them once."""
    stages = list_stages(unit.connection)
    if sorted(stage_ids) != sorted(each.id for each in stages):
        raise Refused("stage.order_incomplete")
    kinds = {each.id: each.kind for each in stages}
    closed = [kinds[stage_id] is not Outcome.OPEN for stage_id in stage_ids]
    if closed != sorted(closed):
        raise Refused("stage.closed_before_open")
    for position, stage_id in enumerate(stage_ids):
        unit.update(stage, stage_id, position=position)


def retire_stage(unit: UnitOfWork, stage_id: int, target_id: int | None) -> int:
    """Remove a stage; the deals it holds go to `target_id` first. How many those were."""
    its_stage = load_stage(unit, stage_id)
    others = [each for each in list_stages(unit.connection) if each.id != stage_id]
    if all(each.kind.value != its_stage.kind for each in others):
        raise Refused("stage.last_of_kind", name=its_stage.name, kind=its_stage.kind)
    held = unit.connection.execute(select(deal.c.id, deal.c.closed_on).where(deal.c.stage_id == stage_id))
    rows = held.all()
    if rows and target_id is None:
        raise Refused("stage.holds_deals", name=its_stage.name, count=len(rows))
    target = next((each for each in others if each.id == target_id), None)
    if rows and (target is None or target.kind.value != its_stage.kind):
        raise Refused("stage.other_kind", name=its_stage.name)
    for deal_id, closed_on in rows:
        _hand_over(unit, deal_id, target_id or 0, closed_on)
    unit.update(stage, stage_id, retired_on=unit.clock.today())
    return len(rows)


def _hand_over(unit: UnitOfWork, deal_id: int, target_id: int, closed_on: date | None) -> None:
    """Put a deal of a removed stage elsewhere; a closed one keeps its day and why it was lost."""
    query = select(deal.c.reason_note, reason.c.name, deal.c.competitor).join(
        reason, reason.c.id == deal.c.reason_id, isouter=True
    )
    note, why, to_whom = unit.connection.execute(query.where(deal.c.id == deal_id)).one()
    move_deal(unit, deal_id, target_id, reason=why, reason_note=note, competitor=to_whom, closed_on=closed_on)


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a stage as the table holds them. Raises Refused for what does not fit."""
    stored = dict(values)
    if "exit_check" in stored:
        facts = [
            fact.value for fact in ExitFact if fact in {ExitFact(each) for each in stored["exit_check"] or ()}
        ]
        stored["exit_check"] = json.dumps(facts) if facts else None
    if "colour" in stored:
        stored["colour"] = None if stored["colour"] is None else StageColour(stored["colour"]).value
    if not 0 <= stored.get("probability", 0) <= 10_000:
        raise Refused("stage.probability_outside")
    if stored.get("stale_days") is not None and stored["stale_days"] < 1:
        raise Refused("stage.days_outside")
    return stored


def _free_name(unit: UnitOfWork, name: str, own_id: int | None = None) -> str:
    """The name as it will stand. Raises Refused when there is none, or another stage has it."""
    shown = clean_line(name or "")
    if not shown:
        raise Refused("stage.needs_name")
    stages = list_stages(unit.connection)
    if any(fold(each.name) == fold(shown) and each.id != own_id for each in stages):
        raise Refused("stage.name_taken", name=shown)
    return shown


# -- reasons --------------------------------------------------------------------------------------------------


def list_reasons(connection: Connection, kind: str) -> list[tuple[int, str, int]]:
    """Id, name and number of deals of each reason of a kind, in the user's order."""
    used = select(func.count()).where(deal.c.reason_id == reason.c.id).scalar_subquery()
    query = select(reason.c.id, reason.c.name, used).where(reason.c.kind == kind).order_by(reason.c.id)
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def rename_reason(unit: UnitOfWork, reason_id: int, name: str) -> None:
    """Give a reason another name; the deals that have it say it too."""
    row = unit.connection.execute(select(reason).where(reason.c.id == reason_id)).one_or_none()
    if row is None:
        raise NotFound("record.not_found", kind="reason", id=reason_id)
    shown = _clean_reason(name)
    same = select(reason.c.id).where(reason.c.kind == row.kind, reason.c.match_name == fold(shown))
    if unit.connection.execute(same.where(reason.c.id != reason_id)).scalar() is not None:
        raise Refused("reason.name_taken", name=shown)
    unit.update(reason, reason_id, name=shown, match_name=fold(shown))


def add_reason(unit: UnitOfWork, kind: str, name: str) -> int:
    """Add a reason to the list of a kind."""
    shown = _clean_reason(name)
    same = select(reason.c.id).where(reason.c.kind == kind, reason.c.match_name == fold(shown))
    if unit.connection.execute(same).scalar() is not None:
        raise Refused("reason.name_taken", name=shown)
    return unit.insert(reason, kind=kind, name=shown, match_name=fold(shown))


def remove_reason(unit: UnitOfWork, reason_id: int) -> None:
    """Take a reason off the list. Raises Refused while deals have it."""
    held = array(
        "q", unit.connection.execute(select(deal.c.id).where(deal.c.reason_id == reason_id)).scalars()
    )
    if held:
        name = unit.connection.execute(select(reason.c.name).where(reason.c.id == reason_id)).scalar()
        raise Refused("reason.in_use", name=name or "", count=len(held))
    unit.delete(reason, reason_id)


def _clean_reason(name: str) -> str:
    shown = clean_line(name or "")
    if not shown:
        raise Refused("reason.needs_name")
    return shown
