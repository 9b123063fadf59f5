"""The records behind a figure: what the figure means, each person, deal, spend line or campaign, and their sum."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from smallbiz_crm.domain.figures import Figure, RecordsBehind, Report
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.figure_words import FigureText, figure_text
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.labels import ElidedLabel, Label, row, set_style_property
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.metrics import HAIR, MEDIUM
from smallbiz_crm.ui.kit.paged_model import PagedTableModel
from smallbiz_crm.ui.kit.segmented import Segmented
from smallbiz_crm.ui.reports.behind import Behind, Slice
from smallbiz_crm.ui.reports.record_rows import RecordRows, sum_text
from smallbiz_crm.ui.reports.turning_row import TurningRow, at_the_end
from smallbiz_crm.words import _

AGAINST_TARGET = frozenset(("quota_attainment", "pace", "months_met"))


class RecordsList(QWidget):
    """Emits `left` when the user goes back, `target_requested` when the target is to be changed,
    `pin_requested` when the figure is to stand on Today, or no longer.
    """

    left = Signal()
    target_requested = Signal()
    pin_requested = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.behind: Behind | None = None
        self._found: Sequence[RecordsBehind] = ()
        self._currency = ""
        self.back = Button(_("Back to the report"), "chevron-left", "quiet")
        self.back.clicked.connect(self.left)
        self.heading = ElidedLabel("", "section")
        self.meaning = Label("", "muted", wrap=True)
        self.target_button = Button(_("Change the target …"), "target", "quiet")
        self.target_button.clicked.connect(self.target_requested)
        self.pin_button = Button(_("Pin to Today"), "star", "quiet")
        self.pin_button.clicked.connect(self.pin_requested)
        self.parts = Segmented([], _("Which part of the figure"))
        self._holder = QVBoxLayout()
        self.sum = Label("", "strong")
        self.rows = RecordRows(desk)
        self.models: dict[str, PagedTableModel] = {}
        self.lists: dict[str, ListView] = {}
        self.stack = QStackedWidget()
        for kind in self.rows.kinds():
            self._add_list(kind)
        self._shown = self.lists["contact"]
        self._lay_out()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(HAIR)
        words.addWidget(self.heading)
        words.addWidget(self.meaning)
        self._holder.setContentsMargins(0, 0, 0, 0)
        foot = row(None, self.sum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        layout.addWidget(TurningRow([(self.back, 0), (at_the_end(self.target_button, self.pin_button), 1)]))
        layout.addLayout(words)
        layout.addLayout(self._holder)
        layout.addWidget(self.stack, 1)
        layout.addLayout(foot)
        set_style_property(self.sum, "role", "strong")

    def _add_list(self, kind: str) -> None:
        model = PagedTableModel(self.rows.columns(kind), lambda ids: self.rows.fetch(kind, ids), self)
        listed = ListView(model, _("Records behind the figure"))
        listed.set_empty_state(EmptyState("reports", _("No record is counted here.")))
        listed.clicked.connect(lambda index: self._open(kind, model.id_at(index.row())))
        listed.opened.connect(lambda record_id: self._open(kind, record_id))
        self.models[kind], self.lists[kind] = model, listed
        self.stack.addWidget(listed)

    def show_records(
        self,
        behind: Behind,
        report: Report,
        found: Sequence[RecordsBehind],
        *,
        can_have_target: bool = False,
    ) -> None:
        """Show what a figure of the report is made of, its first part first."""
        is_other = self.behind != behind or len(found) != len(self._found)
        chosen = 0 if is_other else max(0, self._chosen())
        self.behind, self._found, self._currency = behind, found, report.currency
        piece = behind.slice
        text = _text_of(report, behind.figure, piece)
        name = self.rows.title(report.name, behind.figure)
        parts = [name, text.value if text else "", piece.name if piece else ""]
        self.heading.setText(" · ".join(part for part in parts if part))
        self.meaning.setText((text.tip if text else "").replace("\n", " "))
        self.target_button.setVisible(can_have_target and behind.figure in AGAINST_TARGET)
        self._offer_parts(chosen)
        self._show_part(chosen)

    def _offer_parts(self, chosen: int) -> None:
        """A button for each part where there are several."""
        self._holder.removeWidget(self.parts)
        self.parts.deleteLater()
        options = [(str(place), _(one.name)) for place, one in enumerate(self._found)]
        self.parts = Segmented(options, _("Which part of the figure"))
        if options:
            self.parts.choose(str(chosen))
        self.parts.chosen.connect(lambda key: self._show_part(int(key)))
        self.parts.setVisible(len(options) > 1)
        self._holder.addWidget(self.parts, 0, Qt.AlignmentFlag.AlignLeading)

    def _chosen(self) -> int:
        return int(self.parts.value() or 0)

    def _show_part(self, place: int) -> None:
        if place >= len(self._found):
            self.models["contact"].set_ids([])
            self.stack.setCurrentWidget(self.lists["contact"])
            self.sum.setText(_("No records: this is a number that was promised."))
            return
        found = self._found[place]
        self.rows.show_values(found, self._currency)
        self._shown = self.lists[found.kind]
        for column, hidden in self.rows.hidden_columns(found.kind, found).items():
            self._shown.hide_column(column, hidden=hidden)
        self._shown.lay_out_columns()
        self.stack.setCurrentWidget(self._shown)
        self.models[found.kind].set_ids(found.ids)
        self.sum.setText(sum_text(found, self._currency))

    def show_pin(self, *, can_pin: bool, is_pinned: bool) -> None:
        """Whether the figure can stand on Today, and does."""
        self.pin_button.setVisible(can_pin)
        self.pin_button.setText(_("Take off Today") if is_pinned else _("Pin to Today"))

    def focus_list(self) -> None:
        if self.models and self._shown.model_of_records().rowCount() and self._shown.current_id() is None:
            self._shown.select_id(self._shown.model_of_records().id_at(0))
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace, Qt.Key.Key_Back):
            self.left.emit()
            return
        super().keyPressEvent(event)


def _text_of(report: Report, figure: str, piece: Slice | None) -> FigureText | None:
    """The figure in words, of a row if one is named; None where the row does not have it."""
    figures: dict[str, Figure] = report.figures
    if piece is not None:
        figures = next((each.figures for each in report.rows(piece.table) if each.key == piece.key), {})
    if figure not in figures:
        return None
    return figure_text(report.name, figure, {**report.figures, **figures}, report.currency)
