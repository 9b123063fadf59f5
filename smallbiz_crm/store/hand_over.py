"""The hand-over: who waits for a decision, the story of a person's stages, and the writes that decide."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, select

from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.days import to_micros
from smallbiz_crm.domain.hand_over import MAY_ACCEPT, MAY_QUALIFY, MAY_RETURN, LifecycleStep, Return
from smallbiz_crm.domain.lifecycle import is_on_ladder, rank
from smallbiz_crm.domain.text import clean_line
from smallbiz_crm.store import bulk, deal_changes, follow_ups, lookups
from smallbiz_crm.store.tables.marketing import campaign, content, content_use, touch
from smallbiz_crm.store.tables.people import activity, company, contact, lifecycle_entry
from smallbiz_crm.store.tables.sales import reason
from smallbiz_crm.store.unit_of_work import UnitOfWork

TALKS = ("call", "meeting", "email", "demo")


class Waiting(NamedTuple):
    """An MQL with its newest entry as one, and the first contact since."""

    id: int
    name: str
    company: str | None
    campaign: str | None
    since: date | None
    instant: int | None
    contacted_on: date | None


# -- reading --------------------------------------------------------------------------------------------------


def count_waiting(connection: Connection) -> int:
    query = select(func.count()).select_from(contact).where(*_waits())
    return connection.execute(query).scalar_one()


def waiting(connection: Connection, limit: int | None, contact_id: int | None = None) -> list[Waiting]:
    """MQLs nobody decided on, those handed over first before the others; with `contact_id` only that person."""
    newest = (
        select(func.max(lifecycle_entry.c.id))
        .where(lifecycle_entry.c.contact_id == contact.c.id, lifecycle_entry.c.stage == Lifecycle.MQL.value)
        .correlate(contact)
        .scalar_subquery()
    )
    query = (
        select(
            contact.c.id,
            contact.c.name,
            company.c.name,
            campaign.c.name,
            lifecycle_entry.c.entered_on,
            lifecycle_entry.c.entered_at,
        )
        .join_from(contact, lifecycle_entry, lifecycle_entry.c.id == newest, isouter=True)
        .join(company, company.c.id == contact.c.company_id, isouter=True)
        .join(campaign, campaign.c.id == lifecycle_entry.c.campaign_id, isouter=True)
        .where(*_waits())
        .order_by(
            lifecycle_entry.c.entered_on.is_(None),
            lifecycle_entry.c.entered_on,
            lifecycle_entry.c.entered_at,
            contact.c.id,
        )
        .limit(limit)
    )
    if contact_id is not None:
        query = query.where(contact.c.id == contact_id)
    rows = connection.execute(query).all()
    met = _first_talks(connection, {row[0]: (row[4], row[5]) for row in rows})
    return [Waiting(row[0], row[1], row[2], row[3], row[4], row[5], met.get(row[0])) for row in rows]


def _waits() -> list[ColumnElement[bool]]:
    return [
        contact.c.lifecycle == Lifecycle.MQL.value,
        contact.c.trashed_at.is_(None),
        contact.c.erased_at.is_(None),
    ]


def _first_talks(connection: Connection, since: dict[int, tuple[date | None, int | None]]) -> dict[int, date]:
    """The first call, meeting, e-mail or demo of each person from their hand-over on."""
    query = (
        select(activity.c.contact_id, activity.c.happened_on, activity.c.happened_at)
        .where(
            bulk.is_listed(activity.c.contact_id),
            activity.c.kind.in_(TALKS),
            activity.c.trashed_at.is_(None),
        )
        .order_by(activity.c.happened_on, activity.c.happened_at)
    )
    found: dict[int, date] = {}
    for contact_id, on, at in connection.execute(query, bulk.ids_parameter(since)):
        day, instant = since[contact_id or 0]
        is_before = on == day and at is not None and instant is not None and at < instant
        if day is not None and on >= day and not is_before:
            found.setdefault(contact_id or 0, on)
    return found


def steps_of(connection: Connection, contact_id: int) -> list[LifecycleStep]:
    """Every stage that a person entered, the first first; none is ever left out."""
    query = (
        select(
            lifecycle_entry.c.stage,
            lifecycle_entry.c.entered_on,
            campaign.c.name,
            reason.c.name,
            lifecycle_entry.c.note,
        )
        .join_from(lifecycle_entry, campaign, campaign.c.id == lifecycle_entry.c.campaign_id, isouter=True)
        .join(reason, reason.c.id == lifecycle_entry.c.reason_id, isouter=True)
        .where(lifecycle_entry.c.contact_id == contact_id)
        .order_by(lifecycle_entry.c.entered_on, lifecycle_entry.c.entered_at, lifecycle_entry.c.id)
    )
    found: list[LifecycleStep] = []
    furthest = 0
    for stage, on, through, why, note in connection.execute(query):
        entered = Lifecycle(stage)
        place = rank(entered) if is_on_ladder(entered) else -1
        found.append(LifecycleStep(entered, on, through, why, note, place < furthest))
        furthest = max(furthest, place)
    return found


def content_seen(connection: Connection, contact_id: int) -> list[tuple[str, date]]:
    """Titles of the content that was used with a person, the newest first."""
    query = (
        select(content.c.title, content_use.c.used_on)
        .join(content, content.c.id == content_use.c.content_id)
        .where(content_use.c.contact_id == contact_id, content.c.trashed_at.is_(None))
        .order_by(content_use.c.used_on.desc(), content_use.c.id.desc())
    )
    return [(title, on) for title, on in connection.execute(query)]


# -- writing --------------------------------------------------------------------------------------------------


def qualify(unit: UnitOfWork, ids: Sequence[int]) -> list[int]:
    """Make MQLs of those who are not so far yet; returns who they are."""
    chosen = _standing_at(unit, ids, MAY_QUALIFY)
    _enter(unit, chosen, Lifecycle.MQL)
    return chosen


def accept(unit: UnitOfWork, ids: Sequence[int]) -> dict[int, int]:
    """Make SQLs of those whom sales takes, each with a deal to begin with; returns the deal of each person."""
    chosen = _standing_at(unit, ids, MAY_ACCEPT)
    _enter(unit, chosen, Lifecycle.SQL)
    return {contact_id: _draft_deal(unit, contact_id) for contact_id in chosen}


def send_back(unit: UnitOfWork, ids: Sequence[int], why: Return) -> list[int]:
    """Return leads to marketing with the reason; those with a deal stay. Returns who went back."""
    chosen = _standing_at(unit, ids, MAY_RETURN)
    reason_id = lookups.reason_for(unit, "returned", why.reason) if clean_line(why.reason) else None
    _enter(unit, chosen, Lifecycle.RETURNED, reason_id=reason_id, note=why.note.strip() or None)
    if why.again_on is not None:
        for contact_id in chosen:
            values = {"contact_id": contact_id}
            follow_ups.add_follow_up(unit, "todo", why.again_text, why.again_on, values)
    return chosen


def _standing_at(unit: UnitOfWork, ids: Sequence[int], stages: Collection[Lifecycle]) -> list[int]:
    """Those of `ids` who stand in one of the stages, in the order of `ids`."""
    query = select(contact.c.id).where(
        bulk.is_listed(contact.c.id),
        contact.c.lifecycle.in_([stage.value for stage in stages]),
        contact.c.trashed_at.is_(None),
        contact.c.erased_at.is_(None),
    )
    there = set(unit.connection.execute(query, bulk.ids_parameter(ids)).scalars())
    return [contact_id for contact_id in dict.fromkeys(ids) if contact_id in there]


def _enter(unit: UnitOfWork, ids: Sequence[int], stage: Lifecycle, **facts: Any) -> None:
    """Note the entry of everybody today, with the campaign that handed them over, or else of their last touch."""
    campaigns = _last_campaigns(unit, ids)
    if stage is not Lifecycle.MQL:
        campaigns |= _handing_campaigns(unit, ids)
    today, now = unit.clock.today(), to_micros(unit.clock.now())
    rows = [
        {
            "contact_id": contact_id,
            "stage": stage.value,
            "entered_on": today,
            "entered_at": now,
            "campaign_id": campaigns.get(contact_id),
            "reason_id": None,
            "note": None,
            **facts,
        }
        for contact_id in ids
    ]
    unit.insert_many(lifecycle_entry, rows)
    bulk.update_rows(unit, contact, ids, lifecycle=stage.value)


def _last_campaigns(unit: UnitOfWork, ids: Sequence[int]) -> dict[int, int]:
    """The campaign that each person met last."""
    query = (
        select(touch.c.contact_id, touch.c.campaign_id)
        .where(and_(bulk.is_listed(touch.c.contact_id), touch.c.campaign_id.is_not(None)))
        .order_by(touch.c.touched_on, touch.c.touched_at, touch.c.uid)
    )
    rows = unit.connection.execute(query, bulk.ids_parameter(ids))
    return {contact_id: campaign_id for contact_id, campaign_id in rows if campaign_id is not None}


def _handing_campaigns(unit: UnitOfWork, ids: Sequence[int]) -> dict[int, int]:
    """The campaign through which each person became an MQL last."""
    query = (
        select(lifecycle_entry.c.contact_id, lifecycle_entry.c.campaign_id)
        .where(
            bulk.is_listed(lifecycle_entry.c.contact_id),
            lifecycle_entry.c.stage == Lifecycle.MQL.value,
            lifecycle_entry.c.campaign_id.is_not(None),
        )
        .order_by(lifecycle_entry.c.id)
    )
    rows = unit.connection.execute(query, bulk.ids_parameter(ids))
    return {contact_id: campaign_id for contact_id, campaign_id in rows if campaign_id is not None}


def _draft_deal(unit: UnitOfWork, contact_id: int) -> int:
    """A deal in the first stage, called as the company, or as the person without one."""
    query = (
        select(contact.c.name, company.c.name)
        .join(company, company.c.id == contact.c.company_id, isouter=True)
        .where(contact.c.id == contact_id)
    )
    name, company_name = unit.connection.execute(query).one()
    return deal_changes.add_deal(unit, company_name or name, contact_id, {})
