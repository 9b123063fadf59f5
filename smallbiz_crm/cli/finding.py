"""What ``list`` is asked for and what it found, and how records that are few are looked through."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from smallbiz_crm.cli.output import Json
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.segments import Group
from smallbiz_crm.domain.text import fold


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the line asks for."""

    search: str
    where: dict[str, str]
    rule: Group
    limit: int | None
    offset: int
    trashed: bool

    @property
    def page(self) -> slice:
        return slice(self.offset, None if self.limit is None else self.offset + self.limit)


@dataclass(frozen=True, slots=True)
class Found:
    """The records of one kind: how many match, their facts for JSON, and lines for people."""

    total: int
    items: Callable[[], Iterator[Json]]
    lines: Callable[[], list[str]]


def require_fields(wanted: Wanted, known: Sequence[str]) -> None:
    for field in wanted.where:
        if field not in known:
            raise Refused("filter.unknown_field", field=field, known=", ".join(known))


def holds(held: dict[str, str | None], where: dict[str, str]) -> bool:
    return all(fold(held[field] or "") == fold(value) for field, value in where.items())


def says(search: str, parts: Sequence[str | None]) -> bool:
    """Whether every word of the search begins a word of one of the parts."""
    words = [word for part in parts if part for word in fold(part).split()]
    return all(any(word.startswith(typed) for word in words) for typed in fold(search).split())
