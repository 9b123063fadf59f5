"""The settings' cards of what things cost: the price list with what was won, tax codes, exchange rates."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from smallbiz_crm.domain.currencies import CODES
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.money import minor_digits, parse_amount
from smallbiz_crm.domain.prices import Product, Rate, Sold, TaxCode, TaxKind
from smallbiz_crm.ui.deals.amounts import decimal_sign
from smallbiz_crm.ui.deals.part_form import PartForm, plain_number, share_field, unit_price_field
from smallbiz_crm.ui.deals.part_list import Part, PartAction, PartList
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.fields import AmountField, ChoiceField, DateField, TextField
from smallbiz_crm.ui.kit.formats import day, money
from smallbiz_crm.ui.kit.labels import Card, Label
from smallbiz_crm.ui.kit.line_edits import LineEdit
from smallbiz_crm.ui.kit.metrics import SMALL
from smallbiz_crm.words import _, ngettext, phrase, sentence

SHOWN_PRODUCTS = 30
MICRO_DIGITS = 6


class ProductsCard(Card):
    """The price list: searched as one types, the first entries shown; below it what was won by category and region."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(spacing=SMALL)
        self.desk = desk
        self.add_button = Button(_("Add product"), "plus", "quiet")
        self.add_button.clicked.connect(self.add)
        self.search_line = LineEdit(_("Find a product"), placeholder=_("Find a product"))
        self.search_line.textChanged.connect(lambda _text: self.refresh())
        self.list = PartList(_("Products"), _("None, or none of that name."), self.add_button)
        self.totals = Label("", "caption", wrap=True)
        self.body.addWidget(self.search_line)
        self.body.addWidget(self.list)
        self.body.addWidget(self.totals)

    def refresh(self) -> None:
        """Show the list as it is stored."""
        prices = self.desk.workspace.prices
        products, sold = prices.products(), prices.sold_by_product()
        self.search_line.setVisible(len(products) > SHOWN_PRODUCTS // 3)
        wanted = self.search_line.text().strip().casefold()
        found = [each for each in products if wanted in f"{each.name} {each.category or ''}".casefold()]
        parts = [self._part(each, sold.get(each.id)) for each in found[:SHOWN_PRODUCTS]]
        more = len(found) - len(parts)
        text = ngettext("{n} more: type a part of the name.", "{n} more: type a part of the name.", more)
        self.list.show_parts(parts, text.format(n=more) if more else "")
        lines = [
            self._sums(_("Won by category"), prices.sold_by_category()),
            self._sums(_("Won by region"), prices.sold_by_region()),
        ]
        self.totals.setText("\n".join(line for line in lines if line))
        self.totals.setVisible(bool(self.totals.text()))

    def _sums(self, title: str, sums: list[Sold]) -> str:
        told = [f"{each.name or _('unassigned')} {self._home(each.net)}" for each in sums]
        return f"{title}: {', '.join(told)}" if told else ""

    def _home(self, amount: int) -> str:
        currency = self.desk.currency()
        return money(amount, currency, minor_digits(currency))

    def _part(self, product: Product, sold: Sold | None) -> Part:
        told = [product.category or "", product.tax_code or ""]
        if sold is not None:
            words = ngettext("won {n} time, {amount}", "won {n} times, {amount}", sold.wins)
            told.append(words.format(n=sold.wins, amount=self._home(sold.net)))
        price = ""
        if product.price is not None:
            currency = product.currency or self.desk.currency()
            price = f"{plain_number(product.price, MICRO_DIGITS, least=2)} {currency}"
        actions = (
            PartAction("edit", _("Change …"), partial(self.edit, product)),
            None,
            PartAction("trash", _("Move to Trash"), partial(self._trash, product)),
        )
        return Part(
            product.id, product.name, " · ".join(text for text in told if text), price, actions=actions
        )

    def add(self) -> PartForm:
        """Ask for a new product."""

        def change_of(values: dict[str, Any]) -> Any:
            return lambda workspace: workspace.prices.add_product(**values)

        form = self._form(_("Add a product"), self.add_button, change_of, _("Product added"))
        return form.open_with({"currency": self.desk.currency(), "tax_code": None}, self.add_button)

    def edit(self, product: Product, anchor: QWidget) -> PartForm:
        """Ask for other values of a product."""

        def change_of(values: dict[str, Any]) -> Any:
            return lambda workspace: workspace.prices.edit_product(product.id, **values)

        form = self._form(_("Change the product"), anchor, change_of, _("Product changed"))
        told = {
            "name": product.name,
            "category": product.category or "",
            "price": product.price,
            "currency": product.currency or self.desk.currency(),
            "tax_code": product.tax_code,
        }
        return form.open_with(told, anchor)

    def _form(self, title: str, anchor: QWidget, change_of: Any, said: str) -> PartForm:
        codes = self.desk.workspace.prices.tax_codes()
        taxes = [(None, _("As usual")), *((code.code, f"{code.code} – {code.name}") for code in codes)]
        fields: dict[str, Field] = {
            "name": TextField(_("Name"), stacked=True),
            "category": TextField(_("Category"), stacked=True),
            "price": unit_price_field(_("Price for one, net"), _("None")),
            "currency": _currency_field(),
            "tax_code": ChoiceField(_("Tax code"), taxes, stacked=True),
        }
        needed = {"name": _("Give it a name.")}
        return PartForm(
            self.desk, title, _("Save"), anchor, fields, needed=needed, change_of=change_of, said=said
        )

    def _trash(self, product: Product, _anchor: QWidget) -> None:
        self.desk.write(
            lambda workspace: workspace.prices.trash_product(product.id),
            said=_("“{name}” is in the Trash").format(name=product.name),
        )


class TaxCodesCard(Card):
    """Tax codes with their rates; one of them holds where none is named."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(spacing=SMALL)
        self.desk = desk
        self.add_button = Button(_("Add tax code"), "plus", "quiet")
        self.add_button.clicked.connect(self.add)
        self.list = PartList(_("Tax codes"), _("None yet."), self.add_button)
        self.body.addWidget(self.list)
        note = _("The usual code holds for deals and products that name none. Closed sales keep their rate.")
        self.body.addWidget(Label(note, "caption", wrap=True))

    def refresh(self) -> None:
        """Show the list as it is stored."""
        prices = self.desk.workspace.prices
        usual = prices.default_tax_code()
        self.list.show_parts([self._part(code, code.code == usual) for code in prices.tax_codes()])

    def _part(self, code: TaxCode, is_usual: bool) -> Part:
        chip: tuple[str, ChipKind] | None = (_("Usual"), "accent") if is_usual else None
        actions: list[PartAction | None] = [PartAction("edit", _("Change …"), partial(self.edit, code))]
        if not is_usual:
            actions += [
                PartAction("star", _("Make it the usual one"), partial(self._make_usual, code)),
                None,
                PartAction("trash", _("Remove"), partial(self._remove, code)),
            ]
        caption = f"{code.code} · {phrase(f'tax_kind.{code.kind}')}"
        return Part(code.id, code.name, caption, f"{plain_number(code.rate, 2)} %", chip, tuple(actions))

    def add(self) -> PartForm:
        """Ask for a new code."""

        def change_of(values: dict[str, Any]) -> Any:
            return lambda workspace: workspace.prices.add_tax_code(**_tax_values(values))

        form = self._form(_("Add a tax code"), self.add_button, change_of, _("Tax code added"))
        return form.open_with({"kind": TaxKind.STANDARD}, self.add_button)

    def edit(self, code: TaxCode, anchor: QWidget) -> PartForm:
        """Ask for other values of a code."""

        def change_of(values: dict[str, Any]) -> Any:
            return lambda workspace: workspace.prices.edit_tax_code(code.id, **_tax_values(values))

        form = self._form(_("Change the tax code"), anchor, change_of, _("Tax code changed"))
        told = {"code": code.code, "name": code.name, "rate": code.rate or None, "kind": code.kind}
        return form.open_with(told, anchor)

    def _form(self, title: str, anchor: QWidget, change_of: Any, said: str) -> PartForm:
        kinds = [(kind, phrase(f"tax_kind.{kind}")) for kind in TaxKind]
        fields: dict[str, Field] = {
            "code": TextField(_("Code"), stacked=True, placeholder=_("V19")),
            "name": TextField(_("Name"), stacked=True, placeholder=_("Standard rate")),
            "rate": share_field(_("Rate"), _("0 %")),
            "kind": ChoiceField(_("Kind"), kinds, stacked=True),
        }
        needed = {"code": _("Give it a code."), "name": _("Give it a name.")}
        return PartForm(
            self.desk, title, _("Save"), anchor, fields, needed=needed, change_of=change_of, said=said
        )

    def _make_usual(self, code: TaxCode, _anchor: QWidget) -> None:
        self.desk.write(
            lambda workspace: workspace.prices.set_default_tax_code(code.code),
            said=_("{code} is the usual tax code").format(code=code.code),
        )

    def _remove(self, code: TaxCode, _anchor: QWidget) -> None:
        self.desk.write(
            lambda workspace: workspace.prices.remove_tax_code(code.id),
            said=_("Tax code {code} taken away").format(code=code.code),
        )


class RatesCard(Card):
    """The newest rate of each currency; one is typed, or a file of rates is read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(spacing=SMALL)
        self.desk = desk
        self.add_button = Button(_("Add rate"), "plus", "quiet")
        self.add_button.clicked.connect(self.add)
        self.file_button = Button(_("From a file …"), "import", "quiet")
        self.file_button.clicked.connect(self.ask_file)
        self.list = PartList(
            _("Exchange rates"), _("None. Amounts in other currencies stay outside the totals."),
            self.file_button, self.add_button,
        )  # fmt: skip
        self.body.addWidget(self.list)
        note = _("The history file of the European Central Bank (eurofxref-hist.csv) can be read as it is.")
        self.body.addWidget(Label(note, "caption", wrap=True))

    def refresh(self) -> None:
        """Show the newest rates as they are stored."""
        rates = self.desk.workspace.prices.rated_currencies()
        self.list.show_parts([self._part(rate) for rate in rates])

    def _part(self, rate: Rate) -> Part:
        told = f"1 {rate.currency} = {rate.rate:f} {self.desk.currency()}"
        actions = (
            PartAction("plus", _("Add a newer one …"), partial(self._add_for, rate.currency)),
            None,
            PartAction("trash", _("Remove"), partial(self._remove, rate)),
        )
        caption = _("since {day}").format(day=day(rate.valid_on))
        return Part(rate.id, told, caption, actions=actions)

    def add(self) -> PartForm:
        """Ask for a rate of any currency."""
        return self._ask(None, self.add_button)

    def _add_for(self, currency: str, anchor: QWidget) -> PartForm:
        return self._ask(currency, anchor)

    def _ask(self, currency: str | None, anchor: QWidget) -> PartForm:
        fields: dict[str, Field] = {
            "currency": _currency_field(),
            "rate": AmountField(
                _("What one of it is worth in {currency}").format(currency=self.desk.currency()),
                parse=_read_rate,
                show=lambda rate: "" if rate is None else f"{rate:f}",
                stacked=True,
            ),
            "valid_on": DateField(_("Since"), today=self.desk.today, stacked=True),
        }

        def change_of(values: dict[str, Any]) -> Any:
            return lambda workspace: workspace.prices.set_rate(**values)

        needed = {"currency": _("Say which."), "rate": _("Say how much."), "valid_on": _("Say since when.")}
        form = PartForm(
            self.desk, _("Add an exchange rate"), _("Save"), anchor, fields,
            needed=needed, change_of=change_of, said=_("Rate kept"),
        )  # fmt: skip
        return form.open_with({"currency": currency, "valid_on": self.desk.today()}, anchor)

    def _remove(self, rate: Rate, _anchor: QWidget) -> None:
        self.desk.write(lambda workspace: workspace.prices.remove_rate(rate.id), said=_("Rate taken away"))

    def ask_file(self) -> QFileDialog:
        """Ask for a file of rates and read it."""
        dialog = QFileDialog(self, _("Choose a file of exchange rates"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Tables (*.csv *.txt *.xlsx)"), _("All files (*)")])
        dialog.fileSelected.connect(lambda chosen: self.take(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def take(self, path: Path) -> None:
        """Read a file of rates, with progress and Cancel."""

        def work(workspace: Any, progress: Any) -> Any:
            plan = workspace.imports.open(path, kind="rates")
            return workspace.imports.run(plan, progress)

        def done(result: Any) -> None:
            text = ngettext(
                "Rates of {n} row read", "Rates of {n} rows read", result.created + result.updated
            )
            self.desk.say_done(text.format(n=result.created + result.updated))

        self.desk.run(_("Reading exchange rates"), work, then=done, owner=self)


def _currency_field() -> ChoiceField:
    codes = [(code, code) for code in sorted(CODES)]
    return ChoiceField(_("Currency"), codes, stacked=True, searchable=True)


def _read_rate(text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        return parse_amount(text.strip(), decimal=decimal_sign())
    except CrmError as error:
        raise ValueError(sentence(error)) from error


def _tax_values(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "rate": values["rate"] or 0}
