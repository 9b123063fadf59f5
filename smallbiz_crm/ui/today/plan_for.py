"""Planning a follow-up from Today: what, for whom, when."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.follow_up_list import PlanPopover
from smallbiz_crm.ui.kit.chips import ChipButton
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.formats import day_short
from smallbiz_crm.ui.kit.line_edits import LineEdit
from smallbiz_crm.ui.kit.metrics import TIGHT, chars
from smallbiz_crm.words import _

OFFERED = 5


class Person(NamedTuple):
    """Somebody who may be meant."""

    id: int
    name: str
    company: str

    @property
    def text(self) -> str:
        return f"{self.name}, {self.company}" if self.company else self.name


class PersonField(Field):
    """A person found by typing a part of the name: who matches stands below as chips to press."""

    def __init__(self, desk: Desk, label: str) -> None:
        super().__init__(label, stacked=True)
        self._desk = desk
        self._value: Person | None = None
        self.offered: list[Person] = []
        self.edit = LineEdit(label, placeholder=_("Name, company, e-mail or phone; or nobody"))
        self.edit.textEdited.connect(self._on_edited)
        self.set_input(self.edit)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips, TIGHT)
        self._chips.hide()
        self._column.addWidget(self._chips)

    def value(self) -> Person | None:
        return self._value

    def set_value(self, value: Person | None) -> None:
        self._value = value
        self.edit.setText(value.text if value else "")
        self._offer([])
        self.mark_saved()

    def commit(self) -> bool:
        """Take the only person who matches; False when it is not clear who is meant."""
        if self._value is not None or not self.edit.text().strip():
            return True
        if len(self.offered) == 1:
            self.set_value(self.offered[0])
            return True
        text = _("Nobody matches.") if not self.offered else _("More than one matches. Pick one.")
        self.mark_bad(text)
        return False

    def _on_edited(self, typed: str) -> None:
        self._value = None
        self.mark_saved()
        contacts = self._desk.workspace.contacts
        ids = contacts.ids(search=typed, limit=OFFERED) if typed.strip() else []
        self._offer([Person(row[0], row[1], row[2] or "") for row in contacts.rows(ids)] if ids else [])

    def _offer(self, people: list[Person]) -> None:
        self.offered = people
        self._flow.clear()
        for person in people:
            shown = self.fontMetrics().elidedText(person.text, Qt.TextElideMode.ElideRight, chars(self, 40))
            chip = ChipButton(shown, "accent")
            chip.clicked.connect(partial(self._pick, person))
            self._flow.addWidget(chip)
        self._chips.setVisible(bool(people))
        self.window().adjustSize()

    def _pick(self, person: Person, _checked: bool = False) -> None:
        self.set_value(person)
        self.edit.setFocus()


class PlanForPopover(PlanPopover):
    """A follow-up that may be for somebody."""

    def __init__(self, desk: Desk, anchor: QWidget) -> None:
        super().__init__(desk, _("Plan a follow-up"), _("Plan it"), anchor)
        self.person_field = PersonField(desk, _("For whom"))
        self.body.insertWidget(1, self.person_field)

    def _on_submitted(self) -> None:
        if self.person_field.commit():
            super()._on_submitted()
        else:
            self.person_field.setFocus()


def plan_for_somebody(desk: Desk, anchor: QWidget) -> PlanForPopover:
    """Ask for a follow-up, for a person or for nobody in particular."""
    ask = PlanForPopover(desk, anchor)

    def write(text: str, due_on: date, kind: str) -> None:
        person = ask.person_field.value()
        desk.write(
            lambda workspace: workspace.follow_ups.add(
                text, due_on, kind=kind, contact_id=person.id if person else None
            ),
            said=_("Planned for {day}").format(day=day_short(due_on)),
            refused=ask.refuse,
            then=lambda _id: ask.finish(),
            owner=ask,
        )

    ask.open_with(write, anchor)
    return ask
