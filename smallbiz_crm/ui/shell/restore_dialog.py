"""Choosing the copy that a workspace is to be put back to: what each holds, and what differs from now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from smallbiz_crm.domain.days import from_micros
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.dialogs import KitDialog
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.formats import file_size, number
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.line_edits import LineEdit
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.metrics import em
from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel, Row
from smallbiz_crm.ui.shell.history_page import counts_text, moment_text
from smallbiz_crm.words import _, sentence

if TYPE_CHECKING:
    from smallbiz_crm.services.backups import BackupCopy, BackupState, CopySeen

COMPARED = ("contact", "company", "deal", "campaign", "activity", "follow_up", "spend")
LIST_HEIGHT = 12


class RestoreDialog(KitDialog):
    """Emits `chosen` with the path of the copy to put back, and its password where it has another.

    What stands there now is backed up first.
    """

    chosen = Signal(object, object)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(_("Restore a backup"), parent, width=40)
        self._desk = desk
        self._copies: dict[int, BackupCopy] = {}
        self._state: BackupState | None = None
        self._now: dict[str, int] = {}
        self._file: Path | None = None
        self._asked: Path | None = None
        self._given: str | None = None
        self.model = PagedTableModel(self._columns(), self._rows, self)
        self.list = ListView(self.model, _("Backups"))
        self.list.setMinimumHeight(em(self, LIST_HEIGHT))
        self.list.set_empty_state(EmptyState("backup", _("There is no backup here yet.")))
        self.list.selected.connect(self._on_selected)
        self.list.opened.connect(lambda _copy: self.restore())
        self.seen = Label("", wrap=True)
        self.kept = Label(
            _("What is here now is backed up first and kept, so that you can come back to it."),
            "caption",
            wrap=True,
        )
        self.password = LineEdit(_("Password of this backup"), placeholder=_("Password of this backup"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.returnPressed.connect(self._on_password)
        self.password.hide()
        for part in (self.list, self.seen, self.password, self.kept):
            self.body.addWidget(part)
        self.add_button(_("Another file …"), self._ask_file, left=True)
        self.add_button(_("Cancel"), self.reject)
        self.restore_button = self.add_button(_("Restore"), self.restore, "primary")
        self.restore_button.setEnabled(False)
        desk.run(
            _("Looking at the backups"),
            lambda workspace, _progress: (
                workspace.backups.state(),
                workspace.backups.copies(),
                workspace.backups.rows(),
            ),
            then=self._on_read,
            owner=self,
        )

    def _on_read(self, read: tuple[BackupState, Iterable[BackupCopy], dict[str, int]]) -> None:
        self._state, copies, self._now = read
        self._copies = dict(enumerate(copies, start=1))
        self.model.set_ids(self._copies)
        if self._copies:
            self.list.selectRow(0)
            self.list.setFocus()

    def _columns(self) -> list[Column]:
        return [
            Column("made_at", _("Made"), 22, stretch=1, show=self._moment, sortable=False),
            Column("rows", _("Holds"), 34, stretch=2, look="muted", show=_holds, sortable=False),
            Column("size", _("Size"), 12, look="muted", show=file_size, sortable=False),
        ]

    def _rows(self, ids: Iterable[int]) -> list[Row]:
        found = [(copy_id, self._copies[copy_id]) for copy_id in ids if copy_id in self._copies]
        return [(copy_id, copy.made_at, copy.rows, copy.size) for copy_id, copy in found]

    def _moment(self, at: datetime) -> str:
        return moment_text(at.astimezone(), self._desk.today())

    def _on_selected(self, copy_id: int | None) -> None:
        copy = self._copies.get(copy_id or 0)
        if copy is not None and self._state is not None:
            self.show_file(self._state.folder / copy.name)

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, _("Choose a backup"), str(Path.home()))
        dialog.setNameFilter(_("Workspaces") + " (*.crm)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.show_file(Path(name)))
        dialog.open()

    def show_file(self, copy: Path, password: str | None = None) -> None:
        """Look at a copy and say what it holds."""
        self._asked, self._given = copy, password
        self._file = None
        if password is None:
            self.password.clear()
            self.password.hide()
        self.restore_button.setEnabled(False)
        self._desk.run(
            _("Looking at the backup"),
            lambda workspace, _progress: workspace.backups.look_at(copy, password),
            then=self._on_seen,
            refused=self._on_refused,
            owner=self,
        )

    def _on_seen(self, seen: CopySeen) -> None:
        self._file = seen.file
        self.seen.set_tone("")
        told = f"{seen.file.name}: {self._difference(seen)}"
        if not seen.is_encrypted and self._desk.workspace.key is not None:
            told += " " + _("It has no password, and the workspace will have none then.")
        self.seen.setText(told)
        self.restore_button.setEnabled(True)

    def _on_password(self) -> None:
        if self._asked is not None and self.password.text():
            self.show_file(self._asked, self.password.text())

    def _on_refused(self, error: CrmError) -> None:
        if error.code in ("file.needs_password", "file.wrong_password"):
            is_first = self.password.isHidden()
            self.password.show()
            self.password.setFocus()
            self.seen.set_tone("" if is_first else "danger")
            self.seen.setText(
                _("This backup has another password. Type it and press Enter.")
                if is_first
                else sentence(error)
            )
            return
        self.seen.set_tone("danger")
        self.seen.setText(sentence(error))

    def _difference(self, seen: CopySeen) -> str:
        """What would be more or less than now, by kind."""
        at = (
            ""
            if seen.last_change is None
            else moment_text(from_micros(seen.last_change).astimezone(), self._desk.today())
        )
        parts = [
            f"{counts_text({kind: seen.rows.get(kind, 0)})} ({change:+d})"
            for kind in COMPARED
            if (change := seen.rows.get(kind, 0) - self._now.get(kind, 0))
        ]
        told = _("last change {when}.").format(when=at) if at else _("nothing in it yet.")
        if parts:
            return told + " " + _("Against now: {differences}.").format(differences=", ".join(parts))
        return told + " " + _("As many records as now.")

    def restore(self) -> None:
        """Ask for the chosen copy to be put back, and close."""
        if self._file is not None:
            copy, password = self._file, self._given
            self.accept()
            self.chosen.emit(copy, password)


def _holds(rows: dict[str, int]) -> str:
    counted = {kind: rows[kind] for kind in ("contact", "company", "deal") if rows.get(kind)}
    return counts_text(counted) if counted else number(sum(rows.values()))
