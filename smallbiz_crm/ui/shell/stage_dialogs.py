"""Dialogs about stages and reasons: what a stage is, where its deals go when it is removed, a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from smallbiz_crm.domain.deals import ExitFact, Outcome, Stage
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.fields import AmountField, ChoiceField, TextField
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.labels import Label, row
from smallbiz_crm.ui.kit.metrics import SMALL, TIGHT
from smallbiz_crm.ui.stage_words import COLOUR_NAMES, FACT_NAMES
from smallbiz_crm.words import _, ngettext, sentence

PER_CENT = 100
FACTS_A_ROW = 2


class _StoringDialog(FormDialog):
    """A form that closes when what it asked for is written, and says why when it was refused."""

    def __init__(self, desk: Desk, title: str, accept: str, parent: QWidget) -> None:
        super().__init__(title, accept, parent.window(), width=24)
        self.desk = desk

    def store(self, change: Callable[[Workspace], object], said: str | None = None) -> None:
        """Write, then close."""
        self.accept_button.setEnabled(False)
        self.desk.write(
            change, said=said, then=lambda _result: self.accept(), refused=self._on_refused, owner=self
        )

    def _on_refused(self, error: CrmError) -> None:
        self.accept_button.setEnabled(True)
        self.show_problem(sentence(error))


class StageDialog(_StoringDialog):
    """Name, probability, days to stale, colour and exit check of a stage; a new one without `stage`."""

    def __init__(self, desk: Desk, stage: Stage | None, parent: QWidget) -> None:
        title = _("Add a stage") if stage is None else _("Change “{name}”").format(name=stage.name)
        super().__init__(desk, title, _("Add") if stage is None else _("Save"), parent)
        self.stage = stage
        self.is_open = stage is None or stage.kind is Outcome.OPEN
        self.name_field = TextField(_("Name"), stacked=True)
        self.probability_field = AmountField(
            _("Probability, %"), parse=_read_percent, show=_show_number, stacked=True
        )
        self.stale_field = AmountField(
            _("Stale after, days"),
            parse=_read_days,
            show=_show_number,
            stacked=True,
            placeholder=_("Never"),
        )
        colours = [(colour, _(name)) for colour, name in COLOUR_NAMES.items()]
        self.colour_field = ChoiceField(_("Colour"), colours, stacked=True)
        self.fact_boxes = {fact: QCheckBox(_(name)) for fact, name in FACT_NAMES.items()}
        self._lay_out()
        self._fill()
        self.submitted.connect(self._on_submitted)
        self.name_field.setFocus()

    def _lay_out(self) -> None:
        self.body.addWidget(self.name_field)
        if self.is_open:
            self.body.addLayout(row(self.probability_field, self.stale_field))
        self.body.addWidget(self.colour_field)
        if not self.is_open:
            return
        self.body.addWidget(Label(_("Exit check"), "strong"))
        note = _("What should be known before a deal moves on. What is missing stands on its card.")
        self.body.addWidget(Label(note, "caption", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(SMALL)
        grid.setVerticalSpacing(TIGHT)
        for place, box in enumerate(self.fact_boxes.values()):
            grid.addWidget(box, place // FACTS_A_ROW, place % FACTS_A_ROW)
        self.body.addLayout(grid)

    def _fill(self) -> None:
        stage = self.stage
        self.name_field.set_value(stage.name if stage else "")
        self.probability_field.set_value(stage.probability // PER_CENT if stage else 50)
        self.stale_field.set_value(stage.stale_days if stage else 14)
        self.colour_field.set_value(stage.colour if stage else None)
        for fact, box in self.fact_boxes.items():
            box.setChecked(stage is not None and fact in stage.exit_check)

    def facts(self) -> tuple[ExitFact, ...]:
        """The facts that are ticked."""
        return tuple(fact for fact, box in self.fact_boxes.items() if box.isChecked())

    def _on_submitted(self) -> None:
        fields = [self.name_field, self.colour_field]
        if self.is_open:
            fields += [self.probability_field, self.stale_field]
        bad = next((field for field in fields if not field.commit()), None)
        if bad is not None:
            bad.setFocus()
            return
        values: dict[str, Any] = {"colour": self.colour_field.value()}
        if self.is_open:
            values |= {"stale_days": self.stale_field.value(), "exit_check": self.facts()}
        name: str = self.name_field.value()
        share = (self.probability_field.value() or 0) * PER_CENT
        stage = self.stage
        if stage is None:
            said = _("Added the stage “{name}”").format(name=name)
            self.store(lambda workspace: workspace.stages.add(name, share, **values), said)
            return
        if self.is_open:
            values["probability"] = share
        self.store(lambda workspace: workspace.stages.edit(stage.id, name=name, **values))


class RemoveStageDialog(_StoringDialog):
    """Where the deals of a stage go when it is removed."""

    def __init__(
        self, desk: Desk, stage: Stage, count: int, others: Sequence[Stage], parent: QWidget
    ) -> None:
        super().__init__(desk, _("Remove “{name}”").format(name=stage.name), _("Remove"), parent)
        self.stage = stage
        text = ngettext("It holds {n} deal.", "It holds {n} deals.", count).format(n=number(count))
        self.body.addWidget(Label(text, wrap=True))
        self.target_field = ChoiceField(
            _("Move them to"), [(other.id, other.name) for other in others], stacked=True
        )
        self.target_field.set_value(_nearest(stage, others).id)
        self.body.addWidget(self.target_field)
        self.submitted.connect(self._on_submitted)
        self.target_field.setFocus()

    def _on_submitted(self) -> None:
        stage, target = self.stage, self.target_field.value()
        self.store(
            lambda workspace: workspace.stages.remove(stage.id, target),
            _("Removed the stage “{name}”").format(name=stage.name),
        )


class NameDialog(_StoringDialog):
    """Asks for a name and hands it to `write`."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        label: str,
        write: Callable[[Workspace, str], object],
        parent: QWidget,
        name: str = "",
    ) -> None:
        super().__init__(desk, title, _("Save"), parent)
        self.name_field = TextField(label, stacked=True)
        self.name_field.set_value(name)
        self.body.addWidget(self.name_field)
        self._write = write
        self.submitted.connect(self._on_submitted)
        self.name_field.setFocus()

    def _on_submitted(self) -> None:
        self.name_field.commit()
        name: str = self.name_field.value()
        write = self._write
        self.store(lambda workspace: write(workspace, name))


def _nearest(stage: Stage, others: Sequence[Stage]) -> Stage:
    """The stage before this one, or else the next."""
    before = [other for other in others if other.position < stage.position]
    return before[-1] if before else others[0]


def _read_percent(text: str) -> int | None:
    return _read_whole(text.strip().rstrip("%"), 0, 100, _("Write a whole number from 0 to 100."))


def _read_days(text: str) -> int | None:
    return _read_whole(text, 1, 3_650, _("Write a number of days, or nothing."))


def _read_whole(text: str, least: int, most: int, problem: str) -> int | None:
    typed = text.strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit()) or not least <= int(typed[:6]) <= most:
        raise ValueError(problem)
    return int(typed)


def _show_number(value: int | None) -> str:
    return "" if value is None else str(value)
