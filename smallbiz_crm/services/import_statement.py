"""Judging and writing the lines of a bank or card statement: what went out becomes spend, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from smallbiz_crm.domain.campaigns import Habit, is_outside
from smallbiz_crm.domain.imports import OnDuplicate, Outcome, PreviewRow, RowProblem
from smallbiz_crm.domain.money import plain
from smallbiz_crm.domain.spend_rules import SpendRule, is_same_payee, line_key, rule_for
from smallbiz_crm.domain.text import fold
from smallbiz_crm.exchange.mapped import signed
from smallbiz_crm.services.dated_money import SpendReader
from smallbiz_crm.services.dated_rows import Context, Part
from smallbiz_crm.services.import_lists import ListRow
from smallbiz_crm.store import spend_rules as store
from smallbiz_crm.store.campaigns import habit_of
from smallbiz_crm.store.database import Connection
from smallbiz_crm.store.import_dated import DatedWriter
from smallbiz_crm.store.unit_of_work import UnitOfWork

PAID_LATEST = timedelta(days=45)
PAID_EARLIEST = timedelta(days=3)
"""A bill that was typed in is paid from a few days before its date to some weeks after it."""
_OUT = frozenset(("s", "d", "dr", "debit", "soll", "out", "dbit"))
_IN = frozenset(("h", "c", "cr", "credit", "haben", "in", "crdt"))
Told = Mapping[str, object]


@dataclass(slots=True)
class JudgedLine:
    """`part` is to be created, or `paid` marked as paid on its day; either is known by `key` from then on."""

    preview: PreviewRow
    key: str = ""
    part: Part | None = None
    paid: tuple[int, date] | None = None


@dataclass(slots=True)
class _Line:
    row: ListRow
    part: Part
    key: str
    problems: tuple[RowProblem, ...]
    rule: SpendRule | None = None


class StatementImport:
    """The rules of one import of a statement.

    A line that was imported before is the same, wherever it went since and even from the Trash; the n-th of equal
    lines is the n-th of those before. A line of the same amount that was typed in is marked as paid. What came in
    is no spend, but from a payee with a rule it is money back. A rule says campaign and category, without one
    what the payee was paid for last.
    """

    def __init__(self, on_duplicate: OnDuplicate, context: Context) -> None:
        self._on_duplicate = on_duplicate
        self._context = context
        self._reader = SpendReader(context, "spend")
        self._rules: list[SpendRule] | None = None
        self._habits: dict[str, Habit | None] = {}
        self._seen: Counter[str] = Counter()
        self._taken: set[int] = set()
        self._unit: UnitOfWork | None = None

    # -- judging ------------------------------------------------------------------------------------------

    def judge(self, connection: Connection, rows: Sequence[ListRow], *, is_preview: bool) -> list[JudgedLine]:  # noqa: ARG002
        """What will happen with the rows."""
        if self._rules is None:
            self._rules = store.list_rules(connection)
        self._reader.prepare(connection, rows)
        lines = [self._read(row) for row in rows]
        keys = {line.key for line in lines if isinstance(line, _Line)}
        known = store.known_lines(connection, keys)
        return [
            line if isinstance(line, JudgedLine) else self._judge_one(connection, line, known)
            for line in lines
        ]

    def _read(self, row: ListRow) -> _Line | JudgedLine:
        problems = [RowProblem(row.number, "", "", row.trouble)] if row.trouble else []
        word = fold(row.cells.get("direction", ""))
        if word in _IN or word in _OUT:
            amount = signed(row.cells.get("gross", "") or "0", "in" if word in _IN else "out")
            row = replace(row, cells=row.cells | {"gross": amount})
        fact = self._reader.read(row, problems)
        if fact is None:
            return JudgedLine(PreviewRow(row.number, Outcome.PROBLEM, "", problems=tuple(problems)))
        part = fact.parts[0]
        columns = part.columns
        columns["paid_on"] = columns["paid_on"] or columns["spent_on"]
        payee, text = columns["payee"], columns["description"] or ""
        key = line_key(columns["spent_on"], columns["gross"], columns["currency"], payee, text)
        self._seen[key] += 1
        rule = rule_for(self._rules or (), payee, text)
        return _Line(row, part, f"{key} {self._seen[key]}", tuple(problems), rule)

    def _judge_one(self, connection: Connection, line: _Line, known: Mapping[str, store.Known]) -> JudgedLine:
        gross = line.part.columns["gross"]
        there = known.get(line.key)
        if there is not None and self._on_duplicate is not OnDuplicate.NEW:
            reason = "statement.in_trash" if there.is_trashed else "statement.there"
            return _judged(line, Outcome.SAME, reason)
        if gross == 0 or (gross < 0 and line.rule is None):
            return _judged(line, Outcome.SKIP, "statement.nothing" if gross == 0 else "statement.money_in")
        typed = None if self._on_duplicate is OnDuplicate.NEW else self._typed(connection, line)
        if typed is not None:
            return self._found_typed(line, typed)
        reason, told = self._assign(connection, line)
        judged = _judged(line, Outcome.NEW, reason, told)
        judged.part = line.part
        judged.key = "" if there is not None else line.key
        return judged

    def _typed(self, connection: Connection, line: _Line) -> store.Typed | None:
        """The line that was typed in for what this one pays."""
        columns = line.part.columns
        day: date = columns["spent_on"]
        first, last = day - PAID_LATEST, day + PAID_EARLIEST
        for one in store.typed_lines(connection, columns["gross"], columns["currency"], first, last):
            is_free = one.spend_id not in self._taken and one.paid_on in (None, day)
            if is_free and is_same_payee(one.payee, f"{columns['payee']} {columns['description'] or ''}"):
                return one
        return None

    def _found_typed(self, line: _Line, typed: store.Typed) -> JudgedLine:
        self._taken.add(typed.spend_id)
        told = {"payee": typed.payee, "day": typed.spent_on}
        if self._on_duplicate is OnDuplicate.SKIP:
            return _judged(line, Outcome.SKIP, "statement.typed", told)
        judged = _judged(line, Outcome.UPDATE, "statement.paid", told)
        judged.paid = typed.spend_id, line.part.columns["paid_on"]
        judged.key = line.key
        return judged

    def _assign(self, connection: Connection, line: _Line) -> tuple[str | None, Told]:
        """Give a line the campaign and category that it does not name itself; the reason for a preview."""
        part, rule = line.part, line.rule
        if rule is not None:
            if part.campaign is None and rule.campaign and rule.campaign_id:
                self._belong(part, rule.campaign, rule.campaign_id)
            part.columns["category"] = part.columns["category"] or rule.category or ""
            return "statement.by_rule", {"words": rule.words, "to": _to(part)}
        payee: str = part.columns["payee"]
        if payee not in self._habits:
            self._habits[payee] = habit_of(connection, payee)
        habit = self._habits[payee]
        if habit is None or part.columns["category"]:
            return None, {}
        part.columns["category"] = habit.category
        fits = not is_outside(part.columns["spent_on"], habit.starts_on, habit.ends_on)
        if part.campaign is None and habit.campaign_id is not None and habit.campaign and fits:
            self._belong(part, habit.campaign, habit.campaign_id)
        return "statement.by_habit", {"to": _to(part)}

    def _belong(self, part: Part, campaign: str, campaign_id: int) -> None:
        part.campaign = campaign
        self._reader.know_campaign(campaign, campaign_id)

    # -- writing ------------------------------------------------------------------------------------------

    def begin(self, unit: UnitOfWork) -> None:
        """Write into this unit of work from now on."""
        self._unit = unit
        self._reader.begin(unit, DatedWriter(unit))

    def write(self, judged: Sequence[JudgedLine]) -> None:
        """Create the new lines of a batch and mark the others as paid."""
        if self._unit is None:
            raise RuntimeError("begin comes first")
        new = [(one.key, one.part) for one in judged if one.part is not None]
        keys: dict[str, int] = {}
        if new:
            first = self._reader.create([part for _key, part in new])
            keys = {key: first + place for place, (key, _part) in enumerate(new) if key}
        for one in judged:
            if one.paid is not None:
                store.mark_paid(self._unit, *one.paid)
                keys[one.key] = one.paid[0]
        store.remember_lines(self._unit, keys)


def _judged(line: _Line, outcome: Outcome, reason: str | None, told: Told | None = None) -> JudgedLine:
    columns: dict[str, Any] = line.part.columns
    detail = f"{columns['spent_on'].isoformat()} · {plain(columns['gross'], columns['currency'])} {columns['currency']}"
    return JudgedLine(
        PreviewRow(
            line.row.number, outcome, columns["payee"], detail, reason, told or {}, problems=line.problems
        )
    )


def _to(part: Part) -> str:
    """The campaign and category that a line was given, as they are named."""
    return ", ".join(name for name in (part.campaign, part.columns["category"]) if name)
