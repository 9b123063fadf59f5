"""The strip in a panel that says that its record lies in the Trash, with the way back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.ui.kit.messages import Banner
from smallbiz_crm.ui.kit.metrics import MEDIUM
from smallbiz_crm.ui.kit.side_panel import SidePanel
from smallbiz_crm.words import _


class TrashBanner(QWidget):
    """Hidden until the record is in the Trash."""

    def __init__(self, text: str, restore: Callable[[], object]) -> None:
        super().__init__()
        self.banner = Banner(text, "warning", _("Restore"), restore, closable=False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, MEDIUM, 0)
        layout.addWidget(self.banner)
        self.hide()

    def put_into(self, panel: SidePanel) -> None:
        """Place it under the head of a panel."""
        layout = panel.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(1, self)
