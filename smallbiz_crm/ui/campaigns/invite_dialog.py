"""Puts all people of a segment into a campaign: as its audience, invited, or in any other state."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.campaigns import Campaign, ParticipantState
from smallbiz_crm.ui.campaigns.campaign_words import word
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.fields import ChoiceField, DateField
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.words import _, ngettext, sentence


class SegmentPeopleDialog(FormDialog):
    """Says how many people a segment picks before anything is written."""

    def __init__(self, desk: Desk, campaign: Campaign, parent: QWidget) -> None:
        super().__init__(_("Add a segment"), _("Add them"), parent, width=26)
        self.desk = desk
        self._campaign = campaign
        self._segments = {each.id: each for each in desk.workspace.segments.list()}
        options = [(each.id, each.name) for each in self._segments.values()]
        self.segment = ChoiceField(_("Segment"), options, stacked=True, searchable=len(options) > 12)
        first = campaign.segment_id if campaign.segment_id in self._segments else None
        self.segment.set_value(first or (options[0][0] if options else None))
        states = [(state, word("participant", state)) for state in ParticipantState]
        self.state = ChoiceField(_("As"), states, stacked=True)
        self.state.set_value(ParticipantState.AUDIENCE)
        self.day = DateField(_("When"), today=desk.today, stacked=True)
        self.day.set_value(desk.today())
        self.told = Label("", "muted", wrap=True)
        for widget in (self.segment, self.state, self.day, self.told):
            self.body.addWidget(widget)
        self.segment.saved.connect(lambda _id: self._show())
        self.submitted.connect(self._on_submitted)
        self._show()

    def _show(self) -> None:
        chosen = self._segments.get(self.segment.value() or 0)
        if chosen is None:
            self.told.setText(_("No segments yet. Save a filter of the contact list as one first."))
            self.accept_button.setEnabled(False)
            return
        words = ngettext("{n} person is in it now.", "{n} people are in it now.", chosen.count)
        self.told.setText(words.format(n=number(chosen.count)))
        self.accept_button.setEnabled(chosen.count > 0)

    def _on_submitted(self) -> None:
        if not self.day.commit():
            self.day.setFocus()
            return
        campaign_id, segment_id = self._campaign.id, self.segment.value()
        state, day = self.state.value(), self.day.value()
        self.accept_button.setEnabled(False)
        self.desk.write(
            lambda workspace: workspace.participants.put_segment(campaign_id, segment_id, state, on=day),
            then=self._on_added,
            refused=lambda error: self.show_problem(sentence(error)),
            owner=self,
        )

    def _on_added(self, count: int) -> None:
        self.accept()
        self.desk.say_done(ngettext("{n} person added", "{n} people added", count).format(n=number(count)))
