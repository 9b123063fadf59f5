"""The product lines of a deal: what is sold, how many, at which price; their sum is the amount."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.deals import Deal, DealLine
from smallbiz_crm.ui.deals.amounts import show_amount
from smallbiz_crm.ui.deals.finding import find_products
from smallbiz_crm.ui.deals.part_form import (
    PartForm,
    plain_number,
    quantity_field,
    share_field,
    unit_price_field,
)
from smallbiz_crm.ui.deals.part_list import Part, PartAction, PartList
from smallbiz_crm.ui.deals.suggestions import Suggestions
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.fields import ChoiceField, TextField
from smallbiz_crm.words import _, ngettext

WHOLE = 1_000
PERIODS = (None, 1, 3, 6, 12)
"""Months between two payments of a line."""


class DealLines(QWidget):
    """Lists the lines, and what they come to."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.deal: Deal | None = None
        self.add_button = Button(_("Add line"), "plus", "quiet")
        self.add_button.clicked.connect(self.add)
        self.list = PartList(
            _("Product lines"), _("None. The amount stands on the deal itself."), self.add_button
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list)

    def show_deal(self, deal: Deal) -> None:
        self.deal = deal
        parts = [self._part(line, deal.currency) for line in deal.lines]
        self.list.show_parts(parts, self._note(deal))

    def _note(self, deal: Deal) -> str:
        if not deal.lines:
            return ""
        told = [_("Together {amount}, net").format(amount=show_amount(deal.amount, deal.currency))]
        yearly = sum(round(line.net * 12 / line.recurs_months) for line in deal.lines if line.recurs_months)
        if yearly:
            told.append(
                _("of it recurring: {amount} a year").format(amount=show_amount(yearly, deal.currency))
            )
        return " · ".join(told)

    def _part(self, line: DealLine, currency: str) -> Part:
        price = plain_number(line.price, 6, least=2)
        told = [f"{plain_number(line.quantity, 3)} × {price}"]
        if line.discount:
            told.append(_("{share} % off").format(share=plain_number(line.discount, 2)))
        if line.tax_code:
            told.append(line.tax_code)
        if line.recurs_months:
            told.append(period_text(line.recurs_months))
        title = " – ".join(text for text in (line.product, line.description) if text) or _("Without a name")
        actions = (
            PartAction("edit", _("Change …"), partial(self.edit, line)),
            None,
            PartAction("trash", _("Remove"), partial(self._remove, line)),
        )
        return Part(line.id, title, " · ".join(told), show_amount(line.net, currency), actions=actions)

    # -- asking -------------------------------------------------------------------------------------------

    def add(self) -> PartForm | None:
        """Ask for a new line; a product fills in its price and tax."""
        if self.deal is None:
            return None
        deal_id = self.deal.id

        def change_of(values: dict[str, Any]) -> Any:
            told = dict(values)
            if told["price"] is None:
                told.pop("price")
            if told["tax_code"] is None:
                told.pop("tax_code")
            return lambda workspace: workspace.deal_parts.add_line(deal_id, **_told(told))

        form = self._form(_("Add a product line"), _("Add"), self.add_button, change_of, _("Line added"))
        return form.open_with({"quantity": WHOLE, "recurs_months": None, "tax_code": None}, self.add_button)

    def edit(self, line: DealLine, anchor: QWidget) -> PartForm:
        """Ask for other values of a line."""

        def change_of(values: dict[str, Any]) -> Any:
            return lambda workspace: workspace.deal_parts.edit_line(line.id, **_told(values))

        form = self._form(_("Change the line"), _("Change it"), anchor, change_of, _("Line changed"))
        values = {
            "product": line.product or "",
            "description": line.description or "",
            "quantity": line.quantity,
            "price": line.price,
            "discount": line.discount or None,
            "tax_code": line.tax_code,
            "recurs_months": line.recurs_months,
        }
        return form.open_with(values, anchor)

    def _form(self, title: str, accept: str, anchor: QWidget, change_of: Any, said: str) -> PartForm:
        product = TextField(_("Product"), stacked=True, placeholder=_("As on the price list, or a new one"))
        Suggestions(product.edit, find_products(self.desk))
        codes = self.desk.workspace.prices.tax_codes()
        taxes = [(None, _("As usual")), *((code.code, f"{code.code} – {code.name}") for code in codes)]
        fields: dict[str, Field] = {
            "product": product,
            "description": TextField(_("Description"), stacked=True),
            "quantity": quantity_field(_("Quantity")),
            "price": unit_price_field(
                _("Price for one, net, in {currency}").format(
                    currency=self.deal.currency if self.deal else ""
                ),
                _("As on the price list"),
            ),
            "discount": share_field(_("Discount"), _("None")),
            "tax_code": ChoiceField(_("Tax code"), taxes, stacked=True),
            "recurs_months": ChoiceField(
                _("Paid"), [(months, period_text(months)) for months in PERIODS], stacked=True
            ),
        }
        needed = {"quantity": _("Say how many.")}
        return PartForm(
            self.desk, title, accept, anchor, fields, needed=needed, change_of=change_of, said=said
        )

    def _remove(self, line: DealLine, _anchor: QWidget) -> None:
        self.desk.write(
            lambda workspace: workspace.deal_parts.remove_line(line.id), said=_("Line taken away")
        )


def period_text(months: int | None) -> str:
    """How often something is paid, in words."""
    if months is None:
        return _("Once")
    if months % 12 == 0:
        return ngettext("Every year", "Every {n} years", months // 12).format(n=months // 12)
    return ngettext("Every month", "Every {n} months", months).format(n=months)


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """The values as the workspace takes them: what was left empty is nothing."""
    told = dict(values)
    told["discount"] = told["discount"] or 0
    if "price" in told:
        told["price"] = told["price"] or 0
    return told
