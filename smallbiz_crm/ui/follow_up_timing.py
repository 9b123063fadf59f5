"""Time of day, reminder and rhythm of a follow-up, folded away until they are wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimeZone
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.follow_ups import FollowUp, Repeat, parse_time
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.fields import ChoiceField, TextField
from smallbiz_crm.ui.kit.metrics import MEDIUM
from smallbiz_crm.words import _, ngettext, phrase, sentence

NOTICES = (None, 0, 10, 30, 60, 24 * 60)
"""Minutes before it is due."""


class TimingFields(QWidget):
    """Three fields behind one button; `unfolded` is called when they are shown."""

    def __init__(self, unfolded: Callable[[], object]) -> None:
        super().__init__()
        self._unfolded = unfolded
        self.more_button = Button(_("Time, reminder, repeat …"), "clock", "quiet")
        self.more_button.clicked.connect(self.unfold)
        self.time_field = TextField(_("Time"), stacked=True, placeholder=_("Any time"), parse=_read_time)
        notices = [(minutes, notice_text(minutes)) for minutes in NOTICES]
        self.remind_field = ChoiceField(_("Reminder"), notices, stacked=True)
        repeats = [(None, _("Never")), *((each, phrase(f"repeat.{each}")) for each in Repeat)]
        self.repeat_field = ChoiceField(_("Repeat"), repeats, stacked=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.more_button)
        for field in (self.time_field, self.remind_field, self.repeat_field):
            layout.addWidget(field)
            field.hide()
        self.show_timing(None)

    def show_timing(self, follow_up: FollowUp | None) -> None:
        """Show what a follow-up has; unfolded when it has any."""
        self.time_field.set_value((follow_up and follow_up.due_time) or "")
        self.remind_field.set_value(follow_up.remind_minutes if follow_up else None)
        self.repeat_field.set_value(follow_up.repeats if follow_up else None)
        if follow_up and (follow_up.due_time or follow_up.repeats or follow_up.remind_minutes is not None):
            self.unfold()

    def unfold(self) -> None:
        """Show the fields instead of the button."""
        self.more_button.hide()
        for field in (self.time_field, self.remind_field, self.repeat_field):
            field.show()
        self._unfolded()

    def commit(self) -> bool:
        """Whether the time can be read."""
        return self.time_field.commit()

    def values(self) -> dict[str, Any]:
        """As `FollowUps.add` takes them; the zone is that of the machine."""
        return {
            "due_time": self.time_field.value() or None,
            "zone": bytes(QTimeZone.systemTimeZoneId().data()).decode() or None,
            "remind_minutes": self.remind_field.value(),
            "repeats": self.repeat_field.value(),
        }


def notice_text(minutes: int | None) -> str:
    """How long before, in words."""
    if minutes is None:
        return _("None")
    if minutes == 0:
        return _("When it is due")
    if minutes % (24 * 60) == 0:
        days = minutes // (24 * 60)
        return ngettext("{n} day before", "{n} days before", days).format(n=days)
    if minutes % 60 == 0:
        return ngettext("{n} hour before", "{n} hours before", minutes // 60).format(n=minutes // 60)
    return ngettext("{n} minute before", "{n} minutes before", minutes).format(n=minutes)


def _read_time(text: str) -> str:
    try:
        return parse_time(text)
    except CrmError as error:
        raise ValueError(sentence(error)) from error
