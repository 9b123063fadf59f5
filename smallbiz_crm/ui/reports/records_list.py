"""The records behind a figure: what the figure means, and each person, deal, spend line or campaign it counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from smallbiz_crm.domain.figures import RecordsBehind, Report
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.formats import day
from smallbiz_crm.ui.kit.labels import ElidedLabel, Label, row
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.metrics import HAIR, MEDIUM
from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel
from smallbiz_crm.ui.reports.amounts import exact
from smallbiz_crm.ui.reports.behind import Behind
from smallbiz_crm.ui.reports.figure_words import figure_text
from smallbiz_crm.words import _, ngettext, phrase

Rows = Callable[[Sequence[int]], list[tuple[Any, ...]]]


class RecordsList(QWidget):
    """Emits `left` when the user goes back."""

    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.behind: Behind | None = None
        self.back = Button(_("Back to the report"), "chevron-left", "quiet")
        self.back.clicked.connect(self.left)
        self.heading = ElidedLabel("", "section")
        self.meaning = Label("", "muted", wrap=True)
        self.models: dict[str, PagedTableModel] = {}
        self.lists: dict[str, ListView] = {}
        self.stack = QStackedWidget()
        for kind, (columns, rows) in self._kinds().items():
            self._add_list(kind, columns, rows)
        self._shown = self.lists["contact"]
        words = QVBoxLayout()
        words.setSpacing(HAIR)
        words.addWidget(self.heading)
        words.addWidget(self.meaning)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        layout.addLayout(row(self.back, None))
        layout.addLayout(words)
        layout.addWidget(self.stack, 1)

    def _add_list(self, kind: str, columns: list[Column], rows: Rows) -> None:
        model = PagedTableModel(columns, rows, self)
        listed = ListView(model, _("Records behind the figure"))
        listed.set_empty_state(EmptyState("reports", _("No record is counted here.")))
        listed.clicked.connect(lambda index: self._open(kind, model.id_at(index.row())))
        listed.opened.connect(lambda record_id: self._open(kind, record_id))
        self.models[kind], self.lists[kind] = model, listed
        self.stack.addWidget(listed)

    def show_records(self, behind: Behind, report: Report, found: RecordsBehind) -> None:
        """Show what a figure of the report counts."""
        self.behind = behind
        piece = behind.slice
        figures = report.figures
        if piece is not None:
            figures = next(
                (each.figures for each in report.tables[piece.table] if each.key == piece.key), figures
            )
        text = figure_text(behind.figure, figures, report.currency) if behind.figure in figures else None
        parts = [phrase(f"figure.{behind.figure}"), text.value if text else "", piece.name if piece else ""]
        self.heading.setText(" · ".join(part for part in parts if part))
        records = ngettext("{n} record", "{n} records", len(found.ids)).format(n=len(found.ids))
        self.meaning.setText(" ".join([(text.tip if text else "").replace("\n", " "), records]).strip())
        self._shown = self.lists[found.kind]
        self.stack.setCurrentWidget(self._shown)
        self.models[found.kind].set_ids(found.ids)

    def focus_list(self) -> None:
        self._shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, kind: str, record_id: int | None) -> None:
        if record_id is None:
            return
        if kind == "spend":
            line = self.desk.workspace.spending.get(record_id)
            if line.campaign_id is not None:
                self.desk.open_record("campaign", line.campaign_id)
            return
        self.desk.open_record(kind, record_id)

    # -- rows ---------------------------------------------------------------------------------------------

    def _kinds(self) -> dict[str, tuple[list[Column], Rows]]:
        return {
            "contact": (
                [
                    Column("name", _("Name"), 18, look="strong", stretch=2, sortable=False),
                    Column("company", _("Company"), 16, look="muted", stretch=2, sortable=False),
                    Column("email", _("E-mail"), 20, look="muted", stretch=1, sortable=False),
                    Column("lifecycle", _("Lifecycle"), 14, show=_lifecycle, sortable=False),
                ],
                self._people,
            ),
            "deal": (
                [
                    Column("title", _("Title"), 18, look="strong", stretch=2, sortable=False),
                    Column("customer", _("Customer"), 16, look="muted", stretch=2, sortable=False),
                    Column("amount", _("Amount"), 15, "right", sortable=False),
                    Column("stage", _("Stage"), 13, sortable=False),
                    Column("date", _("Closed or expected"), 18, show=day, look="muted", sortable=False),
                ],
                self._deals,
            ),
            "spend": (
                [
                    Column("date", _("Date"), 13, show=day, look="muted", sortable=False),
                    Column("payee", _("Payee"), 18, look="strong", stretch=2, sortable=False),
                    Column("campaign", _("Campaign"), 16, look="muted", stretch=2, sortable=False),
                    Column("category", _("Category"), 13, sortable=False),
                    Column("cost", _("Cost"), 15, "right", sortable=False),
                ],
                self._spend,
            ),
            "campaign": (
                [
                    Column("name", _("Name"), 20, look="strong", stretch=2, sortable=False),
                    Column("channel", _("Channel"), 14, sortable=False),
                    Column("start", _("Start"), 13, show=day, look="muted", sortable=False),
                ],
                self._campaigns,
            ),
        }

    def _people(self, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        rows = self.desk.workspace.contacts.get_many(ids)
        return [
            (one.id, one.name, one.company, one.emails[0].address if one.emails else None, one.lifecycle)
            for one in rows
        ]

    def _deals(self, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        return [
            (
                one.id,
                one.title,
                one.company or one.contact,
                None if one.amount is None else exact(one.amount, one.currency),
                one.stage,
                one.closed_on or one.expected_close,
            )
            for one in self.desk.workspace.deals.get_many(ids)
        ]

    def _spend(self, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        home = self.desk.currency()
        return [
            (
                one.id,
                one.spent_on,
                one.payee,
                one.campaign,
                one.category,
                None if one.cost is None else exact(one.cost, home),
            )
            for one in self.desk.workspace.spending.get_many(ids)
        ]

    def _campaigns(self, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        wanted = set(ids)
        known = {one.id: one for one in self.desk.workspace.campaigns.list() if one.id in wanted}
        return [
            (one.id, one.name, phrase(f"channel.{one.channel}"), one.starts_on)
            for one in (known[campaign_id] for campaign_id in ids if campaign_id in known)
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace, Qt.Key.Key_Back):
            self.left.emit()
            return
        super().keyPressEvent(event)


def _lifecycle(value: object) -> str:
    return phrase(f"lifecycle.{value}")
