"""The strip in a person's panel that says whom they look like, with the way to compare and merge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.alike_words import alike_words, reason_words
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.latest import NewestAnswer
from smallbiz_crm.ui.kit.messages import Banner, announce
from smallbiz_crm.ui.kit.metrics import MEDIUM
from smallbiz_crm.ui.kit.side_panel import SidePanel
from smallbiz_crm.ui.merge_dialog import MergeDialog, open_merge
from smallbiz_crm.words import _

if TYPE_CHECKING:
    from smallbiz_crm.domain.duplicates import Alike

SURE_ENOUGH = 60
"""A number that two differently named people share is told on the page of duplicates only."""


class LikelyStrip(QWidget):
    """Looks in the background, and shows itself where it found somebody. It warns and never keeps from anything."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._contact_id: int | None = None
        self.alike: tuple[Alike, ...] = ()
        self._reader = NewestAnswer(self, (CrmError,), inline=desk.is_inline)
        desk.closing.connect(self._reader.stop)
        self.banner = Banner("", "warning", _("Compare"), self.compare, closable=False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, MEDIUM, 0)
        layout.addWidget(self.banner)
        self.hide()

    def put_into(self, panel: SidePanel) -> None:
        """Place it under the head of a panel."""
        layout = panel.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(1, self)

    def show_person(self, contact_id: int, *, is_trashed: bool) -> None:
        """Look for who is like this person; nobody in the Trash is."""
        if contact_id != self._contact_id:
            self._contact_id = contact_id
            self._show(())
        workspace = self._desk.workspace
        if is_trashed:
            self._reader.forget()
            self._show(())
        else:
            self._reader.ask(lambda _stale: workspace.duplicates.like(contact_id), self._show)

    def _show(self, alike: Sequence[Alike]) -> None:
        before = {one.contact_id for one in self.alike}
        self.alike = tuple(one for one in alike if one.score >= SURE_ENOUGH)
        self.setVisible(bool(self.alike))
        if not self.alike:
            return
        text = f"{alike_words(self.alike)}. {reason_words(self.alike[0].reasons)}."
        self.banner.label.setText(text)
        self.banner.setAccessibleName(text)
        if not {one.contact_id for one in self.alike} <= before:
            announce(self, text)

    def compare(self) -> MergeDialog | None:
        """Show the two side by side; the one who was there first stays unless the sides are swapped."""
        if self._contact_id is None or not self.alike:
            return None
        keep, other = sorted((self._contact_id, self.alike[0].contact_id))
        return open_merge(self._desk, keep, other, self)
