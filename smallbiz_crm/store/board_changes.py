"""Writes of the board: cards put in an order by hand, months given to open deals, ways of looking that were saved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select

from smallbiz_crm.domain.board import UNDATED, BoardView, CardOrder, day_in_month
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.text import clean_line
from smallbiz_crm.store.board import ids_of_stage
from smallbiz_crm.store.deal_changes import edit_deal
from smallbiz_crm.store.tables.sales import deal
from smallbiz_crm.store.tables.workspace import saved_view
from smallbiz_crm.store.unit_of_work import UnitOfWork

PAGE = "deals"
STEP = 1 << 20
"""Room left between two cards that stand in an order by hand."""


# -- an order by hand -----------------------------------------------------------------------------------------


def place_by_hand(unit: UnitOfWork, ids: Sequence[int], stage_id: int, before_id: int | None) -> None:
    """Let deals of a stage stand in front of `before_id`, at the end without it.

    One row is written for each deal where there is room between its neighbours, else the whole column is
    numbered anew.
    """
    moved = set(ids)
    whole = ids_of_stage(unit.connection, stage_id, CardOrder.HAND)
    if before_id in moved:
        before_id = next((each for each in whole[whole.index(before_id) :] if each not in moved), None)
    order = [each for each in whole if each not in moved]
    place = order.index(before_id) if before_id in order else len(order)
    found = unit.connection.execute(select(deal.c.id, deal.c.position).where(deal.c.stage_id == stage_id))
    positions = {row[0]: row[1] for row in found}
    above = positions[order[place - 1]] if place else 0
    below = positions[order[place]] if place < len(order) else None
    if above is None or (place < len(order) and below is None):
        _number_anew(unit, [*order[:place], *ids, *order[place:]], positions)
        return
    room = STEP if below is None else (below - above) // (len(ids) + 1)
    if room < 1:
        _number_anew(unit, [*order[:place], *ids, *order[place:]], positions)
        return
    for number, deal_id in enumerate(ids, start=1):
        unit.update(deal, deal_id, position=above + number * room)


def _number_anew(unit: UnitOfWork, order: Sequence[int], positions: dict[int, int | None]) -> None:
    for number, deal_id in enumerate(order, start=1):
        if positions.get(deal_id) != number * STEP:
            unit.update(deal, deal_id, position=number * STEP)


# -- months ---------------------------------------------------------------------------------------------------


def put_in_month(unit: UnitOfWork, ids: Sequence[int], month: int) -> None:
    """Expect deals in a month, by its number, or on no day at all. Raises Refused for a month that is over."""
    today = unit.clock.today()
    for deal_id in ids:
        query = select(deal.c.expected_close).where(deal.c.id == deal_id)
        row = unit.connection.execute(query).one_or_none()
        if row is None:
            raise NotFound("record.not_found", kind="deal", id=deal_id)
        edit_deal(unit, deal_id, {"expected_close": _expected(row[0], month, today)})


def _expected(before: date | None, month: int, today: date) -> date | None:
    if month == UNDATED:
        return None
    day = day_in_month(before, month, today)
    if day < today:
        raise Refused("deal.month_is_over")
    return day


# -- saved views ----------------------------------------------------------------------------------------------


def list_views(connection: Connection) -> list[tuple[int, BoardView]]:
    """The views the user named, by name, with their ids."""
    query = select(saved_view.c.id, saved_view.c.name, saved_view.c.definition).where(
        saved_view.c.page == PAGE
    )
    rows = connection.execute(query.order_by(saved_view.c.name, saved_view.c.id)).all()
    return [(row[0], BoardView.from_plain(row[1], json.loads(row[2]))) for row in rows]


def save_view(unit: UnitOfWork, view: BoardView) -> int:
    """Keep a view under its name, in the place of the one that had it."""
    name = clean_line(view.name)
    if not name:
        raise Refused("view.needs_name")
    definition = json.dumps(view.as_plain(), ensure_ascii=False)
    query = select(saved_view.c.id).where(saved_view.c.page == PAGE, saved_view.c.name == name)
    found = unit.connection.execute(query).scalar()
    if found is not None:
        unit.update(saved_view, found, definition=definition)
        return found
    return unit.insert(saved_view, page=PAGE, name=name, definition=definition)


def remove_view(unit: UnitOfWork, view_id: int) -> str:
    """Forget a view; its name."""
    name = unit.connection.execute(select(saved_view.c.name).where(saved_view.c.id == view_id)).scalar()
    if name is None:
        raise NotFound("record.not_found", kind="saved_view", id=view_id)
    unit.delete(saved_view, view_id)
    return name
