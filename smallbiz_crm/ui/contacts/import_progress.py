"""The last pages of the import: how far it is, and what came of it."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from smallbiz_crm.domain.imports import ImportResult, RowProblem, fold_problems
from smallbiz_crm.ui.contacts.import_words import problem_words
from smallbiz_crm.ui.kit.figures import FigureTile
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.labels import Label, scroll_area
from smallbiz_crm.ui.kit.metrics import MEDIUM, SMALL
from smallbiz_crm.words import _, ngettext

LISTED = 100


class WorkingPage(QWidget):
    """A sentence and a bar."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Label("", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        layout.addStretch(1)
        layout.addWidget(self.words)
        layout.addWidget(self.bar)
        layout.addStretch(2)

    def begin(self, words: str) -> None:
        self.words.setText(words)
        self.bar.setRange(0, 0)

    def show_progress(self, done: int, total: int) -> None:
        """`done` of `total`; a total of 0 means that nobody knows."""
        self.bar.setRange(0, total)
        self.bar.setValue(min(done, total))


class ResultPage(QWidget):
    """The numbers, and what was wrong with rows."""

    def __init__(self) -> None:
        super().__init__()
        tiles = QWidget()
        flow = FlowLayout(tiles, MEDIUM)
        self.added = FigureTile(_("Added"))
        self.updated = FigureTile(_("Updated"))
        self.same = FigureTile(_("Unchanged or skipped"))
        self.failed = FigureTile(_("Rows with remarks"))
        for tile in (self.added, self.updated, self.same, self.failed):
            flow.addWidget(tile)
        self.problems = Label("", wrap=True)
        box = QWidget()
        inside = QVBoxLayout(box)
        inside.setContentsMargins(0, 0, MEDIUM, 0)
        inside.addWidget(self.problems)
        inside.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(tiles)
        layout.addWidget(scroll_area(box), 1)

    def show_result(self, result: ImportResult) -> None:
        rows = {problem.row for problem in result.problems}
        self.added.show_figure(number(result.created))
        self.updated.show_figure(number(result.updated))
        self.same.show_figure(number(result.same + result.skipped))
        self.failed.show_figure(number(len(rows)))
        folded = fold_problems(result.problems)
        lines = [_line(problem, others) for problem, others in folded[:LISTED]]
        more = len(folded) - len(lines)
        if more > 0:
            lines.append(ngettext("… and {n} more.", "… and {n} more.", more).format(n=number(more)))
        self.problems.setText("\n".join(lines))


def _line(problem: RowProblem, others: int) -> str:
    """What is wrong with a row, and how many others are like it."""
    said = _("Row {row}: {words}").format(row=number(problem.row), words=problem_words(problem))
    if not others:
        return said
    more = ngettext("(and {n} more row like this)", "(and {n} more rows like this)", others)
    return f"{said} {more.format(n=number(others))}"
