"""The parts of the funnel: people by the day they first reached each stage, grouped by where they came from."""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from smallbiz_crm.domain.days import Period
from smallbiz_crm.domain.funnel_kpis import FunnelParts
from smallbiz_crm.store import reached
from smallbiz_crm.store.report_filter import EVERYTHING, Narrowing

_LAST_DAY = "9999-12-31"

_CHOSEN = """
chosen AS (
    SELECT DISTINCT contact_id FROM lifecycle_entry
    WHERE stage IN ('lead', 'mql', 'sql', 'opportunity', 'customer') AND entered_on BETWEEN :start AND :end
)"""
_EVERYBODY = "chosen AS (SELECT DISTINCT contact_id FROM lifecycle_entry)"
_PLACED = """
placed AS (
    SELECT p.*, p.campaign_id AS came_from, coalesce(nullif(g.channel, 'other'), p.channel, g.channel) AS came_by
    FROM {people} p LEFT JOIN campaign g ON g.id = p.campaign_id
)"""

_STAGES = {
    "leads": "lead_on",
    "mqls": "mql_on",
    "sqls": "sql_on",
    "opportunities": "opportunity_on",
    "customers": "customer_on",
}
_GOT_ON = (
    ("mqls", "leads"),
    ("opportunities", "leads"),
    ("customers", "leads"),
    ("sqls", "mqls"),
    ("customers", "mqls"),
    ("customers", "sqls"),
)


class Origin(NamedTuple):
    """Where people came from: the campaign and the channel of their first touch, or nothing known."""

    campaign_id: int | None
    channel: str | None


def funnel_parts(
    connection: Connection, period: Period, as_of: date, by: Narrowing = EVERYTHING
) -> dict[Origin, FunnelParts]:
    """The people of the period by origin, as it was known on `as_of`; visitors are not in it."""
    people, given = _people(connection, period, as_of)
    channels = channels_of(connection)
    is_bounded = _is_bounded(period)
    found: dict[Origin, FunnelParts] = defaultdict(FunnelParts)
    for entered, column in _STAGES.items():
        later = [got_on for got_on, earlier in _GOT_ON if earlier == entered]
        counts = [f"count({_STAGES[stage]})" for stage in later]
        if entered == "leads":
            counts.append(f"sum(lead_on = '{reached.UNDATED}')")
        names = [entered, *(f"{stage}_of_{entered}" for stage in later), "undated"]
        query = (
            f"{given} SELECT campaign_id, channel, {', '.join(['count(*)', *counts])} FROM {people} "  # noqa: S608
            f"WHERE {column} IS NOT NULL AND {_inside(column, is_bounded)}{_among(by)} GROUP BY campaign_id, channel"
        )
        for campaign_id, channel, *numbers in connection.execute(
            text(query), _values(period, as_of, by)
        ).all():
            parts = found[origin_of(campaign_id, channel, channels)]
            for name, number in zip(names, numbers, strict=False):
                setattr(parts, name, getattr(parts, name) + number)
    return {origin: parts for origin, parts in found.items() if _is_wanted(origin, by)}


def _is_wanted(origin: Origin, by: Narrowing) -> bool:
    is_campaign = by.campaign_id is None or origin.campaign_id == by.campaign_id
    return is_campaign and (by.channel is None or origin.channel == by.channel)


def _among(by: Narrowing) -> str:
    """The condition that somebody is one of the people looked at."""
    return "" if by.people is None else " AND contact_id IN (SELECT value FROM json_each(:people))"


def _origin(by: Narrowing) -> str:
    """The condition on where people came from, among those who are looked at."""
    tests = ["came_from = :campaign"] if by.campaign_id is not None else []
    tests += ["came_by = :channel"] if by.channel is not None else []
    return (" AND ".join(tests) or "1") + _among(by)


def channels_of(connection: Connection) -> dict[int | None, str]:
    """The channel of every campaign."""
    return {row[0]: row[1] for row in connection.execute(text("SELECT id, channel FROM campaign"))}


def origin_of(campaign_id: int | None, channel: str | None, channels: Mapping[int | None, str]) -> Origin:
    """Where a touch came from: a campaign's own channel goes first, unless it says nothing."""
    its_channel = channels.get(campaign_id)
    if its_channel is None or its_channel == "other":
        return Origin(campaign_id, channel or its_channel)
    return Origin(campaign_id, its_channel)


def _people(connection: Connection, period: Period, as_of: date) -> tuple[str, str]:
    """The table to read people from, and what must come before the query: of today all that was reached, of a
    past day what was known then.
    """
    if reached.newest_day(connection) <= as_of.isoformat():
        return "reached", ""
    return "seen", f"WITH {_CHOSEN if _is_bounded(period) else _EVERYBODY}, {reached.SEEN}"


def people_behind(
    connection: Connection,
    period: Period,
    as_of: date,
    entered: str,
    got_to: str | None = None,
    where: tuple[str, Any] | None = None,
    by: Narrowing = EVERYTHING,
    among: Collection[int] | None = None,
) -> array[int]:
    """People who first reached `entered` (leads, mqls …) in the period, and those of them who got to another stage.

    Only those `among` others, where they are given. `where` is ``("by_campaign", id)`` or ``("by_channel", word)``;
    None as value is what is unassigned.
    """
    is_bounded = _is_bounded(period)
    conditions = [_inside(_STAGES[entered], is_bounded), _origin(by)]
    if got_to is not None:
        conditions.append(f"{_STAGES[got_to]} IS NOT NULL")
    values = _values(period, as_of, by)
    if where is not None:
        conditions.append(f"{'came_from' if where[0] == 'by_campaign' else 'came_by'} IS :wanted")
        values["wanted"] = where[1]
    if among is not None:
        conditions.append("contact_id IN (SELECT value FROM json_each(:among))")
        values["among"] = json.dumps(list(among))
    people, given = _people(connection, period, as_of)
    query = (
        f"{given + ',' if given else 'WITH'} {_PLACED.format(people=people)} SELECT contact_id FROM placed "  # noqa: S608
        f"WHERE {' AND '.join(conditions)} ORDER BY {_STAGES[entered]} DESC, contact_id"
    )
    return array("q", (row[0] for row in connection.execute(text(query), values)))


def mqls_by_month(
    connection: Connection, window: Period, as_of: date, by: Narrowing = EVERYTHING
) -> dict[str, tuple[int, int]]:
    """How many first became MQL in each month (``YYYY-MM``) of the window, and how many of them sales accepted."""
    people, given = _people(connection, window, as_of)
    if by.has_origin():
        given = f"{given + ',' if given else 'WITH'} {_PLACED.format(people=people)}"
        people = "placed"
    query = (
        f"{given} SELECT substr(mql_on, 1, 7), count(*), count(sql_on) "  # noqa: S608 - our own words
        f"FROM {people} WHERE mql_on IS NOT NULL AND mql_on BETWEEN :start AND :end "
        f"AND {_origin(by)} GROUP BY 1"
    )
    rows = connection.execute(text(query), _values(window, as_of, by))
    return {row[0]: (row[1], row[2]) for row in rows}


def _inside(column: str, is_bounded: bool) -> str:
    """A missing stage is NULL, an undated one comes after every day: neither lies between two days."""
    return f"({column} BETWEEN :start AND :end)" if is_bounded else f"({column} IS NOT NULL)"


def _is_bounded(period: Period) -> bool:
    return period.start is not None or period.end is not None


def _values(period: Period, as_of: date, by: Narrowing) -> dict[str, Any]:
    """What fills the gaps of the queries."""
    return {
        "start": period.start.isoformat() if period.start else "",
        "end": period.end.isoformat() if period.end else _LAST_DAY,
        "as_of": as_of.isoformat(),
        "people": by.people,
        "campaign": by.campaign_id,
        "channel": by.channel,
    }
