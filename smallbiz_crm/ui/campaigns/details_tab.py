"""The facts of a campaign in its panel, each saved when it is left."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from smallbiz_crm.domain.campaigns import Campaign
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.campaigns.amounts import read_budget, show_money
from smallbiz_crm.ui.campaigns.campaign_words import (
    channel_options,
    objective_options,
    read_count,
    show_count,
    status_options,
)
from smallbiz_crm.ui.custom_fields import CustomFieldsBox
from smallbiz_crm.ui.desk import RecordPanel
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.fields import AmountField, ChoiceField, DateField, NotesField, TextField
from smallbiz_crm.ui.kit.metrics import HAIR
from smallbiz_crm.words import _, sentence


class CampaignDetails(QWidget):
    """The fields by the name of what they change."""

    def __init__(self, panel: RecordPanel) -> None:
        super().__init__()
        self._panel = panel
        self._currency = ""
        self._campaign_id: int | None = None
        today = panel.desk.today
        self.fields: dict[str, Field] = {
            "name": TextField(_("Name")),
            "status": ChoiceField(_("Status"), status_options()),
            "channel": ChoiceField(_("Channel"), channel_options()),
            "objective": ChoiceField(_("Objective"), objective_options()),
            "starts_on": DateField(_("Start"), today=today),
            "ends_on": DateField(_("End"), today=today),
            "budget": AmountField(_("Budget"), self._read_budget, self._show_budget),
            "audience": NotesField(_("Audience"), lines=2, placeholder=_("Whom is it for?")),
            "segment_id": ChoiceField(_("Segment"), []),
            "problem": NotesField(_("Problem"), lines=2, placeholder=_("What troubles them?")),
            "message": NotesField(_("Message"), lines=3, placeholder=_("What should they remember?")),
            "offer": NotesField(_("Offer"), lines=2, placeholder=_("What do they get?")),
            "price_point": TextField(_("Price point"), placeholder=_("From €49 a month")),
            "owner": TextField(_("Owner"), placeholder=_("Who looks after it?")),
            "expected_leads": AmountField(_("Expected leads"), read_count, show_count),
            "expected_mqls": AmountField(_("Expected MQLs"), read_count, show_count),
            "expected_revenue": AmountField(_("Expected revenue"), self._read_budget, self._show_budget),
            "notes": NotesField(_("Notes"), lines=4, placeholder=_("Anything else worth keeping")),
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(HAIR)
        for name, field in self.fields.items():
            field.saved.connect(partial(self._save, name, field))
            layout.addWidget(field)
        self.custom = CustomFieldsBox(panel, "campaign")
        layout.addWidget(self.custom)
        layout.addWidget(self.custom.add_button, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addStretch(1)

    def show_campaign(self, campaign: Campaign) -> None:
        """Show a campaign; of the one shown already, what is being typed stays."""
        is_same = campaign.id == self._campaign_id
        self._campaign_id = campaign.id
        self._currency = self._panel.desk.currency()
        self._offer_segments()
        for name, field in self.fields.items():
            value = getattr(campaign, name)
            if is_same:
                field.refresh(value)
            else:
                field.set_value(value)
        self.custom.show_record(campaign.id)

    def _offer_segments(self) -> None:
        """The saved segments, of which one may be the audience; nothing to choose from is not shown."""
        segments = self._panel.desk.workspace.segments.list(counted=False)
        field = self.fields["segment_id"]
        if isinstance(field, ChoiceField):
            field.set_options([(None, _("None")), *((each.id, each.name) for each in segments)])
        field.setVisible(bool(segments))

    def leave(self) -> None:
        """Save what is being typed, before another campaign is shown."""
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            focus.clearFocus()
        for field in self.fields.values():
            field.commit()
        self.custom.commit()

    def _read_budget(self, text: str) -> int | None:
        return read_budget(text, self._currency)

    def _show_budget(self, minor: int | None) -> str:
        return "" if minor is None else show_money(minor, self._currency)

    def _save(self, name: str, field: Field, value: Any) -> None:
        campaign_id = self._campaign_id
        if campaign_id is None:
            return

        def show_stored(_nothing: object) -> None:
            if self._campaign_id == campaign_id:
                field.refresh(getattr(self._panel.desk.workspace.campaigns.get(campaign_id), name))

        def on_refused(error: CrmError) -> None:
            if self._campaign_id == campaign_id:
                field.mark_bad(sentence(error))
            else:
                self._panel.desk.show_trouble(error)

        stored = None if value == "" else value
        self._panel.desk.write(
            lambda workspace: workspace.campaigns.edit(campaign_id, **{name: stored}),
            then=show_stored,
            refused=on_refused,
            owner=field,
        )
