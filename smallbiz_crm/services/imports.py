"""Importing files: recognise, preview row by row, write as one step that can be taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from smallbiz_crm.domain.days import DayOrder
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.imports import (
    ImportPreview,
    ImportResult,
    OnDuplicate,
    Outcome,
    PreviewRow,
    RowProblem,
)
from smallbiz_crm.domain.money import DecimalSign
from smallbiz_crm.exchange.encodings import open_binary
from smallbiz_crm.exchange.failed_rows import write_failed_rows
from smallbiz_crm.exchange.fields import FIELDS
from smallbiz_crm.exchange.mapped import MappedReader, Mapping, build_mapping
from smallbiz_crm.exchange.person_reader import PersonReader
from smallbiz_crm.exchange.presets import consent_of_name, recognise
from smallbiz_crm.exchange.spreadsheets import is_workbook, open_workbook
from smallbiz_crm.exchange.tables import Table, open_table
from smallbiz_crm.exchange.vcards import open_cards
from smallbiz_crm.services.backups import Backups
from smallbiz_crm.services.dated_rows import Context
from smallbiz_crm.services.import_contacts import FileRow, PeopleImport
from smallbiz_crm.services.import_dated import KINDS as DATED
from smallbiz_crm.services.import_dated import DatedImport
from smallbiz_crm.services.import_deals import DealImport, imagined_stages, split_new_stages
from smallbiz_crm.services.import_lists import ListImport, ListRow
from smallbiz_crm.services.import_rates import ECB, RateImport, is_ecb_header
from smallbiz_crm.services.import_values import AMOUNT_FIELDS, DAY_FIELDS, Question, Values, decide, questions
from smallbiz_crm.services.targets import require_elsewhere
from smallbiz_crm.store.database import Connection, Database
from smallbiz_crm.store.settings import home_currency, text_setting
from smallbiz_crm.store.stages import list_stages
from smallbiz_crm.words import problem_sentence

__all__ = ["KINDS", "ImportPlan", "Imports", "PlanColumn", "Question"]

KINDS = ("contacts", "companies", "products", "owners", "deals", "campaigns", "rates", *DATED)
BATCH = 2_000
SHOWN_ROWS = 2_000
SHOWN_PROBLEMS = 1_000
SAMPLES = 3
LARGE_FILE = 2 * 1024 * 1024
VCARD_ENDINGS = frozenset((".vcf", ".vcard"))


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


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """A column of the file with its first values and the fields it goes to (none: nowhere)."""

    name: str
    samples: tuple[str, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """How a file will be read. `questions` must be answered (by `date_order`, `decimal`) before it can be run."""

    path: Path
    kind: str
    source: str
    columns: tuple[PlanColumn, ...]
    fields: tuple[str, ...]
    unmapped: tuple[str, ...]
    questions: tuple[Question, ...]
    on_duplicate: OnDuplicate
    leads_since: date | None
    campaign: str | None
    size: int
    values: Values
    new_stages: dict[str, int] = field(default_factory=dict[str, int])
    table: Table | None = None
    mapping: Mapping | None = None
    name_says: str = ""
    """What the name of the file says of all people in it: ``unsubscribed``, ``bounced`` or nothing."""

    @property
    def sheet(self) -> str:
        """The sheet of the workbook that is read."""
        return self.table.sheet if self.table else ""

    @property
    def other_sheets(self) -> tuple[str, ...]:
        """Sheets that hold something and are left alone."""
        return self.table.other_sheets if self.table else ()

    def require_clear(self) -> None:
        """Raise Refused (``import.day_unclear``, ``import.amount_unclear``) while a question is open."""
        for question in self.questions:
            raise Refused(
                f"import.{question.kind}_unclear",
                column=question.column,
                value=question.sample,
                file=str(self.path),
            )


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
        rule = OnDuplicate(on_duplicate)
        if path.suffix.lower() in VCARD_ENDINGS or _looks_like_cards(path):
            size = open_cards(path).size
            return ImportPlan(
                path, "contacts", "vcard", (), (), (), (), rule, leads_since, campaign, size, Values()
            )
        table = open_workbook(path) if is_workbook(path) else open_table(path)
        if kind in (None, "rates") and is_ecb_header(table.header):
            return ImportPlan(
                path, "rates", ECB, (), (), (), (), rule, None, None, table.size, Values(), {}, table
            )
        recognition = recognise(table.header, kind, source)
        if recognition.kind not in KINDS:
            raise Refused("import.kind_not_here", kind=recognition.kind, known=", ".join(KINDS))
        rest, new_stages = split_new_stages(value_maps)
        consent = consent_of_name(path.stem, recognition) if recognition.kind == "contacts" else ""
        if any("=consent" in text or text.startswith("consent") for text in (*maps, *constants)):
            consent = ""
        if consent:
            constants = (*constants, f"consent={consent}")
        mapping = build_mapping(table.header, recognition, maps=maps, constants=constants, values=rest)
        samples = _samples(table, mapping)
        if mapping.source == "own":
            date_order, decimal = date_order or "ymd", decimal or "point"
        values = decide(samples, date_order, decimal)
        return ImportPlan(
            path,
            mapping.kind,
            mapping.source,
            _columns(table, mapping),
            FIELDS[mapping.kind],
            tuple(mapping.unmapped),
            questions(samples, values),
            rule,
            leads_since,
            campaign,
            table.size,
            values,
            new_stages,
            table,
            mapping,
            consent,
        )

    def preview(
        self, plan: ImportPlan, progress: Progress | None = None, *, most_problems: int = SHOWN_PROBLEMS
    ) -> ImportPreview:
        """What would happen, row by row (the first 2,000) and in all; nothing is written."""
        counts: Counter[Outcome] = Counter()
        rows: list[PreviewRow] = []
        problems: list[RowProblem] = []
        with self._database.reading() as connection:
            handler = self._handler(plan, connection)
            for judged in _judged(handler, connection, plan, progress or Silent(), is_preview=True):
                for one in judged:
                    counts[one.preview.outcome] += 1
                    if len(rows) < SHOWN_ROWS or one.preview.outcome is Outcome.PROBLEM:
                        rows.append(one.preview)
                    problems.extend(one.preview.problems[: most_problems - len(problems)])
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
        with self._database.step("import.done", file=plan.path.name) as unit:
            handler = self._handler(plan, unit.connection)
            handler.begin(unit)
            for judged in _judged(handler, unit.connection, plan, told, is_preview=False):
                counts.update(one.preview.outcome for one in judged)
                problems.extend(problem for one in judged for problem in one.preview.problems)
            unit.params["count"] = counts[Outcome.NEW] + counts[Outcome.UPDATE]
            wrote = bool(unit.changes)
            if failed_rows is not None and problems:
                require_elsewhere(self._database.path, failed_rows)
                _write_failed(plan, problems, failed_rows)
            told.raise_if_cancelled()
        return _result(plan, counts, problems, unit.step_id if wrote else None, handler)

    def save_failed_rows(self, plan: ImportPlan, problems: Iterable[RowProblem], target: Path) -> None:
        """Write the rows with problems as a CSV file to be mended; nothing for contact cards."""
        require_elsewhere(self._database.path, target)
        _write_failed(plan, problems, target)

    def _handler(self, plan: ImportPlan, connection: Connection) -> Any:
        today = self._database.clock.today()
        if plan.kind == "contacts":
            region = text_setting(connection, "business.region")
            return PeopleImport(
                plan.source, plan.on_duplicate, plan.values, region, today, plan.leads_since, plan.campaign
            )
        if plan.kind == "deals":
            stages = imagined_stages(list_stages(connection), plan.new_stages)
            imagined = {stage.name: stage.probability for stage in stages if stage.id < 0}
            currency = home_currency(connection)
            return DealImport(plan.source, plan.on_duplicate, plan.values, currency, today, stages, imagined)
        if plan.kind in DATED:
            fiscal = text_setting(connection, "fiscal_year.start")
            currency = home_currency(connection)
            context = Context(plan.source, plan.values, currency, today, fiscal, plan.campaign)
            return DatedImport(plan.kind, plan.on_duplicate, context)
        home = home_currency(connection)
        if plan.kind == "rates":
            return RateImport(plan.source, home, plan.on_duplicate, plan.values)
        return ListImport(plan.kind, plan.source, plan.on_duplicate, plan.values, home, today)


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
    waiting: list[Any] = []
    while True:
        waiting += islice(source.rows, BATCH - len(waiting))
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
class _Source:
    """The rows of a file as the handler of its kind takes them, and how far the reading is, in bytes."""

    rows: Iterator[Any]
    position: Callable[[], int]


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
    if plan.kind == "contacts":
        people = PersonReader(plan.mapping, plan.values.day_orders.get("birthday"))
        return _Source(
            (FileRow(row.number, people.read(row), row.trouble) for row in table.rows()),
            lambda: table.bytes_read,
        )
    reader = MappedReader(plan.mapping)
    return _Source(
        (ListRow(row.number, reader.read(row), row.trouble) for row in table.rows()), lambda: table.bytes_read
    )


def _looks_like_cards(path: Path) -> bool:
    with open_binary(path) as file:
        return b"BEGIN:VCARD" in file.read(200).upper()


def _samples(table: Table, mapping: Mapping) -> dict[str, list[str]]:
    """Every value of the columns that hold days or amounts: the whole column decides how it is read."""
    wanted = {
        name: mapping.columns_of(name)
        for name in FIELDS[mapping.kind]
        if name in DAY_FIELDS or name in AMOUNT_FIELDS
    }
    wanted = {name: columns for name, columns in wanted.items() if columns}
    found: dict[str, dict[str, None]] = {name: {} for name in wanted}
    if not wanted:
        return {}
    for row in table.rows():
        for name, columns in wanted.items():
            for column in columns:
                if row.cells[column]:
                    found[name][row.cells[column]] = None
    return {name: list(texts) for name, texts in found.items()}


def _columns(table: Table, mapping: Mapping) -> tuple[PlanColumn, ...]:
    samples: list[list[str]] = [[] for _ in table.header]
    for row in islice(table.rows(), 50):
        for index, cell in enumerate(row.cells):
            if cell.strip() and len(samples[index]) < SAMPLES:
                samples[index].append(cell.strip()[:80])
    return tuple(
        PlanColumn(name, tuple(samples[index]), tuple(t.spec for t in mapping.targets.get(index, ())))
        for index, name in enumerate(table.header)
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
    if plan.table is None:
        return
    wrong: dict[int, list[str]] = {}
    for problem in problems:
        said = problem_sentence(problem)
        wrong.setdefault(problem.row, []).append(f"{problem.column}: {said}" if problem.column else said)
    write_failed_rows(plan.table, wrong, target)
