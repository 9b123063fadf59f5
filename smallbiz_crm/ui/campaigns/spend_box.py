"""Spend lines with all that is done to them: added, changed, put into the Trash, their receipts opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from smallbiz_crm.domain.campaigns import Spend
from smallbiz_crm.ui.campaigns.amounts import show_money
from smallbiz_crm.ui.campaigns.receipts import choose_receipt, dropped_file, open_receipt
from smallbiz_crm.ui.campaigns.spend_dialog import SpendDialog
from smallbiz_crm.ui.campaigns.spend_lines import SpendLines
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import Label, line
from smallbiz_crm.ui.kit.metrics import SMALL, em
from smallbiz_crm.words import _, ngettext


def total_text(lines: Sequence[Spend], currency: str) -> str:
    """What the lines cost in home currency, and beside it those without a rate: ``€1,240.00 + 2 in CHF``."""
    total = sum(line.cost for line in lines if line.cost is not None)
    parts = [show_money(total, currency)]
    unknown = Counter(line.currency for line in lines if line.cost is None)
    parts += [_("{n} in {currency}").format(n=n, currency=code) for code, n in sorted(unknown.items())]
    return " + ".join(parts)


class SpendBox(QWidget):
    """The lines of one campaign, or with `show_campaign(None)` those of none. A dropped file begins a new line."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._campaign_id: int | None = None
        self.total = Label("", "muted", wrap=True)
        self.add_button = Button(_("Add spend"), "plus", "quiet")
        self.add_button.clicked.connect(lambda: self.add())
        self.lines = SpendLines()
        self.lines.setMinimumHeight(em(self, 9))
        self.nothing = Label(_("Drop a receipt here, or add what was paid."), "muted", wrap=True)
        self.lines.opened.connect(self.edit)
        self.lines.receipt_requested.connect(self.open_receipt)
        self.lines.trash_requested.connect(self.trash)
        self.lines.menu_requested.connect(lambda spend_id, place: self.menu_of(spend_id).popup(place))
        self.setAcceptDrops(True)
        head = QHBoxLayout()
        head.addWidget(self.total, 1)
        head.addWidget(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addLayout(head)
        layout.addWidget(line())
        layout.addWidget(self.nothing)
        layout.addWidget(self.lines, 1)
        layout.addStretch(0)

    def show_campaign(self, campaign_id: int | None) -> None:
        """Show the lines of this campaign, or of none."""
        self._campaign_id = campaign_id
        self.refresh()

    def refresh(self) -> None:
        """Read the lines again."""
        spending, campaign_id = self.desk.workspace.spending, self._campaign_id
        found = (
            spending.list(without_campaign=True)
            if campaign_id is None
            else spending.list(campaign_id=campaign_id)
        )
        self.lines.show_lines(found)
        count = ngettext("{n} line", "{n} lines", len(found)).format(n=len(found))
        total = total_text(found, self.desk.currency()) if found else ""
        self.total.setText(f"{total} · {count}" if found else "")
        self.nothing.setVisible(not found)
        self.lines.setVisible(bool(found))

    # -- doing --------------------------------------------------------------------------------------------

    def add(self, receipt: Path | None = None) -> SpendDialog:
        """Ask for a new line."""
        dialog = SpendDialog(self.desk, self.window(), campaign_id=self._campaign_id, receipt=receipt)
        dialog.open()
        return dialog

    def edit(self, spend_id: int) -> SpendDialog:
        """Ask for changes of a line."""
        line_now = self.desk.workspace.spending.get(spend_id)
        dialog = SpendDialog(self.desk, self.window(), line=line_now)
        dialog.open()
        return dialog

    def trash(self, spend_id: int) -> None:
        """Put a line into the Trash."""
        payee = self.desk.workspace.spending.get(spend_id).payee
        self.desk.write(
            lambda workspace: workspace.spending.trash([spend_id]),
            said=_("“{title}” is in the Trash").format(title=payee),
        )

    def open_receipt(self, spend_id: int) -> None:
        open_receipt(self.desk, self.window(), spend_id)

    def attach(self, spend_id: int, path: Path) -> None:
        """Make this file the receipt of a line."""
        self.desk.write(
            lambda workspace: workspace.spending.attach_receipt(spend_id, path),
            said=_("Attached {file}").format(file=path.name),
        )

    def menu_of(self, spend_id: int) -> QMenu:
        """What can be done with a line."""
        has_receipt = bool(self.desk.workspace.spending.get(spend_id).receipt)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("edit"), _("Change …"), partial(self.edit, spend_id))
        if has_receipt:
            menu.addAction(icon("paperclip"), _("Open receipt"), partial(self.open_receipt, spend_id))
        choose = partial(choose_receipt, self.window(), partial(self.attach, spend_id))
        menu.addAction(icon("file"), _("Replace receipt …") if has_receipt else _("Attach receipt …"), choose)
        menu.addSeparator()
        menu.addAction(icon("trash"), _("Move to Trash"), partial(self.trash, spend_id))
        return menu

    # -- dropping -----------------------------------------------------------------------------------------

    def line_at(self, place: QPoint) -> int | None:
        """The line under a place of this widget."""
        index = self.lines.indexAt(self.lines.viewport().mapFrom(self, place))
        return self.lines.records.lines()[index.row()].id if index.isValid() else None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event.mimeData())
        if path is None:
            return
        event.acceptProposedAction()
        spend_id = self.line_at(event.position().toPoint())
        if spend_id is None:
            self.add(path)
        else:
            self.attach(spend_id, path)
