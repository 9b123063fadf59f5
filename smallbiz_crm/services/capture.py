"""Quick capture: one typed line becomes a person, what they said and what to do next, as one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from smallbiz_crm.domain.campaigns import TouchKind
from smallbiz_crm.domain.capture import Meaning, Understood, read_line
from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.duplicates import Alike, PersonFacts
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.matching import MOST_POSSIBLE
from smallbiz_crm.domain.money import to_minor
from smallbiz_crm.domain.text import fold_company, fold_email, fold_person, is_role_address
from smallbiz_crm.store import (
    campaign_changes,
    contact_changes,
    deal_changes,
    duplicates,
    follow_ups,
    lookups,
)
from smallbiz_crm.store.campaigns import campaign_named, touches_of
from smallbiz_crm.store.contact_changes import MATCH_DIGITS
from smallbiz_crm.store.database import Connection, Database
from smallbiz_crm.store.settings import home_currency, text_setting
from smallbiz_crm.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Captured:
    """What a line made: ids of records, None for those it did not make; `alike` are people who were there before."""

    contact: int | None
    company: int | None
    touch: int | None
    follow_up: int | None
    deal: int | None
    alike: tuple[Alike, ...]
    understood: Understood


class Capture:
    def __init__(self, database: Database) -> None:
        self._database = database

    def understand(self, line: str, *, decided: Mapping[str, Meaning] | None = None) -> Understood:
        """How a line is read, while it is typed; nothing is written and nothing refused."""
        with self._database.reading() as connection:
            return _understand(connection, line, self._database.clock.today(), decided)

    def alike(self, understood: Understood) -> tuple[Alike, ...]:
        """People who may be the one the line speaks of, the likeliest first; offered, never forced."""
        with self._database.reading() as connection:
            return _alike(connection, understood)

    def add(
        self,
        line: str,
        *,
        event: str | None = None,
        decided: Mapping[str, Meaning] | None = None,
        dry_run: bool = False,
    ) -> Captured:
        """Save what the line says as one step; with `event` the person was met at that campaign.

        Raises Refused ``capture.nothing`` when the line names nobody, and for an unknown event.
        """
        clock = self._database.clock
        with self._database.reading() as connection:
            understood = _understand(connection, line, clock.today(), decided)
            alike = _alike(connection, understood)
            campaign_id = _event(connection, event)
        if not any((understood.name, understood.company, understood.emails, understood.phones)):
            raise Refused("capture.nothing")
        if dry_run:
            return Captured(None, None, None, None, None, alike, understood)
        with self._database.step("contact.captured") as unit:
            unit.params["name"] = understood.name or understood.company or (*understood.emails, "")[0]
            return _save(unit, understood, campaign_id, alike)


def _understand(
    connection: Connection, line: str, today: date, decided: Mapping[str, Meaning] | None
) -> Understood:
    return read_line(
        line,
        today=today,
        currency=home_currency(connection),
        region=text_setting(connection, "business.region"),
        known_companies=lambda name: lookups.company_named(connection, name) is not None,
        decided=decided,
    )


def _event(connection: Connection, event: str | None) -> int | None:
    if event is None:
        return None
    found = campaign_named(connection, event)
    if found is None:
        raise Refused("campaign.not_found", name=event)
    return found


def _alike(connection: Connection, understood: Understood) -> tuple[Alike, ...]:
    digits = (phone.digits.lstrip("+") for phone in understood.phones)
    person = PersonFacts(
        0,
        fold_person(understood.name),
        fold_company(understood.company) if understood.company else "",
        tuple(fold_email(email) for email in understood.emails if not is_role_address(email)),
        tuple(number[-MATCH_DIGITS:] for number in digits),
    )
    return tuple(duplicates.alike(connection, person)[:MOST_POSSIBLE])


def _save(unit: UnitOfWork, said: Understood, campaign_id: int | None, alike: tuple[Alike, ...]) -> Captured:
    company_id = lookups.company_for(unit, said.company, unit.clock.today()) if said.company else None
    is_person = bool(
        said.name or said.emails or said.phones or said.follow_up or said.tags or campaign_id or said.deal
    )
    contact_id = None
    if is_person:
        new = NewContact(
            name=said.name,
            company=said.company or None,
            job_title=said.job_title or None,
            emails=said.emails,
            phones=tuple(phone.number for phone in said.phones),
            urls=said.urls,
            tags=said.tags,
        )
        contact_id = contact_changes.add_contact(unit, new)
    if said.note:
        contact_changes.add_activity(unit, "note", said.note, contact_id=contact_id, company_id=company_id)
    touch_id = None
    if campaign_id is not None and contact_id is not None:
        campaign_changes.add_touches(unit, campaign_id, [contact_id], TouchKind.MET, unit.clock.today())
        touch_id = touches_of(unit.connection, contact_id=contact_id)[0].id
    deal_id = _add_deal(unit, said, contact_id)
    follow_up_id = None
    if said.follow_up is not None:
        text = said.follow_up.to_do or said.name or said.company
        values = {"contact_id": contact_id, "deal_id": deal_id, "due_time": said.follow_up.time}
        follow_up_id = follow_ups.add_follow_up(unit, said.follow_up.kind, text, said.follow_up.due, values)
    return Captured(contact_id, company_id, touch_id, follow_up_id, deal_id, alike, said)


def _add_deal(unit: UnitOfWork, said: Understood, contact_id: int | None) -> int | None:
    if said.deal is None:
        return None
    values = {"amount": to_minor(said.deal.amount, said.deal.currency), "currency": said.deal.currency}
    title = said.deal.title or said.company or said.name
    return deal_changes.add_deal(unit, title, contact_id, values)
