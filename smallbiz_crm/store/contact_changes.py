"""Writes about people: creating one, changing fields and lists, lifecycle, the Trash."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from smallbiz_crm.domain.contacts import Lifecycle, NewContact
from smallbiz_crm.domain.days import to_micros
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.lifecycle import is_on_ladder, rank
from smallbiz_crm.domain.names import NameParts, join_name, split_name
from smallbiz_crm.domain.phones import digits_of, read_phone
from smallbiz_crm.domain.text import clean_line, fold_email, fold_person, is_email, sort_key
from smallbiz_crm.store import attachments, lookups
from smallbiz_crm.store.settings import text_setting
from smallbiz_crm.store.tables.people import (
    activity,
    contact,
    contact_address,
    contact_email,
    contact_phone,
    contact_tag,
    contact_url,
    lifecycle_entry,
)
from smallbiz_crm.store.unit_of_work import UnitOfWork

MATCH_DIGITS = 9
SHORTEST_PHONE = 2
NAME_PARTS = NameParts._fields
PHOTO_KIND = "contact_photo"


def name_columns(name: str, fallback: str) -> dict[str, Any]:
    """The columns that follow from a typed name; without one the record is shown by `fallback` and never matched."""
    shown = clean_line(name)
    parts = split_name(shown)
    return {
        "name": shown or fallback,
        "sort_name": sort_key(shown or fallback),
        "match_name": fold_person(shown),
        "given_name": parts.given_name,
        "family_name": parts.family_name,
        "prefix": parts.prefix,
        "suffix": parts.suffix,
    }


def add_contact(unit: UnitOfWork, new: NewContact) -> int:
    """Create a person. Raises Refused ``contact.empty`` when nothing identifies one."""
    fallback = next((text for text in (*new.emails, *new.phones, new.company or "") if text), "")
    if not clean_line(new.name) and not fallback:
        raise Refused("contact.empty")
    today = unit.clock.today()
    company_id = lookups.company_for(unit, new.company, today) if new.company else None
    contact_id = unit.insert(
        contact,
        **name_columns(new.name, fallback),
        company_id=company_id,
        job_title=new.job_title,
        lifecycle=Lifecycle.NONE.value,
        notes=new.notes,
        created_on=today,
    )
    for address in new.emails:
        add_email(unit, contact_id, address)
    for number in new.phones:
        add_phone(unit, contact_id, number)
    for url in new.urls:
        add_url(unit, contact_id, url)
    for name in new.tags:
        add_tag(unit, contact_id, name)
    return contact_id


def edit_contact(unit: UnitOfWork, contact_id: int, fields: dict[str, Any]) -> None:
    """Set fields of a person; `company` and `owner` by name, created when new; an empty text clears."""
    values: dict[str, Any] = {}
    for field, value in fields.items():
        if field == "name":
            name = clean_line(value or "")
            values |= name_columns(name, "" if name else _fallback(unit, contact_id))
        elif field in NAME_PARTS:
            values |= _renamed(unit, contact_id, values, field, value)
        elif field == "company":
            values["company_id"] = lookups.company_for(unit, value, unit.clock.today()) if value else None
        elif field == "owner":
            values["owner_id"] = lookups.owner_for(unit, value) if value else None
        else:
            values[field] = value or None
    unit.update(contact, contact_id, **values)


def _renamed(
    unit: UnitOfWork, contact_id: int, values: dict[str, Any], field: str, value: str | None
) -> dict[str, Any]:
    """The columns that follow from one changed part of a name. Raises Refused when nothing is left of it."""
    columns = [contact.c[part] for part in NAME_PARTS]
    row = unit.connection.execute(select(*columns).where(contact.c.id == contact_id)).one()
    held = {part: values.get(part, row[place]) for place, part in enumerate(NAME_PARTS)}
    parts = NameParts(**{**held, field: clean_line(value or "") or None})
    name = join_name(parts)
    shown = name or _fallback(unit, contact_id)
    return {
        "name": shown,
        "sort_name": sort_key(shown),
        "match_name": fold_person(name),
        **parts._asdict(),
    }


def _fallback(unit: UnitOfWork, contact_id: int) -> str:
    email = select(contact_email.c.address).where(contact_email.c.contact_id == contact_id).limit(1)
    phone = select(contact_phone.c.number).where(contact_phone.c.contact_id == contact_id).limit(1)
    known = unit.connection.execute(email).scalar() or unit.connection.execute(phone).scalar()
    if known is None:
        raise Refused("contact.needs_name")
    return known


def set_photo(unit: UnitOfWork, contact_id: int, media_type: str, content: bytes) -> None:
    """Keep a picture as the person's photo; the one before it goes."""
    before = unit.connection.execute(select(contact.c.photo_id).where(contact.c.id == contact_id)).scalar()
    photo_id = attachments.attach_bytes(unit, PHOTO_KIND, contact_id, "portrait.jpg", content, media_type)
    unit.update(contact, contact_id, photo_id=photo_id)
    if before is not None:
        attachments.remove_attachment(unit, before)


def remove_photo(unit: UnitOfWork, contact_id: int) -> None:
    before = unit.connection.execute(select(contact.c.photo_id).where(contact.c.id == contact_id)).scalar()
    if before is not None:
        unit.update(contact, contact_id, photo_id=None)
        attachments.remove_attachment(unit, before)


# -- lists of a person ----------------------------------------------------------------------------------------


def add_email(unit: UnitOfWork, contact_id: int, address: str, label: str | None = None) -> int | None:
    """Add an address unless the person has it already."""
    shown = clean_line(address)
    matched = fold_email(shown)
    has = select(contact_email.c.match_address).where(contact_email.c.contact_id == contact_id)
    known = unit.connection.execute(has).scalars().all()
    if not shown or matched in known:
        return None
    return unit.insert(
        contact_email,
        contact_id=contact_id,
        address=shown,
        match_address=matched,
        label=label,
        is_primary=not known,
    )


def phone_columns(number: str, region: str) -> dict[str, Any]:
    phone = read_phone(number, region)
    return {"number": phone.number, "e164": phone.e164, "match_digits": phone.digits[-MATCH_DIGITS:]}


def add_phone(unit: UnitOfWork, contact_id: int, number: str, label: str | None = None) -> int | None:
    """Add a number unless the person has it already."""
    columns = phone_columns(number, text_setting(unit.connection, "business.region"))
    has = select(contact_phone.c.match_digits).where(contact_phone.c.contact_id == contact_id)
    known = unit.connection.execute(has).scalars().all()
    if not columns["number"] or columns["match_digits"] in known:
        return None
    return unit.insert(contact_phone, contact_id=contact_id, label=label, is_primary=not known, **columns)


def add_url(unit: UnitOfWork, contact_id: int, url: str, label: str | None = None) -> int:
    return unit.insert(
        contact_url, contact_id=contact_id, url=clean_line(url), match_url=match_url(url), label=label
    )


def match_url(url: str) -> str:
    """An address of the web without scheme, ``www.`` and trailing slash, for comparing."""
    bare = clean_line(url).lower().split("://", 1)[-1]
    return bare.removeprefix("www.").rstrip("/")


def add_tag(unit: UnitOfWork, contact_id: int, name: str) -> None:
    """Tag a person; a tag the person has is left alone."""
    tag_id = lookups.tag_for(unit, name)
    has = select(contact_tag.c.id).where(
        contact_tag.c.contact_id == contact_id, contact_tag.c.tag_id == tag_id
    )
    if unit.connection.execute(has).scalar() is None:
        unit.insert(contact_tag, contact_id=contact_id, tag_id=tag_id)


def set_tags(unit: UnitOfWork, contact_id: int, names: list[str]) -> None:
    """Make the person's tags exactly `names`."""
    wanted = {lookups.tag_for(unit, name) for name in names if clean_line(name)}
    rows = unit.connection.execute(
        select(contact_tag.c.id, contact_tag.c.tag_id).where(contact_tag.c.contact_id == contact_id)
    ).all()
    unit.delete_where(contact_tag, [row.id for row in rows if row.tag_id not in wanted])
    for tag_id in sorted(wanted - {row.tag_id for row in rows}):
        unit.insert(contact_tag, contact_id=contact_id, tag_id=tag_id)


def require_readable(kind: str, text: str) -> None:
    """Raise Refused ``email.unreadable`` or ``phone.unreadable`` for text that is neither."""
    if kind == "email" and not is_email(text):
        raise Refused("email.unreadable", value=text)
    if kind == "phone" and len(digits_of(text)) < SHORTEST_PHONE:
        raise Refused("phone.unreadable", value=text)


_PARTS = {"email": contact_email, "phone": contact_phone, "url": contact_url, "address": contact_address}


def set_part(unit: UnitOfWork, contact_id: int, kind: str, part_id: int | None, text: str) -> None:
    """Change, add (`part_id` None) or, with an empty text, remove one e-mail, phone or url of a person.

    Raises Refused ``email.unreadable`` or ``phone.unreadable`` for text that is neither.
    """
    text = clean_line(text)
    if text:
        require_readable(kind, text)
    if part_id is None:
        adders = {"email": add_email, "phone": add_phone, "url": add_url}
        if text:
            adders[kind](unit, contact_id, text)
        return
    if not text:
        unit.delete(_PARTS[kind], part_id)
        return
    if kind == "email":
        unit.update(contact_email, part_id, address=text, match_address=fold_email(text))
    elif kind == "phone":
        region = text_setting(unit.connection, "business.region")
        unit.update(contact_phone, part_id, **phone_columns(text, region))
    else:
        unit.update(contact_url, part_id, url=text, match_url=match_url(text))


def label_part(unit: UnitOfWork, kind: str, part_id: int, label: str) -> None:
    """Say what an e-mail, phone, url or address is for ("work"); an empty text says nothing."""
    unit.update(_PARTS[kind], part_id, label=clean_line(label) or None)


def make_primary(unit: UnitOfWork, contact_id: int, kind: str, part_id: int) -> None:
    """Let one e-mail or phone go before the others of the person."""
    table = _PARTS[kind]
    rows = (
        unit.connection.execute(select(table.c.id).where(table.c["contact_id"] == contact_id)).scalars().all()
    )
    for row_id in rows:
        unit.update(table, row_id, is_primary=row_id == part_id)


def set_address(
    unit: UnitOfWork, contact_id: int, address_id: int | None, fields: dict[str, str | None]
) -> int | None:
    """Change or add a postal address: street, postal_code, city, state, country, label. Returns its id.

    An address left without a word is removed, and None returned.
    """
    values = {name: clean_line(text or "") or None for name, text in fields.items()}
    if address_id is None:
        return unit.insert(contact_address, contact_id=contact_id, **values) if any(values.values()) else None
    unit.update(contact_address, address_id, **values)
    words = [contact_address.c[name] for name in ("street", "postal_code", "city", "state", "country")]
    row = unit.connection.execute(select(*words).where(contact_address.c.id == address_id)).one()
    if any(row):
        return address_id
    unit.delete(contact_address, address_id)
    return None


# -- lifecycle, activities, Trash -----------------------------------------------------------------------------


def enter_stage(
    unit: UnitOfWork, contact_id: int, stage: Lifecycle, on: date | None, campaign_id: int | None = None
) -> None:
    """Note the entry into a stage and raise the person's lifecycle; what was reached already stays.

    A person who stands there or further gets an entry only where it is the earliest dated one of its stage.
    """
    current = unit.connection.execute(select(contact.c.lifecycle).where(contact.c.id == contact_id)).scalar()
    if current is None:
        raise NotFound("record.not_found", kind="contact", id=contact_id)
    known = Lifecycle(current)
    is_passed = is_on_ladder(known) and is_on_ladder(stage) and rank(known) >= rank(stage)
    if is_passed and not _is_earlier(unit, contact_id, stage, on):
        return
    unit.insert(
        lifecycle_entry,
        contact_id=contact_id,
        stage=stage.value,
        entered_on=on,
        entered_at=to_micros(unit.clock.now()) if on == unit.clock.today() else None,
        campaign_id=campaign_id,
    )
    if not is_passed:
        unit.update(contact, contact_id, lifecycle=stage.value)


def _is_earlier(unit: UnitOfWork, contact_id: int, stage: Lifecycle, on: date | None) -> bool:
    """Whether a deal tells that the person was in a stage they have an entry of before any dated one."""
    if on is None or stage not in (Lifecycle.OPPORTUNITY, Lifecycle.CUSTOMER):
        return False
    rows = unit.connection.execute(
        select(lifecycle_entry.c.stage, lifecycle_entry.c.entered_on).where(
            lifecycle_entry.c.contact_id == contact_id, lifecycle_entry.c.entered_on <= on
        )
    ).all()
    return all(rank(Lifecycle(row.stage)) < rank(stage) for row in rows if is_on_ladder(Lifecycle(row.stage)))


def add_activity(
    unit: UnitOfWork,
    kind: str,
    text: str,
    *,
    contact_id: int | None = None,
    deal_id: int | None = None,
    company_id: int | None = None,
    on: date | None = None,
) -> int:
    today = unit.clock.today()
    return unit.insert(
        activity,
        kind=kind,
        text=text.strip(),
        happened_on=on or today,
        happened_at=to_micros(unit.clock.now()) if on in (None, today) else None,
        contact_id=contact_id,
        deal_id=deal_id,
        company_id=company_id,
    )
