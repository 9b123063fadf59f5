"""What a file says of the user's own fields, made to fit their types; what does not fit becomes a problem."""

from __future__ import annotations

from collections.abc import Mapping

from smallbiz_crm.domain.custom_fields import CustomField, FieldType, read_field_value, tell_field_value
from smallbiz_crm.domain.days import parse_day
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.imports import RowProblem
from smallbiz_crm.domain.text import fold

PREFIX = "custom:"


def custom_cells(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row that go to fields of the user's own, by the names of these."""
    return {
        name.removeprefix(PREFIX): text for name, text in cells.items() if text and name.startswith(PREFIX)
    }


def read_custom(
    said: Mapping[str, str], fields: Mapping[str, CustomField], number: int, problems: list[RowProblem]
) -> dict[str, str]:
    """Values as the types of `fields`, by folded names, write them; what does not fit is told and left out."""
    fitting: dict[str, str] = {}
    for name, text in said.items():
        known = fields.get(fold(name))
        try:
            fitting[name] = text if known is None else _fitted(known, text)
        except CrmError as error:
            problems.append(RowProblem(number, name, text, error.code, error.params))
    return fitting


def _fitted(known: CustomField, text: str) -> str:
    """What a file says as the field's own text. Raises Refused for what does not fit."""
    if known.type is FieldType.DATE:
        text = parse_day(text).isoformat()
    value = read_field_value(known.name, known.type, known.choices, text)
    return tell_field_value(value) if value is not None else ""
