"""The settings of the board: its stages in order, each changed, moved or removed here."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.domain.deals import Outcome, Stage
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.formats import number, percent
from smallbiz_crm.ui.kit.labels import Card, ElidedLabel, Label, row
from smallbiz_crm.ui.kit.metrics import SMALL, TIGHT
from smallbiz_crm.ui.shell.stage_dialogs import RemoveStageDialog, StageDialog
from smallbiz_crm.ui.stage_words import Swatch, facts_text
from smallbiz_crm.words import _, ngettext

FULL_SHARE = 10_000


class StageRow(QWidget):
    """One stage: what it is, and the buttons for what can be done with it."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage
        self._swatch = Swatch(stage.colour)
        self._name = ElidedLabel("", "strong")
        self._facts = ElidedLabel("", "caption")
        self.up_button = IconButton("chevron-up", "")
        self.down_button = IconButton("chevron-down", "")
        self.edit_button = IconButton("edit", "")
        self.remove_button = IconButton("trash", "")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._facts)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, TIGHT, 0, TIGHT)
        layout.setSpacing(SMALL)
        layout.addWidget(self._swatch)
        layout.addLayout(words, 1)
        for button in self.buttons():
            layout.addWidget(button)

    def buttons(self) -> list[IconButton]:
        """In the order of the Tab key."""
        return [self.up_button, self.down_button, self.edit_button, self.remove_button]

    def show_stage(self, stage: Stage, *, can_rise: bool, can_sink: bool, can_go: bool) -> None:
        """Show what is stored, and allow what can be done."""
        self.stage = stage
        self._swatch.set_colour(stage.colour)
        self._name.setText(stage.name)
        self._facts.setText(stage_text(stage))
        names = (_("Move {stage} up"), _("Move {stage} down"), _("Change {stage} …"), _("Remove {stage}"))
        for button, name in zip(self.buttons(), names, strict=True):
            button.setAccessibleName(name.format(stage=stage.name))
            button.setToolTip(name.format(stage=stage.name))
        self.up_button.setEnabled(can_rise)
        self.down_button.setEnabled(can_sink)
        self.remove_button.setEnabled(can_go)


def stage_text(stage: Stage) -> str:
    """What a stage stands for, in a line."""
    if stage.kind is Outcome.WON:
        return _("Won deals")
    if stage.kind is Outcome.LOST:
        return _("Lost deals")
    parts = [_("{percent} likely").format(percent=percent(stage.probability / FULL_SHARE))]
    if stage.stale_days is not None:
        days = ngettext("stale after {n} day", "stale after {n} days", stage.stale_days)
        parts.append(days.format(n=number(stage.stale_days)))
    if stage.exit_check:
        parts.append(_("asks for {facts}").format(facts=facts_text(stage.exit_check)))
    return " · ".join(parts)


class StagesCard(Card):
    """All stages, one below the other, and a button for a new one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(spacing=SMALL)
        self.desk = desk
        self.rows: dict[int, StageRow] = {}
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.add_button = Button(_("Add a stage …"), "plus")
        self.add_button.clicked.connect(self.ask_new)
        self.body.addWidget(Label(_("Stages of the deal board"), "section"))
        self.body.addLayout(self._list)
        self.body.addLayout(row(self.add_button, None))

    def refresh(self) -> None:
        """Show the stages as they are stored; the focus stays on the button it was on."""
        stages = self.desk.workspace.stages.list()
        for stage_id in self.rows.keys() - {stage.id for stage in stages}:
            gone = self.rows.pop(stage_id)
            gone.hide()
            gone.deleteLater()
        kinds = [stage.kind for stage in stages]
        is_open = [kind is Outcome.OPEN for kind in kinds]
        for place, stage in enumerate(stages):
            shown = self.rows.get(stage.id) or self._make_row(stage)
            shown.show_stage(
                stage,
                can_rise=place > 0 and is_open[place - 1] == is_open[place],
                can_sink=place + 1 < len(stages) and is_open[place + 1] == is_open[place],
                can_go=kinds.count(stage.kind) > 1,
            )
            self._list.removeWidget(shown)
            self._list.insertWidget(place, shown)
        self._order_tabs([self.rows[stage.id] for stage in stages])

    def _order_tabs(self, rows: list[StageRow]) -> None:
        stops = [button for each in rows for button in each.buttons()]
        for before, after in zip(stops, [*stops[1:], self.add_button], strict=True):
            QWidget.setTabOrder(before, after)

    def _make_row(self, stage: Stage) -> StageRow:
        made = self.rows[stage.id] = StageRow(stage)
        self._list.addWidget(made)
        made.up_button.clicked.connect(partial(self._shift, stage.id, -1))
        made.down_button.clicked.connect(partial(self._shift, stage.id, 1))
        made.edit_button.clicked.connect(partial(self.ask_change, stage.id))
        made.remove_button.clicked.connect(partial(self.ask_remove, stage.id))
        return made

    # -- doing --------------------------------------------------------------------------------------------

    def ask_new(self) -> StageDialog:
        dialog = StageDialog(self.desk, None, self)
        dialog.open()
        return dialog

    def ask_change(self, stage_id: int) -> StageDialog:
        dialog = StageDialog(self.desk, self.rows[stage_id].stage, self)
        dialog.open()
        return dialog

    def ask_remove(self, stage_id: int) -> RemoveStageDialog | None:
        """Remove a stage at once, or ask first where its deals go."""
        stage = self.rows[stage_id].stage
        count = self.desk.workspace.stages.deal_count(stage_id)
        if count:
            others = [each.stage for each in self.rows.values() if each.stage.kind is stage.kind]
            others = sorted((each for each in others if each.id != stage_id), key=lambda each: each.position)
            dialog = RemoveStageDialog(self.desk, stage, count, others, self)
            dialog.open()
            return dialog
        self.desk.write(
            lambda workspace: workspace.stages.remove(stage_id),
            said=_("Removed the stage “{name}”").format(name=stage.name),
        )
        return None

    def _shift(self, stage_id: int, offset: int) -> None:
        order = [stage.id for stage in self.desk.workspace.stages.list()]
        place = order.index(stage_id)
        if 0 <= place + offset < len(order):
            order[place], order[place + offset] = order[place + offset], order[place]
            self.desk.write(lambda workspace: workspace.stages.put_in_order(order))
