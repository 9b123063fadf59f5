"""The popover that asks for an entry inside a deal: fields one below the other, some of them needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.money import parse_quantity, parse_share, parse_unit_price
from smallbiz_crm.ui.deals.amounts import Price, decimal_sign, read_price, show_price
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.fields import AmountField
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.words import _, sentence

Change = Callable[[Any], object]
"""What is written, on the workspace that it gets."""


class PartForm(Popover):
    """Asks for `fields`; `needed` says what is missing where one of them is empty.

    `change_of` turns the values into the write; the form closes when that is done and says why when it is refused.
    """

    def __init__(
        self,
        desk: Desk,
        title: str,
        accept_text: str,
        anchor: QWidget,
        fields: Mapping[str, Field],
        *,
        needed: Mapping[str, str],
        change_of: Callable[[dict[str, Any]], Change],
        said: str,
    ) -> None:
        super().__init__(title, accept_text, anchor.window(), width=22, keep_open=True)
        self.fields = dict(fields)
        self._desk, self._needed, self._change_of, self._said = desk, needed, change_of, said
        for field in fields.values():
            self.body.addWidget(field)
        self.submitted.connect(self._on_submitted)

    def open_with(self, values: Mapping[str, Any], anchor: QWidget) -> PartForm:
        """Fill the fields and open at `anchor`, with the cursor in the first one."""
        for name, value in values.items():
            self.fields[name].set_value(value)
        self.open_at(anchor, focus=next(iter(self.fields.values())).input())
        return self

    def _on_submitted(self) -> None:
        for name, field in self.fields.items():
            if not field.isHidden() and not field.commit():
                field.setFocus()
                return
            if name in self._needed and field.value() in (None, ""):
                field.mark_bad(self._needed[name])
                field.input().setFocus()
                return
        change = self._change_of({name: field.value() for name, field in self.fields.items()})
        self._desk.write(
            change,
            said=self._said,
            refused=lambda error: self.show_problem(sentence(error)),
            then=lambda _result: self.finish(),
            owner=self,
        )


def money_field(label: str, currency: str, *, below_zero: bool = False, placeholder: str = "") -> AmountField:
    """Minor units of `currency`, None while empty; `below_zero` lets money be given back."""

    def read(text: str) -> int | None:
        negative = below_zero and text.strip().startswith(("-", "−"))
        price = read_price(text.strip()[1:] if negative else text, currency)
        if price.currency != currency:
            raise ValueError(_("The deal is in {currency}.").format(currency=currency))
        return -price.amount if negative and price.amount is not None else price.amount

    def show(amount: int | None) -> str:
        shown = show_price(Price(None if amount is None else abs(amount), currency))
        return f"−{shown}" if amount is not None and amount < 0 else shown

    return AmountField(label, parse=read, show=show, stacked=True, placeholder=placeholder)


def quantity_field(label: str) -> AmountField:
    """A quantity in 10⁻³."""
    return AmountField(
        label,
        parse=lambda text: _read(parse_quantity, text, decimal=decimal_sign()),
        show=lambda value: "" if value is None else plain_number(value, 3),
        stacked=True,
    )


def unit_price_field(label: str, placeholder: str = "") -> AmountField:
    """A unit price in 10⁻⁶ of the major unit."""
    return AmountField(
        label,
        parse=lambda text: _read(parse_unit_price, text, decimal=decimal_sign()),
        show=lambda value: "" if value is None else plain_number(value, 6, least=2),
        stacked=True,
        placeholder=placeholder,
    )


def share_field(label: str, placeholder: str = "") -> AmountField:
    """A percentage in 10⁻⁴."""
    return AmountField(
        label,
        parse=lambda text: _read(parse_share, text),
        show=lambda value: "" if not value else f"{plain_number(value, 2)} %",
        stacked=True,
        placeholder=placeholder,
    )


def plain_number(value: int, digits: int, least: int = 0) -> str:
    """A whole number of 10⁻ⁿ in the locale's way, with as many decimals as it needs and at least `least`."""
    needed = digits
    while needed > least and value % 10 ** (digits - needed + 1) == 0:
        needed -= 1
    return number(value / 10**digits, needed)


def _read(read: Callable[..., int], text: str, **how: Any) -> int | None:
    """None while empty. Raises ValueError with the reason in words."""
    if not text.strip():
        return None
    try:
        return read(text, **how)
    except CrmError as error:
        raise ValueError(sentence(error)) from error
