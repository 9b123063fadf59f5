"""What can be done with a row of the agenda: finish, snooze, change, put in the Trash, open.

What only an action needs is imported by it: the first paint of the window does not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.formats import day_short
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.today.agenda_list import AgendaList
from smallbiz_crm.ui.today.agenda_row import AgendaRow, Record, RowKind
from smallbiz_crm.words import _

_SNOOZE_KEYS = {1: Qt.Key.Key_1, 3: Qt.Key.Key_3, 7: Qt.Key.Key_7, None: Qt.Key.Key_M}
_RECORD_ICONS = {"contact": "person", "deal": "deals", "campaign": "campaigns"}


class TaskActions:
    """Carries out what one list asks for. Every change is a toast with Undo."""

    def __init__(self, desk: Desk, view: AgendaList) -> None:
        self._desk = desk
        self._view = view
        view.opened.connect(self.open)
        view.finished.connect(self.finish)
        view.snoozed.connect(self.snooze)
        view.trashed.connect(self.trash)
        view.plan_requested.connect(self.plan)
        view.decided.connect(self.decide)
        view.menu_requested.connect(lambda row, point: self.menu(row).popup(point))

    def open(self, row: AgendaRow) -> None:
        """Show the record a row leads to, or the page of a "more" row."""
        if row.page:
            self._desk.open_page(row.page)
        elif row.leads_to:
            self._desk.open_record(*row.leads_to[0][0])
        elif row.kind is RowKind.TASK:
            self.change(row)

    def finish(self, row: AgendaRow) -> None:
        """Say that a task is done."""
        kind, record_id = _record_of(row)
        asking = (_("Outcome …"), partial(self._ask_outcome, record_id, self._view.global_rect(row)))
        self._desk.write(
            lambda workspace: (
                workspace.follow_ups.done([record_id])
                if kind == "follow_up"
                else workspace.campaigns.finish_items([record_id])
            ),
            said=_("Done: {text}").format(text=row.title),
            more=asking if kind == "follow_up" else None,
            refused=partial(self._on_refused, (kind, record_id)),
            owner=self._view,
        )

    def _ask_outcome(self, follow_up_id: int, place: QRect) -> None:
        """Ask what came of a follow-up that is done, where its row stood."""
        from smallbiz_crm.ui.follow_up_outcome import ask_outcome

        ask_outcome(self._desk, self._desk.workspace.follow_ups.get(follow_up_id), self._view, place)

    def snooze(self, row: AgendaRow, days: int | None) -> None:
        """Move a task `days` on from today, to Monday when None."""
        from smallbiz_crm.domain.follow_ups import snoozed_to

        kind, record_id = _record_of(row)
        due_on = snoozed_to(self._desk.today(), days)
        self._desk.write(
            lambda workspace: (
                workspace.follow_ups.snooze([record_id], days)
                if kind == "follow_up"
                else workspace.campaigns.edit_item(record_id, planned_on=due_on)
            ),
            said=_("Snoozed to {day}").format(day=day_short(due_on)),
        )

    def snooze_to(self, row: AgendaRow) -> None:
        """Ask for the day to which a follow-up moves."""
        from smallbiz_crm.ui.follow_up_list import snooze_until

        follow_up = self._desk.workspace.follow_ups.get(_record_of(row)[1])
        snooze_until(self._desk, self._view, follow_up, self._view.global_rect(row))

    def trash(self, row: AgendaRow) -> None:
        """Put a task into the Trash."""
        kind, record_id = _record_of(row)
        self._desk.write(
            lambda workspace: (
                workspace.follow_ups.trash([record_id])
                if kind == "follow_up"
                else workspace.campaigns.trash_items([record_id])
            ),
            said=_("“{text}” is in the Trash").format(text=row.title),
        )

    def change(self, row: AgendaRow) -> None:
        """Ask for another text, kind or day of a follow-up."""
        from smallbiz_crm.ui.follow_up_list import change_follow_up

        follow_up = self._desk.workspace.follow_ups.get(_record_of(row)[1])
        change_follow_up(self._desk, self._view, follow_up, self._view.global_rect(row))

    def plan(self, row: AgendaRow, place: QRect) -> None:
        """Plan the next step of a deal or for a person."""
        from smallbiz_crm.ui.follow_up_list import plan_follow_up

        plan_follow_up(self._desk, self._view, *_record_of(row), place)

    def decide(self, row: AgendaRow, how: str, place: QRect) -> None:
        """Qualify, accept or return a lead."""
        from smallbiz_crm.ui.handing_over import decide

        decide(self._desk, how, [_record_of(row)[1]], row.title, self._view, place)

    def note_in_touch(self, row: AgendaRow) -> None:
        """Note that one was in touch with a person today."""
        _kind, contact_id = _record_of(row)
        self._desk.write(
            lambda workspace: workspace.contacts.log(contact_id, "note", _("In touch")),
            said=_("Noted: in touch with {name}").format(name=row.title),
        )

    def menu(self, row: AgendaRow) -> QMenu:
        """Everything that can be done with a row."""
        from smallbiz_crm.ui.follow_up_list import SNOOZES, snooze_text

        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if row.kind is RowKind.TASK:
            _add(menu, "check", _("Done"), partial(self.finish, row), Qt.Key.Key_Space)
            menu.addSeparator()
            today = self._desk.today()
            for days in SNOOZES:
                _add(
                    menu,
                    "snooze",
                    snooze_text(today, days),
                    partial(self.snooze, row, days),
                    _SNOOZE_KEYS[days],
                )
            if _record_of(row)[0] == "follow_up":
                _add(menu, "calendar", _("Until another day …"), partial(self.snooze_to, row))
            menu.addSeparator()
        elif row.can_be_planned:
            place = QRect(
                self._view.global_rect(row).topLeft(), QSize(1, self._view.global_rect(row).height())
            )
            _add(menu, "bell", _("Plan a follow-up …"), partial(self.plan, row, place), Qt.Key.Key_P)
            if row.kind is RowKind.PERSON:
                _add(menu, "check", _("We were in touch"), partial(self.note_in_touch, row))
            menu.addSeparator()
        if row.decisions:
            from smallbiz_crm.ui.handing_over import add_decisions

            ids, place = [_record_of(row)[1]], self._view.global_rect(row)
            add_decisions(menu, self._desk, row.decisions, ids, row.title, self._view, place)
            menu.addSeparator()
        for position, ((kind, record_id), name) in enumerate(row.leads_to):
            key = None if position else Qt.Key.Key_Return
            text = _("Open {name}").format(name=name.replace("&", "&&"))
            _add(menu, _RECORD_ICONS[kind], text, partial(self._desk.open_record, kind, record_id), key)
        if row.kind is RowKind.TASK:
            self._add_keeping(menu, row)
        return menu

    def _add_keeping(self, menu: QMenu, row: AgendaRow) -> None:
        if _record_of(row)[0] == "follow_up":
            self._add_writing(menu, row)
            _add(menu, "edit", _("Change …"), partial(self.change, row))
        menu.addSeparator()
        _add(menu, "trash", _("Move to Trash"), partial(self.trash, row), Qt.Key.Key_Delete)

    def _add_writing(self, menu: QMenu, row: AgendaRow) -> None:
        from smallbiz_crm.ui.follow_up_list import person_of
        from smallbiz_crm.ui.write_mail import write_for

        follow_up = self._desk.workspace.follow_ups.get(_record_of(row)[1])
        person = person_of(self._desk, follow_up)
        if person is not None:
            write = partial(write_for, self._desk, self._view, person, follow_up)
            _add(menu, "mail", _("Write an e-mail …"), write)

    def _on_refused(self, record: Record, error: CrmError) -> None:
        self._view.rows.set_finishing(record, False)
        self._desk.show_trouble(error)


def _record_of(row: AgendaRow) -> Record:
    """What the row stands for; asked only of rows that stand for a record."""
    if row.record is None:
        raise ValueError(row)
    return row.record


def _add(
    menu: QMenu, icon_name: str, text: str, run: Callable[[], object], key: Qt.Key | None = None
) -> None:
    """A menu entry; its key is only shown, since the list itself answers to it."""
    action = menu.addAction(icon(icon_name), text, run)
    if key is not None:
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setShortcutVisibleInContextMenu(True)
