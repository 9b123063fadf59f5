"""The popover that lets a deal rest until a day, for a reason, so that it is not called stale."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.days import add_months
from smallbiz_crm.domain.deals import Deal
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.fields import DateField, TextField
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.words import _, sentence


class WaitPopover(Popover):
    """Asks until when a deal waits, and because of what."""

    def __init__(self, desk: Desk, deal: Deal, parent: QWidget) -> None:
        title = _("Let “{title}” wait").format(title=deal.title)
        super().__init__(title, _("Wait"), parent.window(), width=20, keep_open=True)
        self.desk = desk
        self.deal = deal
        self.day_field = DateField(_("Until"), today=desk.today, stacked=True)
        self.day_field.set_value(add_months(desk.today(), 1))
        self.reason_field = TextField(_("Because"), stacked=True, placeholder=_("their budget comes in June"))
        self.body.addWidget(self.day_field)
        self.body.addWidget(self.reason_field)
        self.submitted.connect(self._on_submitted)

    def _on_submitted(self) -> None:
        if not self.day_field.commit() or not self.reason_field.commit():
            return
        day = self.day_field.value()
        if day is None or day <= self.desk.today():
            self.day_field.mark_bad(_("Say a day that is still to come."))
            self.day_field.setFocus()
            return
        deal, because = self.deal, self.reason_field.value() or None
        self.accept_button.setEnabled(False)
        self.desk.write(
            lambda workspace: workspace.deals.edit(deal.id, waiting_until=day, waiting_because=because),
            said=_("“{title}” waits").format(title=deal.title),
            then=lambda _nothing: self.finish(),
            refused=self._on_refused,
            owner=self,
        )

    def _on_refused(self, error: CrmError) -> None:
        self.accept_button.setEnabled(True)
        self.show_problem(sentence(error))


def ask_to_wait(desk: Desk, parent: QWidget, deal_id: int, place: QRect) -> WaitPopover:
    """Open the popover at a place in global coordinates."""
    ask = WaitPopover(desk, desk.workspace.deals.get(deal_id), parent)
    ask.open_at(place, focus=ask.day_field.input())
    return ask
