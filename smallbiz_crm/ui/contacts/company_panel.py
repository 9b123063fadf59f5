"""The panel of a company: its facts in place, its people, its deals."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget

from smallbiz_crm.domain.contacts import Company
from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.ui.contacts.card_button import CardButton
from smallbiz_crm.ui.contacts.deal_rows import DealRows
from smallbiz_crm.ui.contacts.looks import people_words
from smallbiz_crm.ui.contacts.record_row import RecordRow
from smallbiz_crm.ui.contacts.suggestions import suggest_listed
from smallbiz_crm.ui.contacts.tags_field import TagsField
from smallbiz_crm.ui.contacts.trash_banner import TrashBanner
from smallbiz_crm.ui.custom_fields import CustomFieldsBox
from smallbiz_crm.ui.desk import Desk, RecordPanel, Touched
from smallbiz_crm.ui.files_box import FilesBox
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.fields import NotesField, TextField
from smallbiz_crm.ui.kit.formats import NOTHING
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import Label, line
from smallbiz_crm.ui.kit.metrics import HAIR, SMALL, TIGHT
from smallbiz_crm.ui.saving import save_field
from smallbiz_crm.ui.timeline import KEYS, TimelineView
from smallbiz_crm.words import _, ngettext

PEOPLE_AT_ONCE = 50
MOST_TAGS = 5


class CompanyPanel(RecordPanel):
    """Tabs are read when they are looked at."""

    kind = "company"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._company: Company | None = None
        self._stale_tabs: set[int] = set()
        self.more_button = IconButton("more", _("More actions"))
        self.more_button.clicked.connect(self._open_menu)
        self.card_button = CardButton(desk)
        self.add_action(self.card_button)
        self.add_action(self.more_button)
        self.trash_banner = TrashBanner(_("This company is in the Trash."), self._restore)
        self.trash_banner.put_into(self)
        self.fields = _fields()
        suggest_listed(self.fields["owner"].edit, desk, "owner")  # pyright: ignore[reportAttributeAccessIssue]
        self.tags = TagsField(desk)
        self.tags.saved.connect(self._save_tags)
        self.custom = CustomFieldsBox(self, "company")
        self.files = FilesBox(desk, "company")
        self.people = _PeopleRows(desk)
        self.deals = DealRows(desk, self._new_deal)
        self.timeline = TimelineView(desk)
        self._details_tab = self.add_page(self._details(), _("Details"))
        self._timeline_tab = self.add_page(self._story(), _("Timeline"))
        self._people_tab = self.add_page(self.people, _("People"))
        self._deals_tab = self.add_page(self.deals, _("Deals"))
        self.tab_changed.connect(self._fill_tab)

    def _story(self) -> QWidget:
        box = QWidget()
        QVBoxLayout(box).addWidget(self.timeline)
        return box

    def _details(self) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setSpacing(HAIR)
        for name, field in self.fields.items():
            if name in ("street", "tax_id"):
                layout.addSpacing(SMALL)
                layout.addWidget(line())
                layout.addSpacing(SMALL)
            layout.addWidget(field)
            field.saved.connect(self._saver(name, field))
            if name == "region":
                layout.addWidget(self.tags)
        layout.addWidget(self.custom)
        layout.addWidget(self.custom.add_button, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addSpacing(SMALL)
        layout.addWidget(line())
        layout.addSpacing(SMALL)
        layout.addWidget(self.files)
        layout.addStretch(1)
        return box

    def _saver(self, name: str, field: Field) -> Callable[[Any], None]:
        def save(value: Any) -> None:
            save_field(
                self, field, lambda workspace, company: workspace.companies.edit(company, **{name: value})
            )

        return save

    def _save_tags(self, tags: list[str]) -> None:
        company = self._company
        if company is not None:
            self.desk.write(lambda workspace: workspace.companies.set_tags(company.id, tags))

    def show_record(self, record_id: int) -> None:
        if record_id != self.record_id:
            self._leave()
            self._company = None
        super().show_record(record_id)

    def refresh(self) -> None:
        """Raises NotFound for a company that never was, or whose adding was taken back."""
        if self.record_id is None:
            return
        company = self.desk.workspace.companies.get(self.record_id)
        is_same = self._company is not None and self._company.id == company.id
        self._company = company
        place = ", ".join(part for part in (company.city, company.country) if part)
        chips: list[tuple[str, ChipKind]] = [(tag, "neutral") for tag in company.tags[:MOST_TAGS]]
        self.set_head(company.name, " · ".join(part for part in (company.industry, place) if part), chips)
        self.card_button.show_company(company)
        self.trash_banner.setVisible(company.is_trashed)
        for name, field in self.fields.items():
            value = getattr(company, name)
            if is_same:
                field.refresh(value)
            else:
                field.set_value(value)
        self.tags.show_tags(company.tags)
        self.custom.show_record(company.id)
        self.files.show_record(company.id)
        self._stale_tabs = {self._timeline_tab, self._people_tab, self._deals_tab}
        self._fill_tab(self.tabs.currentIndex())

    def cares(self, touched: Touched) -> bool:
        return self.record_id in touched.get("company", frozenset()) or bool(
            {"contact", "deal", "field", "field_value", "attachment", "activity", "follow_up"}
            & touched.keys()
        )

    def _on_changed(self, touched: Touched) -> None:
        try:
            super()._on_changed(touched)
        except NotFound:
            self.record_id = None
            self.closed.emit()

    def _leave(self) -> None:
        """Write what is being typed for the company shown until now."""
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            focus.clearFocus()
        if self.record_id is not None:
            for field in self.fields.values():
                field.commit()
            self.tags.commit()
            self.custom.commit()

    def _fill_tab(self, tab: int) -> None:
        company, workspace = self._company, self.desk.workspace
        if company is None or tab not in self._stale_tabs:
            return
        self._stale_tabs.discard(tab)
        if tab == self._people_tab:
            self.people.show_people(workspace.companies.people(company.id))
        elif tab == self._timeline_tab:
            self.timeline.set_log(partial(self._log, company.id), company.id)
            self.timeline.set_reader(partial(workspace.companies.timeline, company.id), company.id)
        elif tab == self._deals_tab:
            self.deals.show_deals(workspace.deals.of_company(company.id), workspace.deals.stages())

    def menu(self) -> QMenu:
        """What else can be done with the company."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        company = self._company
        if company is None:
            return menu
        if not company.is_trashed:
            menu.addAction(icon("deals"), _("New deal"), self._new_deal)
        everybody = partial(self.desk.open_page, "contacts", {"search": company.name})
        menu.addAction(icon("search"), _("Find its people in the list"), everybody)
        menu.addAction(icon("export"), _("Save as a contact card …"), self.card_button.ask)
        menu.addSeparator()
        if company.is_trashed:
            menu.addAction(icon("restore"), _("Restore"), self._restore)
        else:
            menu.addAction(icon("trash"), _("Move to Trash"), self._trash)
        return menu

    def _new_deal(self) -> None:
        company = self._company
        if company is not None:
            self.desk.open_page("deals", {"new_for_company": company.name})

    def _log(self, company_id: int, kind: str, text: str, logged: Callable[[], object]) -> None:
        self.desk.write(
            lambda workspace: workspace.companies.log(company_id, kind, text),
            said=_("Added to the history"),
            then=lambda _activity: logged(),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        kind = KEYS.get(Qt.Key(event.key()))
        if kind is not None and not event.modifiers() and self._company is not None:
            self.show_page(self._timeline_tab)
            self.timeline.log_box.begin(kind)
            return
        super().keyPressEvent(event)

    def _open_menu(self) -> None:
        self.menu().popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))

    def _trash(self) -> None:
        company = self._company
        if company is not None:
            self.desk.write(
                lambda workspace: workspace.companies.trash([company.id]),
                said=_("{name} is in the Trash").format(name=company.name),
            )

    def _restore(self) -> None:
        company = self._company
        if company is not None:
            self.desk.write(
                lambda workspace: workspace.companies.restore([company.id]),
                said=_("{name} is back").format(name=company.name),
            )


def _fields() -> dict[str, Field]:
    return {
        "name": TextField(_("Name"), placeholder=NOTHING),
        "domain": TextField(_("Domain"), placeholder=NOTHING),
        "url": TextField(_("Website"), placeholder=NOTHING),
        "phone": TextField(_("Phone"), placeholder=NOTHING),
        "industry": TextField(_("Industry"), placeholder=NOTHING),
        "size": TextField(_("Size"), placeholder=NOTHING),
        "region": TextField(_("Region"), placeholder=NOTHING),
        "street": TextField(_("Street"), placeholder=NOTHING),
        "postal_code": TextField(_("Postal code"), placeholder=NOTHING),
        "city": TextField(_("City"), placeholder=NOTHING),
        "state": TextField(_("State or region"), placeholder=NOTHING),
        "country": TextField(_("Country"), placeholder=NOTHING),
        "tax_id": TextField(_("Tax id"), placeholder=NOTHING),
        "owner": TextField(_("Owner"), placeholder=NOTHING),
        "notes": NotesField(_("Notes"), placeholder=NOTHING),
    }


class _PeopleRows(QWidget):
    """The people of a company by name; the first fifty, and the rest on request."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._people: list[tuple[int, str, str | None]] = []
        self.rows: list[RecordRow] = []
        self.count = Label("", "strong")
        self._rows_layout = QVBoxLayout()
        self._rows_layout.setSpacing(HAIR)
        self.more_button = Button("", kind="quiet")
        self.more_button.clicked.connect(self._show_more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addWidget(self.count)
        layout.addLayout(self._rows_layout)
        layout.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addStretch(1)

    def show_people(self, people: list[tuple[int, str, str | None]]) -> None:
        if people == self._people and self.rows:
            return
        self._people = people
        for row in self.rows:
            row.hide()
            self._rows_layout.removeWidget(row)
            row.deleteLater()
        self.rows = []
        self.count.setText(people_words(len(people)) if people else _("Nobody yet"))
        self._show_more()

    def _show_more(self) -> None:
        for contact_id, name, job in self._people[len(self.rows) : len(self.rows) + PEOPLE_AT_ONCE]:
            row = RecordRow("person", name, job or "")
            row.clicked.connect(partial(self._open, contact_id))
            self._rows_layout.addWidget(row)
            self.rows.append(row)
        left = len(self._people) - len(self.rows)
        self.more_button.setText(ngettext("Show {n} more", "Show {n} more", left).format(n=left))
        self.more_button.setVisible(left > 0)

    def _open(self, contact_id: int, _checked: bool = False) -> None:
        self._desk.open_record("contact", contact_id)
