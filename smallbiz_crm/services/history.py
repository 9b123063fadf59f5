"""The list of steps, and taking them back and forth."""

from __future__ import annotations

from dataclasses import dataclass

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.store import journal
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.journal import StepRow

__all__ = ["History", "StepRow", "TakenBack"]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What an undo or redo did: the new step, the label of the step it concerned, rows changed per table."""

    step: int
    of: StepRow
    changed: dict[str, int]


class History:
    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, limit: int = 100, before: int | None = None) -> list[StepRow]:
        """The newest steps first; `before` a step id gives the page after it."""
        with self._database.reading() as connection:
            return journal.list_steps(connection, limit, before)

    def next_undo(self) -> StepRow | None:
        with self._database.reading() as connection:
            return journal.next_undo(connection)

    def next_redo(self) -> StepRow | None:
        with self._database.reading() as connection:
            return journal.next_redo(connection)

    def undo(self, step: int | None = None) -> TakenBack:
        """Take back one step: the newest that stands, or the one named.

        Raises Refused when there is nothing to undo, Conflict with what is in the way when later work forbids it.
        """
        with self._database.reading() as connection:
            target = journal.next_undo(connection) if step is None else journal.find_step(connection, step)
        if target is None:
            raise Refused("undo.nothing")
        if target.kind != "do":
            raise Refused("step.not_a_step", step=target.id)
        return self._take_back(target)

    def redo(self) -> TakenBack:
        """Bring back what the newest undo took, unless something new was done since."""
        with self._database.reading() as connection:
            target = journal.next_redo(connection)
        if target is None:
            raise Refused("redo.nothing")
        return self._take_back(target)

    def _take_back(self, target: StepRow) -> TakenBack:
        with self._database.step(target.code) as unit:
            journal.take_back(unit, target)
        return TakenBack(unit.step_id, target, unit.changes.counts())
