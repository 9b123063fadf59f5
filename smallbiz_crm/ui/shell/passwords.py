"""Dialogs about the password of a workspace: asking for it, choosing one, and the recovery key to be kept on paper."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPagedPaintDevice, QTextDocument
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QLineEdit, QWidget

from smallbiz_crm.ui.kit.dialogs import FormDialog, KitDialog
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.line_edits import LineEdit, PlainTextEdit
from smallbiz_crm.ui.kit.messages import toast, trouble
from smallbiz_crm.ui.kit.metrics import em
from smallbiz_crm.ui.shell.files import WorkspaceFiles
from smallbiz_crm.words import _

GROUPS_A_LINE = 4


class _PasswordDialog(FormDialog):
    """A form of password fields whose letters are hidden until one wants to see them."""

    def __init__(self, title: str, accept_text: str, parent: QWidget) -> None:
        super().__init__(title, accept_text, parent, width=30)
        self._edits: list[LineEdit] = []
        self.show_box = QCheckBox(_("Show what is typed"))
        self.show_box.toggled.connect(self._on_shown)

    def _add_edit(self, name: str) -> LineEdit:
        label = Label(name, "strong")
        edit = LineEdit(name)
        edit.setEchoMode(QLineEdit.EchoMode.Password)
        edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        label.setBuddy(edit)
        for part in (label, edit):
            self.body.addWidget(part)
        edit.textEdited.connect(lambda _text: self.show_problem(""))
        self._edits.append(edit)
        return edit

    def _on_shown(self, is_shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        for edit in self._edits:
            edit.setEchoMode(mode)


class AskPasswordDialog(_PasswordDialog):
    """Asks for the password of a workspace before it is opened. Emits `given` with what was typed.

    The owner closes it with `accept`, or has it say that this was not the password.
    """

    given = Signal(str)
    left = Signal()

    def __init__(self, path: Path, files: WorkspaceFiles, parent: QWidget) -> None:
        super().__init__(_("{file} is protected").format(file=path.stem), _("Open"), parent)
        self.path = path
        self._files = files
        self.edit = self._add_edit(_("Password or recovery key"))
        self.body.addWidget(self.show_box)
        self.cancel_button.setText(_("Close"))
        self.open_button = self.add_button(_("Open another …"), self._open_other, left=True)
        self.submitted.connect(self._on_submitted)
        self.edit.setFocus()

    def _on_submitted(self) -> None:
        if not self.edit.text():
            self.edit.setFocus()
            return
        self.accept_button.setEnabled(False)
        self.given.emit(self.edit.text())

    def say_wrong(self) -> None:
        """Say under the field that it was not opened, and why that may be."""
        self.accept_button.setEnabled(True)
        self.show_problem(
            _(
                "That is not its password, or the file is damaged. Type it again, use the recovery key, "
                "or open a backup of it."
            )
        )
        self.edit.setFocus()
        self.edit.selectAll()

    def _open_other(self) -> None:
        dialog = self._files.ask_open()
        dialog.accepted.connect(self.accept)

    def reject(self) -> None:
        super().reject()
        self.left.emit()


class NewPasswordDialog(_PasswordDialog):
    """Asks twice for a new password. Emits `chosen` with it."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, *, is_change: bool) -> None:
        title = _("Change the password") if is_change else _("Protect with a password")
        super().__init__(title, _("Change it") if is_change else _("Protect"), parent)
        told = _(
            "The file, its log and every backup from now on are encrypted. A lost password is lost data "
            "unless you keep the recovery key that is shown next."
        )
        self.body.addWidget(Label(told, "caption", wrap=True))
        self.first = self._add_edit(_("New password"))
        self.first.setPlaceholderText(_("A few words that only you would put together"))
        self.second = self._add_edit(_("The same again"))
        self.body.addWidget(self.show_box)
        self.submitted.connect(self._on_submitted)
        self.first.setFocus()

    def _on_submitted(self) -> None:
        from smallbiz_crm.services.encryption import SHORTEST_PASSWORD

        if len(self.first.text()) < SHORTEST_PASSWORD:
            self.show_problem(_("At least {n} characters, please.").format(n=SHORTEST_PASSWORD))
            self.first.setFocus()
        elif self.first.text() != self.second.text():
            self.show_problem(_("The two differ. Type the second one again."))
            self.second.setFocus()
            self.second.selectAll()
        else:
            self.accept()
            self.chosen.emit(self.first.text())


class RecoveryKeyDialog(KitDialog):
    """Shows the recovery key, to be printed or saved and kept apart from the machine."""

    def __init__(self, workspace: Path, key: str, parent: QWidget) -> None:
        super().__init__(_("Recovery key"), parent, width=34)
        self._workspace = workspace
        self._key = key
        told = _(
            "It opens {file} in place of the password. Keep it on paper, apart from this machine: "
            "whoever has it and the file can read everything. A new password makes a new one."
        )
        self.body.addWidget(Label(told.format(file=workspace.name), wrap=True))
        self.shown = PlainTextEdit(_("Recovery key"))
        self.shown.setPlainText(in_lines(key))
        self.shown.setReadOnly(True)
        self.shown.setTabChangesFocus(True)
        self.shown.setFixedHeight(em(self.shown, 5.5))
        self.body.addWidget(self.shown)
        self.add_button(_("Save …"), self._ask_save, left=True)
        self.print_button = self.add_button(_("Print …"), self._ask_print)
        self.done_button = self.add_button(_("Done"), self.accept, "primary")
        self.done_button.setFocus()

    def page(self) -> str:
        """What is printed and saved."""
        title = _("Recovery key of {file}").format(file=self._workspace.name)
        told = _("Type it, with or without the lines between, where the password is asked for.")
        return f"{title}\n\n{in_lines(self._key)}\n\n{told}\n"

    def _ask_save(self) -> None:
        name = _("Recovery key of {file}").format(file=self._workspace.stem)
        dialog = QFileDialog(self, _("Save the recovery key"), str(Path.home()))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("txt")
        dialog.selectFile(f"{name}.txt")
        dialog.fileSelected.connect(lambda chosen: self.save(Path(chosen)))
        dialog.open()

    def save(self, target: Path) -> None:
        """Write it for the user alone."""
        try:
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(self.page())
        except OSError as error:
            said = _("{file} could not be written ({reason}).")
            trouble(_("That did not work"), said.format(file=target, reason=error.strerror or str(error)))
        else:
            toast(_("Saved as {file}. Keep it apart from this machine.").format(file=target.name))

    def _ask_print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.accepted.connect(lambda: self._print(printer))
        QDialog.open(dialog)  # its own takes a receiver

    def _print(self, printer: QPagedPaintDevice) -> None:
        document = QTextDocument()
        document.setPlainText(self.page())
        document.print_(printer)


def in_lines(key: str) -> str:
    """The groups of a key, a few a line."""
    groups = key.split("-")
    rows = (groups[at : at + GROUPS_A_LINE] for at in range(0, len(groups), GROUPS_A_LINE))
    return "\n".join("-".join(part) for part in rows)
