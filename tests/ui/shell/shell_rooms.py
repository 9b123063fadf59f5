"""Small real pages and a panel on which the frame of the window is tested without the rooms of the program."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.ui.desk import Desk, Page, RecordPanel
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.fields import TextField
from smallbiz_crm.ui.kit.line_edits import LineEdit, SearchEdit
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.ui.shell.registry import Room, Rooms, foot_rooms


class CapturePage(Page):
    """One line; Enter adds a person."""

    key = "today"
    cares_for = frozenset(("contact",))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.refreshed = 0
        self.line = LineEdit("Capture")
        self.line.returnPressed.connect(self._on_enter)
        layout = QVBoxLayout(self)
        layout.addWidget(self.line)
        layout.addStretch(1)

    def refresh(self) -> None:
        self.refreshed += 1

    def _on_enter(self) -> None:
        name = self.line.text()
        self.line.setText("")
        self.desk.write(lambda workspace: workspace.contacts.add(NewContact(name=name)), said=f"Added {name}")


class PeoplePage(Page):
    """A list of everybody, a search field, and a note of what it was asked for."""

    key = "contacts"
    cares_for = frozenset(("contact",))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.arguments: list[object] = []
        self.created = 0
        self.search = SearchEdit("Search")
        self.model = PagedTableModel(
            [Column("name", "Name", 30, stretch=1)],
            lambda ids: [row[:2] for row in desk.workspace.contacts.rows(ids)],
            self,
        )
        self.list = ListView(self.model, "People")
        self.list.selected.connect(lambda contact: contact and desk.open_record("contact", contact))
        self.list.opened.connect(lambda contact: desk.open_record("contact", contact))
        layout = QVBoxLayout(self)
        layout.addWidget(Button("Import"))
        layout.addWidget(self.search)
        layout.addWidget(self.list)

    def refresh(self) -> None:
        self.model.set_ids(self.desk.workspace.contacts.ids())

    def open_with(self, argument: object) -> None:
        self.arguments.append(argument)

    def focus_find(self) -> None:
        self.search.setFocus()

    def create_record(self) -> None:
        self.created += 1


class EmptyPage(Page):
    """A page that does nothing but take the focus."""

    key = "deals"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.line = LineEdit("Nothing")
        QVBoxLayout(self).addWidget(self.line)

    def refresh(self) -> None:
        """Nothing is shown."""


class PersonPanel(RecordPanel):
    """The name of a person, edited in place."""

    kind = "contact"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        body = QWidget()
        self.name = TextField("Name")
        self.name.saved.connect(self._save)
        layout = QVBoxLayout(body)
        layout.addWidget(self.name)
        layout.addStretch(1)
        self.add_page(body)

    def refresh(self) -> None:
        if self.record_id is not None:
            contact = self.desk.workspace.contacts.get(self.record_id)
            self.set_head(contact.name)
            self.name.set_value(contact.name)

    def _save(self, name: str) -> None:
        contact_id = self.record_id
        if contact_id is not None:
            self.desk.write(lambda workspace: workspace.contacts.edit(contact_id, name=name))


class DealPanel(PersonPanel):
    """Another kind, with a field of its own."""

    kind = "deal"

    def refresh(self) -> None:
        if self.record_id is not None:
            self.set_head(self.desk.workspace.deals.get(self.record_id).title)


def small_rooms(preferences: Preferences) -> Rooms:
    """The shell's own pages, and these in place of the rooms of the program."""
    return Rooms(
        (
            Room("today", "Today", "today", CapturePage),
            Room("contacts", "Contacts", "contacts", PeoplePage),
            Room("deals", "Deals", "deals", EmptyPage),
            Room("campaigns", "Campaigns", "campaigns", EmptyPage),
            Room("reports", "Reports", "reports", EmptyPage),
            *foot_rooms(preferences),
        ),
        {"contact": PersonPanel, "deal": DealPanel},
    )
