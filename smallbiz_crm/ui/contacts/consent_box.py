"""What a person allows a channel: what holds, since when and from where, and what was said before."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.domain.consents import CLOSED_STATES, Consent, ConsentChannel, ConsentState
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.field import LABEL_WIDTH
from smallbiz_crm.ui.kit.fields import ChoiceField, DateField, TextField
from smallbiz_crm.ui.kit.formats import day
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import HAIR, MEDIUM, TIGHT, em
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.words import _, phrase, sentence


class ConsentBox(QWidget):
    """A line a channel; a press on it notes what the person says now."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._contact_id: int | None = None
        self._history: list[Consent] = []
        self.buttons: dict[ConsentChannel, Button] = {}
        self.notes: dict[ConsentChannel, Label] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(HAIR)
        layout.addWidget(Label(_("Consent"), "strong"))
        for channel in ConsentChannel:
            layout.addLayout(self._line(channel))

    def _line(self, channel: ConsentChannel) -> QHBoxLayout:
        words = phrase(f"consent.channel.{channel}")
        label = Label(words, "muted", wrap=True)
        label.setFixedWidth(em(self, LABEL_WIDTH))
        button = self.buttons[channel] = Button("", kind="quiet")
        button.clicked.connect(partial(self.ask, channel))
        note = self.notes[channel] = Label("", "caption", wrap=True)
        line = QHBoxLayout()
        line.setSpacing(MEDIUM)
        line.addWidget(label)
        line.addWidget(button)
        line.addWidget(note, 1)
        return line

    def show_record(self, contact_id: int) -> None:
        """Show what a person allows."""
        self._contact_id = contact_id
        self._history = self._desk.workspace.consents.history(contact_id)
        current = {said.channel: said for said in reversed(self._history)}
        for channel, button in self.buttons.items():
            said = current.get(channel)
            state = _("Not asked") if said is None else phrase(f"consent.{said.state}")
            channel_words = phrase(f"consent.channel.{channel}")
            button.setText(state)
            button.setAccessibleName(
                _("Consent to {channel}: {state}").format(channel=channel_words, state=state)
            )
            note = self.notes[channel]
            note.setText("" if said is None else _since(said))
            note.set_tone("warning" if said is not None and said.state in CLOSED_STATES else "")

    def ask(self, channel: ConsentChannel, _checked: bool = False) -> ConsentPopover | None:
        """Ask what the person says now."""
        if self._contact_id is None:
            return None
        before = [said for said in self._history if said.channel is channel]
        popover = ConsentPopover(self._desk, self, self._contact_id, channel, before)
        popover.open_at(self.buttons[channel], popover.state.input())
        return popover


class ConsentPopover(Popover):
    """State, day and source, over what was said before."""

    def __init__(
        self, desk: Desk, parent: QWidget, contact_id: int, channel: ConsentChannel, before: list[Consent]
    ) -> None:
        title = _("Consent: {channel}").format(channel=phrase(f"consent.channel.{channel}"))
        super().__init__(title, _("Note it"), parent, keep_open=True)
        self._desk = desk
        self._contact_id = contact_id
        self._channel = channel
        states = [(state.value, phrase(f"consent.{state}")) for state in ConsentState]
        self.state = ChoiceField(_("State"), states, stacked=True)
        self.on = DateField(_("Since"), desk.today, stacked=True)
        self.source = TextField(
            _("Said where"), stacked=True, placeholder=_("web form, at the fair, by phone")
        )
        for field in (self.state, self.on, self.source):
            self.body.addWidget(field)
        self.state.set_value((before[0].state if before else ConsentState.GRANTED).value)
        self.on.set_value(desk.today())
        self.history = Label("\n".join(map(_told, before)), "caption", wrap=True)
        if before:
            past = QVBoxLayout()
            past.setSpacing(TIGHT)
            past.addWidget(Label(_("Said before"), "strong"))
            past.addWidget(self.history)
            self.body.addLayout(past)
        self.submitted.connect(self._write)

    def _write(self) -> None:
        if not self.on.commit() or not self.source.commit():
            return
        state, on, source = self.state.value(), self.on.value(), self.source.value()

        def refuse(error: CrmError) -> None:
            self.show_problem(sentence(error))

        self._desk.write(
            lambda workspace: workspace.consents.say(
                self._contact_id, self._channel, state, on=on, source=source
            ),
            then=lambda _id: self.finish(),
            refused=refuse,
            owner=self,
        )


def _since(said: Consent) -> str:
    parts = [day(said.given_on) if said.given_on else "", said.source or ""]
    return ", ".join(part for part in parts if part)


def _told(said: Consent) -> str:
    details = _since(said)
    state = phrase(f"consent.{said.state}")
    return _("{what}: {text}").format(what=state, text=details) if details else state
