"""The campaigns a person met, as chips, and the way to add another."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from smallbiz_crm.domain.campaigns import ParticipantState, Standing, TouchKind
from smallbiz_crm.domain.contacts import TimelineEntry
from smallbiz_crm.ui.contacts.actions import add_to_campaign
from smallbiz_crm.ui.desk import RecordPanel
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.chips import ChipButton
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.formats import days_ago
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import TIGHT
from smallbiz_crm.words import _, phrase

MOST_SHOWN = 12
LONGEST = 30
_STATES = {state.value for state in ParticipantState} - {kind.value for kind in TouchKind}
"""How far somebody came who has not met the campaign: meant, invited, did not come."""


class CampaignTouches(QWidget):
    """Shows the newest touches of a person; a press on one offers to remove it."""

    def __init__(self, panel: RecordPanel) -> None:
        super().__init__()
        self._panel = panel
        self._touches: list[TimelineEntry] = []
        self._states: list[Standing] = []
        self.chips: list[ChipButton] = []
        self.add_button = Button(_("Add to campaign"), "plus", "quiet")
        self.add_button.clicked.connect(self._on_add)
        self._nothing = Label(_("No campaign yet."), "muted")
        self._box = QWidget()
        self._flow = FlowLayout(self._box, TIGHT)
        head = QHBoxLayout()
        head.addWidget(Label(_("Campaigns"), "strong"), 1)
        head.addWidget(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addLayout(head)
        layout.addWidget(self._nothing)
        layout.addWidget(self._box)

    def show_entries(self, entries: Sequence[TimelineEntry], standings: Sequence[Standing] = ()) -> None:
        """Show the touches among the entries of a timeline, and the campaigns without one with how far they came."""
        touches = [entry for entry in entries if entry.kind == "touch"][:MOST_SHOWN]
        states = [one for one in standings if one.how in _STATES][:MOST_SHOWN]
        if (touches, states) == (self._touches, self._states) and len(self.chips) == len(touches) + len(
            states
        ):
            return
        self._touches, self._states = touches, states
        self._flow.clear()
        self.chips = [self._chip(touch) for touch in touches] + [self._state_chip(one) for one in states]
        for chip in self.chips:
            self._flow.addWidget(chip)
        self._nothing.setVisible(not self.chips)
        self._box.setVisible(bool(self.chips))

    def _state_chip(self, standing: Standing) -> ChipButton:
        name = standing.campaign
        short = name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
        words = _("{what}: {name}").format(what=phrase(f"participant.{standing.how}"), name=short)
        chip = ChipButton(words.replace("&", "&&"), "neutral")
        chip.setToolTip(name)
        chip.clicked.connect(lambda: self._panel.desk.open_record("campaign", standing.campaign_id))
        return chip

    def _chip(self, touch: TimelineEntry) -> ChipButton:
        name = touch.text if len(touch.text) <= LONGEST else touch.text[: LONGEST - 1] + "…"
        what, when = phrase(touch.code or ""), days_ago(touch.happened_on, self._panel.desk.today())
        chip = ChipButton(
            _("{what}: {name}, {day}").format(what=what, name=name, day=when).replace("&", "&&"), "info"
        )
        chip.setToolTip(touch.text)
        chip.clicked.connect(lambda: self.menu_of(touch).popup(chip.mapToGlobal(QPoint(0, chip.height()))))
        return chip

    def menu_of(self, touch: TimelineEntry) -> QMenu:
        """What can be done with a touch."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("trash"), _("Remove from this person"), partial(self._remove, touch))
        return menu

    def _remove(self, touch: TimelineEntry) -> None:
        touch_id = touch.record_id
        if touch_id is not None:
            said = _("{campaign} was removed").format(campaign=touch.text)
            self._panel.desk.write(lambda workspace: workspace.campaigns.remove_touch(touch_id), said=said)

    def _on_add(self) -> None:
        if self._panel.record_id is not None:
            add_to_campaign(self._panel.desk, self._panel.window(), [self._panel.record_id], self.add_button)
