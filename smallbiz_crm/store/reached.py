"""Who reached which stage when, and from where they came: a row a person, derived from entries and touches.

The funnel is counted from it by a walk over its indexes; from the entries themselves that takes ten times as long.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection, text

from smallbiz_crm.store.tables.people import contact
from smallbiz_crm.store.unit_of_work import UnitOfWork, unguarded

CHUNK = 5_000
UNDATED = "~"
"""Stands for a stage that was reached on a day nobody knows; as text it comes after every day."""

_ENDED = {"lead": "mql_on, opportunity_on, customer_on", "mql": "sql_on, customer_on", "sql": "customer_on"}
_STAGES = ("lead", "mql", "sql", "opportunity", "customer")
_TABLE = """
CREATE TABLE reached (contact_id INTEGER PRIMARY KEY, campaign_id INTEGER, channel TEXT, touched_on TEXT, lead_on TEXT,
mql_on TEXT, sql_on TEXT, opportunity_on TEXT, customer_on TEXT)
"""
_CHOSEN = "chosen AS (SELECT value AS contact_id FROM json_each(:ids))"
_EVERYBODY = "chosen AS (SELECT DISTINCT contact_id FROM lifecycle_entry)"
SEEN = """
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
seen AS (
    SELECT r.contact_id, coalesce(f.campaign_id, r.campaign_id) AS campaign_id, f.channel, f.touched_on,
        coalesce(lead_on, mql_on, sql_on, opportunity_on, customer_on) AS lead_on,
        coalesce(mql_on, sql_on, opportunity_on, customer_on) AS mql_on,
        coalesce(sql_on, opportunity_on, customer_on) AS sql_on,
        coalesce(opportunity_on, customer_on) AS opportunity_on,
        customer_on
    FROM entered r LEFT JOIN touch f ON f.id = (
        SELECT t.id FROM touch t WHERE t.contact_id = r.contact_id AND t.touched_on <= :as_of
        ORDER BY t.touched_on, t.touched_at, t.uid LIMIT 1
    )
    WHERE coalesce(lead_on, mql_on, sql_on, opportunity_on, customer_on) IS NOT NULL
)"""
"""Whom `chosen` names, as it was known on the evening of a day. A stage that was skipped counts as passed."""
_OF_STAGE = "(SELECT max(entered_on) FROM lifecycle_entry WHERE stage = '{}')"
_NEWEST = text(f"SELECT (SELECT max(touched_on) FROM reached), {', '.join(map(_OF_STAGE.format, _STAGES))}")  # noqa: S608 - our own words
_EVER = {"as_of": "9999-12-31"}


def create_reached_table(connection: Connection) -> None:
    """Make it empty, with an index a stage that holds all the funnel asks about those who reached it."""
    connection.exec_driver_sql(_TABLE)
    for stage in _STAGES:
        later = f", {_ENDED[stage]}" if stage in _ENDED else ""
        connection.exec_driver_sql(
            f"CREATE INDEX ix_reached_{stage} ON reached (campaign_id, channel, {stage}_on{later}) "
            f"WHERE {stage}_on IS NOT NULL"
        )
    connection.exec_driver_sql("CREATE INDEX ix_reached_touched ON reached (touched_on)")


def rebuild(connection: Connection) -> None:
    """Make it anew from the rows, in the caller's transaction."""
    with unguarded(connection):
        connection.exec_driver_sql("DROP TABLE IF EXISTS reached")
        create_reached_table(connection)
        connection.execute(text(f"WITH {_EVERYBODY}, {SEEN} INSERT INTO reached SELECT * FROM seen"), _EVER)  # noqa: S608


def refresh(unit: UnitOfWork) -> None:
    """Bring the people up to date whose entries or touches changed, or who went into the Trash or came back."""
    changes = unit.changes
    written = {*changes.created, *changes.changed, *changes.deleted}
    ids: Iterable[int] = changes.records.get("contact", ())
    if written.isdisjoint(("lifecycle_entry", "touch")) and "contact" not in changes.deleted:
        moved = unit.changed_in(contact, "trashed_at")
        ids = ids if moved is None else moved
    wanted = sorted(ids)
    with unguarded(unit.connection):
        for start in range(0, len(wanted), CHUNK):
            _rewrite(unit.connection, wanted[start : start + CHUNK])


def _rewrite(connection: Connection, ids: list[int]) -> None:
    told = {"ids": json.dumps(ids)}
    connection.execute(
        text("DELETE FROM reached WHERE contact_id IN (SELECT value FROM json_each(:ids))"), told
    )
    connection.execute(
        text(f"WITH {_CHOSEN}, {SEEN} INSERT INTO reached SELECT * FROM seen"),  # noqa: S608 - our own words
        told | _EVER,
    )


def wrong_rows(connection: Connection) -> int:
    """How many rows are not what entries and touches make of them."""
    both = (
        f"WITH {_EVERYBODY}, {SEEN}, missing AS (SELECT * FROM seen EXCEPT SELECT * FROM reached), "  # noqa: S608
        "extra AS (SELECT * FROM reached EXCEPT SELECT * FROM seen) "
        "SELECT contact_id FROM missing UNION SELECT contact_id FROM extra"
    )
    return len(connection.execute(text(both), _EVER).all())


def newest_day(connection: Connection) -> str:
    """The last day that any row tells of; undated ones aside."""
    days = connection.execute(_NEWEST).one()
    return max((day for day in days if day is not None), default="")
