"""Rules that pick people: conditions on fields, joined by all or any; their JSON, and the short form of one line."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Literal

from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.custom_fields import CustomField, FieldType
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.text import clean_line, fold

MOST_CONDITIONS = 100
DEEPEST = 8
CUSTOM = "custom:"

FieldKind = Literal["text", "listed", "date", "number", "yes_no"]


class Comparison(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    CONTAINS_NOT = "contains_not"
    BEGINS = "begins"
    EMPTY = "empty"
    FILLED = "filled"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BEFORE = "before"
    AFTER = "after"
    IN_LAST_DAYS = "in_last_days"
    NOT_IN_LAST_DAYS = "not_in_last_days"
    IN_NEXT_DAYS = "in_next_days"


C = Comparison
COMPARISONS: dict[FieldKind, tuple[Comparison, ...]] = {
    "text": (C.CONTAINS, C.CONTAINS_NOT, C.IS, C.IS_NOT, C.BEGINS, C.FILLED, C.EMPTY),
    "listed": (C.IS, C.IS_NOT, C.FILLED, C.EMPTY),
    "date": (
        C.IN_LAST_DAYS, C.NOT_IN_LAST_DAYS, C.IN_NEXT_DAYS, C.BEFORE, C.AFTER, C.IS, C.FILLED, C.EMPTY
    ),
    "number": (C.AT_LEAST, C.AT_MOST, C.IS, C.IS_NOT, C.FILLED, C.EMPTY),
    "yes_no": (C.IS,),
}  # fmt: skip
"""What a field of each kind can be asked, the likeliest first."""
WITHOUT_VALUE = frozenset((C.EMPTY, C.FILLED))
IN_DAYS = frozenset((C.IN_LAST_DAYS, C.NOT_IN_LAST_DAYS, C.IN_NEXT_DAYS))

CONSENT_STATES = ("granted", "refused", "unsubscribed", "bounced")
FIELDS: dict[str, FieldKind] = {
    "name": "text",
    "company": "text",
    "job_title": "text",
    "email": "text",
    "phone": "text",
    "city": "text",
    "country": "text",
    "notes": "text",
    "tag": "listed",
    "lifecycle": "listed",
    "owner": "listed",
    "language": "listed",
    "campaign": "listed",
    "consent_email": "listed",
    "consent_phone": "listed",
    "consent_post": "listed",
    "mailable": "yes_no",
    "open_deal": "yes_no",
    "open_follow_up": "yes_no",
    "points": "number",
    "created": "date",
    "last_activity": "date",
    "last_touch": "date",
    "next_follow_up": "date",
}
"""Fields that every person has, and what they are like; `points` are those of all touches."""
_FIXED: dict[str, tuple[str, ...]] = {
    "lifecycle": tuple(stage.value for stage in Lifecycle),
    **dict.fromkeys(("consent_email", "consent_phone", "consent_post"), CONSENT_STATES),
}
_KIND_OF_CUSTOM: dict[FieldType, FieldKind] = {
    FieldType.TEXT: "text",
    FieldType.NUMBER: "number",
    FieldType.DATE: "date",
    FieldType.YES_NO: "yes_no",
    FieldType.CHOICE: "listed",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """`field` is one of `FIELDS` or ``custom:<name>``; days ISO, numbers plain, yes or no as words."""

    field: str
    comparison: Comparison
    value: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Holds for who meets all (or any) of its parts; a group without any holds for everybody."""

    parts: tuple[Condition | Group, ...] = ()
    any_of: bool = False

    def __bool__(self) -> bool:
        return bool(self.parts)

    def with_part(self, part: Condition | Group) -> Group:
        """This group with one more part that must hold as well."""
        if self.any_of and len(self.parts) > 1:
            return Group((self, part))
        return Group((*self.parts, part))


EVERYBODY = Group()


@dataclass(frozen=True, slots=True)
class Segment:
    """A saved rule; `count` is how many people it picks just now."""

    id: int
    name: str
    rule: Group
    count: int = 0
    cadence_days: int | None = None


def fixed_values(field: str) -> tuple[str, ...]:
    """The values that a field can only have; none where the user makes them."""
    return _FIXED.get(field, ())


def kind_of(field: str, custom: list[CustomField]) -> FieldKind:
    """What a field is like. Raises Refused ``filter.unknown_field``, naming those there are."""
    if field in FIELDS:
        return FIELDS[field]
    wanted = fold(field.removeprefix(CUSTOM))
    for own in custom if field.startswith(CUSTOM) else ():
        if fold(own.name) == wanted:
            return _KIND_OF_CUSTOM[own.type]
    known = (*FIELDS, *(f"{CUSTOM}{own.name}" for own in custom))
    raise Refused("filter.unknown_field", field=field, known=", ".join(known))


def checked(rule: Group, custom: list[CustomField]) -> Group:
    """The rule with every field known, every comparison fit for it and every value readable.

    Raises Refused ``filter.unknown_field``, ``filter.unfit_comparison`` or ``filter.unfit_value``.
    """
    return Group(tuple(_checked_part(part, custom) for part in rule.parts), rule.any_of)


def _checked_part(part: Condition | Group, custom: list[CustomField]) -> Condition | Group:
    if isinstance(part, Group):
        return checked(part, custom)
    kind = kind_of(part.field, custom)
    if part.comparison not in COMPARISONS[kind]:
        raise Refused("filter.unfit_comparison", field=part.field, comparison=part.comparison.value)
    value = "" if part.comparison in WITHOUT_VALUE else clean_line(part.value)
    if part.comparison not in WITHOUT_VALUE and not _is_fit(part, kind, value):
        raise Refused("filter.unfit_value", field=part.field, value=part.value)
    return Condition(part.field, part.comparison, value)


def _is_fit(part: Condition, kind: FieldKind, value: str) -> bool:
    if part.comparison in IN_DAYS:
        return re.fullmatch(r"[0-9]{1,4}", value) is not None
    if kind == "date":
        return _is_day(value)
    if kind == "number":
        return _is_number(value)
    if kind == "yes_no":
        return value.lower() in ("yes", "no")
    fixed = fixed_values(part.field)
    return value.lower() in fixed if fixed else bool(value)


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_number(value: str) -> bool:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return False
    return number.is_finite() and abs(number) < Decimal(10) ** 12


# -- JSON -----------------------------------------------------------------------------------------------------


def dump_rule(rule: Group) -> str:
    """The rule as it is stored."""
    return json.dumps(_as_json(rule), ensure_ascii=False, separators=(",", ":"))


def _as_json(part: Condition | Group) -> dict[str, Any]:
    if isinstance(part, Condition):
        plain = {"field": part.field, "is": part.comparison.value}
        return plain if part.comparison in WITHOUT_VALUE else {**plain, "value": part.value}
    return {"any" if part.any_of else "all": [_as_json(each) for each in part.parts]}


def load_rule(text: str) -> Group:
    """A stored rule. Raises Refused ``segment.unreadable`` for text that is none, or one too large."""
    try:
        rule = _from_json(json.loads(text), 0)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused("segment.unreadable") from error
    if not isinstance(rule, Group) or _size(rule) > MOST_CONDITIONS:
        raise Refused("segment.unreadable")
    return rule


def _from_json(held: Any, depth: int) -> Condition | Group:
    if depth > DEEPEST:
        raise ValueError("too deep")
    if "field" in held:
        return Condition(str(held["field"]), Comparison(held["is"]), str(held.get("value", "")))
    any_of = "any" in held
    parts = held["any" if any_of else "all"]
    return Group(tuple(_from_json(part, depth + 1) for part in parts), any_of)


def _size(rule: Group) -> int:
    return sum(_size(part) if isinstance(part, Group) else 1 for part in rule.parts)


# -- one line -------------------------------------------------------------------------------------------------

_LINE = re.compile(
    r"\s*(?P<field>(?:custom:)?[^=<>~!]+?)\s*(?P<sign>!=|!~|>=|<=|=|~|<|>)\s*(?P<value>.*?)\s*", re.DOTALL
)
_DAYS = re.compile(r"([0-9]{1,4})d")
_SIGNS = {
    "=": C.IS, "!=": C.IS_NOT, "~": C.CONTAINS, "!~": C.CONTAINS_NOT, ">=": C.AT_LEAST, "<=": C.AT_MOST,
    ">": C.AFTER, "<": C.BEFORE,
}  # fmt: skip


def read_condition(line: str) -> Condition:
    """``tag=vip``, ``company~foods``, ``points>=20``, ``created<2026-01-01``, ``owner=`` (empty).

    A number of days is relative: ``last_activity=60d`` is within the last 60 days, ``last_activity!=60d`` is not,
    ``next_follow_up<7d`` is within the next 7. Raises Refused ``filter.unreadable`` for a line without a sign.
    """
    match = _LINE.fullmatch(line)
    if match is None:
        raise Refused("filter.unreadable", value=line)
    field, sign, value = match["field"], match["sign"], match["value"]
    if not value and sign in ("=", "!="):
        return Condition(field, C.EMPTY if sign == "=" else C.FILLED)
    days = _DAYS.fullmatch(value)
    if days is not None and FIELDS.get(field, "date") == "date":
        relative = {"=": C.IN_LAST_DAYS, "!=": C.NOT_IN_LAST_DAYS, "<": C.IN_NEXT_DAYS}
        return Condition(field, relative.get(sign, C.IN_LAST_DAYS), days[1])
    return Condition(field, _SIGNS[sign], value)
