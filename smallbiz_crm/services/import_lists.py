"""Judging and writing the rows of companies, products, owners and campaigns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from smallbiz_crm.domain.campaigns import CampaignStatus, Channel, Objective, read_channel, status_by_days
from smallbiz_crm.domain.custom_fields import CustomField
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.imports import OnDuplicate, Outcome, PreviewRow, RowDecision, RowProblem
from smallbiz_crm.domain.money import parse_unit_price
from smallbiz_crm.domain.text import clean_line, fold
from smallbiz_crm.services.custom_cells import custom_cells, read_custom
from smallbiz_crm.services.import_values import Values
from smallbiz_crm.store import import_lists as store
from smallbiz_crm.store.custom_fields import values_of
from smallbiz_crm.store.database import Connection
from smallbiz_crm.store.import_custom import fields_by_name
from smallbiz_crm.store.named_lists import NamedLists
from smallbiz_crm.store.unit_of_work import UnitOfWork

COLUMNS = {
    "companies": {
        "domain": "domain",
        "industry": "industry",
        "size": "size",
        "region": "state",
        "street": "street",
        "postal_code": "postal_code",
        "city": "city",
        "country": "country",
        "tax_id": "tax_id",
        "notes": "notes",
        "owner": "owner",
    },
    "products": {"category": "category", "currency": "currency", "price": "price"},
    "owners": {"region": "region", "manager": "manager"},
    "campaigns": {"audience": "audience", "message": "message", "notes": "notes"},
}

_TITLES = ("name", "title", "subject", "payee", "description", "campaign", "contact", "contact_email", "kind")


@dataclass(slots=True)
class ListRow:
    """One row: the fields it fills, as text."""

    number: int
    cells: dict[str, str]
    trouble: str | None = None
    is_total: bool = False

    @property
    def title(self) -> str:
        """What the row is called where nothing more is known of it."""
        return next((clean_line(text) for name in _TITLES if (text := self.cells.get(name))), "")


@dataclass(slots=True)
class JudgedEntry:
    preview: PreviewRow
    columns: dict[str, Any] = field(default_factory=dict[str, Any])
    external_id: str | None = None
    match: int | None = None
    custom: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(slots=True)
class ListImport:
    """The rules for one of the plain lists; entries are the same when source and id, or the names, agree."""

    kind: str
    source: str
    on_duplicate: OnDuplicate
    values: Values
    home: str = "EUR"
    today: date = date.min
    decisions: Mapping[int, RowDecision] = field(default_factory=dict[int, RowDecision])
    _fields: Mapping[str, CustomField] = field(default_factory=dict[str, CustomField])
    _seen: dict[str, int] = field(default_factory=dict[str, int])
    _unit: UnitOfWork | None = None
    _lists: NamedLists | None = None

    def judge(
        self, connection: Connection, rows: Sequence[ListRow], *, is_preview: bool
    ) -> list[JudgedEntry]:
        """What will happen with the rows; stops in a real run before a row that repeats one of the batch."""
        ids = [row.cells["external_id"] for row in rows if row.cells.get("external_id")]
        by_id = store.known_by_external_id(connection, self.kind, self.source, ids)
        keys = [store.list_key(self.kind, row.cells.get("name", "")) for row in rows]
        by_name = store.known_entries(connection, self.kind, keys)
        held: dict[int, dict[str, str]] = {}
        if any(custom_cells(row.cells) for row in rows):
            record = store.RECORDS[self.kind]
            self._fields = fields_by_name(connection, record)
            held = values_of(connection, record, [one["id"] for one in [*by_id.values(), *by_name.values()]])
        judged: list[JudgedEntry] = []
        fresh: dict[str, int] = self._seen if is_preview else {}
        for row, key in zip(rows, keys, strict=True):
            twin = fresh.get(key)
            if twin is not None and not is_preview:
                break
            known = by_id.get(row.cells.get("external_id", "")) or by_name.get(key)
            one = self._judge_one(row, known, twin, held.get(known["id"], {}) if known else {})
            judged.append(one)
            if one.preview.outcome is Outcome.NEW:
                fresh[key] = row.number
        return judged

    def _judge_one(
        self, row: ListRow, known: dict[str, Any] | None, twin: int | None, held: Mapping[str, str]
    ) -> JudgedEntry:
        problems: list[RowProblem] = []
        if row.trouble:
            problems.append(RowProblem(row.number, "", "", row.trouble))
        name = clean_line(row.cells.get("name", ""))
        if not name:
            problems.append(RowProblem(row.number, "name", "", "entry.needs_name"))
            return JudgedEntry(PreviewRow(row.number, Outcome.PROBLEM, "", problems=tuple(problems)))
        columns = self._columns(row, problems)
        columns |= store.name_columns(self.kind, name)
        custom = read_custom(custom_cells(row.cells), self._fields, row.number, problems)
        external_id = row.cells.get("external_id") or None
        found = tuple(problems)
        if known is None and twin is None:
            return JudgedEntry(
                PreviewRow(row.number, Outcome.NEW, name, problems=found), columns, external_id, custom=custom
            )
        if known is None:
            preview = PreviewRow(
                row.number, Outcome.SAME, name, "", "import.same_as_row", {"row": twin}, found
            )
            return JudgedEntry(preview)
        decision = self.decisions.get(row.number)
        rule = decision.rule if decision else self.on_duplicate
        if rule is OnDuplicate.SKIP:
            return JudgedEntry(PreviewRow(row.number, Outcome.SKIP, name, problems=found))
        replaces = rule is OnDuplicate.REPLACE
        told = _told(columns, known, replaces=replaces)
        own = _new_custom(custom, held, replaces=replaces)
        preview = PreviewRow(
            row.number,
            Outcome.UPDATE if told or own else Outcome.SAME,
            name,
            reason=f"import.decided.{rule}" if decision else None,
            reason_params={"name": name},
            problems=found,
            decided=decision.rule if decision else None,
        )
        return JudgedEntry(preview, told, None, known["id"], own)

    def _columns(self, row: ListRow, problems: list[RowProblem]) -> dict[str, Any]:
        columns: dict[str, Any] = {
            column: row.cells.get(name) or None
            for name, column in COLUMNS[self.kind].items()
            if name != "price"
        }
        if self.kind == "companies":
            columns["region"] = columns["state"]
        if self.kind == "products":
            columns["price"] = self._price(row, problems)
        if self.kind == "campaigns":
            columns |= self._campaign(row, problems)
        return columns

    def _campaign(self, row: ListRow, problems: list[RowProblem]) -> dict[str, Any]:
        """Channel, objective, status, days and budget; a word that is not understood is told and left out."""
        cells, number = row.cells, row.number
        starts_on = self.values.day(cells, "start", number, problems)
        ends_on = self.values.day(cells, "end", number, problems)
        if starts_on and ends_on and ends_on < starts_on:
            problems.append(RowProblem(number, "end", cells["end"], "campaign.ends_before_start"))
            ends_on = None
        channel = read_channel(fold(cells.get("channel", "")))
        if channel is None and cells.get("channel"):
            problems.append(RowProblem(number, "channel", cells["channel"], "channel.unknown"))
        status = _word(CampaignStatus, row, "status", problems)
        return {
            "channel": (channel or Channel.OTHER).value,
            "objective": _word(Objective, row, "objective", problems),
            "status": status or status_by_days(starts_on, ends_on, self.today).value,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "budget": self.values.amount(cells, "budget", self.home, number, problems)[0],
            "created_on": self.today,
        }

    def _price(self, row: ListRow, problems: list[RowProblem]) -> int | None:
        text = row.cells.get("price", "")
        if not text:
            return None
        try:
            return parse_unit_price(text, decimal=self.values.decimals.get("price"))
        except CrmError as error:
            problems.append(RowProblem(row.number, "price", text, error.code, error.params))
            return None

    def begin(self, unit: UnitOfWork) -> None:
        """Write into this unit of work from now on."""
        self._unit, self._lists = unit, NamedLists(unit)

    def _target(self) -> tuple[UnitOfWork, NamedLists]:
        if self._unit is None or self._lists is None:
            raise RuntimeError("begin comes first")
        return self._unit, self._lists

    def write(self, judged: Sequence[JudgedEntry]) -> None:
        unit, lists = self._target()
        self._resolve_owners(lists, judged)
        new = [one for one in judged if one.preview.outcome is Outcome.NEW]
        store.write_entries(
            unit,
            self.kind,
            self.source,
            [one.columns for one in new],
            [one.external_id for one in new],
            [one.custom for one in new],
        )
        for one in judged:
            if one.match is not None and one.preview.outcome is Outcome.UPDATE:
                store.fill_entry(unit, self.kind, one.match, one.columns, one.custom)

    def _resolve_owners(self, lists: NamedLists, judged: Sequence[JudgedEntry]) -> None:
        if self.kind != "companies":
            return
        ids = lists.owners(one.columns["owner"] for one in judged if one.columns.get("owner"))
        for one in judged:
            if "owner" in one.columns:
                name = one.columns.pop("owner")
                one.columns["owner_id"] = ids[name] if name else None


def _told(columns: Mapping[str, Any], known: Mapping[str, Any], *, replaces: bool) -> dict[str, Any]:
    """The columns that a row fills, and those it `replaces`; since when an entry is there stays as it is."""
    told: dict[str, Any] = {}
    for column, value in columns.items():
        held = known.get("owner_id" if column == "owner" else column)
        is_replaced = replaces and column != "created_on" and value != held
        if value and (not held or is_replaced):
            told[column] = value
    return told


def _new_custom(said: Mapping[str, str], held: Mapping[str, str], *, replaces: bool) -> dict[str, str]:
    """The values of own fields that a row fills, and those it `replaces`."""
    there = {fold(name): value for name, value in held.items()}
    return {
        name: value
        for name, value in said.items()
        if value and (fold(name) not in there or (replaces and there[fold(name)] != value))
    }


def _word(words: type[StrEnum], row: ListRow, name: str, problems: list[RowProblem]) -> str | None:
    """The word of one of the fixed lists that a cell holds; another is told and left out."""
    text = row.cells.get(name, "")
    found = next((word.value for word in words if word.value == fold(text.strip())), None)
    if text and found is None:
        problems.append(RowProblem(row.number, name, text, "word.unknown"))
    return found
