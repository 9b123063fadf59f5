"""Reads the rows of a table of contacts by a mapping compiled once into a function per part of a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from smallbiz_crm.domain.days import DayOrder
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.text import are_clean_lines, fold
from smallbiz_crm.exchange.contact_values import (
    birthday_of_parts,
    is_nothing,
    is_one_email,
    is_plain_phone,
    read_birthday,
    read_consent,
    read_label,
    split_emails,
    split_google,
    split_phones,
    split_tags,
    tidy,
    tidy_text,
)
from smallbiz_crm.exchange.fields import ADDRESS_PARTS, Target
from smallbiz_crm.exchange.mapped import Mapping
from smallbiz_crm.exchange.people import (
    AddressEntry,
    EmailEntry,
    PersonRow,
    PhoneEntry,
    Problem,
    UrlEntry,
    with_one_primary,
)
from smallbiz_crm.exchange.tables import Row

_SLOTS = {name: slot for slot, name in enumerate(PersonRow._fields)}
_BLANK: list[Any] = list(PersonRow())
_NAME, _GIVEN, _FAMILY = (_SLOTS[name] for name in ("name", "given_name", "family_name"))
_TEXT_FIELDS = frozenset(PersonRow._fields[: _SLOTS["notes"]])
_PART_OF = {
    "email": "emails", "phone": "phones", "url": "urls", "address": "addresses",
    **dict.fromkeys(ADDRESS_PARTS, "addresses"),
}  # fmt: skip
_OWN = "own"
_LINES_MATTER = frozenset({"notes", "street", "address", "phone", "email", "tags", "custom"})
_ADDRESS_SLOTS = {name: slot for slot, name in enumerate(AddressEntry._fields)}

_Cells = list[str]
_Problems = list[Problem]
_Part = Callable[[_Cells, _Problems], Any]
_Values = dict[str, str] | None


@dataclass(frozen=True, slots=True)
class _Column:
    index: int
    name: str
    target: Target


class PersonReader:
    """Made once for a file, used for every row.

    `order` is how the file writes the day of a birthday such as 03/04/1980; None when nobody knows.
    """

    def __init__(self, mapping: Mapping, order: DayOrder | None = None) -> None:
        self._constants, targets = mapping.virtual_columns()
        names = [*mapping.columns, *mapping.constants]
        columns = [
            _Column(index, names[index], target) for index, there in targets.items() for target in there
        ]
        self._cleaners = [_cleaner(targets.get(index, ())) for index in range(len(names))]
        plain = [column for column in columns if column.target.field in _TEXT_FIELDS]
        known = {name: words for name, words in mapping.values.items() if name in _TEXT_FIELDS}
        self._plain = [(_SLOTS[column.target.field], column.index) for column in plain]
        self._known = [(_SLOTS[name], words) for name, words in known.items()]
        self._middle = [column.index for column in columns if column.target.field == "middle_name"]
        self._blank = _BLANK.copy()
        self._blank[_SLOTS["is_split"]] = mapping.source == _OWN and mapping.has("given_name")
        self._parts = _compiled(columns, mapping.values, order, keeps_emails=mapping.source == _OWN)

    def read(self, row: Row) -> PersonRow:
        """The person of a row. Whatever is wrong with a cell becomes a problem of the person."""
        cells = row.cells + self._constants if self._constants else row.cells
        if not are_clean_lines(cells):
            cells = [clean(cell) if cell else cell for clean, cell in zip(self._cleaners, cells, strict=True)]
        values = self._blank.copy()
        for slot, index in self._plain:
            if not values[slot]:
                values[slot] = cells[index]
        for slot, words in self._known:
            values[slot] = words.get(fold(values[slot]), values[slot])
        problems: _Problems = []
        for slot, read in self._parts:
            values[slot] = read(cells, problems)
        if not values[_NAME]:
            names = (values[_GIVEN], *(cells[index] for index in self._middle), values[_FAMILY])
            values[_NAME] = " ".join(name for name in names if name)
        if problems:
            values[_SLOTS["problems"]] = tuple(problems)
        return PersonRow._make(values)


def _cleaner(targets: Iterable[Target]) -> Callable[[str], str]:
    """One line for a column, but lines are kept where they mean something."""
    return tidy_text if targets and all(target.field in _LINES_MATTER for target in targets) else tidy


def _compiled(
    columns: Iterable[_Column],
    values: dict[str, dict[str, str]],
    order: DayOrder | None,
    *,
    keeps_emails: bool,
) -> list[tuple[int, _Part]]:
    """A function for each part of a person that some column feeds."""
    feeding: dict[str, list[_Column]] = {}
    for column in columns:
        feeding.setdefault(_PART_OF.get(column.target.field, column.target.field), []).append(column)
    makers: dict[str, Callable[[list[_Column]], _Part]] = {
        "emails": lambda fed: _emails(fed, keeps_emails),
        "phones": _phones,
        "urls": _urls,
        "addresses": _addresses,
        "tags": lambda fed: _tags(fed, values.get("tags")),
        "notes": _notes,
        "birthday": lambda fed: _birthday(fed, order),
        "consent": lambda fed: _consent(fed, values.get("consent")),
        "custom": lambda fed: _custom(fed, values),
    }
    return [(_SLOTS[part], make(feeding[part])) for part, make in makers.items() if part in feeding]


def _groups(columns: Iterable[_Column]) -> list[tuple[_Column, int | None, str]]:
    """(value column, label column, fixed label) of each entry of a list, in the order of their numbers."""
    labels = {column.target.group: column.index for column in columns if column.target.role == "label"}
    fixed = {column.target.group: column.target.label for column in columns if column.target.label}
    entries = [
        (column, labels.get(column.target.group), fixed.get(column.target.group, ""))
        for column in columns
        if column.target.role != "label"
    ]
    return sorted(entries, key=lambda entry: entry[0].target.group)


def _labelled(cells: _Cells, label_index: int | None, fixed: str) -> tuple[str, bool]:
    if label_index is None:
        return fixed, False
    label, is_primary = read_label(cells[label_index])
    return label or fixed, is_primary


def _emails(columns: list[_Column], keeps: bool) -> _Part:
    """`keeps`: what is no address stays as it is, for it was taken over before."""
    groups = _groups(columns)

    def read(cells: _Cells, problems: _Problems) -> tuple[EmailEntry, ...]:
        entries: list[EmailEntry] = []
        for column, label_index, fixed in groups:
            text = cells[column.index]
            if not text:
                continue
            found = [text] if keeps or is_one_email(text) else split_emails(text)
            if not found and not is_nothing(text):
                problems.append(Problem(column.name, text, "email.invalid"))
                continue
            label, is_primary = _labelled(cells, label_index, fixed)
            entries.extend(EmailEntry(address, label, is_primary) for address in found)
        return with_one_primary(entries)

    if len(groups) > 1 or groups[0][1] is not None:
        return read
    alone, fixed = groups[0][0].index, groups[0][2]

    def read_one(cells: _Cells, problems: _Problems) -> tuple[EmailEntry, ...]:
        text = cells[alone]
        if is_one_email(text):
            return (EmailEntry(text, fixed, True),)
        return read(cells, problems) if text else ()

    return read_one


def _phones(columns: list[_Column]) -> _Part:
    groups = _groups(columns)

    def read(cells: _Cells, problems: _Problems) -> tuple[PhoneEntry, ...]:
        entries: list[PhoneEntry] = []
        for column, label_index, fixed in groups:
            cell = cells[column.index]
            if not cell:
                continue
            try:
                found = split_phones(cell)
            except Refused as refusal:
                problems.append(Problem(column.name, cell, refusal.code))
                continue
            label, is_primary = _labelled(cells, label_index, fixed)
            entries.extend(PhoneEntry(number, label, is_primary) for number in found)
        return with_one_primary(entries)

    if len(groups) > 1 or groups[0][1] is not None:
        return read
    alone, fixed = groups[0][0].index, groups[0][2]

    def read_one(cells: _Cells, problems: _Problems) -> tuple[PhoneEntry, ...]:
        text = cells[alone]
        if is_plain_phone(text):
            return (PhoneEntry(text, fixed, True),)
        return read(cells, problems) if text else ()

    return read_one


def _urls(columns: list[_Column]) -> _Part:
    groups = _groups(columns)

    def read(cells: _Cells, _problems: _Problems) -> tuple[UrlEntry, ...]:
        entries: dict[str, UrlEntry] = {}
        for column, label_index, fixed in groups:
            for part in split_google(cells[column.index]):
                url = tidy(part)
                if url and not is_nothing(url):
                    entries.setdefault(url, UrlEntry(url, _labelled(cells, label_index, fixed)[0]))
        return tuple(entries.values())

    return read


def _addresses(columns: list[_Column]) -> _Part:
    numbers = sorted({column.target.group for column in columns})
    readers = [
        _address([column for column in columns if column.target.group == number]) for number in numbers
    ]

    def read(cells: _Cells, _problems: _Problems) -> tuple[AddressEntry, ...]:
        return tuple(entry for one in readers if (entry := one(cells)) is not None)

    return read


def _address(columns: list[_Column]) -> Callable[[_Cells], AddressEntry | None]:
    """One address; the address in one text counts only where its parts are empty."""
    parts = [
        (_ADDRESS_SLOTS[column.target.field], column.index)
        for column in columns
        if column.target.field != "address"
    ]
    whole = [
        column.index for column in columns if column.target.field == "address" and not column.target.role
    ]
    label_index = next((column.index for column in columns if column.target.role == "label"), None)
    fixed = next((column.target.label for column in columns if column.target.label), "")
    street = _ADDRESS_SLOTS["street"]

    def read(cells: _Cells) -> AddressEntry | None:
        values = ["", "", "", "", "", ""]
        for slot, index in parts:
            cell = cells[index]
            if not cell:
                continue
            if not values[slot]:
                values[slot] = cell
            elif slot == street:
                values[slot] += f"\n{cell}"
        if not any(values):
            values[street] = next(filter(None, (cells[index] for index in whole)), "")
            if not values[street]:
                return None
        values[-1] = _labelled(cells, label_index, fixed)[0]
        return AddressEntry(*values)

    return read


def _tags(columns: list[_Column], known: _Values) -> _Part:
    @lru_cache(maxsize=4096)
    def split(*cells: str) -> tuple[str, ...]:
        tags: dict[str, str] = {}
        for cell, column in zip(cells, columns, strict=True):
            for tag in split_tags(cell, column.target.role == "google"):
                ours = known.get(fold(tag), tag) if known else tag
                tags.setdefault(fold(ours), ours)
        return tuple(tag for tag in tags.values() if tag)

    if len(columns) == 1:
        alone = columns[0].index
        return lambda cells, _problems: split(cells[alone])
    indexes = [column.index for column in columns]
    return lambda cells, _problems: split(*[cells[index] for index in indexes])


def _notes(columns: list[_Column]) -> _Part:
    indexes = [column.index for column in columns]
    if len(indexes) == 1:
        alone = indexes[0]
        return lambda cells, _problems: cells[alone]
    return lambda cells, _problems: "\n".join([cells[index] for index in indexes if cells[index]])


def _birthday(columns: list[_Column], order: DayOrder | None) -> _Part:
    places = {column.target.role: column for column in columns}
    whole, year, month, day = (places.get(role) for role in ("", "year", "month", "day"))
    named = whole or day or month or year

    def read(cells: _Cells, problems: _Problems) -> str:
        text = cells[whole.index] if whole else ""
        parts = [cells[part.index] if part else "" for part in (year, month, day)]
        if not text and not any(parts):
            return ""
        try:
            return read_birthday(text, order) if text else birthday_of_parts(*parts)
        except Refused as refusal:
            shown = text or "-".join(filter(None, parts))
            problems.append(Problem(named.name if named else "", shown, refusal.code))
            return ""

    return read


def _consent(columns: list[_Column], known: _Values) -> _Part:
    def read(cells: _Cells, problems: _Problems) -> str:
        for column in columns:
            text = cells[column.index]
            if known:
                text = known.get(fold(text), text)
            if not text:
                continue
            try:
                return read_consent(text)
            except Refused as refusal:
                problems.append(Problem(column.name, text, refusal.code))
        return ""

    return read


def _custom(columns: list[_Column], values: dict[str, dict[str, str]]) -> _Part:
    """Custom fields: named by the mapping, or by a label column beside the value."""
    groups = [
        (column, next((other.index for other in columns if _names(other, column)), None))
        for column in columns
        if column.target.role != "label"
    ]

    def read(cells: _Cells, _problems: _Problems) -> dict[str, str]:
        fields: dict[str, str] = {}
        for column, name_index in groups:
            beside = cells[name_index] if name_index is not None else ""
            name = column.target.label or beside or column.name
            text = cells[column.index]
            text = values.get(f"custom:{name}", {}).get(fold(text), text)
            if text:
                fields.setdefault(name, text)
        return fields

    return read


def _names(other: _Column, column: _Column) -> bool:
    group = other.target.group
    return other.target.role == "label" and bool(group) and group == column.target.group
