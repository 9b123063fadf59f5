"""Judging and writing the rows of a contact file: who is new, who is there already, what each adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from smallbiz_crm.domain.campaigns import TOUCH_POINTS, TouchKind
from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.imports import OnDuplicate, Outcome, PreviewRow, RowProblem
from smallbiz_crm.domain.matching import Found, How, Match, PersonKeys, match_person, names_agree
from smallbiz_crm.domain.names import NameParts, split_name
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
from smallbiz_crm.exchange.people import PersonRow
from smallbiz_crm.services.import_values import Values
from smallbiz_crm.store import import_people as store
from smallbiz_crm.store.contact_changes import MATCH_DIGITS, match_url
from smallbiz_crm.store.contacts import load_contacts
from smallbiz_crm.store.database import Connection
from smallbiz_crm.store.import_people import NamedLists, NewPerson
from smallbiz_crm.store.unit_of_work import UnitOfWork

_LIFECYCLES = {
    "": Lifecycle.NONE,
    "none": Lifecycle.NONE,
    "contact": Lifecycle.NONE,
    "subscriber": Lifecycle.NONE,
    "other": Lifecycle.NONE,
    "lead": Lifecycle.LEAD,
    "mql": Lifecycle.MQL,
    "marketing qualified lead": Lifecycle.MQL,
    "marketingqualifiedlead": Lifecycle.MQL,
    "sql": Lifecycle.SQL,
    "sales qualified lead": Lifecycle.SQL,
    "salesqualifiedlead": Lifecycle.SQL,
    "opportunity": Lifecycle.OPPORTUNITY,
    "customer": Lifecycle.CUSTOMER,
    "client": Lifecycle.CUSTOMER,
    "evangelist": Lifecycle.CUSTOMER,
    "returned": Lifecycle.RETURNED,
    "disqualified": Lifecycle.DISQUALIFIED,
}
_FATAL = frozenset(("row.open_quote", "row.cell_too_large"))


@dataclass(slots=True)
class FileRow:
    """One person of the file; `trouble` is what was wrong with the row as a whole."""

    number: int
    person: PersonRow
    trouble: str | None = None


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
        """What will happen with the rows. In a real run it stops before a row that may match an earlier one of
        the same batch, which must be written first; a preview remembers the rows instead."""
        people = [self._read(row) for row in rows]
        keys = [_keys(person) for person, _ in people]
        companies = store.companies_by_external_id(
            connection,
            self.source,
            {row.person.company_external_id for row in rows if row.person.company_external_id},
        )
        found = store.find_people(connection, self.source, keys)
        judged: list[JudgedPerson] = []
        fresh: dict[str, tuple[int, str]] = self._seen if is_preview else {}
        for row, (person, problems), its_keys in zip(rows, people, keys, strict=True):
            marks = _marks(its_keys)
            if not is_preview and any(mark in fresh for mark in marks):
                break
            earlier = (fresh[mark] for mark in marks if mark in fresh)
            twin = next((number for number, name in earlier if names_agree(name, its_keys.name)), None)
            if person.company is None:
                person.company_id = companies.get(row.person.company_external_id)
            one = self._judge_one(row, person, problems, its_keys, found, twin)
            judged.append(one)
            if one.preview.outcome is Outcome.NEW:
                fresh.update((mark, (row.number, its_keys.name)) for mark in marks)
        self._sort_out_updates(connection, judged)
        return judged

    def _judge_one(
        self,
        row: FileRow,
        person: NewPerson,
        problems: list[RowProblem],
        keys: PersonKeys,
        found: Found,
        twin: int | None,
    ) -> JudgedPerson:
        title = str(person.columns["name"])
        detail = ", ".join(
            text for text in (person.company or "", *(e["address"] for e in person.emails)) if text
        )
        all_problems = tuple(problems)
        if row.person.shows_as == "group":
            return JudgedPerson(PreviewRow(row.number, Outcome.SKIP, title, detail, "import.group"))
        if row.trouble in _FATAL or not title:
            if not title:
                all_problems += (RowProblem(row.number, "", "", "contact.empty"),)
            return JudgedPerson(PreviewRow(row.number, Outcome.PROBLEM, title, detail, problems=all_problems))
        match = Match(None, None) if self.on_duplicate is OnDuplicate.NEW else match_person(keys, found)
        if match.same is not None:
            skips = self.on_duplicate is OnDuplicate.SKIP
            outcome = Outcome.SKIP if skips else Outcome.UPDATE
            reason = f"import.match.{match.how or How.EMAIL}"
            preview = PreviewRow(row.number, outcome, title, detail, reason, problems=all_problems)
            return JudgedPerson(preview, person, match.same)
        if twin is not None and self.on_duplicate is not OnDuplicate.NEW:
            preview = PreviewRow(
                row.number, Outcome.UPDATE, title, detail, "import.same_as_row", {"row": twin}, all_problems
            )
            return JudgedPerson(preview, person)
        person.possible = match.possible
        person.possible_reason = "phone_or_email"
        reason = "import.possible_duplicate" if match.possible else None
        return JudgedPerson(
            PreviewRow(row.number, Outcome.NEW, title, detail, reason, problems=all_problems), person
        )

    def _sort_out_updates(self, connection: Connection, judged: list[JudgedPerson]) -> None:
        """Leave to each update only what it adds; one that adds nothing is the same."""
        updates = [one for one in judged if one.match is not None and one.preview.outcome is Outcome.UPDATE]
        known = {
            contact.id: contact for contact in load_contacts(connection, [one.match or 0 for one in updates])
        }
        for one in updates:
            contact = known.get(one.match or 0)
            added = store.what_is_new(contact, one.person) if contact and one.person else None
            if added is None:
                before = one.preview
                one.preview = PreviewRow(
                    before.number,
                    Outcome.SAME,
                    before.title,
                    before.detail,
                    before.reason,
                    {},
                    before.problems,
                )
            one.person = added

    # -- reading one row ----------------------------------------------------------------------------------

    def _read(self, row: FileRow) -> tuple[NewPerson, list[RowProblem]]:
        """The person ready to be written, and what was wrong with the row."""
        said = row.person
        problems = [RowProblem(row.number, p.column, p.value, p.code) for p in said.problems]
        if row.trouble:
            problems.append(RowProblem(row.number, "", "", row.trouble))
        phones = [self._phone(entry, index) for index, entry in enumerate(said.phones)]
        person = NewPerson(
            columns=self._columns(said),
            company=clean_line(said.company) or None,
            owner=clean_line(said.owner) or None,
            external_id=said.external_id or None,
            emails=_emails(said),
            phones=list({part["match_digits"] or part["number"]: part for part in phones}.values()),
            addresses=[_address(entry) for entry in said.addresses],
            urls=[
                {"url": url, "match_url": match_url(url), "label": label or None} for url, label in said.urls
            ],
            tags=[tag for tag in said.tags if fold(tag)],
            custom=dict(said.custom),
        )
        if said.consent:
            person.consents = [{"channel": "email", "state": said.consent, "source": self.source}]
        self._tell_story(person, said, row.number, problems)
        return person, problems

    def _columns(self, said: PersonRow) -> dict[str, Any]:
        name = clean_line(said.name)
        parts = split_name(name)
        if said.given_name or said.family_name:
            parts = NameParts(said.prefix, said.given_name, said.family_name, said.suffix)
        email = said.emails[0].address if said.emails else ""
        phone = said.phones[0].number if said.phones else ""
        fallback = clean_line(email or phone or said.company)
        if not fallback and said.external_id:
            fallback = f"Lead {said.external_id[:12]}"
        shown = name or fallback
        return {
            "name": shown,
            "sort_name": sort_key(shown),
            "match_name": fold_person(name),
            "given_name": parts.given_name or None,
            "family_name": parts.family_name or None,
            "prefix": parts.prefix or None,
            "suffix": parts.suffix or None,
            "job_title": said.job_title or None,
            "birthday": said.birthday or None,
            "language": said.language or None,
            "lifecycle": Lifecycle.NONE.value,
            "notes": clean_text(said.notes) or None,
            "created_on": self.today,
        }

    def _phone(self, entry: Any, index: int) -> dict[str, Any]:
        phone = read_phone(entry.number, self.region)
        return {
            "number": phone.number,
            "e164": phone.e164,
            "match_digits": phone.digits[-MATCH_DIGITS:],
            "label": entry.label or None,
            "is_primary": entry.primary or index == 0,
        }

    def _tell_story(
        self, person: NewPerson, said: PersonRow, number: int, problems: list[RowProblem]
    ) -> None:
        """Lifecycle, dated stages and where the person came from."""
        stage = _LIFECYCLES.get(fold(said.lifecycle.strip()))
        if stage is None:
            problems.append(RowProblem(number, "lifecycle", said.lifecycle, "lifecycle.unknown"))
            stage = Lifecycle.NONE
        dates: dict[str, str] = {name: getattr(said, name) for name in ("lead_date", "mql_date", "sql_date")}
        days = {name: self.values.day(dates, name, number, problems) for name in dates}
        since = days["lead_date"] or self.leads_since
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
        furthest = stage if stage is not Lifecycle.NONE else next(reversed(entries), Lifecycle.NONE)
        person.columns["lifecycle"] = furthest.value
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
        new = [one.person for one in judged if one.person and one.preview.outcome is Outcome.NEW]
        store.write_people(unit, lists, self.source, new)
        for one in judged:
            if one.person and one.match is not None and one.preview.outcome is Outcome.UPDATE:
                store.fill_person(unit, lists, one.match, one.person)


def _emails(said: PersonRow) -> list[dict[str, Any]]:
    parts: dict[str, dict[str, Any]] = {}
    for address, label, primary in said.emails:
        folded = fold_email(address)
        parts.setdefault(
            folded,
            {
                "address": clean_line(address),
                "match_address": folded,
                "label": label or None,
                "is_primary": primary or not parts,
            },
        )
    return list(parts.values())


def _address(entry: Any) -> dict[str, Any]:
    return {
        "street": entry.street or None,
        "city": entry.city or None,
        "state": entry.region or None,
        "postal_code": entry.postal_code or None,
        "country": entry.country or None,
        "label": entry.label or None,
    }


def _keys(person: NewPerson) -> PersonKeys:
    emails = tuple(part["match_address"] for part in person.emails)
    return PersonKeys(
        external_id=person.external_id,
        urls=tuple(part["match_url"] for part in person.urls if "linkedin.com/" in part["match_url"]),
        emails=tuple(email for email in emails if not is_role_address(email)),
        name=person.columns["match_name"],
        company=fold_company(person.company) if person.company else "",
        phone_digits=tuple(
            part["match_digits"] for part in person.phones if len(part["match_digits"]) >= MATCH_DIGITS
        ),
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
