"""Names what is looked behind: a figure of the whole report, or of one row of one of its tables."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slice:
    """A row of a table: which table, which row (None is what is unassigned), what it is called."""

    table: str
    key: int | str | None
    name: str


@dataclass(frozen=True, slots=True)
class Behind:
    """A figure by its key; without a slice it is the one of the whole report."""

    figure: str
    slice: Slice | None = None
