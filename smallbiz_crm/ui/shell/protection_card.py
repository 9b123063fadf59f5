"""Whether the workspace has a password, setting, changing and removing it, the recovery key, and when to lock."""

from __future__ import annotations

from pathlib import Path

from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.fields import ChoiceField
from smallbiz_crm.ui.kit.labels import Card, Label, row, set_style_property
from smallbiz_crm.ui.kit.messages import confirm, toast
from smallbiz_crm.ui.shell.passwords import NewPasswordDialog, RecoveryKeyDialog
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.words import _, ngettext

MINUTES = (0, 5, 15, 30, 60)


class ProtectionCard(Card):
    """The card of the settings page about the password."""

    def __init__(self, desk: Desk, preferences: Preferences) -> None:
        super().__init__()
        self._desk = desk
        self._preferences = preferences
        self._copies: list[Path] = []
        self.state = Label("", "caption", wrap=True)
        self.set_button = Button("", "lock")
        self.set_button.clicked.connect(self.ask_password)
        self.key_button = Button(_("Recovery key …"), "print")
        self.key_button.clicked.connect(self.show_key)
        self.remove_button = Button(_("Remove the password …"))
        self.remove_button.clicked.connect(self._ask_remove)
        self.lock_button = Button(_("Lock now"), "lock")
        self.lock_button.clicked.connect(desk.lock_requested)
        self.minutes = ChoiceField(
            _("Lock by itself"), [(minutes, _minutes_text(minutes)) for minutes in MINUTES]
        )
        set_style_property(self.minutes.input(), "inline", "false")
        self.minutes.saved.connect(self._on_minutes)
        self.copies = Label("", "caption", wrap=True)
        self.copies.set_tone("warning")
        self.copies_button = Button(_("Remove them …"), "trash")
        self.copies_button.clicked.connect(self.ask_remove_copies)
        self.body.addWidget(Label(_("Password"), "section"))
        self.body.addWidget(self.state)
        self.body.addLayout(row(self.set_button, self.key_button, self.remove_button, None))
        self.body.addWidget(self.minutes)
        self.body.addLayout(row(self.lock_button, None))
        self.body.addWidget(self.copies)
        self.body.addLayout(row(self.copies_button, None))

    def refresh(self) -> None:
        """Show whether there is a password."""
        is_protected = self._desk.workspace.key is not None
        if is_protected:
            said = _("The file and every backup made since are encrypted.")
        else:
            said = _("None: whoever has this file or a backup of it can read everything.")
        self.state.setText(said)
        self.set_button.setText(_("Change the password …") if is_protected else _("Set a password …"))
        for part in (self.key_button, self.remove_button, self.minutes, self.lock_button):
            part.setVisible(is_protected)
        self.minutes.set_value(self._preferences.lock_minutes)
        self._show_copies([])
        if is_protected:
            self._desk.writer.submit(self._open_copies, self._show_copies, owner=self)

    def _open_copies(self) -> list[Path]:
        from smallbiz_crm.services.encryption import open_copies

        return open_copies(self._desk.workspace.path)

    def _show_copies(self, copies: list[Path]) -> None:
        self._copies = copies
        count = len(copies)
        text = ngettext(
            "{n} backup from before can be read without the password.",
            "{n} backups from before can be read without the password.",
            count,
        )
        self.copies.setText(text.format(n=count))
        for part in (self.copies, self.copies_button):
            part.setVisible(bool(copies))

    def ask_password(self) -> NewPasswordDialog:
        """Ask for a new password; the file is then written anew."""
        dialog = NewPasswordDialog(self.window(), is_change=self._desk.workspace.key is not None)
        dialog.chosen.connect(self._desk.password_requested)
        dialog.open()
        return dialog

    def show_key(self) -> RecoveryKeyDialog | None:
        workspace = self._desk.workspace
        if workspace.key is None:
            return None
        dialog = RecoveryKeyDialog(workspace.path, workspace.key.recovery_text(), self.window())
        dialog.open()
        return dialog

    def _ask_remove(self) -> None:
        confirm(
            _("Remove the password?"),
            _("Whoever has the file can read it then, and every backup made from now on."),
            _("Remove the password"),
            lambda: self._desk.password_requested.emit(None),
            self.window(),
        )

    def ask_remove_copies(self) -> None:
        """Offer to remove the backups that have no password."""
        copies = list(self._copies)
        names = "\n".join(copy.name for copy in copies[:10]) + ("\n…" if len(copies) > 10 else "")
        said = _("They cannot be brought back. Backups with the password stay.")
        confirm(
            _("Remove backups without a password?"),
            f"{said}\n\n{names}",
            _("Remove"),
            lambda: self._remove(copies),
            self.window(),
        )

    def _remove(self, copies: list[Path]) -> None:
        from smallbiz_crm.services.encryption import remove_copies

        def on_removed(count: int) -> None:
            toast(ngettext("{n} backup was removed.", "{n} backups were removed.", count).format(n=count))
            self.refresh()

        self._desk.writer.submit(
            lambda: remove_copies(copies), on_removed, self._desk.show_trouble, owner=self
        )

    def _on_minutes(self, minutes: int) -> None:
        self._preferences.lock_minutes = minutes
        self._preferences.save()
        self.minutes.set_value(minutes)


def _minutes_text(minutes: int) -> str:
    if not minutes:
        return _("Never")
    return ngettext("After {n} idle minute", "After {n} idle minutes", minutes).format(n=minutes)
