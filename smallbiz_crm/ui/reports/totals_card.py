"""The totals of the pack, to the cent as in its files."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QWidget

from smallbiz_crm.domain.accountant import Basis, Pack
from smallbiz_crm.ui.exact_amounts import exact
from smallbiz_crm.ui.kit.labels import Card, ElidedLabel, Label, line
from smallbiz_crm.ui.kit.metrics import LARGE, SMALL
from smallbiz_crm.words import _, ngettext, phrase

ROWS = ("sales", "payments", "spend")
COLUMNS = ("net", "tax", "gross")


class TotalsCard(Card):
    """Sales and spend after reversals, payments after refunds, in home currency."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = Label("", "section")
        self.amounts: dict[str, Label] = {}
        self.outside = Label("", "caption", wrap=True)
        self.outside.set_tone("warning")
        self.note = Label("", "caption", wrap=True)
        self.body.addWidget(self.heading)
        self.body.addLayout(self._lay_out_grid())
        self.body.addWidget(self.outside)
        self.body.addWidget(self.note)
        self.body.addStretch(1)

    def show_pack(self, pack: Pack) -> None:
        self.heading.setText(_("Totals in {currency}").format(currency=pack.currency))
        totals = pack.totals
        shown = {
            **{f"sales_{column}": getattr(totals, f"sales_{column}") for column in COLUMNS},
            **{f"spend_{column}": getattr(totals, f"spend_{column}") for column in COLUMNS},
            "payments": totals.payments,
        }
        for key, amount in shown.items():
            self.amounts[key].setText(exact(amount, pack.currency))
        missing = sum(row.base_gross is None for row in pack.rows)
        text = ngettext(
            "{n} row without an exchange rate is outside these totals.",
            "{n} rows without an exchange rate are outside these totals.",
            missing,
        )
        self.outside.setText(text.format(n=missing) if missing else "")
        self.outside.setVisible(bool(missing))
        by_won = _(
            "A won deal is not an issued invoice. Amounts of deals are net of tax and stand in the period in "
            "which the deal was won; payments and spend stand on their own day."
        )
        by_paid = _(
            "A won deal is not an issued invoice. By Settings → Accountant, sales and spend stand in the "
            "period in which they were paid, as far as they were paid."
        )
        self.note.setText(by_paid if pack.basis is Basis.CASH else by_won)

    def _lay_out_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(LARGE)
        grid.setVerticalSpacing(SMALL)
        grid.setColumnStretch(0, 1)
        for place, column in enumerate(COLUMNS, start=1):
            grid.addWidget(Label(phrase(f"accountant.column.{column}"), "caption"), 0, place, _RIGHT)
        for place, name in enumerate(ROWS):
            grid.addWidget(line(), 2 * place + 1, 0, 1, 4)
            grid.addWidget(ElidedLabel(phrase(f"accountant.after.{name}")), 2 * place + 2, 0)
            for column_place, column in enumerate(COLUMNS, start=1):
                key = "payments" if name == "payments" else f"{name}_{column}"
                if key == "payments" and column != "gross":
                    continue
                amount = self.amounts[key] = _amount_label(is_strong=column == "gross")
                grid.addWidget(amount, 2 * place + 2, column_place, _RIGHT)
        return grid


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _amount_label(*, is_strong: bool) -> Label:
    label = Label("", "strong" if is_strong else "body")
    font = label.font()
    font.setFeature(QFont.Tag("tnum"), 1)
    label.setFont(font)
    return label
