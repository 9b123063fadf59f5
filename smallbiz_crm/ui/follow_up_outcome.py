"""What came of a follow-up that is done, and what comes next: asked after it is done, and never needed."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.follow_ups import FollowUp, FollowUpKind
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.fields import ChoiceField, DateField, NotesField, TextField
from smallbiz_crm.ui.kit.formats import day_short
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.words import _, phrase, sentence

NEXT_IN = {FollowUpKind.CALL: 2, FollowUpKind.EMAIL: 4, FollowUpKind.MEETING: 1, FollowUpKind.TODO: 7}
"""Days after which the next step is proposed."""


class OutcomePopover(Popover):
    """Outcome, next step, its kind and day. Esc leaves the follow-up done without them."""

    def __init__(self, desk: Desk, follow_up: FollowUp, anchor: QWidget) -> None:
        title = _("Done: {text}").format(text=follow_up.text)
        super().__init__(title, _("Save"), anchor.window(), width=22, keep_open=True)
        self._desk, self._follow_up = desk, follow_up
        self.cancel_button.setText(_("Nothing to add"))
        self.outcome_field = NotesField(_("What came of it?"), stacked=True)
        self.next_field = TextField(_("Next step"), stacked=True, placeholder=proposal(follow_up))
        kinds = [(kind, phrase(f"follow_up.{kind}")) for kind in FollowUpKind]
        self.kind_field = ChoiceField(_("Kind"), kinds, stacked=True)
        self.kind_field.set_value(FollowUpKind.TODO)
        self.day_field = DateField(_("When"), today=desk.today, stacked=True)
        self.day_field.set_value(next_day(follow_up, desk.today()))
        for field in (self.outcome_field, self.next_field, self.kind_field, self.day_field):
            self.body.addWidget(field)
        self.submitted.connect(self._on_submitted)

    def _on_submitted(self) -> None:
        for field in (self.outcome_field, self.next_field, self.day_field):
            if not field.commit():
                field.setFocus()
                return
        follow_up_id = self._follow_up.id
        outcome, text, due_on = self.outcome_field.value(), self.next_field.value(), self.day_field.value()
        if text and due_on is None:
            self.day_field.mark_bad(_("Say when."))
            return
        if not outcome and not text:
            self.finish()
            return
        kind = self.kind_field.value()
        said = _("Next step planned for {day}").format(day=day_short(due_on)) if text else _("Outcome noted")
        self._desk.write(
            lambda workspace: workspace.follow_ups.close(
                follow_up_id, outcome=outcome or "", next_text=text or "", next_on=due_on, next_kind=kind
            ),
            said=said,
            refused=lambda error: self.show_problem(sentence(error)),
            then=lambda _id: self.finish(),
            owner=self,
        )


def ask_outcome(
    desk: Desk, follow_up: FollowUp, anchor: QWidget, place: QRect | None = None
) -> OutcomePopover:
    """Ask at `anchor`, or at `place` (in global coordinates) of it."""
    ask = OutcomePopover(desk, follow_up, anchor)
    ask.open_at(place or anchor, focus=ask.outcome_field.input())
    return ask


def proposal(follow_up: FollowUp) -> str:
    """What usually comes next."""
    return {
        FollowUpKind.CALL: _("Send what was promised"),
        FollowUpKind.EMAIL: _("Ask whether it arrived"),
        FollowUpKind.MEETING: _("Write a summary"),
        FollowUpKind.TODO: _("Tell them about it"),
    }[follow_up.kind]


def next_day(follow_up: FollowUp, today: date) -> date:
    """The day proposed for the next step, never on a weekend."""
    day = today + timedelta(days=NEXT_IN[follow_up.kind])
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)
