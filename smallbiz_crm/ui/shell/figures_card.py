"""What the figures of the reports mean, report by report, as the registry has it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout

from smallbiz_crm.services.kpis import REPORTS, kpis_of
from smallbiz_crm.ui.kit.fields import ChoiceBox
from smallbiz_crm.ui.kit.labels import Card, Label
from smallbiz_crm.ui.kit.metrics import LARGE, SMALL
from smallbiz_crm.words import _, phrase


class FiguresCard(Card):
    """Filled when it is first seen, because it is long."""

    def __init__(self) -> None:
        super().__init__(spacing=SMALL)
        self.report = ChoiceBox()
        self.report.setAccessibleName(_("Figures of which report"))
        for name in REPORTS:
            self.report.addItem(phrase(f"report.{name}"), name)
        self.report.currentIndexChanged.connect(lambda _place: self._fill())
        self.lines = QGridLayout()
        self.lines.setHorizontalSpacing(LARGE)
        self.lines.setVerticalSpacing(SMALL)
        self.lines.setColumnStretch(1, 1)
        self.body.addWidget(Label(_("What the figures mean"), "section"))
        self.body.addWidget(self.report, 0, Qt.AlignmentFlag.AlignLeading)
        self.body.addLayout(self.lines)

    def _fill(self) -> None:
        while self.lines.count():
            item = self.lines.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        for line, entry in enumerate(kpis_of(self.report.currentData())):
            name = Label(entry.title(), "strong", wrap=True)
            meaning = Label(f"{entry.explained()} {entry.decided()}", wrap=True)
            self.lines.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
            self.lines.addWidget(meaning, line, 1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.lines.count():
            self._fill()
