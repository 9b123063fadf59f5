"""The dialog that creates a campaign: the name is enough."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from smallbiz_crm.domain.campaigns import CampaignStatus, Channel
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.campaigns.amounts import read_budget, show_money
from smallbiz_crm.ui.campaigns.campaign_words import channel_options, objective_options, status_options
from smallbiz_crm.ui.campaigns.templates_dialog import TemplatesDialog
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.fields import AmountField, ChoiceField, DateField, TextField
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import MEDIUM, SMALL
from smallbiz_crm.words import _, ngettext, sentence


class NewCampaignDialog(FormDialog):
    """Writes the campaign; `created` is called with its id."""

    def __init__(self, desk: Desk, parent: QWidget, created: Callable[[int], object]) -> None:
        super().__init__(_("New campaign"), _("Create campaign"), parent, width=28)
        self.desk = desk
        self._created = created
        currency = desk.currency()
        self.name = TextField(_("Name"), stacked=True, placeholder=_("Spring fair, newsletter, open day …"))
        self.template = ChoiceField(_("Begin from"), self._templates(), stacked=True)
        self.template.set_value(None)
        self.template.saved.connect(self._on_template_chosen)
        self.templates_button = self.add_button(_("Your templates …"), self.show_templates, left=True)
        self.channel = ChoiceField(_("Channel"), channel_options(), stacked=True)
        self.channel.set_value(Channel.OTHER)
        self.objective = ChoiceField(_("Objective"), objective_options(), stacked=True)
        self.starts_on = DateField(_("Start"), today=desk.today, stacked=True)
        self.ends_on = DateField(_("End"), today=desk.today, stacked=True)
        self.budget = AmountField(
            _("Budget"),
            lambda text: read_budget(text, currency),
            lambda minor: "" if minor is None else show_money(minor, currency),
            stacked=True,
            placeholder=_("In {currency}").format(currency=currency),
        )
        self.status = ChoiceField(_("Status"), status_options(), stacked=True)
        self.status.set_value(CampaignStatus.IDEA)
        self.plan_words = Label("", "muted", wrap=True)
        self.plan_words.hide()
        self._lay_out()
        self.submitted.connect(self._on_submitted)
        self.name.setFocus()

    def _templates(self) -> list[tuple[str | int | None, str]]:
        known = self.desk.workspace.planning.templates()
        return [(None, _("An empty plan")), *((each.key, each.name) for each in known)]

    def show_templates(self) -> TemplatesDialog:
        """Open the list of the user's own templates; the choice follows it."""
        dialog = TemplatesDialog(self.desk, self)
        dialog.finished.connect(lambda _result: self._on_templates_seen())
        dialog.open()
        return dialog

    def _on_templates_seen(self) -> None:
        chosen, options = self.template.value(), self._templates()
        self.template.set_options(options)
        self.template.set_value(chosen if chosen in dict(options) else None)
        self._on_template_chosen(None)

    def _on_template_chosen(self, _key: object) -> None:
        """A template brings channel, objective, end and budget along; what is asked for is its start."""
        key = self.template.value()
        for field in (self.channel, self.objective, self.ends_on, self.budget, self.status):
            field.setVisible(key is None)
        chosen = next((each for each in self.desk.workspace.planning.templates() if each.key == key), None)
        if chosen is not None:
            words = ngettext(
                "Plans {n} item around its start.", "Plans {n} items around its start.", chosen.items
            )
            self.plan_words.setText(words.format(n=chosen.items))
        self.plan_words.setVisible(chosen is not None)

    def _begin(self, key: str | int, name: str) -> None:
        """Make a campaign from a template."""
        start = self.starts_on.value()
        if start is None:
            self.starts_on.mark_bad(_("Say on which day it begins."))
            self.starts_on.setFocus()
            return
        self.accept_button.setEnabled(False)
        self.desk.write(
            lambda workspace: workspace.planning.begin(key, name, start),
            said=_("“{name}” was added").format(name=name),
            then=self._on_created,
            refused=self._on_refused,
            owner=self,
        )

    def take_days(self, first: date, last: date) -> None:
        """Begin with these days, as one who has them planned."""
        self.starts_on.set_value(first)
        self.ends_on.set_value(last)
        self.status.set_value(CampaignStatus.PLANNED)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(MEDIUM)
        grid.setVerticalSpacing(SMALL)
        pairs = ((self.channel, self.objective), (self.starts_on, self.ends_on), (self.budget, self.status))
        for row, pair in enumerate(pairs):
            for column, field in enumerate(pair):
                grid.addWidget(field, row, column)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.body.addWidget(self.name)
        self.body.addWidget(self.template)
        self.body.addWidget(self.plan_words)
        self.body.addLayout(grid)

    def _on_submitted(self) -> None:
        for field in (self.name, self.starts_on, self.ends_on, self.budget):
            if not field.commit():
                field.setFocus()
                return
        name = self.name.value()
        if not name:
            self.name.mark_bad(_("Give the campaign a name."))
            self.name.setFocus()
            return
        if self.template.value() is not None:
            self._begin(self.template.value(), name)
            return
        facts: dict[str, Any] = {
            "channel": self.channel.value(),
            "objective": self.objective.value(),
            "starts_on": self.starts_on.value(),
            "ends_on": self.ends_on.value(),
            "budget": self.budget.value(),
            "status": self.status.value(),
        }
        self.accept_button.setEnabled(False)
        self.desk.write(
            lambda workspace: workspace.campaigns.add(name, **facts),
            said=_("“{name}” was added").format(name=name),
            then=self._on_created,
            refused=self._on_refused,
            owner=self,
        )

    def _on_created(self, campaign_id: int) -> None:
        self.accept()
        self._created(campaign_id)

    def _on_refused(self, error: CrmError) -> None:
        self.accept_button.setEnabled(True)
        self.show_problem(sentence(error))
