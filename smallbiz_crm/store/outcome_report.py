"""The parts of the reports on reasons and promises: lost deals, returned leads, first contacts after a hand-over."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select, text

from smallbiz_crm.domain.days import Period
from smallbiz_crm.store.campaign_report import rows_of, within
from smallbiz_crm.store.rates import DayRates
from smallbiz_crm.store.report_filter import EVERYTHING, Narrowing
from smallbiz_crm.store.search import chunks
from smallbiz_crm.store.tables.people import contact, lifecycle_entry, target
from smallbiz_crm.store.tables.sales import deal, reason, stage


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How often a reason was given (None: none given), and what the lost deals were worth in home money."""

    id: int | None
    name: str | None
    count: int
    value: int


def lost_reasons(connection: Connection, period: Period, by: Narrowing = EVERYTHING) -> list[ReasonCount]:
    """How often each reason was given, and what those deals were worth on the days they were lost."""
    query = (
        select(reason.c.id, reason.c.name, deal.c.currency, deal.c.closed_on, deal.c.amount, func.count())
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .join(reason, reason.c.id == deal.c.reason_id, isouter=True)
        .where(stage.c.kind == "lost", deal.c.trashed_at.is_(None), *within(deal.c.closed_on, period))
        .where(*by.deals)
        .group_by(reason.c.id, reason.c.name, deal.c.currency, deal.c.closed_on, deal.c.amount)
    )
    rates = DayRates(connection)
    found: dict[tuple[int | None, str | None], list[int]] = defaultdict(lambda: [0, 0])
    for reason_id, name, currency, day, amount, number in rows_of(connection, query):
        sums = found[reason_id, name]
        sums[0] += number
        sums[1] += (rates.worth(amount, currency, day) or 0) * number
    return _ordered(ReasonCount(*key, *sums) for key, sums in found.items())


def returned_reasons(
    connection: Connection, period: Period, people: Collection[int] | None = None
) -> list[ReasonCount]:
    """Every return counts, also of people who were handed over again; with `people` only theirs."""
    query = (
        select(reason.c.id, reason.c.name, func.count(), func.count() * 0)
        .join_from(lifecycle_entry, contact, contact.c.id == lifecycle_entry.c.contact_id)
        .join(reason, reason.c.id == lifecycle_entry.c.reason_id, isouter=True)
        .where(*_returned(period, people))
        .group_by(reason.c.id, reason.c.name)
    )
    return _ordered(ReasonCount(*row) for row in connection.execute(query))


def _ordered(rows: Iterable[ReasonCount]) -> list[ReasonCount]:
    """The most frequent first, what has no reason last."""
    return sorted(rows, key=lambda one: (one.id is None, -one.count, one.name or ""))


def _returned(period: Period, people: Collection[int] | None) -> list[Any]:
    listed = func.json_each(json.dumps(list(people or ()))).table_valued("value")
    return [
        *([] if people is None else [contact.c.id.in_(select(listed.c.value))]),
        lifecycle_entry.c.stage == "returned",
        contact.c.trashed_at.is_(None),
        *within(lifecycle_entry.c.entered_on, period),
    ]


def lost_behind(
    connection: Connection,
    period: Period,
    where: tuple[str, Any] | None = None,
    by: Narrowing = EVERYTHING,
) -> dict[int, int]:
    """The lost deals with what they were worth in home money on the day they were lost, the last lost first."""
    query = (
        select(deal.c.id, deal.c.amount, deal.c.currency, deal.c.closed_on)
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .where(stage.c.kind == "lost", deal.c.trashed_at.is_(None), *within(deal.c.closed_on, period))
        .where(*by.deals)
        .order_by(deal.c.closed_on.desc(), deal.c.id.desc())
    )
    if where is not None:
        query = query.where(deal.c.reason_id.is_not_distinct_from(where[1]))
    rates = DayRates(connection)
    return {
        deal_id: rates.worth(amount, currency, day) or 0
        for deal_id, amount, currency, day in rows_of(connection, query)
    }


def returned_behind(
    connection: Connection,
    period: Period,
    where: tuple[str, Any] | None = None,
    people: Collection[int] | None = None,
) -> dict[int, int]:
    """The people returned with how often, the last returned first."""
    query = (
        select(lifecycle_entry.c.contact_id)
        .join_from(lifecycle_entry, contact, contact.c.id == lifecycle_entry.c.contact_id)
        .where(*_returned(period, people))
        .order_by(lifecycle_entry.c.entered_on.desc(), lifecycle_entry.c.id.desc())
    )
    if where is not None:
        query = query.where(lifecycle_entry.c.reason_id.is_not_distinct_from(where[1]))
    return dict(Counter(row[0] for row in connection.execute(query)))


def lost_notes(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """What was noted when these deals were lost."""
    notes: dict[int, str] = {}
    for part in chunks(ids, 500):
        query = select(deal.c.id, deal.c.reason_note).where(
            deal.c.id.in_(part), deal.c.reason_note.is_not(None)
        )
        notes.update((row[0], row[1] or "") for row in connection.execute(query))
    return notes


def returned_notes(connection: Connection, period: Period) -> dict[int, str]:
    """What was noted when people were returned in the period, the newest first."""
    query = (
        select(lifecycle_entry.c.contact_id, lifecycle_entry.c.note)
        .join_from(lifecycle_entry, contact, contact.c.id == lifecycle_entry.c.contact_id)
        .where(*_returned(period, None), lifecycle_entry.c.note.is_not(None))
        .order_by(lifecycle_entry.c.entered_on.desc(), lifecycle_entry.c.id.desc())
    )
    notes: dict[int, list[str]] = defaultdict(list)
    for person, note in connection.execute(query):
        notes[person].append(note or "")
    return {person: " · ".join(told) for person, told in notes.items()}


# -- promises -------------------------------------------------------------------------------------------------


class HandOver(NamedTuple):
    """A person's first entry as MQL, and the first contact since, each with its instant where it is known."""

    contact_id: int
    day: date
    instant: int | None
    contacted_on: date | None
    contacted_at: int | None


_HAND_OVERS = text("""
SELECT e.contact_id, e.entered_on, e.entered_at, (
    SELECT a.happened_on || ' ' || coalesce(a.happened_at, '') FROM activity a
    WHERE a.contact_id = e.contact_id AND a.happened_on >= e.entered_on AND a.trashed_at IS NULL
        AND a.kind IN ('call', 'meeting', 'email', 'demo')
        AND NOT (a.happened_on = e.entered_on AND coalesce(a.happened_at < e.entered_at, 0))
    ORDER BY a.happened_on, a.happened_at LIMIT 1
)
FROM lifecycle_entry e
WHERE e.stage = 'mql' AND e.entered_on BETWEEN :since AND :until
    AND e.contact_id NOT IN (SELECT id FROM contact WHERE trashed_at IS NOT NULL)
    AND NOT EXISTS (
        SELECT 1 FROM lifecycle_entry b WHERE b.contact_id = e.contact_id AND b.stage = 'mql'
            AND (b.entered_on < e.entered_on OR (b.entered_on = e.entered_on AND b.id < e.id))
    )
""")


def hand_overs(connection: Connection, since: date | None, until: date) -> list[HandOver]:
    """Everyone handed over first between two days, with the earliest call, meeting, e-mail or demo from that day on."""
    days = {"since": "" if since is None else since.isoformat(), "until": until.isoformat()}
    return [
        HandOver(contact_id, date.fromisoformat(day), instant, *_met(met))
        for contact_id, day, instant, met in connection.execute(_HAND_OVERS, days).all()
    ]


def _met(told: str | None) -> tuple[date | None, int | None]:
    if told is None:
        return None, None
    day, _, instant = told.partition(" ")
    return date.fromisoformat(day), int(instant) if instant else None


def target_sum(connection: Connection, kind: str, months: list[str]) -> int | None:
    """The sum of the months' targets of a kind, or None when one is missing."""
    if not months:
        return None
    query = select(target.c.value).where(target.c.kind == kind, target.c.period.in_(months))
    values = connection.execute(query).scalars().all()
    return sum(values) if len(values) == len(months) else None
