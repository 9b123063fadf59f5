"""The pack that was made: where it lies, its files and the beginning of their checksums."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from smallbiz_crm.domain.days import Period
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import Card, ElidedLabel, Label, row
from smallbiz_crm.ui.kit.metrics import LARGE, MEDIUM, TIGHT, px
from smallbiz_crm.ui.reports.folders import show_in_folder
from smallbiz_crm.ui.reports.period_words import period_name
from smallbiz_crm.words import _, ngettext

MOST_FILES = 8
CHECKSUM_SHOWN = 12


class PackCard(Card):
    """Hidden until a pack was made, and again when it is closed. `sent` asks to note it as sent."""

    sent = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, spacing=MEDIUM)
        self.target: Path | None = None
        self.files: list[tuple[str, str]] = []
        self.heading = Label("", "section")
        self.place = ElidedLabel("", "muted")
        self.show_button = Button(_("Show in folder"), "folder")
        self.show_button.clicked.connect(self._on_show)
        self.sent_button = Button(_("It was sent"), "check")
        self.sent_button.setToolTip(
            _("Note the pack as sent, so that later changes to the period are listed.")
        )
        self.sent_button.clicked.connect(self.sent)
        close = IconButton("close", _("Close"))
        close.clicked.connect(self.hide)
        self._picture = QLabel()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(LARGE)
        self._grid.setVerticalSpacing(TIGHT)
        self._grid.setColumnStretch(0, 1)
        self._rest = Label("", "caption", wrap=True)
        self.notes = Label("", "muted", wrap=True)
        self.body.addLayout(row(self._picture, self.heading, None, self.sent_button, self.show_button, close))
        self.body.addWidget(self.place)
        self.body.addLayout(self._grid)
        self.body.addWidget(self._rest)
        self.body.addWidget(self.notes)
        self.hide()

    def show_pack(
        self, period: Period, target: Path, files: Sequence[tuple[str, str]], notes: Sequence[str] = ()
    ) -> None:
        """Tell of a pack: its files are pairs of name and SHA-256; notes are what must be said about them."""
        self.sent_button.setEnabled(True)
        shown = [f"• {note}" for note in notes[:MOST_FILES]]
        hidden_notes = len(notes) - len(shown)
        if hidden_notes:
            more = ngettext(
                "{n} more note stands in README.txt.", "{n} more notes stand in README.txt.", hidden_notes
            )
            shown.append(more.format(n=hidden_notes))
        self.notes.setText("\n".join(shown))
        self.notes.setVisible(bool(shown))
        self.target = target
        self.heading.setText(_("Pack for {period}").format(period=period_name(period)))
        self.place.setText(str(target))
        side = px(self, 20)
        self._picture.setPixmap(icon("success", "success").pixmap(side, side))
        self.files = [(name, checksum[:CHECKSUM_SHOWN]) for name, checksum in files[:MOST_FILES]]
        self._fill()
        hidden = len(files) - len(self.files)
        more = ngettext(
            "{n} more file; manifest.json lists all of them with their whole SHA-256.",
            "{n} more files; manifest.json lists all of them with their whole SHA-256.",
            hidden,
        )
        whole = _("manifest.json has the whole SHA-256 of each file.")
        self._rest.setText(more.format(n=hidden) if hidden else whole)
        self.show()

    def _fill(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for place, (name, checksum) in enumerate(self.files):
            shown = Label(checksum, "muted")
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            shown.setAccessibleName(_("SHA-256 of {file}: {checksum}").format(file=name, checksum=checksum))
            self._grid.addWidget(ElidedLabel(name), place, 0)
            self._grid.addWidget(Label(_("SHA-256"), "caption"), place, 1)
            self._grid.addWidget(shown, place, 2)

    def _on_show(self) -> None:
        if self.target is not None:
            show_in_folder(self.target)
