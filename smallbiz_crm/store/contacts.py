"""Queries about people: lists by name, one person whole, and what happened to them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    func,
    select,
)

from smallbiz_crm.domain.contacts import Address, Contact, Email, Lifecycle, Phone, Url
from smallbiz_crm.domain.custom_fields import OWN_COLUMN
from smallbiz_crm.store import custom_fields
from smallbiz_crm.store.contact_search import is_found
from smallbiz_crm.store.engine import interruptible
from smallbiz_crm.store.id_lists import read_ids
from smallbiz_crm.store.tables.marketing import campaign, touch
from smallbiz_crm.store.tables.people import (
    company,
    contact,
    contact_address,
    contact_email,
    contact_phone,
    contact_tag,
    contact_url,
    owner,
    tag,
)
from smallbiz_crm.store.tables.workspace import field_value

_primary_email = (
    select(contact_email.c.address)
    .where(contact_email.c.contact_id == contact.c.id)
    .order_by(contact_email.c.is_primary.desc(), contact_email.c.id)
    .limit(1)
    .scalar_subquery()
)
_primary_phone = (
    select(contact_phone.c.number)
    .where(contact_phone.c.contact_id == contact.c.id)
    .order_by(contact_phone.c.is_primary.desc(), contact_phone.c.id)
    .limit(1)
    .scalar_subquery()
)
_tag_list = (
    select(func.group_concat(tag.c.name, ", "))
    .select_from(contact_tag.join(tag, tag.c.id == contact_tag.c.tag_id))
    .where(contact_tag.c.contact_id == contact.c.id)
    .scalar_subquery()
)

_owner_name = select(func.lower(owner.c.name)).where(owner.c.id == contact.c.owner_id).scalar_subquery()

LIST_COLUMNS = (
    "name", "company", "job_title", "email", "phone", "lifecycle", "tags", "owner", "created", "language"
)  # fmt: skip
_LIST = (
    select(
        contact.c.id,
        contact.c.name,
        company.c.name,
        contact.c.job_title,
        _primary_email,
        _primary_phone,
        contact.c.lifecycle,
        _tag_list,
        owner.c.name,
        contact.c.created_on,
        contact.c.language,
    )
    .join_from(contact, company, company.c.id == contact.c.company_id, isouter=True)
    .join(owner, owner.c.id == contact.c.owner_id, isouter=True)
    .where(contact.c.id.in_(bindparam("ids", expanding=True)))
)

_SORTS: dict[str, Any] = {
    "name": contact.c.sort_name,
    "company": company.c.sort_name,
    "job_title": func.lower(contact.c.job_title),
    "email": _primary_email,
    "phone": _primary_phone,
    "lifecycle": contact.c.lifecycle,
    "created": contact.c.created_on,
    "tags": _tag_list,
    "owner": _owner_name,
    "language": contact.c.language,
}


def contact_ids(
    connection: Connection,
    *,
    search: str = "",
    matching: ColumnElement[bool] | None = None,
    trashed: bool = False,
    sort: str = "name",
    descending: bool = False,
    limit: int | None = None,
    offset: int = 0,
    beginnings: bool = False,
    is_stale: Callable[[], bool] | None = None,
) -> array[int]:
    """Ids in list order; `matching` as `store.segments.holds` makes it; `limit` None means all.

    With `beginnings` no middles are looked for, as `contact_search.is_found` says.

    Raises Cancelled as soon as `is_stale` says that nobody wants the answer any more.
    """
    query = _sorted(_filtered(matching, trashed), sort, descending)
    if search.strip():
        wanted = limit if sort == "name" else None
        query = query.where(is_found(connection, search, wanted=wanted, beginnings=beginnings))
    if limit is not None:
        query = query.limit(limit).offset(offset)
    with interruptible(connection, is_stale):
        return read_ids(connection, query)


def count_contacts(
    connection: Connection,
    *,
    search: str = "",
    matching: ColumnElement[bool] | None = None,
    trashed: bool = False,
) -> int:
    query = _filtered(matching, trashed)
    if search.strip():
        query = query.where(is_found(connection, search))
    return connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()


def _filtered(matching: ColumnElement[bool] | None, trashed: bool) -> Select[int]:
    query = select(contact.c.id).where(
        contact.c.trashed_at.is_not(None) if trashed else contact.c.trashed_at.is_(None)
    )
    return query if matching is None else query.where(matching)


def _sorted(query: Select[int], sort: str, descending: bool) -> Select[int]:
    if sort == "company":
        query = query.join_from(contact, company, company.c.id == contact.c.company_id, isouter=True)
    key = _SORTS[sort] if sort in _SORTS else _own_value(sort)
    if sort == "name":
        return query.order_by(key.desc() if descending else key, contact.c.id)
    return query.order_by(key.is_(None), key.desc() if descending else key, contact.c.sort_name, contact.c.id)


def _own_value(sort: str) -> Any:
    """What a person holds in the field of the user's own that `OWN_COLUMN` stands before, for sorting."""
    value = func.coalesce(field_value.c.number, field_value.c.day, func.lower(field_value.c.text))
    held = field_value.c.field_id == int(sort.removeprefix(OWN_COLUMN))
    return select(value).where(held, field_value.c.record_id == contact.c.id).scalar_subquery()


def contact_rows(
    connection: Connection, ids: Sequence[int], own: Sequence[int] = ()
) -> list[tuple[Any, ...]]:
    """List rows (id, then `LIST_COLUMNS`, then the value of each field of the user's own in `own`, text, number or
    day) in the order of `ids`; ids that are gone are left out."""
    found = {row[0]: tuple(row) for row in connection.execute(_LIST, {"ids": list(ids)})}
    if own:
        held = custom_fields.values_in(connection, own, ids)
        found = {key: (*row, *(held.get((key, each)) for each in own)) for key, row in found.items()}
    return [found[record_id] for record_id in ids if record_id in found]


# -- one person -----------------------------------------------------------------------------------------------


def load_contact(connection: Connection, contact_id: int) -> Contact | None:
    return next(iter(load_contacts(connection, [contact_id])), None)


def load_contacts(connection: Connection, ids: Sequence[int]) -> list[Contact]:
    """The whole records of `ids`, in that order."""
    query = (
        select(contact, company.c.name.label("company_name"), owner.c.name.label("owner_name"))
        .join_from(contact, company, company.c.id == contact.c.company_id, isouter=True)
        .join(owner, owner.c.id == contact.c.owner_id, isouter=True)
        .where(contact.c.id.in_(ids))
    )
    rows = {row.id: row for row in connection.execute(query).all()}
    parts = _parts(connection, ids)
    custom = custom_fields.values_of(connection, "contact", ids)
    return [_contact(rows[key], parts, custom.get(key, {})) for key in ids if key in rows]


def _contact(row: Any, parts: Mapping[str, Mapping[int, list[Any]]], custom: dict[str, str]) -> Contact:
    return Contact(
        id=row.id,
        name=row.name,
        is_named=bool(row.match_name),
        given_name=row.given_name,
        family_name=row.family_name,
        prefix=row.prefix,
        suffix=row.suffix,
        company_id=row.company_id,
        company=row.company_name,
        job_title=row.job_title,
        birthday=row.birthday,
        language=row.language,
        owner=row.owner_name,
        lifecycle=Lifecycle(row.lifecycle),
        notes=row.notes,
        created_on=row.created_on,
        is_trashed=row.trashed_at is not None,
        emails=tuple(parts["emails"].get(row.id, ())),
        phones=tuple(parts["phones"].get(row.id, ())),
        addresses=tuple(parts["addresses"].get(row.id, ())),
        urls=tuple(parts["urls"].get(row.id, ())),
        tags=tuple(parts["tags"].get(row.id, ())),
        source=next(iter(parts["source"].get(row.id, ())), None),
        phonetic_name=row.phonetic_name,
        nickname=row.nickname,
        cadence_days=row.cadence_days,
        has_photo=row.photo_id is not None,
        is_erased=row.erased_at is not None,
        custom=custom,
    )


def _parts(connection: Connection, ids: Sequence[int]) -> dict[str, dict[int, list[Any]]]:
    email, phone, address, url = contact_email.c, contact_phone.c, contact_address.c, contact_url.c
    queries: dict[str, tuple[Any, Any]] = {
        "emails": (
            select(email.contact_id, email.id, email.address, email.label, email.is_primary)
            .where(email.contact_id.in_(ids))
            .order_by(email.is_primary.desc(), email.id),
            Email,
        ),
        "phones": (
            select(phone.contact_id, phone.id, phone.number, phone.e164, phone.label, phone.is_primary)
            .where(phone.contact_id.in_(ids))
            .order_by(phone.is_primary.desc(), phone.id),
            Phone,
        ),
        "addresses": (
            select(
                address.contact_id,
                address.id,
                address.street,
                address.postal_code,
                address.city,
                address.state,
                address.country,
                address.label,
            )
            .where(address.contact_id.in_(ids))
            .order_by(address.id),
            Address,
        ),
        "urls": (
            select(url.contact_id, url.id, url.url, url.label)
            .where(url.contact_id.in_(ids))
            .order_by(url.id),
            Url,
        ),
        "tags": (
            select(contact_tag.c.contact_id, tag.c.name)
            .join(tag, tag.c.id == contact_tag.c.tag_id)
            .where(contact_tag.c.contact_id.in_(ids))
            .order_by(tag.c.name),
            str,
        ),
        "source": (_first_touches(ids), str),
    }
    return {name: _grouped(connection, query, make) for name, (query, make) in queries.items()}


def _first_touches(ids: Sequence[int]) -> Any:
    """Campaign or channel of each person's touches, earliest first."""
    return (
        select(touch.c.contact_id, func.coalesce(campaign.c.name, touch.c.channel, touch.c.kind))
        .join(campaign, campaign.c.id == touch.c.campaign_id, isouter=True)
        .where(touch.c.contact_id.in_(ids))
        .order_by(touch.c.touched_on, touch.c.touched_at, touch.c.uid)
    )


def _grouped(connection: Connection, query: Any, make: Any) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for record_id, *values in connection.execute(query):
        groups.setdefault(record_id, []).append(make(*values))
    return groups
