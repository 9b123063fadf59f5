"""The e-mails to begin with, in the settings."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.mail import FIELDS, MailTemplate
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.fields import NotesField, TextField
from smallbiz_crm.ui.kit.labels import Card, ElidedLabel, Label, row
from smallbiz_crm.ui.kit.metrics import SMALL
from smallbiz_crm.words import _, sentence


class MailTemplatesCard(Card):
    """Each template with its subject, changed and removed in its line."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(spacing=SMALL)
        self.desk = desk
        self._shown: list[MailTemplate] | None = None
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.edit_buttons: dict[int, IconButton] = {}
        self.remove_buttons: dict[int, IconButton] = {}
        self.nothing = Label(
            _("No template yet. “Write” on a person or a deal begins with one."), "muted", wrap=True
        )
        self.add_button = Button(_("Add a template …"), "plus")
        self.add_button.clicked.connect(lambda: self.ask(None))
        self.body.addWidget(Label(_("E-mail templates"), "section"))
        self.body.addWidget(self.nothing)
        self.body.addLayout(self._list)
        self.body.addLayout(row(self.add_button, None))

    def refresh(self) -> None:
        """Show the templates as they are stored."""
        templates = self.desk.workspace.mail.templates()
        if templates == self._shown:
            return
        self._shown = templates
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.edit_buttons.clear()
        self.remove_buttons.clear()
        for template in templates:
            self._list.addWidget(self._row(template))
        self.nothing.setVisible(not templates)

    def _row(self, template: MailTemplate) -> QWidget:
        edit = IconButton("edit", _("Change “{name}” …").format(name=template.name))
        edit.clicked.connect(partial(self.ask, template))
        remove = IconButton("trash", _("Remove “{name}”").format(name=template.name))
        remove.clicked.connect(partial(self._remove, template))
        self.edit_buttons[template.id], self.remove_buttons[template.id] = edit, remove
        made = QWidget()
        layout = QHBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(ElidedLabel(template.name), 1)
        layout.addWidget(ElidedLabel(template.subject, "caption"), 1)
        layout.addWidget(edit)
        layout.addWidget(remove)
        return made

    def ask(self, template: MailTemplate | None, _checked: bool = False) -> TemplateDialog:
        """Ask for name, subject and text; a new template without `template`."""
        dialog = TemplateDialog(self.desk, self, template)
        dialog.open()
        return dialog

    def _remove(self, template: MailTemplate, _checked: bool = False) -> None:
        self.desk.write(
            lambda workspace: workspace.mail.remove_template(template.id),
            said=_("Removed the template “{name}”").format(name=template.name),
        )


class TemplateDialog(FormDialog):
    """Name, subject and text of a template."""

    def __init__(self, desk: Desk, parent: QWidget, template: MailTemplate | None) -> None:
        title = _("Add a template") if template is None else _("Change “{name}”").format(name=template.name)
        accept = _("Add") if template is None else _("Save")
        super().__init__(title, accept, parent.window(), width=28)
        self._desk, self._template = desk, template
        self.name_field = TextField(_("Name"), stacked=True, placeholder=_("Thanks for your visit"))
        self.subject_field = TextField(_("Subject"), stacked=True)
        self.text_field = NotesField(_("Text"), stacked=True, lines=9)
        if template is not None:
            self.name_field.set_value(template.name)
            self.subject_field.set_value(template.subject)
            self.text_field.set_value(template.text)
        fields = ", ".join(f"{{{name}}}" for name in FIELDS)
        for part in (self.name_field, self.subject_field, self.text_field):
            self.body.addWidget(part)
        self.body.addWidget(
            Label(_("Filled in for each person: {fields}").format(fields=fields), "caption", wrap=True)
        )
        self.text_field.edit.submitted.connect(self.submit)
        self.submitted.connect(self._on_submitted)
        self.name_field.setFocus()

    def _on_submitted(self) -> None:
        name, subject = self.name_field.edit.text(), self.subject_field.edit.text()
        text, template = self.text_field.edit.toPlainText(), self._template

        def refuse(error: CrmError) -> None:
            self.show_problem(sentence(error))

        self._desk.write(
            lambda workspace: (
                workspace.mail.add_template(name, subject, text)
                if template is None
                else workspace.mail.edit_template(template.id, name, subject, text)
            ),
            then=lambda _id: self.accept(),
            refused=refuse,
            owner=self,
        )
