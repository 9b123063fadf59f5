"""The columns of the user's own fields in the list of people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from smallbiz_crm.domain.custom_fields import OWN_COLUMN, CustomField, FieldType
from smallbiz_crm.ui.kit.formats import day, number
from smallbiz_crm.ui.kit.paged_model import Column
from smallbiz_crm.words import _


def own_columns(fields: Sequence[CustomField]) -> list[Column]:
    """A column for each field; numbers stand at the right."""
    return [
        Column(
            f"{OWN_COLUMN}{field.id}",
            field.name,
            12,
            look="muted",
            align="right" if field.type is FieldType.NUMBER else "left",
            stretch=0 if field.type in (FieldType.NUMBER, FieldType.DATE, FieldType.YES_NO) else 1,
            show=_show_yes_no if field.type is FieldType.YES_NO else _show,
        )
        for field in fields
    ]


def _show(value: Any) -> str:
    """Each as it is stored: what was imported before its field got a type is text."""
    if isinstance(value, Decimal):
        exponent = value.normalize().as_tuple().exponent
        return number(float(value), max(0, -exponent) if isinstance(exponent, int) else 0)
    return day(value) if isinstance(value, date) else str(value or "")


def _show_yes_no(value: Any) -> str:
    words: dict[str, Callable[[], str]] = {"yes": lambda: _("Yes"), "no": lambda: _("No")}
    return words[value]() if value in words else _show(value)
