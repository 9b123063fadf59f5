"""The list of people: columns, and how it is filled so that the first rows are there at once."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent

from smallbiz_crm.domain.custom_fields import OWN_COLUMN, CustomField
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.marking import marks_in
from smallbiz_crm.domain.segments import EVERYBODY, Group
from smallbiz_crm.domain.text import search_words
from smallbiz_crm.ui.contacts.drag_out import DragOut
from smallbiz_crm.ui.contacts.looks import lifecycle_chip, lifecycle_words
from smallbiz_crm.ui.contacts.own_columns import own_columns
from smallbiz_crm.ui.desk import Desk, Touched
from smallbiz_crm.ui.kit.column_layout import ColumnLayout
from smallbiz_crm.ui.kit.formats import day
from smallbiz_crm.ui.kit.latest import NewestAnswer
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.paged_model import FIRST_ROWS, Column, PagedTableModel
from smallbiz_crm.words import _

HIDDEN_FIRST = frozenset(("owner", "created", "language"))
"""Columns that are shown when the user asks for them."""
_REST = 0.2
"""Seconds without another key after which all that match are read: longer than typing pauses between letters."""
EMAIL, PHONE = 4, 5
"""Places of values in a row of the model, the id being the first."""


@dataclass(frozen=True)
class Query:
    """What the list shows, and in what order."""

    search: str = ""
    where: dict[str, str] = field(default_factory=dict[str, str])
    rule: Group = EVERYBODY
    sort: str = "name"
    descending: bool = False

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search.strip() or self.where or self.rule)


@dataclass(frozen=True)
class _Found:
    ids: array[int] | None
    totals: tuple[int, int] | None


def _day(on: date | None) -> str:
    return "" if on is None else day(on)


def _columns() -> list[Column]:
    return [
        Column("name", _("Name"), 18, stretch=3),
        Column("company", _("Company"), 17, look="muted", stretch=2),
        Column("job_title", _("Job title"), 15, look="muted", stretch=1, gives_way=3),
        Column("email", _("E-mail"), 22, look="muted", stretch=2, gives_way=1),
        Column("phone", _("Phone"), 19, look="muted", gives_way=2),
        Column("lifecycle", _("Lifecycle"), 13, look="muted", show=lifecycle_words, chip=lifecycle_chip),
        Column("tags", _("Tags"), 12, look="muted", stretch=1, gives_way=4),
        Column("owner", _("Owner"), 14, look="muted"),
        Column("created", _("Added on"), 13, look="muted", show=_day),
        Column("language", _("Language"), 10, look="muted"),
    ]


class PeopleList(ListView):
    """People that match a query. The first rows by name are shown at once, the rest follows from a worker."""

    filled = Signal()
    """Rows, or what is known of how many there are, changed."""

    def __init__(self, desk: Desk) -> None:
        self._own_fields: list[CustomField] = []
        self.people = PagedTableModel(_columns(), self._rows)
        super().__init__(self.people, _("Contacts"))
        self._desk = desk
        self._drag_out = DragOut(self, desk)
        self.layout_of_columns = ColumnLayout(self, HIDDEN_FIRST)
        self.query = Query()
        self.is_complete = False
        self.totals: tuple[int, int] | None = None
        """How many people and companies there are; None until counted."""
        self._are_totals_stale = True
        self._reader = NewestAnswer(self, (CrmError,), inline=desk.is_inline, rest=_REST)
        desk.closing.connect(self._reader.stop)
        desk.opened.connect(self.read_own_fields)
        desk.changed.connect(self._on_changed)
        if desk.is_open:
            self.read_own_fields()
        self.set_sort("name", descending=False)
        self.sort_requested.connect(
            lambda key, down: self.show_query(replace(self.query, sort=key, descending=down))
        )

    def _rows(self, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        return self._desk.workspace.contacts.rows(ids, [field.id for field in self._own_fields])

    def read_own_fields(self) -> None:
        """Offer a column for each field of the user's own; one that is gone sorts no longer."""
        self._own_fields = self._desk.workspace.fields.of("contact")
        columns = own_columns(self._own_fields)
        self.people.set_more_columns(columns)
        sort = self.query.sort
        if sort.startswith(OWN_COLUMN) and all(column.key != sort for column in columns):
            self.set_sort("name", descending=False)
            self.show_query(replace(self.query, sort="name", descending=False))

    def _on_changed(self, touched: Touched) -> None:
        if "field" in touched:
            self.read_own_fields()

    def show_query(self, query: Query) -> None:
        """Show other people, or the same in another order, from the top."""
        self.query = query
        words = tuple(search_words(query.search).split())
        self.mark_with(partial(marks_in, words=words) if words else None)
        self.is_complete = False
        self._reader.forget()
        if query.sort == "name":
            self._show_first()
            self.scrollToTop()
        if not self.is_complete or self._are_totals_stale:
            self._ask(self._on_found, needs_ids=not self.is_complete)

    def reload(self) -> None:
        """Read the same query again; selection and place are kept."""
        self._are_totals_stale = True
        place = self.verticalScrollBar().value()
        if self.query.sort == "name" and len(self.people.ids()) < FIRST_ROWS:
            self.show_query(self.query)
            self.verticalScrollBar().setValue(place)
        else:
            self.people.invalidate()
            self._ask(self._on_reloaded, needs_ids=True)

    def name_of(self, contact_id: int) -> str:
        """The name as the list shows it; empty for whoever is not in it."""
        row = self.people.row_of(contact_id)
        return self.people.text(row, 0) if row >= 0 else ""

    def value_of(self, contact_id: int, place: int) -> Any:
        """A value of a person's row, such as `EMAIL`; None for whoever is not in the list."""
        row = self.people.row_of(contact_id)
        values = self.people.values(row) if row >= 0 else None
        return None if values is None else values[place]

    def neighbour_of(self, gone: list[int]) -> int | None:
        """Who takes the place of these when they go: the next one below them, else the last above."""
        rows = [row for row in map(self.people.row_of, gone) if row >= 0]
        if not rows:
            return None
        below = self.people.id_at(max(rows) + 1)
        return self.people.id_at(min(rows) - 1) if below is None else below

    def _show_first(self) -> None:
        query = self.query
        first = self._desk.workspace.contacts.ids(
            search=query.search,
            where=query.where,
            rule=query.rule,
            descending=query.descending,
            limit=FIRST_ROWS,
            beginnings=True,
        )
        self.is_complete = len(first) < FIRST_ROWS and not query.search.strip()
        if not first and not self.is_complete and not self._desk.is_inline:
            return  # what is shown stays until it is known whether a middle is meant
        self.people.set_ids(first)
        self.filled.emit()

    def _ask(self, take: Callable[[_Found], object], *, needs_ids: bool) -> None:
        workspace, query, needs_totals = self._desk.workspace, self.query, self._are_totals_stale

        def read(is_stale: Callable[[], bool]) -> _Found:
            ids = totals = None
            if needs_ids:
                ids = workspace.contacts.ids(
                    search=query.search,
                    where=query.where,
                    rule=query.rule,
                    sort=query.sort,
                    descending=query.descending,
                    is_stale=is_stale,
                )
            if needs_totals and not is_stale():
                totals = (workspace.contacts.count(), workspace.companies.count())
            return _Found(ids, totals)

        self._reader.ask(read, take, self._desk.show_trouble)

    def _on_found(self, found: _Found) -> None:
        if found.ids is not None:
            shown = self.people.ids()
            if self.query.sort == "name" and found.ids[: len(shown)] == shown:
                self.people.extend_ids(found.ids[len(shown) :])
            else:
                self.people.set_ids(found.ids)
                self.scrollToTop()
        self._end(found)

    def _on_reloaded(self, found: _Found) -> None:
        if found.ids is not None and found.ids != self.people.ids():
            place = self.verticalScrollBar().value()
            self.people.set_ids(found.ids)
            self.verticalScrollBar().setValue(place)
        self._end(found)

    def _end(self, found: _Found) -> None:
        self.is_complete = self.is_complete or found.ids is not None
        if found.totals is not None:
            self.totals = found.totals
            self._are_totals_stale = False
        self.filled.emit()

    # -- events -------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Somebody selected can be dragged out, with all who are; elsewhere moving the mouse selects."""
        index = self.indexAt(event.position().toPoint())
        on_selected = index.isValid() and self.selectionModel().isSelected(index)
        self._drag_out.press(event, self.selected_ids() if on_selected else ())
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._drag_out.move(event):
            super().mouseMoveEvent(event)
