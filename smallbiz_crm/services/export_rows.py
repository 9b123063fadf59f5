"""The rows of our own files, which the import reads back as the same records."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from smallbiz_crm.domain.contacts import Company, Contact, Lifecycle
from smallbiz_crm.domain.deals import Deal
from smallbiz_crm.domain.money import plain
from smallbiz_crm.services.export_campaigns import (
    CAMPAIGN_HEADER,
    SPEND_HEADER,
    campaign_rows,
    spend_rows,
)
from smallbiz_crm.services.export_follow_ups import HEADER, follow_up_rows
from smallbiz_crm.store import companies as stored_companies
from smallbiz_crm.store import contacts as stored_contacts
from smallbiz_crm.store import deals as stored_deals
from smallbiz_crm.store import outside
from smallbiz_crm.store.campaigns import list_campaigns, list_spend
from smallbiz_crm.store.custom_fields import values_of
from smallbiz_crm.store.database import Connection
from smallbiz_crm.store.follow_ups import follow_up_ids
from smallbiz_crm.store.stages import list_stages

_SPLIT_TAGS = frozenset(',|\n"')
_ADDRESS = ("street", "postal_code", "city", "region", "country")

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Listing:
    """The ids to write, the header, and the rows of a batch of ids."""

    ids: Sequence[int]
    header: Row
    rows: Callable[[Sequence[int]], Iterable[Row]]


def _contacts(connection: Connection) -> Listing:
    most = outside.most_parts(connection)
    fields = outside.fields_in_use(connection, "contact")
    header = [
        *("external_id", "name", "given_name", "family_name", "prefix", "suffix", "nickname"),
        *("company", "job_title"),
        *_numbered(most["email"], ("email", "email label")),
        *_numbered(most["phone"], ("phone", "phone label")),
        *_numbered(most["address"], (*_ADDRESS, "address label")),
        *_numbered(most["url"], ("url", "url label")),
        *(
            "tags",
            "birthday",
            "language",
            "owner",
            "created",
            "lifecycle",
            "lead_date",
            "mql_date",
            "sql_date",
        ),
        *("source_channel", "source_campaign", "consent", "notes"),
        *(f"custom:{name}" for name in fields),
    ]

    def rows(ids: Sequence[int]) -> Iterator[Row]:
        beside = _BesidePeople(connection, ids)
        for person in stored_contacts.load_contacts(connection, ids):
            yield _contact_row(person, beside, most, fields)

    return Listing(stored_contacts.contact_ids(connection), header, rows)


class _BesidePeople:
    """What is known of a batch of people beside their records."""

    def __init__(self, connection: Connection, ids: Sequence[int]) -> None:
        self.uids = outside.uids_of(connection, "contact", ids)
        self.consents = outside.email_consents(connection, ids)
        self.days = outside.stage_dates(connection, ids)
        self.sources = outside.named_sources(connection, ids)


def _contact_row(
    person: Contact, beside: _BesidePeople, most: Mapping[str, int], fields: Sequence[str]
) -> Row:
    campaign, channel = beside.sources.get(person.id, (None, None))
    days: dict[str, date] = beside.days.get(person.id, {})
    emails = [(email.address, email.label) for email in person.emails]
    phones = [(phone.number, phone.label) for phone in person.phones]
    urls = [(url.url, url.label) for url in person.urls]
    addresses = [
        (a.street, a.postal_code, a.city, a.state, a.country, a.label or "") for a in person.addresses
    ]
    cells = [
        beside.uids[person.id],
        _name(person),
        *(person.given_name, person.family_name, person.prefix, person.suffix, person.nickname),
        *(person.company, person.job_title),
        *_filled(emails, most["email"], 2),
        *_filled(phones, most["phone"], 2),
        *_filled(addresses, most["address"], len(_ADDRESS) + 1),
        *_filled(urls, most["url"], 2),
        *(tags_cell(person.tags), person.birthday, person.language, person.owner),
        *(person.created_on.isoformat(), person.lifecycle.value),
        *(_day(days.get(stage.value)) for stage in (Lifecycle.LEAD, Lifecycle.MQL, Lifecycle.SQL)),
        *(channel, campaign, beside.consents.get(person.id), person.notes),
        *(person.custom.get(name) for name in fields),
    ]
    return [cell or "" for cell in cells]


def _name(person: Contact) -> str:
    """Empty for somebody known by an address alone, whom the import calls by it again."""
    is_shown_by = person.emails or person.phones or person.company
    return person.name if person.is_named or not is_shown_by else ""


def tags_cell(tags: Sequence[str]) -> str:
    """Tags in one cell, in a way that the import takes apart again, whatever signs are in them."""
    if not tags:
        return ""
    line = io.StringIO()
    csv.writer(line, delimiter=";", lineterminator="").writerow(tags)
    cell = line.getvalue()
    return f"{cell};" if ";" not in cell and _SPLIT_TAGS & set(cell) else cell


def _numbered(count: int, names: Sequence[str]) -> list[str]:
    """``email 1, email 1 label, email 2 …``"""
    return [
        " ".join([head, str(number), *rest])
        for number in range(1, count + 1)
        for head, *rest in (name.split(" ") for name in names)
    ]


def _filled(entries: Sequence[Sequence[str | None]], count: int, width: int) -> list[str | None]:
    """The cells of `entries`, and empty ones for those that others have more of."""
    cells = [cell for entry in entries for cell in entry]
    return cells + [None] * (count * width - len(cells))


# -- companies and deals --------------------------------------------------------------------------------------


def _companies(connection: Connection) -> Listing:
    fields = outside.fields_in_use(connection, "company")
    header = [
        *("external_id", "name", "domain", "industry", "size"),
        *("street", "postal_code", "city", "region", "country", "tax_id", "owner", "notes"),
        *(f"custom:{name}" for name in fields),
    ]

    def rows(ids: Sequence[int]) -> Iterator[Row]:
        uids = outside.uids_of(connection, "company", ids)
        custom = values_of(connection, "company", ids)
        for company in stored_companies.load_companies(connection, ids):
            yield [*_company_row(company, uids[company.id]), *_own(custom.get(company.id, {}), fields)]

    return Listing(stored_companies.company_ids(connection), header, rows)


def _company_row(company: Company, uid: str) -> Row:
    cells = [
        *(uid, company.name, company.domain, company.industry, company.size),
        *(company.street, company.postal_code, company.city, company.region or company.state),
        *(company.country, company.tax_id, company.owner, company.notes),
    ]
    return [cell or "" for cell in cells]


def _deals(connection: Connection) -> Listing:
    fields = outside.fields_in_use(connection, "deal")
    header = [
        *("external_id", "title", "company", "contact", "contact_email", "contact_external_id"),
        *("amount", "currency", "stage", "outcome", "created", "expected_close", "closed", "reason"),
        *("product", "quantity", "region", "owner", "source_campaign", "source_channel"),
        *("probability", "notes"),
        *(f"custom:{name}" for name in fields),
    ]
    usual = {stage.id: stage.probability for stage in list_stages(connection)}

    def rows(ids: Sequence[int]) -> Iterator[Row]:
        uids = outside.uids_of(connection, "deal", ids)
        channels = outside.channels_of_deals(connection, ids)
        deals = stored_deals.load_deals(connection, ids)
        custom = values_of(connection, "deal", ids)
        people = [deal.contact_id for deal in deals if deal.contact_id is not None]
        emails = outside.emails_of(connection, people)
        names = outside.uids_of(connection, "contact", people)
        for deal in deals:
            person = (emails.get(deal.contact_id or 0), names.get(deal.contact_id or 0))
            cells = _deal_row(deal, uids[deal.id], channels.get(deal.id), person, usual.get(deal.stage_id))
            yield [*cells, *_own(custom.get(deal.id, {}), fields)]

    return Listing(stored_deals.deal_ids(connection, descending=False), header, rows)


def _deal_row(
    deal: Deal, uid: str, channel: str | None, person: tuple[str | None, str | None], usual: int | None
) -> Row:
    email, person_uid = person
    products = " + ".join(dict.fromkeys(line.product for line in deal.lines if line.product))
    quantity = _decimals(deal.lines[0].quantity, 3) if len(deal.lines) == 1 else None
    cells = [
        *(uid, deal.title, deal.company, deal.contact, email, person_uid),
        *(None if deal.amount is None else plain(deal.amount, deal.currency), deal.currency),
        *(deal.stage, deal.outcome.value),
        *(_day(deal.created_on), _day(deal.expected_close), _day(deal.closed_on)),
        *(deal.reason, products, quantity, deal.region, deal.owner, deal.source_campaign, channel),
        *(None if deal.probability == usual else _decimals(deal.probability, 2), deal.notes),
    ]
    return [cell or "" for cell in cells]


def _follow_ups(connection: Connection) -> Listing:
    return Listing(follow_up_ids(connection), HEADER, lambda ids: follow_up_rows(connection, ids))


def _campaigns(connection: Connection) -> Listing:
    fields = outside.fields_in_use(connection, "campaign")
    header = [*CAMPAIGN_HEADER, *(f"custom:{name}" for name in fields)]
    ids = [found.id for found in list_campaigns(connection)]
    return Listing(ids, header, lambda part: campaign_rows(connection, part, fields))


def _spend(connection: Connection) -> Listing:
    ids = [line.id for line in list_spend(connection)]
    return Listing(ids, SPEND_HEADER, lambda part: spend_rows(connection, part))


def _own(values: Mapping[str, str], fields: Sequence[str]) -> list[str]:
    """The values of the user's own fields, empty where there is none."""
    return [values.get(name, "") for name in fields]


def _decimals(value: int, digits: int) -> str:
    """A whole number of 10⁻ⁿ written with its decimals and no more."""
    return format(Decimal(value).scaleb(-digits).normalize(), "f")


def _day(value: date | None) -> str:
    return "" if value is None else value.isoformat()


LISTINGS: dict[str, Callable[[Connection], Listing]] = {
    "contacts": _contacts,
    "companies": _companies,
    "deals": _deals,
    "campaigns": _campaigns,
    "spend": _spend,
    "follow-ups": _follow_ups,
}
