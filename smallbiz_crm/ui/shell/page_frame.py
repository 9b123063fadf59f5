"""What the pages of the shell have in common: margins, a title with a line under it, buttons beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import HAIR, LARGE, MEDIUM, PAGE


class PageFrame:
    """Lays out a page: `subtitle` says what it shows, `body` takes the rest."""

    def __init__(self, page: QWidget, title: str, subtitle: str, *buttons: QWidget) -> None:
        self.subtitle = Label(subtitle, "subtitle", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(HAIR)
        words.addWidget(Label(title, "title"))
        words.addWidget(self.subtitle)
        head = QHBoxLayout()
        head.setSpacing(MEDIUM)
        head.addLayout(words, 1)
        for button in buttons:
            head.addWidget(button)
        self.body = QVBoxLayout(page)
        self.body.setContentsMargins(PAGE, PAGE, PAGE, PAGE)
        self.body.setSpacing(LARGE)
        self.body.addLayout(head)
