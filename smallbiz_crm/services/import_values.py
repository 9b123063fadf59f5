"""What a file's cells mean once its columns have decided: days in its order, amounts with its decimal sign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from smallbiz_crm.domain.days import DayOrder, day_order, parse_day, serial_day
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.imports import RowProblem
from smallbiz_crm.domain.money import DecimalSign, decimal_style, minor_digits, parse_money, to_minor

DAY_FIELDS = frozenset(
    (
        "created",
        "expected_close",
        "closed",
        "date",
        "paid_on",
        "birthday",
        "lead_date",
        "mql_date",
        "sql_date",
        "start",
        "end",
        "due",
    )
)
AMOUNT_FIELDS = frozenset(
    ("amount", "rate", "price", "net", "tax", "gross", "budget", "value", "reported_revenue")
)


@dataclass(frozen=True, slots=True)
class Question:
    """What only the user knows: a column whose days or amounts can be read in two ways. `kind` is day or amount."""

    kind: str
    column: str
    sample: str


@dataclass(slots=True)
class Values:
    """Reads cells by what the whole column told, or what the user said. `rounded` counts amounts that were cut."""

    day_orders: Mapping[str, DayOrder | None] = field(default_factory=dict[str, DayOrder | None])
    decimals: Mapping[str, DecimalSign | None] = field(default_factory=dict[str, DecimalSign | None])
    rounded: int = 0

    def day(self, cells: Mapping[str, str], name: str, row: int, problems: list[RowProblem]) -> date | None:
        text = cells.get(name, "")
        if not text:
            return None
        try:
            return serial_day(text) or parse_day(text, order=self.day_orders.get(name))
        except CrmError as error:
            problems.append(RowProblem(row, name, text, error.code, error.params))
            return None

    def amount(
        self, cells: Mapping[str, str], name: str, currency: str, row: int, problems: list[RowProblem]
    ) -> tuple[int | None, str]:
        """Minor units and the currency that the cell or the column beside it names."""
        text = cells.get(name, "")
        if not text:
            return None, currency
        try:
            value, found = parse_money(text, currency, decimal=self.decimals.get(name))
            minor = to_minor(value, found)
        except CrmError as error:
            problems.append(RowProblem(row, name, text, error.code, error.params))
            return None, currency
        if value != Decimal(minor).scaleb(-minor_digits(found)):
            self.rounded += 1
        return minor, found


def decide(samples: Mapping[str, Iterable[str]], order: DayOrder | None, sign: DecimalSign | None) -> Values:
    """What the columns tell; what the user said goes before."""
    days: dict[str, DayOrder | None] = {
        name: order or day_order(texts) for name, texts in samples.items() if name in DAY_FIELDS
    }
    amounts: dict[str, DecimalSign | None] = {
        name: sign or decimal_style(texts) for name, texts in samples.items() if name in AMOUNT_FIELDS
    }
    return Values(days, amounts)


def questions(samples: Mapping[str, Iterable[str]], values: Values) -> tuple[Question, ...]:
    """The columns that stay unclear: some cell reads in two ways and none decides."""
    open_questions: list[Question] = []
    for name, texts in samples.items():
        unclear = next((text for text in texts if _is_unclear(name, text, values)), None)
        if unclear is not None:
            open_questions.append(Question("day" if name in DAY_FIELDS else "amount", name, unclear))
    return tuple(open_questions)


def _is_unclear(name: str, text: str, values: Values) -> bool:
    try:
        if name in DAY_FIELDS:
            parse_day(text, order=values.day_orders.get(name))
        else:
            parse_money(text, "EUR", decimal=values.decimals.get(name))
    except CrmError as error:
        return error.code.endswith(".ambiguous")
    return False
