"""The open follow-ups of one record, done or snoozed where they stand, and the popover that plans another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.follow_ups import Due, FollowUp, FollowUpKind, due_group, snoozed_to
from smallbiz_crm.ui.desk import Desk, Touched
from smallbiz_crm.ui.follow_up_outcome import ask_outcome
from smallbiz_crm.ui.follow_up_timing import TimingFields
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.chips import Chip, ChipButton, ChipKind
from smallbiz_crm.ui.kit.fields import ChoiceField, DateField, TextField
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.formats import day_short, relative_day
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import SMALL, TIGHT, px
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.ui.write_mail import write_for
from smallbiz_crm.words import _, phrase, sentence

KIND_ICONS = {
    FollowUpKind.CALL: "phone",
    FollowUpKind.EMAIL: "mail",
    FollowUpKind.MEETING: "meeting",
    FollowUpKind.TODO: "flag",
}
_DUE_CHIPS: dict[Due, ChipKind] = {Due.OVERDUE: "danger", Due.TODAY: "warning"}
SNOOZES: tuple[int | None, ...] = (1, 3, 7, None)


class FollowUpList(QWidget):
    """What is still to do for a record of one kind (contact, deal, campaign).

    Give it a record with `show_record`; from then on it follows every change by itself.
    """

    def __init__(self, desk: Desk, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._kind = kind
        self._record_id: int | None = None
        self.rows: list[FollowUpRow] = []
        self.plan_button = Button(_("Plan follow-up"), "plus", "quiet")
        self.plan_button.clicked.connect(self.plan)
        self._nothing = Label(_("Nothing planned yet."), "muted")
        self._rows_layout = QVBoxLayout()
        self._rows_layout.setSpacing(TIGHT)
        head = QHBoxLayout()
        head.addWidget(Label(_("Follow-ups"), "strong"), 1)
        head.addWidget(self.plan_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addLayout(head)
        layout.addWidget(self._nothing)
        layout.addLayout(self._rows_layout)
        desk.changed.connect(self._on_changed)

    def show_record(self, record_id: int | None) -> None:
        """List what is open for this record; None empties the list."""
        self._record_id = record_id
        self.refresh()

    def refresh(self) -> None:
        """Read the follow-ups again; the focus stays on the row or the place it was on."""
        found: list[FollowUp] = []
        if self._record_id is not None:
            found = self.desk.workspace.follow_ups.of(self._kind, self._record_id)
        self._nothing.setVisible(not found)
        today = self.desk.today()
        if [(row.follow_up, row.today) for row in self.rows] == [(each, today) for each in found]:
            return
        focus = QApplication.focusWidget()
        place = next((n for n, row in enumerate(self.rows) if focus and row.isAncestorOf(focus)), None)
        for row in self.rows:
            row.hide()
            self._rows_layout.removeWidget(row)
            row.deleteLater()
        self.rows = [FollowUpRow(self, follow_up) for follow_up in found]
        for row in self.rows:
            self._rows_layout.addWidget(row)
        if place is not None:
            follower = self.rows[min(place, len(self.rows) - 1)].done_box if self.rows else None
            (follower or self.plan_button).setFocus()

    def plan(self) -> Popover | None:
        """Ask what to do for the record, and when."""
        if self._record_id is None:
            return None
        return plan_follow_up(self.desk, self.plan_button, self._kind, self._record_id)

    def _on_changed(self, touched: Touched) -> None:
        if "follow_up" in touched and self._record_id is not None:
            self.refresh()


class FollowUpRow(QWidget):
    """One open follow-up: done by one press, snoozed or changed from its menu."""

    def __init__(self, owner: FollowUpList, follow_up: FollowUp) -> None:
        super().__init__()
        self.desk = desk = owner.desk
        self._list = owner
        self.follow_up = follow_up
        self.today = desk.today()
        kind = phrase(f"follow_up.{follow_up.kind}")
        self.done_box = QCheckBox()
        self.done_box.setAccessibleName(_("Done: {text}").format(text=follow_up.text))
        self.done_box.setToolTip(_("Done"))
        self.done_box.setFixedWidth(px(self, 24))
        self.done_box.clicked.connect(self.finish)
        words = Label(follow_up.text, wrap=True)
        picture = QLabel()
        side = px(self, 16)
        picture.setPixmap(icon(KIND_ICONS[follow_up.kind], "muted").pixmap(side, side))
        picture.setToolTip(kind)
        group = due_group(follow_up.due_on, self.today)
        due = relative_day(follow_up.due_on, self.today)
        if follow_up.due_time:
            due = f"{due}, {follow_up.due_time}"
        self.due_chip = Chip(due, _DUE_CHIPS.get(group, "neutral"))
        self.menu_button = IconButton("snooze", _("Snooze or change: {text}").format(text=follow_up.text))
        self.menu_button.clicked.connect(self._open_menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.done_box)
        layout.addWidget(picture)
        layout.addWidget(words, 1)
        layout.addWidget(self.due_chip)
        layout.addWidget(self.menu_button)
        self.setAccessibleName(f"{kind}: {follow_up.text}, {self.due_chip.text()}")

    def finish(self) -> None:
        """Say that it is done."""
        follow_up = self.follow_up
        said = _("Done: {text}").format(text=follow_up.text)
        self.desk.write(
            lambda workspace: workspace.follow_ups.done([follow_up.id]),
            said=said,
            then=lambda _nothing: self._ask_outcome(follow_up),
            refused=self._on_refused,
            owner=self.desk,
        )

    def _ask_outcome(self, follow_up: FollowUp) -> None:
        """The row itself is gone by now: ask where the list stands."""
        if self._list.isVisible():
            ask_outcome(self.desk, follow_up, self._list.plan_button)

    def snooze(self, days: int | None) -> None:
        """Move it `days` on from today, to Monday when None."""
        follow_up, due_on = self.follow_up, snoozed_to(self.today, days)
        said = _("Snoozed to {day}").format(day=day_short(due_on))
        self.desk.write(lambda workspace: workspace.follow_ups.snooze([follow_up.id], days), said=said)

    def remove(self) -> None:
        """Put it into the Trash."""
        follow_up = self.follow_up
        said = _("“{text}” is in the Trash").format(text=follow_up.text)
        self.desk.write(lambda workspace: workspace.follow_ups.trash([follow_up.id]), said=said)

    def ask_day(self) -> Popover:
        """Ask until when to snooze."""
        return snooze_until(self.desk, self.menu_button, self.follow_up)

    def edit(self) -> Popover:
        """Ask for another text, kind or day."""
        return change_follow_up(self.desk, self.menu_button, self.follow_up)

    def menu(self) -> QMenu:
        """What else can be done with it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for days in SNOOZES:
            menu.addAction(icon("snooze"), snooze_text(self.today, days), partial(self.snooze, days))
        menu.addAction(icon("calendar"), _("Until another day …"), self.ask_day)
        menu.addSeparator()
        person = person_of(self.desk, self.follow_up)
        if person is not None:
            write = partial(write_for, self.desk, self, person, self.follow_up)
            menu.addAction(icon("mail"), _("Write an e-mail …"), write)
        menu.addAction(icon("edit"), _("Change …"), self.edit)
        menu.addAction(icon("trash"), _("Move to Trash"), self.remove)
        return menu

    def _on_refused(self, error: CrmError) -> None:
        self.done_box.setChecked(False)
        self.desk.show_trouble(error)

    def _open_menu(self) -> None:
        self.menu().popup(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height())))


def person_of(desk: Desk, follow_up: FollowUp) -> int | None:
    """Whom a follow-up concerns: its own person, else the main one of its deal."""
    if follow_up.contact_id is not None or follow_up.deal_id is None:
        return follow_up.contact_id
    return desk.workspace.deals.get(follow_up.deal_id).contact_id


def snooze_text(today: date, days: int | None) -> str:
    """Where `days` on from today lead, Monday when None, as a menu offers it."""
    due_on = day_short(snoozed_to(today, days))
    if days == 1:
        return _("Tomorrow, {day}").format(day=due_on)
    if days is None:
        return _("Next Monday, {day}").format(day=due_on)
    return _("In {n} days, {day}").format(n=days, day=due_on)


def plan_follow_up(
    desk: Desk, anchor: QWidget, kind: str, record_id: int, place: QRect | None = None
) -> Popover:
    """Ask for a new follow-up on a contact, deal or campaign.

    The popover opens at `anchor`, or at `place` (in global coordinates) of it, such as one card of a list.
    """
    ask = PlanPopover(desk, _("Plan a follow-up"), _("Plan it"), anchor)

    timing = ask.offer_timing()
    owners: dict[str, int | None] = dict.fromkeys(("contact", "deal", "campaign"))
    owners[kind] = record_id

    def write(text: str, due_on: date, follow_up_kind: str) -> None:
        desk.write(
            lambda workspace: workspace.follow_ups.add(
                text,
                due_on,
                kind=follow_up_kind,
                contact_id=owners["contact"],
                deal_id=owners["deal"],
                campaign_id=owners["campaign"],
                **timing.values(),
            ),
            said=_("Planned for {day}").format(day=day_short(due_on)),
            refused=ask.refuse,
            then=lambda _id: ask.finish(),
            owner=ask,
        )

    return ask.open_with(write, place or anchor)


def change_follow_up(desk: Desk, anchor: QWidget, follow_up: FollowUp, place: QRect | None = None) -> Popover:
    """Ask for another text, kind or day of a follow-up, at `anchor` or at `place` (global) of it."""
    ask = PlanPopover(desk, _("Change the follow-up"), _("Change it"), anchor)
    ask.text_field.set_value(follow_up.text)
    ask.kind_field.set_value(follow_up.kind)
    ask.day_field.set_value(follow_up.due_on)
    timing = ask.offer_timing(follow_up)

    def write(text: str, due_on: date, kind: str) -> None:
        values = {"text": text, "due_on": due_on, "kind": kind, **timing.values()}
        desk.write(
            lambda workspace: workspace.follow_ups.change(follow_up.id, values),
            said=_("Follow-up changed"),
            refused=ask.refuse,
            then=lambda _nothing: ask.finish(),
            owner=ask,
        )

    return ask.open_with(write, place or anchor)


def snooze_until(desk: Desk, anchor: QWidget, follow_up: FollowUp, place: QRect | None = None) -> Popover:
    """Ask for the day to which a follow-up moves, at `anchor` or at `place` (global) of it."""
    ask = Popover(_("Snooze until"), _("Snooze"), anchor.window(), keep_open=True)
    field = DateField(_("Day"), today=desk.today, stacked=True)
    field.set_value(desk.today() + timedelta(days=14))
    ask.body.addWidget(field)

    def write() -> None:
        due_on = field.value() if field.commit() else None
        if due_on is None:
            field.mark_bad(field.message() or _("Say when."))
            return
        desk.write(
            lambda workspace: workspace.follow_ups.snooze_until([follow_up.id], due_on),
            said=_("Snoozed to {day}").format(day=day_short(due_on)),
            refused=lambda error: ask.show_problem(sentence(error)),
            then=lambda _nothing: ask.finish(),
            owner=ask,
        )

    ask.submitted.connect(write)
    ask.open_at(place or anchor, focus=field.input())
    return ask


class PlanPopover(Popover):
    """Text, kind and day of a follow-up; stays open while something is missing."""

    def __init__(self, desk: Desk, title: str, accept_text: str, anchor: QWidget) -> None:
        super().__init__(title, accept_text, anchor.window(), width=20, keep_open=True)
        self.desk = desk
        today = desk.today()
        self.text_field = TextField(_("What is to do?"), stacked=True, placeholder=_("Ask about the offer"))
        kinds = [(kind, phrase(f"follow_up.{kind}")) for kind in FollowUpKind]
        self.kind_field = ChoiceField(_("Kind"), kinds, stacked=True)
        self.kind_field.set_value(FollowUpKind.TODO)
        self.day_field = DateField(_("When"), today=desk.today, stacked=True)
        self.day_field.set_value(today + timedelta(days=1))
        self.body.addWidget(self.text_field)
        self.body.addWidget(self.kind_field)
        self.body.addWidget(self.day_field)
        self.body.addWidget(self._quick_days(today))
        self.timing: TimingFields | None = None
        self.submitted.connect(self._on_submitted)
        self._write: Callable[[str, date, str], None] = lambda _text, _day, _kind: None

    def offer_timing(self, follow_up: FollowUp | None = None) -> TimingFields:
        """Ask for time of day, reminder and rhythm too, with those of a follow-up that is there."""
        self.timing = TimingFields(self.fit)
        self.timing.show_timing(follow_up)
        self.body.addWidget(self.timing)
        return self.timing

    def open_with(self, write: Callable[[str, date, str], None], anchor: QWidget | QRect) -> PlanPopover:
        """Open at `anchor`; `write` gets text, day and kind once all is said, and calls `finish` or `refuse`."""
        self._write = write
        self.open_at(anchor, focus=self.text_field.input())
        return self

    def refuse(self, error: CrmError) -> None:
        self.show_problem(sentence(error))

    def _quick_days(self, today: date) -> QWidget:
        box = QWidget()
        flow = FlowLayout(box, TIGHT)
        names = {0: _("Today"), 1: _("Tomorrow"), 3: _("In 3 days"), 7: _("In a week"), None: _("Monday")}
        for days, name in names.items():
            chip = ChipButton(name)
            chip.clicked.connect(partial(self._choose_day, snoozed_to(today, days)))
            flow.addWidget(chip)
        return box

    def _choose_day(self, day: date, _checked: bool = False) -> None:
        self.day_field.set_value(day)

    def _on_submitted(self) -> None:
        for field in (self.text_field, self.day_field):
            if not field.commit():
                field.setFocus()
                return
        if self.timing is not None and not self.timing.commit():
            self.timing.time_field.setFocus()
            return
        text, due_on = self.text_field.value(), self.day_field.value()
        if not text:
            self.text_field.mark_bad(_("Say in a few words what is to do."))
            self.text_field.setFocus()
        elif due_on is None:
            self.day_field.mark_bad(_("Say when."))
            self.day_field.setFocus()
        else:
            self._write(text, due_on, self.kind_field.value())
