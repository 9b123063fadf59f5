"""The strip under the preview of an import: what can be said of the rows that are selected."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.imports import OnDuplicate, PreviewRow
from smallbiz_crm.ui.contacts.import_decisions import LISTS, rule_words
from smallbiz_crm.ui.contacts.import_words import reason_words
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import SMALL
from smallbiz_crm.words import _, ngettext

KEYS = {
    OnDuplicate.NEW: (Qt.Key.Key_N,),
    OnDuplicate.UPDATE: (Qt.Key.Key_F,),
    OnDuplicate.REPLACE: (Qt.Key.Key_R,),
    OnDuplicate.SKIP: (Qt.Key.Key_S, Qt.Key.Key_Delete),
}


class DecisionBar(QWidget):
    """`decided` carries a rule, or None for what the import proposes. The keys work on the list given."""

    decided = Signal(object)

    def __init__(self, list_view: QWidget) -> None:
        super().__init__()
        self.setAccessibleName(_("What to do with the selected rows"))
        self.told = Label("", "muted", wrap=True)
        row = QWidget()
        flow = FlowLayout(row)
        self.buttons: dict[OnDuplicate | None, Button] = {}
        for rule, keys in KEYS.items():
            self._add(rule, rule_words(rule), keys, list_view)
        self._add(None, _("As proposed"), (Qt.Key.Key_Backspace,), list_view)
        for button in self.buttons.values():
            flow.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.told)
        layout.addWidget(row)

    def _add(self, rule: OnDuplicate | None, text: str, keys: tuple[Qt.Key, ...], list_view: QWidget) -> None:
        button = Button(text, kind="quiet" if rule is None else "plain")
        shown = QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(_("{words} (key {key} on the list)").format(words=text, key=shown))
        button.setAccessibleDescription(button.toolTip())
        button.clicked.connect(partial(self.decided.emit, rule))
        self.buttons[rule] = button
        for key in keys:
            shortcut = QShortcut(QKeySequence(key), list_view)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(partial(self.decided.emit, rule))

    def show_kind(self, kind: str) -> None:
        """Offer what can be said of rows of this kind."""
        for rule, button in self.buttons.items():
            is_merging = rule in (OnDuplicate.UPDATE, OnDuplicate.REPLACE)
            is_known = kind == "contacts" or (is_merging and kind in LISTS)
            button.setVisible(is_known or rule in (OnDuplicate.SKIP, None))

    def show_selected(
        self, rows: Sequence[PreviewRow], rules: Collection[OnDuplicate], *, are_decided: bool
    ) -> None:
        """`rules` can be said of some of the rows that are selected."""
        self.told.setText(_told(rows))
        for rule, button in self.buttons.items():
            button.setEnabled(are_decided if rule is None else rule in rules)


def _told(rows: Sequence[PreviewRow]) -> str:
    """Of one row all that the list may cut off, of many how many they are."""
    if not rows:
        return _("Select rows to say what shall happen with each.")
    if len(rows) > 1:
        return ngettext("{n} row selected.", "{n} rows selected.", len(rows)).format(n=number(len(rows)))
    row = rows[0]
    return " – ".join(text for text in (row.title, row.detail, reason_words(row)) if text)
