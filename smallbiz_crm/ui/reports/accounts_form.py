"""Asks for the account numbers and tax keys that the accountant's programs need."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.fields import NotesField
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.words import _, sentence

SETTING = "accountant.accounts"


class AccountsForm(Popover):
    """One account a line, as the setting of the command line has them between semicolons."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(_("Accounts in other programs"), _("Keep the accounts"), parent, keep_open=True)
        self._desk = desk
        self.entries = NotesField(_("One a line: program, use = account / tax key"), stacked=True, lines=8)
        self.entries.set_value("\n".join(self._known()))
        self.body.addWidget(self.entries)
        example = _(
            "For example “xero sales standard = 200 / OUTPUT2”, “datev bank = 1800”, “datev spend Ads = 4610”. "
            "Empty lines below are what your tax codes and categories still need; ask your accountant."
        )
        self.body.addWidget(Label(example, "caption", wrap=True))
        self.submitted.connect(self._on_submitted)

    def _known(self) -> list[str]:
        known = str(self._desk.workspace.settings.get(SETTING)).split("; ")
        lines = [line for line in known if line]
        named = {line.split("=")[0].strip() for line in lines}
        return [
            *lines,
            *(f"{use} = " for use in self._desk.workspace.accountant.needed_accounts() if use not in named),
        ]

    def _on_submitted(self) -> None:
        if not self.entries.commit():
            return
        typed = str(self.entries.value() or "")
        self._desk.write(
            lambda workspace: workspace.settings.set(SETTING, typed),
            said=_("Accounts kept"),
            then=lambda _done: self.finish(),
            refused=lambda error: self.show_problem(sentence(error)),
            owner=self,
        )


def ask_for_accounts(desk: Desk, anchor: QWidget) -> AccountsForm:
    """Open the form beside the formats that need it."""
    form = AccountsForm(desk, anchor)
    form.open_at(anchor, form.entries.edit)
    return form
