"""Sales by the day they were paid: each payment as its part of the sale's tax lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from smallbiz_crm.domain.ledger import LedgerKind, LedgerRow
from smallbiz_crm.domain.money import convert, divide_half_up
from smallbiz_crm.domain.receivables import Received


def paid_rows(lines: Sequence[LedgerRow], payments: Sequence[Received], home: str) -> Iterator[LedgerRow]:
    """The rows of one sale (`lines`, as won) that its payments make, each on its day and at its own rate.

    Parts are taken from the whole so far, so that a sale that is paid up has its exact net and tax. What was paid
    beyond the sale makes no row until it is given back; money given back makes a reversal.
    """
    gross = sum(line.gross for line in lines)
    if gross <= 0:
        return
    paid, before = 0, [(0, 0)] * len(lines)
    for payment in sorted(payments, key=lambda each: each.paid_on):
        paid += payment.amount
        now = _parts(lines, min(max(paid, 0), gross), gross)
        for line, (net, tax), (old_net, old_tax) in zip(lines, now, before, strict=True):
            if (net, tax) != (old_net, old_tax):
                yield _row(line, payment, net - old_net, tax - old_tax, home)
        before = now


def _parts(lines: Sequence[LedgerRow], amount: int, gross: int) -> list[tuple[int, int]]:
    """Net and tax of each line in `amount` out of `gross`; what rounding leaves goes to the largest line."""
    parts = [
        (divide_half_up(line.net * amount, gross), divide_half_up(line.tax * amount, gross)) for line in lines
    ]
    largest = max(range(len(lines)), key=lambda place: abs(lines[place].net))
    net, tax = parts[largest]
    parts[largest] = (net + amount - sum(map(sum, parts)), tax)
    return parts


def _row(line: LedgerRow, payment: Received, net: int, tax: int, home: str) -> LedgerRow:
    rate = payment.rate
    base_net = None if rate is None else convert(net, line.currency, home, rate)
    base_tax = None if rate is None else convert(tax, line.currency, home, rate)
    return replace(
        line,
        date=payment.paid_on,
        kind=LedgerKind.SALE if net + tax >= 0 else LedgerKind.SALE_REVERSAL,
        net=net,
        tax=tax,
        gross=net + tax,
        rate=rate,
        base_net=base_net,
        base_tax=base_tax,
        base_gross=None if base_net is None or base_tax is None else base_net + base_tax,
        reference=payment.reference,
    )
