"""Spend that belongs to no campaign, so that no cost is out of sight."""

from __future__ import annotations

from smallbiz_crm.ui.campaigns.aside import Aside
from smallbiz_crm.ui.campaigns.spend_box import SpendBox, total_text
from smallbiz_crm.ui.campaigns.spend_rules import SpendRulesDialog
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.labels import Label, row
from smallbiz_crm.ui.kit.metrics import SMALL
from smallbiz_crm.words import _, ngettext


class OtherSpend(Aside):
    """The lines that belong to no campaign, the statements they come from, and the rules that give them one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.box = SpendBox(desk)
        self.statement_button = Button(_("Import a statement …"), "import", "quiet")
        self.statement_button.setToolTip(_("Read the lines of a bank account or card from a CSV file"))
        self.statement_button.clicked.connect(lambda: desk.ask_import("spend"))
        self.rules_button = Button(_("Rules …"), "filter", "quiet")
        self.rules_button.setToolTip(_("Which payee belongs to which campaign and category"))
        self.rules_button.clicked.connect(self.show_rules)
        title = Label(_("Spend without campaign"), "section")
        self.card.body.addLayout(row(title, None, self.rules_button, self.statement_button, spacing=SMALL))
        self.card.body.addWidget(self.box, 1)

    def refresh(self) -> None:
        """Read the lines again."""
        self.box.show_campaign(None)
        lines = self.box.lines.records.lines()
        if not lines:
            self.summary = _("Spend without campaign: none")
            return
        words = ngettext(
            "Spend without campaign: {amount} ({n} line)",
            "Spend without campaign: {amount} ({n} lines)",
            len(lines),
        )
        self.summary = words.format(amount=total_text(lines, self.desk.currency()), n=len(lines))

    def show_rules(self) -> SpendRulesDialog:
        """Open the list of rules."""
        dialog = SpendRulesDialog(self.desk, self.window())
        dialog.open()
        return dialog
