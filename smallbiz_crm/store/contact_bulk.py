"""Writes about many people at once: tags, fields, lifecycle, follow-ups, each in a few statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.custom_fields import read_field_value
from smallbiz_crm.domain.days import to_micros
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.follow_ups import FollowUpKind
from smallbiz_crm.domain.text import clean_line, fold
from smallbiz_crm.store import bulk, custom_fields, lookups
from smallbiz_crm.store.tables.people import contact, contact_tag, follow_up, lifecycle_entry, tag
from smallbiz_crm.store.tables.workspace import field_value
from smallbiz_crm.store.unit_of_work import UnitOfWork

PLAIN_FIELDS = ("job_title", "language")
SETTABLE = ("company", *PLAIN_FIELDS, "owner")


def add_tag(unit: UnitOfWork, ids: Sequence[int], name: str) -> int:
    """Give everybody a tag; returns how many did not have it."""
    tag_id = lookups.tag_for(unit, name)
    has = select(contact_tag.c.contact_id).where(contact_tag.c.tag_id == tag_id)
    known = set(unit.connection.execute(has).scalars())
    missing = [contact_id for contact_id in dict.fromkeys(ids) if contact_id not in known]
    unit.insert_many(contact_tag, [{"contact_id": contact_id, "tag_id": tag_id} for contact_id in missing])
    return len(missing)


def remove_tag(unit: UnitOfWork, ids: Sequence[int], name: str) -> int:
    """Take a tag from everybody; returns how many had it."""
    shown = fold(clean_line(name).lstrip("#"))
    there = (
        select(contact_tag.c.id)
        .join(tag, tag.c.id == contact_tag.c.tag_id)
        .where(tag.c.match_name == shown, bulk.is_listed(contact_tag.c.contact_id))
    )
    rows = unit.connection.execute(there, bulk.ids_parameter(ids)).scalars().all()
    bulk.delete_rows(unit, contact_tag, rows)
    return len(rows)


def set_field(unit: UnitOfWork, ids: Sequence[int], name: str, value: str | None) -> int:
    """Set a field of everybody: one of `SETTABLE`, or ``custom:<name>``; empty clears. Returns how many differed.

    A company or owner is found by name and created when new. Raises Refused for an unknown field or unfit value.
    """
    shown = clean_line(value or "") or None
    if name.startswith("custom:"):
        return _set_custom(unit, ids, name.removeprefix("custom:"), shown)
    if name in PLAIN_FIELDS:
        return bulk.update_rows(unit, contact, ids, **{name: shown})
    if name == "company":
        company_id = lookups.company_for(unit, shown, unit.clock.today()) if shown else None
        return bulk.update_rows(unit, contact, ids, company_id=company_id)
    if name == "owner":
        owner_id = lookups.owner_for(unit, shown) if shown else None
        return bulk.update_rows(unit, contact, ids, owner_id=owner_id)
    raise Refused("field.unknown", field=name, known=", ".join(SETTABLE))


def _set_custom(unit: UnitOfWork, ids: Sequence[int], name: str, value: str | None) -> int:
    fields = custom_fields.list_fields(unit.connection, "contact")
    found = next((each for each in fields if fold(each.name) == fold(name)), None)
    if found is None:
        known = (*SETTABLE, *(f"custom:{each.name}" for each in fields))
        raise Refused("field.unknown", field=f"custom:{name}", known=", ".join(known))
    there = select(field_value.c.id, field_value.c.record_id).where(
        field_value.c.field_id == found.id, bulk.is_listed(field_value.c.record_id)
    )
    rows = unit.connection.execute(there, bulk.ids_parameter(ids)).all()
    read = read_field_value(found.name, found.type, found.choices, value or "")
    if read is None:
        bulk.delete_rows(unit, field_value, [row.id for row in rows])
        changed = len(rows)
    else:
        columns = read._asdict()
        known_ids = {row.record_id for row in rows}
        missing = [contact_id for contact_id in dict.fromkeys(ids) if contact_id not in known_ids]
        changed = len(missing) + bulk.update_rows(unit, field_value, [row.id for row in rows], **columns)
        unit.insert_many(
            field_value, [{"field_id": found.id, "record_id": each, **columns} for each in missing]
        )
    if changed:
        unit.changes.touch("contact", ids)
    return changed


def enter_stage(
    unit: UnitOfWork, ids: Sequence[int], stage: Lifecycle, on: date | None, campaign_id: int | None = None
) -> None:
    """Note that people entered a stage that they were not in yet."""
    rows = [
        {
            "contact_id": contact_id,
            "stage": stage.value,
            "entered_on": on,
            "entered_at": to_micros(unit.clock.now()) if on == unit.clock.today() else None,
            "campaign_id": campaign_id,
        }
        for contact_id in ids
    ]
    unit.insert_many(lifecycle_entry, rows)
    bulk.update_rows(unit, contact, ids, lifecycle=stage.value)


def plan_follow_ups(unit: UnitOfWork, ids: Sequence[int], kind: str, text: str, due_on: date) -> None:
    """Plan the same for everybody."""
    shown = clean_line(text)
    if not shown:
        raise Refused("follow_up.needs_text")
    rows = [
        {"kind": FollowUpKind(kind).value, "text": shown, "due_on": due_on, "contact_id": contact_id}
        for contact_id in dict.fromkeys(ids)
    ]
    unit.insert_many(follow_up, rows)
