"""One planned item in the panel of its campaign: ticked off, given another day, changed, put into the Trash."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from smallbiz_crm.domain.campaigns import PlannedItem
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.campaigns.campaign_words import (
    is_late,
    item_day_text,
    item_facts,
    item_sentence,
    kind_options,
)
from smallbiz_crm.ui.campaigns.checklist import Checklist
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import IconButton
from smallbiz_crm.ui.kit.calendar_popup import CalendarPopup
from smallbiz_crm.ui.kit.chips import ChipButton, ChipKind
from smallbiz_crm.ui.kit.fields import ChoiceField, DateField, NotesField, TextField
from smallbiz_crm.ui.kit.formats import day_short
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import Label, row
from smallbiz_crm.ui.kit.metrics import HAIR, SMALL, px
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.words import _, sentence


class ItemRow(QWidget):
    """Everything is written at once; the row is made anew when the change is heard."""

    def __init__(self, desk: Desk, item: PlannedItem) -> None:
        super().__init__()
        self.desk = desk
        self.item = item
        today = desk.today()
        self.done_box = QCheckBox()
        self.done_box.setChecked(item.done_on is not None)
        self.done_box.setAccessibleName(_("Done: {text}").format(text=item.title))
        self.done_box.setToolTip(_("Done"))
        self.done_box.setFixedWidth(px(self, 24))
        self.done_box.clicked.connect(self.finish)
        self.title = Label(item.title, "muted" if item.done_on else "body", wrap=True)
        self.kind = Label(item_facts(item), "caption", wrap=True)
        self.day_chip = ChipButton(item_day_text(item, today), _chip_kind(item, today))
        self.day_chip.setAccessibleName(
            _("{title}: planned on {day}, press to change").format(
                title=item.title, day=day_short(item.planned_on)
            )
        )
        self.day_chip.setToolTip(_("Give it another day"))
        self.day_chip.clicked.connect(self.pick_day)
        self.more_button = IconButton("more", _("Change or remove: {text}").format(text=item.title))
        self.more_button.clicked.connect(self._open_menu)
        self.setAccessibleName(item_sentence(item, today))
        self._lay_out()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(HAIR)
        words.addWidget(self.title)
        words.addWidget(self.kind)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.done_box)
        layout.addLayout(words, 1)
        layout.addWidget(self.day_chip)
        layout.addWidget(self.more_button)

    def finish(self, done: bool) -> None:
        """Tick it off, or open it again."""
        item = self.item
        self.desk.write(
            lambda workspace: workspace.campaigns.finish_items([item.id], done=done),
            said=(_("Done: {text}") if done else _("Open again: {text}")).format(text=item.title),
            refused=self._on_refused,
        )

    def pick_day(self) -> CalendarPopup:
        """Ask for another day."""
        popup = CalendarPopup(self.item.planned_on, self.window(), can_clear=False)
        popup.picked.connect(self.move_to)
        popup.open_at(self.day_chip)
        return popup

    def move_to(self, day: date) -> None:
        """Plan it for another day."""
        item = self.item
        if day == item.planned_on:
            return
        self.desk.write(
            lambda workspace: workspace.campaigns.edit_item(item.id, planned_on=day),
            said=_("Planned for {day}").format(day=day_short(day)),
        )

    def remove(self) -> None:
        """Put it into the Trash."""
        item = self.item
        self.desk.write(
            lambda workspace: workspace.campaigns.trash_items([item.id]),
            said=_("“{title}” is in the Trash").format(title=item.title),
        )

    def edit(self) -> Popover:
        """Ask for another title, kind, day or time."""
        ask = ItemPopover(self.desk, self.item, self.more_button)
        ask.open_at(self.more_button, focus=ask.title_field.input())
        return ask

    def menu(self) -> QMenu:
        """What else can be done with it."""
        menu = QMenu(self.window())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("edit"), _("Change …"), self.edit)
        menu.addAction(icon("trash"), _("Move to Trash"), self.remove)
        return menu

    def _on_refused(self, error: CrmError) -> None:
        self.done_box.setChecked(self.item.done_on is not None)
        self.desk.show_trouble(error)

    def _open_menu(self) -> None:
        self.menu().popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))


def _chip_kind(item: PlannedItem, today: date) -> ChipKind:
    if item.done_on is not None:
        return "success"
    if is_late(item, today):
        return "danger"
    return "warning" if item.planned_on == today else "neutral"


def read_time(text: str) -> str:
    """A time of day as it is stored, ``09:30``, or "". Raises ValueError in words."""
    typed = text.strip()
    if not typed:
        return ""
    found = re.fullmatch(r"([0-9]{1,2})(?:[:.h]([0-9]{2}))?", typed)
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise ValueError(_("This is no time of day. Type it like 14:30."))
    return f"{int(found[1]):02}:{int(found[2] or 0):02}"


class ItemPopover(Popover):
    """Title, kind, day and time of a planned item; stays open while something is missing."""

    def __init__(self, desk: Desk, item: PlannedItem, anchor: QWidget) -> None:
        super().__init__(
            _("Change the planned item"), _("Change it"), anchor.window(), width=20, keep_open=True
        )
        self.desk = desk
        self.item = item
        self.title_field = TextField(_("Title"), stacked=True)
        self.title_field.set_value(item.title)
        self.kind_field = ChoiceField(_("Kind"), kind_options(), stacked=True)
        self.kind_field.set_value(item.kind)
        self.day_field = DateField(_("Planned on"), today=desk.today, stacked=True)
        self.day_field.set_value(item.planned_on)
        self.time_field = TextField(_("Time"), stacked=True, placeholder=_("Any time"), parse=read_time)
        self.time_field.set_value(item.planned_time)
        self.owner_field = TextField(_("Who does it"), stacked=True, placeholder=_("Nobody yet"))
        self.owner_field.set_value(item.owner or "")
        pieces = [(each.id, each.title) for each in desk.workspace.content.list()]
        if item.content_id is not None and all(piece != item.content_id for piece, _title in pieces):
            pieces.append((item.content_id, item.content or ""))
        self.content_field = ChoiceField(_("Content"), [(None, _("None")), *pieces], stacked=True)
        self.content_field.set_value(item.content_id)
        if not pieces:
            self.content_field.hide()
        self.notes_field = NotesField(_("Notes"), stacked=True, lines=2)
        self.notes_field.set_value(item.notes or "")
        self.checklist = Checklist(desk, item.id)
        self.checklist.resized.connect(self.fit)
        for pair in (
            (self.title_field,),
            (self.kind_field, self.owner_field),
            (self.day_field, self.time_field),
            (self.content_field,),
            (self.notes_field,),
            (self.checklist,),
        ):
            self.body.addLayout(row(*pair))
        self.submitted.connect(self._on_submitted)

    def _on_submitted(self) -> None:
        for field, words in (
            (self.title_field, _("Say what is planned.")),
            (self.day_field, _("Say on which day.")),
            (self.time_field, ""),
            (self.owner_field, ""),
            (self.notes_field, ""),
        ):
            if not field.commit():
                field.setFocus()
                return
            if words and not field.value():
                field.mark_bad(words)
                field.setFocus()
                return
        item = self.item
        values = {
            "title": self.title_field.value(),
            "kind": self.kind_field.value().value,
            "planned_on": self.day_field.value(),
            "planned_time": self.time_field.value() or None,
            "owner": self.owner_field.value() or None,
            "content_id": self.content_field.value(),
            "notes": self.notes_field.value() or None,
        }
        self.desk.write(
            lambda workspace: workspace.campaigns.edit_item(item.id, **values),
            said=_("Changed “{title}”").format(title=values["title"]),
            then=lambda _nothing: self.finish(),
            refused=lambda error: self.show_problem(sentence(error)),
            owner=self,
        )
