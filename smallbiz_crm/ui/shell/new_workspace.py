"""Asks what a new workspace is called, which currency it counts in and where it is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from smallbiz_crm.domain.currencies import CODES, is_currency
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.fields import ChoiceField, TextField
from smallbiz_crm.ui.kit.formats import currency_symbol
from smallbiz_crm.ui.kit.labels import ElidedLabel, row
from smallbiz_crm.words import _

ENDING = ".crm"
_TAKEN_ON_WINDOWS = frozenset(
    ("CON", "PRN", "AUX", "NUL", *(f"{device}{number}" for device in ("COM", "LPT") for number in range(10)))
)
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


@dataclass(frozen=True, slots=True)
class NewWorkspace:
    """What the user wants made; `name` is that of the business and may be empty."""

    path: Path
    currency: str
    name: str = ""


class NewWorkspaceDialog(FormDialog):
    """Name, currency and place of a new workspace. Emits `chosen` with a `NewWorkspace`."""

    chosen = Signal(object)

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(_("New workspace"), _("Make the workspace"), parent)
        self._folder = folder
        self.name = TextField(_("Name of the business"), stacked=True)
        self.currency = ChoiceField(_("Currency"), currency_options(), stacked=True, searchable=True)
        self.currency.set_value(home_currency())
        self.place = ElidedLabel("", "caption")
        change = Button(_("Another folder …"), kind="quiet")
        change.clicked.connect(self._ask_folder)
        self.body.addWidget(self.name)
        self.body.addWidget(self.currency)
        self.body.addLayout(row(self.place, None, change))
        self.name.edit.textChanged.connect(lambda _text: self._show_place())
        self.submitted.connect(self._on_submitted)
        self._show_place()
        self.name.edit.setFocus()

    def target(self) -> Path:
        """The file that would be made."""
        words = _NOT_IN_NAMES.sub(" ", self.name.edit.text()).split()
        name = " ".join(words).strip(" .") or _("My business")
        if name.upper() in _TAKEN_ON_WINDOWS:
            name = f"{name} {_('business')}"
        return self._folder / f"{name}{ENDING}"

    def _on_submitted(self) -> None:
        target = self.target()
        if target.exists():
            problem = _("There is a file {file} already. Choose another name.")
            self.show_problem(problem.format(file=target.name))
            return
        currency = str(self.currency.value() or home_currency())
        self.chosen.emit(NewWorkspace(target, currency, self.name.edit.text().strip()))
        self.accept()

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, _("Where to keep it"), str(self._folder))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._on_folder)
        dialog.open()

    def _on_folder(self, name: str) -> None:
        self._folder = Path(name)
        self._show_place()

    def _show_place(self) -> None:
        self.place.setText(_("Kept in {file}").format(file=self.target()))


def home_currency() -> str:
    """The currency of the machine's region; EUR where that says nothing."""
    code = QLocale.system().currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)
    return code if is_currency(code) else "EUR"


def currency_options() -> list[tuple[str, str]]:
    """Every currency with its sign, by code."""
    return [(code, _with_sign(code)) for code in sorted(CODES)]


def _with_sign(code: str) -> str:
    sign = currency_symbol(code)
    return code if sign == code else f"{code}  {sign}"
