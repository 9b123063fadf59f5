"""What is inside a deal beside its amount: its people, objections, proposals, payment plan and payments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from smallbiz_crm.domain.days import add_months
from smallbiz_crm.domain.deals import FULL_SHARE
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.money import divide_half_up, share_out

MOST_INSTALMENTS = 120


class Role(StrEnum):
    """What a person does in a deal."""

    DECIDES = "decides"
    USES = "uses"
    PAYS = "pays"
    INFLUENCES = "influences"
    OTHER = "other"


class ObjectionState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    STANDS = "stands"


class ProposalState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class ContractState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    SIGNED = "signed"
    ENDED = "ended"


class InstalmentState(StrEnum):
    PAID = "paid"
    PARTLY = "partly"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class DealPerson:
    """A person of a deal. `role` is one of `Role` or a word of an imported file, None when nobody said."""

    id: int
    contact_id: int
    name: str
    company: str | None
    role: str | None
    is_main: bool


@dataclass(frozen=True, slots=True)
class Objection:
    id: int
    text: str
    answer: str | None
    state: ObjectionState


@dataclass(frozen=True, slots=True)
class Proposal:
    """An offer; `file` is the name of the newest document attached to it."""

    id: int
    title: str
    sent_on: date | None
    state: ProposalState
    file: str | None


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of what a deal brings, tax included, in minor units of the deal's currency."""

    id: int
    due_on: date
    amount: int
    note: str | None


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received, or given back when below zero, in minor units of `currency`."""

    id: int
    paid_on: date
    amount: int
    currency: str
    method: str | None
    reference: str | None


@dataclass(frozen=True, slots=True)
class Settled:
    """An instalment with what payments have covered of it."""

    instalment: Instalment
    paid: int
    state: InstalmentState


@dataclass(frozen=True, slots=True)
class PaymentPlan:
    """How a deal is paid, in minor units of `currency`; `gross` is what the customer owes, tax included.

    `elsewhere` counts payments in other currencies, which no sum here holds.
    """

    currency: str
    gross: int
    instalments: tuple[Settled, ...]
    payments: tuple[Payment, ...]
    elsewhere: int

    @property
    def planned(self) -> int:
        return sum(settled.instalment.amount for settled in self.instalments)

    @property
    def received(self) -> int:
        return sum(payment.amount for payment in self.payments if payment.currency == self.currency)


def settle(instalments: Sequence[Instalment], received: int, today: date) -> list[Settled]:
    """Cover the instalments with what was received, the earliest due first."""
    left = max(received, 0)
    settled: list[Settled] = []
    for instalment in sorted(instalments, key=lambda each: (each.due_on, each.id)):
        paid = min(left, instalment.amount)
        left -= paid
        settled.append(Settled(instalment, paid, _state(instalment, paid, today)))
    return settled


def _state(instalment: Instalment, paid: int, today: date) -> InstalmentState:
    if paid >= instalment.amount:
        return InstalmentState.PAID
    if instalment.due_on < today:
        return InstalmentState.OVERDUE
    return InstalmentState.PARTLY if paid else InstalmentState.DUE


def divide_payments(
    gross: int, deposit_share: int, deposit_on: date, count: int, first_on: date
) -> list[tuple[date, int]]:
    """A deposit (share in 10⁻⁴ of `gross`) and `count` equal monthly parts that sum to `gross` to the cent.

    Raises Refused ``plan.unfit`` when there is nothing to divide or the parts are no whole number up to 120.
    """
    if gross <= 0 or not 0 <= count <= MOST_INSTALMENTS or not 0 <= deposit_share <= FULL_SHARE:
        raise Refused("plan.unfit", limit=MOST_INSTALMENTS)
    deposit = gross if count == 0 else divide_half_up(gross * deposit_share, FULL_SHARE)
    parts = share_out(gross - deposit, [1] * count) if count else []
    dated = [(deposit_on, deposit)] if deposit else []
    return dated + [(add_months(first_on, number), part) for number, part in enumerate(parts) if part]
