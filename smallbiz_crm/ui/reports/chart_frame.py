"""A chart on a card: its title, the picture or the same as a table, and what can be done with the picture."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.labels import Card, ElidedLabel, Label, row
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.metrics import HAIR
from smallbiz_crm.ui.reports.chart_picture import ChartForm, ChartPicture, Draw, Tips
from smallbiz_crm.ui.reports.folders import documents_folder, show_in_folder
from smallbiz_crm.words import _


class ChartFrame(Card):
    """Turns between picture and table; copies the picture and writes it as PNG or SVG."""

    def __init__(self, desk: Desk, title: str, accessible_name: str, table: QWidget) -> None:
        super().__init__()
        self.desk = desk
        self.title = title
        self.caption = Label("", "caption", wrap=True)
        self.picture = ChartPicture(desk, accessible_name)
        self.table = table
        self.toggle = Button(_("Show as table"), "table", "quiet")
        self.copy_button = IconButton("copy", _("Copy the chart as a picture"))
        self.save_button = IconButton("export", _("Save the chart as PNG or SVG …"))
        self.toggle.clicked.connect(self._on_toggled)
        self.copy_button.clicked.connect(self.copy_picture)
        self.save_button.clicked.connect(self.ask_save)
        self.table.hide()
        words = QVBoxLayout()
        words.setSpacing(HAIR)
        words.addWidget(ElidedLabel(title, "section"))
        words.addWidget(self.caption)
        head = row(self.copy_button, self.save_button, self.toggle)
        head.insertLayout(0, words, 1)
        self.body.addLayout(head)
        self.body.addWidget(self.picture)
        self.body.addWidget(self.table)

    def show_caption(self, text: str) -> None:
        self.caption.setText(text)
        self.caption.setVisible(bool(text))

    def show_chart(self, draw: Draw, tips: Tips, *, can_be_pressed: bool = False) -> None:
        """Show another chart with what its marks say."""
        self.picture.show_chart(draw, tips, can_be_pressed=can_be_pressed)

    def shows_table(self) -> bool:
        return not self.table.isHidden()

    def _on_toggled(self) -> None:
        to_table = not self.shows_table()
        self.table.setVisible(to_table)
        self.picture.setVisible(not to_table)
        self.copy_button.setVisible(not to_table)
        self.save_button.setVisible(not to_table)
        self.toggle.setText(_("Show as chart") if to_table else _("Show as table"))
        self.toggle.set_icon("reports" if to_table else "table")

    # -- the picture as a file ----------------------------------------------------------------------------

    def copy_picture(self) -> None:
        """Put the picture on the clipboard."""
        if not self.picture.image.isNull():
            QGuiApplication.clipboard().setImage(QImage(self.picture.image))
            toast(_("The chart was copied."))

    def ask_save(self) -> QFileDialog:
        """Ask where the picture is to be written."""
        dialog = QFileDialog(self, _("Save the chart"), str(documents_folder()))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("PNG picture") + " (*.png)", _("SVG drawing") + " (*.svg)"])
        dialog.setDefaultSuffix("png")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen[:-1].rpartition(".")[2]))
        dialog.selectFile(f"{self.title}.png")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.save_picture(Path(chosen)))
        dialog.open()
        return dialog

    def save_picture(self, target: Path) -> None:
        """Write the picture as it is on the screen, as SVG if the name ends so."""
        form: ChartForm = "svg" if target.suffix.lower() == ".svg" else "png"
        draw = self.picture.drawing(form)
        if draw is None:
            return
        self.desk.run(
            _("Saving the chart"),
            lambda workspace, _progress: workspace.exports.picture(draw().content, target),
            then=lambda _made: toast(
                _("Saved as {file}").format(file=target.name),
                _("Show in folder"),
                lambda: show_in_folder(target),
            ),
            owner=self,
        )
