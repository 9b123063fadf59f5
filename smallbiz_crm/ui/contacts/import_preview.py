"""The third page of the import: row by row what will happen, and why, and what the user says instead."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from smallbiz_crm.domain.imports import ImportPreview, OnDuplicate, Outcome, PreviewRow
from smallbiz_crm.ui.contacts.import_decision_bar import DecisionBar
from smallbiz_crm.ui.contacts.import_decisions import Decisions, merge_words, rule_words
from smallbiz_crm.ui.contacts.import_meanings import words_to_ask
from smallbiz_crm.ui.contacts.import_words import OUTCOME_CHIPS, outcome_words, reason_words
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.fields import ChoiceBox
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.metrics import SMALL
from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel
from smallbiz_crm.ui.kit.segmented import Segmented
from smallbiz_crm.words import _, ngettext

ALL, REMARKS, POSSIBLE, DECIDED = "all", "remarks", "possible", "decided"


class PreviewPage(QWidget):
    """`words_requested` carries the words of the file that need a meaning; `decided` says that `decisions` changed."""

    words_requested = Signal(object)
    decided = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.decisions = Decisions()
        self.counts: Counter[Outcome] = Counter()
        self._rows: list[PreviewRow] = []
        self._total = 0
        self._unknown: list[Any] = []
        self.filter: Segmented | None = None
        self._options: list[tuple[str, str]] = []
        self.filter_box = ChoiceBox()
        self.filter_box.setAccessibleName(_("Which rows to list"))
        self.filter_box.activated.connect(self._on_box_activated)
        self.filter_box.hide()
        self._filter_place = QHBoxLayout()
        self._filter_place.addWidget(self.filter_box)
        self._filter_place.addStretch(1)
        self.summary = Label("", "muted", wrap=True)
        self.words_button = Button("", kind="quiet")
        self.words_button.clicked.connect(lambda: self.words_requested.emit(self._unknown))
        self.model = PagedTableModel(_columns(), self._fetch)
        self.list = ListView(self.model, _("What will happen with each row"))
        self.list.set_empty_state(EmptyState("file", _("There is no row in the file.")))
        self.list.selection_changed.connect(self._show_selected)
        self.list.menu_requested.connect(self._on_menu_requested)
        self.list.opened.connect(self._on_opened)
        self.bar = DecisionBar(self.list)
        self.bar.decided.connect(self.decide)
        self._lay_out()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addLayout(self._filter_place)
        layout.addWidget(self.summary)
        layout.addWidget(self.words_button, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.bar)

    @property
    def changes(self) -> int:
        """How many rows would be written."""
        return self.counts[Outcome.NEW] + self.counts[Outcome.UPDATE]

    def show_preview(self, preview: ImportPreview) -> None:
        """Show what the import says of a file that was just read."""
        if self.decisions.kind != preview.kind:
            self.decisions = Decisions(preview.kind)
        self.bar.show_kind(preview.kind)
        self._take(preview)
        self._make_filter(ALL)
        self._show_rows(ALL)

    def show_again(self, preview: ImportPreview) -> None:
        """Show what the import says after a decision; the rows listed stay listed."""
        wanted = self.filter.value() if self.filter else ALL
        is_same = [row.number for row in preview.rows] == [row.number for row in self._rows]
        self._take(preview)
        self._make_filter(wanted)
        if is_same:
            self.model.invalidate()
        else:
            self._show_rows(wanted)
        self._show_selected()

    def _take(self, preview: ImportPreview) -> None:
        self._rows = [self.decisions.told(row) for row in preview.rows]
        self._total = preview.total
        self.counts = Counter(preview.counts)
        self._unknown = words_to_ask(preview.problems)
        self.words_button.setVisible(bool(self._unknown))
        count = len(self._unknown)
        self.words_button.setText(
            ngettext(
                "{n} word of the file is not known: say what it means",
                "{n} words of the file are not known: say what they mean",
                count,
            ).format(n=number(count))
        )
        shown = len(preview.rows)
        self.summary.setVisible(shown < preview.total)
        self.summary.setText(
            _(
                "Of {total} rows the first {shown} are listed, with all that cannot be imported or may be there."
            ).format(total=number(preview.total), shown=number(shown))
        )

    # -- which rows are listed ----------------------------------------------------------------------------

    def _make_filter(self, wanted: str) -> None:
        if self.filter is not None:
            self.filter.hide()
            self.filter.deleteLater()
        options = [(ALL, _("All {n}").format(n=number(self._total)))]
        for outcome in Outcome:
            count = self.counts[outcome]
            if count or wanted == outcome.value:
                options.append((outcome.value, f"{outcome_words(outcome)} {number(count)}"))
        for key, words in _MARKED.items():
            count = sum(_is_wanted(row, key) for row in self._rows)
            if count or wanted == key:
                options.append((key, words().format(n=number(count))))
        self.filter = Segmented(options, _("Which rows to list"))
        self.filter.choose(wanted)
        self.filter.chosen.connect(self._show_rows)
        self._filter_place.insertWidget(0, self.filter)
        self._options = options
        self.filter_box.clear()
        self.filter_box.addItems([words for _key, words in options])
        self._fit_filter()

    def _fit_filter(self) -> None:
        """Keys side by side where there is room for their words, else a list of them."""
        if self.filter is None:
            return
        is_room = self.filter.sizeHint().width() <= self.width()
        self.filter.setVisible(is_room)
        self.filter_box.setVisible(not is_room)
        keys = [key for key, _words in self._options]
        self.filter_box.setCurrentIndex(keys.index(self.filter.value()))

    def _on_box_activated(self, place: int) -> None:
        if self.filter is not None:
            self.filter.choose(self._options[place][0])
            self._show_rows(self._options[place][0])

    def _show_rows(self, wanted: str) -> None:
        places = (place for place, row in enumerate(self._rows) if _is_wanted(row, wanted))
        self.model.set_ids(array("q", places))
        self.list.scrollToTop()
        self._show_selected()

    def _fetch(self, places: Sequence[int]) -> list[tuple[Any, ...]]:
        rows = ((place, self._rows[place]) for place in places)
        return [
            (place, row.number, row.outcome, row.title, row.detail, reason_words(row)) for place, row in rows
        ]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_filter()

    # -- deciding -----------------------------------------------------------------------------------------

    def decide(self, rule: OnDuplicate | None, into: int | None = None) -> None:
        """Say it of the selected rows of which it can be said; None leaves them to the import again."""
        places = self.list.selected_ids()
        changed = False
        for place in places:
            row = self._rows[place]
            if rule is None:
                fresh = self.decisions.forget(row) if row.decided is not None else None
            else:
                fresh = self.decisions.decide(row, rule, into)
            if fresh is not None:
                changed = True
                self._rows[place] = fresh._replace(problems=row.problems)
                self.counts[row.outcome] -= 1
                self.counts[fresh.outcome] += 1
        if changed:
            self._make_filter(self.filter.value() if self.filter else ALL)
            self.model.invalidate(places)
            self._show_selected()
            self.decided.emit()
        elif rule is not None and len(places) == 1:
            self._on_opened(places[0])

    def _show_selected(self) -> None:
        rows = [self._rows[place] for place in self.list.selected_ids() if place < len(self._rows)]
        rules = {rule for row in rows for rule in self.decisions.rules_for(row)}
        decided = any(row.decided is not None for row in rows)
        self.bar.show_selected(rows, rules, are_decided=decided)

    def menu(self) -> QMenu:
        """What can be said of the selected rows; of a single one also into whom it is merged."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rows = [self._rows[place] for place in self.list.selected_ids()]
        rules = {rule for row in rows for rule in self.decisions.rules_for(row)}
        targets = self.decisions.targets(rows[0]) if len(rows) == 1 else ()
        names = {row[0]: str(row[1]) for row in self._desk.workspace.contacts.rows(targets)}
        for rule in (each for each in OnDuplicate if each in rules):
            if rule in (OnDuplicate.UPDATE, OnDuplicate.REPLACE) and names:
                for target, name in names.items():
                    menu.addAction(merge_words(rule, name), partial(self.decide, rule, target))
            else:
                menu.addAction(rule_words(rule), partial(self.decide, rule))
        if any(row.decided is not None for row in rows):
            menu.addSeparator()
            menu.addAction(_("As proposed"), partial(self.decide, None))
        return menu

    def _on_menu_requested(self, place: int | None, at: QPoint) -> None:
        if place is not None:
            self.menu().popup(at)

    def _on_opened(self, place: int) -> None:
        index = self.model.index(self.model.row_of(place), 1)
        self.menu().popup(self.list.viewport().mapToGlobal(self.list.visualRect(index).bottomLeft()))


_MARKED = {
    POSSIBLE: lambda: _("Possible duplicates {n}"),
    REMARKS: lambda: _("With remarks {n}"),
    DECIDED: lambda: _("Decided by you {n}"),
}


def _is_wanted(row: PreviewRow, wanted: str) -> bool:
    if wanted == REMARKS:
        return bool(row.problems) and row.outcome is not Outcome.PROBLEM
    if wanted == POSSIBLE:
        return bool(row.possible)
    if wanted == DECIDED:
        return row.decided is not None
    return wanted in (ALL, row.outcome.value)


def _columns() -> list[Column]:
    return [
        Column("row", _("Row"), 5, "right", show=number, look="muted", sortable=False),
        Column("outcome", _("Outcome"), 13, show=outcome_words, chip=OUTCOME_CHIPS.get, sortable=False),
        Column("title", _("Name"), 17, stretch=2, sortable=False),
        Column("detail", _("Details"), 16, look="muted", stretch=2, sortable=False),
        Column("reason", _("Why"), 26, look="muted", stretch=3, sortable=False),
    ]
