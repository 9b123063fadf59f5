"""The parts of the funnel: people by the day they first reached each stage, grouped by where they came from."""

from __future__ import annotations

from array import array
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from smallbiz_crm.domain.days import Period
from smallbiz_crm.domain.kpis import FunnelParts

UNDATED = "~"
"""Stands for a stage that was reached on a day nobody knows; as text it comes after every day."""
_LAST_DAY = "9999-12-31"

_CHOSEN = """
chosen AS (
    SELECT DISTINCT contact_id FROM lifecycle_entry
    WHERE stage IN ('lead', 'mql', 'sql', 'opportunity', 'customer') AND entered_on BETWEEN :start AND :end
)"""
_EVERYBODY = "chosen AS (SELECT DISTINCT contact_id FROM lifecycle_entry)"
_REACHED = """
entered AS (
    SELECT e.contact_id AS contact_id,
        min(CASE e.stage WHEN 'lead' THEN coalesce(e.entered_on, '~') END) AS lead_on,
        min(CASE e.stage WHEN 'mql' THEN coalesce(e.entered_on, '~') END) AS mql_on,
        min(CASE e.stage WHEN 'sql' THEN coalesce(e.entered_on, '~') END) AS sql_on,
        min(CASE e.stage WHEN 'opportunity' THEN coalesce(e.entered_on, '~') END) AS opportunity_on,
        min(CASE e.stage WHEN 'customer' THEN coalesce(e.entered_on, '~') END) AS customer_on,
        max(CASE e.stage WHEN 'lead' THEN e.campaign_id END) AS campaign_id
    FROM chosen CROSS JOIN lifecycle_entry e ON e.contact_id = chosen.contact_id
    WHERE (e.entered_on IS NULL OR e.entered_on <= :as_of)
        AND e.contact_id NOT IN (SELECT id FROM contact WHERE trashed_at IS NOT NULL)
    GROUP BY e.contact_id
),
reached AS (
    SELECT contact_id, campaign_id,
        coalesce(lead_on, mql_on, sql_on, opportunity_on, customer_on) AS lead_on,
        coalesce(mql_on, sql_on, opportunity_on, customer_on) AS mql_on,
        coalesce(sql_on, opportunity_on, customer_on) AS sql_on,
        coalesce(opportunity_on, customer_on) AS opportunity_on,
        customer_on
    FROM entered
),
placed AS (
    SELECT r.*, coalesce(f.campaign_id, r.campaign_id) AS came_from,
        coalesce(nullif(g.channel, 'other'), f.channel, g.channel) AS came_by
    FROM reached r LEFT JOIN touch f ON f.id = (
        SELECT t.id FROM touch t WHERE t.contact_id = r.contact_id AND t.touched_on <= :as_of
        ORDER BY t.touched_on, t.touched_at, t.uid LIMIT 1
    )
    LEFT JOIN campaign g ON g.id = coalesce(f.campaign_id, r.campaign_id)
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


def funnel_parts(connection: Connection, period: Period, as_of: date) -> dict[Origin, FunnelParts]:
    """The people of the period by origin, as it was known on `as_of`; visitors are not in it."""
    is_bounded = _is_bounded(period)
    counts = [f"sum({_inside(column, is_bounded)})" for column in _STAGES.values()]
    counts += [
        f"sum({_inside(_STAGES[earlier], is_bounded)} AND {_STAGES[later]} IS NOT NULL)"
        for later, earlier in _GOT_ON
    ]
    counts.append(f"sum(lead_on = '{UNDATED}')")
    query = (
        f"WITH {_CHOSEN if is_bounded else _EVERYBODY}, {_REACHED} "  # noqa: S608 - our own words
        f"SELECT came_from, came_by, {', '.join(counts)} FROM placed GROUP BY came_from, came_by"
    )
    names = [*_STAGES, *(f"{later}_of_{earlier}" for later, earlier in _GOT_ON), "undated"]
    rows = connection.execute(text(query), _days(period, as_of)).all()
    return {
        Origin(row[0], row[1]): FunnelParts(
            **{name: value or 0 for name, value in zip(names, row[2:], strict=True)}
        )
        for row in rows
    }


def people_behind(
    connection: Connection,
    period: Period,
    as_of: date,
    entered: str,
    got_to: str | None = None,
    where: tuple[str, Any] | None = None,
) -> array[int]:
    """People who first reached `entered` (leads, mqls …) in the period, and those of them who got to another stage.

    `where` is ``("by_campaign", id)`` or ``("by_channel", word)``; None as value is what is unassigned.
    """
    is_bounded = _is_bounded(period)
    conditions = [_inside(_STAGES[entered], is_bounded)]
    if got_to is not None:
        conditions.append(f"{_STAGES[got_to]} IS NOT NULL")
    values = _days(period, as_of)
    if where is not None:
        conditions.append(f"{'came_from' if where[0] == 'by_campaign' else 'came_by'} IS :wanted")
        values["wanted"] = where[1]
    query = (
        f"WITH {_CHOSEN if is_bounded else _EVERYBODY}, {_REACHED} "  # noqa: S608 - our own words
        f"SELECT contact_id FROM placed WHERE {' AND '.join(conditions)} ORDER BY {_STAGES[entered]} DESC, contact_id"
    )
    return array("q", (row[0] for row in connection.execute(text(query), values)))


def mqls_by_month(connection: Connection, window: Period, as_of: date) -> dict[str, tuple[int, int]]:
    """How many first became MQL in each month (``YYYY-MM``) of the window, and how many of them sales accepted."""
    query = (
        f"WITH {_CHOSEN}, {_REACHED} SELECT substr(mql_on, 1, 7), count(*), count(sql_on) "  # noqa: S608 - our own words
        "FROM reached WHERE mql_on BETWEEN :start AND :end GROUP BY 1"
    )
    rows = connection.execute(text(query), _days(window, as_of))
    return {row[0]: (row[1], row[2]) for row in rows}


def _inside(column: str, is_bounded: bool) -> str:
    """A missing stage is NULL, an undated one comes after every day: neither lies between two days."""
    return f"({column} BETWEEN :start AND :end)" if is_bounded else f"({column} IS NOT NULL)"


def _is_bounded(period: Period) -> bool:
    return period.start is not None or period.end is not None


def _days(period: Period, as_of: date) -> dict[str, Any]:
    return {
        "start": period.start.isoformat() if period.start else "",
        "end": period.end.isoformat() if period.end else _LAST_DAY,
        "as_of": as_of.isoformat(),
    }
