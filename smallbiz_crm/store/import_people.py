"""People in bulk: who of a batch is there already, and writing those who are not in one statement a table."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, select

from smallbiz_crm.domain.consents import ConsentState
from smallbiz_crm.domain.contacts import Contact, Lifecycle
from smallbiz_crm.domain.matching import Found, Known, PersonKeys
from smallbiz_crm.domain.text import clean_line, fold, fold_company, sort_key
from smallbiz_crm.store.search import chunks, contact_words, index_new, phone_words
from smallbiz_crm.store.tables.marketing import campaign, touch
from smallbiz_crm.store.tables.people import (
    company,
    consent,
    contact,
    contact_address,
    contact_email,
    contact_phone,
    contact_tag,
    contact_url,
    lifecycle_entry,
    owner,
    possible_duplicate,
    tag,
)
from smallbiz_crm.store.tables.workspace import external_key, field_value
from smallbiz_crm.store.tables.workspace import field as field_table
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


# -- finding --------------------------------------------------------------------------------------------------
# A list goes in as one JSON value, so that each statement is put together once and not for each batch.

_TOLD = func.json_each(bindparam("told")).table_valued("value", name="told")
_KNOWN = (contact.c.id, contact.c.match_name)
_ALIVE = contact.c.trashed_at.is_(None)

_BY_EXTERNAL_ID = (
    select(external_key.c.external_id, *_KNOWN)
    .join_from(_TOLD, external_key, external_key.c.external_id == _TOLD.c.value)
    .join(contact, contact.c.id == external_key.c.record_id)
    .where(external_key.c.source == bindparam("source"), external_key.c.kind == "contact", _ALIVE)
)
_BY_URL = (
    select(contact_url.c.match_url, *_KNOWN)
    .join_from(_TOLD, contact_url, contact_url.c.match_url == _TOLD.c.value)
    .join(contact, contact.c.id == contact_url.c.contact_id)
    .where(_ALIVE)
    .order_by(contact.c.id.desc())
)
_BY_EMAIL = (
    select(contact_email.c.match_address, *_KNOWN)
    .join_from(_TOLD, contact_email, contact_email.c.match_address == _TOLD.c.value)
    .join(contact, contact.c.id == contact_email.c.contact_id)
    .where(_ALIVE)
    .order_by(contact.c.id)
)
_BY_PHONE = (
    select(contact_phone.c.match_digits, *_KNOWN)
    .join_from(_TOLD, contact_phone, contact_phone.c.match_digits == _TOLD.c.value)
    .join(contact, contact.c.id == contact_phone.c.contact_id)
    .where(_ALIVE)
    .order_by(contact.c.id)
)
_COMPANIES = select(company.c.match_name, company.c.id).join_from(
    _TOLD, company, company.c.match_name == _TOLD.c.value
)
_BY_NAME = (
    select(contact.c.company_id, *_KNOWN)
    .join_from(
        _TOLD,
        contact,
        and_(
            contact.c.match_name == func.json_extract(_TOLD.c.value, "$[0]"),
            contact.c.company_id == func.json_extract(_TOLD.c.value, "$[1]"),
        ),
    )
    .where(_ALIVE)
    .order_by(contact.c.id.desc())
)


def find_people(connection: Connection, source: str, batch: Sequence[PersonKeys]) -> Found:
    """Everyone who is there under any key of the batch; people in the Trash are not."""
    ids = {keys.external_id for keys in batch if keys.external_id}
    pairs = {(keys.name, keys.company) for keys in batch if keys.name and keys.company}
    return Found(
        by_external_id=_one_each(connection, _BY_EXTERNAL_ID, ids, source=source),
        by_url=_one_each(connection, _BY_URL, {url for keys in batch for url in keys.urls}),
        by_email=_all_of_each(connection, _BY_EMAIL, {email for keys in batch for email in keys.emails}),
        by_name=_by_name(connection, pairs),
        by_phone=_all_of_each(
            connection, _BY_PHONE, {phone for keys in batch for phone in keys.phone_digits}
        ),
    )


def _rows(connection: Connection, query: Any, told: Collection[Any], **others: str) -> Any:
    return connection.execute(query, {"told": json.dumps(sorted(told)), **others}) if told else ()


def _one_each(connection: Connection, query: Any, told: set[str], **others: str) -> dict[str, Known]:
    rows = _rows(connection, query, told, **others)
    return {key: Known(contact_id, name) for key, contact_id, name in rows}


def _all_of_each(connection: Connection, query: Any, told: set[str]) -> dict[str, list[Known]]:
    found: dict[str, list[Known]] = {}
    for key, contact_id, name in _rows(connection, query, told):
        found.setdefault(key, []).append(Known(contact_id, name))
    return found


def _by_name(connection: Connection, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], Known]:
    """People by folded name and company: a probe of the index for each pair, however common the name is."""
    companies: dict[str, list[int]] = defaultdict(list)
    for its_company, company_id in _rows(connection, _COMPANIES, {its_company for _, its_company in wanted}):
        companies[its_company].append(company_id)
    its_names = {company_id: its for its, ids in companies.items() for company_id in ids}
    pairs = [(name, company_id) for name, its in wanted for company_id in companies.get(its, ())]
    return {
        (name, its_names[company_id]): Known(contact_id, name)
        for company_id, contact_id, name in _rows(connection, _BY_NAME, pairs)
    }


# -- the user's lists, in bulk --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _List:
    """How one of the user's lists is looked up: the column that holds the key made from a name by `fold`."""

    table: Any
    key: Any
    fold: Callable[[str], str]
    is_trashable: bool = False

    def query(self) -> Any:
        found = select(self.key, self.table.c.id, self.table.c.name)
        found = found.join_from(_TOLD, self.table, self.key == _TOLD.c.value)
        return found.where(self.table.c.trashed_at.is_(None)) if self.is_trashable else found


_LISTS = {
    "company": _List(company, company.c.match_name, fold_company, is_trashable=True),
    "tag": _List(tag, tag.c.match_name, fold),
    "owner": _List(owner, owner.c.name, str),
    "campaign": _List(campaign, campaign.c.sort_name, sort_key, is_trashable=True),
}
_COMPANY_NAMES = select(company.c.id, company.c.name).join_from(_TOLD, company, company.c.id == _TOLD.c.value)
_QUERIES = {kind: a_list.query().order_by(a_list.table.c.id.desc()) for kind, a_list in _LISTS.items()}


class NamedLists:
    """Ids of companies, tags, owners, campaigns by name, looked up a batch at a time and created where new.

    Every answer has an id for each name given, which are clean lines.
    """

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit
        self._ids: dict[str, dict[str, int]] = defaultdict(dict)
        self._by_key: dict[str, dict[str, int]] = defaultdict(dict)
        self.names: dict[str, dict[int, str]] = defaultdict(dict)
        """How entries are called in the workspace, by kind and id."""

    def companies(self, names: Iterable[str]) -> dict[str, int]:
        today = self._unit.clock.today()

        def row(name: str, key: str) -> dict[str, Any]:
            return {"name": name, "sort_name": sort_key(name), "match_name": key, "created_on": today}

        return self._resolve("company", names, row)

    def tags(self, names: Iterable[str]) -> dict[str, int]:
        return self._resolve("tag", names, lambda name, key: {"name": name, "match_name": key})

    def owners(self, names: Iterable[str]) -> dict[str, int]:
        return self._resolve("owner", names, lambda name, _key: {"name": name})

    def campaigns(self, names: Iterable[str], channels: Mapping[str, str] | None = None) -> dict[str, int]:
        """`channels` are those of campaigns that are new, by name."""
        known, head = channels or {}, {"status": "done", "created_on": self._unit.clock.today()}

        def row(name: str, key: str) -> dict[str, Any]:
            return {"name": name, "sort_name": key, "channel": known.get(name, "other"), **head}

        return self._resolve("campaign", names, row)

    def learn_companies(self, ids: set[int | None]) -> None:
        """Put the names of these companies into `names`; None is nobody's id."""
        known = self.names["company"]
        unknown = [company_id for company_id in ids if company_id is not None and company_id not in known]
        known.update((row[0], row[1]) for row in _rows(self._unit.connection, _COMPANY_NAMES, unknown))

    def _resolve(
        self, kind: str, names: Iterable[str], row: Callable[[str, str], dict[str, Any]]
    ) -> dict[str, int]:
        ids, by_key, a_list = self._ids[kind], self._by_key[kind], _LISTS[kind]
        new = {name: a_list.fold(name) for name in dict.fromkeys(names) if name not in ids}
        wanted: dict[str, str] = {}
        for name, key in new.items():
            if key not in by_key:
                wanted.setdefault(key, name)
        for key, row_id, name in _rows(self._unit.connection, _QUERIES[kind], wanted):
            by_key[key] = row_id
            self.names[kind][row_id] = name
        missing = [key for key in wanted if key not in by_key]
        first = self._unit.insert_many(a_list.table, [row(wanted[key], key) for key in missing])
        for row_id, key in enumerate(missing, first):
            by_key[key] = row_id
            self.names[kind][row_id] = wanted[key]
        ids.update((name, by_key[key]) for name, key in new.items())
        return ids


# -- writing --------------------------------------------------------------------------------------------------


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
    _write_parts(unit, written)
    tags = _write_tags(unit, lists, written)
    _write_story(unit, lists, written)
    _write_keys(unit, source, first, written)
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


def _write_parts(unit: UnitOfWork, people: _People) -> None:
    for table, name in (
        (contact_email, "emails"),
        (contact_phone, "phones"),
        (contact_address, "addresses"),
        (contact_url, "urls"),
        (consent, "consents"),
    ):
        rows = [
            {"contact_id": contact_id, **part}
            for contact_id, person in people
            for part in getattr(person, name)
        ]
        unit.insert_many(table, rows)


def _write_tags(unit: UnitOfWork, lists: NamedLists, people: _People) -> dict[int, list[int]]:
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


def _write_story(unit: UnitOfWork, lists: NamedLists, people: _People) -> None:
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


def _write_keys(unit: UnitOfWork, source: str, first: int, people: _People) -> None:
    keys = [
        {"source": source, "kind": "contact", "external_id": person.external_id, "record_id": contact_id}
        for contact_id, person in people
        if person.external_id
    ]
    unit.insert_many(external_key, keys)
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


def write_custom(unit: UnitOfWork, kind: str, values: Mapping[int, Mapping[str, str]]) -> None:
    """Values of custom fields as text; a field of that name is made where there is none."""
    if not values:
        return
    names = dict.fromkeys(clean_line(name) for custom in values.values() for name in custom)
    known = {
        row.match_name: row.id
        for row in unit.connection.execute(
            select(field_table.c.match_name, field_table.c.id).where(field_table.c.kind == kind)
        )
    }
    for name in names:
        if fold(name) not in known:
            known[fold(name)] = unit.insert(
                field_table, kind=kind, name=name, match_name=fold(name), type="text", position=len(known)
            )
    rows = [
        {"field_id": known[fold(clean_line(name))], "record_id": record_id, "text": value}
        for record_id, custom in values.items()
        for name, value in custom.items()
        if value
    ]
    unit.insert_many(field_value, rows)


# -- filling the blanks of someone who is there ---------------------------------------------------------------

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
    _write_parts(unit, people)
    _write_tags(unit, lists, people)
    write_custom(
        unit, "contact", {contact_id: person.custom for contact_id, person in people if person.custom}
    )


def companies_by_external_id(connection: Connection, source: str, ids: Iterable[str]) -> dict[str, int]:
    """Companies by the other system's id."""
    found: dict[str, int] = {}
    for part in chunks(ids):
        query = select(external_key.c.external_id, external_key.c.record_id).where(
            external_key.c.source == source,
            external_key.c.kind == "company",
            external_key.c.external_id.in_(part),
        )
        found.update((row[0], row[1]) for row in connection.execute(query))
    return found
