"""Judging and writing the rows of a contact file: who is new, who is there already, what each adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.imports import NO_PARAMS, OnDuplicate, Outcome, PreviewRow, RowDecision, RowProblem
from smallbiz_crm.domain.matching import NOBODY, Found, How, Match, PersonKeys, match_person, names_agree
from smallbiz_crm.domain.text import fold_company, is_role_address
from smallbiz_crm.exchange.photos import small_photo
from smallbiz_crm.services.person_rows import FileRow, PersonRows, has_withdrawn
from smallbiz_crm.store import import_people as store
from smallbiz_crm.store.contact_changes import MATCH_DIGITS, set_photo
from smallbiz_crm.store.contacts import load_contacts
from smallbiz_crm.store.database import Connection
from smallbiz_crm.store.import_custom import fields_by_name
from smallbiz_crm.store.import_people import NewPerson
from smallbiz_crm.store.import_updates import fill_people, told_of, what_is_new
from smallbiz_crm.store.known_people import companies_by_external_id, find_people
from smallbiz_crm.store.named_lists import NamedLists
from smallbiz_crm.store.unit_of_work import UnitOfWork

_GROUP, _WITHDRAWN = "import.group", "import.withdrawn"
_FATAL = frozenset(("row.open_quote", "row.cell_too_large"))


@dataclass(slots=True)
class JudgedPerson:
    """`replaces`: what the record holds gives way to what the row says."""

    preview: PreviewRow
    person: NewPerson | None = None
    match: int | None = None
    replaces: bool = False


@dataclass(slots=True)
class PeopleImport:
    """The rules of one contact import. `decisions` are what the user said of rows, by their numbers."""

    rows: PersonRows
    on_duplicate: OnDuplicate
    decisions: Mapping[int, RowDecision] = field(default_factory=dict[int, RowDecision])
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
        self._learn_fields(connection, rows)
        people = [self.rows.read(row) for row in rows]
        keys = [_keys(person) for person, _ in people]
        companies = companies_by_external_id(
            connection,
            self.rows.source,
            {row.person.company_external_id for row in rows if row.person.company_external_id},
        )
        found = find_people(connection, self.rows.source, keys)
        judged: list[JudgedPerson] = []
        new = 0
        for row, (person, problems), its_keys in zip(rows, people, keys, strict=True):
            if person.company is None:
                person.company_id = companies.get(row.person.company_external_id)
            twin = self._twin(its_keys) if is_preview else None
            one = self._judge_one(row, person, problems, its_keys, found, twin)
            judged.append(one)
            if is_preview:
                self._remember(one.preview, its_keys)
            elif one.preview.outcome is Outcome.NEW:
                new += 1
                found.add(its_keys, -new)
            elif one.match is not None and one.preview.outcome is Outcome.UPDATE:
                found.learn(its_keys, one.match)
        if is_preview:
            self._sort_out_updates(connection, judged)
            _name_the_possible(connection, judged)
        return judged

    def _learn_fields(self, connection: Connection, rows: Sequence[FileRow]) -> None:
        if not self.rows.fields and any(row.person.custom for row in rows):
            self.rows.fields = fields_by_name(connection, "contact")

    def _remember(self, row: PreviewRow, keys: PersonKeys) -> None:
        """Know for later rows of the previewed file who stands in this one."""
        told = dict.fromkeys(_marks(keys), (row.number, keys.name))
        if row.outcome is Outcome.NEW:
            self._seen.update(told)
        elif row.outcome is Outcome.UPDATE:
            for mark, row_and_name in told.items():
                self._seen.setdefault(mark, row_and_name)

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
        decision = self.decisions.get(row.number) if self.decisions else None
        decided = decision.rule if decision else None
        outcome, reason, params, match = self._verdict(row, person, keys, found, twin, decision)
        if outcome is Outcome.PROBLEM and not person.columns["name"]:
            problems += (RowProblem(row.number, "", "", "contact.empty"),)
        if decided is not None:
            reason, params = _said(decided, outcome, match, reason, params)
        preview = PreviewRow(
            row.number,
            outcome,
            person.columns["name"],
            _detail(person),
            reason,
            params,
            problems,
            match.same,
            match.possible,
            decided,
        )
        if match.same is None:
            person.possible, person.possible_reason = match.possible, "phone_or_email"
            is_told = outcome is not Outcome.PROBLEM and reason not in (_GROUP, _WITHDRAWN)
            return JudgedPerson(preview, person if is_told else None)
        if keys.external_id in found.by_external_id:
            person.external_id = None
        if outcome is Outcome.SKIP:
            return JudgedPerson(preview, person)
        replaces = (decided or self.on_duplicate) is OnDuplicate.REPLACE
        return JudgedPerson(preview, person, match.same, replaces)

    def _verdict(
        self,
        row: FileRow,
        person: NewPerson,
        keys: PersonKeys,
        found: Found,
        twin: int | None,
        decision: RowDecision | None,
    ) -> tuple[Outcome, str | None, Mapping[str, object], Match]:
        """What will happen with a row, why, and who it is merged into or may be."""
        said = row.person
        left_out = _GROUP if said.shows_as == "group" else None
        if has_withdrawn(said):
            left_out = _WITHDRAWN
        if left_out and decision is None:
            return Outcome.SKIP, left_out, {"value": said.attendance}, NOBODY
        if row.trouble in _FATAL or not person.columns["name"]:
            return Outcome.PROBLEM, None, NO_PARAMS, NOBODY
        rule = decision.rule if decision else self.on_duplicate
        match = _match(keys, found, rule, decision)
        outcome = Outcome.SKIP if rule is OnDuplicate.SKIP else Outcome.UPDATE
        if match.same is not None:
            return outcome, f"import.match.{match.how or How.EMAIL}", NO_PARAMS, match
        if twin is not None and rule is not OnDuplicate.NEW:
            return outcome, "import.same_as_row", {"row": twin}, NOBODY
        return Outcome.NEW, "import.possible_duplicate" if match.possible else None, NO_PARAMS, match

    def _sort_out_updates(self, connection: Connection, updates: Sequence[JudgedPerson]) -> None:
        """Leave to each update of a person who is there only what it adds; one that adds nothing is the same."""
        there = [one for one in updates if one.match is not None and one.preview.outcome is Outcome.UPDATE]
        ids = {one.match for one in there if one.match}
        known = {contact.id: contact for contact in load_contacts(connection, sorted(ids))}
        has_touches = any(one.person and one.person.touches for one in there)
        told = told_of(connection, known, with_touches=has_touches)
        for one in there:
            contact = known.get(one.match or 0)
            if contact is None or contact.is_trashed:
                _leave_out(one)
                continue
            if one.preview.decided is not None:
                one.preview = one.preview._replace(reason_params={"name": contact.name})
            if one.person:
                one.person = what_is_new(contact, one.person, told, replaces=one.replaces)
            if one.person is None:
                one.preview = one.preview._replace(outcome=Outcome.SAME)

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
        source = self.rows.source
        new = [one for one in judged if one.person and one.preview.outcome is Outcome.NEW]
        first = store.write_people(unit, lists, source, [one.person for one in new if one.person])
        _keep_photos(unit, enumerate(new, first))
        updates = [one for one in judged if one.match is not None and one.preview.outcome is Outcome.UPDATE]
        for one in updates:
            one.match = store.real_id(one.match or 0, first)
        while updates:
            now, updates = _first_of_each(updates)
            self._sort_out_updates(unit.connection, now)
            fill_people(
                unit, lists, source, {one.match: one.person for one in now if one.match and one.person}
            )
            _keep_photos(unit, ((one.match, one) for one in now if one.match))


def _said(
    decided: OnDuplicate, outcome: Outcome, match: Match, reason: str | None, params: Mapping[str, object]
) -> tuple[str | None, Mapping[str, object]]:
    """The reason of a row that the user decided; one merged into another row of the file keeps its own."""
    if outcome in (Outcome.NEW, Outcome.SKIP):
        return f"import.decided.{outcome}", NO_PARAMS
    return (f"import.decided.{decided}", {"name": ""}) if match.same is not None else (reason, params)


def _match(keys: PersonKeys, found: Found, rule: OnDuplicate, decision: RowDecision | None) -> Match:
    """Whom a row is merged into: nobody, whom the user named, or whom the rules find."""
    if rule is OnDuplicate.NEW:
        return NOBODY
    if decision is not None and decision.into is not None:
        return Match(decision.into, None)
    return match_person(keys, found)


def _leave_out(one: JudgedPerson) -> None:
    """The person that the user chose for the row went meanwhile."""
    problem = RowProblem(one.preview.number, "", one.preview.title, "decision.gone")
    one.person = None
    one.preview = one.preview._replace(
        outcome=Outcome.PROBLEM, problems=(*one.preview.problems, problem), reason=None
    )


def _name_the_possible(connection: Connection, judged: Sequence[JudgedPerson]) -> None:
    """Say who the first of the likely duplicates is."""
    doubtful = [one for one in judged if one.preview.possible]
    ids = sorted({one.preview.possible[0] for one in doubtful})
    names = {contact.id: contact.name for contact in load_contacts(connection, ids)}
    for one in doubtful:
        one.preview = one.preview._replace(reason_params={"name": names.get(one.preview.possible[0], "")})


def _keep_photos(unit: UnitOfWork, people: Iterable[tuple[int, JudgedPerson]]) -> None:
    """Keep the photos small; one that cannot be read becomes a problem of its row, and the person stays."""
    for contact_id, one in people:
        if one.person is None or one.person.photo is None:
            continue
        try:
            media_type, content = small_photo(one.person.photo, one.preview.title)
        except Refused:
            problem = RowProblem(one.preview.number, "PHOTO", "", "photo.unreadable")
            one.preview = one.preview._replace(problems=(*one.preview.problems, problem))
        else:
            set_photo(unit, contact_id, media_type, content)


def _first_of_each(updates: Sequence[JudgedPerson]) -> tuple[list[JudgedPerson], list[JudgedPerson]]:
    """The first update of each person, and the others, which are judged by what the first leaves."""
    first: dict[int | None, JudgedPerson] = {}
    later = [one for one in updates if first.setdefault(one.match, one) is not one]
    return list(first.values()), later


def _detail(person: NewPerson) -> str:
    """The company and the addresses, which tell people of one name apart."""
    addresses = [part["address"] for part in person.emails]
    return ", ".join([person.company, *addresses] if person.company else addresses)


def _keys(person: NewPerson) -> PersonKeys:
    urls = [part["match_url"] for part in person.urls] if person.urls else ()
    emails = [part["match_address"] for part in person.emails]
    phones = [part["match_digits"] for part in person.phones]
    return PersonKeys(
        person.external_id,
        tuple([url for url in urls if "linkedin.com/" in url]) if urls else (),
        tuple([email for email in emails if not is_role_address(email)]),
        person.columns["match_name"],
        fold_company(person.company) if person.company else "",
        tuple([digits for digits in phones if len(digits) >= MATCH_DIGITS]),
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
