"""The people of a campaign: how far each came, set for many at once, and what is done with them afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget

from smallbiz_crm.domain.campaigns import Campaign, ParticipantState, Standing, TouchKind
from smallbiz_crm.ui.campaigns.add_people import AddPeopleDialog
from smallbiz_crm.ui.campaigns.campaign_words import word
from smallbiz_crm.ui.campaigns.invite_dialog import SegmentPeopleDialog
from smallbiz_crm.ui.campaigns.reached_deals import ReachedDeals
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.fields import ChoiceField
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.formats import day, number
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import Label, line, set_style_property
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.metrics import SMALL, TIGHT, em
from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel, Row
from smallbiz_crm.ui.met_dialog import MetDialog
from smallbiz_crm.ui.nurturing import StartDialog, start_for, tally_text
from smallbiz_crm.words import _, ngettext

_PERSON = 0
_TOUCHES = {kind.value for kind in TouchKind}


class PeopleTab(QWidget):
    """A row a person. A click on a name or Enter opens it; Ctrl and Shift select several."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._campaign: Campaign | None = None
        self._people: dict[int, Standing] = {}
        self.summary = Label("", "muted", wrap=True)
        self.filter = ChoiceField(_("Show"), [("", _("Everybody"))])
        self.filter.set_value("")
        self.filter.saved.connect(lambda _how: self._show_rows())
        self.nurture = Label("", "caption", wrap=True)
        self.reached = ReachedDeals(desk)
        self._make_buttons()
        columns = [
            Column("person", _("Person"), 13, stretch=1, look="strong", sortable=False),
            Column("kind", _("How"), 15, show=how_words, sortable=False),
            Column("day", _("When"), 12, show=day, look="muted", sortable=False),
        ]
        self.model = PagedTableModel(columns, self._fetch, self)
        self.list = ListView(self.model, _("People of the campaign"))
        set_style_property(self.list, "role", "bare")
        self.list.setMinimumHeight(em(self, 9))
        self.list.opened.connect(self._open)
        self.list.clicked.connect(self._on_clicked)
        self.list.selection_changed.connect(self._show_what_can_be_done)
        self.list.menu_requested.connect(self._on_menu_requested)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.remove_selected)
        self._lay_out()

    def _make_buttons(self) -> None:
        self.add_button = Button(_("Add people"), "plus", "quiet")
        self.add_button.clicked.connect(lambda: self.add())
        self.segment_button = Button(_("Add a segment"), "contacts", "quiet")
        self.segment_button.clicked.connect(lambda: self.add_segment())
        self.file_button = Button(_("Attendee file …"), "import", "quiet")
        self.file_button.setToolTip(_("Match the organiser’s list with those who are there already"))
        self.file_button.clicked.connect(self.add_file)
        self.after_button = Button(_("Afterwards …"), "check", "quiet")
        self.after_button.setToolTip(_("Qualify, accept, plan and thank; who was not contacted yet"))
        self.after_button.clicked.connect(lambda: self.deal_with_all())
        self.nurture_button = Button(_("Start a sequence …"), "timeline", "quiet")
        self.nurture_button.setToolTip(_("Put those selected, or everybody shown, on a nurture sequence"))
        self.nurture_button.clicked.connect(lambda: self.start_sequence())
        self.state_button = Button(_("Set to …"), "edit", "quiet")
        self.state_button.clicked.connect(self._on_state_button)
        self.remove_button = Button(_("Remove"), "minus", "quiet")
        self.remove_button.clicked.connect(self.remove_selected)

    def _lay_out(self) -> None:
        doing = QWidget()
        flow = FlowLayout(doing, TIGHT)
        for button in (
            self.add_button,
            self.segment_button,
            self.file_button,
            self.after_button,
            self.nurture_button,
            self.state_button,
            self.remove_button,
        ):
            flow.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.reached)
        layout.addWidget(self.summary)
        layout.addWidget(self.nurture)
        layout.addWidget(doing)
        layout.addWidget(self.filter)
        layout.addWidget(line())
        layout.addWidget(self.list, 1)
        layout.addStretch(0)

    def show_campaign(self, campaign: Campaign) -> None:
        """Read and show the people of a campaign."""
        if self._campaign is None or self._campaign.id != campaign.id:
            self.filter.set_value("")
        self._campaign = campaign
        standings = self.desk.workspace.participants.standings(campaign.id)
        self._people = {one.contact_id: one for one in standings}
        count = len(standings)
        text = ngettext("{n} person", "{n} people", count).format(n=number(count))
        self.summary.setText(text if count else _("Nobody yet. Add those who came, clicked or answered."))
        self._show_filter(Counter(one.how for one in standings))
        for button in (self.after_button, self.nurture_button):
            button.setVisible(bool(count))
        self._show_nurture(campaign)
        self.reached.show_campaign(campaign)
        self.list.setVisible(bool(count))
        self._show_rows()

    def _show_nurture(self, campaign: Campaign) -> None:
        """What became of those of the campaign who were put on a sequence."""
        told = self.desk.workspace.nurture.of_campaign(campaign.id)
        self.nurture.setText("\n".join(map(tally_text, told)))
        self.nurture.setVisible(bool(told))

    def _show_filter(self, counts: Counter[str]) -> None:
        """Offer every way in which somebody is there, with how many."""
        chosen = self.filter.value()
        options = [("", _("Everybody"))]
        options += [(how, f"{how_words(how)} · {number(count)}") for how, count in counts.most_common()]
        self.filter.set_options(options)
        self.filter.set_value(chosen if chosen in counts else "")
        self.filter.setVisible(len(counts) > 1)

    def _show_rows(self) -> None:
        how = self.filter.value()
        ids = [contact_id for contact_id, one in self._people.items() if not how or one.how == how]
        if list(self.model.ids()) == ids and self.model.is_filled:
            self.model.invalidate()
        else:
            self.model.set_ids(ids)
        self._show_what_can_be_done()

    # -- adding -------------------------------------------------------------------------------------------

    def add_segment(self) -> SegmentPeopleDialog | None:
        """Ask which segment to add, and as what."""
        if self._campaign is None:
            return None
        dialog = SegmentPeopleDialog(self.desk, self._campaign, self.window())
        dialog.open()
        return dialog

    def start_sequence(self) -> StartDialog | None:
        """Ask which sequence those selected, or everybody shown, are to be started on."""
        if self._campaign is None:
            return None
        people = self.list.selected_ids() or list(self.model.ids())
        return start_for(self.desk, self, people, campaign_id=self._campaign.id)

    def add_file(self) -> None:
        """Ask for the organiser's list of attendees."""
        if self._campaign is not None:
            self.desk.ask_import("contacts", self._campaign.name)

    def add(self) -> AddPeopleDialog | None:
        """Ask whom to add."""
        if self._campaign is None:
            return None
        dialog = AddPeopleDialog(self.desk, self._campaign, self.window())
        dialog.open()
        return dialog

    # -- doing --------------------------------------------------------------------------------------------

    def deal_with_all(self) -> MetDialog | None:
        """Qualify, accept, plan for and thank those who came, and see who was not contacted yet."""
        if self._campaign is None:
            return None
        dialog = MetDialog(self.desk, self, self._campaign.id)
        dialog.open()
        return dialog

    def set_state(self, state: ParticipantState) -> None:
        """Say where all who are selected stand."""
        campaign, ids = self._campaign, self.list.selected_ids()
        if campaign is None or not ids:
            return
        words = ngettext("{n} person: {state}", "{n} people: {state}", len(ids))
        self.desk.write(
            lambda workspace: workspace.participants.put(campaign.id, ids, state),
            said=words.format(n=number(len(ids)), state=word("participant", state)),
        )

    def state_menu(self) -> QMenu:
        """The states that can be set."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for state in ParticipantState:
            menu.addAction(word("participant", state), partial(self.set_state, state))
        return menu

    def remove_selected(self) -> None:
        """Take those who are selected out of the campaign."""
        campaign, ids = self._campaign, self.list.selected_ids()
        if campaign is None or not ids:
            return
        if len(ids) == 1:
            said = _("{name} was removed from the campaign").format(name=self._people[ids[0]].contact)
        else:
            said = _("{n} people were removed from the campaign").format(n=number(len(ids)))
        self.desk.write(lambda workspace: workspace.participants.take_out(campaign.id, ids), said=said)

    def menu_of(self, contact_id: int) -> QMenu:
        """What can be done with a person, or with all who are selected."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("person"), _("Open"), partial(self._open, contact_id))
        states = menu.addMenu(icon("edit"), _("Set to"))
        for state in ParticipantState:
            states.addAction(word("participant", state), partial(self.set_state, state))
        menu.addAction(icon("minus"), _("Remove from the campaign"), self.remove_selected)
        return menu

    def _on_state_button(self) -> None:
        self.state_menu().popup(self.state_button.mapToGlobal(QPoint(0, self.state_button.height())))

    def _show_what_can_be_done(self) -> None:
        has_chosen = bool(self.list.selected_ids())
        self.remove_button.setVisible(has_chosen)
        self.state_button.setVisible(has_chosen)

    def _fetch(self, ids: Sequence[int]) -> list[Row]:
        found = (self._people.get(contact_id) for contact_id in ids)
        return [(one.contact_id, one.contact, one.how, one.on) for one in found if one]

    def _open(self, contact_id: int | None) -> None:
        if contact_id is not None:
            self.desk.open_record("contact", contact_id)

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == _PERSON and not QApplication.keyboardModifiers():
            self._open(self.model.id_at(index.row()))

    def _on_menu_requested(self, contact_id: int | None, place: QPoint) -> None:
        if contact_id is None:
            return
        if contact_id not in self.list.selected_ids():
            self.list.select_id(contact_id)
        self.menu_of(contact_id).popup(place)


def how_words(how: str) -> str:
    """The word of a touch, or of a state that is none."""
    return word("touch" if how in _TOUCHES else "participant", how)
