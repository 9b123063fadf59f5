"""What an import says about its rows: outcomes, problems, results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

NO_PARAMS: Mapping[str, object] = MappingProxyType({})


class Outcome(StrEnum):
    NEW = "new"
    UPDATE = "update"
    SAME = "same"
    SKIP = "skip"
    PROBLEM = "problem"


class OnDuplicate(StrEnum):
    """What happens with a row whose record is there: fill its blanks, replace its fields, leave it, or add another."""

    UPDATE = "update"
    REPLACE = "replace"
    SKIP = "skip"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class RowDecision:
    """What the user said of one row; it goes before the rule for all.

    `into` is the person that the row is merged into; without it, whom the import finds.
    """

    rule: OnDuplicate
    into: int | None = None


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a cell: `row` as a spreadsheet counts, a code with parameters for words."""

    row: int
    column: str
    value: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])


MEANINGS = {
    "stage.unknown": "stage",
    "outcome.unknown": "outcome",
    "lifecycle.unknown": "lifecycle",
    "channel.unknown": "channel",
}
"""Problems with a word of the file to which a meaning can be given, and the field it stands in."""


def fold_problems(problems: Iterable[RowProblem]) -> list[tuple[RowProblem, int]]:
    """Each problem once, with how many further rows have the same, in the order of the rows."""
    found: dict[tuple[str, str, str], RowProblem] = {}
    counts: Counter[tuple[str, str, str]] = Counter()
    for problem in problems:
        key = (problem.column, problem.code, problem.value)
        found.setdefault(key, problem)
        counts[key] += 1
    return [(problem, counts[key] - 1) for key, problem in found.items()]


def unknown_words(problems: Iterable[RowProblem]) -> list[tuple[str, str]]:
    """The words of the file of which nobody said what they mean, each once: (field, word)."""
    found = ((MEANINGS[each.code], each.value) for each in problems if each.code in MEANINGS and each.value)
    return list(dict.fromkeys(found))


class PreviewRow(NamedTuple):
    """What will happen with a row. `reason` is a code for words: why it is an update, what is unclear.

    `match` is the person it is merged into, `possible` are people it may be; `decided` is what the user said.
    """

    number: int
    outcome: Outcome
    title: str
    detail: str = ""
    reason: str | None = None
    reason_params: Mapping[str, object] = NO_PARAMS
    problems: tuple[RowProblem, ...] = ()
    match: int | None = None
    possible: tuple[int, ...] = ()
    decided: OnDuplicate | None = None


@dataclass(frozen=True, slots=True)
class ImportProfile:
    """What the user said about files with the same columns: the kind, columns sent elsewhere, words given a meaning.

    `maps` is column → field (``-``: nowhere); `meanings` is (field, their word) → our word.
    """

    kind: str | None = None
    maps: Mapping[str, str] = field(default_factory=dict[str, str])
    meanings: Mapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    date_order: str | None = None
    decimal: str | None = None


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """The first rows one by one, and the counts of all; `unmapped` columns go nowhere."""

    source: str
    kind: str
    counts: Mapping[Outcome, int]
    rows: tuple[PreviewRow, ...]
    problems: tuple[RowProblem, ...]
    unmapped: tuple[str, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did; `step` is None when nothing was written. `rounded` counts amounts cut to the currency."""

    source: str
    kind: str
    rows: int
    created: int
    updated: int
    same: int
    skipped: int
    problems: tuple[RowProblem, ...]
    unmapped: tuple[str, ...]
    step: int | None
    notes: Mapping[str, int] = field(default_factory=dict[str, int])
