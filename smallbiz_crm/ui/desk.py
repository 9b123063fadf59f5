"""What every page stands on: the workspace, writing to it, hearing of changes, going to pages and records."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.errors import Cancelled, CrmError
from smallbiz_crm.ui.kit.jobs import Job, JobRunner, Progress, WriterThread
from smallbiz_crm.ui.kit.messages import Toast, toast, trouble
from smallbiz_crm.ui.kit.side_panel import SidePanel
from smallbiz_crm.words import _, phrase, sentence

if TYPE_CHECKING:  # the first paint does not wait for the database library
    from smallbiz_crm.services.history import StepRow, TakenBack
    from smallbiz_crm.services.workspace import Changes, Workspace

T = TypeVar("T")
Touched = Mapping[str, frozenset[int]]
More = tuple[str, Callable[[], object]]
"""What a toast offers beside Undo: words, and what they do."""

_TURN = 0.001
"""Seconds after which a thread that computes lets the window have its turn: a fifth of Python's own."""


class Desk(QObject):
    """The one object that pages and panels share. Lives on the GUI thread, from before the workspace is open.

    `opened` comes once, when there is something to read. `changed` tells after each commit which records were
    touched, by kind: contact, company, deal, campaign, follow_up, spend, step … Reads go straight to
    `workspace`; every write goes through `write`, long work through `run`.
    """

    opened = Signal()

    closing = Signal()
    """Comes once, before the workspace closes: whoever reads in a thread of its own stops."""

    changed = Signal(object)
    record_requested = Signal(str, int)
    page_requested = Signal(str, object)
    import_requested = Signal(str, str)
    """A file is to be imported as this kind of row, for the campaign of that name; empty where the file says."""
    restore_requested = Signal(object, object)
    """The path of a copy to be put in the place of this workspace, and its own password or None."""
    password_requested = Signal(object)
    """The new password of this workspace, or None: it is to have none any more."""
    lock_requested = Signal()
    """The workspace is to be closed and its key forgotten until the password is typed again."""
    command_added = Signal(object)
    _heard = Signal(object)

    def __init__(self, workspace: Workspace | None = None, *, inline: bool = False) -> None:
        super().__init__()
        self._workspace: Workspace | None = None
        self.is_inline = inline
        if not inline:
            sys.setswitchinterval(_TURN)
        self.writer = WriterThread((CrmError,), inline=inline)
        self.jobs = JobRunner((CrmError,), Cancelled, inline=inline)
        self.commands: list[QAction] = []
        self._offers: dict[int, Toast] = {}
        """The toasts on show that offer to take back a step."""
        self._heard.connect(self._on_heard, Qt.ConnectionType.AutoConnection)
        if workspace is not None:
            self.attach(workspace)

    def attach(self, workspace: Workspace) -> None:
        """Take the opened workspace and let the pages read it."""
        self._workspace = workspace
        workspace.on_change(self._on_commit)
        self.opened.emit()

    @property
    def is_open(self) -> bool:
        return self._workspace is not None

    @property
    def workspace(self) -> Workspace:
        """The open workspace. Raises RuntimeError before `opened`."""
        if self._workspace is None:
            raise RuntimeError("the workspace is not open yet")
        return self._workspace

    # -- reading ------------------------------------------------------------------------------------------

    def today(self) -> date:
        return self.workspace.clock.today()

    def currency(self) -> str:
        """The home currency."""
        return self.workspace.settings.currency

    # -- writing ------------------------------------------------------------------------------------------

    def write(
        self,
        change: Callable[[Workspace], T],
        *,
        then: Callable[[T], object] | None = None,
        refused: Callable[[CrmError], object] | None = None,
        said: str | Callable[[T], str] | None = None,
        more: More | Callable[[T], More | None] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Do `change` on the writer thread.

        `said` becomes a toast whose Undo takes back this step, whatever came after it, and which may offer `more`,
        words and what they do; both may depend on what came of the change. Without `refused` a failure is shown.
        """

        def work() -> tuple[T, int | None]:
            before = self._newest_step() if said else None
            result = change(self.workspace)
            newest = self._newest_step() if said else None
            return result, newest if newest != before else None

        def on_done(outcome: tuple[T, int | None]) -> None:
            result, step = outcome
            if said:
                text = said(result) if callable(said) else said
                self._offer_undo(text, step, more(result) if callable(more) else more)
            if then is not None:
                then(result)

        self.writer.submit(work, on_done, refused or self.show_trouble, owner=owner or self)

    def run(
        self,
        title: str,
        work: Callable[[Workspace, Progress], T],
        *,
        then: Callable[[T], object] | None = None,
        refused: Callable[[CrmError], object] | None = None,
        ended: Callable[[], object] | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Do long work in a thread of its own, with progress and Cancel."""
        return self.jobs.run(
            title,
            lambda progress: work(self.workspace, progress),
            then,
            refused or self.show_trouble,
            ended,
            owner or self,
        )

    def say_done(self, text: str) -> None:
        """A toast that says what was done last and offers to undo it."""
        self._offer_undo(text, self._newest_step())

    def _newest_step(self) -> int | None:
        step = self.workspace.history.next_undo()
        return None if step is None else step.id

    def _offer_undo(self, text: str, step: int | None, more: More | None = None) -> None:
        if step is None:
            toast(text)
            return
        shown = toast(text, _("Undo"), lambda: self.take_back(step))
        if shown is None:
            return
        self._offers[step] = shown
        shown.destroyed.connect(partial(self._offers.pop, step, None))
        if more is not None:
            shown.offer(*more)

    def _on_taken_back(self, done: TakenBack) -> None:
        """Say what was taken back; a toast that still offers to take back the same goes."""
        outdated = self._offers.pop(done.of.id, None)
        if outdated is not None:
            outdated.dismiss()
        toast(_("Undone: {label}").format(label=label_of(done.of)))

    def take_back(self, step: int) -> None:
        """Take back one step alone; what stands in the way is said and nothing changes."""
        self.write(
            lambda workspace: workspace.history.undo(step),
            then=self._on_taken_back,
        )

    def undo(self) -> None:
        """Take back the newest step."""
        self.write(
            lambda workspace: workspace.history.undo(),
            then=self._on_taken_back,
        )

    def redo(self) -> None:
        """Bring back what the newest undo took."""
        self.write(
            lambda workspace: workspace.history.redo(),
            then=lambda done: toast(_("Redone: {label}").format(label=label_of(done.of))),
        )

    def show_trouble(self, error: CrmError) -> None:
        """Say what stands in the way: a refusal in passing, real trouble in a dialog."""
        if isinstance(error, Cancelled):
            return
        if error.code in ("undo.nothing", "redo.nothing", "step.undone_already"):
            toast(sentence(error))
        else:
            trouble(_("That did not work"), sentence(error))

    # -- going places -------------------------------------------------------------------------------------

    def open_record(self, kind: str, record_id: int) -> None:
        """Show a record (contact, company, deal, campaign) in the side panel of whatever page is open."""
        self.record_requested.emit(kind, record_id)

    def open_page(self, key: str, argument: object = None) -> None:
        """Go to a page: today, contacts, deals, campaigns, reports, history, trash, settings, help."""
        self.page_requested.emit(key, argument)

    def ask_import(self, kind: str = "", campaign: str = "") -> None:
        """Ask for the import over the page that is shown."""
        self.import_requested.emit(kind, campaign)

    def add_command(
        self, text: str, run: Callable[[], object], *, shortcut: str = "", icon: Any = None, menu: str = ""
    ) -> QAction:
        """Register an action once; menus, the palette and the shortcut list read the registry.

        `menu` is the title key of the menu it stands in: file, edit, record, view, help.
        """
        action = QAction(text, self)
        if icon is not None:
            action.setIcon(icon)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        action.setProperty("menu", menu)
        action.triggered.connect(lambda: run())
        self.commands.append(action)
        self.command_added.emit(action)
        return action

    # -- hearing ------------------------------------------------------------------------------------------

    def _on_commit(self, changes: Changes) -> None:
        touched = {kind: frozenset(ids) for kind, ids in changes.records.items() if ids}
        touched["step"] = frozenset((0,))
        self._heard.emit(touched)

    def _on_heard(self, touched: Touched) -> None:
        self.changed.emit(touched)

    def close(self) -> None:
        """Let queued writes finish and cancel long work; called once, before the workspace closes."""
        self.closing.emit()
        self.jobs.cancel_all()
        self.jobs.drain()
        self.writer.stop()


class Page(QWidget):
    """One of the pages behind the rail. Refreshes when it is shown after something it cares about changed.

    A page sets `key` and `cares_for` (record kinds whose changes make it stale) and implements `refresh`.
    """

    key = ""
    cares_for: frozenset[str] = frozenset()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._is_stale = True
        desk.changed.connect(self._on_changed)
        desk.opened.connect(self._on_opened)

    def refresh(self) -> None:
        """Read again what the page shows, keeping selection and scroll position."""
        raise NotImplementedError

    def open_with(self, argument: object) -> None:
        """Take the argument of `Desk.open_page`; pages that know none ignore it."""

    def focus_find(self) -> None:
        """Put the cursor where one searches on this page (Ctrl+F)."""

    def create_record(self) -> None:
        """The page's primary action (Ctrl+N)."""

    def make_fresh(self) -> None:
        """Refresh if anything changed since the last time; the shell calls it when the page is shown."""
        if self._is_stale and self.desk.is_open:
            self._is_stale = False
            self.refresh()

    def _on_opened(self) -> None:
        if self.isVisible():
            self.make_fresh()

    def _on_changed(self, touched: Touched) -> None:
        if not self.cares_for.isdisjoint(touched):
            self._is_stale = True
            if self.isVisible():
                self.make_fresh()


class RecordPanel(SidePanel):
    """The side panel of one kind of record, the same on every page."""

    kind = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.record_id: int | None = None
        desk.changed.connect(self._on_changed)

    def show_record(self, record_id: int) -> None:
        """Fill the panel from the workspace."""
        self.record_id = record_id
        self.refresh()

    def refresh(self) -> None:
        """Read the record again; a field being edited keeps what was typed."""
        raise NotImplementedError

    def _on_changed(self, touched: Touched) -> None:
        if self.record_id is not None and self.isVisible() and self.cares(touched):
            self.refresh()

    def cares(self, touched: Touched) -> bool:
        """Whether a change concerns the record shown."""
        return self.record_id in touched.get(self.kind, frozenset()) or bool(
            {"follow_up", "activity"} & touched.keys()
        )


def label_of(step: StepRow) -> str:
    """A step of the history in words."""
    return phrase(f"step.{step.code}", **step.params)
