"""The hand-over card: all that sales wants to know of a lead on one page, and the three decisions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.campaigns import TouchKind
from smallbiz_crm.domain.consents import ConsentChannel
from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.hand_over import LifecycleStep, WaitingLead
from smallbiz_crm.domain.scoring import FitRule, ScoredTouch, ScorePart
from smallbiz_crm.domain.segments import Comparison, Condition
from smallbiz_crm.ui.contacts.filter_words import condition_words
from smallbiz_crm.ui.contacts.looks import lifecycle_words
from smallbiz_crm.ui.handing_over import clock_words, decisions_for, points_words
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.formats import NOTHING, day, number
from smallbiz_crm.ui.kit.labels import Label, breakable, line
from smallbiz_crm.ui.kit.metrics import HAIR, MEDIUM, SMALL
from smallbiz_crm.ui.timeline import entry_text
from smallbiz_crm.words import _, phrase

if TYPE_CHECKING:
    from smallbiz_crm.services.hand_over import HandOverCard


class HandOverTab(QWidget):
    """Shows one card; `decide` is called with ``qualify``, ``accept`` or ``return`` and the button pressed."""

    def __init__(self, decide: Callable[[str, QWidget], object], currency: Callable[[], str]) -> None:
        super().__init__()
        self._currency = currency
        self.state = Label("", "strong", wrap=True)
        self.clock = Label("", "caption", wrap=True)
        self.definitions = Label("", "caption", wrap=True)
        self.buttons = {
            "qualify": Button(_("Mark as MQL (Q)"), "flag", "primary"),
            "accept": Button(_("Accept (A)"), "handshake", "primary"),
            "return": Button(_("Return … (R)"), "undo"),
        }
        self._choices = QWidget()
        flow = FlowLayout(self._choices, SMALL)
        for how, button in self.buttons.items():
            button.clicked.connect(partial(self._on_clicked, decide, how, button))
            flow.addWidget(button)
        layout = self._layout = QVBoxLayout(self)
        layout.setSpacing(MEDIUM)
        for widget in (self.state, self.clock, self._choices, self.definitions, line()):
            layout.addWidget(widget)
        self.reach = self._part(_("How to reach them"))
        self.score = self._part(_("Score"))
        self.story = self._part(_("Campaigns they met"))
        self.content = self._part(_("Content they saw"))
        self.said = self._part(_("What they said"))
        self.consent = self._part(_("Consent"))
        self.steps = self._part(_("The way until now"))
        layout.addStretch(1)

    def _part(self, title: str) -> Label:
        """A heading and the lines below it."""
        text = Label("", wrap=True)
        text.setAccessibleName(title)
        part = QVBoxLayout()
        part.setSpacing(HAIR)
        part.addWidget(Label(title, "strong"))
        part.addWidget(text)
        self._layout.addLayout(part)
        return text

    def _on_clicked(self, decide: Callable[[str, QWidget], object], how: str, button: Button) -> None:
        decide(how, button)

    def show_card(self, card: HandOverCard) -> None:
        """Show what is told about a lead."""
        stage = card.contact.lifecycle
        self.state.setText(_state_words(card))
        clock = card.waiting.clock if card.waiting else None
        self.clock.setVisible(clock is not None)
        if clock is not None:
            words = _("First contact promised by {day}: {left}")
            self.clock.setText(words.format(day=day(clock.due_on), left=clock_words(clock)))
            self.clock.set_tone("danger" if clock.is_late else "")
        self._show_choices(stage)
        self.definitions.setText(_definition_words(card))
        mails = [each.address for each in card.contact.emails]
        phones = [each.number for each in card.contact.phones]
        _fill(self.reach, [*phones, *mails], _("No phone and no e-mail yet."))
        head = _("{points} of {threshold}").format(
            points=points_words(card.score.tenths), threshold=number(card.score.threshold)
        )
        _fill(self.score, [head, *map(_part_words, card.score.parts)], "")
        currency = self._currency()
        for label, entries, nothing in (
            (self.story, card.story, _("None yet.")),
            (self.said, card.said, _("Nothing noted.")),
        ):
            told = [_dated(each.happened_on, entry_text(each, currency)) for each in entries]
            _fill(label, told, nothing)
        _fill(self.content, [_dated(on, title) for title, on in card.content], _("None noted."))
        _fill(self.consent, _consent_lines(card), "")
        _fill(self.steps, [_step_words(step) for step in card.steps], _("In the address book only."))

    def _show_choices(self, stage: Lifecycle) -> None:
        possible = decisions_for(stage)
        for how, button in self.buttons.items():
            button.setVisible(how in possible)
        self._choices.setVisible(bool(possible))


def _fill(label: Label, lines: Sequence[str], nothing: str) -> None:
    label.setText(breakable("\n".join(lines) if lines else nothing))


def _dated(on: date, text: str) -> str:
    return _("{day}: {what}").format(day=day(on), what=text)


def _state_words(card: HandOverCard) -> str:
    waiting: WaitingLead | None = card.waiting
    if waiting is None:
        stage = card.contact.lifecycle
        if card.score.is_reached and stage in (Lifecycle.LEAD, Lifecycle.RETURNED):
            return _("{stage}, and the score says: ready for sales").format(stage=lifecycle_words(stage))
        return lifecycle_words(stage)
    if waiting.since is None:
        return _("Waits for sales")
    if waiting.campaign:
        return _("Waits for sales since {day}, from {campaign}").format(
            day=day(waiting.since), campaign=waiting.campaign
        )
    return _("Waits for sales since {day}").format(day=day(waiting.since))


def _definition_words(card: HandOverCard) -> str:
    told = [
        _("{word}: {meaning}").format(word=lifecycle_words(stage), meaning=meaning)
        for stage, meaning in ((Lifecycle.MQL, card.mql_definition), (Lifecycle.SQL, card.sql_definition))
        if meaning
    ]
    return "\n".join(told) or _("Say under Settings what an MQL and an SQL are for you: it is shown here.")


def _part_words(part: ScorePart) -> str:
    source: FitRule | ScoredTouch = part.source
    if isinstance(source, FitRule):
        comparison = Comparison.IS if source.value else Comparison.FILLED
        what = condition_words(Condition(source.field, comparison, source.value))
        return _("{points}: {what}").format(points=points_words(part.tenths), what=what)
    kind = phrase(f"touch.{TouchKind(source.kind)}")
    what = f"{kind}: {source.name}" if source.name else kind
    return _("{points} of {full}: {what}, {day}").format(
        points=points_words(part.tenths), full=number(source.points), what=what, day=day(source.on)
    )


def _consent_lines(card: HandOverCard) -> list[str]:
    known = {said.channel: said for said in card.consents}
    lines: list[str] = []
    for channel in ConsentChannel:
        said = known.get(channel)
        state = _("Not asked") if said is None else phrase(f"consent.{said.state}")
        since = day(said.given_on) if said is not None and said.given_on is not None else ""
        where = said.source or "" if said is not None else ""
        lines.append(
            f"{phrase(f'consent.channel.{channel}')}: {', '.join(filter(None, (state, since, where)))}"
        )
    return lines


def _step_words(step: LifecycleStep) -> str:
    stage = lifecycle_words(step.stage)
    if step.is_backwards:
        stage = _("back: {stage}").format(stage=stage)
    through = _("through {campaign}").format(campaign=step.campaign) if step.campaign else ""
    details = ", ".join(part for part in (stage, through, step.reason, step.note) if part)
    return _("{day}: {what}").format(day=day(step.on) if step.on else NOTHING, what=details)
