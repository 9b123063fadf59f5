"""Adding people to a campaign: found as one types, several at once, with how and when they were met."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from smallbiz_crm.domain.campaigns import Campaign, Channel, TouchKind
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.campaigns.campaign_words import word
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.chips import ChipButton
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.fields import ChoiceField, DateField
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.line_edits import SearchEdit
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.metrics import MEDIUM, TIGHT, em
from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel, Row
from smallbiz_crm.words import _, ngettext, sentence

MOST_FOUND = 60
LONGEST_CHIP = 30
_USUAL_KINDS = {
    Channel.EVENT: TouchKind.ATTENDED,
    Channel.EMAIL: TouchKind.CLICKED,
    Channel.SOCIAL: TouchKind.CLICKED,
    Channel.SEARCH: TouchKind.CLICKED,
    Channel.ADS: TouchKind.CLICKED,
    Channel.CONTENT: TouchKind.DOWNLOADED,
    Channel.REFERRAL: TouchKind.REFERRED,
}


class PeopleSearch(SearchEdit):
    """Enter takes the person marked in the list; the arrows go through the list."""

    taken = Signal()
    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip():
            self.taken.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)


class AddPeopleDialog(FormDialog):
    """Whoever is taken becomes a chip; a press on a chip lets go of it again."""

    def __init__(self, desk: Desk, campaign: Campaign, parent: QWidget) -> None:
        title = _("Add people to {name}").format(name=_short(campaign.name, 60))
        super().__init__(title, _("Add people"), parent, width=30)
        self.desk = desk
        self._campaign = campaign
        self.chosen: dict[int, str] = {}
        self.search = PeopleSearch(_("Search people by name, company, e-mail, phone or tag"))
        self.search.setPlaceholderText(_("Search name, company, e-mail, phone, tag"))
        columns = [
            Column("name", _("Name"), 18, stretch=1, sortable=False),
            Column("company", _("Company"), 16, look="muted", stretch=1, sortable=False),
        ]
        self.found = PagedTableModel(columns, self._rows, self)
        self.list = ListView(self.found, _("People found"))
        self.list.setSelectionMode(ListView.SelectionMode.SingleSelection)
        self.list.setMinimumHeight(em(self, 11))
        self._chip_box = QWidget()
        self._chips = FlowLayout(self._chip_box, TIGHT)
        self._hint = Label(_("Take one or several: Enter, or a click."), "muted", wrap=True)
        kinds = [(kind, word("touch", kind)) for kind in TouchKind]
        self.kind = ChoiceField(_("How"), kinds, stacked=True)
        self.kind.set_value(_USUAL_KINDS.get(campaign.channel, TouchKind.MET))
        self.day = DateField(_("When"), today=desk.today, stacked=True)
        self.day.set_value(self._usual_day())
        self._lay_out()
        self._connect()
        self._look_up()
        self._show_chosen()
        self.search.setFocus()

    def _lay_out(self) -> None:
        facts = QHBoxLayout()
        facts.setSpacing(MEDIUM)
        facts.addWidget(self.kind, 1)
        facts.addWidget(self.day, 1)
        self.body.addWidget(self.search)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self._hint)
        self.body.addWidget(self._chip_box)
        self.body.addLayout(facts)

    def _connect(self) -> None:
        self.search.textEdited.connect(lambda _text: self._look_up())
        self.search.taken.connect(self._take_marked)
        self.search.stepped.connect(self._step)
        self.list.clicked.connect(lambda index: self.take(self.found.id_at(index.row())))
        self.list.opened.connect(self._on_opened)
        self.submitted.connect(self._on_submitted)

    def _usual_day(self) -> object:
        """Today, or the last day of a campaign that is over."""
        today, ends_on = self.desk.today(), self._campaign.ends_on
        return ends_on if ends_on is not None and ends_on < today else today

    # -- finding ------------------------------------------------------------------------------------------

    def _look_up(self) -> None:
        text = self.search.text().strip()
        self.found.set_ids(self.desk.workspace.contacts.ids(search=text, limit=MOST_FOUND))
        first = self.found.id_at(0)
        if text and first is not None:
            self.list.select_id(first)

    def _rows(self, ids: Sequence[int]) -> list[Row]:
        return [row[:3] for row in self.desk.workspace.contacts.rows(ids)]

    def _step(self, by: int) -> None:
        row = self.found.row_of(self.list.current_id() or 0) + by
        wanted = self.found.id_at(min(max(row, 0), len(self.found.ids()) - 1))
        if wanted is not None:
            self.list.select_id(wanted)

    # -- choosing -----------------------------------------------------------------------------------------

    def take(self, contact_id: int | None) -> None:
        """Take a person, or let go of one who is taken."""
        if contact_id is None:
            return
        if contact_id in self.chosen:
            del self.chosen[contact_id]
        else:
            self.chosen[contact_id] = self.found.text(self.found.row_of(contact_id), 0)
        self._show_chosen()

    def _take_marked(self) -> None:
        """Take who is marked and make room for the next name."""
        current = self.list.current_id()
        if current is not None and self.found.row_of(current) >= 0 and current not in self.chosen:
            self.take(current)
            self.search.empty()

    def _on_opened(self, contact_id: int | None) -> None:
        """Enter in the list; of a double click the first has taken the person already."""
        if contact_id is not None and contact_id not in self.chosen:
            self.take(contact_id)

    def _let_go(self, contact_id: int) -> None:
        self.chosen.pop(contact_id, None)
        self._show_chosen()
        self.search.setFocus()

    def _show_chosen(self) -> None:
        self._chips.clear()
        for contact_id, name in self.chosen.items():
            chip = ChipButton(f"{_short(name, LONGEST_CHIP)}  ×".replace("&", "&&"), "accent")
            chip.setAccessibleName(_("Let go of {name}").format(name=name))
            chip.clicked.connect(partial(self._let_go, contact_id))
            self._chips.addWidget(chip)
        count = len(self.chosen)
        self._chip_box.setVisible(count > 0)
        self._hint.setVisible(count == 0)
        text = ngettext("Add {n} person", "Add {n} people", count).format(n=count)
        self.accept_button.setText(text if count else _("Add people"))
        self.accept_button.setEnabled(count > 0)

    # -- writing ------------------------------------------------------------------------------------------

    def _on_submitted(self) -> None:
        if not self.day.commit():
            self.day.setFocus()
            return
        campaign, ids, kind, day = self._campaign, list(self.chosen), self.kind.value(), self.day.value()
        self.accept_button.setEnabled(False)
        self.desk.write(
            lambda workspace: workspace.campaigns.add_people(campaign.id, ids, kind=kind.value, on=day),
            then=self._on_added,
            refused=self._on_refused,
            owner=self,
        )

    def _on_added(self, count: int) -> None:
        self.accept()
        if count:
            self.desk.say_done(ngettext("{n} person added", "{n} people added", count).format(n=count))
        else:
            toast(_("They were there on that day already."))

    def _on_refused(self, error: CrmError) -> None:
        self.accept_button.setEnabled(True)
        self.show_problem(sentence(error))


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
