"""Follow-ups: the agenda's queries and their writes."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, null, select

from smallbiz_crm.domain.days import to_micros
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.follow_ups import FollowUp, FollowUpKind, Repeat, next_due
from smallbiz_crm.domain.text import clean_line, clean_text
from smallbiz_crm.store.contact_changes import add_activity
from smallbiz_crm.store.tables.marketing import campaign
from smallbiz_crm.store.tables.people import company, contact, follow_up
from smallbiz_crm.store.tables.sales import deal, stage
from smallbiz_crm.store.unit_of_work import UnitOfWork


def _listed() -> Select[Any]:
    return (
        select(
            follow_up,
            contact.c.name.label("contact"),
            company.c.name.label("company"),
            deal.c.title.label("deal"),
            campaign.c.name.label("campaign"),
        )
        .join_from(follow_up, deal, deal.c.id == follow_up.c.deal_id, isouter=True)
        .join(contact, contact.c.id == follow_up.c.contact_id, isouter=True)
        .join(
            company,
            company.c.id == contact.c.company_id,
            isouter=True,
        )
        .join(campaign, campaign.c.id == follow_up.c.campaign_id, isouter=True)
        .where(follow_up.c.trashed_at.is_(None))
    )


def _follow_up(row: Any) -> FollowUp:
    return FollowUp(
        id=row.id,
        kind=FollowUpKind(row.kind),
        text=row.text,
        due_on=row.due_on,
        due_time=row.due_time,
        done_on=row.done_on,
        contact_id=row.contact_id,
        contact=row.contact,
        company=row.company,
        deal_id=row.deal_id,
        deal=row.deal,
        campaign_id=row.campaign_id,
        campaign=row.campaign,
        zone=row.zone,
        remind_minutes=row.remind_minutes,
        repeats=Repeat(row.repeats) if row.repeats else None,
        outcome=row.outcome,
        came_from_id=row.came_from_id,
    )


def open_follow_ups(connection: Connection, *, until: date | None = None) -> list[FollowUp]:
    """Everything open, the earliest first; `until` leaves out what is due later."""
    query = _listed().where(follow_up.c.done_on.is_(None))
    if until is not None:
        query = query.where(follow_up.c.due_on <= until)
    query = query.order_by(
        follow_up.c.due_on, follow_up.c.due_time.is_(None), follow_up.c.due_time, follow_up.c.id
    )
    return [_follow_up(row) for row in connection.execute(query)]


def follow_up_ids(connection: Connection) -> list[int]:
    """Every follow-up that is not in the Trash, done or not, in the order of their days."""
    query = select(follow_up.c.id).where(follow_up.c.trashed_at.is_(None))
    return list(connection.execute(query.order_by(follow_up.c.due_on, follow_up.c.id)).scalars())


def follow_ups_by_id(connection: Connection, ids: Sequence[int]) -> list[FollowUp]:
    """These follow-ups, in no order; what is in the Trash is left out."""
    return [_follow_up(row) for row in connection.execute(_listed().where(follow_up.c.id.in_(ids)))]


def follow_ups_of(connection: Connection, kind: str, record_id: int) -> list[FollowUp]:
    """Open follow-ups of a contact, deal or campaign, the earliest first."""
    query = _listed().where(follow_up.c[f"{kind}_id"] == record_id, follow_up.c.done_on.is_(None))
    return [_follow_up(row) for row in connection.execute(query.order_by(follow_up.c.due_on, follow_up.c.id))]


def deals_without_follow_up(connection: Connection) -> array[int]:
    """Open deals that no open follow-up belongs to, those longest in their stage first."""
    planned = (
        select(follow_up.c.id)
        .where(
            follow_up.c.deal_id == deal.c.id,
            # Without statistics SQLite would take the index of all open follow-ups for a plain "is null".
            func.ifnull(follow_up.c.done_on, null()).is_(None),
            follow_up.c.trashed_at.is_(None),
        )
        .exists()
    )
    query = (
        select(deal.c.id)
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .where(stage.c.kind == Outcome.OPEN.value, deal.c.trashed_at.is_(None), ~planned)
        .order_by(deal.c.stage_since, deal.c.id)
    )
    return array("q", connection.execute(query).scalars())


def load_follow_up(connection: Connection, follow_up_id: int) -> FollowUp | None:
    row = connection.execute(_listed().where(follow_up.c.id == follow_up_id)).one_or_none()
    return None if row is None else _follow_up(row)


def add_follow_up(unit: UnitOfWork, kind: str, text: str, due_on: date, values: dict[str, Any]) -> int:
    """Plan a to-do on a contact, deal or campaign, or on nothing."""
    shown = clean_line(text)
    if not shown:
        raise Refused("follow_up.needs_text")
    return unit.insert(follow_up, kind=FollowUpKind(kind).value, text=shown, due_on=due_on, **values)


def with_reminder(connection: Connection, until: date) -> list[FollowUp]:
    """Open follow-ups with a reminder that are due by `until`."""
    query = _listed().where(
        follow_up.c.done_on.is_(None), follow_up.c.remind_minutes.is_not(None), follow_up.c.due_on <= until
    )
    return [_follow_up(row) for row in connection.execute(query)]


def finish(unit: UnitOfWork, follow_up_id: int) -> int | None:
    """Say that it is done; one that repeats is planned anew. Returns the id of that."""
    row = _row(unit, follow_up_id)
    today = unit.clock.today()
    unit.update(follow_up, follow_up_id, done_on=today, done_at=to_micros(unit.clock.now()))
    if not row.repeats or row.done_on is not None:
        return None
    again = {name: getattr(row, name) for name in _KEPT}
    due_on = next_due(row.due_on, Repeat(row.repeats), today)
    return unit.insert(follow_up, due_on=due_on, came_from_id=row.id, **again)


def note_outcome(unit: UnitOfWork, follow_up_id: int, outcome: str) -> None:
    """Keep what came of it, and note it as an activity on its person and deal."""
    row = _row(unit, follow_up_id)
    text = clean_text(outcome).strip()
    unit.update(follow_up, follow_up_id, outcome=text or None)
    if text and (row.contact_id or row.deal_id):
        kind = row.kind if row.kind != FollowUpKind.TODO.value else "note"
        add_activity(unit, kind, text, contact_id=row.contact_id, deal_id=row.deal_id, on=None)


def add_next(unit: UnitOfWork, follow_up_id: int, kind: str, text: str, due_on: date) -> int:
    """Plan the next step after a follow-up, on the same records."""
    row = _row(unit, follow_up_id)
    values = {name: getattr(row, name) for name in ("contact_id", "deal_id", "campaign_id")}
    return add_follow_up(unit, kind, text, due_on, {**values, "came_from_id": follow_up_id})


def _row(unit: UnitOfWork, follow_up_id: int) -> Any:
    row = unit.connection.execute(select(follow_up).where(follow_up.c.id == follow_up_id)).one_or_none()
    if row is None:
        raise NotFound("record.not_found", kind="follow_up", id=follow_up_id)
    return row


_KEPT = (
    "kind",
    "text",
    "due_time",
    "zone",
    "remind_minutes",
    "contact_id",
    "deal_id",
    "campaign_id",
    "owner_id",
    "repeats",
)


def reopen(unit: UnitOfWork, follow_up_id: int) -> None:
    unit.update(follow_up, follow_up_id, done_on=None, done_at=None)


def change(unit: UnitOfWork, follow_up_id: int, values: dict[str, Any]) -> None:
    unit.update(follow_up, follow_up_id, **values)
