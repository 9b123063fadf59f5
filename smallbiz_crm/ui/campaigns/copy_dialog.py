"""Asks for the name and the first day of a copy, or for the name of a template kept of a campaign."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.campaigns import Campaign
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.fields import DateField, TextField
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.words import _, sentence

_YEAR = timedelta(days=364)


class CopyCampaignDialog(FormDialog):
    """The same plan on other days; `created` is called with the id of the copy."""

    def __init__(
        self, desk: Desk, campaign: Campaign, parent: QWidget, created: Callable[[int], object]
    ) -> None:
        super().__init__(_("Copy to new dates"), _("Make the copy"), parent, width=26)
        self.desk = desk
        self._campaign = campaign
        self._created = created
        self.name = TextField(_("Name"), stacked=True)
        self.name.set_value(campaign.name)
        self.starts_on = DateField(_("Start"), today=desk.today, stacked=True)
        self.starts_on.set_value(_a_year_later(campaign.starts_on))
        told = _("Brief, plan and messages come along; nothing done, spent, met or measured does.")
        for widget in (self.name, self.starts_on, Label(told, "muted", wrap=True)):
            self.body.addWidget(widget)
        self.submitted.connect(self._on_submitted)
        self.name.setFocus()

    def _on_submitted(self) -> None:
        for field in (self.name, self.starts_on):
            if not field.commit():
                field.setFocus()
                return
        if not self.name.value():
            self.name.mark_bad(_("Give the campaign a name."))
            return
        campaign_id, name, day = self._campaign.id, self.name.value(), self.starts_on.value()
        self.desk.write(
            lambda workspace: workspace.planning.copy(campaign_id, name, day),
            said=_("“{name}” was added").format(name=name),
            then=self._on_created,
            refused=self._on_refused,
            owner=self,
        )

    def _on_created(self, campaign_id: int) -> None:
        self.accept()
        self._created(campaign_id)

    def _on_refused(self, error: CrmError) -> None:
        self.show_problem(sentence(error))


def _a_year_later(day: date | None) -> date | None:
    """The same weekday a year on, where there is one."""
    return None if day is None or day > date.max - _YEAR else day + _YEAR


class KeepTemplateDialog(FormDialog):
    """Keeps brief and plan of a campaign to begin others from."""

    def __init__(self, desk: Desk, campaign: Campaign, parent: QWidget) -> None:
        super().__init__(_("Keep as a template"), _("Keep it"), parent, width=24)
        self.desk = desk
        self._campaign = campaign
        self.name = TextField(_("Name of the template"), stacked=True)
        self.name.set_value(campaign.name)
        told = _("It stands under “Begin from” when a campaign is added.")
        self.body.addWidget(self.name)
        self.body.addWidget(Label(told, "muted", wrap=True))
        self.submitted.connect(self._on_submitted)
        self.name.setFocus()

    def _on_submitted(self) -> None:
        self.name.commit()
        name, campaign_id = self.name.value(), self._campaign.id
        if not name:
            self.name.mark_bad(_("Give the template a name."))
            return
        self.desk.write(
            lambda workspace: workspace.planning.keep_as_template(campaign_id, name),
            said=_("The template “{name}” is kept").format(name=name),
            then=lambda _made: self.accept(),
            refused=lambda error: self.show_problem(sentence(error)),
            owner=self,
        )
