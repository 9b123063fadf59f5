"""The first sheet of the accountant's workbook: whose month this is, what it adds up to, what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from smallbiz_crm.domain.accountant import Blocker, Pack
from smallbiz_crm.domain.ledger import (
    PAYMENTS,
    SALES,
    SPENDING,
    LedgerKind,
    LedgerRow,
    Totals,
    totals,
    totals_by,
    totals_of,
)
from smallbiz_crm.domain.money import from_minor
from smallbiz_crm.exchange import workbook_columns as columns
from smallbiz_crm.exchange.sheets import TOTAL, Page, Table, Words, column_letters, quoted
from smallbiz_crm.exchange.written import share_text

NOTES = ("not_an_invoice", "net_of_tax", "reversals", "currencies", "payments")

_TITLE = {"bold": True, "font_size": 16}
_SECTION = {"bold": True, "font_size": 12}

_FIGURES: dict[str, str] = {
    columns.BASE_NET: "base_net",
    columns.BASE_TAX: "base_tax",
    columns.BASE_GROSS: "base_gross",
    columns.BASE_AMOUNT: "base_gross",
    columns.DIFFERENCE: "base_gross",
    columns.BASE_RECOVERABLE: "base_recoverable_tax",
}
_TAXED: tuple[str, ...] = (columns.BASE_NET, columns.BASE_TAX, columns.BASE_GROSS)


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables on the other sheets."""

    sales: Table
    payments: Table
    spend: Table
    customers: Table
    campaigns: Table
    open_total: str | None = None
    """The cell that adds up what is open, where anything is."""

    def of(self, kind: LedgerKind) -> Table:
        return self.sales if kind in SALES else self.spend if kind in SPENDING else self.payments


@dataclass(slots=True)
class Summary:
    """Writes the sheet from top to bottom; `row` is the next free line, counted from 0."""

    page: Page
    pack: Pack
    words: Words
    tables: Tables
    row: int = 0

    def put(self) -> dict[LedgerKind, str]:
        """Write everything; gives back the cell that counts the rows of each kind."""
        self._put_facts()
        counts = self._put_kinds()
        self._put_taxes()
        self._put_unconverted()
        self._put_lines("blockers", [self._blocker(item) for item in self.pack.blockers])
        self._put_lines("odd", [self._blocker(item) for item in self.pack.odd])
        self._put_lines("tax_codes", tax_code_lines(self.pack, self.words))
        self._put_lines("notes", note_lines(self.pack, self.words))
        self.page.fit()
        return counts

    def _put_facts(self) -> None:
        words, pack = self.words, self.pack
        self.page.put_line(0, words(pack.title), **_TITLE)
        facts = {
            "business": pack.business,
            "tax_id": pack.business_tax_id,
            "period": period_text(pack, words),
            "currency": pack.currency,
            "basis": words(f"accountant.basis.{pack.basis}"),
        }
        for self.row, (label, value) in enumerate(facts.items(), 2):
            self.page.put(self.row, 0, words(f"accountant.fact.{label}"), bold=True)
            self.page.put_line(self.row, value, column=1)
        self.row += 2

    def _put_heading(self, section: str, heads: Sequence[str]) -> None:
        title = self.words(f"accountant.section.{section}", currency=self.pack.currency)
        self.page.put_line(self.row, title, **_SECTION)
        for index, head in enumerate(heads):
            self.page.put_heading(self.row + 1, index, self.words(f"accountant.column.{head}"))
        self.row += 2 if heads else 1

    def _put_kinds(self) -> dict[LedgerKind, str]:
        self._put_heading("kinds", ("kind", "rows", "net", "tax", "gross", "recoverable_tax"))
        found = totals(self.pack.rows)
        lines: dict[LedgerKind, int] = {}
        for kind in LedgerKind:
            lines[kind] = self.row
            self._put_kind(kind, found.get(kind, Totals()))
        for name, kinds in (("sales", SALES), ("payments", PAYMENTS), ("spend", SPENDING)):
            rows = [row for row in self.pack.rows if row.kind in kinds]
            self._put_sum(f"accountant.after.{name}", [lines[kind] for kind in kinds], kinds[0], rows)
        self.row += 1
        return {kind: f"{quoted(self.page.name)}!$B${line + 1}" for kind, line in lines.items()}

    def _put_kind(self, kind: LedgerKind, found: Totals) -> None:
        table = self.tables.of(kind)
        self.page.put(self.row, 0, self.words(f"accountant.kind.{kind}"))
        matching = f"--EXACT({table.span(columns.KIND)},$A{self.row + 1})"
        self.page.put_formula(self.row, 1, f"=SUMPRODUCT({matching})", found.count)
        for index, word in _words_of(kind).items():
            formula = f"=SUMPRODUCT({matching},{table.span(word)})"
            self.page.put_formula(self.row, index, formula, self._figure(found, word))
        self.row += 1

    def _put_sum(self, label: str, lines: Sequence[int], kind: LedgerKind, rows: Sequence[LedgerRow]) -> None:
        """What is left of a kind after its reversals."""
        found = totals_of(rows)
        values: dict[int, int | Decimal] = {1: found.count}
        values |= {index: self._figure(found, word) for index, word in _words_of(kind).items()}
        self.page.put(self.row, 0, self.words(label), **TOTAL)
        for index in range(1, 6):
            if index in values:
                cells = "+".join(f"{column_letters(index)}{line + 1}" for line in lines)
                self.page.put_formula(self.row, index, f"={cells}", values[index], **TOTAL)
            else:
                self.page.put(self.row, index, None, **TOTAL)
        self.row += 1

    def _put_taxes(self) -> None:
        """Net, tax and gross of each tax code and rate, sales apart from spend; reversals taken off."""
        self._put_heading("taxes", ("side", "tax_code", "tax_rate", "net", "tax", "gross"))
        for name, kinds, table in (
            ("sales", SALES, self.tables.sales),
            ("spend", SPENDING, self.tables.spend),
        ):
            rows = [row for row in self.pack.rows if row.kind in kinds]
            groups = totals_by(rows, lambda row: (row.tax_code, row.tax_rate or 0))
            for code, rate in sorted(groups):
                self.page.put(self.row, 0, self.words(f"accountant.side.{name}"))
                self.page.put(self.row, 1, code)
                self.page.put(self.row, 2, columns.tax_fraction(rate), num_format=columns.PERCENT)
                line = self.row + 1
                matching = f"--EXACT({table.span(columns.TAX_CODE)},$B{line})"
                matching += f",--({table.span(columns.TAX_RATE)}=$C{line})"
                for index, word in enumerate(_TAXED, 3):
                    formula = f"=SUMPRODUCT({matching},{table.span(word)})"
                    self.page.put_formula(self.row, index, formula, self._figure(groups[code, rate], word))
                self.row += 1
        self.row += 1

    def _put_unconverted(self) -> None:
        """What stands outside all totals because no exchange rate is known."""
        rows = [row for row in self.pack.rows if row.base_gross is None]
        if not rows:
            return
        self._put_heading("unconverted", ("kind", "rows", "net", "tax", "gross", "currency"))
        groups = totals_by(rows, attrgetter("kind", "currency"))
        for (kind, currency), found in groups.items():
            self.page.put(self.row, 0, self.words(f"accountant.kind.{kind}"))
            self.page.put(self.row, 1, found.count)
            for index, amount in enumerate((found.net, found.tax, found.gross), 2):
                self.page.put(self.row, index, from_minor(amount or 0, currency))
            self.page.put(self.row, 5, currency)
            self.row += 1
        self.row += 1

    def _put_lines(self, section: str, lines: Sequence[str]) -> None:
        if lines:
            self._put_heading(section, ())
            for line in lines:
                self.page.put_line(self.row, line)
                self.row += 1
            self.row += 1

    def _blocker(self, blocker: Blocker) -> str:
        return self.words(f"accountant.blocker.{blocker.code}", subject=blocker.subject)

    def _figure(self, found: Totals, word: str) -> Decimal:
        return from_minor(getattr(found, _FIGURES[word]), self.pack.currency)


def note_lines(pack: Pack, words: Words) -> list[str]:
    """What has to be known to read the pack."""
    notes = [*NOTES[:2], f"tax_rounding.{pack.tax_rounding.value}", *NOTES[2:]]
    return [words(f"accountant.note.{note}") for note in notes]


def tax_code_lines(pack: Pack, words: Words) -> list[str]:
    """Each tax code of the rows with its name, rate and kind."""
    language = words("accountant.language")
    return [
        words(
            "accountant.tax_code.line",
            code=code.code,
            name=code.name,
            rate=share_text(code.rate, language),
            kind=words(f"tax_kind.{code.kind.value}"),
        )
        for code in pack.used_tax_codes
    ]


def period_text(pack: Pack, words: Words) -> str:
    """The days of the pack, ISO, as everywhere in it."""
    start, end = (day.isoformat() if day else "…" for day in (pack.period.start, pack.period.end))
    return words("accountant.period", start=start, end=end)


def _words_of(kind: LedgerKind) -> dict[int, str]:
    """Which column of its sheet feeds which column of the summary."""
    if kind is LedgerKind.EXCHANGE_DIFFERENCE:
        return {4: columns.DIFFERENCE}
    if kind in PAYMENTS:
        return {4: columns.BASE_AMOUNT}
    taxed: dict[int, str] = dict(enumerate(_TAXED, 2))
    return {**taxed, 5: columns.BASE_RECOVERABLE} if kind in SPENDING else taxed
