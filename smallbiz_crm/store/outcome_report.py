"""The parts of the reports on reasons and promises: lost deals, returned leads, first contacts after a hand-over."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, literal, select

from smallbiz_crm.domain.days import Period
from smallbiz_crm.store.campaign_report import rows_of, within
from smallbiz_crm.store.rates import in_home, newest_rate
from smallbiz_crm.store.settings import home_currency
from smallbiz_crm.store.tables.people import activity, contact, lifecycle_entry, target
from smallbiz_crm.store.tables.sales import deal, reason, stage


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How often a reason was given (None: none given), and what the lost deals were worth in home money."""

    id: int | None
    name: str | None
    count: int
    value: int


def lost_reasons(connection: Connection, period: Period) -> list[ReasonCount]:
    query = (
        select(
            reason.c.id,
            reason.c.name,
            deal.c.currency,
            func.count(),
            func.coalesce(func.sum(deal.c.amount), 0),
        )
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .join(reason, reason.c.id == deal.c.reason_id, isouter=True)
        .where(stage.c.kind == "lost", deal.c.trashed_at.is_(None), *within(deal.c.closed_on, period))
        .group_by(reason.c.id, reason.c.name, deal.c.currency)
    )
    home = home_currency(connection)
    found: dict[tuple[int | None, str | None], list[int]] = defaultdict(lambda: [0, 0])
    for reason_id, name, currency, number, amount in rows_of(connection, query):
        sums = found[reason_id, name]
        sums[0] += number
        sums[1] += in_home(amount, currency, home, newest_rate(connection, currency)) or 0
    return _ordered(ReasonCount(*key, *sums) for key, sums in found.items())


def returned_reasons(connection: Connection, period: Period) -> list[ReasonCount]:
    """Every return counts, also of people who were handed over again."""
    query = (
        select(reason.c.id, reason.c.name, func.count(), func.count() * 0)
        .join_from(lifecycle_entry, contact, contact.c.id == lifecycle_entry.c.contact_id)
        .join(reason, reason.c.id == lifecycle_entry.c.reason_id, isouter=True)
        .where(*_returned(period))
        .group_by(reason.c.id, reason.c.name)
    )
    return _ordered(ReasonCount(*row) for row in connection.execute(query))


def _ordered(rows: Iterable[ReasonCount]) -> list[ReasonCount]:
    """The most frequent first, what has no reason last."""
    return sorted(rows, key=lambda one: (one.id is None, -one.count, one.name or ""))


def _returned(period: Period) -> list[Any]:
    return [
        lifecycle_entry.c.stage == "returned",
        contact.c.trashed_at.is_(None),
        *within(lifecycle_entry.c.entered_on, period),
    ]


def lost_behind(connection: Connection, period: Period, where: tuple[str, Any] | None = None) -> array[int]:
    query = (
        select(deal.c.id)
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .where(stage.c.kind == "lost", deal.c.trashed_at.is_(None), *within(deal.c.closed_on, period))
        .order_by(deal.c.closed_on.desc(), deal.c.id.desc())
    )
    if where is not None:
        query = query.where(deal.c.reason_id.is_not_distinct_from(where[1]))
    return array("q", (row[0] for row in connection.execute(query)))


def returned_behind(
    connection: Connection, period: Period, where: tuple[str, Any] | None = None
) -> array[int]:
    """The people returned, once for each return."""
    query = (
        select(lifecycle_entry.c.contact_id)
        .join_from(lifecycle_entry, contact, contact.c.id == lifecycle_entry.c.contact_id)
        .where(*_returned(period))
        .order_by(lifecycle_entry.c.entered_on.desc(), lifecycle_entry.c.id.desc())
    )
    if where is not None:
        query = query.where(lifecycle_entry.c.reason_id.is_not_distinct_from(where[1]))
    return array("q", dict.fromkeys(row[0] for row in connection.execute(query)))


# -- promises -------------------------------------------------------------------------------------------------


class HandOver(NamedTuple):
    """A person's first entry as MQL, and the first contact since, each with its instant where it is known."""

    contact_id: int
    day: date
    instant: int | None
    contacted_on: date | None
    contacted_at: int | None


def hand_overs(connection: Connection, since: date | None, until: date) -> list[HandOver]:
    """Everyone handed over first between two days, with the earliest call, meeting, e-mail or demo from that day on."""
    firsts = (
        select(
            lifecycle_entry.c.contact_id,
            func.min(lifecycle_entry.c.entered_on).label("day"),
            lifecycle_entry.c.entered_at.label("instant"),
        )
        .join_from(lifecycle_entry, contact, contact.c.id == lifecycle_entry.c.contact_id)
        .where(
            lifecycle_entry.c.stage == "mql",
            lifecycle_entry.c.entered_on <= until,
            contact.c.trashed_at.is_(None),
        )
        .group_by(lifecycle_entry.c.contact_id)
        .having(*([func.min(lifecycle_entry.c.entered_on) >= since] if since else [literal(True)]))
        .subquery()
    )
    meets = and_(
        activity.c.contact_id == firsts.c.contact_id,
        activity.c.kind.in_(("call", "meeting", "email", "demo")),
        activity.c.trashed_at.is_(None),
        activity.c.happened_on >= firsts.c.day,
    )
    query = (
        select(
            firsts.c.contact_id,
            firsts.c.day,
            firsts.c.instant,
            activity.c.happened_on,
            activity.c.happened_at,
        )
        .join_from(firsts, activity, meets, isouter=True)
        .order_by(firsts.c.contact_id, activity.c.happened_on, activity.c.happened_at)
    )
    found: dict[int, HandOver] = {}
    for contact_id, day, instant, met_on, met_at in connection.execute(query):
        is_before = met_on == day and instant is not None and met_at is not None and met_at < instant
        known = found.get(contact_id)
        if known is None or known.contacted_on is None:
            met = (None, None) if is_before else (met_on, met_at)
            found[contact_id] = HandOver(contact_id, _as_date(day), instant, *met)
    return list(found.values())


def _as_date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def target_sum(connection: Connection, kind: str, months: list[str]) -> int | None:
    """The sum of the months' targets of a kind, or None when one is missing."""
    if not months:
        return None
    query = select(target.c.value).where(target.c.kind == kind, target.c.period.in_(months))
    values = connection.execute(query).scalars().all()
    return sum(values) if len(values) == len(months) else None
