"""The first start: three ways to begin, shown while the workspace is empty."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button, ButtonKind
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import Card, Label, row
from smallbiz_crm.ui.kit.metrics import LARGE, MEDIUM, PAGE, SMALL, TIGHT, em
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import _


class Choice(Card):
    """One way to begin: a picture, what it is, what comes of it, and the button that does it."""

    def __init__(
        self,
        picture: str,
        title: str,
        text: str,
        action: str,
        on_action: Callable[[], object],
        kind: ButtonKind = "plain",
    ) -> None:
        super().__init__(padding=PAGE, spacing=SMALL)
        self._icon_name = picture
        self._picture = QLabel()
        self.button = Button(action, kind=kind)
        self.button.clicked.connect(lambda: on_action())
        self.button.setAccessibleDescription(text)
        self.body.addWidget(self._picture)
        self.body.addWidget(Label(title, "section", wrap=True))
        self.body.addWidget(Label(text, "muted", wrap=True))
        self.body.addStretch(1)
        self.body.addSpacing(SMALL)
        self.body.addLayout(row(self.button, None))
        theme().changed.connect(self._show_picture)
        self._show_picture()

    def _show_picture(self) -> None:
        side = em(self, 2)
        picture = icon(self._icon_name, "accent").pixmap(QSize(side, side), self.devicePixelRatioF())
        self._picture.setPixmap(picture)


class Welcome(QWidget):
    """Sample company, import, or an empty start. Goes once there is something in the workspace."""

    dismissed = Signal()
    """The user wants to start with nothing."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.sample = Choice(
            "star",
            _("Look around first"),
            _("A small made-up company with people, deals and campaigns. One click takes it out again."),
            _("Try the sample company"),
            self._fill_sample,
            "primary",
        )
        self.importing = Choice(
            "import",
            _("Bring your people"),
            _(
                "A file from Google, Outlook, LinkedIn, HubSpot and others. You see every row before it is added."
            ),
            _("Import people"),
            lambda: desk.open_page("contacts", "import"),
        )
        self.blank = Choice(
            "edit",
            _("Begin with a blank page"),
            _(
                "Type the first person into the line above. Name, company and phone are told apart by themselves."
            ),
            _("Start empty"),
            self.dismissed.emit,
        )
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._cards.setSpacing(MEDIUM)
        for choice in (self.sample, self.importing, self.blank):
            self._cards.addWidget(choice, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SMALL, 0, 0)
        layout.setSpacing(LARGE)
        words = QVBoxLayout()
        words.setSpacing(TIGHT)
        words.addWidget(Label(_("How would you like to begin?"), "section", wrap=True))
        words.addWidget(
            Label(
                _("Everything stays in one file on this computer. Nothing is sent anywhere."),
                "muted",
                wrap=True,
            )
        )
        layout.addLayout(words)
        layout.addLayout(self._cards)
        layout.addStretch(1)
        self.setAccessibleName(_("How would you like to begin?"))

    def set_stacked(self, stacked: bool) -> None:
        """Whether the cards stand below each other."""
        direction = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        self._cards.setDirection(direction)

    def _fill_sample(self) -> None:
        self._desk.write(
            lambda workspace: workspace.sample.fill(), said=_("The sample company is here"), owner=self
        )
