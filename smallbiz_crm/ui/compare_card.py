"""Two people side by side: for every field in which they differ, whose value stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy

from smallbiz_crm.domain.contacts import Contact
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.formats import day
from smallbiz_crm.ui.kit.labels import Card, Label, LabelRole
from smallbiz_crm.ui.kit.metrics import SMALL, TIGHT
from smallbiz_crm.words import N_, _, phrase

if TYPE_CHECKING:
    from smallbiz_crm.services.duplicates import Comparison, Side

CHOSEN = {
    "name": N_("Name"),
    "nickname": N_("Nickname"),
    "company": N_("Company"),
    "job_title": N_("Job title"),
    "birthday": N_("Birthday"),
    "language": N_("Language"),
    "owner": N_("Owner"),
    "lifecycle": N_("Lifecycle"),
}
"""Fields of which one value stays."""
LONGEST = 30


class CompareCard(Card):
    """`choices` are by field whose value stays; the lists below them stay from both."""

    def __init__(self) -> None:
        super().__init__(spacing=SMALL)
        self.choices: dict[str, Side] = {}
        self.buttons: dict[tuple[str, str], Button] = {}
        self._groups: list[QButtonGroup] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SMALL)
        self._grid.setVerticalSpacing(TIGHT)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self.body.addLayout(self._grid)
        self.body.addStretch(1)

    def show_comparison(self, compared: Comparison) -> None:
        """Show two people and, for each field, whose value would stay."""
        self._clear()
        self.choices = dict(compared.sides)
        keep, other = compared.keep, compared.other
        self._say(0, 1, _("Stays"), "caption")
        self._say(0, 2, _("Is merged into it"), "caption")
        added = [_("Added on {day}").format(day=day(one.created_on)) for one in (keep, other)]
        for column, one in enumerate((keep, other), 1):
            self._say(1, column, one.name, "strong")
            self._say(2, column, added[column - 1], "caption")
        place = 3
        for field, title in CHOSEN.items():
            texts = (_text(keep, field), _text(other, field))
            if texts[0] != texts[1]:
                self._say(place, 0, _(title), "muted")
                self._offer(place, field, texts)
                place += 1
        for title, texts in _lists(keep, other):
            self._say(place, 0, title, "muted")
            self._say(place, 1, texts[0], "body")
            self._say(place, 2, texts[1], "body")
            place += 1
        note = Label(
            _("Addresses, numbers, tags, notes, touches, deals, follow-ups and files of both are kept."),
            "caption",
            wrap=True,
        )
        self._grid.addWidget(note, place, 0, 1, 3)

    def _clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = {}
        self._groups = []

    def _say(self, row: int, column: int, text: str, role: LabelRole) -> None:
        label = Label(text, role, wrap=True)
        self._grid.addWidget(label, row, column)

    def _offer(self, row: int, field: str, texts: tuple[str, str]) -> None:
        group = QButtonGroup(self)
        group.setExclusive(True)
        for column, (side, text) in enumerate(zip(("keep", "other"), texts, strict=True), 1):
            shown = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
            button = Button((shown or "—").replace("&", "&&"))
            button.setProperty("kind", "filter")
            button.setCheckable(True)
            button.setChecked(self.choices[field] == side)
            button.setAccessibleName(f"{_(CHOSEN[field])}: {text or _('nothing')}")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setMinimumWidth(1)
            button.toggled.connect(lambda on, chosen=side: self._on_chosen(field, chosen, on=on))
            group.addButton(button)
            self._grid.addWidget(button, row, column)
            self.buttons[field, side] = button
        self._groups.append(group)

    def _on_chosen(self, field: str, side: str, *, on: bool) -> None:
        if on:
            self.choices[field] = cast("Side", side)


def _text(person: Contact, field: str) -> str:
    if field == "lifecycle":
        return phrase(f"lifecycle.{person.lifecycle}")
    return str(getattr(person, field, None) or "")


def _lists(keep: Contact, other: Contact) -> list[tuple[str, tuple[str, str]]]:
    """What stays from both, where there is any."""
    both = (keep, other)
    rows = [
        (_("E-mail"), [", ".join(email.address for email in one.emails) for one in both]),
        (_("Phone"), [", ".join(phone.number for phone in one.phones) for one in both]),
        (_("Tags"), [", ".join(one.tags) for one in both]),
        (_("Notes"), [one.notes or "" for one in both]),
        *((name, [one.custom.get(name, "") for one in both]) for name in {**keep.custom, **other.custom}),
    ]
    return [(title, (texts[0] or "—", texts[1] or "—")) for title, texts in rows if any(texts)]
