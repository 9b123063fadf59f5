"""Words of a file that the workspace does not know, such as stages of another program, and what they mean here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.campaigns import Channel
from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.imports import RowProblem, unknown_words
from smallbiz_crm.domain.stage_words import closest_stage, usual_probability
from smallbiz_crm.ui.contacts.looks import lifecycle_words
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.fields import ChoiceField
from smallbiz_crm.ui.kit.formats import percent
from smallbiz_crm.ui.kit.labels import Label, line
from smallbiz_crm.ui.kit.metrics import SMALL, em
from smallbiz_crm.words import _, phrase

NEW_STAGE = "new:"
UNKNOWN_SHARE = 50
"""Per cent for a stage that no program ships."""
NOTHING_SAID: Mapping[tuple[str, str], str] = {}
WIDEST = 32.0


@dataclass(frozen=True)
class UnknownWord:
    """A value of a field of which nobody said yet what it means."""

    field: str
    value: str


def words_to_ask(problems: Iterable[RowProblem]) -> list[UnknownWord]:
    """Each word once, in the order of the rows."""
    return [UnknownWord(field, word) for field, word in unknown_words(problems)]


class Meanings(QWidget):
    """A choice for each word. `chosen` carries the word and ours, or None to leave it unknown."""

    chosen = Signal(object, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.fields: dict[UnknownWord, ChoiceField] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, SMALL, 0, 0)
        self._layout.setSpacing(SMALL)
        self._layout.addWidget(line())
        self._layout.addWidget(Label(_("Words of the file and what they mean here"), "strong", wrap=True))
        self.hide()

    def ask(self, words: Sequence[UnknownWord], said: Mapping[tuple[str, str], str] = NOTHING_SAID) -> None:
        """Ask for these as well, where nothing was `said` of them with what other programs mean by them; without
        any, for none at all."""
        if not words:
            for field in self.fields.values():
                self._layout.removeWidget(field)
                field.hide()
                field.deleteLater()
            self.fields.clear()
        for word in words:
            if word not in self.fields:
                self._add(word, said.get((word.field, word.value)))
        self.setVisible(bool(self.fields))

    def _add(self, word: UnknownWord, said: str | None) -> None:
        options: list[tuple[str | None, str]] = [
            (None, _("Not known: leave it out")),
            *self._options(word),
        ]
        field = ChoiceField(word.value, options)
        field.setMaximumWidth(em(self, WIDEST))
        proposed = said or self._proposal(word)
        field.set_value(proposed)
        field.saved.connect(partial(self.chosen.emit, word))
        self.fields[word] = field
        self._layout.addWidget(field)
        if proposed is not None and proposed != said:
            self.chosen.emit(word, proposed)

    def _proposal(self, word: UnknownWord) -> str | None:
        """The stage of ours that comes closest to one that another program ships."""
        if word.field != "stage":
            return None
        closest = closest_stage(word.value, self._desk.workspace.deals.stages())
        return None if closest is None else closest.name

    def _options(self, word: UnknownWord) -> list[tuple[str, str]]:
        if word.field == "channel":
            return [(channel.value, phrase(f"channel.{channel}")) for channel in Channel]
        if word.field == "lifecycle":
            return [(stage.value, lifecycle_words(stage)) for stage in Lifecycle]
        if word.field == "outcome":
            return [(outcome.value, phrase(f"outcome.{outcome}")) for outcome in Outcome]
        stages = [(stage.name, stage.name) for stage in self._desk.workspace.deals.stages()]
        share = usual_probability(word.value) or UNKNOWN_SHARE
        added = _("Add it as a new stage, {share}").format(share=percent(share / 100))
        return [*stages, (f"{NEW_STAGE}{share}", added)]
