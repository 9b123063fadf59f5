"""Deals in bulk: their rows, lines, history, sales and keys in one statement a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, select

from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.deals import Outcome, Stage
from smallbiz_crm.domain.money import from_minor, tax_of
from smallbiz_crm.domain.text import clean_line, fold, sort_key
from smallbiz_crm.store.contact_changes import enter_stage
from smallbiz_crm.store.deal_changes import default_tax_code, first_open_stage, load_stage
from smallbiz_crm.store.deal_lines import UNIT_PRICE, WHOLE_QUANTITY
from smallbiz_crm.store.external_keys import keep_keys
from smallbiz_crm.store.import_custom import write_custom
from smallbiz_crm.store.import_dated import records_by_external_id
from smallbiz_crm.store.lookups import reason_for
from smallbiz_crm.store.named_lists import NamedLists
from smallbiz_crm.store.rates import in_home, rate_on
from smallbiz_crm.store.search import chunks
from smallbiz_crm.store.settings import home_currency
from smallbiz_crm.store.stages import stage_of
from smallbiz_crm.store.tables.people import company, contact, contact_email
from smallbiz_crm.store.tables.sales import (
    deal,
    deal_contact,
    deal_history,
    deal_line,
    product,
    sale,
    sale_line,
)
from smallbiz_crm.store.tables.workspace import external_key
from smallbiz_crm.store.unit_of_work import UnitOfWork


@dataclass(slots=True)
class NewDeal:
    """A deal ready to be written; amounts net in minor units of `currency`, probability in 10⁻⁴."""

    title: str
    stage: Stage
    created_on: date
    currency: str
    amount: int | None = None
    closed_on: date | None = None
    expected_close: date | None = None
    company: str | None = None
    company_id: int | None = None
    contact_id: int | None = None
    owner: str | None = None
    region: str | None = None
    product: str | None = None
    quantity: int = WHOLE_QUANTITY
    reason: str | None = None
    campaign: str | None = None
    channel: str | None = None
    probability: int | None = None
    notes: str | None = None
    external_id: str | None = None
    custom: Mapping[str, str] = field(default_factory=dict[str, str])


def known_deals(connection: Connection, source: str, external_ids: Sequence[str]) -> dict[str, int]:
    """Deal by the other system's id, the ones in the Trash left out."""
    found: dict[str, int] = {}
    for part in chunks(external_ids):
        query = (
            select(external_key.c.external_id, deal.c.id)
            .join(deal, deal.c.id == external_key.c.record_id)
            .where(
                external_key.c.source == source,
                external_key.c.kind == "deal",
                external_key.c.external_id.in_(part),
                deal.c.trashed_at.is_(None),
            )
        )
        found.update((row[0], row[1]) for row in connection.execute(query))
    return found


def known_twins(
    connection: Connection, keys: Sequence[tuple[str, str, date]]
) -> dict[tuple[str, str, date], int]:
    """Deals of the same title, company and creation day: what a second import of the same rows finds."""
    found: dict[tuple[str, str, date], int] = {}
    for part in chunks({title for title, _, _ in keys}):
        query = (
            select(deal.c.sort_name, func.coalesce(company.c.match_name, ""), deal.c.created_on, deal.c.id)
            .join(company, company.c.id == deal.c.company_id, isouter=True)
            .where(deal.c.sort_name.in_(part), deal.c.trashed_at.is_(None))
        )
        found.update(((row[0], row[1], row[2]), row[3]) for row in connection.execute(query))
    return found


def contacts_by_key(
    connection: Connection,
    source: str,
    external_ids: Sequence[str],
    emails: Sequence[str],
    names: Sequence[str],
) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """People by external id, by e-mail, and by folded name where only one has it."""
    by_id = records_by_external_id(connection, "contact", source, external_ids)
    by_email: dict[str, int] = {}
    by_name: dict[str, list[int]] = {}
    for part in chunks(emails):
        query = select(contact_email.c.match_address, contact_email.c.contact_id)
        by_email.update(
            (row[0], row[1])
            for row in connection.execute(query.where(contact_email.c.match_address.in_(part)))
        )
    for part in chunks(names):
        query = select(contact.c.match_name, contact.c.id).where(
            contact.c.match_name.in_(part), contact.c.trashed_at.is_(None)
        )
        for name, contact_id in connection.execute(query):
            by_name.setdefault(name, []).append(contact_id)
    return by_id, by_email, {name: ids[0] for name, ids in by_name.items() if len(ids) == 1}


class DealWriter:
    """Writes batches of deals inside one unit of work; remembers ids of names, rates and customers."""

    def __init__(self, unit: UnitOfWork, source: str) -> None:
        self._unit = unit
        self._source = source
        self._lists = NamedLists(unit)
        self._products: dict[str, int] = {}
        self._reasons: dict[str, int] = {}
        self._rates: dict[tuple[str, date], Decimal | None] = {}
        self._customers: dict[int, dict[str, Any]] = {}
        self._tax = default_tax_code(unit.connection)
        self._home = home_currency(unit.connection)

    def write(self, deals: Sequence[NewDeal]) -> int:
        """Create a batch. Returns the first of its consecutive ids."""
        if not deals:
            return 0
        companies = self._lists.companies(one.company for one in deals if one.company)
        owners = self._lists.owners(one.owner for one in deals if one.owner)
        campaigns = self._lists.campaigns(one.campaign for one in deals if one.campaign)
        self._find_products({one.product for one in deals if one.product})
        rows = [self._row(one, companies, owners, campaigns) for one in deals]
        first = self._unit.insert_many(deal, rows)
        self._write_lines(first, deals)
        self._write_history(first, deals)
        self._write_sales(first, deals, rows)
        self._write_ties(first, deals)
        write_custom(self._unit, "deal", {first + n: one.custom for n, one in enumerate(deals) if one.custom})
        return first

    def _row(
        self, one: NewDeal, companies: dict[str, int], owners: dict[str, int], campaigns: dict[str, int]
    ) -> dict[str, Any]:
        is_won = one.stage.kind is Outcome.WON
        rate = self._rate(one.currency, one.closed_on) if is_won and one.closed_on else None
        base = None
        if is_won and one.amount is not None:
            base = in_home(one.amount, one.currency, self._home, rate)
        shown = clean_line(one.title)
        return {
            "title": shown,
            "sort_name": sort_key(shown),
            "company_id": companies[one.company] if one.company else one.company_id,
            "stage_id": one.stage.id,
            "amount": one.amount,
            "currency": one.currency,
            "rate": None if rate is None else str(rate),
            "base_amount": base,
            "probability": one.probability,
            "created_on": one.created_on,
            "stage_since": one.closed_on or one.created_on,
            "expected_close": one.expected_close,
            "closed_on": one.closed_on,
            "reason_id": self._reason(one),
            "region": one.region,
            "owner_id": owners[one.owner] if one.owner else None,
            "source_campaign_id": campaigns[one.campaign] if one.campaign else None,
            "source_channel": one.channel,
            "notes": one.notes,
        }

    def _rate(self, currency: str, day: date) -> Decimal | None:
        key = (currency, day)
        if key not in self._rates:
            self._rates[key] = rate_on(self._unit.connection, currency, day)
        return self._rates[key]

    def _reason(self, one: NewDeal) -> int | None:
        if one.stage.kind is not Outcome.LOST or not one.reason:
            return None
        name = clean_line(one.reason)
        if name not in self._reasons:
            self._reasons[name] = reason_for(self._unit, "lost", name)
        return self._reasons[name]

    def _find_products(self, names: set[str]) -> None:
        wanted = {fold(clean_line(name)): clean_line(name) for name in names}
        missing = [key for key in wanted if key not in self._products]
        for part in chunks(missing):
            query = select(product.c.match_name, product.c.id).where(
                product.c.match_name.in_(part), product.c.trashed_at.is_(None)
            )
            self._products.update((row[0], row[1]) for row in self._unit.connection.execute(query))
        new = [key for key in missing if key not in self._products]
        if new:
            first = self._unit.insert_many(product, [{"name": wanted[key], "match_name": key} for key in new])
            self._products.update(zip(new, range(first, first + len(new)), strict=True))

    def _product_id(self, one: NewDeal) -> int | None:
        return self._products[fold(clean_line(one.product))] if one.product else None

    def _write_lines(self, first: int, deals: Sequence[NewDeal]) -> None:
        rows = [
            {
                "deal_id": first + index,
                "product_id": self._product_id(one),
                "quantity": one.quantity,
                "price": _unit_price(one),
                "discount": 0,
                "net": one.amount or 0,
                "tax_code_id": None,
                "position": 0,
            }
            for index, one in enumerate(deals)
            if one.product
        ]
        self._unit.insert_many(deal_line, rows)

    def _write_history(self, first: int, deals: Sequence[NewDeal]) -> None:
        opening = self._first_open_stage() if any(one.closed_on for one in deals) else None
        rows: list[dict[str, Any]] = []
        today = self._unit.clock.today()
        for index, one in enumerate(deals):
            began = opening if one.closed_on and opening is not None else one.stage
            rows.append(_history(first + index, one, began, one.created_on))
            if one.closed_on:
                # A day that cannot be right stays on the deal; its history goes on in order.
                day = min(max(one.closed_on, one.created_on), max(today, one.created_on))
                rows.append(_history(first + index, one, one.stage, day))
        self._unit.insert_many(deal_history, rows)

    def _first_open_stage(self) -> Stage:
        return stage_of(load_stage(self._unit, first_open_stage(self._unit)))

    def _write_sales(self, first: int, deals: Sequence[NewDeal], rows: Sequence[dict[str, Any]]) -> None:
        won = [(first + i, one, rows[i]) for i, one in enumerate(deals) if one.stage.kind is Outcome.WON]
        sales = [
            {
                "deal_id": deal_id,
                "sold_on": one.closed_on,
                "currency": one.currency,
                "rate": row["rate"],
                **self._customer(row["company_id"], one.contact_id),
            }
            for deal_id, one, row in won
        ]
        first_sale = self._unit.insert_many(sale, sales)
        code_id, tax_rate = self._tax
        lines = [
            {
                "sale_id": first_sale + index,
                "product_id": self._product_id(one),
                "tax_code_id": code_id,
                "tax_rate": tax_rate,
                "net": one.amount,
                "tax": tax_of(one.amount, tax_rate),
                "base_net": row["base_amount"],
                "base_tax": in_home(
                    tax_of(one.amount, tax_rate),
                    one.currency,
                    self._home,
                    None if row["rate"] is None else Decimal(row["rate"]),
                ),
            }
            for index, (_, one, row) in enumerate(won)
            if one.amount is not None
        ]
        self._unit.insert_many(sale_line, lines)

    def _customer(self, company_id: int | None, contact_id: int | None) -> dict[str, Any]:
        if company_id is None:
            name = self._unit.connection.execute(
                select(contact.c.name).where(contact.c.id == contact_id)
            ).scalar()
            return {"customer_name": name, "customer_address": None, "customer_tax_id": None}
        if company_id not in self._customers:
            row = self._unit.connection.execute(select(company).where(company.c.id == company_id)).one()
            place = " ".join(part for part in (row.postal_code, row.city) if part)
            address = ", ".join(part for part in (row.street, place, row.country) if part)
            self._customers[company_id] = {
                "customer_name": row.name,
                "customer_address": address or None,
                "customer_tax_id": row.tax_id,
            }
        return self._customers[company_id]

    def _write_ties(self, first: int, deals: Sequence[NewDeal]) -> None:
        keys = [(one.external_id, first + index) for index, one in enumerate(deals)]
        keep_keys(self._unit, self._source, "deal", keys)
        people = [
            {"deal_id": first + index, "contact_id": one.contact_id, "is_main": True}
            for index, one in enumerate(deals)
            if one.contact_id is not None
        ]
        self._unit.insert_many(deal_contact, people)
        for one in deals:
            if one.contact_id is not None:
                enter_stage(self._unit, one.contact_id, Lifecycle.OPPORTUNITY, one.created_on)
                if one.stage.kind is Outcome.WON:
                    enter_stage(self._unit, one.contact_id, Lifecycle.CUSTOMER, one.closed_on)


def _unit_price(one: NewDeal) -> int:
    """The price that makes the line's amount, in 10⁻⁶ of the major unit; exact for a quantity of one."""
    if not one.amount or not one.quantity:
        return 0
    return int(from_minor(one.amount, one.currency) * UNIT_PRICE * WHOLE_QUANTITY / one.quantity)


def _history(deal_id: int, one: NewDeal, its_stage: Stage, on: date) -> dict[str, Any]:
    return {
        "deal_id": deal_id,
        "happened_on": on,
        "stage_id": its_stage.id,
        "amount": one.amount,
        "currency": one.currency,
        "expected_close": one.expected_close,
        "probability": its_stage.probability if one.probability is None else one.probability,
        "outcome": its_stage.kind.value,
        "reason": clean_line(one.reason) if one.reason and its_stage.kind is Outcome.LOST else None,
    }
