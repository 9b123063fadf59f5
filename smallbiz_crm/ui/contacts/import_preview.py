"""The third page of the import: row by row what will happen, and why."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.domain.imports import ImportPreview, Outcome, PreviewRow
from smallbiz_crm.ui.contacts.import_meanings import unknown_words
from smallbiz_crm.ui.contacts.import_words import OUTCOME_CHIPS, outcome_words, reason_words
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.metrics import SMALL
from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel
from smallbiz_crm.ui.kit.segmented import Segmented
from smallbiz_crm.words import _, ngettext

ALL, REMARKS = "all", "remarks"


class PreviewPage(QWidget):
    """`words_requested` carries the words of the file that need a meaning."""

    words_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[PreviewRow] = ()
        self._unknown: list[Any] = []
        self.filter: Segmented | None = None
        self._filter_place = QHBoxLayout()
        self._filter_place.addStretch(1)
        self.summary = Label("", "muted", wrap=True)
        self.words_button = Button("", kind="quiet")
        self.words_button.clicked.connect(lambda: self.words_requested.emit(self._unknown))
        self.model = PagedTableModel(_columns(), self._fetch)
        self.list = ListView(self.model, _("What will happen with each row"))
        self.list.set_empty_state(EmptyState("file", _("There is no row in the file.")))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addLayout(self._filter_place)
        layout.addWidget(self.summary)
        layout.addWidget(self.words_button)
        layout.addWidget(self.list, 1)

    def show_preview(self, preview: ImportPreview) -> None:
        """Show all rows, or those that have something to say when the filter was on them."""
        self._rows = preview.rows
        self._unknown = unknown_words(preview.problems)
        self.words_button.setVisible(bool(self._unknown))
        count = len(self._unknown)
        self.words_button.setText(
            ngettext(
                "{n} word of the file is not known: say what it means",
                "{n} words of the file are not known: say what they mean",
                count,
            ).format(n=number(count))
        )
        self._make_filter(preview)
        shown = len(preview.rows)
        self.summary.setVisible(shown < preview.total)
        self.summary.setText(
            _("Of {total} rows the first {shown} are listed, with all that cannot be imported.").format(
                total=number(preview.total), shown=number(shown)
            )
        )
        self._show_rows(ALL)

    def _make_filter(self, preview: ImportPreview) -> None:
        if self.filter is not None:
            self.filter.hide()
            self.filter.deleteLater()
        options = [(ALL, _("All {n}").format(n=number(preview.total)))]
        for outcome in Outcome:
            count = preview.counts.get(outcome, 0)
            if count:
                options.append((outcome.value, f"{outcome_words(outcome)} {number(count)}"))
        remarks = sum(bool(row.problems) for row in preview.rows if row.outcome is not Outcome.PROBLEM)
        if remarks:
            options.append((REMARKS, _("With remarks {n}").format(n=number(remarks))))
        self.filter = Segmented(options, _("Which rows to list"))
        self.filter.chosen.connect(self._show_rows)
        self._filter_place.insertWidget(0, self.filter)

    def _show_rows(self, wanted: str) -> None:
        places = (place for place, row in enumerate(self._rows) if _is_wanted(row, wanted))
        self.model.set_ids(array("q", places))
        self.list.scrollToTop()

    def _fetch(self, places: Sequence[int]) -> list[tuple[Any, ...]]:
        rows = ((place, self._rows[place]) for place in places)
        return [
            (place, row.number, row.outcome, row.title, row.detail, reason_words(row)) for place, row in rows
        ]


def _is_wanted(row: PreviewRow, wanted: str) -> bool:
    if wanted == REMARKS:
        return bool(row.problems) and row.outcome is not Outcome.PROBLEM
    return wanted in (ALL, row.outcome.value)


def _columns() -> list[Column]:
    return [
        Column("row", _("Row"), 6, "right", show=number, look="muted", sortable=False),
        Column("outcome", _("Outcome"), 11, show=outcome_words, chip=OUTCOME_CHIPS.get, sortable=False),
        Column("title", _("Name"), 18, stretch=2, sortable=False),
        Column("detail", _("Details"), 20, look="muted", stretch=2, sortable=False),
        Column("reason", _("Why"), 26, look="muted", stretch=3, sortable=False),
    ]
