"""The accountant's pack as a PDF: summary, chart, ledgers with their totals; the ledger file rides inside."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from smallbiz_crm.domain.accountant import Blocker, Pack
from smallbiz_crm.domain.days import add_months
from smallbiz_crm.domain.ledger import (
    PAYMENTS,
    SALES,
    SPENDING,
    LedgerKind,
    LedgerRow,
    totals,
    totals_by,
    totals_of,
)
from smallbiz_crm.exchange.atomic import atomic_file
from smallbiz_crm.exchange.ledger import write_ledger
from smallbiz_crm.exchange.sheets import Words
from smallbiz_crm.exchange.typesetting import fitting, typeset
from smallbiz_crm.exchange.workbook_summary import note_lines, period_text, tax_code_lines
from smallbiz_crm.exchange.written import amount_text, share_text

TEMPLATE = "accountant.typ"

_WEEK = 7
_DAYS_BY_WEEK = 45
_MOST_BARS = 14
_MOST_PROBLEMS = 15

Part = dict[str, object]


def write_pdf(target: Path, pack: Pack, words: Words) -> tuple[str, ...]:
    """Write the PDF of `pack` and return codes of what must be said about it; equal input, equal bytes.

    Raises Refused where PDF cannot be written, and `Trouble`; an old file survives it.
    """
    made = typeset(TEMPLATE, pack_data(pack, words))
    with atomic_file(target, "wb") as stream:
        stream.write(made.content)
    return made.notes


def pack_data(pack: Pack, words: Words) -> dict[str, object]:
    """What the template shows, every amount and word as it is printed."""
    printed = _Printed(pack, words)
    last = pack.last_day
    return {
        "title": words(pack.title),
        "business": fitting(pack.business),
        "language": words("accountant.language"),
        "paper": pack.paper,
        "day": [last.year, last.month, last.day],
        "running": {
            "left": fitting(pack.business)[:80],
            "right": f"{words(pack.title)} · {period_text(pack, words)}",
            "below": words(f"accountant.basis.{pack.basis}"),
        },
        "numbering": words("accountant.page", page="{page}", pages="{pages}"),
        "facts": printed.facts(),
        "marked": printed.mark(),
        "tiles": printed.tiles(),
        "parts": [part for part in printed.parts() if part],
        "attached": _attached(pack, words),
    }


def _attached(pack: Pack, words: Words) -> dict[str, str]:
    """The ledger file as it stands beside the PDF, byte for byte."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "ledger.csv"
        write_ledger(
            target, pack.rows, pack.currency, delimiter=pack.dress.delimiter, decimal=pack.dress.decimal
        )
        text = target.read_bytes().decode()
    name = f"ledger-{pack.period.name.replace('..', '-to-')}.csv"
    return {"name": name, "text": text, "description": words("accountant.letter.ledger")}


@dataclass(frozen=True, slots=True)
class _Column:
    head: str
    cell: Callable[[LedgerRow], str]
    is_right: bool = False
    share: int = 0


@dataclass(frozen=True, slots=True)
class _Printed:
    """The parts of the document, top to bottom."""

    pack: Pack
    words: Words

    @property
    def language(self) -> str:
        return self.words("accountant.language")

    def facts(self) -> list[tuple[str, str]]:
        pack, words = self.pack, self.words
        told = {
            "business": fitting(pack.business),
            "tax_id": fitting(pack.business_tax_id),
            "period": period_text(pack, words),
            "currency": pack.currency,
            "basis": words(f"accountant.basis.{pack.basis}"),
        }
        return [(words(f"accountant.fact.{name}"), value) for name, value in told.items() if value]

    def mark(self) -> str | None:
        count = len(self.pack.blockers)
        return self.words("accountant.marked", count=count) if count else None

    def tiles(self) -> list[tuple[str, str]]:
        total = self.pack.totals
        shown = {
            "sales_net": total.sales_net,
            "sales_gross": total.sales_gross,
            "payments": total.payments,
            "spend_net": total.spend_net,
            "spend_gross": total.spend_gross,
        }
        return [(self.words(f"accountant.tile.{name}"), self._home(amount)) for name, amount in shown.items()]

    def parts(self) -> Iterator[Part]:
        yield self._kinds()
        yield self._taxes()
        yield self._chart()
        yield self._unconverted()
        yield self._lines("blockers", self._problems(self.pack.blockers))
        yield self._lines("odd", self._problems(self.pack.odd))
        yield self._lines("tax_codes", [fitting(line) for line in tax_code_lines(self.pack, self.words)])
        yield self._lines("notes", note_lines(self.pack, self.words))
        yield self._ledger("sales", SALES, self._taxed("accountant.column.customer"))
        yield self._ledger("payments", (*PAYMENTS, LedgerKind.EXCHANGE_DIFFERENCE), self._paid())
        yield self._open()
        yield self._ledger("spend", SPENDING, self._taxed("accountant.column.payee"))

    # -- summary ------------------------------------------------------------------------------------------

    def _kinds(self) -> Part:
        found = totals(self.pack.rows)
        rows = [
            [
                self.words(f"accountant.kind.{kind}"),
                str(sums.count),
                *(self._home(amount) for amount in (sums.base_net, sums.base_tax, sums.base_gross)),
            ]
            for kind, sums in found.items()
        ]
        if not rows:
            return self._lines("kinds", [self.words("accountant.letter.nothing")])
        return self._table("kinds", ("kind", "rows", "net", "tax", "gross"), rows, {1, 2, 3, 4})

    def _taxes(self) -> Part:
        rows: list[list[str]] = []
        for side, kinds in (("sales", SALES), ("spend", SPENDING)):
            of_side = [row for row in self.pack.rows if row.kind in kinds]
            groups = totals_by(of_side, lambda row: (row.tax_code, row.tax_rate or 0))
            for code, rate in sorted(groups):
                sums = groups[code, rate]
                amounts = (sums.base_net, sums.base_tax, sums.base_gross)
                name = self.words(f"accountant.side.{side}")
                rows.append([name, fitting(code), share_text(rate, self.language), *map(self._home, amounts)])
        heads = ("side", "tax_code", "tax_rate", "net", "tax", "gross")
        return self._table("taxes", heads, rows, {2, 3, 4, 5}) if rows else {}

    def _unconverted(self) -> Part:
        rows = [row for row in self.pack.rows if row.base_gross is None]
        cells = [
            [
                self.words(f"accountant.kind.{kind}"),
                str(sums.count),
                f"{amount_text(sums.gross or 0, currency, self.language)} {currency}",
            ]
            for (kind, currency), sums in totals_by(rows, lambda row: (row.kind, row.currency)).items()
        ]
        return self._table("unconverted", ("kind", "rows", "gross"), cells, {1, 2}) if cells else {}

    def _chart(self) -> Part:
        spans = _spans(self.pack)
        groups: list[dict[str, object]] = []
        for first, last in spans:
            inside = [row for row in self.pack.rows if first <= row.date <= last]
            nets = [
                sum(row.base_net or 0 for row in inside if row.kind in kinds) for kinds in (SALES, SPENDING)
            ]
            label = f"{first:%Y-%m}" if (last - first).days >= _WEEK else f"{first:%m-%d} – {last:%m-%d}"
            groups.append({"label": label, "shares": nets, "amounts": [self._home(net) for net in nets]})
        if not any(group["shares"] != [0, 0] for group in groups):
            return {}
        names = [self.words("accountant.tile.sales_net"), self.words("accountant.tile.spend_net")]
        title = self.words("accountant.section.chart", currency=self.pack.currency)
        return self._part("chart", title) | {"series": names, "groups": groups}

    def _open(self) -> Part:
        rows = [
            [
                fitting(item.document),
                fitting(item.party),
                item.due_on.isoformat(),
                self.words(f"accountant.age.{item.age}"),
                f"{amount_text(item.amount, item.currency, self.language)} {item.currency}",
                self._home(item.base_amount),
            ]
            for item in self.pack.open_amounts
        ]
        if not rows:
            return {}
        heads = ("document", "party", "due", "age", "open", "base_open")
        total = sum(item.base_amount or 0 for item in self.pack.open_amounts)
        part = self._table("open", heads, rows, {4, 5}) | {"wide": [0, 3, 0, 2, 0, 0]}
        return part | {"foot": [self.words("accountant.total"), "", "", "", "", self._home(total)]}

    def _problems(self, items: Sequence[Blocker]) -> list[str]:
        """The first of them: a page of alike lines tells nobody more."""
        lines = [self._blocker(item) for item in items[:_MOST_PROBLEMS]]
        rest = len(items) - len(lines)
        return [*lines, self.words("accountant.more", count=rest)] if rest else lines

    def _blocker(self, blocker: Blocker) -> str:
        return self.words(f"accountant.blocker.{blocker.code}", subject=fitting(blocker.subject))

    # -- ledgers ------------------------------------------------------------------------------------------

    def _taxed(self, party: str) -> list[_Column]:
        return [
            *self._beginning(party),
            _Column("accountant.column.tax_code", lambda row: fitting(row.tax_code)),
            _Column("accountant.column.net", lambda row: self._home(row.base_net), is_right=True),
            _Column("accountant.column.tax", lambda row: self._home(row.base_tax), is_right=True),
            _Column("accountant.column.gross", lambda row: self._home(row.base_gross), is_right=True),
        ]

    def _paid(self) -> list[_Column]:
        return [
            *self._beginning("accountant.column.customer"),
            _Column("accountant.column.reference", lambda row: fitting(row.reference), share=2),
            _Column("accountant.column.amount", lambda row: self._home(row.base_gross), is_right=True),
        ]

    def _beginning(self, party: str) -> list[_Column]:
        return [
            _Column("accountant.column.date", lambda row: row.date.isoformat()),
            _Column("accountant.column.document", lambda row: fitting(row.document)),
            _Column(party, lambda row: fitting(row.party), share=4),
            _Column("accountant.column.description", self._what, share=5),
        ]

    def _what(self, row: LedgerRow) -> str:
        """What it was; in front what is not the rule of its table, behind the amount in a foreign currency."""
        plain = (LedgerKind.SALE, LedgerKind.PAYMENT, LedgerKind.SPEND)
        kind = "" if row.kind in plain else self.words(f"accountant.kind.{row.kind}")
        is_home = row.currency == self.pack.currency
        original = "" if is_home else f"{amount_text(row.gross, row.currency, self.language)} {row.currency}"
        told = (kind, row.category, row.description, row.product, original)
        return " · ".join(fitting(part) for part in dict.fromkeys(told) if part)

    def _ledger(self, name: str, kinds: Sequence[LedgerKind], columns: list[_Column]) -> Part:
        rows = [row for row in self.pack.rows if row.kind in kinds]
        if not rows:
            return self._lines(name, [self.words("accountant.letter.nothing")])
        if not any(row.reference for row in rows):
            columns = [column for column in columns if column.head != "accountant.column.reference"]
        cells = [[column.cell(row) for column in columns] for row in rows]
        part = self._part("ledger", self.words(f"accountant.sheet.{name}")) | {"break_before": True}
        heads = [self.words(column.head) for column in columns]
        right = [place for place, column in enumerate(columns) if column.is_right]
        wide = [column.share for column in columns]
        lead = self.words("accountant.letter.ledger_lead", count=len(rows), currency=self.pack.currency)
        foot = self._foot(rows, columns)
        return part | {
            "lead": lead, "heads": heads, "rows": cells, "right": right, "wide": wide, "foot": foot,
        }  # fmt: skip

    def _foot(self, rows: Sequence[LedgerRow], columns: Sequence[_Column]) -> list[str]:
        """The totals under the columns of amounts; payments add up to what was received."""
        sums = totals_of([row for row in rows if row.kind is not LedgerKind.EXCHANGE_DIFFERENCE])
        amounts = {
            "accountant.column.net": sums.base_net,
            "accountant.column.tax": sums.base_tax,
            "accountant.column.gross": sums.base_gross,
            "accountant.column.amount": sums.base_gross,
        }
        cells = [self._home(amounts[column.head]) if column.head in amounts else "" for column in columns]
        return [self.words("accountant.total"), *cells[1:]]

    # -- shapes -------------------------------------------------------------------------------------------

    def _part(self, kind: str, title: str) -> Part:
        return {"kind": kind, "title": title, "lead": "", "break_before": False}

    def _lines(self, section: str, lines: Sequence[str]) -> Part:
        code = f"accountant.{'sheet' if section in ('sales', 'payments', 'spend') else 'section'}.{section}"
        title = self.words(code, currency=self.pack.currency)
        return self._part("lines", title) | {"lines": list(lines)} if lines else {}

    def _table(self, section: str, heads: Sequence[str], rows: list[list[str]], right: set[int]) -> Part:
        day = self.pack.last_day.isoformat()
        title = self.words(f"accountant.section.{section}", currency=self.pack.currency, day=day)
        return self._part("table", title) | {
            "heads": [self.words(f"accountant.column.{head}") for head in heads],
            "rows": rows,
            "right": sorted(right),
            "wide": [1] * len(heads),
            "foot": [],
        }

    def _home(self, amount: int | None) -> str:
        return "—" if amount is None else amount_text(amount, self.pack.currency, self.language)


def _spans(pack: Pack) -> list[tuple[date, date]]:
    """The weeks of a short period or the months of a longer one, the last of them where there are too many."""
    days = [row.date for row in pack.rows]
    if not days:
        return []
    start, end = pack.period.start or min(days), pack.period.end or max(days)
    spans: list[tuple[date, date]] = []
    is_short = (end - start).days <= _DAYS_BY_WEEK
    while start <= end:
        next_month = add_months(start.replace(day=1), 1)
        following = start + timedelta(days=_WEEK - start.weekday()) if is_short else next_month
        spans.append((start, min(following - timedelta(days=1), end)))
        start = following
    return spans[-_MOST_BARS:]
