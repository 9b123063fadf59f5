"""The nurture sequences on the Campaigns page: written, started for a segment, their letters drafted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu

from smallbiz_crm.domain.mail import Drafted
from smallbiz_crm.domain.nurture import NurtureSequence
from smallbiz_crm.ui.campaigns.aside import Aside
from smallbiz_crm.ui.campaigns.sequence_dialog import SequenceDialog
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.metrics import SMALL
from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel, Row
from smallbiz_crm.ui.nurturing import StartDialog
from smallbiz_crm.words import _, ngettext


class NurtureView(Aside):
    """Its summary reads ``Nurture sequences: 3, 24 people on them``."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._shown: dict[int, NurtureSequence] = {}
        self.add_button = Button(_("New sequence"), "plus")
        self.add_button.clicked.connect(lambda: self.add())
        self.start_button = Button(_("Start for a segment …"), "contacts")
        self.start_button.clicked.connect(lambda: self.start())
        self.drafts_button = Button("", "mail")
        self.drafts_button.clicked.connect(lambda: self.ask_where())
        self.list = ListView(PagedTableModel(_columns(), self._fetch), _("Nurture sequences"))
        self.list.setSelectionMode(ListView.SelectionMode.SingleSelection)
        nothing = _(
            "Letters and calls at a distance, until somebody answers: thank, call after a week, send a story."
        )
        self.list.set_empty_state(EmptyState("mail", nothing))
        self.list.opened.connect(lambda sequence_id: self.edit(sequence_id))
        self.list.selection_changed.connect(self._show_what_can_be_done)
        self.list.menu_requested.connect(self._show_menu)
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addWidget(Label(_("Nurture sequences"), "section"), 1)
        for button in (self.drafts_button, self.start_button, self.add_button):
            head.addWidget(button)
        self.card.body.addLayout(head)
        self.card.body.addWidget(self.list, 1)

    def refresh(self) -> None:
        """Read the sequences again."""
        found = self.desk.workspace.nurture.list()
        self._shown = {each.id: each for each in found}
        model = self.list.model_of_records()
        if model.is_filled and list(model.ids()) == list(self._shown):
            model.invalidate()
        else:
            model.set_ids(self._shown)
        running = sum(each.running for each in found)
        words = ngettext(
            "Nurture sequences: {n}, {people} on them", "Nurture sequences: {n}, {people} on them", len(found)
        )
        people = ngettext("{n} person", "{n} people", running).format(n=number(running))
        self.summary = (
            words.format(n=number(len(found)), people=people) if found else _("Nurture sequences: none")
        )
        self._show_what_can_be_done()

    def begin(self) -> None:
        (self.list if self._shown else self.add_button).setFocus()
        if self._shown and not self.list.selected_ids():
            self.list.select_id(next(iter(self._shown)))

    def _current(self) -> NurtureSequence | None:
        ids = self.list.selected_ids()
        return self._shown.get(ids[0]) if ids else None

    def _show_what_can_be_done(self) -> None:
        current = self._current()
        due = 0 if current is None else current.due
        self.drafts_button.setText(
            ngettext("Save {n} letter that is due …", "Save {n} letters that are due …", due).format(
                n=number(due)
            )
        )
        self.drafts_button.setVisible(due > 0)
        self.start_button.setEnabled(current is not None)

    def _fetch(self, ids: Sequence[int]) -> list[Row]:
        found = (self._shown.get(sequence_id) for sequence_id in ids)
        return [
            (
                each.id,
                each.name,
                len(each.steps),
                max((step.after_days for step in each.steps), default=0),
                each.running,
                each.due,
                each.finished,
                each.stopped,
            )
            for each in found
            if each is not None
        ]

    # -- doing --------------------------------------------------------------------------------------------

    def add(self) -> SequenceDialog:
        """Ask for a new sequence."""
        dialog = SequenceDialog(self.desk, self.window())
        dialog.open()
        return dialog

    def edit(self, sequence_id: int) -> SequenceDialog:
        """Ask for changes of a sequence."""
        dialog = SequenceDialog(self.desk, self.window(), self.desk.workspace.nurture.get(sequence_id))
        dialog.open()
        return dialog

    def start(self) -> StartDialog | None:
        """Ask for which segment to start the sequence that is selected."""
        current = self._current()
        if current is None:
            return None
        dialog = StartDialog(self.desk, self, sequence_id=current.id)
        dialog.open()
        return dialog

    def ask_where(self) -> QFileDialog | None:
        """Ask for the folder that is to hold the letters."""
        current = self._current()
        if current is None:
            return None
        name = _("E-mails {day}").format(day=self.desk.today().isoformat())
        dialog = QFileDialog(self, _("Folder for the drafts"), str(Path.home() / name))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(lambda chosen: self.save_drafts(current.id, Path(chosen)))
        dialog.open()
        return dialog

    def save_drafts(self, sequence_id: int, folder: Path) -> None:
        """Write the letters that are due into a new folder."""
        self.desk.write(
            lambda workspace: workspace.nurture.save_drafts(sequence_id, folder), then=self._on_saved
        )

    def _on_saved(self, drafted: Drafted) -> None:
        parts = [
            ngettext("{n} draft saved", "{n} drafts saved", drafted.written).format(n=number(drafted.written))
        ]
        if drafted.without_address:
            parts.append(_("{n} left out without an address").format(n=number(drafted.without_address)))
        self.desk.say_done(", ".join(parts))

    def remove(self, sequence_id: int) -> None:
        """Take a sequence away that nobody was started on."""
        name = self._shown[sequence_id].name
        self.desk.write(
            lambda workspace: workspace.nurture.remove(sequence_id),
            said=_("“{name}” was removed").format(name=name),
        )

    def menu_of(self, sequence_id: int) -> QMenu:
        """What can be done with a sequence."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("edit"), _("Change …"), lambda: self.edit(sequence_id))
        menu.addAction(icon("contacts"), _("Start for a segment …"), lambda: self.start())
        if self._shown[sequence_id].due:
            menu.addAction(icon("mail"), _("Save the letters that are due …"), lambda: self.ask_where())
        menu.addSeparator()
        menu.addAction(icon("trash"), _("Remove"), partial(self.remove, sequence_id))
        return menu

    def _show_menu(self, sequence_id: int | None, place: QPoint) -> None:
        if sequence_id is not None:
            self.list.select_id(sequence_id)
            self.menu_of(sequence_id).popup(place)


def _columns() -> list[Column]:
    return [
        Column("name", _("Name"), 24, stretch=1, look="strong", sortable=False),
        Column("steps", _("Steps"), 8, "right", show=number, sortable=False),
        Column("days", _("Days"), 8, "right", show=number, sortable=False),
        Column("running", _("On it"), 9, "right", show=number, sortable=False),
        Column("due", _("Letters due"), 13, "right", show=number, sortable=False),
        Column("finished", _("Through"), 10, "right", show=number, sortable=False),
        Column("stopped", _("Stopped"), 10, "right", show=number, sortable=False),
    ]
