"""Every step ever taken, the newest first; any one that stands can be taken back alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from smallbiz_crm.domain.days import from_micros
from smallbiz_crm.ui.desk import Desk, Page, label_of
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.formats import clock, day, day_short, number
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel, Row
from smallbiz_crm.ui.shell.page_frame import PageFrame
from smallbiz_crm.words import _, ngettext

if TYPE_CHECKING:
    from smallbiz_crm.services.history import StepRow, TakenBack

STEPS_A_PAGE = 200
_UNDONE, _UNDO, _REDO, _CLOSED = "undone", "undo", "redo", "closed"
_STATE_CHIPS: dict[str, ChipKind] = {_UNDONE: "warning", _CLOSED: "neutral"}


class HistoryPage(Page):
    """A list of steps and the one action on them."""

    key = "history"
    cares_for = frozenset(("step",))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._steps: dict[int, StepRow] = {}
        self._wanted = STEPS_A_PAGE
        self.take_back_button = Button(_("Take back"), "undo", "primary")
        self.take_back_button.clicked.connect(self.take_back)
        self.take_back_button.setEnabled(False)
        frame = PageFrame(
            self,
            _("History"),
            _("Everything that was done, the newest first. One step can be taken back without the others."),
            self.take_back_button,
        )
        self.model = PagedTableModel(self._columns(), self._rows, self)
        self.list = ListView(self.model, _("Steps"))
        self.list.set_empty_state(EmptyState("history", _("Nothing has been done here yet.")))
        self.list.opened.connect(lambda _step: self.take_back())
        self.list.selection_changed.connect(self._show_action)
        self.list.menu_requested.connect(self._show_menu)
        self.more_button = Button(_("Show older steps"), kind="quiet")
        self.more_button.clicked.connect(self.show_more)
        self.more_button.hide()
        frame.body.addWidget(self.list, 1)
        frame.body.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setFocusProxy(self.list)

    def refresh(self) -> None:
        """Read the steps shown so far again."""
        self._fill(self.desk.workspace.history.list(self._wanted))

    def show_more(self) -> None:
        """Read the next steps and go on where the list ended."""
        oldest = min(self._steps, default=None)
        self._wanted += STEPS_A_PAGE
        found = self.desk.workspace.history.list(STEPS_A_PAGE, oldest)
        self._steps |= {step.id: step for step in found}
        self.model.extend_ids(step.id for step in found)
        self.more_button.setVisible(len(found) == STEPS_A_PAGE)
        self.list.setFocus()

    def take_back(self) -> None:
        """Take back the chosen step, and say what stands in the way when something does."""
        step = self._chosen()
        if step is None or not can_be_taken_back(step):
            return

        def say(done: TakenBack) -> None:
            toast(_("Taken back: {label}").format(label=label_of(done.of)), _("Undo"), self.desk.redo)

        self.desk.write(lambda workspace: workspace.history.undo(step.id), then=say, owner=self)

    def _fill(self, steps: list[StepRow]) -> None:
        self._steps = {step.id: step for step in steps}
        ids = list(self._steps)
        if list(self.model.ids()) == ids:
            self.model.invalidate()
        else:
            if not self.list.hasFocus():
                self.list.select_id(None)
            self.model.set_ids(ids)
        self.more_button.setVisible(len(steps) >= self._wanted)
        self._show_action()

    def _columns(self) -> list[Column]:
        return [
            Column("at", _("When"), 17, look="muted", show=self._moment, sortable=False),
            Column("what", _("What"), 40, stretch=2, show=step_text, is_quiet=is_echo, sortable=False),
            Column("changed", _("Changed"), 20, stretch=1, look="muted", show=counts_text, sortable=False),
            Column("state", "", 12, show=_state_text, chip=_STATE_CHIPS.get, sortable=False),
        ]

    def _rows(self, ids: Iterable[int]) -> list[Row]:
        steps = [self._steps[step_id] for step_id in ids if step_id in self._steps]
        return [(step.id, step.at, step, step.changed, state_of(step)) for step in steps]

    def _moment(self, micros: int) -> str:
        at = from_micros(micros).astimezone()
        return moment_text(at, self.desk.today())

    def _chosen(self) -> StepRow | None:
        ids = self.list.selected_ids()
        return self._steps.get(ids[0]) if len(ids) == 1 else None

    def _show_action(self) -> None:
        step = self._chosen()
        self.take_back_button.setEnabled(step is not None and can_be_taken_back(step))

    def _show_menu(self, step_id: int | None, place: QPoint) -> None:
        step = self._steps.get(step_id) if step_id is not None else None
        if step is not None and can_be_taken_back(step):
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addAction(icon("undo", "muted"), _("Take back"), self.take_back)
            menu.popup(place)


def can_be_taken_back(step: StepRow) -> bool:
    """Whether it stands and still holds what it takes; later work may yet be in the way."""
    return step.kind == "do" and not step.is_undone and not step.is_closed


def is_echo(step: StepRow) -> bool:
    """Whether it only took another step back, or forth."""
    return step.kind in (_UNDO, _REDO)


def step_text(step: StepRow) -> str:
    """What was done, in words."""
    label = label_of(step)
    if step.kind == _UNDO:
        return _("Taken back: {label}").format(label=label)
    return _("Brought back: {label}").format(label=label) if step.kind == _REDO else label


def state_of(step: StepRow) -> str:
    """``undone``, ``closed`` (can no longer be taken back) or "" for what simply stands."""
    if step.kind != "do":
        return ""
    return _UNDONE if step.is_undone else _CLOSED if step.is_closed else ""


def _state_text(state: str) -> str:
    return {_UNDONE: _("Taken back"), _CLOSED: _("Closed")}.get(state, "")


def moment_text(at: datetime, today: date) -> str:
    """``Today 14:05``, ``Fri 15 May, 14:05``, last year with its year."""
    if at.date() == today:
        return f"{_('Today')}, {clock(at)}"
    shown = day_short(at.date()) if at.year == today.year else day(at.date())
    return f"{shown}, {clock(at)}"


def counts_text(changed: Mapping[str, int]) -> str:
    """How many records of each kind: ``1 person, 2 deals``; only their details otherwise."""
    words = {
        "contact": lambda n: ngettext("{n} person", "{n} people", n),
        "company": lambda n: ngettext("{n} company", "{n} companies", n),
        "deal": lambda n: ngettext("{n} deal", "{n} deals", n),
        "campaign": lambda n: ngettext("{n} campaign", "{n} campaigns", n),
        "follow_up": lambda n: ngettext("{n} follow-up", "{n} follow-ups", n),
        "activity": lambda n: ngettext("{n} activity", "{n} activities", n),
        "planned_item": lambda n: ngettext("{n} planned item", "{n} planned items", n),
        "spend": lambda n: ngettext("{n} spend line", "{n} spend lines", n),
        "touch": lambda n: ngettext("{n} touch", "{n} touches", n),
        "setting": lambda n: ngettext("{n} setting", "{n} settings", n),
    }
    named = [
        word(changed[kind]).format(n=number(changed[kind])) for kind, word in words.items() if kind in changed
    ]
    if named:
        return ", ".join(named)
    count = sum(changed.values())
    return ngettext("{n} detail", "{n} details", count).format(n=number(count)) if count else ""
