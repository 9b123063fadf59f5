"""A table's mapping, put together from what was recognised and what was asked for, and rows read by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.text import fold
from smallbiz_crm.exchange.contact_values import tidy, tidy_text
from smallbiz_crm.exchange.fields import JOINED, MANY, Target, parse_target
from smallbiz_crm.exchange.header_words import header_key
from smallbiz_crm.exchange.presets import Recognition
from smallbiz_crm.exchange.tables import Row

_VALUE = re.compile(r"(custom:[^:=]+|[^:=]+):(.*)=(.*)", re.DOTALL)
_THOUSANDS = re.compile(r"[.,'’ \u00a0\u202f](?=[0-9]{3}(?![0-9]))")
_LEFT_OUT = frozenset({"", "-"})
SIGNS = frozenset({"bank", "in", "out"})
"""The roles of a column that says in which direction money went."""


@dataclass(frozen=True)
class Mapping:
    """Which column goes where, for one file and one kind of row.

    `targets` is column index → targets. `constants` is a target's spec → the value it has in every row.
    `values` is field → their value (folded) → our value.
    """

    kind: str
    source: str
    columns: tuple[str, ...]
    targets: dict[int, tuple[Target, ...]]
    constants: dict[str, str] = field(default_factory=dict[str, str])
    values: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])

    @property
    def unmapped(self) -> list[str]:
        """The columns that go nowhere."""
        return [name for index, name in enumerate(self.columns) if not self.targets.get(index)]

    @property
    def maps(self) -> list[str]:
        """The mapping as ``Column=field`` texts, which `build_mapping` reads for a file of the same make."""
        told = [
            f"{self.columns[index]}={target.spec}"
            for index, targets in self.targets.items()
            for target in targets
        ]
        return told + [f"{name}=-" for name in self.unmapped]

    def columns_of(self, field_name: str) -> list[int]:
        """The columns that feed a field."""
        return [
            index
            for index, targets in self.targets.items()
            if any(target.field == field_name for target in targets)
        ]

    @property
    def is_statement(self) -> bool:
        """Whether the rows are movements of a bank account or card, of which some came in."""
        return self.kind == "spend" and any(
            target.role in SIGNS or target.field == "direction"
            for there in self.targets.values()
            for target in there
        )

    def has(self, field_name: str) -> bool:
        """Whether anything feeds the field."""
        return bool(self.columns_of(field_name)) or any(
            parse_target(spec, self.kind).field == field_name for spec in self.constants
        )

    def virtual_columns(self) -> tuple[list[str], dict[int, tuple[Target, ...]]]:
        """The constants as cells behind those of each row, and the targets of all columns with them."""
        targets = dict(self.targets)
        cells: list[str] = []
        for spec, value in self.constants.items():
            targets[len(self.columns) + len(cells)] = (parse_target(spec, self.kind),)
            cells.append(value)
        return cells, targets


def build_mapping(
    header: Sequence[str],
    recognition: Recognition,
    *,
    maps: Iterable[str] = (),
    constants: Iterable[str] = (),
    values: Iterable[str] = (),
) -> Mapping:
    """The mapping recognised, changed by what was asked for.

    `maps` are ``Column=field`` (a column may come several times; ``Column=-`` leaves it out), `constants`
    ``field=value``, `values` ``field:Their value=our value``. A column named in `maps` goes only where they
    say, and a field that takes one value comes only from the columns they name. Raises Refused with
    ``mapping.not_a_pair``, ``mapping.unknown_column``, ``mapping.unknown_field``.
    """
    kind = recognition.kind
    targets = dict(recognition.mapping)
    _apply_maps(header, kind, [_read_map(text, header) for text in maps], targets)
    fixed = dict(recognition.constants)
    for text in constants:
        spec, value = _read_constant(text, kind)
        fixed[spec] = value
        _free_field(parse_target(spec, kind), kind, targets, but=())
    renamed: dict[str, dict[str, str]] = {}
    for text in values:
        field_name, theirs, ours = _read_value(text, kind)
        renamed.setdefault(field_name, {})[value_key(theirs)] = ours
    ordered = {index: targets[index] for index in sorted(targets) if targets[index]}
    return Mapping(kind, recognition.source, tuple(header), ordered, fixed, renamed)


def value_key(text: str) -> str:
    """How values of a file are compared: without case, accents and doubled blanks."""
    return fold(tidy(text))


def _apply_maps(
    header: Sequence[str], kind: str, asked: list[tuple[int, str]], targets: dict[int, tuple[Target, ...]]
) -> None:
    named = {index for index, _ in asked}
    before = {index: targets.pop(index, ()) for index in sorted(named)}
    for index, spec in asked:
        if spec in _LEFT_OUT:
            continue
        target = parse_target(spec, kind)
        _free_field(target, kind, targets, but=named)
        if kind == "contacts" and target.field in MANY and not target.group:
            target = _with_group(target, before[index], targets, header)
        targets[index] = (*targets.get(index, ()), target)


def _free_field(
    target: Target, kind: str, targets: dict[int, tuple[Target, ...]], but: Iterable[int]
) -> None:
    """Take a field from the columns that were only guessed to feed it."""
    if target.field in JOINED or (kind == "contacts" and target.field in MANY and not target.group):
        return
    spared = set(but)
    for index, there in targets.items():
        if index not in spared:
            targets[index] = tuple(one for one in there if not _is_same(one, target))


def _is_same(one: Target, other: Target) -> bool:
    is_custom = one.field == "custom" and one.label != other.label
    return (one.field, one.group) == (other.field, other.group) and not is_custom


def _with_group(
    target: Target, before: tuple[Target, ...], targets: dict[int, tuple[Target, ...]], header: Sequence[str]
) -> Target:
    """The entry that the column was guessed to belong to, else the first one that has no such part yet."""
    guessed = next((one for one in before if one.field == target.field), None)
    used = {one.group for there in targets.values() for one in there if one.field == target.field}
    if guessed is not None and guessed.group not in used:
        return Target(target.field, guessed.group, target.role, target.label or guessed.label)
    free = next(group for group in range(1, len(header) + 2) if group not in used)
    return Target(target.field, free, target.role, target.label)


def _read_map(text: str, header: Sequence[str]) -> tuple[int, str]:
    """(column index, target spec); the column may hold ``=`` itself."""
    places = [place for place, sign in enumerate(text) if sign == "="]
    if not places:
        raise Refused("mapping.not_a_pair", text=text, form="Column=field")
    by_name = {name: index for index, name in reversed(list(enumerate(header)))}
    by_key = {header_key(name): index for index, name in reversed(list(enumerate(header)))}
    for place in reversed(places):
        name = text[:place].strip()
        index = by_name.get(name, by_key.get(header_key(name)) if header_key(name) else None)
        if index is not None:
            return index, text[place + 1 :].strip()
    raise Refused("mapping.unknown_column", column=text[: places[0]].strip(), known=", ".join(header))


def _read_constant(text: str, kind: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise Refused("mapping.not_a_pair", text=text, form="field=value")
    target = parse_target(name, kind)
    if kind == "contacts" and target.field in MANY and not target.group:
        target = Target(target.field, 1, target.role, target.label)
    return target.spec, value.strip()


def _read_value(text: str, kind: str) -> tuple[str, str, str]:
    match = _VALUE.fullmatch(text)
    if match is None:
        raise Refused("mapping.not_a_pair", text=text, form="field:Their value=our value")
    target = parse_target(match[1], kind)
    name = f"custom:{target.label}" if target.field == "custom" else target.field
    return name, match[2].strip(), match[3].strip()


class MappedReader:
    """Reads rows of any kind but contacts into texts by field; made once for a file, used for every row."""

    def __init__(self, mapping: Mapping) -> None:
        self._cells, targets = mapping.virtual_columns()
        self._plan = [
            (field_of(target), index, target.role, mapping.values.get(field_of(target)))
            for index, there in targets.items()
            for target in there
        ]
        self._blanks = {name: known[""] for name, known in mapping.values.items() if "" in known}

    def read(self, row: Row) -> dict[str, str]:
        """Field → text, clean and in our words; fields without a value are left out.

        Of several columns for one field the first that is not empty counts, but notes, tags and streets are
        joined and counts of a metric added. Custom fields are ``custom:<name>``.
        """
        cells = row.cells + self._cells if self._cells else row.cells
        found: dict[str, str] = {}
        for name, index, role, known in self._plan:
            cell = cells[index]
            if not cell:
                continue
            text = tidy_text(cell) if name == "notes" else tidy(cell)
            if known and text:
                text = known.get(fold(text), text)
            if not text:
                continue
            if role in SIGNS:
                if name not in found or not _HAS_VALUE.search(found[name]):
                    found[name] = signed(text, role)
            elif name not in found:
                found[name] = text
            elif role == "sum":
                found[name] = _added(found[name], text)
            elif name in JOINED:
                found[name] += _JOINS[name] + text
        for name, text in self._blanks.items():
            found.setdefault(name, text)
        return found


_HAS_VALUE = re.compile("[1-9]")
_BEFORE_NUMBER = re.compile(r"[^0-9.,]*")
_MINUS_BEHIND = re.compile(r"(?<=[0-9]) *[-−] *([^0-9]*)$")
_JOINS = {"notes": "\n", "tags": ", ", "street": "\n"}


def field_of(target: Target) -> str:
    """The field as the readers name it: ``custom:Size`` for a custom one."""
    return f"custom:{target.label}" if target.field == "custom" else target.field


def _added(first: str, second: str) -> str:
    try:
        return str(int(_THOUSANDS.sub("", first)) + int(_THOUSANDS.sub("", second)))
    except ValueError:
        return first


def signed(amount: str, role: str) -> str:
    """An amount as spend, positive for what was paid out: a bank writes that with a minus or in a column of its own."""
    head = _BEFORE_NUMBER.match(amount)
    before = head[0] if head else ""
    number = amount[len(before) :]
    minus = _MINUS_BEHIND.search(number)
    if minus is not None:
        number = f"{number[: minus.start()]} {minus[1]}".rstrip()
    is_out = {"bank": minus is not None or any(sign in before for sign in "-−("), "out": True}.get(
        role, False
    )
    bare = "".join(sign for sign in before if sign not in "-−+(").lstrip() + number.replace(")", "")
    return bare if is_out else f"-{bare}"
