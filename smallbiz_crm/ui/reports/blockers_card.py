"""What should be put right before the pack is sent, with the way to each record."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from smallbiz_crm.domain.accountant import Blocker
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import Card, ElidedLabel, Label, row
from smallbiz_crm.ui.kit.metrics import HAIR, SMALL, px
from smallbiz_crm.ui.reports.invoice_form import InvoiceForm, ask_for_invoice
from smallbiz_crm.words import _, ngettext, phrase

SHOWN_AT_FIRST = 6
SHOWN_MORE = 50
INVOICES = frozenset(("sale_without_invoice", "invoice_twice", "invoice_in_other_year"))


class BlockersCard(Card):
    """One row for each, and a sentence when there is none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.rows: list[BlockerRow] = []
        self._blockers: tuple[Blocker, ...] = ()
        self._blocking = 0
        self._most = SHOWN_AT_FIRST
        self.heading = Label("", "section")
        self.sentence = Label("", "muted", wrap=True)
        self.more_button = Button("", kind="quiet")
        self.more_button.clicked.connect(self._on_more)
        self._list = QVBoxLayout()
        self._list.setSpacing(HAIR)
        self.body.setSpacing(SMALL)
        self.body.addWidget(self.heading)
        self.body.addWidget(self.sentence)
        self.body.addLayout(self._list)
        self.body.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)

    def show_blockers(self, blockers: Sequence[Blocker], odd: Sequence[Blocker] = ()) -> None:
        """Show what blocks, then what is only odd."""
        self._blockers = (*blockers, *odd)
        self._blocking = count = len(blockers)
        self.heading.setText(_("Before you send it"))
        self.sentence.setText(_sentence(count, len(odd)))
        self._fill()

    def _fill(self) -> None:
        for shown in self.rows:
            self._list.removeWidget(shown)
            shown.hide()
            shown.deleteLater()
        self.rows = [
            BlockerRow(self.desk, blocker, is_odd=place >= self._blocking)
            for place, blocker in enumerate(self._blockers[: self._most])
        ]
        for shown in self.rows:
            self._list.addWidget(shown)
        rest = len(self._blockers) - len(self.rows)
        self.more_button.setText(ngettext("Show {n} more", "Show {n} more", rest).format(n=number(rest)))
        self.more_button.setVisible(rest > 0)

    def _on_more(self) -> None:
        self._most += SHOWN_MORE
        self._fill()


def _sentence(blocking: int, odd: int) -> str:
    """How much there is to put right, and how much is only worth a look."""
    look = ngettext("{n} thing is worth a look.", "{n} things are worth a look.", odd).format(n=number(odd))
    if not blocking:
        return " ".join([_("Nothing is missing."), *([look] if odd else [])])
    text = ngettext(
        "{n} thing to put right. The pack can be made all the same, and lists it.",
        "{n} things to put right. The pack can be made all the same, and lists them.",
        blocking,
    )
    return " ".join([text.format(n=number(blocking)), *([look] if odd else [])])


class BlockerRow(QWidget):
    """What is wrong with which record; buttons that lead there or mend it, as far as there is a way."""

    def __init__(self, desk: Desk, blocker: Blocker, *, is_odd: bool = False) -> None:
        super().__init__()
        self.desk = desk
        self.text = ElidedLabel(phrase(f"accountant.blocker.{blocker.code}", subject=blocker.subject))
        self.attach_button: Button | None = None
        self.open_button: Button | None = None
        self.invoice_button: Button | None = None
        self.rate_button: Button | None = None
        picture = QLabel()
        side = px(self, 17)
        picture.setPixmap((icon("info", "info") if is_odd else icon("warning", "warning")).pixmap(side, side))
        line = row(picture, self.text, spacing=SMALL)
        line.setContentsMargins(0, 0, 0, 0)
        line.setStretch(1, 1)
        self.setLayout(line)
        self._add_buttons(blocker)

    def _add_buttons(self, blocker: Blocker) -> None:
        found = self.desk.workspace.records.find(blocker.record) if blocker.record is not None else None
        if found is None:
            return
        kind, record_id = found
        if kind == "deal" and blocker.code in INVOICES:
            self.invoice_button = self._add_button(
                _("Invoice …"),
                _("Note the invoice of {subject}"),
                blocker,
                partial(self.ask_invoice, record_id, blocker.subject),
            )
        if kind == "spend" and blocker.code == "spend_without_receipt":
            self.attach_button = self._add_button(
                _("Attach …"),
                _("Attach the receipt of {subject}"),
                blocker,
                partial(self.ask_receipt, record_id),
            )
        if blocker.code == "without_rate":
            self.rate_button = self._add_button(
                _("Rate …"),
                _("Go to the exchange rates, for {subject}"),
                blocker,
                partial(self.desk.open_page, "settings", "rates"),
            )
        go: partial[object] = partial(self.desk.open_record, kind, record_id)
        if kind == "spend":
            go = partial(self.desk.open_page, "campaigns", f"spend:{record_id}")
        self.open_button = self._add_button(_("Open"), _("Open {subject}"), blocker, go)

    def _add_button(self, text: str, name: str, blocker: Blocker, act: partial[object]) -> Button:
        button = Button(text, kind="quiet")
        button.setAccessibleName(name.format(subject=blocker.subject))
        button.clicked.connect(lambda: act())
        layout = self.layout()
        if layout is not None:
            layout.addWidget(button)
        return button

    def ask_invoice(self, deal_id: int, title: str) -> InvoiceForm:
        """Ask which invoice was issued for a won deal."""
        return ask_for_invoice(self.desk, self, deal_id, title)

    def ask_receipt(self, spend_id: int) -> QFileDialog:
        """Ask for the file of a receipt and attach it to the spend line."""
        dialog = QFileDialog(self.window(), _("Choose the receipt"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        desk = self.desk
        dialog.fileSelected.connect(lambda name: _attach(desk, spend_id, Path(name)))
        dialog.open()
        return dialog


def _attach(desk: Desk, spend_id: int, file: Path) -> None:
    desk.write(
        lambda workspace: workspace.spending.attach_receipt(spend_id, file),
        said=_("{file} attached").format(file=file.name),
    )
