"""Facts of the business, the look of this machine, and where the file is: saved as they are changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from operator import itemgetter

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.accountant import Basis
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.languages import LANGUAGES
from smallbiz_crm.domain.prices import TaxRounding
from smallbiz_crm.ui.desk import Desk, Page
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.fields import CheckField, ChoiceField, TextField
from smallbiz_crm.ui.kit.labels import Card, Label, row, scroll_area, set_style_property
from smallbiz_crm.ui.kit.metrics import LARGE, LARGEST_TEXT_SIZE, SMALL, SMALLEST_TEXT_SIZE, em
from smallbiz_crm.ui.kit.segmented import Segmented
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.shell.fields_card import FieldsCard
from smallbiz_crm.ui.shell.file_card import FileCard
from smallbiz_crm.ui.shell.files import WorkspaceFiles
from smallbiz_crm.ui.shell.look import MODES, Look
from smallbiz_crm.ui.shell.mail_templates_card import MailTemplatesCard
from smallbiz_crm.ui.shell.month_day import MonthDayField
from smallbiz_crm.ui.shell.new_workspace import currency_options
from smallbiz_crm.ui.shell.page_frame import PageFrame
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.ui.shell.prices_cards import ProductsCard, RatesCard, TaxCodesCard
from smallbiz_crm.ui.shell.protection_card import ProtectionCard
from smallbiz_crm.ui.shell.reasons_card import ReasonsCard
from smallbiz_crm.ui.shell.scoring_card import ScoringCard
from smallbiz_crm.ui.shell.stages_card import StagesCard
from smallbiz_crm.words import _, phrase, sentence

WIDEST = 46.0
PRICED = frozenset(("product", "tax_code", "currency_rate"))


class SettingsPage(Page):
    """Cards, one below the other; each field writes when it is left."""

    key = "settings"
    cares_for = (
        frozenset(
            ("setting", "deal", "spend", "campaign", "field", "field_value", "stage", "reason", "score_rule")
        )
        | PRICED
        | {"mail_template"}
    )

    def __init__(self, desk: Desk, preferences: Preferences) -> None:
        super().__init__(desk)
        self._look = Look(preferences, self)
        self.fields: dict[str, Field] = {}
        frame = PageFrame(self, _("Settings"), _("Saved as you change them."))
        content = QWidget()
        cards = QVBoxLayout(content)
        cards.setContentsMargins(0, 0, SMALL, 0)
        cards.setSpacing(LARGE)
        self.protection = ProtectionCard(desk, preferences)
        self.file_card = FileCard(desk, WorkspaceFiles(desk, self))
        self.fields_card = FieldsCard(desk)
        self.stages = StagesCard(desk)
        self.reasons = ReasonsCard(desk)
        self.mail_templates = MailTemplatesCard(desk)
        self.scoring = ScoringCard(desk, self._field)
        self.products, self.tax_codes, self.rates = ProductsCard(desk), TaxCodesCard(desk), RatesCard(desk)
        for card in (
            self._business(),
            self._money(),
            self._accountant(),
            self.tax_codes,
            self.rates,
            self.products,
            self.stages,
            self.reasons,
            self.mail_templates,
            self.scoring,
            self.fields_card,
            self._appearance(),
            self.protection,
            self.file_card,
        ):
            card.setMaximumWidth(em(self, WIDEST))
            cards.addWidget(card)
        cards.addStretch(1)
        self._area = scroll_area(content)
        frame.body.addWidget(self._area, 1)
        theme().changed.connect(self._show_look)
        self._show_look()

    def open_with(self, argument: object) -> None:
        """``rates`` shows the exchange rates."""
        if argument == "rates":
            self.rates.add_button.setFocus()
            self._area.ensureWidgetVisible(self.rates)

    def refresh(self) -> None:
        """Show what is stored."""
        settings = self.desk.workspace.settings
        for name, value in settings.all().items():
            field = self.fields.get(name)
            if field is not None:
                field.set_value(value)
        self.fields_card.refresh()
        is_fixed = settings.is_currency_fixed()
        self.fields["business.currency"].input().setEnabled(not is_fixed)
        self._currency_note.setVisible(is_fixed)
        for card in (self.products, self.tax_codes, self.rates):
            card.refresh()
        self.stages.refresh()
        self.reasons.refresh()
        self.mail_templates.refresh()
        self.protection.refresh()
        self.scoring.refresh()
        self.file_card.refresh()

    # -- cards --------------------------------------------------------------------------------------------

    def _business(self) -> Card:
        region = ChoiceField(_("Country"), _countries(), searchable=True)
        return self._card(
            _("Business"),
            self._field("business.name", TextField(_("Business name"))),
            self._field("business.person", TextField(_("Your name"))),
            self._field("business.email", TextField(_("Your e-mail"))),
            self._field("business.phone", TextField(_("Your phone"))),
            self._field("business.website", TextField(_("Your website"))),
            self._note(_("These stand on “My card”, the QR code that others scan from your screen.")),
            self._field("business.region", region),
            self._note(_("The country decides how phone numbers without a country code are read.")),
        )

    def _money(self) -> Card:
        currency = ChoiceField(_("Currency"), currency_options(), searchable=True)
        self._currency_note = self._note(_("Fixed, because there are amounts in this currency."))
        return self._card(
            _("Money and tax"),
            self._field("business.currency", currency),
            self._currency_note,
            self._field("fiscal_year.start", MonthDayField(_("Fiscal year from"))),
            self._field("tax.registered", CheckField(_("Tax"), text=_("The business is registered for tax"))),
            self._note(
                _("If registered, tax paid on spend counts as recoverable unless a line says otherwise.")
            ),
            self._field("business.tax_id", TextField(_("Tax id"))),
            self._field(
                "tax.rounding", ChoiceField(_("Rounding of tax"), _options(TaxRounding, "tax_rounding"))
            ),
            self._note(_("Sales that are closed keep the tax they were made with.")),
        )

    def _accountant(self) -> Card:
        languages = [("", _("The program’s")), *LANGUAGES.items()]
        return self._card(
            _("Accountant"),
            self._field("accountant.basis", ChoiceField(_("Basis"), _options(Basis, "accountant.basis"))),
            self._field("accountant.language", ChoiceField(_("Language of the pack"), languages)),
            self._note(_("Names of columns in CSV files stay English, so that programs find them.")),
        )

    def _appearance(self) -> Card:
        self.mode = Segmented([(mode, _(text)) for mode, text in MODES], _("Theme"))
        self.mode.chosen.connect(self._look.set_mode)
        sizes = range(round(SMALLEST_TEXT_SIZE), round(LARGEST_TEXT_SIZE) + 1)
        self.text_size = ChoiceField(
            _("Text size"), [(float(size), _("{n} points").format(n=size)) for size in sizes]
        )
        _framed(self.text_size)
        self.text_size.saved.connect(self._look.set_text_size)
        card = Card()
        card.body.addWidget(Label(_("Appearance on this machine"), "section"))
        card.body.addLayout(row(self.mode, None))
        card.body.addWidget(self.text_size)
        return card

    def _card(self, title: str, *parts: QWidget) -> Card:
        card = Card(spacing=SMALL)
        card.body.addWidget(Label(title, "section"))
        for part in parts:
            card.body.addWidget(part)
        return card

    def _note(self, text: str) -> Label:
        return Label(text, "caption", wrap=True)

    # -- saving -------------------------------------------------------------------------------------------

    def _field(self, name: str, field: Field) -> Field:
        self.fields[name] = _framed(field)
        field.saved.connect(lambda value: self._save(name, field, value))
        return field

    def _save(self, name: str, field: Field, value: object) -> None:
        typed = ("yes" if value else "no") if isinstance(value, bool) else str(value or "")
        field.mark_saving()

        def refuse(error: CrmError) -> None:
            field.mark_bad(sentence(error))

        self.desk.write(
            lambda workspace: workspace.settings.set(name, typed),
            then=field.set_value,
            refused=refuse,
            owner=self,
        )

    def _show_look(self) -> None:
        self.mode.choose(theme().mode)
        self.text_size.set_value(theme().text_size)


def _framed(field: Field) -> Field:
    """Show that it can be typed into, as one expects of a form, though the label stands beside it."""
    for widget in field.findChildren(QWidget):
        if widget.property("inline") is not None:
            set_style_property(widget, "inline", "false")
    return field


def _options(kinds: Iterable[StrEnum], name: str) -> list[tuple[str, str]]:
    return [(kind.value, phrase(f"{name}.{kind.value}")) for kind in kinds]


def _countries() -> Sequence[tuple[str, str]]:
    """Every country as pairs of its two letters and its name, by name."""
    codes = {QLocale.territoryToCode(territory) for territory in QLocale.Country}
    names = [
        (code, QLocale.territoryToString(QLocale.codeToTerritory(code)))
        for code in codes
        if len(code) == 2 and code.isalpha()
    ]
    return sorted(names, key=itemgetter(1))
