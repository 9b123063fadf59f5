"""The list of reasons for which deals are lost, in the settings."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.labels import Card, ElidedLabel, Label, row
from smallbiz_crm.ui.kit.metrics import SMALL
from smallbiz_crm.ui.shell.stage_dialogs import NameDialog
from smallbiz_crm.words import _, ngettext


class ReasonsCard(Card):
    """Each reason with how many deals have it. One that deals have can be renamed, not removed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(spacing=SMALL)
        self.desk = desk
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._shown: list[tuple[int, str, int]] = []
        self.edit_buttons: dict[int, IconButton] = {}
        self.remove_buttons: dict[int, IconButton] = {}
        self.add_button = Button(_("Add a reason …"), "plus")
        self.add_button.clicked.connect(self.ask_new)
        self.body.addWidget(Label(_("Why deals are lost"), "section"))
        self.body.addLayout(self._list)
        self.body.addLayout(row(self.add_button, None))

    def refresh(self) -> None:
        """Show the list as it is stored."""
        reasons = list(self.desk.workspace.stages.lost_reasons())
        if reasons == self._shown:
            return
        self._shown = reasons
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.edit_buttons.clear()
        self.remove_buttons.clear()
        for reason_id, name, count in reasons:
            self._list.addWidget(self._row(reason_id, name, count))

    def _row(self, reason_id: int, name: str, count: int) -> QWidget:
        edit = IconButton("edit", _("Rename “{name}” …").format(name=name))
        edit.clicked.connect(partial(self.ask_name, reason_id, name))
        remove = IconButton("trash", _("Remove “{name}”").format(name=name))
        remove.setEnabled(not count)
        remove.clicked.connect(partial(self._remove, reason_id, name))
        self.edit_buttons[reason_id], self.remove_buttons[reason_id] = edit, remove
        used = ngettext("{n} deal", "{n} deals", count).format(n=number(count)) if count else ""
        made = QWidget()
        layout = QHBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(ElidedLabel(name), 1)
        layout.addWidget(Label(used, "caption"))
        layout.addWidget(edit)
        layout.addWidget(remove)
        return made

    def ask_new(self) -> NameDialog:
        dialog = NameDialog(
            self.desk,
            _("Add a reason"),
            _("Reason"),
            lambda workspace, name: workspace.stages.add_reason(name),
            self,
        )
        dialog.open()
        return dialog

    def ask_name(self, reason_id: int, name: str) -> NameDialog:
        dialog = NameDialog(
            self.desk,
            _("Rename “{name}”").format(name=name),
            _("Reason"),
            lambda workspace, typed: workspace.stages.rename_reason(reason_id, typed),
            self,
            name,
        )
        dialog.open()
        return dialog

    def _remove(self, reason_id: int, name: str) -> None:
        self.desk.write(
            lambda workspace: workspace.stages.remove_reason(reason_id),
            said=_("Removed the reason “{name}”").format(name=name),
        )
