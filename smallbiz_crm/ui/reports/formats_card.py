"""Which files the pack is to hold: the program's own, and those for other programs."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from smallbiz_crm.domain.accountant import OWN_FORMATS
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.labels import Card, Label, row
from smallbiz_crm.ui.kit.metrics import LARGE
from smallbiz_crm.ui.reports.accounts_form import ask_for_accounts
from smallbiz_crm.words import _, phrase


class FormatsCard(Card):
    """Emits `changed` when a format was ticked or unticked."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.boxes: dict[str, QCheckBox] = {}
        self.missing = Label("", "caption", wrap=True)
        self._own = _line()
        self._others = _line()
        self._for_others = QWidget()
        heading = row(Label(_("For other programs"), "caption"), None)
        heading.setContentsMargins(0, 0, 0, 0)
        self._for_others.setLayout(heading)
        self.accounts_button = Button(_("Accounts …"), kind="quiet")
        self.accounts_button.clicked.connect(lambda: ask_for_accounts(desk, self.accounts_button))
        self.body.addWidget(Label(_("Files in the pack"), "section"))
        heading.addWidget(self.accounts_button)
        self.body.addWidget(self._own)
        self.body.addWidget(self._for_others)
        self.body.addWidget(self._others)
        self.body.addWidget(self.missing)

    def offer(self, formats: Mapping[str, str | None]) -> None:
        """Show a box for each format; one that this machine cannot write is not offered, and the reason is said."""
        reasons = [phrase(f"error.{reason}") for reason in formats.values() if reason]
        self.missing.setText(" ".join(dict.fromkeys(reasons)))
        self.missing.setVisible(bool(reasons))
        for name, reason in formats.items():
            if reason is None and name not in self.boxes:
                box = self.boxes[name] = QCheckBox(phrase(f"accountant.format.{name}"))
                box.toggled.connect(self.changed)
                layout = (self._own if name in OWN_FORMATS else self._others).layout()
                if layout is not None:
                    layout.addWidget(box)
        has_others = any(name not in OWN_FORMATS for name in self.boxes)
        self._for_others.setVisible(has_others)
        self._others.setVisible(has_others)

    def choose(self, names: Collection[str]) -> None:
        """Tick these formats and no other, without telling."""
        for name, box in self.boxes.items():
            box.blockSignals(True)
            box.setChecked(name in names)
            box.blockSignals(False)

    def chosen(self) -> tuple[str, ...]:
        return tuple(name for name, box in self.boxes.items() if box.isChecked())


def _line() -> QWidget:
    holder = QWidget()
    holder.setLayout(FlowLayout(spacing=LARGE))
    return holder
