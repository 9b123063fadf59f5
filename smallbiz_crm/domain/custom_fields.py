"""Fields that the user defines: their types, and how a typed value is read and told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.money import parse_amount, round_half_up
from smallbiz_crm.domain.text import clean_line, fold

FIELD_KINDS = ("contact", "company", "deal", "campaign")
"""Kinds of record that may have fields of the user's own."""
MICRO = 1_000_000
OWN_COLUMN = "own"
"""Before the id of a field: the key of its column in a list, and what the list is sorted by."""


class FieldType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class CustomField:
    """A field of a kind of record; `choices` only for a choice; `used` counts the records that hold a value."""

    id: int
    kind: str
    name: str
    type: FieldType
    choices: tuple[str, ...] = ()
    used: int = 0


class FieldValue(NamedTuple):
    """A value as it is stored: one of text (also yes, no and choices), number in 10⁻⁶, day."""

    text: str | None = None
    number: int | None = None
    day: date | None = None


def read_field_value(
    name: str, field_type: FieldType, choices: tuple[str, ...], typed: str
) -> FieldValue | None:
    """What was typed as a value of the field called `name`; None for nothing.

    Numbers plain, days ISO, ``yes`` or ``no``. Raises Refused for what does not fit the type.
    """
    text = typed.strip()
    if not text:
        return None
    if field_type is FieldType.NUMBER:
        return FieldValue(number=round_half_up(parse_amount(text, decimal="point") * MICRO))
    if field_type is FieldType.DATE:
        try:
            return FieldValue(day=date.fromisoformat(text))
        except ValueError:
            raise Refused("day.unreadable", value=text) from None
    if field_type is FieldType.TEXT:
        return FieldValue(text=text)
    known = ("yes", "no") if field_type is FieldType.YES_NO else choices
    for choice in known:
        if fold(choice) == fold(text):
            return FieldValue(text=choice)
    raise Refused("field.unknown_word", value=text, field=name, known=", ".join(known))


def tell_field_value(value: FieldValue) -> str:
    """A value as text that reads back: numbers plain, days ISO."""
    if value.number is not None:
        return format((Decimal(value.number) / MICRO).normalize(), "f")
    return value.day.isoformat() if value.day is not None else value.text or ""


def clean_choices(typed: list[str]) -> tuple[str, ...]:
    """The choices in the order in which they were typed, each once."""
    found: dict[str, str] = {}
    for word in map(clean_line, typed):
        if word:
            found.setdefault(fold(word), word)
    return tuple(found.values())
