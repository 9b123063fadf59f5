"""The user's own templates: renamed and removed. The built-in ones stay as they are."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.services.planning import Template
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import IconButton
from smallbiz_crm.ui.kit.dialogs import FormDialog, KitDialog
from smallbiz_crm.ui.kit.fields import TextField
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.labels import ElidedLabel, Label, scroll_area
from smallbiz_crm.ui.kit.metrics import HAIR, SMALL, em
from smallbiz_crm.words import _, ngettext, sentence


class TemplatesDialog(KitDialog):
    """A row a template, with how much it plans."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(_("Your templates"), parent, width=28)
        self.desk = desk
        self.rename_buttons: dict[int, IconButton] = {}
        self.remove_buttons: dict[int, IconButton] = {}
        self.nothing = Label(
            _("None yet. A campaign’s menu keeps its brief, plan and messages as a template."),
            "muted",
            wrap=True,
        )
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SMALL)
        held = QWidget()
        filled = QVBoxLayout(held)
        filled.setContentsMargins(0, 0, SMALL, 0)
        filled.addLayout(self._rows)
        filled.addStretch(1)
        self._scroll = scroll_area(held)
        self._scroll.setMinimumHeight(em(self, 10))
        self.body.addWidget(self.nothing)
        self.body.addWidget(self._scroll, 1)
        self.close_button = self.add_button(_("Close"), self.accept, kind="primary")
        desk.changed.connect(self._on_changed)
        self.refresh()

    def refresh(self) -> None:
        """Read the templates again."""
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rename_buttons.clear()
        self.remove_buttons.clear()
        own = [each for each in self.desk.workspace.planning.templates() if isinstance(each.key, int)]
        for template in own:
            self._rows.addWidget(self._row(template))
        self.nothing.setVisible(not own)
        self._scroll.setVisible(bool(own))

    def _row(self, template: Template) -> QWidget:
        key = int(template.key)
        rename = IconButton("edit", _("Rename “{name}” …").format(name=template.name))
        rename.clicked.connect(partial(self.ask_name, template))
        remove = IconButton("trash", _("Remove “{name}”").format(name=template.name))
        remove.clicked.connect(partial(self._remove, template))
        self.rename_buttons[key], self.remove_buttons[key] = rename, remove
        count = ngettext("{n} planned item", "{n} planned items", template.items)
        words = QVBoxLayout()
        words.setSpacing(HAIR)
        words.addWidget(ElidedLabel(template.name))
        words.addWidget(ElidedLabel(count.format(n=number(template.items)), "caption"))
        made = QWidget()
        layout = QHBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addLayout(words, 1)
        layout.addWidget(rename)
        layout.addWidget(remove)
        return made

    def ask_name(self, template: Template) -> TemplateNameDialog:
        """Ask for another name."""
        dialog = TemplateNameDialog(self.desk, self, template)
        dialog.open()
        return dialog

    def _remove(self, template: Template) -> None:
        self.desk.write(
            lambda workspace: workspace.planning.remove_template(int(template.key)),
            said=_("“{title}” is in the Trash").format(title=template.name),
        )
        self.close_button.setFocus()

    def _on_changed(self, touched: object) -> None:
        if isinstance(touched, dict) and "campaign" in touched:
            self.refresh()


class TemplateNameDialog(FormDialog):
    """Writes the name by itself and closes when that was done."""

    def __init__(self, desk: Desk, parent: QWidget, template: Template) -> None:
        super().__init__(_("Rename “{name}”").format(name=template.name), _("Rename"), parent, width=24)
        self.desk = desk
        self._template = template
        self.name = TextField(_("Name"), stacked=True)
        self.name.set_value(template.name)
        self.body.addWidget(self.name)
        self.submitted.connect(self._on_submitted)
        self.name.setFocus()

    def _on_submitted(self) -> None:
        key, name = int(self._template.key), self.name.edit.text()
        self.desk.write(
            lambda workspace: workspace.planning.rename_template(key, name),
            said=_("Renamed to “{name}”").format(name=name),
            then=lambda _nothing: self.accept(),
            refused=self._on_refused,
            owner=self,
        )

    def _on_refused(self, error: CrmError) -> None:
        self.show_problem(sentence(error))
