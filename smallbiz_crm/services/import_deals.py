"""Judging and writing the rows of a deal file: stages and outcomes in the user's own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from smallbiz_crm.domain.custom_fields import CustomField
from smallbiz_crm.domain.deals import Outcome as DealOutcome
from smallbiz_crm.domain.deals import Stage
from smallbiz_crm.domain.errors import CrmError, Refused
from smallbiz_crm.domain.imports import OnDuplicate, Outcome, PreviewRow, RowProblem
from smallbiz_crm.domain.money import is_currency, parse_quantity, parse_share
from smallbiz_crm.domain.text import (
    clean_line,
    clean_text,
    fold,
    fold_company,
    fold_email,
    fold_person,
    sort_key,
)
from smallbiz_crm.services.custom_cells import custom_cells, read_custom
from smallbiz_crm.services.import_lists import ListRow
from smallbiz_crm.services.import_values import Values
from smallbiz_crm.store import import_deals as store
from smallbiz_crm.store.database import Connection
from smallbiz_crm.store.import_custom import fields_by_name
from smallbiz_crm.store.import_deals import WHOLE_QUANTITY, DealWriter, NewDeal
from smallbiz_crm.store.known_people import companies_by_external_id
from smallbiz_crm.store.stages import add_stage, list_stages
from smallbiz_crm.store.unit_of_work import UnitOfWork

NEW_STAGE = "new:"
HIGHEST_PERCENT = 100
_OUTCOMES = {
    DealOutcome.WON: frozenset(
        (
            "won",
            "closed won",
            "closedwon",
            "win",
            "1",
            "yes",
            "true",
            "gewonnen",
            "ganado",
            "ganada",
            "gagne",
            "ganho",
        )
    ),
    DealOutcome.LOST: frozenset(
        (
            "lost",
            "closed lost",
            "closedlost",
            "loss",
            "0",
            "no",
            "false",
            "verloren",
            "perdido",
            "perdida",
            "perdu",
        )
    ),
    DealOutcome.OPEN: frozenset(("open", "offen", "abierto", "ouvert", "aberto", "in progress")),
}


@dataclass(slots=True)
class JudgedDeal:
    preview: PreviewRow
    deal: NewDeal | None = None


@dataclass(slots=True)
class DealImport:
    """The rules of one deal import. `new_stages` are open stages to make, name → probability in 10⁻⁴."""

    source: str
    on_duplicate: OnDuplicate
    values: Values
    currency: str
    today: date
    stages: list[Stage]
    new_stages: Mapping[str, int] = field(default_factory=dict[str, int])
    reasons_missing: int = 0
    _fields: Mapping[str, CustomField] = field(default_factory=dict[str, CustomField])
    _seen: dict[str, int] = field(default_factory=dict[str, int])
    _writer: DealWriter | None = None

    # -- judging ------------------------------------------------------------------------------------------

    def judge(self, connection: Connection, rows: Sequence[ListRow], *, is_preview: bool) -> list[JudgedDeal]:
        """What will happen with the rows; stops in a real run before a row that repeats one of the batch."""
        if not self._fields and any(custom_cells(row.cells) for row in rows):
            self._fields = fields_by_name(connection, "deal")
        read = [self._read(row) for row in rows]
        self._find_people(connection, rows, read)
        ids = [deal.external_id for deal, _ in read if deal and deal.external_id]
        by_id = store.known_deals(connection, self.source, ids)
        twins = store.known_twins(
            connection, [_twin_key(deal) for deal, _ in read if deal and not deal.external_id]
        )
        judged: list[JudgedDeal] = []
        fresh: dict[str, int] = self._seen if is_preview else {}
        for row, (deal, problems) in zip(rows, read, strict=True):
            if deal is None:
                preview = PreviewRow(
                    row.number, Outcome.PROBLEM, row.cells.get("title", ""), problems=tuple(problems)
                )
                judged.append(JudgedDeal(preview))
                continue
            mark = deal.external_id or repr(_twin_key(deal))
            if mark in fresh and not is_preview:
                break
            there = by_id.get(deal.external_id) if deal.external_id else twins.get(_twin_key(deal))
            one = self._judge_one(row, deal, problems, is_there=there is not None or mark in fresh)
            judged.append(one)
            fresh[mark] = row.number
        return judged

    def _judge_one(
        self, row: ListRow, deal: NewDeal, problems: list[RowProblem], *, is_there: bool
    ) -> JudgedDeal:
        detail = ", ".join(text for text in (deal.company, deal.stage.name) if text)
        if is_there and self.on_duplicate is not OnDuplicate.NEW:
            outcome = Outcome.SKIP if self.on_duplicate is OnDuplicate.SKIP else Outcome.SAME
            preview = PreviewRow(
                row.number, outcome, deal.title, detail, "import.match.external_id", problems=tuple(problems)
            )
            return JudgedDeal(preview)
        if is_there:
            deal.external_id = None
        return JudgedDeal(
            PreviewRow(row.number, Outcome.NEW, deal.title, detail, problems=tuple(problems)), deal
        )

    def _find_people(
        self, connection: Connection, rows: Sequence[ListRow], read: Sequence[tuple[NewDeal | None, Any]]
    ) -> None:
        """Tie the deals to people who are there, and to companies named by the other system's id."""
        cells = [row.cells for row in rows]
        by_id, by_email, by_name = store.contacts_by_key(
            connection,
            self.source,
            [c["contact_external_id"] for c in cells if c.get("contact_external_id")],
            [fold_email(c["contact_email"]) for c in cells if c.get("contact_email")],
            [fold_person(c["contact"]) for c in cells if c.get("contact")],
        )
        company_ids = [c["company_external_id"] for c in cells if c.get("company_external_id")]
        companies = companies_by_external_id(connection, self.source, company_ids)
        for row_cells, (deal, _) in zip(cells, read, strict=True):
            if deal is None:
                continue
            deal.contact_id = (
                by_id.get(row_cells.get("contact_external_id", ""))
                or by_email.get(fold_email(row_cells.get("contact_email", "")))
                or by_name.get(fold_person(row_cells.get("contact", "")))
            )
            deal.company_id = companies.get(row_cells.get("company_external_id", ""))

    # -- reading one row ----------------------------------------------------------------------------------

    def _read(self, row: ListRow) -> tuple[NewDeal | None, list[RowProblem]]:
        cells, number = row.cells, row.number
        problems: list[RowProblem] = []
        if row.trouble:
            problems.append(RowProblem(number, "", "", row.trouble))
        stage = self._stage(cells, number, problems)
        before = len(problems)
        currency = self._currency(cells, number, problems)
        created = self.values.day(cells, "created", number, problems)
        amount, currency = self.values.amount(cells, "amount", currency, number, problems)
        if amount is not None and amount < 0:
            problems.append(RowProblem(number, "amount", cells.get("amount", ""), "deal.negative_amount"))
        closed = expected = None
        if stage is not None and stage.kind is DealOutcome.OPEN:
            expected = self.values.day(cells, "expected_close", number, problems)
        elif stage is not None:
            closed = self.values.day(cells, "closed", number, problems)
        if stage is None or len(problems) > before:
            return None, problems
        closed = closed or (None if stage.kind is DealOutcome.OPEN else created or self.today)
        title = clean_line(cells.get("title", "")) or self._title(cells)
        if not title:
            problems.append(RowProblem(number, "title", "", "deal.needs_title"))
            return None, problems
        deal = self._deal(row, title, stage, problems)
        deal.created_on, deal.closed_on, deal.expected_close = (
            created or closed or self.today,
            closed,
            expected,
        )
        deal.amount, deal.currency = amount, currency
        return deal, problems

    def _deal(self, row: ListRow, title: str, stage: Stage, problems: list[RowProblem]) -> NewDeal:
        """The deal without its days and money."""
        cells = row.cells
        quantity = _number(cells, "quantity", parse_quantity, row.number, problems)
        probability = _number(cells, "probability", parse_share, row.number, problems)
        reason = clean_line(cells.get("reason", "")) or None
        if stage.kind is DealOutcome.LOST and reason is None:
            self.reasons_missing += 1
        return NewDeal(
            title=title,
            stage=stage,
            created_on=self.today,
            currency=self.currency,
            company=clean_line(cells.get("company", "")) or None,
            owner=clean_line(cells.get("owner", "")) or None,
            region=clean_line(cells.get("region", "")) or None,
            product=clean_line(cells.get("product", "")) or None,
            quantity=WHOLE_QUANTITY if quantity is None else quantity,
            reason=reason,
            campaign=clean_line(cells.get("source_campaign", "")) or None,
            channel=clean_line(cells.get("source_channel", "")) or None,
            probability=probability,
            notes=clean_text(cells.get("notes", "")) or None,
            external_id=cells.get("external_id") or None,
            custom=read_custom(custom_cells(cells), self._fields, row.number, problems),
        )

    def _title(self, cells: Mapping[str, str]) -> str:
        """A deal that the file does not name is called by its product and customer."""
        parts = (cells.get("product"), cells.get("company") or cells.get("contact"))
        return " – ".join(clean_line(part) for part in parts if part) or cells.get("external_id", "")

    def _currency(self, cells: Mapping[str, str], number: int, problems: list[RowProblem]) -> str:
        code = cells.get("currency", "").strip().upper() or self.currency
        if not is_currency(code):
            problems.append(RowProblem(number, "currency", code, "currency.unknown"))
            return self.currency
        return code

    def _stage(self, cells: Mapping[str, str], number: int, problems: list[RowProblem]) -> Stage | None:
        """The stage a row means: by its own name, else the pipeline's Won or Lost, else the first open one."""
        word, outcome = cells.get("stage", "").strip(), cells.get("outcome", "").strip()
        kind = next((kind for kind, words in _OUTCOMES.items() if fold(outcome) in words), None)
        if outcome and kind is None:
            problems.append(RowProblem(number, "outcome", outcome, "outcome.unknown"))
            return None
        if kind in (DealOutcome.WON, DealOutcome.LOST):
            return next((stage for stage in self.stages if stage.kind is kind), None)
        named = next((stage for stage in self.stages if fold(stage.name) == fold(word)), None)
        if named is not None:
            return named
        if not word:
            return next(stage for stage in self.stages if stage.kind is DealOutcome.OPEN)
        closed = next(
            (kind for kind in (DealOutcome.WON, DealOutcome.LOST) if fold(word) in _OUTCOMES[kind]), None
        )
        if closed is not None and not word.isdigit():
            return next((stage for stage in self.stages if stage.kind is closed), None)
        problems.append(RowProblem(number, "stage", word, "stage.unknown"))
        return None

    # -- writing ------------------------------------------------------------------------------------------

    def begin(self, unit: UnitOfWork) -> None:
        """Make the new stages, and put them in the place of those that a preview only imagined."""
        for name, share in self.new_stages.items():
            add_stage(unit, name, share)
        made = {stage.name: stage for stage in list_stages(unit.connection)}
        self.stages = [made.get(stage.name, stage) for stage in self.stages]
        self._writer = DealWriter(unit, self.source)

    def write(self, judged: Sequence[JudgedDeal]) -> None:
        """Create the new deals of a batch."""
        if self._writer is None:
            raise RuntimeError("begin comes first")
        self._writer.write([one.deal for one in judged if one.deal and one.preview.outcome is Outcome.NEW])


def split_new_stages(value_maps: Sequence[str]) -> tuple[list[str], dict[str, int]]:
    """Take ``stage:Prospecting=new:20`` out of the value maps; the rest stays. Probabilities in 10⁻⁴.

    Raises Refused ``stage.unfit_probability`` when it is no whole number from 0 to 100.
    """
    rest: list[str] = []
    made: dict[str, int] = {}
    for text in value_maps:
        theirs, sign, share = text.removeprefix("stage:").rpartition(f"={NEW_STAGE}")
        if not text.startswith("stage:") or not sign:
            rest.append(text)
            continue
        if not share.isdigit() or int(share) > HIGHEST_PERCENT:
            raise Refused("stage.unfit_probability", value=share)
        made[clean_line(theirs)] = int(share) * 100
    return rest, made


def imagined_stages(stages: Sequence[Stage], new_stages: Mapping[str, int]) -> list[Stage]:
    """The stages as they will be; those to be made have ids below zero until then."""
    known = {fold(stage.name) for stage in stages}
    made = [
        Stage(-number, name, DealOutcome.OPEN, share, -1, None)
        for number, (name, share) in enumerate(new_stages.items(), 1)
        if fold(name) not in known
    ]
    return [*stages, *made]


def _twin_key(deal: NewDeal) -> tuple[str, str, date]:
    return sort_key(deal.title), fold_company(deal.company) if deal.company else "", deal.created_on


def _number(
    cells: Mapping[str, str], name: str, read: Callable[[str], int], row: int, problems: list[RowProblem]
) -> int | None:
    """A whole number in its scale; what cannot be read is left out and told."""
    text = cells.get(name, "")
    if not text:
        return None
    try:
        return read(text)
    except CrmError as error:
        problems.append(RowProblem(row, name, text, error.code, error.params))
        return None
