"""What changed since a month was sent: paired, told and put right, whatever the rows are."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain.accountant import pack_totals
from smallbiz_crm.domain.ledger import LedgerKind, LedgerRow, check_rows, difference
from smallbiz_crm.domain.money import tax_of
from smallbiz_crm.domain.sent_packs import correction_rows, paired, row_facts, row_of


def sale(document: str, net: int, kind: LedgerKind = LedgerKind.SALE) -> LedgerRow:
    tax = 0 if kind in (LedgerKind.PAYMENT, LedgerKind.REFUND) else tax_of(net, 1900)
    return LedgerRow(
        date=date(2026, 3, 4), kind=kind, document=document, party="Shelf", party_tax_id="", description="",
        category="", campaign="", product="", region="", tax_code="standard", tax_rate=1900, net=net, tax=tax,
        gross=net + tax, recoverable_tax=0, currency="EUR", rate=Decimal(1), base_net=net, base_tax=tax,
        base_gross=net + tax, reference="",
    )  # fmt: skip


KINDS = st.sampled_from((LedgerKind.SALE, LedgerKind.PAYMENT, LedgerKind.SPEND))
LEDGERS = st.lists(
    st.builds(sale, st.sampled_from(["R-1", "R-2", "R-3"]), st.integers(0, 10**9), KINDS), max_size=8
)


@given(LEDGERS, LEDGERS)
def test_what_was_sent_and_the_correction_make_the_totals_of_today(
    before: list[LedgerRow], after: list[LedgerRow]
) -> None:
    changes = paired(difference(before, after))
    correction = correction_rows(changes)
    assert pack_totals([*before, *correction]) == pack_totals(after)
    assert check_rows(correction, "EUR") == []
    assert sum(change.effect for change in changes) == sum(row.gross for row in after) - sum(
        row.gross for row in before
    )


@given(LEDGERS)
def test_rows_read_back_from_json(rows: list[LedgerRow]) -> None:
    unknown = [replace(row, rate=None, base_net=None, base_tax=None, base_gross=None) for row in rows]
    for row in (*rows, *unknown):
        assert row_of(json.loads(json.dumps(row_facts(row)))) == row


def test_a_changed_amount_is_one_change_and_a_vanished_row_another() -> None:
    before = [sale("R-1", 100), sale("R-2", 200)]
    after = [sale("R-1", 150), sale("R-3", 10)]
    told = {change.row.document: change.nature for change in paired(difference(before, after))}
    assert told == {"R-1": "changed", "R-2": "removed", "R-3": "added"}
