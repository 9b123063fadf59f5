"""What a record is called outside the file, and what exports say of it beside its plain row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, func, select

from smallbiz_crm.domain.campaigns import TouchKind
from smallbiz_crm.domain.identity import uid_text
from smallbiz_crm.store.tables.marketing import campaign, touch
from smallbiz_crm.store.tables.people import (
    consent,
    contact,
    contact_address,
    contact_email,
    contact_phone,
    contact_url,
    lifecycle_entry,
)
from smallbiz_crm.store.tables.sales import deal
from smallbiz_crm.store.tables.workspace import field, field_value
from smallbiz_crm.store.trash import title_table

_PARTS: dict[str, Table[Any]] = {
    "email": contact_email,
    "phone": contact_phone,
    "address": contact_address,
    "url": contact_url,
}


def uids_of(connection: Connection, kind: str, ids: Sequence[int]) -> dict[int, str]:
    """The uid of each record, as text."""
    table = title_table(kind)
    rows = connection.execute(select(table.c.id, table.c.uid).where(table.c.id.in_(ids)))
    return {row[0]: uid_text(row[1]) for row in rows}


def id_of_uid(connection: Connection, kind: str, uid: UUID) -> int | None:
    table = title_table(kind)
    return connection.execute(select(table.c.id).where(table.c.uid == uid.bytes)).scalar()


def email_consents(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """What each person last said about e-mail: granted, refused, unsubscribed or bounced."""
    query = (
        select(consent.c.contact_id, consent.c.state)
        .where(consent.c.channel == "email", consent.c.contact_id.in_(ids))
        .order_by(consent.c.id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def stage_dates(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, date]]:
    """Per person the day of the first entry into each stage; stages without a known day are left out."""
    query = (
        select(lifecycle_entry.c.contact_id, lifecycle_entry.c.stage, func.min(lifecycle_entry.c.entered_on))
        .where(lifecycle_entry.c.contact_id.in_(ids), lifecycle_entry.c.entered_on.is_not(None))
        .group_by(lifecycle_entry.c.contact_id, lifecycle_entry.c.stage)
    )
    found: dict[int, dict[str, date]] = defaultdict(dict)
    for contact_id, stage, day in connection.execute(query):
        if day is not None:
            found[contact_id][stage] = day
    return found


def named_sources(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str | None, str | None]]:
    """Campaign and channel that a person was imported as coming from."""
    query = (
        select(touch.c.contact_id, campaign.c.name, touch.c.channel)
        .join(campaign, campaign.c.id == touch.c.campaign_id, isouter=True)
        .where(touch.c.kind == TouchKind.SOURCE.value, touch.c.contact_id.in_(ids))
        .order_by(touch.c.touched_on.desc(), touch.c.uid.desc())
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(query)}


def most_parts(connection: Connection) -> dict[str, int]:
    """How many e-mails, phones, addresses and links the person with most of them has; people in the Trash aside."""
    most: dict[str, int] = {}
    for name, table in _PARTS.items():
        owner = table.c["contact_id"]
        counts = (
            select(func.count().label("parts"))
            .join_from(table, contact, contact.c.id == owner)
            .where(contact.c.trashed_at.is_(None))
            .group_by(owner)
            .subquery()
        )
        most[name] = connection.execute(select(func.max(counts.c.parts))).scalar() or 0
    return most


def fields_in_use(connection: Connection, kind: str) -> list[str]:
    """The custom fields of which some record holds a value, in their order."""
    used = select(field_value.c.field_id)
    query = select(field.c.name).where(field.c.kind == kind, field.c.id.in_(used)).order_by(field.c.position)
    return list(connection.execute(query).scalars())


def channels_of_deals(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """The channel that a deal was imported as coming from."""
    query = select(deal.c.id, deal.c.source_channel).where(deal.c.id.in_(ids))
    found = {row[0]: row[1] or "" for row in connection.execute(query)}
    return {deal_id: channel for deal_id, channel in found.items() if channel}


def emails_of(connection: Connection, contact_ids: Sequence[int]) -> dict[int, str]:
    """The primary e-mail address of each person who has one."""
    query = (
        select(contact_email.c.contact_id, contact_email.c.address)
        .where(contact_email.c.contact_id.in_(contact_ids))
        .order_by(contact_email.c.is_primary, contact_email.c.id.desc())
    )
    return {row[0]: row[1] for row in connection.execute(query)}
