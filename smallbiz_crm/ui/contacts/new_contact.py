"""The dialog that adds a person: a name, a company, an e-mail or a phone number is enough."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.captured import CapturedPhone, Understood
from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.phones import compact
from smallbiz_crm.ui.alike_words import alike_words
from smallbiz_crm.ui.contacts.suggestions import suggest_companies
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.fields import TextField
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.messages import announce
from smallbiz_crm.words import _, sentence

LOOK_AFTER_MS = 250


class NewContactDialog(FormDialog):
    """Asks for the least; `created` is called with the id of the new person."""

    def __init__(self, desk: Desk, parent: QWidget, created: Callable[[int], object]) -> None:
        super().__init__(_("New contact"), _("Add contact"), parent)
        self.desk = desk
        self._created = created
        self.name_field = TextField(_("Name"), stacked=True)
        self.company_field = TextField(_("Company"), stacked=True)
        suggest_companies(self.company_field.edit, desk)
        self.email_field = TextField(_("E-mail"), stacked=True)
        self.phone_field = TextField(_("Phone"), stacked=True)
        self.body.addWidget(Label(_("Any one of these is enough; the rest can wait."), "muted", wrap=True))
        for field in self._fields():
            self.body.addWidget(field)
        self.likely_button = Button("", "person")
        self.likely_button.clicked.connect(self._open_likely)
        self.likely_button.hide()
        self.body.addWidget(self.likely_button)
        self._likely: int | None = None
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.setInterval(LOOK_AFTER_MS)
        self._looking.timeout.connect(self.look_for_likely)
        for field in self._fields():
            field.edit.textEdited.connect(lambda _text: self._looking.start())
        self.submitted.connect(self._on_submitted)
        self.name_field.setFocus()

    def _fields(self) -> tuple[TextField, ...]:
        return self.name_field, self.company_field, self.email_field, self.phone_field

    def look_for_likely(self) -> None:
        """Offer who is likely meant by what is typed; adding stays possible."""
        name, company, email, phone = (field.edit.text().strip() for field in self._fields())
        said = Understood(
            name=name,
            company=company,
            emails=(email,) if email else (),
            phones=(CapturedPhone(phone, compact(phone)),) if phone else (),
        )
        found = self.desk.workspace.capture.alike(said)
        self._likely = found[0].contact_id if found else None
        self.likely_button.setVisible(bool(found))
        if found:
            text = _("{looks_like} – open").format(looks_like=alike_words(found))
            self.likely_button.setText(text.replace("&", "&&"))
            announce(self.likely_button, text)

    def _open_likely(self) -> None:
        if self._likely is not None:
            self.reject()
            self.desk.open_record("contact", self._likely)

    def _on_submitted(self) -> None:
        name, company, email, phone = (field.edit.text().strip() for field in self._fields())
        if not (name or company or email or phone):
            self.show_problem(_("Type a name, a company, an e-mail or a phone number."))
            self.name_field.setFocus()
            return
        new = NewContact(
            name=name,
            company=company or None,
            emails=(email,) if email else (),
            phones=(phone,) if phone else (),
        )
        self.accept_button.setEnabled(False)
        self.desk.write(
            lambda workspace: workspace.contacts.add(new),
            said=_("{name} was added").format(name=name or company or email or phone),
            then=self._on_created,
            refused=lambda error: self._on_refused(sentence(error)),
            owner=self,
        )

    def _on_created(self, contact_id: int) -> None:
        self.accept()
        self._created(contact_id)

    def _on_refused(self, words: str) -> None:
        self.accept_button.setEnabled(True)
        self.show_problem(words)
