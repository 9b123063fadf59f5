"""A month that was sent: what stands otherwise in it since, and the way to a correction."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from smallbiz_crm.domain.sent_packs import LedgerChange, SentPack
from smallbiz_crm.ui.exact_amounts import exact
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.formats import day, number
from smallbiz_crm.ui.kit.labels import Card, ElidedLabel, Label, row
from smallbiz_crm.ui.kit.metrics import HAIR, SMALL
from smallbiz_crm.words import _, ngettext, phrase

MOST_SHOWN = 8


class ChangesCard(Card):
    """Hidden for a period that was not sent. `correction_wanted` asks for a pack of what changed."""

    correction_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(spacing=SMALL)
        self.heading = Label("", "section")
        self.sentence = Label("", "muted", wrap=True)
        self.lines: list[str] = []
        self.correction_button = Button(_("Make a correction …"), "export")
        self.correction_button.clicked.connect(self.correction_wanted)
        self._list = QVBoxLayout()
        self._list.setSpacing(HAIR)
        self.body.addLayout(row(self.heading, None, self.correction_button))
        self.body.addWidget(self.sentence)
        self.body.addLayout(self._list)
        self.hide()

    def show_changes(self, sent: SentPack | None, changes: Sequence[LedgerChange], currency: str) -> None:
        self.setVisible(sent is not None)
        if sent is None:
            return
        self.heading.setText(_("Sent on {day}").format(day=day(sent.sent_at.astimezone().date())))
        count = len(changes)
        text = ngettext("{n} row stands otherwise since.", "{n} rows stand otherwise since.", count)
        self.sentence.setText(text.format(n=number(count)) if count else _("Nothing changed since."))
        self.correction_button.setVisible(bool(count))
        self._fill(changes, currency)

    def _fill(self, changes: Sequence[LedgerChange], currency: str) -> None:
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.lines = [change_line(change, currency) for change in changes[:MOST_SHOWN]]
        hidden = len(changes) - len(self.lines)
        if hidden:
            more = ngettext(
                "{n} more; the correction lists it.", "{n} more; the correction lists them.", hidden
            )
            self.lines.append(more.format(n=number(hidden)))
        for line in self.lines:
            label = ElidedLabel(line)
            label.setTextFormat(Qt.TextFormat.PlainText)
            self._list.addWidget(label)


def change_line(change: LedgerChange, currency: str) -> str:
    """What, before, after, the effect on the totals, and when: ``100.00 → 120.00 … · D-7 Nordlicht: changed``."""
    what = phrase(f"accountant.change.{change.nature}", document=change.row.document, party=change.row.party)
    amounts = " → ".join(
        exact(row.gross, row.currency) if row is not None else "—" for row in (change.before, change.after)
    )
    effect = _("{amount} in the totals").format(amount=exact(change.effect, currency))
    when = "" if change.changed_on is None else ", " + day(change.changed_on)
    return f"{amounts} ({effect}{when}) · {what}"
