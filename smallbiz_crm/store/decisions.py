"""What sales decided on people who were handed over, beside the funnel: how often they were returned."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from smallbiz_crm.domain.days import Period
from smallbiz_crm.store.campaign_report import within
from smallbiz_crm.store.tables.people import contact, lifecycle_entry


def times_returned(connection: Connection, as_of: date, period: Period | None = None) -> dict[int, int]:
    """People who were ever returned up to a day, or in a period, with how often; the last returned first."""
    returned_on: Any = lifecycle_entry.c.entered_on
    query = (
        select(lifecycle_entry.c.contact_id, func.count())
        .join_from(lifecycle_entry, contact, contact.c.id == lifecycle_entry.c.contact_id)
        .where(
            lifecycle_entry.c.stage == "returned",
            contact.c.trashed_at.is_(None),
            func.coalesce(returned_on, as_of) <= as_of,
            *(within(returned_on, period) if period is not None else ()),
        )
        .group_by(lifecycle_entry.c.contact_id)
        .order_by(func.max(returned_on).desc(), lifecycle_entry.c.contact_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}
