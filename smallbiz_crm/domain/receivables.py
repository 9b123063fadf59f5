"""What customers still owe on a day, by age, and what exchange rates gained or lost until they paid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from smallbiz_crm.domain.money import divide_half_up


class Age(StrEnum):
    NOT_DUE = "not_due"
    TO_30 = "to_30"
    TO_60 = "to_60"
    TO_90 = "to_90"
    OVER_90 = "over_90"
    OVERPAID = "overpaid"


@dataclass(frozen=True, slots=True)
class Received:
    """A payment (negative: given back) in the currency of its sale, and in home money at the rate of its day."""

    paid_on: date
    amount: int
    base_amount: int | None
    reference: str
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """A sale with its tax, what was agreed about paying it (day and amount each), and what was paid so far.

    Minor units of `currency`; `base_gross` is home money at the rate of the sale.
    """

    document: str
    party: str
    party_tax_id: str
    title: str
    sold_on: date
    due_on: date
    gross: int
    base_gross: int | None
    currency: str
    instalments: tuple[tuple[date, int], ...]
    payments: tuple[Received, ...]


@dataclass(frozen=True, slots=True)
class OpenAmount:
    """What is open of a sale and falls due on one day; negative when more was paid than owed."""

    document: str
    party: str
    due_on: date
    days_late: int
    age: Age
    amount: int
    currency: str
    base_amount: int | None


def open_amounts(owed: Sequence[Owed], on: date) -> list[OpenAmount]:
    """The open parts on the evening of that day, in the order of sales; payments cover the earliest due first."""
    found: list[OpenAmount] = []
    for sale in owed:
        paid = sum(payment.amount for payment in sale.payments if payment.paid_on <= on)
        covered = 0
        for due_on, amount in _parts(sale):
            take = min(max(paid - covered, 0), amount)
            covered += take
            if amount > take:
                found.append(_open(sale, due_on, amount - take, on))
        if paid > sale.gross:
            found.append(_open(sale, sale.due_on, sale.gross - paid, on))
    return found


def _parts(sale: Owed) -> list[tuple[date, int]]:
    """What falls due when: the instalments as far as the sale goes, then the rest."""
    parts: list[tuple[date, int]] = []
    left = sale.gross
    for due_on, amount in sorted(sale.instalments):
        part = min(amount, left)
        left -= part
        if part:
            parts.append((due_on, part))
    return [*parts, (sale.due_on, left)] if left else parts


def _open(sale: Owed, due_on: date, amount: int, on: date) -> OpenAmount:
    days = (on - due_on).days
    base = None if sale.base_gross is None else _share(sale.base_gross, amount, sale.gross)
    age = Age.OVERPAID if amount < 0 else age_of(days)
    return OpenAmount(sale.document, sale.party, due_on, max(days, 0), age, amount, sale.currency, base)


def age_of(days: int) -> Age:
    """How old an amount is that was due so many days ago."""
    limits = ((0, Age.NOT_DUE), (30, Age.TO_30), (60, Age.TO_60), (90, Age.TO_90))
    return next((age for limit, age in limits if days <= limit), Age.OVER_90)


def exchange_differences(sale: Owed) -> Iterator[tuple[date, int, Received]]:
    """Day, home minor units and payment where a payment brought more or less than its part of the sale was worth.

    Parts are taken from the whole so far, so that those of a sale that is paid up sum to the whole difference.
    What goes beyond the sale makes none, and neither does a payment without a rate.
    """
    if sale.base_gross is None or sale.gross <= 0:
        return
    paid = booked = 0
    for payment in sorted(sale.payments, key=lambda each: each.paid_on):
        before = paid
        paid += payment.amount
        used = min(max(paid, 0), sale.gross) - min(max(before, 0), sale.gross)
        worth = _share(sale.base_gross, min(max(paid, 0), sale.gross), sale.gross) - booked
        booked += worth
        if payment.base_amount is None or not used:
            continue
        brought = _share(payment.base_amount, used, payment.amount)
        if brought != worth:
            yield max(payment.paid_on, sale.sold_on), brought - worth, payment


def _share(whole: int, part: int, of: int) -> int:
    """`whole` × `part` ÷ `of`, half up; `of` is not 0."""
    sign = 1 if of > 0 else -1
    return divide_half_up(sign * whole * part, abs(of))
