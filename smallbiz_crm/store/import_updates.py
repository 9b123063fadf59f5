"""What a row of a file adds to someone who is there: blanks filled, list values added, fields replaced on request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from smallbiz_crm.domain.consents import ConsentState
from smallbiz_crm.domain.contacts import Contact, Lifecycle
from smallbiz_crm.domain.text import fold, fold_company, sort_key
from smallbiz_crm.store.external_keys import keep_keys
from smallbiz_crm.store.import_custom import write_custom
from smallbiz_crm.store.import_people import NewPerson, write_parts, write_story, write_tags
from smallbiz_crm.store.named_lists import NamedLists
from smallbiz_crm.store.outside import email_consents
from smallbiz_crm.store.tables.marketing import campaign, touch
from smallbiz_crm.store.tables.people import contact
from smallbiz_crm.store.unit_of_work import UnitOfWork

_FILLED = ("job_title", "birthday", "language", "notes", "prefix", "suffix", "nickname")
_NAME = ("name", "sort_name", "match_name", "given_name", "family_name")

TouchKey = tuple[str, str]
"""Where and how someone was met: the campaign's sort name, or ``channel:`` and the folded channel; the kind."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was said of people beside their records: consent to e-mail, and touches, by contact id."""

    consents: Mapping[int, str]
    touches: Mapping[int, frozenset[TouchKey]]


def told_of(connection: Connection, ids: Iterable[int], *, with_touches: bool) -> Told:
    """Look these people up; touches only where some row has any."""
    wanted = list(ids)
    touches = _touches_of(connection, wanted) if with_touches else {}
    return Told(email_consents(connection, wanted), touches)


def _touches_of(connection: Connection, ids: list[int]) -> dict[int, frozenset[TouchKey]]:
    query = (
        select(touch.c.contact_id, campaign.c.name, touch.c.channel, touch.c.kind)
        .outerjoin(campaign, campaign.c.id == touch.c.campaign_id)
        .where(touch.c.contact_id.in_(ids))
    )
    found: dict[int, set[TouchKey]] = {}
    for contact_id, name, channel, kind in connection.execute(query):
        found.setdefault(contact_id, set()).add(_touch_key(name, channel, kind))
    return {contact_id: frozenset(keys) for contact_id, keys in found.items()}


def _touch_key(name: str | None, channel: str | None, kind: str) -> TouchKey:
    return (sort_key(name) if name else f"channel:{fold(channel or '')}", kind)


def what_is_new(known: Contact, row: NewPerson, told: Told, *, replaces: bool = False) -> NewPerson | None:
    """What `row` adds to a person; None for nothing.

    Blanks are filled and list values added. A filled field is kept, unless the row `replaces` it. A no to e-mail is
    always taken over; a yes only from somebody who has not said anything yet. A stage is taken by who has none, and
    a touch of a kind with a campaign once.
    """
    now = told.consents.get(known.id)
    met = told.touches.get(known.id, frozenset())
    added = NewPerson(
        _columns(known, row, replaces=replaces),
        company=row.company if _is_taken(known.company, row.company, fold_company, replaces) else None,
        company_id=row.company_id if not known.company or replaces else None,
        owner=row.owner if _is_taken(known.owner, row.owner, str, replaces) else None,
        external_id=row.external_id,
        urls=_new_urls(known, row),
        tags=_new_tags(known, row),
        consents=[part for part in row.consents if _is_heard(part["state"], now)],
        stages=row.stages if known.lifecycle is Lifecycle.NONE else (),
        touches=[
            part
            for part in row.touches
            if _touch_key(part["campaign"], part["channel"], part["kind"]) not in met
        ],
        custom=_new_custom(known, row, replaces=replaces),
        photo=None if known.has_photo and not replaces else row.photo,
        **_new_parts(known, row, replaces=replaces),
    )
    if added.company_id == known.company_id:
        added.company_id = None
    if added.stages:
        added.columns["lifecycle"] = row.columns["lifecycle"]
    return added if _adds_something(added) else None


def _columns(known: Contact, row: NewPerson, *, replaces: bool) -> dict[str, Any]:
    columns = {
        name: row.columns[name]
        for name in _FILLED
        if row.columns.get(name)
        and (not getattr(known, name) or (replaces and row.columns[name] != getattr(known, name)))
    }
    is_renamed = replaces and row.columns["name"] != known.name
    if row.columns["match_name"] and (not known.is_named or is_renamed):
        columns |= {name: row.columns[name] for name in _NAME}
    return columns


def _is_taken(held: str | None, told: str | None, folded: Any, replaces: bool) -> bool:
    if not told or not held:
        return bool(told)
    return replaces and folded(told) != folded(held)


def _new_parts(known: Contact, row: NewPerson, *, replaces: bool) -> dict[str, Any]:
    """E-mails, phones and addresses that are not on the record."""
    emails = {email.address.casefold() for email in known.emails}
    digits = {_digits(phone.e164 or phone.number) for phone in known.phones}
    numbers = {phone.number for phone in known.phones}
    places = {(fold(one.street or ""), fold(one.city or "")) for one in known.addresses}
    addresses = row.addresses if replaces or not known.addresses else ()
    return {
        "emails": [_added(part) for part in row.emails if part["address"].casefold() not in emails],
        "phones": [
            _added(part)
            for part in row.phones
            if part["match_digits"] not in digits and part["number"] not in numbers
        ],
        "addresses": [
            part for part in addresses if (fold(part["street"] or ""), fold(part["city"] or "")) not in places
        ],
    }


def _new_urls(known: Contact, row: NewPerson) -> list[dict[str, Any]]:
    urls = {url.url.casefold() for url in known.urls}
    return [part for part in row.urls if part["url"].casefold() not in urls]


def _new_tags(known: Contact, row: NewPerson) -> list[str]:
    tags = {fold(name) for name in known.tags}
    return [name for name in row.tags if fold(name) not in tags]


def _new_custom(known: Contact, row: NewPerson, *, replaces: bool) -> dict[str, str]:
    if not row.custom:
        return {}
    held = {fold(name): value for name, value in known.custom.items()}
    return {
        name: value
        for name, value in row.custom.items()
        if value and value != held.get(fold(name)) and (replaces or not held.get(fold(name)))
    }


def _adds_something(added: NewPerson) -> bool:
    record = (added.columns, added.company, added.company_id, added.owner, added.photo, added.external_id)
    lists = (added.emails, added.phones, added.addresses, added.urls, added.tags, added.custom)
    return any(record) or any(lists) or any((added.consents, added.stages, added.touches))


def _is_heard(state: str, now: str | None) -> bool:
    return now is None if state == ConsentState.GRANTED.value else state != now


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())[-9:]


def _added(part: dict[str, Any]) -> dict[str, Any]:
    return {**part, "is_primary": False}


def fill_people(unit: UnitOfWork, lists: NamedLists, source: str, added: Mapping[int, NewPerson]) -> None:
    """Write what `what_is_new` found, by contact id."""
    companies = lists.companies(person.company for person in added.values() if person.company)
    owners = lists.owners(person.owner for person in added.values() if person.owner)
    for contact_id, person in added.items():
        values = dict(person.columns)
        if person.company:
            values["company_id"] = companies[person.company]
        elif person.company_id:
            values["company_id"] = person.company_id
        if person.owner:
            values["owner_id"] = owners[person.owner]
        if values:
            unit.update(contact, contact_id, **values)
    people = list(added.items())
    write_parts(unit, people)
    write_tags(unit, lists, people)
    write_story(unit, lists, people)
    keep_keys(unit, source, "contact", [(person.external_id, key) for key, person in people])
    custom = {contact_id: person.custom for contact_id, person in people if person.custom}
    write_custom(unit, "contact", custom, replaces=True)
