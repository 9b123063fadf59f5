"""An import under way: it goes on when its dialog is closed, and says at the end what it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from smallbiz_crm.domain.imports import ImportResult
from smallbiz_crm.ui.contacts.import_choices import ImportChoices
from smallbiz_crm.ui.contacts.import_words import result_words
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.jobs import Job
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.words import _

if TYPE_CHECKING:
    from smallbiz_crm.services.imports import ImportPlan, Progress
    from smallbiz_crm.services.workspace import Workspace


class ImportRun(QObject):
    """One import. Belongs to the desk, so that it outlives the dialog; `ended` is the last of its signals."""

    progress = Signal(int, int)
    finished = Signal(object)
    ended = Signal()

    def __init__(self, desk: Desk, plan: ImportPlan, choices: ImportChoices) -> None:
        super().__init__(desk)
        self._desk = desk
        self._choices = choices
        self.plan = plan
        self.job: Job | None = None

    def start(self) -> None:
        """Begin; the job bar shows it as well."""
        plan, choices = self.plan, self._choices

        def work(workspace: Workspace, progress: Progress) -> ImportResult:
            choices.remember(workspace, plan)
            return workspace.imports.run(plan, progress)

        self.job = self._desk.run(
            _("Importing {file}").format(file=plan.path.name),
            work,
            then=self._on_done,
            ended=self._on_ended,
            owner=self,
        )
        self.job.progress.connect(lambda done, total, _note: self.progress.emit(done, total))

    def cancel(self) -> None:
        """Stop; nothing of it is kept."""
        if self.job is not None:
            self.job.cancel()

    def _on_done(self, result: ImportResult) -> None:
        words = result_words(result.created, result.updated, result.skipped + result.same)
        if result.step is None:
            toast(_("Nothing new was in the file"))
        else:
            self._desk.say_done(words)
        self.finished.emit(result)

    def _on_ended(self) -> None:
        self.ended.emit()
        self.deleteLater()
