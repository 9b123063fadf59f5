"""Winning, losing and reopening a deal with all that a gesture asks for, and what it plans for afterwards."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from smallbiz_crm.domain.days import add_months
from smallbiz_crm.domain.deals import Closing, Outcome
from smallbiz_crm.domain.text import clean_line
from smallbiz_crm.store import lookups
from smallbiz_crm.store.deal_changes import add_deal, load_stage, move_deal
from smallbiz_crm.store.deal_lines import add_line
from smallbiz_crm.store.follow_ups import add_follow_up
from smallbiz_crm.store.tables.sales import deal, deal_contact, deal_line, sale
from smallbiz_crm.store.unit_of_work import UnitOfWork

RENEWED = ("company_id", "amount", "currency", "region", "owner_id", "source_campaign_id")
"""What a renewal takes over from the deal it renews."""


def close_or_move(unit: UnitOfWork, deal_id: int, stage_id: int, closing: Closing) -> None:
    """Put a deal into a stage with what `closing` says; what does not concern the stage's kind is left alone."""
    kind = Outcome(load_stage(unit, stage_id).kind)
    if kind is Outcome.WON:
        _note_before_winning(unit, deal_id, closing)
    move_deal(
        unit,
        deal_id,
        stage_id,
        reason=closing.reason,
        reason_note=closing.reason_note,
        competitor=closing.competitor,
        closed_on=closing.closed_on,
        amount=closing.amount,
    )
    if kind is Outcome.WON:
        _follow_a_win(unit, deal_id, closing)
    elif kind is Outcome.LOST and closing.try_again_on is not None:
        title = unit.connection.execute(select(deal.c.title).where(deal.c.id == deal_id)).scalar_one()
        add_follow_up(unit, "todo", title, closing.try_again_on, {"deal_id": deal_id})


def _note_before_winning(unit: UnitOfWork, deal_id: int, closing: Closing) -> None:
    """Region and amount, so that history and sale are written with them; then the product over the whole amount."""
    values: dict[str, Any] = {}
    if clean_line(closing.region or ""):
        values["region"] = clean_line(closing.region or "")
    if closing.amount is not None:
        values["amount"] = closing.amount
    if values:
        unit.update(deal, deal_id, **values)
    has_lines = select(deal_line.c.id).where(deal_line.c.deal_id == deal_id).limit(1)
    if clean_line(closing.product or "") and unit.connection.execute(has_lines).scalar() is None:
        add_line(unit, deal_id, lookups.product_for(unit, closing.product or ""))


def _follow_a_win(unit: UnitOfWork, deal_id: int, closing: Closing) -> None:
    if clean_line(closing.invoice_number or ""):
        held = select(sale.c.id).where(sale.c.deal_id == deal_id, sale.c.reverses_id.is_(None))
        sale_id = unit.connection.execute(held.order_by(sale.c.id.desc()).limit(1)).scalar_one()
        unit.update(sale, sale_id, invoice_number=clean_line(closing.invoice_number or ""))
    if closing.renewal_on is not None:
        _add_renewal(unit, deal_id, closing.renewal_title or "", closing.renewal_on)
    if closing.upsell_on is not None:
        add_follow_up(unit, "call", closing.upsell_title or "", closing.upsell_on, {"deal_id": deal_id})


def _add_renewal(unit: UnitOfWork, deal_id: int, title: str, expected: date) -> None:
    """A new deal for the same customer, people and amount, with a follow-up a month before it is expected."""
    row = unit.connection.execute(select(deal).where(deal.c.id == deal_id)).one()
    people = unit.connection.execute(select(deal_contact).where(deal_contact.c.deal_id == deal_id)).all()
    main = next((each.contact_id for each in people if each.is_main), None)
    values = {name: getattr(row, name) for name in RENEWED}
    renewal = add_deal(unit, title, main, {**values, "expected_close": expected, "renews_id": deal_id})
    for each in people:
        if not each.is_main:
            unit.insert(
                deal_contact, deal_id=renewal, contact_id=each.contact_id, role=each.role, is_main=False
            )
    due = max(unit.clock.today(), add_months(expected, -1))
    add_follow_up(unit, "call", title, due, {"deal_id": renewal})
