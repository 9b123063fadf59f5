"""A nurture sequence being written: its name and its steps, each with days, kind, words, template or content."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from smallbiz_crm.domain.nurture import NurtureKind, NurtureSequence, NurtureStep
from smallbiz_crm.ui.campaigns.campaign_words import read_count, show_count
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.fields import AmountField, ChoiceField, TextField
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.labels import Label, line, scroll_area
from smallbiz_crm.ui.kit.metrics import MEDIUM, SMALL, em
from smallbiz_crm.words import _, phrase, sentence

Options = Sequence[tuple[int | None, str]]
WEEK = 7


class StepForm(QWidget):
    """One step; `removed` is called when it is to go."""

    def __init__(
        self, step: NurtureStep, templates: Options, pieces: Options, removed: Callable[[StepForm], object]
    ) -> None:
        super().__init__()
        self._step_id = step.id
        self.heading = Label("", "strong")
        self.remove_button = IconButton("close", _("Remove the step"))
        self.remove_button.clicked.connect(lambda: removed(self))
        self.days = AmountField(_("Days after the start"), read_count, show_count, stacked=True)
        self.days.set_value(step.after_days)
        self.kind = ChoiceField(
            _("Kind"), [(kind, phrase(f"nurture.{kind}")) for kind in NurtureKind], stacked=True
        )
        self.kind.set_value(step.kind)
        self.text = TextField(_("What is done"), stacked=True, placeholder=_("Thank them, call, send …"))
        self.text.set_value(step.text)
        self.template = ChoiceField(_("E-mail template"), [(None, _("None")), *templates], stacked=True)
        self.template.set_value(step.mail_template_id)
        self.piece = ChoiceField(_("Content"), [(None, _("None")), *pieces], stacked=True)
        self.piece.set_value(step.content_id)
        self.kind.saved.connect(lambda _kind: self._show_what_fits())
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.heading, 0, 0)
        layout.addWidget(self.remove_button, 0, 1, Qt.AlignmentFlag.AlignTrailing)
        layout.addWidget(self.days, 1, 0)
        layout.addWidget(self.kind, 1, 1)
        layout.addWidget(self.text, 2, 0, 1, 2)
        layout.addWidget(self.template, 3, 0)
        layout.addWidget(self.piece, 3, 1)
        layout.addWidget(line(), 4, 0, 1, 2)
        self._show_what_fits()

    def _show_what_fits(self) -> None:
        """A call begins with no template and carries no content."""
        writes = self.kind.value() is not NurtureKind.CALL
        self.template.setVisible(writes)
        self.piece.setVisible(writes)

    def number(self, number_: int) -> None:
        """Say which step it is."""
        self.heading.setText(_("Step {n}").format(n=number(number_)))
        self.setAccessibleName(self.heading.text())
        self.remove_button.setAccessibleName(_("Remove step {n}").format(n=number(number_)))

    def commit(self) -> bool:
        """Take over what is typed; False, with the focus there, where it cannot be read."""
        for field in (self.days, self.text):
            if not field.commit():
                field.setFocus()
                return False
        return True

    def step(self) -> NurtureStep:
        writes = self.kind.value() is not NurtureKind.CALL
        return NurtureStep(
            self._step_id,
            self.days.value() or 0,
            self.kind.value(),
            self.text.value(),
            self.template.value() if writes else None,
            None,
            self.piece.value() if writes else None,
        )


class SequenceDialog(FormDialog):
    """A new sequence, or changes of `sequence`."""

    def __init__(self, desk: Desk, parent: QWidget, sequence: NurtureSequence | None = None) -> None:
        title = _("New nurture sequence") if sequence is None else _("Change the sequence")
        super().__init__(title, _("Save"), parent, width=32)
        self.desk = desk
        self._sequence_id = None if sequence is None else sequence.id
        self._templates: Options = [(each.id, each.name) for each in desk.workspace.mail.templates()]
        self._pieces: Options = [(each.id, each.title) for each in desk.workspace.content.list()]
        self.name = TextField(_("Name"), stacked=True, placeholder=_("After the fair"))
        self.name.set_value("" if sequence is None else sequence.name)
        self.forms: list[StepForm] = []
        inner = QWidget()
        self._steps = QVBoxLayout(inner)
        self._steps.setContentsMargins(0, 0, MEDIUM, 0)
        self._steps.setSpacing(MEDIUM)
        self.step_button = Button(_("Add a step"), "plus", "quiet")
        self.step_button.clicked.connect(lambda: self.add_step())
        self._steps.addWidget(self.step_button, 0, Qt.AlignmentFlag.AlignLeading)
        self._steps.addStretch(1)
        self.area = scroll_area(inner)
        self.area.setMinimumHeight(em(self, 18))
        self.body.addWidget(self.name)
        self.body.addWidget(self.area, 1)
        if sequence is not None and sequence.running:
            note = _("Steps that are planned already stay as they are.")
            self.body.addWidget(Label(note, "caption", wrap=True))
        for step in sequence.steps if sequence is not None else (_first_step(),):
            self._add(step)
        self.submitted.connect(self._on_submitted)
        self.name.setFocus()

    def add_step(self) -> StepForm:
        """Add a step a week after the last one."""
        last = self.forms[-1].days.value() or 0 if self.forms else -WEEK
        form = self._add(NurtureStep(0, last + WEEK, NurtureKind.EMAIL, ""))
        form.days.setFocus()
        self.area.ensureWidgetVisible(form)
        return form

    def _add(self, step: NurtureStep) -> StepForm:
        form = StepForm(step, self._templates, self._pieces, self._remove)
        self._steps.insertWidget(len(self.forms), form)
        self.forms.append(form)
        self._number()
        return form

    def _remove(self, form: StepForm) -> None:
        self.forms.remove(form)
        form.hide()
        self._steps.removeWidget(form)
        form.deleteLater()
        self._number()
        self.step_button.setFocus()

    def _number(self) -> None:
        for place, form in enumerate(self.forms, start=1):
            form.number(place)

    def _on_submitted(self) -> None:
        if not self.name.commit() or not all(form.commit() for form in self.forms):
            return
        sequence_id, name = self._sequence_id, self.name.value()
        steps = [form.step() for form in self.forms]
        self.desk.write(
            lambda workspace: (
                workspace.nurture.add(name, steps)
                if sequence_id is None
                else workspace.nurture.edit(sequence_id, name, steps)
            ),
            then=lambda _done: self.accept(),
            refused=lambda error: self.show_problem(sentence(error)),
            owner=self,
        )


def _first_step() -> NurtureStep:
    return NurtureStep(0, 0, NurtureKind.EMAIL, "")
