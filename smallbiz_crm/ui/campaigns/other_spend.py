"""Spend that belongs to no campaign, so that no cost is out of sight."""

from __future__ import annotations

from smallbiz_crm.ui.campaigns.aside import Aside
from smallbiz_crm.ui.campaigns.spend_box import SpendBox, total_text
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.words import _, ngettext


class OtherSpend(Aside):
    """Its summary reads ``Spend without campaign: €1,240.00 (3 lines)``."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.box = SpendBox(desk)
        self.card.body.addWidget(Label(_("Spend without campaign"), "section"))
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
