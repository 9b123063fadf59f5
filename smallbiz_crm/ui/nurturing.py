"""Nurture sequences on every page: starting people on one, what became of them in words, taking one off."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.domain.nurture import NurtureRun, NurtureTally, Started
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.fields import ChoiceField
from smallbiz_crm.ui.kit.formats import day_short, number
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.metrics import HAIR, SMALL, TIGHT
from smallbiz_crm.words import _, ngettext, phrase, sentence

LONG_LIST = 12


class StartDialog(FormDialog):
    """Asks which sequence to start; without `people` for which segment."""

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        *,
        people: Sequence[int] | None = None,
        sequence_id: int | None = None,
        segment_id: int | None = None,
        campaign_id: int | None = None,
    ) -> None:
        super().__init__(_("Start a nurture sequence"), _("Start"), parent.window(), width=28)
        self.desk = desk
        self._people = None if people is None else list(people)
        self._campaign_id = campaign_id
        self._sequences = {each.id: each for each in desk.workspace.nurture.list()}
        named = [(each.id, each.name) for each in self._sequences.values()]
        self.sequence = ChoiceField(_("Sequence"), named, stacked=True, searchable=len(named) > LONG_LIST)
        self.sequence.set_value(sequence_id or (named[0][0] if named else None))
        self._segments = {each.id: each for each in desk.workspace.segments.list()} if people is None else {}
        segments = [(each.id, each.name) for each in self._segments.values()]
        self.segment = ChoiceField(_("Segment"), segments, stacked=True, searchable=len(segments) > LONG_LIST)
        self.segment.set_value(segment_id or (segments[0][0] if segments else None))
        self.told = Label("", "muted", wrap=True)
        self.before = Label("", "caption", wrap=True)
        for part in (self.sequence, self.segment, self.told, self.before):
            self.body.addWidget(part)
        self.sequence.setVisible(sequence_id is None)
        self.segment.setVisible(people is None and segment_id is None)
        self.sequence.saved.connect(lambda _id: self._show())
        self.segment.saved.connect(lambda _id: self._show())
        self.submitted.connect(self._on_submitted)
        self._show()

    def _show(self) -> None:
        """Say for how many people, and what will be planned."""
        sequence = self._sequences.get(self.sequence.value() or 0)
        if sequence is None:
            self.told.setText(_("No sequence yet. Make one on the Campaigns page first."))
        elif self._people is None and not self._segments:
            self.told.setText(_("No segments yet. Save a filter of the contact list as one first."))
        else:
            count = self._count()
            people = ngettext("{n} person", "{n} people", count).format(n=number(count))
            steps = ngettext("{n} follow-up", "{n} follow-ups", len(sequence.steps))
            words = _("{steps} for each of {people}. A reply, a deal or a no stops the rest.")
            self.told.setText(words.format(steps=steps.format(n=len(sequence.steps)), people=people))
        self.accept_button.setEnabled(sequence is not None and self._count() > 0)
        segment_id = self.segment.value() if self._people is None else None
        told = [] if segment_id is None else self.desk.workspace.nurture.of_segment(segment_id)
        self.before.setText("\n".join(map(tally_text, told)))
        self.before.setVisible(bool(told))

    def _count(self) -> int:
        if self._people is not None:
            return len(self._people)
        chosen = self._segments.get(self.segment.value() or 0)
        return 0 if chosen is None else chosen.count

    def _on_submitted(self) -> None:
        sequence_id, people, segment_id = self.sequence.value(), self._people, self.segment.value()
        campaign_id = self._campaign_id
        self.accept_button.setEnabled(False)
        self.desk.write(
            lambda workspace: (
                workspace.nurture.start_segment(sequence_id, segment_id, campaign_id=campaign_id)
                if people is None
                else workspace.nurture.start(sequence_id, people, campaign_id=campaign_id)
            ),
            then=self._on_started,
            refused=lambda error: self.show_problem(sentence(error)),
            owner=self,
        )

    def _on_started(self, told: Started) -> None:
        self.accept()
        said = started_text(told)
        if told.started:
            self.desk.say_done(said)
        else:
            toast(said)


def start_for(
    desk: Desk, parent: QWidget, people: Sequence[int], *, campaign_id: int | None = None
) -> StartDialog:
    """Ask which sequence these people are to be started on."""
    dialog = StartDialog(desk, parent, people=people, campaign_id=campaign_id)
    dialog.open()
    return dialog


def start_segment(desk: Desk, parent: QWidget, segment_id: int) -> StartDialog:
    """Ask which sequence a segment is to be started on; says what became of those started before."""
    dialog = StartDialog(desk, parent, segment_id=segment_id)
    dialog.open()
    return dialog


def started_text(told: Started) -> str:
    """``12 started, 3 left out: 2 have a deal, 1 said no``."""
    said = ngettext("{n} person started", "{n} people started", told.started).format(n=number(told.started))
    if not told.left_out:
        return said
    why = [
        ngettext("{n} has a deal", "{n} have a deal", told.has_deal).format(n=number(told.has_deal))
        if told.has_deal
        else "",
        _("{n} said no").format(n=number(told.refused)) if told.refused else "",
        ngettext("{n} is on it already", "{n} are on it already", told.running_already).format(
            n=number(told.running_already)
        )
        if told.running_already
        else "",
    ]
    words = _("{started}, {n} left out: {why}")
    return words.format(started=said, n=number(told.left_out), why=", ".join(filter(None, why)))


def tally_text(told: NurtureTally) -> str:
    """``After the fair: 12 running, 2 through, stopped: replied 2, has a deal 1``."""
    parts = [
        _("{n} running").format(n=number(told.running)),
        _("{n} through").format(n=number(told.finished)),
    ]
    if told.stopped:
        why = ", ".join(f"{phrase(f'nurture.stopped.{why}')} {number(count)}" for why, count in told.stopped)
        parts.append(_("stopped: {why}").format(why=why))
    return _("{what}: {text}").format(what=told.sequence, text=", ".join(parts))


def run_text(run: NurtureRun) -> str:
    """Where a person stands on a sequence: ``1 of 3 done, next Thu 21 May``."""
    done = _("{done} of {n} done").format(done=number(run.done), n=number(run.steps))
    if run.stopped_on is not None:
        why = phrase(f"nurture.stopped.{run.stopped_because}")
        return _("{done}, stopped {day}: {why}").format(done=done, day=day_short(run.stopped_on), why=why)
    if run.next_on is None:
        return done
    return _("{done}, next {day}").format(done=done, day=day_short(run.next_on))


class NurtureBox(QWidget):
    """The sequences of a person, and the way to start one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._contact_id: int | None = None
        self._runs: list[NurtureRun] = []
        self.rows: list[QWidget] = []
        self.stop_buttons: list[IconButton] = []
        self.start_button = Button(_("Start a sequence"), "plus", "quiet")
        self.start_button.clicked.connect(lambda: self.start())
        head = QHBoxLayout()
        head.addWidget(Label(_("Nurture"), "strong"), 1)
        head.addWidget(self.start_button)
        self._rows_layout = QVBoxLayout()
        self._rows_layout.setSpacing(TIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addLayout(head)
        layout.addLayout(self._rows_layout)

    def show_person(self, contact_id: int) -> None:
        """Show the sequences of a person; hidden while there is none and none could be started."""
        nurture = self.desk.workspace.nurture
        runs = nurture.of_person(contact_id)
        self.setVisible(bool(runs) or bool(nurture.list()))
        if (contact_id, runs) == (self._contact_id, self._runs):
            return
        self._contact_id, self._runs = contact_id, runs
        for row in self.rows:
            row.hide()
            self._rows_layout.removeWidget(row)
            row.deleteLater()
        self.stop_buttons = []
        self.rows = [self._row(run) for run in runs]
        for row in self.rows:
            self._rows_layout.addWidget(row)

    def start(self) -> StartDialog | None:
        """Ask which sequence to start."""
        if self._contact_id is None:
            return None
        return start_for(self.desk, self, [self._contact_id])

    def _row(self, run: NurtureRun) -> QWidget:
        row = QWidget()
        words = QVBoxLayout()
        words.setSpacing(HAIR)
        words.addWidget(Label(run.sequence, wrap=True))
        words.addWidget(Label(run_text(run), "caption", wrap=True))
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addLayout(words, 1)
        if run.is_running:
            button = IconButton("close", _("Take off “{name}”").format(name=run.sequence))
            button.clicked.connect(partial(self._stop, run))
            self.stop_buttons.append(button)
            layout.addWidget(button)
        row.setAccessibleName(f"{run.sequence}, {run_text(run)}")
        return row

    def _stop(self, run: NurtureRun, _checked: bool = False) -> None:
        self.desk.write(
            lambda workspace: workspace.nurture.stop(run.id),
            said=_("{name} is off “{sequence}”").format(name=run.contact, sequence=run.sequence),
        )
