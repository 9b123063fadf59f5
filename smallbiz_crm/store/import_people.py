"""People in bulk: who of a batch is there already, and writing those who are not in one statement a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Integer, String, and_, column, select, values

from smallbiz_crm.domain.contacts import Contact, Lifecycle
from smallbiz_crm.domain.matching import Found, Known, PersonKeys
from smallbiz_crm.domain.text import clean_line, fold, fold_company, sort_key
from smallbiz_crm.store.search import chunks
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


@dataclass(slots=True)
class NewPerson:
    """A person ready to be written: columns as they are stored, parts without `contact_id`."""

    columns: dict[str, Any]
    company: str | None = None
    company_id: int | None = None
    owner: str | None = None
    external_id: str | None = None
    emails: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    phones: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    addresses: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    urls: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    tags: list[str] = field(default_factory=list[str])
    consents: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    stages: list[tuple[Lifecycle, date | None]] = field(default_factory=list[tuple[Lifecycle, date | None]])
    touches: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    custom: dict[str, str] = field(default_factory=dict[str, str])
    possible: tuple[int, ...] = ()
    possible_reason: str = ""


# -- finding --------------------------------------------------------------------------------------------------


def find_people(connection: Connection, source: str, batch: Sequence[PersonKeys]) -> Found:
    """Everyone who is there under any key of the batch; people in the Trash are not."""
    return Found(
        by_external_id=_by_external_id(connection, source, [k.external_id for k in batch if k.external_id]),
        by_url=_by_url(connection, [url for keys in batch for url in keys.urls]),
        by_email=_by_email(connection, [email for keys in batch for email in keys.emails]),
        by_name=_by_name(
            connection, {(keys.name, keys.company) for keys in batch if keys.name and keys.company}
        ),
        by_phone=_by_phone(connection, [digits for keys in batch for digits in keys.phone_digits]),
    )


def _by_external_id(connection: Connection, source: str, ids: list[str]) -> dict[str, Known]:
    found: dict[str, Known] = {}
    for part in chunks(ids):
        query = (
            select(external_key.c.external_id, contact.c.id, contact.c.match_name)
            .join(contact, contact.c.id == external_key.c.record_id)
            .where(
                external_key.c.source == source,
                external_key.c.kind == "contact",
                external_key.c.external_id.in_(part),
                contact.c.trashed_at.is_(None),
            )
        )
        for external_id, contact_id, name in connection.execute(query):
            found[external_id] = Known(contact_id, name)
    return found


def _by_url(connection: Connection, urls: list[str]) -> dict[str, Known]:
    found: dict[str, Known] = {}
    for part in chunks(urls):
        query = (
            select(contact_url.c.match_url, contact.c.id, contact.c.match_name)
            .join(contact, contact.c.id == contact_url.c.contact_id)
            .where(contact_url.c.match_url.in_(part), contact.c.trashed_at.is_(None))
            .order_by(contact.c.id.desc())
        )
        for url, contact_id, name in connection.execute(query):
            found[url] = Known(contact_id, name)
    return found


def _by_email(connection: Connection, emails: list[str]) -> dict[str, list[Known]]:
    found: dict[str, list[Known]] = defaultdict(list)
    for part in chunks(emails):
        query = (
            select(contact_email.c.match_address, contact.c.id, contact.c.match_name)
            .join(contact, contact.c.id == contact_email.c.contact_id)
            .where(contact_email.c.match_address.in_(part), contact.c.trashed_at.is_(None))
            .order_by(contact.c.id)
        )
        for address, contact_id, name in connection.execute(query):
            found[address].append(Known(contact_id, name))
    return found


def _by_name(connection: Connection, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], Known]:
    """People by folded name and company: a probe of the index for each pair, however common the name is."""
    companies: dict[str, list[int]] = defaultdict(list)
    for part in chunks(sorted({its_company for _, its_company in wanted})):
        query = select(company.c.match_name, company.c.id).where(company.c.match_name.in_(part))
        for its_company, company_id in connection.execute(query):
            companies[its_company].append(company_id)
    pairs = [(name, company_id, its) for name, its in sorted(wanted) for company_id in companies.get(its, ())]
    found: dict[tuple[str, str], Known] = {}
    for part in chunks(pairs):
        told = [(name, company_id) for name, company_id, _ in part]
        asked = (
            values(column("name", String), column("company_id", Integer), name="told").data(told).cte("asked")
        )
        query = (
            select(contact.c.match_name, contact.c.company_id, contact.c.id)
            .join_from(
                asked,
                contact,
                and_(contact.c.match_name == asked.c.name, contact.c.company_id == asked.c.company_id),
            )
            .where(contact.c.trashed_at.is_(None))
            .order_by(contact.c.id.desc())
        )
        its_names = {company_id: its for _, company_id, its in part}
        for name, company_id, contact_id in connection.execute(query):
            found[name, its_names[company_id or 0]] = Known(contact_id, name)
    return found


def _by_phone(connection: Connection, digits: list[str]) -> dict[str, list[Known]]:
    found: dict[str, list[Known]] = defaultdict(list)
    for part in chunks(digits):
        query = (
            select(contact_phone.c.match_digits, contact.c.id, contact.c.match_name)
            .join(contact, contact.c.id == contact_phone.c.contact_id)
            .where(contact_phone.c.match_digits.in_(part), contact.c.trashed_at.is_(None))
            .order_by(contact.c.id)
        )
        for number, contact_id, name in connection.execute(query):
            found[number].append(Known(contact_id, name))
    return found


def _tag_row(shown: str, folded: str) -> dict[str, Any]:
    return {"name": shown, "match_name": folded}


def _owner_row(shown: str, _folded: str) -> dict[str, Any]:
    return {"name": shown}


# -- the user's lists, in bulk --------------------------------------------------------------------------------


class NamedLists:
    """Ids of companies, tags, owners, campaigns by name, looked up a batch at a time and created where new."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit
        self._ids: dict[str, dict[str, int]] = defaultdict(dict)

    def companies(self, names: Iterable[str]) -> dict[str, int]:
        """Id by folded company name for every name given."""
        today = self._unit.clock.today()

        def row(shown: str, folded: str) -> dict[str, Any]:
            return {"name": shown, "sort_name": sort_key(shown), "match_name": folded, "created_on": today}

        alive = company.c.trashed_at.is_(None)
        return self._resolve("company", names, fold_company, company, company.c.match_name, row, alive)

    def tags(self, names: Iterable[str]) -> dict[str, int]:
        return self._resolve(
            "tag",
            names,
            fold,
            tag,
            tag.c.match_name,
            _tag_row,
        )

    def owners(self, names: Iterable[str]) -> dict[str, int]:
        return self._resolve("owner", names, str, owner, owner.c.name, _owner_row)

    def campaigns(self, names: Iterable[str]) -> dict[str, int]:
        today = self._unit.clock.today()

        def row(shown: str, folded: str) -> dict[str, Any]:
            return {
                "name": shown,
                "sort_name": folded,
                "channel": "other",
                "status": "done",
                "created_on": today,
            }

        alive = campaign.c.trashed_at.is_(None)
        return self._resolve("campaign", names, sort_key, campaign, campaign.c.sort_name, row, alive)

    def _resolve(
        self, kind: str, names: Iterable[str], key: Any, table: Any, column: Any, row: Any, *conditions: Any
    ) -> dict[str, int]:
        known = self._ids[kind]
        wanted: dict[str, str] = {}
        for name in names:
            shown = clean_line(name)
            folded = key(shown)
            if shown and folded not in known:
                wanted.setdefault(folded, shown)
        for part in chunks(wanted):
            query = (
                select(column, table.c.id).where(column.in_(part), *conditions).order_by(table.c.id.desc())
            )
            known.update((folded, row_id) for folded, row_id in self._unit.connection.execute(query))
        missing = [folded for folded in wanted if folded not in known]
        if missing:
            first = self._unit.insert_many(table, [row(wanted[folded], folded) for folded in missing])
            known.update(zip(missing, range(first, first + len(missing)), strict=True))
        return known


# -- writing --------------------------------------------------------------------------------------------------


def write_people(unit: UnitOfWork, lists: NamedLists, source: str, people: Sequence[NewPerson]) -> int:
    """Create a batch of people with everything that hangs on them. Returns the first of their consecutive ids."""
    if not people:
        return 0
    companies = lists.companies(person.company for person in people if person.company)
    owners = lists.owners(person.owner for person in people if person.owner)
    for person in people:
        company_id = (
            companies[fold_company(clean_line(person.company))] if person.company else person.company_id
        )
        person.columns["company_id"] = company_id
        person.columns["owner_id"] = owners[clean_line(person.owner)] if person.owner else None
    first = unit.insert_many(contact, [person.columns for person in people])
    _write_parts(unit, first, people)
    _write_tags(unit, lists, first, people)
    _write_story(unit, lists, first, people)
    _write_keys(unit, source, first, people)
    write_custom(
        unit, "contact", {first + n: person.custom for n, person in enumerate(people) if person.custom}
    )
    return first


def _write_parts(unit: UnitOfWork, first: int, people: Sequence[NewPerson]) -> None:
    for table, name in (
        (contact_email, "emails"),
        (contact_phone, "phones"),
        (contact_address, "addresses"),
        (contact_url, "urls"),
        (consent, "consents"),
    ):
        rows = [
            {"contact_id": first + index, **part}
            for index, person in enumerate(people)
            for part in getattr(person, name)
        ]
        unit.insert_many(table, rows)


def _write_tags(unit: UnitOfWork, lists: NamedLists, first: int, people: Sequence[NewPerson]) -> None:
    ids = lists.tags(name for person in people for name in person.tags)
    rows = [
        {"contact_id": first + index, "tag_id": tag_id}
        for index, person in enumerate(people)
        for tag_id in dict.fromkeys(ids[fold(clean_line(name))] for name in person.tags if clean_line(name))
    ]
    unit.insert_many(contact_tag, rows)


def _write_story(unit: UnitOfWork, lists: NamedLists, first: int, people: Sequence[NewPerson]) -> None:
    entries = [
        {"contact_id": first + index, "stage": stage.value, "entered_on": on}
        for index, person in enumerate(people)
        for stage, on in person.stages
    ]
    unit.insert_many(lifecycle_entry, entries)
    campaigns = lists.campaigns(
        str(a_touch["campaign"]) for person in people for a_touch in person.touches if a_touch.get("campaign")
    )
    touches = [
        {
            "contact_id": first + index,
            "campaign_id": campaigns[sort_key(clean_line(a_touch["campaign"]))]
            if a_touch.get("campaign")
            else None,
            "channel": a_touch.get("channel"),
            "kind": a_touch["kind"],
            "touched_on": a_touch["touched_on"],
            "points": a_touch["points"],
        }
        for index, person in enumerate(people)
        for a_touch in person.touches
    ]
    unit.insert_many(touch, touches)


def _write_keys(unit: UnitOfWork, source: str, first: int, people: Sequence[NewPerson]) -> None:
    keys = [
        {"source": source, "kind": "contact", "external_id": person.external_id, "record_id": first + index}
        for index, person in enumerate(people)
        if person.external_id
    ]
    unit.insert_many(external_key, keys)
    pairs = [
        {"contact_id": first + index, "other_id": other, "reason": person.possible_reason, "state": "open"}
        for index, person in enumerate(people)
        for other in person.possible
    ]
    unit.insert_many(possible_duplicate, pairs)


def write_custom(unit: UnitOfWork, kind: str, values: dict[int, dict[str, str]]) -> None:
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

_FILLED = ("job_title", "birthday", "language", "notes", "prefix", "suffix")


def what_is_new(known: Contact, row: NewPerson) -> NewPerson | None:
    """What `row` adds to a person: blanks filled and list values added, never a filled field replaced."""
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
    urls = {url.url.casefold() for url in known.urls}
    tags = {fold(name) for name in known.tags}
    added = NewPerson(
        columns,
        company=row.company if not known.company else None,
        company_id=row.company_id if not known.company else None,
        owner=row.owner if not known.owner else None,
        emails=[_added(part) for part in row.emails if part["address"].casefold() not in emails],
        phones=[_added(part) for part in row.phones if part["match_digits"] not in digits],
        addresses=[] if known.addresses else row.addresses,
        urls=[part for part in row.urls if part["url"].casefold() not in urls],
        tags=[name for name in row.tags if fold(name) not in tags],
        custom={name: value for name, value in row.custom.items() if not known.custom.get(name)},
    )
    is_empty = not any(
        (columns, added.company, added.company_id, added.owner, added.emails, added.phones, added.addresses)
    )
    return None if is_empty and not (added.urls or added.tags or added.custom) else added


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())[-9:]


def _added(part: dict[str, Any]) -> dict[str, Any]:
    return {**part, "is_primary": False}


def fill_person(unit: UnitOfWork, lists: NamedLists, contact_id: int, added: NewPerson) -> None:
    """Write what `what_is_new` found."""
    values = dict(added.columns)
    if added.company:
        values["company_id"] = lists.companies([added.company])[fold_company(clean_line(added.company))]
    elif added.company_id:
        values["company_id"] = added.company_id
    if added.owner:
        values["owner_id"] = lists.owners([added.owner])[clean_line(added.owner)]
    if values:
        unit.update(contact, contact_id, **values)
    _write_parts(unit, contact_id, [added])
    _write_tags(unit, lists, contact_id, [added])
    write_custom(unit, "contact", {contact_id: added.custom})


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
