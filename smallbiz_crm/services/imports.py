"""Importing files: recognise, preview row by row, write as one step that can be taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from smallbiz_crm.domain.days import DayOrder
from smallbiz_crm.domain.imports import (
    ImportPreview,
    ImportResult,
    OnDuplicate,
    Outcome,
    PreviewRow,
    RowDecision,
    RowProblem,
)
from smallbiz_crm.domain.money import DecimalSign
from smallbiz_crm.exchange.failed_rows import write_failed_cards, write_failed_rows
from smallbiz_crm.exchange.mapped import MappedReader
from smallbiz_crm.exchange.person_reader import PersonReader
from smallbiz_crm.exchange.totals import is_total_line
from smallbiz_crm.exchange.vcards import open_cards
from smallbiz_crm.services.backups import Backups
from smallbiz_crm.services.dated_rows import Context
from smallbiz_crm.services.garbage import fewer_looks
from smallbiz_crm.services.import_contacts import PeopleImport
from smallbiz_crm.services.import_dated import KINDS as DATED
from smallbiz_crm.services.import_dated import DatedImport
from smallbiz_crm.services.import_deals import DealImport, imagined_stages
from smallbiz_crm.services.import_lists import ListImport, ListRow
from smallbiz_crm.services.import_plans import KINDS, Asked, ImportPlan, PlanColumn, open_plan
from smallbiz_crm.services.import_rates import ECB, RateImport
from smallbiz_crm.services.import_statement import StatementImport
from smallbiz_crm.services.import_values import Question
from smallbiz_crm.services.person_rows import FileRow, PersonRows
from smallbiz_crm.services.targets import require_elsewhere
from smallbiz_crm.store.database import Connection, Database
from smallbiz_crm.store.settings import home_currency, text_setting
from smallbiz_crm.store.stages import list_stages
from smallbiz_crm.words import problem_sentence

__all__ = ["KINDS", "ImportPlan", "Imports", "PlanColumn", "Question"]

BATCH = 2_000
SHOWN_ROWS = 2_000
SHOWN_PROBLEMS = 1_000
LARGE_FILE = 2 * 1024 * 1024


class Progress(Protocol):
    """What long work reports to, and asks whether it should stop."""

    def report(self, done: int, total: int, note: str = "") -> None: ...

    def raise_if_cancelled(self) -> None: ...


class Silent:
    """Progress for callers that show none."""

    def report(self, done: int, total: int, note: str = "") -> None:
        """Nobody looks."""

    def raise_if_cancelled(self) -> None:
        """Nobody cancels."""


class Imports:
    def __init__(self, database: Database) -> None:
        self._database = database

    # -- looking ------------------------------------------------------------------------------------------

    def open(
        self,
        path: Path,
        *,
        kind: str | None = None,
        source: str | None = None,
        maps: Sequence[str] = (),
        constants: Sequence[str] = (),
        value_maps: Sequence[str] = (),
        on_duplicate: str = "update",
        leads_since: date | None = None,
        campaign: str | None = None,
        date_order: DayOrder | None = None,
        decimal: DecimalSign | None = None,
    ) -> ImportPlan:
        """Look at a CSV file, a workbook or contact cards and say how it will be read; nothing is written.

        `maps` are ``Column=field``, `constants` ``field=value``, `value_maps` ``field:Their value=our value``.
        Raises NotFound, Refused or Trouble that names the file.
        """
        asked = Asked(
            kind,
            source,
            maps,
            constants,
            value_maps,
            OnDuplicate(on_duplicate),
            leads_since,
            campaign,
            date_order,
            decimal,
        )
        return open_plan(path, asked)

    def preview(
        self, plan: ImportPlan, progress: Progress | None = None, *, most_problems: int = SHOWN_PROBLEMS
    ) -> ImportPreview:
        """What would happen, row by row (the first 2,000, and all that are doubtful) and in all; nothing is written."""
        counts: Counter[Outcome] = Counter()
        rows: list[PreviewRow] = []
        problems: list[RowProblem] = []
        with fewer_looks(), self._database.reading() as connection:
            handler = self._handler(plan, connection)
            for judged in _judged(handler, connection, plan, progress or Silent(), is_preview=True):
                for one in judged:
                    counts[one.preview.outcome] += 1
                    if len(rows) < SHOWN_ROWS or _is_telling(one.preview):
                        rows.append(one.preview)
                    problems.extend(one.preview.problems[: most_problems - len(problems)])
        rows.sort(key=lambda row: row.number)
        return ImportPreview(
            plan.source, plan.kind, counts, tuple(rows), tuple(problems), plan.unmapped, counts.total()
        )

    # -- writing ------------------------------------------------------------------------------------------

    def run(
        self, plan: ImportPlan, progress: Progress | None = None, *, failed_rows: Path | None = None
    ) -> ImportResult:
        """Import everything as one step, or nothing: a failure or Cancel leaves the workspace as it was.

        `failed_rows` is a CSV file for the rows that had problems, with what was wrong beside them. Raises Refused
        ``import.day_unclear`` or ``import.amount_unclear`` while the plan has questions.
        """
        plan.require_clear()
        if plan.size > LARGE_FILE:
            Backups(self._database).make_unless_fresh()
        told = progress or Silent()
        counts: Counter[Outcome] = Counter()
        problems: list[RowProblem] = []
        with fewer_looks(), self._database.step("import.done", file=plan.path.name) as unit:
            handler = self._handler(plan, unit.connection)
            handler.begin(unit)
            for judged in _judged(handler, unit.connection, plan, told, is_preview=False):
                previews = [one.preview for one in judged]
                counts += _counted(previews)
                for preview in previews:
                    problems += preview.problems
            unit.params["count"] = counts[Outcome.NEW] + counts[Outcome.UPDATE]
            wrote = bool(unit.changes)
            if failed_rows is not None and problems:
                require_elsewhere(self._database.path, failed_rows)
                _write_failed(plan, problems, failed_rows)
            told.raise_if_cancelled()
        return _result(plan, counts, problems, unit.step_id if wrote else None, handler)

    def save_failed_rows(self, plan: ImportPlan, problems: Iterable[RowProblem], target: Path) -> None:
        """Write the rows with problems as a CSV file to be mended; contact cards as cards, or as CSV by its ending."""
        require_elsewhere(self._database.path, target)
        _write_failed(plan, problems, target)

    def _handler(self, plan: ImportPlan, connection: Connection) -> Any:
        today = self._database.clock.today()
        if plan.kind == "contacts":
            region = text_setting(connection, "business.region")
            rows = PersonRows(plan.source, plan.values, region, today, plan.leads_since, plan.campaign)
            return PeopleImport(rows, plan.on_duplicate, plan.decisions)
        if plan.kind == "deals":
            stages = imagined_stages(list_stages(connection), plan.new_stages)
            imagined = {stage.name: stage.probability for stage in stages if stage.id < 0}
            currency = home_currency(connection)
            return DealImport(plan.source, plan.on_duplicate, plan.values, currency, today, stages, imagined)
        if plan.kind in DATED:
            fiscal = text_setting(connection, "fiscal_year.start")
            currency = home_currency(connection)
            context = Context(plan.source, plan.values, currency, today, fiscal, plan.campaign)
            if plan.mapping is not None and plan.mapping.is_statement:
                return StatementImport(plan.on_duplicate, context)
            return DatedImport(plan.kind, plan.on_duplicate, context)
        home = home_currency(connection)
        if plan.kind == "rates":
            return RateImport(plan.source, home, plan.on_duplicate, plan.values)
        return ListImport(plan.kind, plan.source, plan.on_duplicate, plan.values, home, today, plan.decisions)


def _counted(previews: Sequence[PreviewRow]) -> Counter[Outcome]:
    """How often each outcome is there; counted by place, since hashing one is slow."""
    outcomes = [preview.outcome for preview in previews]
    return Counter({outcome: outcomes.count(outcome) for outcome in Outcome})


def _judged(
    handler: Any,
    connection: Connection,
    plan: ImportPlan,
    progress: Progress,
    *,
    is_preview: bool,
) -> Iterator[list[Any]]:
    """The rows of the file judged in batches, each written before the next is judged unless this is a preview."""
    source = _read_rows(plan)
    withheld: list[_Withheld] = []
    rows = _without_skipped(source.rows, plan.decisions, withheld)
    waiting: list[Any] = []
    while True:
        waiting += islice(rows, BATCH - len(waiting))
        if withheld:
            yield list(withheld)
            withheld.clear()
        if not waiting:
            return
        progress.raise_if_cancelled()
        judged = handler.judge(connection, waiting, is_preview=is_preview)
        if not is_preview:
            handler.write(judged)
        del waiting[: len(judged)]
        progress.report(source.position(), plan.size)
        yield judged


@dataclass(frozen=True, slots=True)
class _Withheld:
    """A row that is left out: no handler sees it."""

    preview: PreviewRow


def _without_skipped(
    rows: Iterator[Any], decisions: Mapping[int, RowDecision], withheld: list[_Withheld]
) -> Iterator[Any]:
    """The rows that are not left out; those that are, by the user or as totals, are put into `withheld`."""
    for row in rows:
        decision = decisions.get(row.number)
        if (decision is None and not row.is_total) or (
            decision is not None and decision.rule is not OnDuplicate.SKIP
        ):
            yield row
        else:
            decided = OnDuplicate.SKIP if decision else None
            reason = "import.decided.skip" if decision else "import.total"
            preview = PreviewRow(row.number, Outcome.SKIP, row.title, "", reason, decided=decided)
            withheld.append(_Withheld(preview))


def _is_telling(row: PreviewRow) -> bool:
    """Whether a row is worth a look however far down it stands."""
    return row.outcome is Outcome.PROBLEM or bool(row.possible) or row.decided is not None


@dataclass(frozen=True, slots=True)
class _Source:
    """The rows of a file as the handler of its kind takes them, and how far the reading is, in bytes."""

    rows: Iterator[Any]
    position: Callable[[], int]


_WITHOUT_TOTALS = frozenset(("products", "owners", "targets", "rates"))
"""Kinds of which one may be called so, or of which no program writes a total."""


def _is_never(_cells: Sequence[str]) -> bool:
    return False


def _read_rows(plan: ImportPlan) -> _Source:
    if plan.table is not None and plan.source == ECB:
        told, header = plan.table, plan.table.header
        days = (
            ListRow(row.number, dict(zip(header, row.cells, strict=False)), row.trouble)
            for row in told.rows()
        )
        return _Source(days, lambda: told.bytes_read)
    if plan.table is None or plan.mapping is None:
        cards = open_cards(plan.path)
        rows = (FileRow(card.number, card.person, stand_in=f"Card {card.number}") for card in cards.cards())
        return _Source(rows, lambda: 0)
    table = plan.table
    is_total = is_total_line if plan.source != "own" and plan.kind not in _WITHOUT_TOTALS else _is_never
    if plan.kind == "contacts":
        people = PersonReader(plan.mapping, plan.values.day_orders.get("birthday"))
        return _Source(
            (
                FileRow(row.number, people.read(row), row.trouble, is_total=is_total(row.cells))
                for row in table.rows()
            ),
            lambda: table.bytes_read,
        )
    reader = MappedReader(plan.mapping)
    return _Source(
        (ListRow(row.number, reader.read(row), row.trouble, is_total(row.cells)) for row in table.rows()),
        lambda: table.bytes_read,
    )


def _result(
    plan: ImportPlan, counts: Counter[Outcome], problems: Sequence[RowProblem], step: int | None, handler: Any
) -> ImportResult:
    notes = {"rounded": plan.values.rounded, "reasons_missing": getattr(handler, "reasons_missing", 0)}
    return ImportResult(
        source=plan.source,
        kind=plan.kind,
        rows=counts.total(),
        created=counts[Outcome.NEW],
        updated=counts[Outcome.UPDATE],
        same=counts[Outcome.SAME],
        skipped=counts[Outcome.SKIP],
        problems=tuple(problems),
        unmapped=plan.unmapped,
        step=step,
        notes={name: count for name, count in notes.items() if count},
    )


def _write_failed(plan: ImportPlan, problems: Iterable[RowProblem], target: Path) -> None:
    """The rows with problems as a file to be mended and imported again; what is wrong stands beside them."""
    wrong: dict[int, list[str]] = {}
    for problem in problems:
        said = problem_sentence(problem)
        wrong.setdefault(problem.row, []).append(f"{problem.column}: {said}" if problem.column else said)
    if plan.table is None:
        write_failed_cards(open_cards(plan.path), wrong, target)
    else:
        write_failed_rows(plan.table, wrong, target)
