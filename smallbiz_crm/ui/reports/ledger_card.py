"""The ledger as it will stand in the pack, row by row."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from smallbiz_crm.domain.accountant import Pack
from smallbiz_crm.domain.ledger import LedgerKind, LedgerRow
from smallbiz_crm.domain.money import from_minor, minor_digits
from smallbiz_crm.ui.kit.formats import day, number
from smallbiz_crm.ui.kit.labels import Card, ElidedLabel, Label
from smallbiz_crm.ui.kit.metrics import HAIR
from smallbiz_crm.ui.kit.paged_model import Column
from smallbiz_crm.ui.reports.fitted_list import FittedList, RowsModel
from smallbiz_crm.ui.reports.period_words import period_name
from smallbiz_crm.words import _, ngettext, phrase

ROWS_SHOWN = 16


class LedgerCard(Card):
    """A list of all rows, in the order and with the amounts of the file."""

    def __init__(self) -> None:
        super().__init__()
        self.caption = ElidedLabel("", "caption")
        self.rows = RowsModel(_columns(), self)
        self.list = FittedList(self.rows, _("Ledger"), ROWS_SHOWN)
        words = QVBoxLayout()
        words.setSpacing(HAIR)
        words.addWidget(Label(_("Ledger"), "section"))
        words.addWidget(self.caption)
        self.body.addLayout(words)
        self.body.addWidget(self.list)

    def show_pack(self, pack: Pack) -> None:
        count = len(pack.rows)
        text = ngettext(
            "{n} row, in the currency of its document",
            "{n} rows, in the currencies of their documents",
            count,
        )
        nothing = _("Nothing was sold, paid or spent in this period: {period}.")
        self.caption.setText(
            text.format(n=number(count)) if count else nothing.format(period=period_name(pack.period))
        )
        self.list.setVisible(bool(count))
        self.rows.show_rows([_cells(each) for each in pack.rows])


def _columns() -> list[Column]:
    def title(name: str) -> str:
        return phrase(f"accountant.column.{name}")

    return [
        Column("date", title("date"), 13, show=day, sortable=False),
        Column("kind", title("kind"), 17, show=_kind, sortable=False),
        Column("document", title("document"), 12, look="muted", sortable=False),
        Column("party", title("party"), 18, stretch=1, sortable=False),
        Column("description", title("description"), 13, look="muted", stretch=1, sortable=False),
        Column("net", title("net"), 11, "right", show=_amount, sortable=False),
        Column("tax", title("tax"), 10, "right", show=_amount, sortable=False),
        Column("gross", title("gross"), 11, "right", show=_amount, sortable=False),
        Column("currency", title("currency"), 11, look="muted", sortable=False),
    ]


def _cells(row: LedgerRow) -> tuple[Any, ...]:
    return (
        row.date,
        row.kind,
        row.document,
        row.party,
        row.description,
        (row.net, row.currency),
        (row.tax, row.currency),
        (row.gross, row.currency),
        row.currency,
    )


def _kind(kind: LedgerKind) -> str:
    return phrase(f"accountant.kind.{kind.value}")


def _amount(value: tuple[int, str]) -> str:
    amount, currency = value
    return number(float(from_minor(amount, currency)), minor_digits(currency))
