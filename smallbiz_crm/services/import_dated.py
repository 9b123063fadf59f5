"""Judging and writing rows of dated facts: each is new, the same as one that is there, or another value of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from smallbiz_crm.domain.imports import OnDuplicate, Outcome, PreviewRow, RowProblem
from smallbiz_crm.services.dated_follow_ups import FollowUpReader
from smallbiz_crm.services.dated_money import MetricReader, PaymentReader, SpendReader, TargetReader
from smallbiz_crm.services.dated_people import ActivityReader, LifecycleReader, TouchReader
from smallbiz_crm.services.dated_rows import Context, Fact, Part, Reader
from smallbiz_crm.services.import_lists import ListRow
from smallbiz_crm.store.database import Connection
from smallbiz_crm.store.import_dated import DatedWriter, Key, There, facts_there
from smallbiz_crm.store.unit_of_work import UnitOfWork

READERS: dict[str, Callable[[Context, str, bool], Reader]] = {
    "touches": TouchReader,
    "lifecycle": LifecycleReader,
    "metrics": MetricReader,
    "spend": SpendReader,
    "targets": TargetReader,
    "payments": PaymentReader,
    "activities": ActivityReader,
    "follow-ups": FollowUpReader,
}
_ONCE = frozenset(("lifecycle",))
KINDS = tuple(READERS)


@dataclass(slots=True)
class JudgedFact:
    """`changes` are rows that get another value; `parts` are to be created."""

    preview: PreviewRow
    parts: list[Part] = field(default_factory=list[Part])
    changes: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])


class DatedImport:
    """The rules of one import of dated facts.

    Two facts are the same when everything that tells them apart agrees; the n-th of equal rows is the same as
    the n-th of equal facts that were there before. A metric or target of the same day with another value
    replaces it, unless the import is told to add everything as new.
    """

    def __init__(self, kind: str, on_duplicate: OnDuplicate, context: Context) -> None:
        self.kind = kind
        self._rule = on_duplicate
        self._reader: Reader = READERS[kind](context, kind, kind in _ONCE)
        self._there: dict[Key, list[There]] = {}
        self._written: set[Key] = set()
        self._writer: DatedWriter | None = None
        self._unit: UnitOfWork | None = None

    # -- judging ------------------------------------------------------------------------------------------

    def judge(self, connection: Connection, rows: Sequence[ListRow], *, is_preview: bool) -> list[JudgedFact]:  # noqa: ARG002
        """What will happen with the rows."""
        self._reader.prepare(connection, rows)
        read: list[tuple[ListRow, Fact | None, list[RowProblem]]] = []
        for row in rows:
            problems = [RowProblem(row.number, "", "", row.trouble)] if row.trouble else []
            read.append((row, self._reader.read(row, problems), problems))
        self._look_up(connection, [fact for _, fact, _ in read if fact is not None])
        return [self._judge_one(row, fact, problems) for row, fact, problems in read]

    def _look_up(self, connection: Connection, facts: Sequence[Fact]) -> None:
        """Learn what was there before this import of every key that comes for the first time."""
        new = {part.key for fact in facts for part in fact.parts} - self._there.keys()
        found = facts_there(connection, self.kind, {key[0] for key in new})
        self._there.update((key, found.get(key, [])) for key in new)

    def _judge_one(self, row: ListRow, fact: Fact | None, problems: list[RowProblem]) -> JudgedFact:
        if fact is None:
            outcome = Outcome.PROBLEM if problems else Outcome.SKIP
            return JudgedFact(PreviewRow(row.number, outcome, "", problems=tuple(problems)))
        judged = JudgedFact(PreviewRow(row.number, Outcome.SAME, fact.title))
        skipped = False
        for part in fact.parts:
            same, change = self._held_against(part)
            if same:
                continue
            if change is None:
                judged.parts.append(part)
                self._written.add(part.key)
            elif self._rule is OnDuplicate.SKIP:
                skipped = True
            else:
                judged.changes.append((change, part.value or 0))
        outcome = Outcome.SKIP if skipped else Outcome.SAME
        if judged.parts:
            outcome = Outcome.NEW
        elif judged.changes:
            outcome = Outcome.UPDATE
        judged.preview = PreviewRow(row.number, outcome, fact.title, fact.detail, problems=tuple(problems))
        return judged

    def _held_against(self, part: Part) -> tuple[bool, int | None]:
        """Whether the fact is there already, or else which row holds another value of it."""
        if self._reader.is_once and part.key in self._written:
            return True, None
        if self._rule is OnDuplicate.NEW:
            return False, None
        there = self._there[part.key]
        same = next((one for one in there if one.value == part.value), None)
        if same is not None:
            if not self._reader.is_once:
                there.remove(same)
            return True, None
        return (False, there.pop(0).row_id) if there else (False, None)

    # -- writing ------------------------------------------------------------------------------------------

    def begin(self, unit: UnitOfWork) -> None:
        """Write into this unit of work from now on."""
        self._unit, self._writer = unit, DatedWriter(unit)
        self._reader.begin(unit, self._writer)

    def write(self, judged: Sequence[JudgedFact]) -> None:
        """Create the new facts of a batch and change the others."""
        if self._writer is None:
            raise RuntimeError("begin comes first")
        self._reader.write([part for one in judged for part in one.parts])
        last: dict[int, int] = defaultdict(int)
        for one in judged:
            last.update(one.changes)
        for row_id, value in last.items():
            self._writer.change(self.kind, row_id, value)
