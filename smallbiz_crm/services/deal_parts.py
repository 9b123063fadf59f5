"""What the user can do inside a deal: its people, product lines, objections, proposals, payment plan, payments."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from smallbiz_crm.domain.contacts import TimelineEntry
from smallbiz_crm.domain.deal_parts import (
    DealPerson,
    Objection,
    ObjectionState,
    PaymentPlan,
    Proposal,
    ProposalState,
    Role,
    divide_payments,
)
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.store import attachments, deal_changes, deal_lines, payments, timeline, trash
from smallbiz_crm.store import deal_parts as stored
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.products import product_priced
from smallbiz_crm.store.tax_codes import tax_code_id
from smallbiz_crm.store.unit_of_work import UnitOfWork

TOLD_ENTRIES = 100
LINE_FIELDS = frozenset(
    ("product", "description", "quantity", "price", "discount", "tax_code", "recurs_months")
)


class DealParts:
    """Amounts are minor units of the deal's currency; every write is one step named after the deal."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- people -------------------------------------------------------------------------------------------

    def people(self, deal_id: int) -> list[DealPerson]:
        """Everybody in the deal with their roles, the main person first."""
        with self._database.reading() as connection:
            return stored.people_of(connection, deal_id)

    def told_before(self, deal_id: int, limit: int = TOLD_ENTRIES) -> list[TimelineEntry]:
        """What the people of the deal told us outside it, and the campaigns that met them; the newest first."""
        with self._database.reading() as connection:
            people = [person.contact_id for person in stored.people_of(connection, deal_id)]
            return timeline.told_before(connection, people, deal_id, limit)

    def add_person(self, deal_id: int, contact_id: int, role: Role | None = None) -> int:
        """Bring a person into the deal; who is there already gets the role."""
        with self._database.step("deal.person_added") as unit:
            _name(unit, deal_id)
            return stored.add_person(unit, deal_id, contact_id, role.value if role else None)

    def set_role(self, deal_contact_id: int, role: Role | None) -> None:
        with self._database.step("deal.person_changed") as unit:
            _name(unit, stored.deal_of(unit.connection, "deal_contact", deal_contact_id))
            stored.change_part(unit, "deal_contact", deal_contact_id, {"role": role.value if role else None})

    def remove_person(self, deal_contact_id: int) -> None:
        """Take a person out of the deal; the next one becomes the main one."""
        with self._database.step("deal.person_removed") as unit:
            _name(unit, stored.deal_of(unit.connection, "deal_contact", deal_contact_id))
            stored.remove_person(unit, deal_contact_id)

    # -- product lines ------------------------------------------------------------------------------------

    def add_line(self, deal_id: int, **fields: Any) -> int:
        """Add a product line; the deal's amount becomes the sum of its lines.

        `quantity` in 10⁻³, `price` in 10⁻⁶ of the major unit (left out: the product's own), `discount` in 10⁻⁴,
        `tax_code` by its code (None: the workspace's own), `recurs_months` None for what is paid once.
        """
        with self._database.step("deal.line_added") as unit:
            _name(unit, deal_id)
            line_id = deal_lines.insert_line(unit, deal_id, _line_values(unit, fields, deal_id))
            deal_changes.sum_lines(unit, deal_id)
            return line_id

    def edit_line(self, line_id: int, **fields: Any) -> None:
        """Change fields of a line; the deal's amount follows."""
        with self._database.step("deal.line_edited") as unit:
            deal_id = deal_lines.change_line(unit, line_id, _line_values(unit, fields, None))
            deal_changes.sum_lines(unit, deal_id)
            _name(unit, deal_id)

    def remove_line(self, line_id: int) -> None:
        """Take a line away; a deal without lines keeps its amount."""
        with self._database.step("deal.line_removed") as unit:
            deal_id = deal_lines.remove_line(unit, line_id)
            deal_changes.sum_lines(unit, deal_id)
            _name(unit, deal_id)

    # -- objections ---------------------------------------------------------------------------------------

    def objections(self, deal_id: int) -> list[Objection]:
        with self._database.reading() as connection:
            return stored.objections_of(connection, deal_id)

    def add_objection(self, deal_id: int, text: str, answer: str | None = None) -> int:
        """Note what speaks against buying; with an answer it counts as answered."""
        state = ObjectionState.ANSWERED if answer else ObjectionState.OPEN
        with self._database.step("deal.objection_added") as unit:
            _name(unit, deal_id)
            values = {"text": text, "answer": answer, "state": state.value}
            return stored.add_part(unit, "objection", deal_id, values)

    def edit_objection(
        self, objection_id: int, *, text: str, answer: str | None, state: ObjectionState
    ) -> None:
        with self._database.step("deal.objection_edited") as unit:
            _name(unit, stored.deal_of(unit.connection, "objection", objection_id))
            values = {"text": text, "answer": answer, "state": state.value}
            stored.change_part(unit, "objection", objection_id, values)

    def remove_objection(self, objection_id: int) -> None:
        with self._database.step("deal.objection_removed") as unit:
            _name(unit, stored.deal_of(unit.connection, "objection", objection_id))
            stored.remove_part(unit, "objection", objection_id)

    # -- proposals ----------------------------------------------------------------------------------------

    def proposals(self, deal_id: int) -> list[Proposal]:
        """The newest first."""
        with self._database.reading() as connection:
            return stored.proposals_of(connection, deal_id)

    def add_proposal(
        self, deal_id: int, title: str, *, sent_on: date | None = None, file: Path | None = None
    ) -> int:
        """Note an offer, sent when it has a day; the file is copied into the workspace."""
        state = ProposalState.SENT if sent_on else ProposalState.DRAFT
        with self._database.step("deal.proposal_added") as unit:
            _name(unit, deal_id)
            values = {"title": title, "sent_on": sent_on, "state": state.value}
            proposal_id = stored.add_part(unit, "proposal", deal_id, values)
            if file is not None:
                attachments.attach(unit, "proposal", proposal_id, file)
            return proposal_id

    def edit_proposal(
        self,
        proposal_id: int,
        *,
        title: str,
        sent_on: date | None,
        state: ProposalState,
        file: Path | None = None,
    ) -> None:
        with self._database.step("deal.proposal_edited") as unit:
            _name(unit, stored.deal_of(unit.connection, "proposal", proposal_id))
            values = {"title": title, "sent_on": sent_on, "state": state.value}
            stored.change_part(unit, "proposal", proposal_id, values)
            if file is not None:
                attachments.attach(unit, "proposal", proposal_id, file)

    def remove_proposal(self, proposal_id: int) -> None:
        with self._database.step("deal.proposal_removed") as unit:
            _name(unit, stored.deal_of(unit.connection, "proposal", proposal_id))
            stored.remove_part(unit, "proposal", proposal_id)

    def proposal_file(self, proposal_id: int) -> tuple[str, bytes] | None:
        """Name and content of the newest file of a proposal."""
        with self._database.reading() as connection:
            found = attachments.attachment_of(connection, "proposal", proposal_id)
            return None if found is None else attachments.read_attachment(connection, found[0])

    # -- how it is paid -----------------------------------------------------------------------------------

    def plan(self, deal_id: int) -> PaymentPlan:
        """What the customer owes, in which parts, and what has come in."""
        with self._database.reading() as connection:
            return stored.plan_of(connection, deal_id, self._database.clock.today())

    def add_instalment(self, deal_id: int, due_on: date, amount: int, note: str | None = None) -> int:
        """Plan a part of the payment, tax included."""
        with self._database.step("deal.instalment_added") as unit:
            _name(unit, deal_id)
            values = {"due_on": due_on, "amount": amount, "note": note}
            return stored.add_part(unit, "instalment", deal_id, values)

    def edit_instalment(self, instalment_id: int, *, due_on: date, amount: int, note: str | None) -> None:
        with self._database.step("deal.instalment_edited") as unit:
            _name(unit, stored.deal_of(unit.connection, "instalment", instalment_id))
            values = {"due_on": due_on, "amount": amount, "note": note}
            stored.change_part(unit, "instalment", instalment_id, values)

    def remove_instalment(self, instalment_id: int) -> None:
        with self._database.step("deal.instalment_removed") as unit:
            _name(unit, stored.deal_of(unit.connection, "instalment", instalment_id))
            stored.remove_part(unit, "instalment", instalment_id)

    def divide(
        self, deal_id: int, *, deposit_share: int, deposit_on: date, count: int, first_on: date
    ) -> None:
        """Make a plan of a deposit (share in 10⁻⁴) and `count` monthly parts, in the place of the one there is."""
        with self._database.step("deal.plan_made") as unit:
            _name(unit, deal_id)
            gross = stored.plan_of(unit.connection, deal_id, unit.clock.today()).gross
            parts = divide_payments(gross, deposit_share, deposit_on, count, first_on)
            stored.replace_plan(unit, deal_id, parts)

    def add_payment(
        self,
        deal_id: int,
        paid_on: date,
        amount: int,
        *,
        currency: str | None = None,
        method: str | None = None,
        reference: str | None = None,
    ) -> int:
        """Note money received (below zero: given back), frozen at the rate of its day."""
        if amount == 0:
            raise Refused("payment.zero")
        with self._database.step("deal.payment_added") as unit:
            _name(unit, deal_id)
            values = {"currency": currency, "method": method, "reference": reference}
            return payments.add_payment(unit, deal_id, paid_on, amount, values)

    def remove_payment(self, payment_id: int) -> None:
        with self._database.step("deal.payment_removed") as unit:
            _name(unit, stored.deal_of(unit.connection, "payment", payment_id))
            stored.remove_part(unit, "payment", payment_id)


def _name(unit: UnitOfWork, deal_id: int) -> None:
    """The step speaks of the deal."""
    unit.params["title"] = trash.title_of(unit.connection, "deal", deal_id)


def _line_values(unit: UnitOfWork, fields: dict[str, Any], deal_id: int | None) -> dict[str, Any]:
    """The columns of a line; a new one (`deal_id` is given) takes what its product says and nobody else did."""
    unknown = set(fields) - LINE_FIELDS
    if unknown:
        raise Refused("field.unknown", field=", ".join(sorted(unknown)), known=", ".join(sorted(LINE_FIELDS)))
    values = {name: value for name, value in fields.items() if name not in ("product", "tax_code")}
    if "product" in fields:
        values |= product_priced(unit, fields["product"], deal_id, set(fields))
    if fields.get("tax_code"):
        values["tax_code_id"] = tax_code_id(unit.connection, fields["tax_code"])
    elif "tax_code" in fields:
        values["tax_code_id"] = None
    return values
