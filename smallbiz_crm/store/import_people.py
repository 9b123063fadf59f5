"""People in bulk: writing those who are new in one statement a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.store.external_keys import keep_keys
from smallbiz_crm.store.import_custom import write_custom
from smallbiz_crm.store.named_lists import NamedLists
from smallbiz_crm.store.search import contact_words, index_new, phone_words
from smallbiz_crm.store.tables.marketing import touch
from smallbiz_crm.store.tables.people import (
    consent,
    contact,
    contact_address,
    contact_email,
    contact_phone,
    contact_tag,
    contact_url,
    lifecycle_entry,
    possible_duplicate,
)
from smallbiz_crm.store.unit_of_work import UnitOfWork

_Parts = Sequence[dict[str, Any]]


@dataclass(slots=True)
class NewPerson:
    """A person ready to be written: columns as they are stored, parts without `contact_id`, names as clean lines."""

    columns: dict[str, Any]
    company: str | None = None
    company_id: int | None = None
    owner: str | None = None
    external_id: str | None = None
    emails: _Parts = ()
    phones: _Parts = ()
    addresses: _Parts = ()
    urls: _Parts = ()
    tags: Sequence[str] = ()
    consents: _Parts = ()
    stages: Sequence[tuple[Lifecycle, date | None]] = ()
    touches: _Parts = ()
    custom: Mapping[str, str] = field(default_factory=dict[str, str])
    possible: tuple[int, ...] = ()
    possible_reason: str = ""
    photo: bytes | None = None


_People = Sequence[tuple[int, NewPerson]]
"""People by contact id."""


def real_id(contact_id: int, first: int) -> int:
    """The id of a person of a batch that begins with `first`; before its writing they went by -1, -2, -3 …"""
    return contact_id if contact_id > 0 else first - contact_id - 1


def write_people(unit: UnitOfWork, lists: NamedLists, source: str, people: Sequence[NewPerson]) -> int:
    """Create a batch of people with everything that hangs on them. Returns the first of their consecutive ids."""
    if not people:
        return 0
    companies = lists.companies(person.company for person in people if person.company)
    owners = lists.owners(person.owner for person in people if person.owner)
    for person in people:
        columns = person.columns
        columns["company_id"] = companies[person.company] if person.company else person.company_id
        columns["owner_id"] = owners[person.owner] if person.owner else None
    lists.learn_companies({person.columns["company_id"] for person in people})
    first = unit.insert_many(contact, [person.columns for person in people])
    written = list(enumerate(people, first))
    write_parts(unit, written)
    tags = write_tags(unit, lists, written)
    write_story(unit, lists, written)
    keep_keys(unit, source, "contact", [(person.external_id, key) for key, person in written])
    _link_possible(unit, first, written)
    write_custom(
        unit, "contact", {contact_id: person.custom for contact_id, person in written if person.custom}
    )
    index_new(unit, "contact", first, [_words(person, tags.get(key, ()), lists) for key, person in written])
    return first


def _words(person: NewPerson, tag_ids: Sequence[int], lists: NamedLists) -> str:
    """What the search index holds for a person just written."""
    columns, names = person.columns, lists.names
    return contact_words(
        columns["name"],
        columns["nickname"],
        columns["job_title"],
        names["company"].get(columns["company_id"]),
        *[part["address"] for part in person.emails],
        *[phone_words(part["number"], part["e164"], part["match_digits"]) for part in person.phones],
        *[names["tag"][tag_id] for tag_id in sorted(tag_ids)],
    )


def write_parts(unit: UnitOfWork, people: _People) -> None:
    """Write the parts of people, which are theirs from then on."""
    for table, name in (
        (contact_email, "emails"),
        (contact_phone, "phones"),
        (contact_address, "addresses"),
        (contact_url, "urls"),
        (consent, "consents"),
    ):
        rows: list[dict[str, Any]] = []
        for contact_id, person in people:
            for part in getattr(person, name):
                part["contact_id"] = contact_id
                rows.append(part)
        unit.insert_many(table, rows)


def write_tags(unit: UnitOfWork, lists: NamedLists, people: _People) -> dict[int, list[int]]:
    """Tag people. Returns the ids of the tags of those who got any."""
    ids = lists.tags(name for _, person in people for name in person.tags)
    tagged = {
        contact_id: list(dict.fromkeys([ids[name] for name in person.tags]))
        for contact_id, person in people
        if person.tags
    }
    rows = [
        {"contact_id": contact_id, "tag_id": tag_id}
        for contact_id, tag_ids in tagged.items()
        for tag_id in tag_ids
    ]
    unit.insert_many(contact_tag, rows)
    return tagged


def write_story(unit: UnitOfWork, lists: NamedLists, people: _People) -> None:
    """Their stages and touches."""
    entries = [
        {"contact_id": contact_id, "stage": stage.value, "entered_on": on}
        for contact_id, person in people
        for stage, on in person.stages
    ]
    unit.insert_many(lifecycle_entry, entries)
    campaigns = lists.campaigns(
        a_touch["campaign"] for _, person in people for a_touch in person.touches if a_touch["campaign"]
    )
    touches = [
        {
            "contact_id": contact_id,
            "campaign_id": campaigns[a_touch["campaign"]] if a_touch["campaign"] else None,
            "channel": a_touch["channel"],
            "kind": a_touch["kind"],
            "touched_on": a_touch["touched_on"],
            "points": a_touch["points"],
        }
        for contact_id, person in people
        for a_touch in person.touches
    ]
    unit.insert_many(touch, touches)


def _link_possible(unit: UnitOfWork, first: int, people: _People) -> None:
    pairs = [
        {
            "contact_id": contact_id,
            "other_id": real_id(other, first),
            "reason": person.possible_reason,
            "state": "open",
        }
        for contact_id, person in people
        for other in person.possible
    ]
    unit.insert_many(possible_duplicate, pairs)
