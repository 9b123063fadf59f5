"""Writes about deals: creating, editing, moving, the history row of every change, the sale of a won deal."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, select

from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.days import to_micros
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.money import tax_of
from smallbiz_crm.domain.prices import TaxRounding, tax_on
from smallbiz_crm.domain.text import clean_line, sort_key
from smallbiz_crm.store import lookups
from smallbiz_crm.store.contact_changes import add_activity, enter_stage
from smallbiz_crm.store.deal_lines import follow_amount, sum_of_lines
from smallbiz_crm.store.rates import in_home, rate_on
from smallbiz_crm.store.sale_reversals import standing_sale, take_away_sale
from smallbiz_crm.store.settings import home_currency, text_setting
from smallbiz_crm.store.tables.marketing import touch
from smallbiz_crm.store.tables.people import company, contact
from smallbiz_crm.store.tables.sales import (
    deal,
    deal_contact,
    deal_history,
    deal_line,
    reason,
    sale,
    sale_line,
    stage,
    tax_code,
)
from smallbiz_crm.store.unit_of_work import UnitOfWork

WHY_LOST = frozenset(("reason_id", "reason_note", "competitor"))
HISTORIC = frozenset(("stage_id", "amount", "currency", "expected_close", "probability", "closed_on"))


def first_open_stage(unit: UnitOfWork) -> int:
    query = (
        select(stage.c.id)
        .where(stage.c.kind == Outcome.OPEN.value, stage.c.retired_on.is_(None))
        .order_by(stage.c.position)
        .limit(1)
    )
    return unit.connection.execute(query).scalar_one()


def load_stage(unit: UnitOfWork, stage_id: int) -> Row[Any]:
    row = unit.connection.execute(select(stage).where(stage.c.id == stage_id)).one_or_none()
    if row is None:
        raise NotFound("record.not_found", kind="stage", id=stage_id)
    return row


def _row(unit: UnitOfWork, deal_id: int) -> Row[Any]:
    row = unit.connection.execute(select(deal).where(deal.c.id == deal_id)).one_or_none()
    if row is None:
        raise NotFound("record.not_found", kind="deal", id=deal_id)
    return row


# -- creating and editing -------------------------------------------------------------------------------------


def add_deal(unit: UnitOfWork, title: str, contact_id: int | None, values: dict[str, Any]) -> int:
    """Create a deal in its stage (the first open one by default) with its first history row."""
    shown = clean_line(title)
    if not shown:
        raise Refused("deal.needs_title")
    today = unit.clock.today()
    values = {name: value for name, value in values.items() if value is not None}
    values.setdefault("stage_id", first_open_stage(unit))
    values.setdefault("currency", home_currency(unit.connection))
    if contact_id is not None:
        values.setdefault("company_id", _company_of(unit, contact_id))
        values.setdefault("source_campaign_id", _last_campaign(unit, contact_id))
    values = {"created_on": today, "stage_since": today, **values}
    deal_id = unit.insert(deal, title=shown, sort_name=sort_key(shown), **values)
    if contact_id is not None:
        unit.insert(deal_contact, deal_id=deal_id, contact_id=contact_id, is_main=True)
        enter_stage(unit, contact_id, Lifecycle.OPPORTUNITY, values["created_on"])
    note_history(unit, deal_id, values["created_on"])
    return deal_id


def _company_of(unit: UnitOfWork, contact_id: int) -> int | None:
    row = unit.connection.execute(
        select(contact.c.company_id).where(contact.c.id == contact_id)
    ).one_or_none()
    if row is None:
        raise NotFound("record.not_found", kind="contact", id=contact_id)
    return row[0]


def _last_campaign(unit: UnitOfWork, contact_id: int) -> int | None:
    """The campaign of the person's last touch, which prefills the deal's source."""
    query = (
        select(touch.c.campaign_id)
        .where(touch.c.contact_id == contact_id, touch.c.campaign_id.is_not(None))
        .order_by(touch.c.touched_on.desc(), touch.c.touched_at.desc(), touch.c.uid.desc())
        .limit(1)
    )
    return unit.connection.execute(query).scalar()


def edit_deal(unit: UnitOfWork, deal_id: int, fields: dict[str, Any]) -> None:
    """Set fields of a deal; `company`, `owner`, `reason` by name, `contact_id` is the main contact."""
    values: dict[str, Any] = {}
    for field, value in fields.items():
        values |= _stored_as(unit, deal_id, field, value)
    if not values or not unit.update(deal, deal_id, **values):
        return
    if WHY_LOST & values.keys():
        _retell_loss(unit, deal_id)
    if HISTORIC & values.keys():
        if {"amount", "currency"} & values.keys():
            follow_amount(unit, deal_id)
        row = _row(unit, deal_id)
        note_history(unit, deal_id, row.closed_on or unit.clock.today())
        refreeze(unit, deal_id)


def _stored_as(unit: UnitOfWork, deal_id: int, field: str, value: Any) -> dict[str, Any]:
    """The columns of the deal that a field is kept in; none for the main contact, who stands in a row of their own."""
    if field == "title":
        if not clean_line(value or ""):
            raise Refused("deal.needs_title")
        return {"title": clean_line(value), "sort_name": sort_key(clean_line(value))}
    if field == "company":
        return {"company_id": lookups.company_for(unit, value, unit.clock.today()) if value else None}
    if field == "owner":
        return {"owner_id": lookups.owner_for(unit, value) if value else None}
    if field == "reason":
        return {"reason_id": lookups.reason_for(unit, "lost", value) if value else None}
    if field == "contact_id":
        set_main_contact(unit, deal_id, value)
        return {}
    if field == "created_on":
        _begin_on(unit, deal_id, value)
    return {field: value}


def _begin_on(unit: UnitOfWork, deal_id: int, day: date | None) -> None:
    """Let the deal's history begin on another day, and a win that had to wait for it stand on its own day."""
    if day is None:
        raise Refused("deal.needs_created")
    rows = unit.connection.execute(
        select(deal_history.c.id, deal_history.c.happened_on, deal_history.c.outcome)
        .where(deal_history.c.deal_id == deal_id)
        .order_by(deal_history.c.happened_on, deal_history.c.id)
    ).all()
    if len(rows) > 1 and rows[1].happened_on < day:
        raise Refused("deal.created_too_late", day=rows[1].happened_on.isoformat())
    if day > unit.clock.today():
        raise Refused("deal.created_in_future")
    unit.update(deal_history, rows[0].id, happened_on=day)
    closed_on = _row(unit, deal_id).closed_on
    if closed_on is not None and rows[-1].outcome != Outcome.OPEN.value:
        unit.update(deal_history, rows[-1].id, happened_on=_known_on(unit, deal_id, closed_on))


def set_main_contact(unit: UnitOfWork, deal_id: int, contact_id: int | None) -> None:
    """Make a person the deal's main contact; those it had stay in their roles."""
    rows = unit.connection.execute(select(deal_contact).where(deal_contact.c.deal_id == deal_id)).all()
    for row in rows:
        unit.update(deal_contact, row.id, is_main=row.contact_id == contact_id)
    if contact_id is not None and all(row.contact_id != contact_id for row in rows):
        unit.insert(deal_contact, deal_id=deal_id, contact_id=contact_id, is_main=True)
        enter_stage(unit, contact_id, Lifecycle.OPPORTUNITY, unit.clock.today())


def sum_lines(unit: UnitOfWork, deal_id: int) -> None:
    """Make the amount what the lines sum to, with its history and, of a won deal, its sale.

    A deal whose last line was taken away keeps its amount.
    """
    amount = sum_of_lines(unit, deal_id)
    if amount is not None and unit.update(deal, deal_id, amount=amount):
        note_history(unit, deal_id, _row(unit, deal_id).closed_on or unit.clock.today())
    refreeze(unit, deal_id)


def note_history(unit: UnitOfWork, deal_id: int, on: date) -> None:
    """Write down the six values of the deal as they are from `on`.

    A deal is won or lost no earlier than it was last known to be open, and no later than today: the history tells
    when it changed, and its last row is what the deal is now. The day it closed stands on the deal itself.
    """
    row = _row(unit, deal_id)
    its_stage = load_stage(unit, row.stage_id)
    if its_stage.kind != Outcome.OPEN.value:
        on = _known_on(unit, deal_id, on)
    unit.insert(
        deal_history,
        deal_id=deal_id,
        happened_on=on,
        happened_at=to_micros(unit.clock.now()) if on == unit.clock.today() else None,
        stage_id=row.stage_id,
        amount=row.amount,
        currency=row.currency,
        expected_close=row.expected_close,
        probability=its_stage.probability if row.probability is None else row.probability,
        outcome=its_stage.kind,
        **(_why_lost(unit, row) if its_stage.kind == Outcome.LOST.value else {}),
    )


def _why_lost(unit: UnitOfWork, row: Row[Any]) -> dict[str, str | None]:
    """Why a deal is lost, as its history keeps it: in words, whatever becomes of the list of reasons."""
    name = unit.connection.execute(select(reason.c.name).where(reason.c.id == row.reason_id)).scalar()
    return {"reason": name, "reason_note": row.reason_note, "competitor": row.competitor}


def _retell_loss(unit: UnitOfWork, deal_id: int) -> None:
    """Let the history say of a lost deal what is said now of why it was lost this time."""
    newest = (
        select(deal_history.c.id, deal_history.c.outcome)
        .where(deal_history.c.deal_id == deal_id)
        .order_by(deal_history.c.happened_on.desc(), deal_history.c.id.desc())
        .limit(1)
    )
    last = unit.connection.execute(newest).one()
    if last.outcome == Outcome.LOST.value:
        unit.update(deal_history, last.id, **_why_lost(unit, _row(unit, deal_id)))


def _known_on(unit: UnitOfWork, deal_id: int, closed_on: date) -> date:
    """The day on which a deal that closed on a day takes its place in the history."""
    was_open = deal_history.c.outcome == Outcome.OPEN.value
    query = select(func.max(deal_history.c.happened_on)).where(deal_history.c.deal_id == deal_id, was_open)
    last_open = unit.connection.execute(query).scalar()
    earliest = closed_on if last_open is None else max(closed_on, last_open)
    return min(earliest, max(unit.clock.today(), last_open or closed_on))


# -- moving ---------------------------------------------------------------------------------------------------


def move_deal(
    unit: UnitOfWork,
    deal_id: int,
    stage_id: int,
    *,
    reason: str | None = None,
    reason_note: str | None = None,
    competitor: str | None = None,
    closed_on: date | None = None,
    amount: int | None = None,
) -> None:
    """Put a deal into a stage. Won freezes rate and sale, lost keeps the reason, an open stage reopens."""
    its_stage = load_stage(unit, stage_id)
    outcome = Outcome(its_stage.kind)
    today = unit.clock.today()
    on = closed_on or today
    values: dict[str, Any] = {"stage_id": stage_id, "stage_since": today, "probability": None}
    if amount is not None:
        values["amount"] = amount
    # Why it was lost before stays when it is opened again: only a lost deal counts it.
    values["closed_on"] = None if outcome is Outcome.OPEN else on
    if outcome is Outcome.LOST:
        values["reason_id"] = lookups.reason_for(unit, "lost", reason) if reason else None
        values["reason_note"] = reason_note or None
        values["competitor"] = clean_line(competitor or "") or None
    unit.update(deal, deal_id, **values)
    if amount is not None:
        follow_amount(unit, deal_id)
    note_history(unit, deal_id, today if outcome is Outcome.OPEN else on)
    refreeze(unit, deal_id)
    if outcome is Outcome.WON:
        _make_customers(unit, deal_id, on)


def _make_customers(unit: UnitOfWork, deal_id: int, on: date) -> None:
    main = select(deal_contact.c.contact_id).where(deal_contact.c.deal_id == deal_id, deal_contact.c.is_main)
    for contact_id in unit.connection.execute(main).scalars().all():
        enter_stage(unit, contact_id, Lifecycle.CUSTOMER, on)


# -- the sale of a won deal -----------------------------------------------------------------------------------


def refreeze(unit: UnitOfWork, deal_id: int) -> None:
    """Make the deal's sale agree with it: none (or a reversal, when its month was sent) unless it is won, else the
    rate of the won date and its tax lines.
    """
    row = _row(unit, deal_id)
    is_won = load_stage(unit, row.stage_id).kind == Outcome.WON.value
    old = standing_sale(unit.connection, deal_id)
    if not is_won:
        unit.update(deal, deal_id, base_amount=None, rate=None)
        if old is not None:
            take_away_sale(unit, old)
        return
    day = row.closed_on or unit.clock.today()
    rate = rate_on(unit.connection, row.currency, day)
    home = home_currency(unit.connection)
    base = None if row.amount is None else in_home(row.amount, row.currency, home, rate)
    frozen = None if rate is None else str(rate)
    unit.update(deal, deal_id, base_amount=base, rate=frozen)
    facts = {"sold_on": day, "currency": row.currency, "rate": frozen}
    if old is None:
        old = unit.insert(sale, deal_id=deal_id, **facts, **_customer(unit, row))
    else:
        unit.update(sale, old, **facts)
    _write_sale_lines(unit, old, row, rate)


def _customer(unit: UnitOfWork, row: Row[Any]) -> dict[str, str | None]:
    """Name, address and tax id as they are now: the company's, without one the main contact's name."""
    its_company = unit.connection.execute(select(company).where(company.c.id == row.company_id)).one_or_none()
    if its_company is not None:
        place = " ".join(part for part in (its_company.postal_code, its_company.city) if part)
        address = ", ".join(part for part in (its_company.street, place, its_company.country) if part)
        return {
            "customer_name": its_company.name,
            "customer_address": address or None,
            "customer_tax_id": its_company.tax_id,
        }
    main = (
        select(contact.c.name)
        .join(deal_contact, deal_contact.c.contact_id == contact.c.id)
        .where(deal_contact.c.deal_id == row.id, deal_contact.c.is_main)
    )
    name = unit.connection.execute(main).scalar()
    return {"customer_name": name, "customer_address": None, "customer_tax_id": None}


def _write_sale_lines(unit: UnitOfWork, sale_id: int, row: Row[Any], rate: Decimal | None) -> None:
    old = select(sale_line.c.id).where(sale_line.c.sale_id == sale_id)
    unit.delete_where(sale_line, unit.connection.execute(old).scalars().all())
    home = home_currency(unit.connection)
    for group in taxed_by_code(unit.connection, row):
        net, tax = group.net, group.tax
        unit.insert(
            sale_line,
            sale_id=sale_id,
            product_id=group.product_id,
            tax_code_id=group.code_id,
            tax_rate=group.rate,
            net=net,
            tax=tax,
            base_net=in_home(net, row.currency, home, rate),
            base_tax=in_home(tax, row.currency, home, rate),
        )


class Taxed(NamedTuple):
    """What a deal holds under one tax code and rate (10⁻⁴); the product where there is only one."""

    code_id: int | None
    rate: int
    net: int
    tax: int
    product_id: int | None


def taxed_by_code(connection: Connection, row: Row[Any]) -> list[Taxed]:
    """Net and tax of a deal per tax code and rate, the tax rounded as the workspace has it."""
    default = default_tax_code(connection)
    rounding = TaxRounding(text_setting(connection, "tax.rounding"))
    lines = connection.execute(
        select(deal_line.c.net, deal_line.c.product_id, tax_code.c.id, tax_code.c.rate)
        .join(tax_code, tax_code.c.id == func.coalesce(deal_line.c.tax_code_id, default[0]), isouter=True)
        .where(deal_line.c.deal_id == row.id)
    ).all()
    if not lines:
        return (
            [] if row.amount is None else [Taxed(*default, row.amount, tax_of(row.amount, default[1]), None)]
        )
    nets: dict[tuple[int | None, int], list[int]] = defaultdict(list)
    products: dict[tuple[int | None, int], set[int | None]] = defaultdict(set)
    for net, product_id, code_id, rate in lines:
        nets[code_id, rate or 0].append(net)
        products[code_id, rate or 0].add(product_id)
    return [
        Taxed(*key, sum(its), tax_on(its, key[1], rounding), _only(products[key]))
        for key, its in nets.items()
    ]


def _only(found: set[int | None]) -> int | None:
    return next(iter(found)) if len(found) == 1 else None


def default_tax_code(connection: Connection) -> tuple[int | None, int]:
    """Id and rate of the workspace's default tax code."""
    code = text_setting(connection, "tax.default_code")
    row = connection.execute(
        select(tax_code.c.id, tax_code.c.rate).where(tax_code.c.code == code)
    ).one_or_none()
    return (None, 0) if row is None else (row.id, row.rate)


def log_activity(unit: UnitOfWork, deal_id: int, kind: str, text: str, on: date | None) -> int:
    """Note an activity on a deal; it stands on its main contact's timeline too."""
    main = select(deal_contact.c.contact_id).where(deal_contact.c.deal_id == deal_id, deal_contact.c.is_main)
    contact_id = unit.connection.execute(main).scalar()
    return add_activity(unit, kind, text, contact_id=contact_id, deal_id=deal_id, on=on)
