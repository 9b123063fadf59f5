"""Shows the jobs under way: what is done, how far it is, and Cancel."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.jobs import Job, JobRunner
from smallbiz_crm.ui.kit.labels import ElidedLabel, row
from smallbiz_crm.ui.kit.metrics import LARGE, MEDIUM, SMALL, TIGHT, em
from smallbiz_crm.words import _


class JobRow(QFrame):
    """One job: title, note, progress bar and Cancel."""

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.job = job
        self.title = ElidedLabel(job.title, "strong")
        self.note = ElidedLabel("", "caption")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(job.title)
        self.cancel_button = Button(_("Cancel"))
        self.cancel_button.setVisible(job.can_cancel)
        self.cancel_button.clicked.connect(self._on_cancel)
        words = QVBoxLayout()
        words.setSpacing(TIGHT)
        words.addLayout(row(self.title, self.note, None))
        words.addWidget(self.bar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(LARGE)
        layout.addLayout(words, 1)
        layout.addWidget(self.cancel_button)
        job.progress.connect(self._on_progress)

    def _on_progress(self, done: int, total: int, note: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.note.setText(note or (f"{done * 100 // total} %" if total else ""))

    def _on_cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self.note.setText(_("Stopping …"))
        self.job.cancel()


class JobBar(QFrame):
    """A card with a row for each job of a runner; hidden while there is none."""

    def __init__(self, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._rows: dict[Job, JobRow] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        self._layout.setSpacing(SMALL)
        self.setMinimumWidth(em(self, 16))
        self.hide()
        runner.started.connect(self.add_job)

    def add_job(self, job: Job) -> None:
        """Show a job until it ends."""
        shown = self._rows[job] = JobRow(job, self)
        self._layout.addWidget(shown)
        job.ended.connect(lambda: self._on_ended(job))
        self.show()

    def rows(self) -> list[JobRow]:
        return list(self._rows.values())

    def _on_ended(self, job: Job) -> None:
        shown = self._rows.pop(job)
        self._layout.removeWidget(shown)
        shown.deleteLater()
        self.setVisible(bool(self._rows))
