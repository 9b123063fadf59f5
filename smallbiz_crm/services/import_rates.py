"""Judging and writing exchange rates: one a row, or a day a row with a column per currency as the ECB writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from smallbiz_crm.domain.currencies import CODES
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.imports import OnDuplicate, Outcome, PreviewRow, RowProblem
from smallbiz_crm.domain.money import parse_amount
from smallbiz_crm.domain.prices import crossed, fit_rate
from smallbiz_crm.services.import_lists import ListRow
from smallbiz_crm.services.import_values import Values
from smallbiz_crm.store import rates as store
from smallbiz_crm.store.database import Connection
from smallbiz_crm.store.missing_rates import freeze_missing
from smallbiz_crm.store.unit_of_work import UnitOfWork

ECB = "ecb"
EURO = "EUR"
LEAST_CURRENCIES = 5
NOT_AVAILABLE = frozenset(("", "n/a", "-"))
Key = tuple[str, date]


def is_ecb_header(header: Sequence[str]) -> bool:
    """Whether a table is the ECB's: a column of days, then the codes of currencies, perhaps an empty last one."""
    names = [name.strip() for name in header if name.strip()]
    codes = sum(name in CODES for name in names[1:])
    return bool(names) and names[0].lower() == "date" and codes >= LEAST_CURRENCIES


@dataclass(slots=True)
class JudgedRates:
    preview: PreviewRow
    rates: dict[Key, Decimal] = field(default_factory=dict[Key, Decimal])


@dataclass(slots=True)
class RateImport:
    """The rules of one import of rates. A day's rate that is there already is replaced, unless `SKIP` says no."""

    source: str
    home: str
    on_duplicate: OnDuplicate
    values: Values
    _unit: UnitOfWork | None = None
    _named: set[str] = field(default_factory=set[str])

    def judge(
        self,
        connection: Connection,
        rows: Sequence[ListRow],
        *,
        is_preview: bool,  # noqa: ARG002 - every kind of import is asked in the same way
    ) -> list[JudgedRates]:
        """What will happen with the rows."""
        read = [self._read(row) for row in rows]
        there = store.rates_there(connection, {day for rates, _ in read for _, day in rates})
        return [
            self._judge_one(row, rates, problems, there)
            for row, (rates, problems) in zip(rows, read, strict=True)
        ]

    def _judge_one(
        self, row: ListRow, rates: dict[Key, Decimal], problems: list[RowProblem], there: dict[Key, Decimal]
    ) -> JudgedRates:
        new = {key for key in rates if key not in there}
        other = {key for key in rates if key in there and there[key] != rates[key]}
        if self.on_duplicate is OnDuplicate.SKIP:
            other = set[Key]()
        outcome = Outcome.SAME
        if not rates:
            outcome = Outcome.PROBLEM if problems else Outcome.SKIP
        elif new:
            outcome = Outcome.NEW
        elif other:
            outcome = Outcome.UPDATE
        title = next((day.isoformat() for _, day in rates), row.cells.get("date", ""))
        detail = ", ".join(sorted({currency for currency, _ in rates})[:4])
        there.update(rates)
        preview = PreviewRow(row.number, outcome, title, detail, problems=tuple(problems))
        return JudgedRates(preview, {key: rates[key] for key in new | other})

    # -- reading one row ----------------------------------------------------------------------------------

    def _read(self, row: ListRow) -> tuple[dict[Key, Decimal], list[RowProblem]]:
        problems = [RowProblem(row.number, "", "", row.trouble)] if row.trouble else []
        if self.source == ECB:
            return self._read_day(row, problems), problems
        return self._read_single(row, problems), problems

    def _read_single(self, row: ListRow, problems: list[RowProblem]) -> dict[Key, Decimal]:
        day = self.values.day(row.cells, "date", row.number, problems)
        currency = row.cells.get("currency", "").strip().upper()
        text = row.cells.get("rate", "")
        if currency not in CODES:
            problems.append(RowProblem(row.number, "currency", currency, "currency.unknown"))
            return {}
        if currency == self.home:
            return {}
        try:
            rate = fit_rate(parse_amount(text, decimal=self.values.decimals.get("rate")))
        except CrmError as error:
            problems.append(RowProblem(row.number, "rate", text, error.code, error.params))
            return {}
        if day is None:
            if not problems:
                problems.append(RowProblem(row.number, "date", "", "day.unreadable"))
            return {}
        return {(currency, day): rate}

    def _read_day(self, row: ListRow, problems: list[RowProblem]) -> dict[Key, Decimal]:
        """The ECB writes foreign units per euro: they are inverted, or crossed over the home currency."""
        cells = {name.strip(): text.strip() for name, text in row.cells.items()}
        text = next((cells[name] for name in cells if name.lower() == "date"), "")
        try:
            day = date.fromisoformat(text)
        except ValueError:
            problems.append(RowProblem(row.number, "Date", text, "day.unreadable"))
            return {}
        per_euro: dict[str, Decimal] = {EURO: Decimal(1)}
        for name, cell in cells.items():
            if name not in CODES or cell.lower() in NOT_AVAILABLE:
                continue
            try:
                per_euro[name] = fit_rate(Decimal(cell))
            except (InvalidOperation, CrmError):
                problems.append(RowProblem(row.number, name, cell, "rate.unfit"))
        if self.home not in per_euro:
            problems.append(RowProblem(row.number, self.home, "", "rate.home_missing"))
            return {}
        return {(code, day): rate for code, rate in crossed(per_euro, self.home).items()}

    # -- writing ------------------------------------------------------------------------------------------

    def begin(self, unit: UnitOfWork) -> None:
        """Write into this unit of work from now on."""
        self._unit = unit

    def write(self, judged: Sequence[JudgedRates]) -> None:
        """Keep the rates of a batch, and freeze what was closed without one."""
        if self._unit is None:
            raise RuntimeError("begin comes first")
        rates: dict[Key, Decimal] = {}
        for one in judged:
            rates.update(one.rates)
        if rates:
            store.save_rates(self._unit, rates)
            freeze_missing(self._unit, {currency for currency, _ in rates})
