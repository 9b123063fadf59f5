"""All keys of the window: those of the registered commands, and those that lists and cards answer to by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtGui import QAction, QKeySequence

from smallbiz_crm.words import N_, _

Pairs = tuple[tuple[tuple[str, ...], str], ...]


class KeyLine(NamedTuple):
    """Keys the way this system writes them, and what they do."""

    keys: str
    text: str


class KeyGroup(NamedTuple):
    title: str
    lines: tuple[KeyLine, ...]


_BY_PLACE: tuple[tuple[str, Pairs], ...] = (
    (
        N_("On Today"),
        (
            (("J", "K"), N_("Next and previous row")),
            (("Space", "D"), N_("Done")),
            (("1", "3", "7"), N_("Snooze by so many days")),
            (("M",), N_("Snooze to Monday")),
            (("P",), N_("Plan a follow-up for a deal or a person")),
            (("Del",), N_("Move to the Trash")),
            (("Enter",), N_("Open")),
        ),
    ),
    (
        N_("In lists"),
        (
            (("J", "K"), N_("Next and previous row; the panel follows")),
            (("Enter",), N_("Open the record; once more, go into its panel")),
            (("Esc",), N_("Close the panel; in a field, put back what was there")),
            (("Tab",), N_("Leave a field; what was typed is saved")),
        ),
    ),
    (
        N_("On the board"),
        (
            (("J", "K"), N_("Next and previous card")),
            (("Left", "Right"), N_("Go to the stage beside it")),
            (("Ctrl+Left", "Ctrl+Right"), N_("Move the card to the stage beside it")),
            (("/",), N_("Begin to type a name")),
            (("Del",), N_("Move to the Trash")),
            (("Enter",), N_("Open")),
        ),
    ),
)
_SHIFTED = QKeySequence("Shift+?")
"""The same to a person as the question mark alone."""
_MENUS = (
    ("record", N_("Record")),
    ("view", N_("View")),
    ("edit", N_("Edit")),
    ("file", N_("File")),
    ("help", N_("Help")),
)


def key_groups(commands: Sequence[QAction]) -> list[KeyGroup]:
    """What each key does: single keys by place, then the commands' shortcuts by menu."""
    groups = [
        KeyGroup(_(title), tuple(KeyLine(keys_text(keys), _(text)) for keys, text in pairs))
        for title, pairs in _BY_PLACE
    ]
    for menu, title in _MENUS:
        lines = tuple(_lines_of(commands, menu))
        if lines:
            groups.append(KeyGroup(_(title), lines))
    return groups


def keys_text(keys: Sequence[str | QKeySequence]) -> str:
    """Keys the way this system writes them."""
    return "  ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys)


def _lines_of(commands: Sequence[QAction], menu: str) -> Iterator[KeyLine]:
    for action in commands:
        if action.shortcuts() and str(action.property("menu") or "record").partition("/")[0] == menu:
            name = str(action.property("name") or action.text()).rstrip(" …")
            yield KeyLine(keys_text([key for key in action.shortcuts() if key != _SHIFTED]), name)
