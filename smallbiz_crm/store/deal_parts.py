"""Queries and writes of what is inside a deal: people in their roles, objections, proposals, plan and payments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, func, select

from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.deal_parts import (
    DealPerson,
    Instalment,
    Objection,
    ObjectionState,
    Payment,
    PaymentPlan,
    Proposal,
    ProposalState,
    settle,
)
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.text import clean_line, clean_text
from smallbiz_crm.store.contact_changes import enter_stage
from smallbiz_crm.store.deal_changes import taxed_by_code
from smallbiz_crm.store.tables.people import company, contact
from smallbiz_crm.store.tables.sales import deal, deal_contact, instalment, objection, payment, proposal
from smallbiz_crm.store.tables.workspace import attachment
from smallbiz_crm.store.unit_of_work import UnitOfWork

_LINES = frozenset(("title", "role", "note", "method", "reference"))
_TEXTS = frozenset(("text", "answer"))


# -- reading --------------------------------------------------------------------------------------------------


def people_of(connection: Connection, deal_id: int) -> list[DealPerson]:
    """Those not in the Trash, the main one first."""
    query = (
        select(
            deal_contact.c.id,
            deal_contact.c.contact_id,
            contact.c.name,
            company.c.name.label("company"),
            deal_contact.c.role,
            deal_contact.c.is_main,
        )
        .join_from(deal_contact, contact, contact.c.id == deal_contact.c.contact_id)
        .join(company, company.c.id == contact.c.company_id, isouter=True)
        .where(deal_contact.c.deal_id == deal_id, contact.c.trashed_at.is_(None))
        .order_by(deal_contact.c.is_main.desc(), deal_contact.c.id)
    )
    return [
        DealPerson(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in connection.execute(query)
    ]


def objections_of(connection: Connection, deal_id: int) -> list[Objection]:
    query = select(objection).where(objection.c.deal_id == deal_id).order_by(objection.c.id)
    return [
        Objection(row.id, row.text, row.answer, ObjectionState(row.state))
        for row in connection.execute(query)
    ]


def proposals_of(connection: Connection, deal_id: int) -> list[Proposal]:
    """The newest first, each with the name of its newest file."""
    newest = (
        select(attachment.c.name)
        .where(attachment.c.record_kind == "proposal", attachment.c.record_id == proposal.c.id)
        .order_by(attachment.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(proposal.c.id, proposal.c.title, proposal.c.sent_on, proposal.c.state, newest)
        .where(proposal.c.deal_id == deal_id)
        .order_by(proposal.c.id.desc())
    )
    return [
        Proposal(row[0], row[1], row[2], ProposalState(row[3]), row[4]) for row in connection.execute(query)
    ]


def plan_of(connection: Connection, deal_id: int, today: date) -> PaymentPlan:
    """What is owed, when it is due and what has come in. Raises NotFound."""
    row = connection.execute(select(deal).where(deal.c.id == deal_id)).one_or_none()
    if row is None:
        raise NotFound("record.not_found", kind="deal", id=deal_id)
    gross = sum(group.net + group.tax for group in taxed_by_code(connection, row))
    parts = connection.execute(select(instalment).where(instalment.c.deal_id == deal_id)).all()
    received = connection.execute(
        select(payment).where(payment.c.deal_id == deal_id).order_by(payment.c.paid_on, payment.c.id)
    ).all()
    payments = [
        Payment(each.id, each.paid_on, each.amount, each.currency, each.method, each.reference)
        for each in received
    ]
    same = [each.amount for each in payments if each.currency == row.currency]
    instalments = [Instalment(each.id, each.due_on, each.amount, each.note) for each in parts]
    return PaymentPlan(
        row.currency,
        gross,
        tuple(settle(instalments, sum(same), today)),
        tuple(payments),
        len(payments) - len(same),
    )


# -- writing --------------------------------------------------------------------------------------------------


def add_person(unit: UnitOfWork, deal_id: int, contact_id: int, role: str | None) -> int:
    """Tie a person to the deal; the first one is the main one. Who is there already gets the role."""
    rows = unit.connection.execute(
        select(deal_contact.c.id, deal_contact.c.contact_id).where(deal_contact.c.deal_id == deal_id)
    ).all()
    for row in rows:
        if row.contact_id == contact_id:
            unit.update(deal_contact, row.id, role=role)
            return row.id
    enter_stage(unit, contact_id, Lifecycle.OPPORTUNITY, unit.clock.today())
    return unit.insert(deal_contact, deal_id=deal_id, contact_id=contact_id, role=role, is_main=not rows)


def remove_person(unit: UnitOfWork, deal_contact_id: int) -> None:
    """Take a person out of the deal; when it was the main one, the next becomes that."""
    row = _row(unit, deal_contact, deal_contact_id)
    unit.delete(deal_contact, deal_contact_id)
    if row.is_main:
        follower = (
            select(func.min(deal_contact.c.id)).where(deal_contact.c.deal_id == row.deal_id).scalar_subquery()
        )
        next_id = unit.connection.execute(select(follower)).scalar()
        if next_id is not None:
            unit.update(deal_contact, next_id, is_main=True)


def add_part(unit: UnitOfWork, kind: str, deal_id: int, values: dict[str, Any]) -> int:
    """Add an objection, a proposal or an instalment to a deal. Raises Refused where its words or amount are unfit."""
    return unit.insert(_TABLES[kind], deal_id=deal_id, **_fit(kind, values))


def change_part(unit: UnitOfWork, kind: str, part_id: int, values: dict[str, Any]) -> None:
    unit.update(_TABLES[kind], part_id, **_fit(kind, values))


def remove_part(unit: UnitOfWork, kind: str, part_id: int) -> None:
    unit.delete(_TABLES[kind], part_id)


def deal_of(connection: Connection, kind: str, part_id: int) -> int:
    """The deal a part belongs to. Raises NotFound."""
    table = _TABLES[kind]
    found = connection.execute(select(table.c.deal_id).where(table.c.id == part_id)).scalar()
    if found is None:
        raise NotFound("record.not_found", kind=kind, id=part_id)
    return found


def replace_plan(unit: UnitOfWork, deal_id: int, parts: Sequence[tuple[date, int]]) -> None:
    """Put these instalments in the place of those there are."""
    old = select(instalment.c.id).where(instalment.c.deal_id == deal_id)
    unit.delete_where(instalment, unit.connection.execute(old).scalars().all())
    unit.insert_many(
        instalment, [{"deal_id": deal_id, "due_on": due_on, "amount": amount} for due_on, amount in parts]
    )


def _row(unit: UnitOfWork, table: Table[Any], row_id: int) -> Any:
    row = unit.connection.execute(select(table).where(table.c.id == row_id)).one_or_none()
    if row is None:
        raise NotFound("record.not_found", kind=table.name, id=row_id)
    return row


def _fit(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    """The values as they are stored. Raises Refused for a part without words or an amount that is none."""
    fit = dict(values)
    for name in fit.keys() & _LINES:
        fit[name] = clean_line(fit[name] or "") or None
    for name in fit.keys() & _TEXTS:
        fit[name] = clean_text(fit[name] or "").strip() or None
    if kind == "objection" and "text" in fit and not fit["text"]:
        raise Refused("objection.needs_text")
    if kind == "proposal" and "title" in fit and not fit["title"]:
        raise Refused("proposal.needs_title")
    if kind == "instalment" and fit.get("amount", 1) <= 0:
        raise Refused("instalment.not_positive")
    if kind == "payment" and fit.get("amount", 1) == 0:
        raise Refused("payment.zero")
    return fit


_TABLES: dict[str, Table[Any]] = {
    "deal_contact": deal_contact,
    "objection": objection,
    "proposal": proposal,
    "instalment": instalment,
    "payment": payment,
}
