"""How rows of figures and money are read: metrics, spend, targets, payments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from smallbiz_crm.domain.campaigns import cost_of
from smallbiz_crm.domain.days import parse_period
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.imports import RowProblem
from smallbiz_crm.domain.money import divide_half_up, share_out, tax_of
from smallbiz_crm.domain.text import clean_line, clean_text, fold
from smallbiz_crm.exchange.fields import METRICS
from smallbiz_crm.services.dated_rows import Fact, Part, RowReader
from smallbiz_crm.services.import_lists import ListRow
from smallbiz_crm.store import import_dated as store
from smallbiz_crm.store.campaign_changes import default_recoverable
from smallbiz_crm.store.database import Connection
from smallbiz_crm.store.import_dated import DatedWriter
from smallbiz_crm.store.unit_of_work import UnitOfWork

FULL_SHARE = 10_000
IN_MONEY = frozenset(("reported_revenue",))
_NOT_MEASURED = frozenset(("", "n/a", "na", "-", "–", "—", "null", "none"))
TARGET_KINDS = {
    "revenue": "revenue",
    "quota": "revenue",
    "sales": "revenue",
    "leads": "leads",
    "new leads": "leads",
    "mqls": "mqls",
    "mql": "mqls",
    "mqls handed over": "mqls",
}


class MetricReader(RowReader):
    """Dated figures of a campaign or channel; a cell that is empty says nothing, a zero says zero."""

    def read(self, row: ListRow, problems: list[RowProblem]) -> Fact | None:
        day, before = self.day(row, problems), len(problems)
        name, channel = self.campaign_name(row.cells), clean_line(row.cells.get("channel", ""))
        if not name and not channel:
            problems.append(RowProblem(row.number, "campaign", "", "metric.needs_campaign"))
        values = {
            metric: self._value(row, metric, problems)
            for metric in METRICS
            if fold(row.cells.get(metric, "")).strip() not in _NOT_MEASURED
        }
        if day is None or len(problems) > before:
            return None
        if not values:
            problems.append(RowProblem(row.number, "", "", "metric.nothing"))
            return None
        self.note_channel(name, channel)
        parts = [
            self._part(day, name, channel, metric, value)
            for metric, value in values.items()
            if value is not None
        ]
        return Fact(name or channel, day.isoformat(), parts)

    def _value(self, row: ListRow, metric: str, problems: list[RowProblem]) -> int | None:
        if metric in IN_MONEY:
            return self.amount(row, metric, self.context.currency, problems)[0]
        return self.count(row, metric, problems)

    def _part(self, day: date, name: str, channel: str, metric: str, value: int) -> Part:
        columns = {
            "campaign_id": None,
            "channel": channel or None,
            "measured_on": day,
            "name": metric,
            "value": value,
            "currency": self.context.currency if metric in IN_MONEY else None,
        }
        return Part((day, self.campaign_key(name), channel, metric), columns, value, name or None)


class SpendReader(RowReader):
    """A cost line. Of net, tax and gross the missing ones follow from the others and from the tax code."""

    _codes: dict[str, tuple[int, int]]
    _share: int

    def prepare(self, connection: Connection, rows: Sequence[ListRow]) -> None:
        RowReader.prepare(self, connection, rows)
        self._codes = store.tax_codes(connection)

    def begin(self, unit: UnitOfWork, writer: DatedWriter) -> None:
        RowReader.begin(self, unit, writer)
        self._share = default_recoverable(unit)

    def read(self, row: ListRow, problems: list[RowProblem]) -> Fact | None:
        cells = row.cells
        day = self.day(row, problems)
        name = self.campaign_name(cells)
        category = clean_line(cells.get("category", ""))
        description = clean_text(cells.get("description", "")).strip()
        payee = clean_line(cells.get("payee", "")) or clean_line(description) or name or category
        if not payee:
            problems.append(RowProblem(row.number, "payee", "", "spend.needs_payee"))
        currency = self.currency(row, problems, self.context.currency)
        paid_on = self.context.values.day(cells, "paid_on", row.number, problems)
        code = self._tax_code(row, problems)
        money = self._money(row, currency, code[1] if code else None, problems) if currency else None
        if day is None or not payee or money is None:
            return None
        net, tax, currency = money
        columns = {
            "campaign_id": None,
            "spent_on": day,
            "payee": payee,
            "description": description or None,
            "category": category,
            "net": net,
            "tax": tax,
            "gross": net + tax,
            "tax_code_id": code[0] if code else None,
            "currency": currency,
            "paid_on": paid_on,
        }
        key = (day, payee, description, self.campaign_key(name), net, tax, currency)
        return Fact(payee, day.isoformat(), [Part(key, columns, campaign=name or None)])

    def _tax_code(self, row: ListRow, problems: list[RowProblem]) -> tuple[int, int] | None:
        word = row.cells.get("tax_code", "")
        found = self._codes.get(fold(word.strip())) if word else None
        if word and found is None:
            problems.append(RowProblem(row.number, "tax_code", word, "tax_code.unknown"))
        return found

    def _money(
        self, row: ListRow, currency: str, rate: int | None, problems: list[RowProblem]
    ) -> tuple[int, int, str] | None:
        """Net, tax and currency; None and a problem where no amount can be read."""
        read: dict[str, int | None] = {}
        before = len(problems)
        for name in ("net", "tax", "gross"):
            read[name], found = self.amount(row, name, currency, problems)
            currency = found if read[name] is not None else currency
        if len(problems) > before:
            return None
        net, tax, gross = read["net"], read["tax"], read["gross"]
        if net is None and gross is None:
            problems.append(RowProblem(row.number, "net", "", "spend.needs_amount"))
            return None
        if net is None:
            total = gross or 0
            tax = (
                tax
                if tax is not None
                else total - divide_half_up(total * FULL_SHARE, FULL_SHARE + (rate or 0))
            )
            return total - tax, tax, currency
        if tax is None:
            tax = gross - net if gross is not None else tax_of(net, rate or 0)
        if gross is not None and net + tax != gross:
            problems.append(RowProblem(row.number, "gross", row.cells["gross"], "spend.tax_does_not_fit"))
        return net, tax, currency

    def write(self, parts: Sequence[Part]) -> None:
        self.create(parts)

    def create(self, parts: Sequence[Part]) -> int:
        """Write lines with their home figures; the first of their consecutive ids."""
        for part in parts:
            self._freeze(part.columns, belongs=part.campaign is not None)
        return self.insert(parts)

    def _freeze(self, columns: dict[str, Any], *, belongs: bool) -> None:
        """Category, rate of the day and home figures; what belongs to a campaign is marketing."""
        writer, day, currency = self.writer(), columns["spent_on"], columns["currency"]
        name = columns.pop("category") or ("Advertising" if belongs else "Other")
        columns["category_id"] = writer.category(name, is_marketing=name != "Other")
        columns["recoverable_share"] = self._share
        columns["rate"], columns["base_net"] = writer.in_home(columns["net"], currency, day)
        columns["base_tax"] = writer.in_home(columns["tax"], currency, day)[1]
        cost = cost_of(columns["net"], columns["tax"], self._share)
        columns["base_cost"] = writer.in_home(cost, currency, day)[1]


class TargetReader(RowReader):
    """A number promised for a month; a quarter or year is shared out over its months."""

    def read(self, row: ListRow, problems: list[RowProblem]) -> Fact | None:
        word, named = row.cells.get("kind", ""), row.cells.get("period", "")
        kind = TARGET_KINDS.get(fold(word.strip()).replace("_", " "), "" if word else "revenue")
        if not kind:
            problems.append(RowProblem(row.number, "kind", word, "target.unknown_kind"))
        months = self._months(row, named, problems)
        value: int | None
        if kind == "revenue":
            value = self.amount(row, "value", self.context.currency, problems)[0]
        else:
            value = self.count(row, "value", problems)
        if value is None and not row.cells.get("value"):
            problems.append(RowProblem(row.number, "value", "", "target.needs_value"))
        if not kind or not months or value is None:
            return None
        shares = share_out(value, [1] * len(months))
        parts = [
            Part((month, kind), {"kind": kind, "period": month, "value": share}, share)
            for month, share in zip(months, shares, strict=True)
        ]
        return Fact(kind, named, parts)

    def _months(self, row: ListRow, named: str, problems: list[RowProblem]) -> list[str]:
        try:
            months = parse_period(named, fiscal_year_start=self.context.fiscal_year_start).months()
        except CrmError as error:
            problems.append(RowProblem(row.number, "period", named, error.code, error.params))
            return []
        if not months:
            problems.append(RowProblem(row.number, "period", named, "target.not_months"))
        return months


class PaymentReader(RowReader):
    """Money received for a deal; negative is a refund."""

    _deals: dict[str, int]
    _currencies: dict[int, str]

    def prepare(self, connection: Connection, rows: Sequence[ListRow]) -> None:
        ids = [row.cells.get("deal_external_id", "") for row in rows]
        self._deals = store.records_by_external_id(connection, "deal", self.context.source, ids)
        self._currencies = store.deal_currencies(connection, self._deals.values())

    def read(self, row: ListRow, problems: list[RowProblem]) -> Fact | None:
        named = row.cells.get("deal_external_id", "")
        deal, day = self._deals.get(named), self.day(row, problems)
        if deal is None:
            problems.append(RowProblem(row.number, "deal_external_id", named, "deal.not_there"))
            return None
        currency = self.currency(row, problems, self._currencies[deal])
        if currency is None or day is None:
            return None
        before = len(problems)
        amount, currency = self.amount(row, "amount", currency, problems)
        if amount is None:
            if len(problems) == before:
                problems.append(RowProblem(row.number, "amount", "", "payment.needs_amount"))
            return None
        method, reference = (clean_line(row.cells.get(name, "")) for name in ("method", "reference"))
        columns = {
            "deal_id": deal,
            "paid_on": day,
            "amount": amount,
            "currency": currency,
            "method": method or None,
            "reference": reference or None,
        }
        key = (deal, day, amount, currency, method, reference)
        return Fact(named, day.isoformat(), [Part(key, columns)])

    def write(self, parts: Sequence[Part]) -> None:
        for part in parts:
            columns = part.columns
            home = self.writer().in_home(columns["amount"], columns["currency"], columns["paid_on"])
            columns["rate"], columns["base_amount"] = home
        RowReader.write(self, parts)
