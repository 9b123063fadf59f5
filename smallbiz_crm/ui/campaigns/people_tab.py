"""Whom a campaign met: people with how and when, added and taken away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from smallbiz_crm.domain.campaigns import Campaign, Touch, TouchKind
from smallbiz_crm.ui.campaigns.add_people import AddPeopleDialog
from smallbiz_crm.ui.campaigns.campaign_words import word
from smallbiz_crm.ui.campaigns.invite_dialog import SegmentPeopleDialog
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.formats import day, number
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import Label, line, set_style_property
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.metrics import SMALL, em
from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel, Row
from smallbiz_crm.words import _, ngettext

_PERSON = 0


class PeopleTab(QWidget):
    """A row a touch, then those only meant or invited, their ids below zero. A click on a name or Enter opens it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._campaign: Campaign | None = None
        self._touches: dict[int, Touch] = {}
        self.summary = Label("", "muted", wrap=True)
        self.add_button = Button(_("Add people"), "plus", "quiet")
        self.add_button.clicked.connect(lambda: self.add())
        self.segment_button = Button(_("Add a segment"), "contacts", "quiet")
        self.segment_button.clicked.connect(lambda: self.add_segment())
        self.states = Label("", "muted", wrap=True)
        self.remove_button = Button(_("Remove"), "minus", "quiet")
        self.remove_button.clicked.connect(self.remove_current)
        columns = [
            Column("person", _("Person"), 14, stretch=1, look="strong", sortable=False),
            Column("kind", _("How"), 10, show=_how, sortable=False),
            Column("day", _("When"), 13, show=day, look="muted", sortable=False),
        ]
        self.model = PagedTableModel(columns, self._fetch, self)
        self.list = ListView(self.model, _("People of the campaign"))
        set_style_property(self.list, "role", "bare")
        self.list.setSelectionMode(ListView.SelectionMode.SingleSelection)
        self.list.setMinimumHeight(em(self, 9))
        self.list.opened.connect(self._open)
        self.list.clicked.connect(self._on_clicked)
        self.list.selection_changed.connect(self._show_what_can_be_done)
        self.list.menu_requested.connect(self._on_menu_requested)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.remove_current)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addStretch(1)
        head.addWidget(self.remove_button)
        head.addWidget(self.segment_button)
        head.addWidget(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.summary)
        layout.addWidget(self.states)
        layout.addLayout(head)
        layout.addWidget(line())
        layout.addWidget(self.list, 1)
        layout.addStretch(0)

    def show_campaign(self, campaign: Campaign) -> None:
        """Read and show the people of a campaign."""
        self._campaign = campaign
        touches = self.desk.workspace.campaigns.touches(campaign.id)
        waiting = [
            Touch(
                -each.id,
                each.contact_id,
                each.contact,
                campaign.id,
                campaign.name,
                f"participant.{each.state}",
                each.state_on or campaign.starts_on or self.desk.today(),
                0,
            )
            for each in self.desk.workspace.participants.list(campaign.id)
            if each.state.value not in set(TouchKind)
        ]
        self._show_states(campaign)
        touches += waiting
        self._touches = {touch.id: touch for touch in touches}
        ids = list(self._touches)
        if list(self.model.ids()) == ids and self.model.is_filled:
            self.model.invalidate()
        else:
            self.model.set_ids(ids)
        people = len({touch.contact_id for touch in touches})
        text = ngettext("{n} person", "{n} people", people).format(n=people)
        self.summary.setText(text if people else _("Nobody yet. Add those who came, clicked or answered."))
        self.list.setVisible(bool(people))
        self._show_what_can_be_done()

    def _show_states(self, campaign: Campaign) -> None:
        """How many are meant, invited, came …"""
        counts = self.desk.workspace.participants.counts(campaign.id)
        parts = [f"{word('participant', state)} {number(count)}" for state, count in counts.items()]
        self.states.setText(" · ".join(parts))
        self.states.setVisible(bool(parts))

    def add_segment(self) -> SegmentPeopleDialog | None:
        """Ask which segment to add, and as what."""
        if self._campaign is None:
            return None
        dialog = SegmentPeopleDialog(self.desk, self._campaign, self.window())
        dialog.open()
        return dialog

    def add(self) -> AddPeopleDialog | None:
        """Ask whom to add."""
        if self._campaign is None:
            return None
        dialog = AddPeopleDialog(self.desk, self._campaign, self.window())
        dialog.open()
        return dialog

    def remove_current(self) -> None:
        """Take away the touch that is selected."""
        touch = self._selected()
        if touch is None:
            return
        self.desk.write(
            lambda workspace: (
                workspace.campaigns.remove_touch(touch.id)
                if touch.id > 0
                else workspace.participants.remove(-touch.id)
            ),
            said=_("{name} was removed from the campaign").format(name=touch.contact),
        )

    def menu_of(self, touch: Touch) -> QMenu:
        """What can be done with a touch."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("person"), _("Open"), lambda: self._open(touch.id))
        menu.addAction(icon("minus"), _("Remove from the campaign"), self.remove_current)
        return menu

    def _selected(self) -> Touch | None:
        ids = self.list.selected_ids()
        return self._touches.get(ids[0]) if ids else None

    def _show_what_can_be_done(self) -> None:
        self.remove_button.setVisible(self._selected() is not None)

    def _fetch(self, ids: Sequence[int]) -> list[Row]:
        found = (self._touches.get(touch_id) for touch_id in ids)
        return [(touch.id, touch.contact, touch.kind, touch.touched_on) for touch in found if touch]

    def _open(self, touch_id: int | None) -> None:
        touch = self._touches.get(touch_id or 0)
        if touch is not None:
            self.desk.open_record("contact", touch.contact_id)

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == _PERSON:
            self._open(self.model.id_at(index.row()))

    def _on_menu_requested(self, touch_id: int | None, place: QPoint) -> None:
        touch = self._touches.get(touch_id or 0)
        if touch is not None:
            self.list.select_id(touch.id)
            self.menu_of(touch).popup(place)


def _how(kind: str) -> str:
    """The word of a touch, or of a state that is none."""
    group, _dot, state = kind.rpartition(".")
    return word(group or "touch", state)
