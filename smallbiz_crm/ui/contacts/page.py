"""The contacts page: find people as you type, do something with one or with many, bring in new ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout

from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.segments import EVERYBODY, Group
from smallbiz_crm.ui.contacts import actions
from smallbiz_crm.ui.contacts.bulk_actions import add_bulk_actions
from smallbiz_crm.ui.contacts.duplicates_dialog import DuplicatesDialog
from smallbiz_crm.ui.contacts.export_people import ask_export
from smallbiz_crm.ui.contacts.filtering import Filtering
from smallbiz_crm.ui.contacts.import_wizard import ImportWizard
from smallbiz_crm.ui.contacts.looks import companies_words, lifecycle_words, people_words
from smallbiz_crm.ui.contacts.new_contact import NewContactDialog
from smallbiz_crm.ui.contacts.people_list import PeopleList
from smallbiz_crm.ui.contacts.selection_bar import SelectionBar
from smallbiz_crm.ui.desk import Desk, Page
from smallbiz_crm.ui.follow_up_list import plan_follow_up
from smallbiz_crm.ui.handing_over import KEYS as DECISIONS
from smallbiz_crm.ui.handing_over import add_decisions, decide
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.filter_button import FilterButton
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import ElidedLabel, Label
from smallbiz_crm.ui.kit.line_edits import SearchEdit
from smallbiz_crm.ui.kit.metrics import HAIR, LARGE, MEDIUM, PAGE, SMALL
from smallbiz_crm.ui.write_mail import write_to
from smallbiz_crm.words import _, ngettext


class ContactsPage(Page):
    """Selecting a person shows the side panel; the list itself never edits."""

    key = "contacts"
    cares_for = frozenset(("contact", "company", "segment"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.subtitle = ElidedLabel("", "subtitle")
        self.import_button = Button(_("Import"), "import")
        self.import_button.clicked.connect(self._on_import)
        self.export_button = IconButton("export", _("Export the people listed"))
        self.export_button.clicked.connect(self._on_export)
        self.duplicates_button = IconButton("merge", _("Find people who are in the list twice"))
        self.duplicates_button.clicked.connect(self.show_duplicates)
        self.new_button = Button(_("New contact"), "plus", "primary")
        self.new_button.clicked.connect(self.create_record)
        self.search = _ListSearch(_("Search people by name, company, e-mail, phone or tag"))
        self.search.setPlaceholderText(_("Search name, company, e-mail, phone, tag"))
        self.search.textEdited.connect(self._on_searched)
        self.stage_filter = FilterButton(_("Stage"), "filter", self._stages)
        self.stage_filter.chosen.connect(lambda value: self._on_filtered("lifecycle", value))
        self.tag_filter = FilterButton(_("Tag"), "tag", self._tags)
        self.tag_filter.chosen.connect(lambda value: self._on_filtered("tag", value))
        self.filtering = Filtering(desk)
        self.filtering.rule_changed.connect(self._on_rule_changed)
        self.list = PeopleList(desk)
        self.selection_bar = SelectionBar()
        self._opening = QTimer(self)
        self._opening.setSingleShot(True)
        self._opening.timeout.connect(self._open_selected)
        self._lay_out()
        self._connect()
        self._is_empty_shown: bool | None = None

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(HAIR)
        words.addWidget(Label(_("Contacts"), "title"))
        words.addWidget(self.subtitle)
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addLayout(words, 1)
        for button in (self.duplicates_button, self.export_button, self.import_button, self.new_button):
            head.addWidget(button)
        finding = QHBoxLayout()
        finding.setSpacing(SMALL)
        finding.addWidget(self.search, 1)
        finding.addWidget(self.stage_filter)
        finding.addWidget(self.tag_filter)
        finding.addWidget(self.filtering.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE, PAGE, PAGE, PAGE)
        layout.setSpacing(LARGE)
        layout.addLayout(head)
        layout.addLayout(finding)
        layout.addWidget(self.filtering)
        body = QVBoxLayout()
        body.setSpacing(MEDIUM)
        body.addWidget(self.list, 1)
        body.addWidget(self.selection_bar)
        layout.addLayout(body, 1)

    def _connect(self) -> None:
        self.search.went_down.connect(self._on_went_down)
        self.search.returnPressed.connect(self._on_search_entered)
        self.list.filled.connect(self._on_filled)
        self.list.selected.connect(lambda _contact_id: self._opening.start())
        self.list.opened.connect(self._open)
        self.list.selection_changed.connect(self._on_selection_changed)
        self.list.menu_requested.connect(self._on_menu_requested)
        self.selection_bar.trash_requested.connect(self.trash_selected)
        self.selection_bar.tag_requested.connect(self._on_tag)
        self.selection_bar.campaign_requested.connect(self._on_campaign)
        self.selection_bar.clear_requested.connect(self._on_clear_selection)
        self.selection_bar.more_requested.connect(self._on_more)
        self.selection_bar.all_requested.connect(self.list.selectAll)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.trash_selected)
        for key, how in DECISIONS.items():
            deciding = QShortcut(QKeySequence(key), self.list)
            deciding.setContext(Qt.ShortcutContext.WidgetShortcut)
            deciding.activated.connect(partial(self.decide, how))

    # -- the page's own contract --------------------------------------------------------------------------

    def refresh(self) -> None:
        self.list.reload()
        self.filtering.refresh()

    def open_with(self, argument: object) -> None:
        """A file to import, ``import``, ``new``, or what to look for: search, lifecycle, tag."""
        if isinstance(argument, Path):
            self._import(argument)
        elif argument == "import":
            self._import(None)
        elif argument == "new":
            self.create_record()
        elif argument == "duplicates":
            self.show_duplicates()
        elif isinstance(argument, Mapping):
            self._narrow({str(name): str(value) for name, value in argument.items()})

    def focus_find(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def create_record(self) -> None:
        if self.desk.is_open:
            NewContactDialog(self.desk, self, self._on_created).open()

    # -- finding ------------------------------------------------------------------------------------------

    def _stages(self) -> list[tuple[str, str]]:
        return [(stage.value, lifecycle_words(stage)) for stage in Lifecycle]

    def _tags(self) -> list[tuple[str, str]]:
        return [(name, name) for name in self.desk.workspace.contacts.names("tag")]

    def _on_searched(self, text: str) -> None:
        if self.desk.is_open:
            self.list.show_query(replace(self.list.query, search=text))

    def _on_filtered(self, field: str, value: str | None) -> None:
        where = {name: kept for name, kept in self.list.query.where.items() if name != field}
        if value is not None:
            where[field] = value
        self.list.show_query(replace(self.list.query, where=where))

    def _on_rule_changed(self, rule: Group) -> None:
        self.list.show_query(replace(self.list.query, rule=rule))

    def _narrow(self, wanted: Mapping[str, str]) -> None:
        self.search.setText(wanted.get("search", ""))
        self.stage_filter.choose(wanted.get("lifecycle"))
        self.tag_filter.choose(wanted.get("tag"))
        where = {name: wanted[name] for name in ("lifecycle", "tag") if name in wanted}
        self.filtering.show_rule(EVERYBODY)
        query = replace(self.list.query, search=self.search.text(), where=where, rule=EVERYBODY)
        self.list.show_query(query)

    def _on_filled(self) -> None:
        self.export_button.setEnabled(bool(self.list.people.ids()) and self.list.is_complete)
        self._say_how_many()
        self._show_empty_state()

    def _say_how_many(self) -> None:
        query, totals = self.list.query, self.list.totals
        if totals is None or (query.is_narrowed and not self.list.is_complete):
            return
        people, companies = totals
        if query.is_narrowed:
            text = _("{n} of {people}").format(
                n=number(len(self.list.people.ids())), people=people_words(people)
            )
        elif companies:
            text = _("{people} in {companies}").format(
                people=people_words(people), companies=companies_words(companies)
            )
        else:
            text = people_words(people) if people else _("The people your business knows")
        self.subtitle.setText(text)

    def _show_empty_state(self) -> None:
        is_narrowed = self.list.query.is_narrowed
        if len(self.list.people.ids()) or is_narrowed == self._is_empty_shown:
            return
        self._is_empty_shown = is_narrowed
        if is_narrowed:
            nobody = EmptyState(
                "search",
                _("Nobody matches."),
                [(_("Show everybody"), partial(self._narrow, {}))],
                primary=False,
            )
        else:
            nobody = EmptyState(
                "contacts",
                _("Nobody is here yet. Drop an address book on the window, or begin with one person."),
                self._beginnings(),
                primary=False,
            )
        self.list.set_empty_state(nobody)

    def _beginnings(self) -> list[tuple[str, Any]]:
        beginnings: list[tuple[str, Any]] = [
            (_("Import people"), self._on_import),
            (_("Add the first"), self.create_record),
        ]
        if not self.desk.workspace.sample.is_there():
            beginnings.append((_("Try the sample company"), self._fill_sample))
        return beginnings

    def _fill_sample(self) -> None:
        self.desk.write(lambda workspace: workspace.sample.fill(), said=_("The sample company is here"))

    # -- opening ------------------------------------------------------------------------------------------

    def _open_selected(self) -> None:
        """Show who is selected, once the selection is settled.

        The list says who is current before it selects; one that merely gets the focus selects nobody.
        """
        contact_id = self.list.current_id()
        if contact_id is not None and self.list.selected_ids() == [contact_id]:
            self.desk.open_record("contact", contact_id)

    def _open(self, contact_id: int | None) -> None:
        if contact_id is not None:
            self.desk.open_record("contact", contact_id)

    def _on_went_down(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.list.currentIndex().isValid() and self.list.people.ids():
            self.list.selectRow(0)

    def _on_search_entered(self) -> None:
        if self.list.people.ids():
            self._on_went_down()
            self.list.selectRow(0)

    def _on_created(self, contact_id: int) -> None:
        if self.list.people.row_of(contact_id) < 0 and self.list.query.is_narrowed:
            self._narrow({})
        self.list.select_id(contact_id)
        self.list.setFocus()
        self.desk.open_record("contact", contact_id)

    # -- doing --------------------------------------------------------------------------------------------

    def trash_selected(self) -> None:
        """Move everybody selected to the Trash and go on to the next."""
        ids = self.list.selected_ids()
        if not ids:
            return
        follower = self.list.neighbour_of(ids)
        actions.trash_people(
            self.desk, ids, self.list.name_of(ids[0]), then=lambda: self.list.select_id(follower)
        )

    def decide(self, how: str) -> None:
        """Qualify, accept or return everybody selected."""
        ids = self.list.selected_ids()
        if ids:
            place = self.list.visualRect(self.list.currentIndex())
            spot = QRect(self.list.viewport().mapToGlobal(place.bottomLeft()), QSize(1, 1))
            decide(self.desk, how, ids, self.list.name_of(ids[0]), self, spot)

    def _on_selection_changed(self) -> None:
        self.selection_bar.show_count(len(self.list.selected_ids()), len(self.list.people.ids()))

    def _on_clear_selection(self) -> None:
        current = self.list.current_id()
        self.list.select_id(current)
        self.list.setFocus()

    def _on_tag(self) -> None:
        actions.tag_people(self.desk, self, self.list.selected_ids(), self.selection_bar.tag_button)

    def _on_campaign(self) -> None:
        ids = self.list.selected_ids()
        actions.add_to_campaign(self.desk, self, ids, self.selection_bar.campaign_button)

    def _on_more(self) -> None:
        anchor = self.selection_bar.more_button
        self.more_menu().popup(anchor.mapToGlobal(QPoint(0, anchor.height())))

    def more_menu(self) -> QMenu:
        """What else can be done with everybody selected."""
        ids, anchor = self.list.selected_ids(), self.selection_bar.more_button
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add_bulk_actions(menu, self.desk, self, ids, anchor)
        place = QRect(anchor.mapToGlobal(QPoint(0, 0)), anchor.size())
        name = self.list.name_of(ids[0]) if ids else ""
        add_decisions(menu, self.desk, tuple(DECISIONS.values()), ids, name, self, place)
        menu.addAction(icon("copy"), _("Copy e-mail addresses"), partial(actions.copy_emails, self.desk, ids))
        menu.addAction(icon("export"), _("Export …"), partial(ask_export, self.desk, self, ids))
        return menu

    def _on_menu_requested(self, contact_id: int | None, place: QPoint) -> None:
        if contact_id is not None:
            self.menu_of(contact_id, QRect(place, QSize(1, 1))).popup(place)

    def menu_of(self, contact_id: int, place: QRect) -> QMenu:
        """What can be done with a person, or with everybody selected when the person is among them."""
        chosen = self.list.selected_ids()
        ids = chosen if contact_id in chosen else [contact_id]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        desk = self.desk
        if len(ids) == 1:
            menu.addAction(icon("person"), _("Open"), partial(self._open, contact_id))
            menu.addAction(icon("mail"), _("Write an e-mail …"), partial(write_to, desk, self, contact_id))
            menu.addAction(icon("deals"), _("New deal"), partial(actions.open_new_deal, desk, contact_id))
            plan = partial(plan_follow_up, desk, self, "contact", contact_id, place)
            menu.addAction(icon("bell"), _("Plan follow-up …"), plan)
        else:
            add_bulk_actions(menu, desk, self, ids, place)
        campaign = partial(actions.add_to_campaign, desk, self, ids, place)
        menu.addAction(icon("campaigns"), _("Add to campaign …"), campaign)
        menu.addAction(icon("tag"), _("Tag …"), partial(actions.tag_people, desk, self, ids, place))
        name = self.list.name_of(contact_id)
        add_decisions(menu, desk, tuple(DECISIONS.values()), ids, name, self, place)
        copy = ngettext("Copy e-mail address", "Copy e-mail addresses", len(ids))
        menu.addAction(icon("copy"), copy, partial(actions.copy_emails, desk, ids))
        menu.addAction(icon("export"), _("Export …"), partial(ask_export, desk, self, ids))
        menu.addSeparator()
        trash = partial(actions.trash_people, desk, ids, name)
        menu.addAction(icon("trash"), _("Move to Trash"), trash)
        return menu

    def _on_export(self) -> None:
        chosen = self.list.selected_ids()
        if self.list.people.ids():
            ask_export(self.desk, self, chosen if len(chosen) > 1 else self.list.people.ids())

    def show_duplicates(self) -> None:
        """Open the page of likely duplicates."""
        if self.desk.is_open:
            DuplicatesDialog(self.desk, self).open()

    # -- importing ----------------------------------------------------------------------------------------

    def _on_import(self) -> None:
        self._import(None)

    def _import(self, path: Path | None) -> None:
        """Begin an import with this file, or by choosing one."""
        if not self.desk.is_open:
            return
        wizard = ImportWizard(self.desk, self)
        wizard.open()
        if path is not None:
            wizard.open_file(path)


class _ListSearch(SearchEdit):
    """A search field from which the down arrow leads into the list."""

    went_down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.went_down.emit()
            return
        super().keyPressEvent(event)
