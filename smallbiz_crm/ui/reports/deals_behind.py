"""The deals behind a figure: what the figure means, its parts, and each record that is counted in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.days import Period
from smallbiz_crm.domain.deals import Deal, Outcome
from smallbiz_crm.domain.figures import Figure, Report
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.formats import day
from smallbiz_crm.ui.kit.labels import ElidedLabel, Label
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.metrics import HAIR, MEDIUM
from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel
from smallbiz_crm.ui.kit.segmented import Segmented
from smallbiz_crm.ui.reports.amounts import exact
from smallbiz_crm.ui.reports.behind import Behind, Slice
from smallbiz_crm.ui.reports.figure_words import figure_text
from smallbiz_crm.ui.reports.turning_row import TurningRow, at_the_end
from smallbiz_crm.words import _, phrase

_CHIPS: dict[Outcome, ChipKind] = {Outcome.WON: "success", Outcome.LOST: "danger", Outcome.OPEN: "neutral"}
_OUTCOMES: dict[str, tuple[Outcome, ...]] = {
    "closed": (Outcome.WON, Outcome.LOST),
    "won": (Outcome.WON,),
    "lost": (Outcome.LOST,),
    "open": (Outcome.OPEN,),
}
_COUNTED_BY = {"lost": "lost", "open": "open", "win_rate": "closed", "win_rate_by_value": "closed"}
_AGAINST_TARGET = frozenset(("quota_attainment", "pace"))


class DealsBehind(QWidget):
    """Emits `left` when the user goes back, `target_requested` when the target is to be changed.

    `show_behind` names what is looked behind, `show_report` then says it, and says it anew.
    """

    left = Signal()
    target_requested = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.behind: Behind | None = None
        self._period: Period | None = None
        self.back = Button(_("Back to the report"), "chevron-left", "quiet")
        self.back.clicked.connect(self.left)
        self.heading = ElidedLabel("", "section")
        self.meaning = Label("", "muted", wrap=True)
        self.target_button = Button(_("Change the target …"), "target", "quiet")
        self.target_button.clicked.connect(self.target_requested)
        self.outcome = Segmented(
            [
                ("closed", _("Won and lost")),
                ("won", _("Won")),
                ("lost", _("Lost")),
                ("open", _("Open today")),
            ],
            _("Which deals"),
        )
        self.outcome.chosen.connect(lambda _key: self._read())
        self.model = PagedTableModel(_columns(), self._rows, self)
        self.list = ListView(self.model, _("Deals behind the figure"))
        self.list.set_empty_state(EmptyState("deals", _("No deal is counted here.")))
        self.list.clicked.connect(lambda index: self._open(self.model.id_at(index.row())))
        self.list.opened.connect(self._open)
        self._lay_out()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(HAIR)
        words.addWidget(self.heading)
        words.addWidget(self.meaning)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        aside = TurningRow([(at_the_end(self.target_button), 1), (self.outcome, 0)])
        layout.addWidget(TurningRow([(self.back, 0), (aside, 1)]))
        layout.addLayout(words)
        layout.addWidget(self.list, 1)

    def show_behind(self, behind: Behind) -> None:
        """Choose the deals that a figure counts."""
        self.behind = behind
        self.list.select_id(None)
        self.outcome.choose(_COUNTED_BY.get(behind.figure, "won"))
        is_month = behind.slice is not None and behind.slice.table == "by_month"
        self.outcome.button("open").setVisible(not is_month)

    def show_report(self, report: Report, *, can_have_target: bool) -> None:
        """Say and read from this report what was chosen."""
        if self.behind is None:
            return
        self._period = report.period
        figures = _figures_of(report, self.behind.slice)
        name = phrase(f"figure.{self.behind.figure}")
        text = figure_text(self.behind.figure, figures, report.currency) if figures else None
        parts = [name, text.value if text else "", self.behind.slice.name if self.behind.slice else ""]
        self.heading.setText(" · ".join(part for part in parts if part))
        self.meaning.setText(" ".join((text.tip if text else "").split("\n")))
        self.target_button.setVisible(can_have_target and self.behind.figure in _AGAINST_TARGET)
        self._read()

    def _read(self) -> None:
        if self.behind is None or self._period is None:
            return
        piece = self.behind.slice
        ids = self.desk.workspace.reports.deals_behind(
            self._period,
            _OUTCOMES[self.outcome.value()],
            table=piece.table if piece else None,
            key=piece.key if piece else None,
        )
        self.model.set_ids(ids)

    def _rows(self, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        return [_row(deal) for deal in self.desk.workspace.deals.get_many(ids)]

    def _open(self, deal_id: int | None) -> None:
        if deal_id is not None:
            self.desk.open_record("deal", deal_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace, Qt.Key.Key_Back):
            self.left.emit()
            return
        super().keyPressEvent(event)


def _columns() -> list[Column]:
    return [
        Column("title", _("Title"), 15, look="strong", stretch=2, sortable=False),
        Column("customer", _("Customer"), 14, look="muted", stretch=2, sortable=False),
        Column("amount", _("Amount"), 15, "right", sortable=False),
        Column("stage", _("Stage"), 10, show=_stage_name, chip=_stage_chip, sortable=False),
        Column("closed", _("Closed"), 13, show=_day, look="muted", sortable=False),
        Column("days", _("Days"), 7, "right", sortable=False),
        Column("created", _("Created"), 13, show=_day, look="muted", sortable=False),
    ]


def _row(deal: Deal) -> tuple[Any, ...]:
    days = (deal.closed_on - deal.created_on).days if deal.closed_on is not None else None
    return (
        deal.id,
        deal.title,
        deal.company or deal.contact,
        None if deal.amount is None else exact(deal.amount, deal.currency),
        (deal.stage, deal.outcome),
        deal.closed_on,
        days,
        deal.created_on,
    )


def _figures_of(report: Report, piece: Slice | None) -> dict[str, Figure] | None:
    if piece is None:
        return report.figures
    return next((each.figures for each in report.tables[piece.table] if each.key == piece.key), None)


def _day(value: date | None) -> str:
    return "" if value is None else day(value)


def _stage_name(value: tuple[str, Outcome]) -> str:
    return value[0]


def _stage_chip(value: tuple[str, Outcome]) -> ChipKind | None:
    return _CHIPS[value[1]]
