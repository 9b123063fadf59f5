"""The deals of a person or a company, each opened by a press."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.domain.deals import DealCard, Outcome, Stage
from smallbiz_crm.domain.money import minor_digits
from smallbiz_crm.ui.contacts.record_row import RecordRow
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.formats import day_short, money
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import HAIR, TIGHT
from smallbiz_crm.words import _

_CHIPS: dict[Outcome, ChipKind] = {Outcome.WON: "success", Outcome.LOST: "danger", Outcome.OPEN: "neutral"}


class DealRows(QWidget):
    """A heading, "New deal" where `begin` is given, and a row a deal."""

    def __init__(self, desk: Desk, begin: Callable[[], object] | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._shown: tuple[list[DealCard], list[Stage]] | None = None
        self.rows: list[RecordRow] = []
        self._nothing = Label(_("No deal yet."), "muted")
        self._rows_layout = QVBoxLayout()
        self._rows_layout.setSpacing(HAIR)
        head = QHBoxLayout()
        head.addWidget(Label(_("Deals"), "strong"), 1)
        self.new_button = Button(_("New deal"), "plus", "quiet")
        if begin is None:
            self.new_button.hide()
        if begin is not None:
            self.new_button.clicked.connect(lambda: begin())
        head.addWidget(self.new_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addLayout(head)
        layout.addWidget(self._nothing)
        layout.addLayout(self._rows_layout)
        layout.addStretch(1)

    def show_deals(self, deals: Sequence[DealCard], stages: Sequence[Stage]) -> None:
        """Show these; `stages` name the columns they stand in."""
        fresh = (list(deals), list(stages))
        if fresh == self._shown:
            return
        self._shown = fresh
        for row in self.rows:
            row.hide()
            self._rows_layout.removeWidget(row)
            row.deleteLater()
        by_id = {stage.id: stage for stage in stages}
        self.rows = [self._row(deal, by_id[deal.stage_id]) for deal in deals if deal.stage_id in by_id]
        for row in self.rows:
            self._rows_layout.addWidget(row)
        self._nothing.setVisible(not self.rows)

    def _row(self, deal: DealCard, stage: Stage) -> RecordRow:
        row = RecordRow("deals", deal.title, _details(deal), (stage.name, _CHIPS[stage.kind]))
        row.clicked.connect(lambda: self._desk.open_record("deal", deal.id))
        return row


def _details(deal: DealCard) -> str:
    parts: list[str] = []
    if deal.amount is not None:
        parts.append(money(deal.amount, deal.currency, minor_digits(deal.currency)))
    if deal.closed_on is not None:
        parts.append(_("closed {day}").format(day=day_short(deal.closed_on)))
    elif deal.expected_close is not None:
        parts.append(_("expected {day}").format(day=day_short(deal.expected_close)))
    return " · ".join(parts)
