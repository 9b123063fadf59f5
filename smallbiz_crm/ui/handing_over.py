"""Deciding on leads, the same from every page: mark as MQL, accept with a deal, return with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.hand_over import MAY_ACCEPT, MAY_QUALIFY, MAY_RETURN, Clock, Return
from smallbiz_crm.domain.scoring import TENTHS
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.fields import ChoiceField, DateField, TextField
from smallbiz_crm.ui.kit.formats import day_short, number
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.words import _, ngettext, sentence

if TYPE_CHECKING:
    from smallbiz_crm.domain.contacts import Lifecycle

KEYS = {Qt.Key.Key_Q: "qualify", Qt.Key.Key_A: "accept", Qt.Key.Key_R: "return"}
"""One key a decision, wherever the focus is on a lead but not in a text."""


def decide(
    desk: Desk, how: str, ids: Sequence[int], name: str, parent: QWidget, anchor: QWidget | QRect
) -> ReturnPopover | None:
    """Qualify, accept or return people; `name` is said where it is one. Returning asks for the reason at `anchor`."""
    people = list(ids)
    if not people:
        return None
    if how == "return":
        return ReturnPopover(desk, parent, people, name).ask(anchor)
    if how == "accept":
        desk.write(
            lambda workspace: len(workspace.hand_overs.accept(people)),
            then=lambda count: desk.say_done(_accepted_words(count, name)),
            refused=lambda error: _say_no(desk, error),
        )
    else:
        desk.write(
            lambda workspace: workspace.hand_overs.qualify(people),
            then=lambda count: desk.say_done(_qualified_words(count, name)),
            refused=lambda error: _say_no(desk, error),
        )
    return None


def decisions_for(stage: Lifecycle) -> list[str]:
    """What can be decided about somebody who stands there, in the order of the way."""
    ways = (("qualify", MAY_QUALIFY), ("accept", MAY_ACCEPT), ("return", MAY_RETURN))
    return [how for how, stages in ways if stage in stages]


def add_decisions(
    menu: QMenu, desk: Desk, hows: Sequence[str], ids: Sequence[int], name: str, parent: QWidget, place: QRect
) -> None:
    """Put decisions into a menu, each with the key that does the same."""
    words = {"qualify": _("Mark as MQL"), "accept": _("Accept, with a deal"), "return": _("Return …")}
    icons = {"qualify": "flag", "accept": "handshake", "return": "undo"}
    for how in hows:
        run = partial(decide, desk, how, ids, name, parent, place)
        action = menu.addAction(icon(icons[how]), words[how], run)
        action.setShortcut(QKeySequence(next(key for key, each in KEYS.items() if each == how)))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # the page itself answers to the key
        action.setShortcutVisibleInContextMenu(True)


class ReturnPopover(Popover):
    """Reason, note and the day to try again; Enter returns for the reason used most often first."""

    def __init__(self, desk: Desk, parent: QWidget, ids: Sequence[int], name: str) -> None:
        if len(ids) == 1:
            title = _("Return {name} to marketing").format(name=name)
        else:
            title = ngettext("Return {n} lead to marketing", "Return {n} leads to marketing", len(ids))
            title = title.format(n=number(len(ids)))
        super().__init__(title, _("Return"), parent.window(), width=20, keep_open=True)
        self._desk = desk
        self._ids = list(ids)
        self._name = name
        reasons = desk.workspace.hand_overs.reasons()
        self.reason = ChoiceField(_("Reason"), [(each, each) for each in reasons], stacked=True)
        self.reason.set_value(reasons[0] if reasons else None)
        self.note = TextField(_("Note"), stacked=True, placeholder=_("What they said"))
        self.again = DateField(
            _("Try again on"), desk.today, stacked=True, placeholder=_("a day, or nothing")
        )
        for field in (self.reason, self.note, self.again):
            self.body.addWidget(field)
        self.submitted.connect(self._write)

    def ask(self, anchor: QWidget | QRect) -> ReturnPopover:
        """Open it."""
        self.open_at(anchor, focus=self.reason.input())
        return self

    def _write(self) -> None:
        if not self.note.commit() or not self.again.commit():
            return
        reason = self.reason.value() or ""
        text = _("Try again: {reason}").format(reason=reason)
        why = Return(reason, self.note.value(), self.again.value(), text)
        self._desk.write(
            lambda workspace: workspace.hand_overs.send_back(self._ids, why),
            then=partial(self._on_returned, reason),
            refused=lambda error: self.show_problem(sentence(error)),
            owner=self,
        )

    def _on_returned(self, reason: str, count: int) -> None:
        self.finish()
        if len(self._ids) == 1:
            said = _("Returned {name}: {reason}").format(name=self._name, reason=reason)
        else:
            said = ngettext("Returned {n} lead: {reason}", "Returned {n} leads: {reason}", count).format(
                n=number(count), reason=reason
            )
        self._desk.say_done(said)


def clock_words(clock: Clock) -> str:
    """How much of the promise is left, in a few words."""
    if clock.contacted_on is not None:
        return _("in touch {day}").format(day=day_short(clock.contacted_on))
    left = abs(clock.left)
    if clock.is_late:
        if clock.in_hours:
            return ngettext("{n} hour late", "{n} hours late", left).format(n=number(left))
        return ngettext("{n} working day late", "{n} working days late", left).format(n=number(left))
    if clock.in_hours:
        return ngettext("{n} hour left", "{n} hours left", left).format(n=number(left))
    if not left:
        return _("due today")
    return ngettext("{n} working day left", "{n} working days left", left).format(n=number(left))


def points_words(tenths: int) -> str:
    """Points, with a decimal where there is one."""
    whole, rest = divmod(tenths, TENTHS)
    shown = number(tenths / TENTHS, 1) if rest else number(whole)
    return ngettext("{n} point", "{n} points", whole if not rest else 2).format(n=shown)


def _accepted_words(count: int, name: str) -> str:
    if count == 1:
        return _("Accepted {name}, a deal is begun").format(name=name)
    return ngettext("Accepted {n} lead, with a deal", "Accepted {n} leads, each with a deal", count).format(
        n=number(count)
    )


def _qualified_words(count: int, name: str) -> str:
    if count == 1:
        return _("{name} is an MQL and waits for sales").format(name=name)
    return ngettext("{n} MQL waits for sales", "{n} MQLs wait for sales", count).format(n=number(count))


def _say_no(desk: Desk, error: CrmError) -> None:
    """A decision that is made already is said in passing."""
    if error.code.startswith("hand_over."):
        toast(sentence(error))
    else:
        desk.show_trouble(error)
