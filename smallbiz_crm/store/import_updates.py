"""What a row of a file adds to someone who is there: blanks filled, list values added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smallbiz_crm.domain.consents import ConsentState
from smallbiz_crm.domain.contacts import Contact
from smallbiz_crm.domain.text import fold
from smallbiz_crm.store.import_people import NewPerson, write_custom, write_parts, write_tags
from smallbiz_crm.store.named_lists import NamedLists
from smallbiz_crm.store.tables.people import contact
from smallbiz_crm.store.unit_of_work import UnitOfWork

_FILLED = ("job_title", "birthday", "language", "notes", "prefix", "suffix", "nickname")


def what_is_new(known: Contact, row: NewPerson, consent_now: str | None) -> NewPerson | None:
    """What `row` adds to a person: blanks filled and list values added, never a filled field replaced.

    A no to e-mail is always taken over; a yes only from somebody who has not said anything yet (`consent_now`).
    """
    columns = {
        name: row.columns[name] for name in _FILLED if row.columns.get(name) and not getattr(known, name)
    }
    if row.columns["match_name"] and not known.is_named:
        columns |= {
            name: row.columns[name]
            for name in ("name", "sort_name", "match_name", "given_name", "family_name")
        }
    emails = {email.address.casefold() for email in known.emails}
    digits = {_digits(phone.e164 or phone.number) for phone in known.phones}
    numbers = {phone.number for phone in known.phones}
    urls = {url.url.casefold() for url in known.urls}
    tags = {fold(name) for name in known.tags}
    added = NewPerson(
        columns,
        company=row.company if not known.company else None,
        company_id=row.company_id if not known.company else None,
        owner=row.owner if not known.owner else None,
        emails=[_added(part) for part in row.emails if part["address"].casefold() not in emails],
        phones=[
            _added(part)
            for part in row.phones
            if part["match_digits"] not in digits and part["number"] not in numbers
        ],
        addresses=[] if known.addresses else row.addresses,
        urls=[part for part in row.urls if part["url"].casefold() not in urls],
        tags=[name for name in row.tags if fold(name) not in tags],
        consents=[part for part in row.consents if _is_heard(part["state"], consent_now)],
        custom={name: value for name, value in row.custom.items() if not known.custom.get(name)},
        photo=None if known.has_photo else row.photo,
    )
    is_empty = not any(
        (columns, added.company, added.company_id, added.owner, added.emails, added.phones, added.addresses)
    )
    is_empty = is_empty and not (added.urls or added.tags or added.consents or added.custom or added.photo)
    return None if is_empty else added


def _is_heard(state: str, now: str | None) -> bool:
    return now is None if state == ConsentState.GRANTED.value else state != now


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())[-9:]


def _added(part: dict[str, Any]) -> dict[str, Any]:
    return {**part, "is_primary": False}


def fill_people(unit: UnitOfWork, lists: NamedLists, added: Mapping[int, NewPerson]) -> None:
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
    write_custom(
        unit, "contact", {contact_id: person.custom for contact_id, person in people if person.custom}
    )
