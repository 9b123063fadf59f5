"""Which keys there are, what figures mean, where the data is, and what this program is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from smallbiz_crm import __version__
from smallbiz_crm.services.places import PROGRAM, log_folder
from smallbiz_crm.ui.desk import Desk, Page
from smallbiz_crm.ui.kit.labels import Card, Label, scroll_area
from smallbiz_crm.ui.kit.metrics import LARGE, PAGE, SMALL, em
from smallbiz_crm.ui.shell.figures_card import FiguresCard
from smallbiz_crm.ui.shell.key_list import key_groups
from smallbiz_crm.ui.shell.page_frame import PageFrame
from smallbiz_crm.words import _

WIDEST = 46.0


class HelpPage(Page):
    """Reads the shortcuts from the desk's register, so that it shows what there is."""

    key = "help"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._keys = QGridLayout()
        self._place = Label("", wrap=True)
        self._place.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        frame = PageFrame(self, _("Help"), _("Keys, your data, and this program."))
        content = QWidget()
        cards = QVBoxLayout(content)
        cards.setContentsMargins(0, 0, SMALL, 0)
        cards.setSpacing(LARGE)
        self._sections: dict[str, QWidget] = {
            "shortcuts": self._shortcuts(),
            "figures": FiguresCard(),
            "data": self._data(),
            "about": self._about(),
        }
        for card in self._sections.values():
            card.setMaximumWidth(em(self, WIDEST))
            cards.addWidget(card)
        cards.addStretch(1)
        self._area: QScrollArea = scroll_area(content)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName(_("Help"))
        frame.body.addWidget(self._area, 1)
        self.setFocusProxy(self._area)
        desk.command_added.connect(lambda _action: self._fill_keys())
        self._fill_keys()

    def refresh(self) -> None:
        self._place.setText(str(self.desk.workspace.path))

    def open_with(self, argument: object) -> None:
        """``shortcuts``, ``figures``, ``data`` or ``about``: the section to scroll to."""
        card = self._sections.get(str(argument))
        if card is not None:
            self._area.verticalScrollBar().setValue(card.y())

    def _shortcuts(self) -> Card:
        self._keys.setHorizontalSpacing(PAGE)
        self._keys.setVerticalSpacing(SMALL)
        self._keys.setColumnStretch(1, 1)
        card = Card()
        card.body.addWidget(Label(_("Keyboard shortcuts"), "section"))
        card.body.addLayout(self._keys)
        return card

    def _data(self) -> Card:
        return _text_card(
            _("Where your data is"),
            Label(
                _("Everything is in one file on this machine. The program opens no network connection."),
                wrap=True,
            ),
            self._place,
            Label(
                _(
                    "A saved change survives a crash, an empty battery and a full disk. Copies are made by "
                    "File, Back up now; a copy counts only after it was opened again and checked."
                ),
                wrap=True,
            ),
            Label(
                _("The program’s log holds no personal data: {folder}").format(folder=log_folder()),
                "caption",
                wrap=True,
            ),
        )

    def _about(self) -> Card:
        return _text_card(
            _("About"),
            Label(f"{PROGRAM} {__version__}"),
            Label(
                _(
                    "Marketing and sales of a small business in one window and one file. It does not issue "
                    "invoices, keep books or calculate salaries: your accountant gets a pack that ties out."
                ),
                wrap=True,
            ),
            Label(
                _("Under the MIT licence. Made with Qt (LGPL), SQLite, SQLCipher and SQLAlchemy."),
                "caption",
                wrap=True,
            ),
        )

    def _fill_keys(self) -> None:
        while self._keys.count():
            item = self._keys.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        number = 0
        for group in key_groups(self.desk.commands):
            self._keys.addWidget(Label(group.title, "strong"), number, 0, 1, 2)
            for line in group.lines:
                number += 1
                self._keys.addWidget(Label(line.keys), number, 0, Qt.AlignmentFlag.AlignTop)
                self._keys.addWidget(Label(line.text, wrap=True), number, 1)
            number += 1


def _text_card(title: str, *parts: QWidget) -> Card:
    card = Card(spacing=SMALL)
    card.body.addWidget(Label(title, "section"))
    for part in parts:
        card.body.addWidget(part)
    return card
