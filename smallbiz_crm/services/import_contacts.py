"""Judging and writing the rows of a contact file: who is new, who is there already, what each adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from smallbiz_crm.domain.campaigns import TOUCH_POINTS, TouchKind
from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.imports import OnDuplicate, Outcome, PreviewRow, RowProblem
from smallbiz_crm.domain.lifecycle import read_lifecycle, standing
from smallbiz_crm.domain.matching import NOBODY, Found, How, PersonKeys, match_person, names_agree
from smallbiz_crm.domain.names import split_name
from smallbiz_crm.domain.phones import read_phone
from smallbiz_crm.domain.text import (
    clean_line,
    clean_text,
    fold,
    fold_company,
    fold_email,
    fold_person,
    is_role_address,
    sort_key,
)
from smallbiz_crm.exchange.people import AddressEntry, EmailEntry, PersonRow, PhoneEntry
from smallbiz_crm.exchange.photos import kind_of_picture, small_photo
from smallbiz_crm.services.import_values import Values
from smallbiz_crm.store import import_people as store
from smallbiz_crm.store import import_updates as stored_updates
from smallbiz_crm.store.contact_changes import MATCH_DIGITS, match_url, set_photo
from smallbiz_crm.store.contacts import load_contacts
from smallbiz_crm.store.database import Connection
from smallbiz_crm.store.import_people import NewPerson
from smallbiz_crm.store.known_people import companies_by_external_id, find_people
from smallbiz_crm.store.named_lists import NamedLists
from smallbiz_crm.store.outside import email_consents
from smallbiz_crm.store.unit_of_work import UnitOfWork

_STORY = slice(PersonRow._fields.index("lifecycle"), PersonRow._fields.index("source_campaign") + 1)
"""The fields of a row that tell how far a person has come, and where from."""
_NONE: Mapping[str, object] = MappingProxyType({})
_FATAL = frozenset(("row.open_quote", "row.cell_too_large"))


@dataclass(slots=True)
class FileRow:
    """One person of the file; `trouble` is what was wrong with the row as a whole.

    `stand_in` is what somebody is called of whom the file says nothing; without it such a row is left out.
    """

    number: int
    person: PersonRow
    trouble: str | None = None
    stand_in: str = ""


@dataclass(slots=True)
class JudgedPerson:
    preview: PreviewRow
    person: NewPerson | None = None
    match: int | None = None


@dataclass(slots=True)
class PeopleImport:
    """The rules of one contact import. `leads_since` makes everyone new a lead of `campaign` since that day."""

    source: str
    on_duplicate: OnDuplicate
    values: Values
    region: str
    today: date
    leads_since: date | None = None
    campaign: str | None = None
    _seen: dict[str, tuple[int, str]] = field(default_factory=dict[str, tuple[int, str]])
    _unit: UnitOfWork | None = None
    _lists: NamedLists | None = None

    # -- judging ------------------------------------------------------------------------------------------

    def judge(
        self, connection: Connection, rows: Sequence[FileRow], *, is_preview: bool
    ) -> list[JudgedPerson]:
        """What will happen with the rows; a row is held against the earlier ones of its file too.

        A preview remembers those. In a real run they are in the workspace once their batch is written; until then
        the new people of the batch go by -1, -2, -3 …
        """
        people = [self._read(row) for row in rows]
        keys = [_keys(person) for person, _ in people]
        companies = companies_by_external_id(
            connection,
            self.source,
            {row.person.company_external_id for row in rows if row.person.company_external_id},
        )
        found = find_people(connection, self.source, keys)
        judged: list[JudgedPerson] = []
        new = 0
        for row, (person, problems), its_keys in zip(rows, people, keys, strict=True):
            if person.company is None:
                person.company_id = companies.get(row.person.company_external_id)
            twin = self._twin(its_keys) if is_preview else None
            one = self._judge_one(row, person, problems, its_keys, found, twin)
            judged.append(one)
            if one.preview.outcome is Outcome.NEW and is_preview:
                self._seen.update((mark, (row.number, its_keys.name)) for mark in _marks(its_keys))
            elif one.preview.outcome is Outcome.NEW:
                new += 1
                found.add(its_keys, -new)
        if is_preview:
            self._sort_out_updates(connection, judged)
        return judged

    def _twin(self, keys: PersonKeys) -> int | None:
        """The number of an earlier row of the previewed file that tells of the same person."""
        earlier = (self._seen[mark] for mark in _marks(keys) if mark in self._seen)
        return next((number for number, name in earlier if names_agree(name, keys.name)), None)

    def _judge_one(
        self,
        row: FileRow,
        person: NewPerson,
        problems: tuple[RowProblem, ...],
        keys: PersonKeys,
        found: Found,
        twin: int | None,
    ) -> JudgedPerson:
        title: str = person.columns["name"]
        detail = person.company or ""
        for part in person.emails:
            detail = f"{detail}, {part['address']}" if detail else part["address"]

        def preview(
            outcome: Outcome, reason: str | None = None, params: Mapping[str, object] = _NONE
        ) -> PreviewRow:
            return PreviewRow(row.number, outcome, title, detail, reason, params, problems)

        if row.person.shows_as == "group":
            return JudgedPerson(PreviewRow(row.number, Outcome.SKIP, title, detail, "import.group"))
        if row.trouble in _FATAL or not title:
            if not title:
                problems += (RowProblem(row.number, "", "", "contact.empty"),)
            return JudgedPerson(preview(Outcome.PROBLEM))
        match = NOBODY if self.on_duplicate is OnDuplicate.NEW else match_person(keys, found)
        if match.same is not None:
            outcome = Outcome.SKIP if self.on_duplicate is OnDuplicate.SKIP else Outcome.UPDATE
            return JudgedPerson(
                preview(outcome, f"import.match.{match.how or How.EMAIL}"), person, match.same
            )
        if twin is not None and self.on_duplicate is not OnDuplicate.NEW:
            return JudgedPerson(preview(Outcome.UPDATE, "import.same_as_row", {"row": twin}), person)
        person.possible = match.possible
        person.possible_reason = "phone_or_email"
        return JudgedPerson(
            preview(Outcome.NEW, "import.possible_duplicate" if match.possible else None), person
        )

    def _sort_out_updates(self, connection: Connection, updates: Sequence[JudgedPerson]) -> None:
        """Leave to each update of a person who is there only what it adds; one that adds nothing is the same."""
        there = [one for one in updates if one.match is not None and one.preview.outcome is Outcome.UPDATE]
        known = {
            contact.id: contact for contact in load_contacts(connection, [one.match or 0 for one in there])
        }
        consents = email_consents(connection, list(known))
        for one in there:
            contact = known.get(one.match or 0)
            if contact and one.person:
                one.person = stored_updates.what_is_new(contact, one.person, consents.get(contact.id))
            else:
                one.person = None
            if one.person is None:
                one.preview = replace(one.preview, outcome=Outcome.SAME, reason_params={})

    # -- reading one row ----------------------------------------------------------------------------------

    def _read(self, row: FileRow) -> tuple[NewPerson, tuple[RowProblem, ...]]:
        """The person ready to be written, and what was wrong with the row."""
        said = row.person
        problems = [RowProblem(row.number, p.column, p.value, p.code) for p in said.problems]
        if row.trouble:
            problems.append(RowProblem(row.number, "", "", row.trouble))
        columns = self._columns(said, row.stand_in)
        if row.stand_in and columns["name"] == row.stand_in:
            problems.append(RowProblem(row.number, "", row.stand_in, "contact.unnamed"))
        person = NewPerson(
            columns,
            clean_line(said.company) or None,
            owner=clean_line(said.owner) or None if said.owner else None,
            external_id=said.external_id or None,
            emails=_emails(said.emails) if said.emails else (),
            phones=self._phones(said.phones) if said.phones else (),
            addresses=[_address(entry) for entry in said.addresses],
            urls=[_url(url, label) for url, label in said.urls] if said.urls else (),
            tags=[clean_line(tag) for tag in said.tags if fold(tag)] if said.tags else (),
            custom=said.custom,
        )
        if said.photo:
            person.photo = said.photo if kind_of_picture(said.photo) else None
            if person.photo is None:
                problems.append(RowProblem(row.number, "PHOTO", "", "photo.no_picture"))
        if said.consent:
            person.consents = [{"channel": "email", "state": said.consent, "source": self.source}]
        if self.leads_since or any(said[_STORY]):
            self._tell_story(person, said, row.number, problems)
        return person, tuple(problems)

    def _columns(self, said: PersonRow, stand_in: str) -> dict[str, Any]:
        name = clean_line(said.name)
        if said.is_split or said.given_name or said.family_name:
            prefix, given, family, suffix = said.prefix, said.given_name, said.family_name, said.suffix
        else:
            prefix, given, family, suffix = split_name(name)
        shown = name or _fallback(said) or (stand_in and (_place(said) or stand_in))
        return {
            "name": shown,
            "sort_name": sort_key(shown),
            "match_name": fold_person(name),
            "given_name": given or None,
            "family_name": family or None,
            "prefix": prefix or None,
            "suffix": suffix or None,
            "nickname": said.nickname or None,
            "job_title": said.job_title or None,
            "birthday": said.birthday or None,
            "language": said.language or None,
            "lifecycle": Lifecycle.NONE.value,
            "notes": clean_text(said.notes) or None if said.notes else None,
            "created_on": self.today,
        }

    def _phones(self, entries: Sequence[PhoneEntry]) -> list[dict[str, Any]]:
        phones = [self._phone(entry) for entry in entries]
        if len(phones) > 1:
            phones = list(
                {(part["match_digits"] or part["number"], part["label"]): part for part in phones}.values()
            )
        return _with_one_primary(phones)

    def _phone(self, entry: PhoneEntry) -> dict[str, Any]:
        phone = read_phone(entry.number, self.region)
        return {
            "number": phone.number,
            "e164": phone.e164,
            "match_digits": phone.digits[-MATCH_DIGITS:],
            "label": entry.label or None,
            "is_primary": entry.primary,
        }

    def _tell_story(
        self, person: NewPerson, said: PersonRow, number: int, problems: list[RowProblem]
    ) -> None:
        """Lifecycle, dated stages and where the person came from."""
        stage = read_lifecycle(fold(said.lifecycle))
        if stage is None:
            problems.append(RowProblem(number, "lifecycle", said.lifecycle, "lifecycle.unknown"))
            stage = Lifecycle.NONE
        dates: dict[str, str] = {name: getattr(said, name) for name in ("lead_date", "mql_date", "sql_date")}
        days = {name: self.values.day(dates, name, number, problems) for name in dates}
        known = [day for day in (days["mql_date"], days["sql_date"]) if day is not None]
        since = days["lead_date"] or self.leads_since or min(known, default=None)
        came_from = said.source_campaign or said.source_channel or (self.campaign if self.leads_since else "")
        entries: dict[Lifecycle, date | None] = {}
        if since or came_from or stage is Lifecycle.LEAD:
            entries[Lifecycle.LEAD] = since
        if days["mql_date"]:
            entries[Lifecycle.MQL] = days["mql_date"]
        if days["sql_date"]:
            entries[Lifecycle.SQL] = days["sql_date"]
        if stage is not Lifecycle.NONE:
            entries.setdefault(stage, None)
        person.stages = list(entries.items())
        person.columns["lifecycle"] = (
            stage if stage is not Lifecycle.NONE else standing(entries.items())
        ).value
        if came_from:
            person.touches = [
                {
                    "campaign": clean_line(said.source_campaign or self.campaign or "") or None,
                    "channel": clean_line(said.source_channel) or None,
                    "kind": TouchKind.SOURCE.value,
                    "touched_on": since or self.today,
                    "points": TOUCH_POINTS[TouchKind.SOURCE],
                }
            ]

    # -- writing ------------------------------------------------------------------------------------------

    def begin(self, unit: UnitOfWork) -> None:
        """Write into this unit of work from now on."""
        self._unit, self._lists = unit, NamedLists(unit)

    def _target(self) -> tuple[UnitOfWork, NamedLists]:
        if self._unit is None or self._lists is None:
            raise RuntimeError("begin comes first")
        return self._unit, self._lists

    def write(self, judged: Sequence[JudgedPerson]) -> None:
        """Write the new people of a batch at once, then what the others add."""
        unit, lists = self._target()
        new = [one for one in judged if one.person and one.preview.outcome is Outcome.NEW]
        first = store.write_people(unit, lists, self.source, [one.person for one in new if one.person])
        _keep_photos(unit, enumerate(new, first))
        updates = [one for one in judged if one.match is not None and one.preview.outcome is Outcome.UPDATE]
        for one in updates:
            one.match = store.real_id(one.match or 0, first)
        while updates:
            now, updates = _first_of_each(updates)
            self._sort_out_updates(unit.connection, now)
            stored_updates.fill_people(
                unit, lists, {one.match: one.person for one in now if one.match and one.person}
            )
            _keep_photos(unit, ((one.match, one) for one in now if one.match))


def _keep_photos(unit: UnitOfWork, people: Iterable[tuple[int, JudgedPerson]]) -> None:
    """Keep the photos small; one that cannot be read becomes a problem of its row, and the person stays."""
    for contact_id, one in people:
        if one.person is None or one.person.photo is None:
            continue
        try:
            media_type, content = small_photo(one.person.photo, one.preview.title)
        except Refused:
            problem = RowProblem(one.preview.number, "PHOTO", "", "photo.unreadable")
            one.preview = replace(one.preview, problems=(*one.preview.problems, problem))
        else:
            set_photo(unit, contact_id, media_type, content)


def _first_of_each(updates: Sequence[JudgedPerson]) -> tuple[list[JudgedPerson], list[JudgedPerson]]:
    """The first update of each person, and the others, which are judged by what the first leaves."""
    first: dict[int | None, JudgedPerson] = {}
    later = [one for one in updates if first.setdefault(one.match, one) is not one]
    return list(first.values()), later


def _fallback(said: PersonRow) -> str:
    """What someone without a name is called."""
    email = said.emails[0].address if said.emails else ""
    phone = said.phones[0].number if said.phones else ""
    shown = clean_line(email or phone or said.company)
    return f"Lead {said.external_id[:12]}" if not shown and said.external_id else shown


def _place(said: PersonRow) -> str:
    """Where someone is found of whom nothing else is known: the first address or web page."""
    places = (clean_line(", ".join(filter(None, address[:2]))) for address in said.addresses)
    return next((place for place in places if place), said.urls[0].url if said.urls else "")


def _emails(entries: Sequence[EmailEntry]) -> list[dict[str, Any]]:
    parts: dict[str, dict[str, Any]] = {}
    for address, label, primary in entries:
        folded = fold_email(address)
        if folded not in parts:
            parts[folded] = {
                "address": clean_line(address),
                "match_address": folded,
                "label": label or None,
                "is_primary": primary,
            }
    return _with_one_primary(list(parts.values()))


def _with_one_primary(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first that the file calls primary is it, else the first of all."""
    primary = next((part for part in parts if part["is_primary"]), parts[0])
    for part in parts:
        part["is_primary"] = part is primary
    return parts


def _url(url: str, label: str) -> dict[str, Any]:
    return {"url": url, "match_url": match_url(url), "label": label or None}


def _address(entry: AddressEntry) -> dict[str, Any]:
    return {
        "street": entry.street or None,
        "city": entry.city or None,
        "state": entry.region or None,
        "postal_code": entry.postal_code or None,
        "country": entry.country or None,
        "label": entry.label or None,
    }


def _keys(person: NewPerson) -> PersonKeys:
    emails = [part["match_address"] for part in person.emails]
    return PersonKeys(
        person.external_id,
        tuple([part["match_url"] for part in person.urls if "linkedin.com/" in part["match_url"]]),
        tuple([email for email in emails if not is_role_address(email)]),
        person.columns["match_name"],
        fold_company(person.company) if person.company else "",
        tuple([part["match_digits"] for part in person.phones if len(part["match_digits"]) >= MATCH_DIGITS]),
    )


def _marks(keys: PersonKeys) -> list[str]:
    """The keys as they are remembered within one file."""
    marks = [f"e:{email}" for email in keys.emails]
    marks += [f"u:{url}" for url in keys.urls]
    if keys.external_id:
        marks.append(f"x:{keys.external_id}")
    if keys.name and keys.company:
        marks.append(f"n:{keys.name}:{keys.company}")
    return marks
