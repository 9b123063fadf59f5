"""What a row of a contact file says of a person, made ready to be written; what is wrong with it becomes a problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from smallbiz_crm.domain.campaigns import TOUCH_POINTS, TouchKind, is_withdrawn, read_touch_kind
from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.custom_fields import CustomField
from smallbiz_crm.domain.imports import RowProblem
from smallbiz_crm.domain.lifecycle import read_lifecycle, standing
from smallbiz_crm.domain.names import split_name
from smallbiz_crm.domain.phones import read_phone
from smallbiz_crm.domain.text import clean_line, clean_text, fold, fold_email, fold_person, sort_key
from smallbiz_crm.exchange.people import AddressEntry, EmailEntry, PersonRow, PhoneEntry
from smallbiz_crm.exchange.photos import kind_of_picture
from smallbiz_crm.services.custom_cells import read_custom
from smallbiz_crm.services.import_values import Values
from smallbiz_crm.store.contact_changes import MATCH_DIGITS, match_url
from smallbiz_crm.store.import_people import NewPerson

_STORY = slice(PersonRow._fields.index("lifecycle"), PersonRow._fields.index("attendance") + 1)
"""The fields of a row that tell how far a person has come, and where from."""
_NO_STAGE = Lifecycle.NONE.value


class FileRow(NamedTuple):
    """One person of the file; `trouble` is what was wrong with the row as a whole.

    `stand_in` is what somebody is called of whom the file says nothing; without it such a row is left out.
    """

    number: int
    person: PersonRow
    trouble: str | None = None
    stand_in: str = ""
    is_total: bool = False

    @property
    def title(self) -> str:
        """What the row is called where nothing more is known of it."""
        return clean_line(self.person.name) or _fallback(self.person) or self.stand_in


@dataclass(slots=True)
class PersonRows:
    """Reads the rows of one file. `leads_since` makes everyone a lead of `campaign` since that day.

    `fields` are the custom fields of the workspace by their folded names.
    """

    source: str
    values: Values
    region: str
    today: date
    leads_since: date | None = None
    campaign: str | None = None
    fields: Mapping[str, CustomField] = field(default_factory=dict[str, CustomField])

    def read(self, row: FileRow) -> tuple[NewPerson, tuple[RowProblem, ...]]:
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
            custom=read_custom(said.custom, self.fields, row.number, problems)
            if said.custom
            else said.custom,
        )
        if said.created:
            self._keep_created(person, said, row.number, problems)
        if said.photo:
            person.photo = said.photo if kind_of_picture(said.photo) else None
            if person.photo is None:
                problems.append(RowProblem(row.number, "PHOTO", "", "photo.no_picture"))
        if said.consent:
            person.consents = [{"channel": "email", "state": said.consent, "source": self.source}]
        if (self.leads_since or any(said[_STORY])) and not has_withdrawn(said):
            self._tell_story(person, said, row.number, problems)
        return person, tuple(problems)

    def _keep_created(
        self, person: NewPerson, said: PersonRow, number: int, problems: list[RowProblem]
    ) -> None:
        """Since when the other program knows them, which a later day than today cannot be."""
        day = self.values.day({"created": said.created}, "created", number, problems)
        if day is not None and day <= self.today:
            person.columns["created_on"] = day

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
            "lifecycle": _NO_STAGE,
            "notes": clean_text(said.notes) or None if said.notes else None,
            "created_on": self.today,
        }

    def _phones(self, entries: Sequence[PhoneEntry]) -> list[dict[str, Any]]:
        phones = [self._phone(entry) for entry in entries]
        if len(phones) == 1:
            phones[0]["is_primary"] = True
            return phones
        unique = {(part["match_digits"] or part["number"], part["label"]): part for part in phones}
        return _with_one_primary(list(unique.values()))

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
        campaign = self._campaign(said)
        came_from = campaign or said.source_channel
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
            kind = read_touch_kind(fold(said.attendance)) if said.attendance else TouchKind.SOURCE
            person.touches = [
                {
                    "campaign": clean_line(campaign or self.campaign or "") or None,
                    "channel": clean_line(said.source_channel) or None,
                    "kind": kind.value,
                    "touched_on": since or self.today,
                    "points": TOUCH_POINTS[kind],
                }
            ]

    def _campaign(self, said: PersonRow) -> str:
        """The campaign a row came from. A list of attendees is of one event, so that the user's word goes first."""
        if said.attendance:
            return self.campaign or said.source_campaign
        return said.source_campaign or (self.campaign or "" if self.leads_since else "")


def has_withdrawn(said: PersonRow) -> bool:
    """Whether the ticket of the row was given back."""
    return bool(said.attendance) and is_withdrawn(fold(said.attendance))


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
    if len(entries) == 1:
        address, label, _ = entries[0]
        shown, folded = clean_line(address), fold_email(address)
        return [{"address": shown, "match_address": folded, "label": label or None, "is_primary": True}]
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
