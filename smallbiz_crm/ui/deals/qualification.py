"""The four ticks of a deal that exit checks ask for: budget, authority, need, timing."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from smallbiz_crm.domain.deals import Deal, ExitFact
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import MEDIUM, TIGHT
from smallbiz_crm.words import N_, _

TICKS = (
    (ExitFact.BUDGET, "has_budget", N_("Budget")),
    (ExitFact.AUTHORITY, "has_authority", N_("Authority")),
    (ExitFact.NEED, "has_need", N_("Need")),
    (ExitFact.TIMING, "has_timing", N_("Timing")),
)


class Qualification(QWidget):
    """Boxes in a row, each saved as it is ticked."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._deal_id: int | None = None
        self.boxes: dict[ExitFact, QCheckBox] = {}
        row = QWidget()
        flow = FlowLayout(row, MEDIUM)
        for fact, field, text in TICKS:
            box = self.boxes[fact] = QCheckBox(_(text))
            box.clicked.connect(partial(self._save, field))
            flow.addWidget(box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addWidget(Label(_("Known about the deal"), "strong"))
        layout.addWidget(row)

    def show_deal(self, deal: Deal) -> None:
        """Show what is known of a deal."""
        self._deal_id = deal.id
        for fact, box in self.boxes.items():
            box.setChecked(fact in deal.ticks)

    def _save(self, field: str, ticked: bool) -> None:
        deal_id = self._deal_id
        if deal_id is not None:
            self.desk.write(lambda workspace: workspace.deals.edit(deal_id, **{field: ticked}))
