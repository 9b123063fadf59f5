"""Two people who may be one, side by side: merged, told apart, or left as they are. Opened from any page."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.ui.alike_words import reason_words
from smallbiz_crm.ui.compare_card import CompareCard
from smallbiz_crm.ui.desk import Desk, Touched
from smallbiz_crm.ui.kit.dialogs import KitDialog
from smallbiz_crm.ui.kit.labels import Label, scroll_area
from smallbiz_crm.ui.kit.metrics import em
from smallbiz_crm.words import _

LOWEST = 20.0


class MergeDialog(KitDialog):
    """Enter merges `other` into `keep`, Esc leaves both as they are."""

    def __init__(self, desk: Desk, keep: int, other: int, parent: QWidget | None = None) -> None:
        super().__init__(_("One person or two?"), parent, width=36)
        self.desk = desk
        self._sides = (keep, other)
        self.why = Label("", "muted", wrap=True)
        self.card = CompareCard()
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.card)
        area = scroll_area(holder)
        area.setMinimumHeight(em(self, LOWEST))
        self.body.addWidget(self.why)
        self.body.addWidget(area, 1)
        self.apart_button = self.add_button(_("Two different people"), self.tell_apart, left=True)
        self.swap_button = self.add_button(_("Swap sides"), self.swap, left=True)
        self.add_button(_("Not now"), self.reject)
        self.merge_button = self.add_button(_("Merge"), self.merge, kind="primary")
        self.merge_button.setDefault(True)
        desk.changed.connect(self._on_changed)
        self._show()
        self.merge_button.setFocus()

    def swap(self) -> None:
        """Let the other one of the two stay."""
        self._sides = self._sides[::-1]
        self._show()

    def merge(self) -> None:
        """Make one person of the two, and show them."""
        keep, other = self._sides
        choices = dict(self.card.choices)
        name = self.desk.workspace.contacts.get(keep).name
        self._stop_hearing()
        self.desk.write(
            lambda workspace: workspace.duplicates.merge(keep, other, choices),
            said=_("Merged into {name}").format(name=name),
            then=lambda _nothing: self._end_at(keep),
            owner=self.desk,
        )

    def tell_apart(self) -> None:
        """Keep both, and never offer this pair again."""
        keep, other = self._sides
        self._stop_hearing()
        self.desk.write(
            lambda workspace: workspace.duplicates.dismiss(keep, other),
            said=_("Kept as two people"),
            then=lambda _nothing: self.accept(),
            owner=self.desk,
        )

    def _end_at(self, keep: int) -> None:
        self.accept()
        self.desk.open_record("contact", keep)

    def _stop_hearing(self) -> None:
        self.desk.changed.disconnect(self._on_changed)

    def _on_changed(self, touched: Touched) -> None:
        """One of the two was changed elsewhere, or is gone by Undo."""
        if "contact" in touched:
            self._show()

    def _show(self) -> None:
        workspace = self.desk.workspace
        keep, other = self._sides
        if len(workspace.contacts.get_many(self._sides)) < len(self._sides):
            self.reject()
            return
        self.card.show_comparison(workspace.duplicates.compare(keep, other))
        found = next((one for one in workspace.duplicates.like(keep) if one.contact_id == other), None)
        self.why.setText(reason_words(found.reasons) if found else "")
        self.why.setVisible(found is not None)


def open_merge(desk: Desk, keep: int, other: int, parent: QWidget) -> MergeDialog:
    """Show two people side by side over `parent`'s window."""
    dialog = MergeDialog(desk, keep, other, parent.window())
    dialog.open()
    return dialog
