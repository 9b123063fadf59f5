"""Writing an e-mail: a template filled in, then handed to the mail program or saved as a draft. None is sent here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from smallbiz_crm.domain.content import Content
from smallbiz_crm.domain.errors import CrmError, Trouble
from smallbiz_crm.domain.follow_ups import FollowUp
from smallbiz_crm.domain.mail import (
    LONGEST_LINK,
    Letter,
    LetterStart,
    MailTemplate,
    empty_fields,
    fill_in,
    mail_link,
)
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.documents import FileField
from smallbiz_crm.ui.kit.dialogs import KitDialog
from smallbiz_crm.ui.kit.fields import ChoiceField, NotesField, TextField
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.private_files import private_files
from smallbiz_crm.words import _, ngettext, phrase, sentence


class LetterDialog(KitDialog):
    """Template, subject, text and one file; what is to be done with them stands in the kinds below."""

    def __init__(self, desk: Desk, title: str, parent: QWidget) -> None:
        super().__init__(title, parent.window(), width=34)
        self.desk = desk
        self._templates: list[MailTemplate] = desk.workspace.mail.templates()
        named = [(each.id, each.name) for each in self._templates]
        self.template = ChoiceField(_("Template"), [(None, _("None")), *named], stacked=True)
        self.template.set_value(None)
        if not named:
            self.template.hide()
        self.template.saved.connect(self._take_template)
        self.subject = TextField(_("Subject"), stacked=True)
        self.text = NotesField(_("Text"), stacked=True, lines=9)
        self.file = FileField(_("File to go with it"))
        self.note = Label("", "caption", wrap=True)
        self.problem = Label("", "caption", wrap=True)
        self.problem.set_tone("danger")
        self.problem.hide()
        for part in (self.template, self.subject, self.text, self.file, self.note, self.problem):
            self.body.addWidget(part)
        self.add_button(_("Cancel"), self.reject)

    def written(self) -> tuple[str, str]:
        """Subject and text as they are typed now."""
        return self.subject.edit.text().strip(), self.text.edit.toPlainText().rstrip()

    def files(self) -> list[Path]:
        """The file to go with it, if there is one."""
        chosen = self.file.value()
        return [] if chosen is None else [chosen]

    def filled(self, text: str) -> str:
        """What stands in the field for a text of a template."""
        return text

    def refuse(self, error: CrmError) -> None:
        """Say why it was not done."""
        self.say(sentence(error))

    def say(self, text: str) -> None:
        """Say what stands in the way."""
        self.problem.setText(text)
        self.problem.show()
        self.fit()

    def _take_template(self, template_id: int | None) -> None:
        chosen = next((each for each in self._templates if each.id == template_id), None)
        if chosen is not None:
            self.subject.set_value(self.filled(chosen.subject))
            self.text.set_value(self.filled(chosen.text))
            self.show_note(chosen)

    def show_note(self, template: MailTemplate) -> None:
        """Say what is to be known about a template that was taken."""

    def show_words(self, text: str, tone_warns: bool) -> None:
        """Say something calm under the text, or nothing."""
        self.note.setText(text)
        self.note.set_tone("warning" if tone_warns else "")
        self.note.setVisible(bool(text))
        self.fit()


class WriteDialog(LetterDialog):
    """A letter to one person."""

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        letter: Letter,
        start: LetterStart | None = None,
        address: str = "",
    ) -> None:
        """`start` is what it begins with, its content noted as used; `address` the one meant, else the first."""
        super().__init__(desk, _("Write to {name}").format(name=letter.name), parent)
        self.letter = letter
        self._content_id = start.content.id if start is not None and start.content is not None else None
        self.address = ChoiceField(_("To"), [(each, each) for each in letter.addresses], stacked=True)
        self.address.set_value(address if address in letter.addresses else letter.addresses[0])
        self.body.insertWidget(0, self.address)
        self.draft_button = self.add_button(_("Save as draft …"), self.ask_where)
        self.open_button = self.add_button(_("Open in mail program"), self.hand_over, kind="primary")
        self.show_words(self._refusal(), tone_warns=True)
        if start is not None:
            self._begin(start)
        (self.template if self._templates else self.subject).setFocus()

    def _begin(self, start: LetterStart) -> None:
        """Take over subject, text and the newest file of the content."""
        self.subject.set_value(self.filled(start.subject))
        self.text.set_value(self.filled(start.text))
        files = [] if start.content is None else self.desk.workspace.content.files(start.content.id)
        if not files:
            return
        try:
            self.file.set_value(private_files.write(*files[-1]))
        except OSError as error:
            self.desk.show_trouble(Trouble("file.no_rights", file=str(error.filename or files[-1][0])))

    def filled(self, text: str) -> str:
        return fill_in(text, self.letter.values)

    def show_note(self, template: MailTemplate) -> None:
        missing = empty_fields(f"{template.subject} {template.text}", self.letter.values)
        words = ", ".join(phrase(f"mail_field.{name}") for name in missing)
        unknown = _("Not known, so left out: {fields}").format(fields=words) if words else ""
        self.show_words("\n".join(filter(None, (self._refusal(), unknown))), tone_warns=True)

    def _refusal(self) -> str:
        if not self.letter.is_closed:
            return ""
        return _("{name} does not want e-mail. Write only if you were asked to.").format(
            name=self.letter.name
        )

    def hand_over(self) -> None:
        """Begin the letter in the mail program, and note it."""
        subject, text = self.written()
        link = mail_link(self.address.value(), subject, text)
        if self.files():
            self.say(_("A mail program opened from here takes no file. Save a draft instead."))
        elif len(link) > LONGEST_LINK:
            self.say(_("The text is too long to hand over. Save a draft and open that."))
        elif not (subject or text):
            self.say(_("Write a subject or a text first."))
        elif not QDesktopServices.openUrl(QUrl.fromEncoded(link.encode())):
            self.say(_("No mail program was found. Save a draft instead."))
        else:
            self.desk.write(
                lambda workspace: workspace.mail.note(self.letter, subject, text, self._content_id),
                said=_("Noted: wrote to {name}").format(name=self.letter.name),
                then=lambda _id: self.accept(),
                refused=self.refuse,
                owner=self,
            )

    def ask_where(self) -> QFileDialog:
        """Ask where to save the draft."""
        name = f"{self.letter.name}.eml".replace("/", "-")
        return _ask_target(self, _("Save as draft"), name, self.save_draft)

    def save_draft(self, target: Path) -> None:
        """Write the draft and note it."""
        subject, text = self.written()
        letter, address, files = self.letter, str(self.address.value()), self.files()
        self.desk.write(
            lambda workspace: workspace.mail.save_draft(
                letter, address, subject, text, target, files, self._content_id
            ),
            said=_("Draft saved as {file}").format(file=target.name),
            then=lambda _nothing: self.accept(),
            refused=self.refuse,
            owner=self,
        )


class WriteManyDialog(LetterDialog):
    """One letter to many people: a folder with a draft for each, its fields filled in."""

    def __init__(self, desk: Desk, parent: QWidget, ids: list[int], people: str) -> None:
        """`people` says how many they are."""
        super().__init__(desk, _("Write to {people}").format(people=people), parent)
        self._ids = ids
        fields = ", ".join(f"{{{name}}}" for name in ("first_name", "name", "company", "my_name", "business"))
        self.show_words(_("Filled in for each: {fields}").format(fields=fields), tone_warns=False)
        self.drafts_button = self.add_button(_("Save drafts …"), self.ask_where, kind="primary")
        (self.template if self._templates else self.subject).setFocus()

    def ask_where(self) -> QFileDialog:
        """Ask for the folder that is to hold the drafts."""
        name = _("E-mails {day}").format(day=self.desk.today().isoformat())
        return _ask_target(self, _("Folder for the drafts"), name, self.save_drafts)

    def save_drafts(self, folder: Path) -> None:
        """Write the drafts and note them."""
        subject, text = self.written()
        ids, files = self._ids, self.files()
        self.desk.write(
            lambda workspace: workspace.mail.save_drafts(ids, subject, text, folder, files),
            then=lambda drafted: self._on_saved(drafted.written, drafted.refused, drafted.without_address),
            refused=self.refuse,
            owner=self,
        )

    def _on_saved(self, written: int, refused: int, without_address: int) -> None:
        self.accept()
        parts = [ngettext("{n} draft saved", "{n} drafts saved", written).format(n=number(written))]
        if refused:
            parts.append(_("{n} left out who said no").format(n=number(refused)))
        if without_address:
            parts.append(_("{n} left out without an address").format(n=number(without_address)))
        self.desk.say_done(", ".join(parts))


def write_to(
    desk: Desk,
    parent: QWidget,
    contact_id: int,
    deal_id: int | None = None,
    start: LetterStart | None = None,
    *,
    address: str = "",
) -> WriteDialog | None:
    """Ask what to write to a person, perhaps about a deal; says so when there is no address."""
    letter = desk.workspace.mail.letter(contact_id, deal_id)
    if not letter.addresses:
        toast(_("{name} has no e-mail address yet.").format(name=letter.name))
        return None
    dialog = WriteDialog(desk, parent, letter, start, address)
    dialog.open()
    return dialog


def write_with(
    desk: Desk, parent: QWidget, contact_id: int, deal_id: int | None, content: Content
) -> WriteDialog | None:
    """Ask what to write to a person with a piece of the content library."""
    start = LetterStart(content.title, content.url or "", content)
    return write_to(desk, parent, contact_id, deal_id, start)


def write_for(desk: Desk, parent: QWidget, contact_id: int, follow_up: FollowUp) -> WriteDialog | None:
    """Ask what to write for a follow-up; a step of a nurture sequence begins with its template and content."""
    start = desk.workspace.nurture.letter_start(follow_up.id)
    return write_to(desk, parent, contact_id, follow_up.deal_id, start)


def write_to_many(desk: Desk, parent: QWidget, ids: list[int], people: str) -> WriteManyDialog:
    """Ask what to write to each of many people."""
    dialog = WriteManyDialog(desk, parent, ids, people)
    dialog.open()
    return dialog


def _ask_target(parent: QWidget, title: str, name: str, take: Callable[[Path], object]) -> QFileDialog:
    dialog = QFileDialog(parent, title, str(Path.home() / name))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.fileSelected.connect(lambda chosen: take(Path(chosen)))
    dialog.open()
    return dialog
