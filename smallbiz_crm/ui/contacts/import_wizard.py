"""The import, step by step: choose a file, say how it is read, see what will happen, let it happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from smallbiz_crm.domain.errors import Cancelled, CrmError
from smallbiz_crm.domain.imports import ImportPreview, ImportResult
from smallbiz_crm.ui.contacts.import_choices import ImportChoices
from smallbiz_crm.ui.contacts.import_choose import ChooseFile
from smallbiz_crm.ui.contacts.import_decisions import Decisions
from smallbiz_crm.ui.contacts.import_mapping import MappingPage
from smallbiz_crm.ui.contacts.import_preview import PreviewPage
from smallbiz_crm.ui.contacts.import_progress import ResultPage, WorkingPage
from smallbiz_crm.ui.contacts.import_run import ImportRun
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.dialogs import KitDialog
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.labels import Label, scroll_area
from smallbiz_crm.ui.kit.latest import IsStale, NewestAnswer
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.metrics import em
from smallbiz_crm.words import _, ngettext, sentence

if TYPE_CHECKING:
    from smallbiz_crm.services.imports import ImportPlan

WIDTH, HEIGHT = 52.0, 38.0
"""Line heights; less where the window is smaller."""


class ImportWizard(KitDialog):
    """Nothing is written before the last step, and that is one step of the history."""

    def __init__(
        self, desk: Desk, parent: QWidget, *, kind: str | None = None, campaign: str | None = None
    ) -> None:
        """`kind` is what the file holds and `campaign` where its people were, if known before it is chosen."""
        super().__init__(_("Import"), parent, width=28)
        self.desk = desk
        self._kind, self._campaign = kind, campaign
        self.plan: ImportPlan | None = None
        self.run: ImportRun | None = None
        self.mapping: MappingPage | None = None
        self._choices: ImportChoices | None = None
        self._result: ImportResult | None = None
        self._reader = NewestAnswer(self, (CrmError,), inline=desk.is_inline)
        desk.closing.connect(self._reader.stop)
        self.choose = ChooseFile()
        self.choose.chosen.connect(self.open_file)
        self.preview = PreviewPage(desk)
        self.preview.words_requested.connect(self._on_words_requested)
        self.preview.decided.connect(self._on_decided)
        self.working = WorkingPage()
        self.report = ResultPage()
        self.pages = QStackedWidget()
        for page in (self.choose, self.preview, self.working, self.report):
            self.pages.addWidget(page)
        self._mapping_place: QWidget | None = None
        self.problem = Label("", "caption", wrap=True)
        self.problem.set_tone("danger")
        self.problem.hide()
        self.body.addWidget(self.pages, 1)
        self.body.addWidget(self.problem)
        self._add_buttons()
        self._show(self.choose)
        room = parent.window().size()
        self.resize(min(em(self, WIDTH), room.width() - 32), min(em(self, HEIGHT), room.height() - 32))

    def _add_buttons(self) -> None:
        self.back_button = self.add_button(_("Back"), self._on_back, left=True)
        self.save_button = self.add_button(_("Save these rows"), self._on_save_problems, left=True)
        self.cancel_button = self.add_button(_("Cancel"), self._on_cancel)
        self.hide_button = self.add_button(_("Go on in the background"), self.reject)
        self.next_button = self.add_button(_("Preview"), self._on_next, kind="primary")

    def open_file(self, path: Path) -> None:
        """Look at a file and say how it would be read."""
        if self.desk.workspace.everything.is_one(path):
            self._read_everything(path)
            return
        self._choices = ImportChoices(path, kind=self._kind)
        if self._campaign is not None:
            campaign = self.desk.workspace.campaigns.named(self._campaign)
            self._choices.take_campaign(campaign, self.desk.today())
        self.preview.decisions = Decisions()
        if self._mapping_place is not None:
            self.pages.removeWidget(self._mapping_place)
            self._mapping_place.deleteLater()
        self.mapping = MappingPage(self.desk, self._choices)
        self.mapping.changed.connect(self._look)
        self._mapping_place = scroll_area(self.mapping)
        self.pages.addWidget(self._mapping_place)
        self.plan = None
        self._look()

    def _read_everything(self, path: Path) -> None:
        """A zip of everything says by itself what goes where; there is nothing to map."""
        self.choose.show_problem("")
        self.desk.run(
            _("Importing {file}").format(file=path.name),
            lambda workspace, progress: workspace.everything.read(path, progress),
            then=self._on_everything_read,
            refused=lambda error: self.choose.show_problem(sentence(error)),
            owner=self,
        )

    def _on_everything_read(self, result: ImportResult) -> None:
        said = ngettext("{n} record read back", "{n} records read back", result.rows)
        self.desk.say_done(said.format(n=number(result.rows)))
        self.accept()

    # -- reading the file ---------------------------------------------------------------------------------

    def _look(self) -> None:
        choices, workspace = self._choices, self.desk.workspace
        if choices is not None:
            self._say("")
            self._reader.ask(lambda _is_stale: choices.open(workspace), self._on_looked, self._on_not_read)

    def _on_looked(self, plan: ImportPlan) -> None:
        self.plan = plan
        if self.mapping is None or self._mapping_place is None:
            return
        self.mapping.show_plan(plan)
        if self.pages.currentWidget() is not self._mapping_place:
            self._show(self._mapping_place)
        self._show_buttons()

    def _on_not_read(self, error: CrmError) -> None:
        if self.pages.currentWidget() is self.choose or self.plan is None:
            self._show(self.choose)
            self.choose.show_problem(sentence(error))
        else:
            self._say(sentence(error))

    def _read_preview(self) -> None:
        plan, workspace = self.plan, self.desk.workspace
        if plan is None:
            return
        plan = self.plan = self._with_decisions(plan)
        told = _Told(self)
        told.reported.connect(self.working.show_progress)
        self.working.begin(_("Reading {file} …").format(file=plan.path.name))
        self._show(self.working)

        def read(is_stale: IsStale) -> ImportPreview:
            told.is_stale = is_stale
            return workspace.imports.preview(plan, told)

        self._reader.ask(read, self._on_previewed, self._on_not_previewed)

    def _with_decisions(self, plan: ImportPlan) -> ImportPlan:
        """What was said of rows holds as long as the file is read as the same kind."""
        decisions = self.preview.decisions
        return replace(plan, decisions=dict(decisions.said) if decisions.kind == plan.kind else {})

    def _on_previewed(self, preview: ImportPreview) -> None:
        self.preview.show_preview(preview)
        self._show(self.preview)

    def _on_decided(self) -> None:
        """Judge the rows anew in the background: what is said of one may change what later ones are."""
        if self.plan is None:
            return
        self.plan = replace(self.plan, decisions=dict(self.preview.decisions.said))
        self._show_buttons()
        plan, workspace, told = self.plan, self.desk.workspace, _Told(self)

        def read(is_stale: IsStale) -> ImportPreview:
            told.is_stale = is_stale
            return workspace.imports.preview(plan, told)

        self._reader.ask(read, self._on_judged_again)

    def _on_judged_again(self, preview: ImportPreview) -> None:
        self.preview.show_again(preview)
        self._show_buttons()

    def _on_not_previewed(self, error: CrmError) -> None:
        self._on_back()
        self._say(sentence(error))

    def _on_words_requested(self, words: list[object]) -> None:
        if self.mapping is not None:
            self._on_back()
            self.mapping.show_unknown(words)  # pyright: ignore[reportArgumentType] - through a signal

    # -- importing ----------------------------------------------------------------------------------------

    def _import(self) -> None:
        if self.plan is None or self._choices is None:
            return
        self.run = ImportRun(self.desk, self.plan, self._choices)
        self.run.progress.connect(self.working.show_progress)
        self.run.finished.connect(self._on_finished)
        self.run.ended.connect(self._on_ended)
        self.working.begin(_("Importing {file} …").format(file=self.plan.path.name))
        self._show(self.working)
        self.run.start()

    def _on_finished(self, result: ImportResult) -> None:
        self._result = result
        if not result.problems:
            self.accept()
            return
        self.report.show_result(result)
        self._show(self.report)

    def _on_ended(self) -> None:
        """After a run that was cancelled or refused: back to what would happen."""
        self.run, ended = None, self.run
        if ended is not None and self._result is None and self.pages.currentWidget() is self.working:
            self._show(self.preview)

    def _on_save_problems(self) -> QFileDialog:
        plan = self.plan
        ending = "csv" if plan is None or plan.columns else "vcf"
        start = plan.path.with_name(f"{plan.path.stem} {_('problems')}.{ending}") if plan else Path()
        dialog = QFileDialog(self, _("Save the rows with remarks"), str(start))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(start.name)
        dialog.fileSelected.connect(lambda path: self.save_problems(Path(path)))
        dialog.open()
        return dialog

    def save_problems(self, target: Path) -> None:
        """Write the rows with remarks into a file to be mended."""
        plan, result = self.plan, self._result
        if plan is not None and result is not None:
            self.desk.run(
                _("Saving rows"),
                lambda workspace, _progress: workspace.imports.save_failed_rows(
                    plan, result.problems, target
                ),
                then=lambda _nothing: toast(_("The rows are in {file}").format(file=target.name)),
            )

    # -- going from page to page --------------------------------------------------------------------------

    def _on_next(self) -> None:
        page = self.pages.currentWidget()
        steps: dict[QWidget | None, Callable[[], object]] = {
            self._mapping_place: self._read_preview,
            self.preview: self._import,
            self.report: self.accept,
        }
        steps.get(page, lambda: None)()

    def _on_back(self) -> None:
        self._reader.forget()
        self._say("")
        page = self.pages.currentWidget()
        if page is self._mapping_place or self._mapping_place is None:
            self._show(self.choose)
        else:
            self._show(self._mapping_place)

    def _on_cancel(self) -> None:
        if self.run is not None:
            self.run.cancel()
        elif self.pages.currentWidget() is self.working:
            self._on_back()
        else:
            self.reject()

    def _show(self, page: QWidget) -> None:
        self.pages.setCurrentWidget(page)
        titles = {
            self.choose: _("Import: choose a file"),
            self.preview: _("Import: what will happen"),
            self.working: _("Import"),
            self.report: _("Import: what was done"),
        }
        self.title_label.setText(titles.get(page, _("Import: how the file is read")))
        self._show_buttons()
        starts = (
            (self.next_button, self.cancel_button)
            if page is not self.choose
            else (self.choose.choose_button,)
        )
        next(button for button in (*starts, self) if button.isEnabled() and not button.isHidden()).setFocus()

    def _show_buttons(self) -> None:
        page = self.pages.currentWidget()
        is_mapping = page is self._mapping_place and page is not None
        self.back_button.setVisible(is_mapping or page is self.preview)
        self.save_button.setVisible(page is self.report and self.plan is not None)
        self.cancel_button.setVisible(page is not self.report)
        self.hide_button.setVisible(page is self.working and self.run is not None)
        self.next_button.setVisible(is_mapping or page in (self.preview, self.report))
        if is_mapping:
            self.next_button.setText(_("Preview"))
            self.next_button.setEnabled(self.plan is not None and not self.plan.questions)
        elif page is self.preview:
            count = self.preview.changes
            text = ngettext("Import {n} row", "Import {n} rows", count).format(n=number(count))
            self.next_button.setText(text if count else _("Nothing to import"))
            self.next_button.setEnabled(bool(count))
        else:
            self.next_button.setText(_("Done"))
            self.next_button.setEnabled(True)

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and self.pages.currentWidget() is self.choose:
            self.choose.paste()
            return
        super().keyPressEvent(event)


class _Told(QObject):
    """Progress of a preview, carried to the dialog; stops when nobody waits for it."""

    reported = Signal(int, int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_stale: IsStale = lambda: False

    def report(self, done: int, total: int, note: str = "") -> None:  # noqa: ARG002 - the notes of a job
        self.reported.emit(done >> 10, max(total >> 10, 1))

    def raise_if_cancelled(self) -> None:
        if self.is_stale():
            raise Cancelled
