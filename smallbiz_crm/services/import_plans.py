"""How a file will be read: what it is, where its columns go, and what only the user knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path

from smallbiz_crm.domain.days import DayOrder
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.imports import OnDuplicate, RowDecision
from smallbiz_crm.domain.money import DecimalSign
from smallbiz_crm.exchange.encodings import open_binary
from smallbiz_crm.exchange.fields import FIELDS
from smallbiz_crm.exchange.mapped import Mapping as ColumnMapping
from smallbiz_crm.exchange.mapped import build_mapping
from smallbiz_crm.exchange.presets import Recognition, consent_of_name, recognise
from smallbiz_crm.exchange.spreadsheets import is_workbook, open_workbook
from smallbiz_crm.exchange.statements import read_signs
from smallbiz_crm.exchange.tables import Table, open_table
from smallbiz_crm.exchange.value_guess import guess_columns
from smallbiz_crm.exchange.vcards import open_cards
from smallbiz_crm.services.import_dated import KINDS as DATED
from smallbiz_crm.services.import_deals import split_new_stages
from smallbiz_crm.services.import_rates import ECB, is_ecb_header
from smallbiz_crm.services.import_values import AMOUNT_FIELDS, DAY_FIELDS, Question, Values, decide, questions

KINDS = ("contacts", "companies", "products", "owners", "deals", "campaigns", "rates", *DATED)
SAMPLES = 3
SAMPLE_LENGTH = 80
SAMPLE_ROWS = 50
VCARD_ENDINGS = frozenset((".vcf", ".vcard"))


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
    mapping: ColumnMapping | None = None
    name_says: str = ""
    """What the name of the file says of all people in it: ``unsubscribed``, ``bounced`` or nothing."""
    decisions: Mapping[int, RowDecision] = field(default_factory=dict[int, RowDecision])
    """What the user said of single rows, by their numbers."""

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


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user said of a file before it was looked at; see `Imports.open`."""

    kind: str | None = None
    source: str | None = None
    maps: Sequence[str] = ()
    constants: Sequence[str] = ()
    value_maps: Sequence[str] = ()
    rule: OnDuplicate = OnDuplicate.UPDATE
    leads_since: date | None = None
    campaign: str | None = None
    date_order: DayOrder | None = None
    decimal: DecimalSign | None = None


def open_plan(path: Path, asked: Asked) -> ImportPlan:
    """Look at a file. Raises NotFound, Refused or Trouble that names it."""
    if path.suffix.lower() in VCARD_ENDINGS or _looks_like_cards(path):
        return _without_columns(path, "contacts", "vcard", asked, open_cards(path).size)
    if path.suffix.lower() == ".json" or _looks_like_json(path):
        raise Refused("import.json", file=str(path))
    table = open_workbook(path) if is_workbook(path) else open_table(path)
    if asked.kind in (None, "rates") and is_ecb_header(table.header):
        return _without_columns(path, "rates", ECB, asked, table.size, table)
    recognition = recognise(table.header, asked.kind, asked.source)
    if recognition.kind not in KINDS:
        raise Refused("import.kind_not_here", kind=recognition.kind, known=", ".join(KINDS))
    return _of_table(path, table, _with_guesses(table, recognition), asked)


def _with_guesses(table: Table, recognition: Recognition) -> Recognition:
    """What the headers of people do not tell is told by what stands in the columns."""
    if recognition.kind != "contacts" or recognition.source != "generic":
        return recognition
    rows = [row.cells for row in islice(table.rows(), SAMPLE_ROWS)]
    guessed = guess_columns(table.header, rows, recognition.mapping)
    if not guessed:
        return recognition
    mapping = dict(sorted({**recognition.mapping, **guessed}.items()))
    unmapped = [name for index, name in enumerate(table.header) if index not in mapping]
    return replace(recognition, mapping=mapping, unmapped=unmapped)


def _without_columns(
    path: Path, kind: str, source: str, asked: Asked, size: int, table: Table | None = None
) -> ImportPlan:
    """A plan for a file of which nothing needs to be mapped."""
    are_people = kind == "contacts"
    since, campaign = (asked.leads_since, asked.campaign) if are_people else (None, None)
    return ImportPlan(
        path, kind, source, (), (), (), (), asked.rule, since, campaign, size, Values(), {}, table
    )


def _of_table(path: Path, table: Table, recognition: Recognition, asked: Asked) -> ImportPlan:
    rest, new_stages = split_new_stages(asked.value_maps)
    consent = _consent_by_name(path, recognition, asked)
    constants = (*asked.constants, f"consent={consent}") if consent else asked.constants
    mapping = build_mapping(table.header, recognition, maps=asked.maps, constants=constants, values=rest)
    samples = _samples(table, mapping)
    mapping = read_signs(mapping, samples.get("gross", ()), asked.maps)
    is_ours = mapping.source == "own"
    order = asked.date_order or ("ymd" if is_ours else None)
    values = decide(samples, order, asked.decimal or ("point" if is_ours else None))
    return ImportPlan(
        path,
        mapping.kind,
        mapping.source,
        _columns(table, mapping),
        FIELDS[mapping.kind],
        tuple(mapping.unmapped),
        questions(samples, values),
        asked.rule,
        asked.leads_since,
        asked.campaign,
        table.size,
        values,
        new_stages,
        table,
        mapping,
        consent,
    )


def _consent_by_name(path: Path, recognition: Recognition, asked: Asked) -> str:
    """What the file's name says of everybody in it, unless the user says where the consent stands."""
    if recognition.kind != "contacts":
        return ""
    said = (*asked.maps, *asked.constants)
    if any("=consent" in text or text.startswith("consent") for text in said):
        return ""
    return consent_of_name(path.stem, recognition)


def _looks_like_json(path: Path) -> bool:
    """Whether a file begins like an object or a list of them, which no table does."""
    with open_binary(path) as file:
        begin = file.read(200).removeprefix(b"\xef\xbb\xbf").split()
    return bool(begin) and (begin[0][:2] in (b'{"', b"[{") or (begin[0] in (b"{", b"[") and begin[1:2] != []))


def _looks_like_cards(path: Path) -> bool:
    with open_binary(path) as file:
        return b"BEGIN:VCARD" in file.read(200).upper()


def _samples(table: Table, mapping: ColumnMapping) -> dict[str, list[str]]:
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


def _columns(table: Table, mapping: ColumnMapping) -> tuple[PlanColumn, ...]:
    samples: list[list[str]] = [[] for _ in table.header]
    for row in islice(table.rows(), SAMPLE_ROWS):
        for index, cell in enumerate(row.cells):
            if cell.strip() and len(samples[index]) < SAMPLES:
                samples[index].append(cell.strip()[:SAMPLE_LENGTH])
    return tuple(
        PlanColumn(name, tuple(samples[index]), tuple(t.spec for t in mapping.targets.get(index, ())))
        for index, name in enumerate(table.header)
    )
