"""The accountant's workbook: the ledger as sheets whose totals are live formulas that check themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from smallbiz_crm.domain.accountant import Pack
from smallbiz_crm.domain.ledger import SALES, SPENDING, LedgerKind, LedgerRow, Totals, totals
from smallbiz_crm.domain.money import from_minor, minor_digits
from smallbiz_crm.exchange import workbook_columns as columns
from smallbiz_crm.exchange.sheets import TOTAL, Book, Page, Running, Words, open_book, put_table
from smallbiz_crm.exchange.workbook_open import put_open_amounts
from smallbiz_crm.exchange.workbook_summary import Summary, Tables, period_text

_GOOD = {"bg_color": "#D5EBD8", "font_color": "#14532D"}
_BAD = {"bg_color": "#F8D7D3", "font_color": "#8A1C0E", "bold": True}


def write_workbook(target: Path, pack: Pack, words: Words) -> None:
    """Write the workbook of `pack`; the same pack and words give the same bytes.

    `words` gives the text for codes ``accountant.…`` and ``channel.…``. Raises `Trouble`; an old file
    survives it.
    """
    running = Running(
        left=pack.business,
        right=period_text(pack, words),
        below=words(f"accountant.basis.{pack.basis}"),
        numbering=words("accountant.page", page="&P", pages="&N"),
    )
    with open_book(target, running, words(pack.title)) as book:
        summary = book.page(words("accountant.sheet.summary"), has_header=False)
        tables = _put_tables(book, pack, words)
        counts = Summary(summary, pack, words, tables).put()
        checks = book.page(words("accountant.sheet.checks"))
        found = list(_checks(pack, words, tables, counts))
        _put_checks(checks, found, words, minor_digits(pack.currency))


def _put_tables(book: Book, pack: Pack, words: Words) -> Tables:
    home = pack.currency
    sales: list[LedgerRow] = []
    payments: list[LedgerRow] = []
    spend: list[LedgerRow] = []
    for row in pack.rows:
        (sales if row.kind in SALES else spend if row.kind in SPENDING else payments).append(row)

    def page(name: str) -> Page:
        return book.page(words(f"accountant.sheet.{name}"))

    sales_table = put_table(page("sales"), columns.sales_columns(home, words), sales, words)
    payment_page = page("payments")
    payment_table = put_table(payment_page, columns.payment_columns(home, words), payments, words)
    opened = put_open_amounts(payment_page, pack, words, payment_table.last + 2)
    spend_table = put_table(page("spend"), columns.spend_columns(home, words), spend, words)
    customer_table = put_table(page("customers"), columns.customer_columns(home), pack.customers, words)
    last = page("campaigns")
    campaign_table = put_table(last, columns.campaign_columns(home, words), pack.campaigns, words)
    last.put_line(campaign_table.last + 2, words(f"accountant.attribution.{pack.attribution}"), italic=True)
    return Tables(sales_table, payment_table, spend_table, customer_table, campaign_table, opened)


@dataclass(frozen=True, slots=True)
class _Check:
    """A figure of the sheets, by formula and as it is now, beside the same figure of the ledger."""

    label: str
    formula: str
    shown: int | Decimal
    ledger: int | Decimal


def _checks(pack: Pack, words: Words, tables: Tables, counts: dict[LedgerKind, str]) -> Iterator[_Check]:
    """The sheets against the ledger's totals, the customers against the sales, net and tax against gross."""
    found = totals(pack.rows)
    for kind, cell in counts.items():
        count = found.get(kind, Totals()).count
        label = words("accountant.check.rows", kind=words(f"accountant.kind.{kind}"))
        yield _Check(label, f"={cell}", count, count)
    total = pack.totals
    exchange = found.get(LedgerKind.EXCHANGE_DIFFERENCE, Totals()).base_gross
    for name, table, word, amount in (
        ("sales_net", tables.sales, columns.BASE_NET, total.sales_net),
        ("sales_tax", tables.sales, columns.BASE_TAX, total.sales_tax),
        ("sales_gross", tables.sales, columns.BASE_GROSS, total.sales_gross),
        ("payments", tables.payments, columns.BASE_AMOUNT, total.payments),
        ("exchange", tables.payments, columns.DIFFERENCE, exchange),
        ("spend_net", tables.spend, columns.BASE_NET, total.spend_net),
        ("spend_tax", tables.spend, columns.BASE_TAX, total.spend_tax),
        ("spend_gross", tables.spend, columns.BASE_GROSS, total.spend_gross),
        ("customers_net", tables.customers, columns.NET, total.sales_net),
        ("customers_tax", tables.customers, columns.TAX, total.sales_tax),
        ("customers_gross", tables.customers, columns.GROSS, total.sales_gross),
    ):
        label = words(f"accountant.check.{name}")
        yield _Check(label, f"={table.total(word)}", table.sums[word], from_minor(amount, pack.currency))
    if tables.open_total:
        owed = from_minor(sum(item.base_amount or 0 for item in pack.open_amounts), pack.currency)
        yield _Check(words("accountant.check.open"), f"={tables.open_total}", owed, owed)
    for name, table in (("sales", tables.sales), ("spend", tables.spend)):
        net, tax, gross = columns.BASE_NET, columns.BASE_TAX, columns.BASE_GROSS
        formula = f"={table.total(net)}+{table.total(tax)}"
        label = words(f"accountant.check.adds_up_{name}")
        yield _Check(label, formula, table.sums[net] + table.sums[tax], table.sums[gross])


def _put_checks(page: Page, checks: list[_Check], words: Words, digits: int) -> None:
    """A line per check, judged by formula; the first line under the header judges them all."""
    good, bad = words("accountant.check.ok"), words("accountant.check.differs")
    for index, head in enumerate(("check", "sheets", "ledger", "difference", "result")):
        page.put_heading(0, index, words(f"accountant.column.{head}"))
    first, last = 3, len(checks) + 2
    agree = all(check.shown == check.ledger for check in checks)
    page.put(1, 0, words("accountant.check.all"), **TOTAL)
    formula = f"=IF(COUNTIF(E{first}:E{last},{_text(good)})={len(checks)},{_text(good)},{_text(bad)})"
    page.put_formula(1, 4, formula, good if agree else bad, **TOTAL)
    for row, check in enumerate(checks, 2):
        line = row + 1
        page.put(row, 0, check.label)
        page.put_formula(row, 1, check.formula, check.shown)
        page.put(row, 2, check.ledger)
        page.put_formula(row, 3, f"=ROUND(B{line}-C{line},{digits})", check.shown - check.ledger)
        result = good if check.shown == check.ledger else bad
        page.put_formula(row, 4, f"=IF(D{line}=0,{_text(good)},{_text(bad)})", result)
    for text, look in ((good, _GOOD), (bad, _BAD)):
        rule = {"type": "cell", "criteria": "==", "value": _text(text), "format": page.book.look(**look)}
        page.sheet.conditional_format(1, 4, last - 1, 4, rule)
    page.fit()


def _text(text: str) -> str:
    """Text as a formula holds it."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
