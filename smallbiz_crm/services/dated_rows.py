"""What reading rows of dated facts has in common: whom and what they refer to, which day, how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from smallbiz_crm.domain.campaigns import read_channel
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.imports import RowProblem
from smallbiz_crm.domain.money import is_currency, parse_amount
from smallbiz_crm.domain.text import clean_line, fold, fold_email, sort_key
from smallbiz_crm.services.import_lists import ListRow
from smallbiz_crm.services.import_values import Values
from smallbiz_crm.store import import_dated as store
from smallbiz_crm.store.database import Connection
from smallbiz_crm.store.import_dated import DatedWriter, Key
from smallbiz_crm.store.named_lists import NamedLists
from smallbiz_crm.store.unit_of_work import UnitOfWork


@dataclass(slots=True)
class Context:
    """What all rows of an import share. `campaign` is the one of rows that name none."""

    source: str
    values: Values
    currency: str
    today: date
    fiscal_year_start: str
    campaign: str | None = None


@dataclass(slots=True)
class Part:
    """One fact ready to be written. `key` is what makes two the same, `value` what of it may be another."""

    key: Key
    columns: dict[str, Any]
    value: int | None = None
    campaign: str | None = None


@dataclass(slots=True)
class Fact:
    """What a row says; a row of metrics has a part for each of them."""

    title: str
    detail: str
    parts: list[Part]


class Reader(Protocol):
    """Reads the rows of one kind. `is_once`: of equal facts there is only one."""

    is_once: bool

    def prepare(self, connection: Connection, rows: Sequence[ListRow]) -> None: ...

    def read(self, row: ListRow, problems: list[RowProblem]) -> Fact | None: ...

    def begin(self, unit: UnitOfWork, writer: DatedWriter) -> None: ...

    def write(self, parts: Sequence[Part]) -> None: ...


@dataclass(slots=True)
class RowReader:
    """What the readers have in common: people and campaigns looked up a batch at a time, days and amounts."""

    context: Context
    kind: str = ""
    is_once: bool = False
    campaigns: dict[str, int | None] = field(default_factory=dict[str, int | None])
    _by_id: dict[str, int] = field(default_factory=dict[str, int])
    _by_email: dict[str, int] = field(default_factory=dict[str, int])
    _channels: dict[str, str] = field(default_factory=dict[str, str])
    _writer: DatedWriter | None = None
    _lists: NamedLists | None = None

    def prepare(self, connection: Connection, rows: Sequence[ListRow]) -> None:
        """Look up whom and what the rows of a batch name."""
        cells = [row.cells for row in rows]
        ids = [one.get("contact_external_id", "") for one in cells]
        self._by_id = store.records_by_external_id(connection, "contact", self.context.source, ids)
        emails = [one.get("contact_email", "") for one in cells]
        self._by_email = store.contacts_by_email(connection, emails)
        names = {self.campaign_name(one) for one in cells} - {""}
        unknown = {name for name in names if sort_key(name) not in self.campaigns}
        found = store.campaigns_by_name(connection, unknown)
        by_id = store.records_by_external_id(connection, "campaign", self.context.source, unknown)
        for name in unknown:
            self.campaigns[sort_key(name)] = found.get(sort_key(name)) or by_id.get(name)

    def begin(self, unit: UnitOfWork, writer: DatedWriter) -> None:
        """Write into this unit of work from now on."""
        self._writer, self._lists = writer, NamedLists(unit)

    def know_campaign(self, name: str, campaign_id: int) -> None:
        """Take this campaign for the one of that name."""
        self.campaigns[sort_key(name)] = campaign_id

    def write(self, parts: Sequence[Part]) -> None:
        """Create the facts, and the campaigns they name that are not there yet."""
        self.insert(parts)

    def insert(self, parts: Sequence[Part]) -> int:
        """Create the facts with consecutive ids and the campaigns they name; the first id."""
        writer, ids = self.writer(), self._campaign_ids(parts)
        rows = [
            {**part.columns, "campaign_id": ids[part.campaign] if part.campaign else None}
            if "campaign_id" in part.columns
            else part.columns
            for part in parts
        ]
        return writer.write(self.kind, rows)

    def writer(self) -> DatedWriter:
        """Raises RuntimeError before `begin`."""
        if self._writer is None:
            raise RuntimeError("begin comes first")
        return self._writer

    def _campaign_ids(self, parts: Sequence[Part]) -> dict[str, int]:
        named = {part.campaign for part in parts if part.campaign}
        ids = {name: known for name in named if (known := self.campaigns.get(sort_key(name)))}
        missing = sorted(named - ids.keys())
        made = self._lists.campaigns(missing, self._channels) if self._lists and missing else {}
        return ids | {name: made[name] for name in missing}

    # -- cells --------------------------------------------------------------------------------------------

    def campaign_name(self, cells: Mapping[str, str]) -> str:
        return clean_line(cells.get("campaign", "") or self.context.campaign or "")

    def campaign_key(self, name: str) -> int | str:
        """The campaign's id, 0 without one; of one that will be made its name, which is nobody's id."""
        return (self.campaigns.get(sort_key(name)) or f"new:{sort_key(name)}") if name else 0

    def note_channel(self, name: str, channel: str) -> None:
        """Remember the channel that a campaign of this name gets when it is made."""
        known = read_channel(fold(channel))
        if name and known is not None:
            self._channels.setdefault(name, known.value)

    def person(self, row: ListRow, problems: list[RowProblem]) -> int | None:
        """The person that a row names; without one a problem is told."""
        external_id, email = row.cells.get("contact_external_id", ""), row.cells.get("contact_email", "")
        found = self._by_id.get(external_id) or self._by_email.get(fold_email(email))
        if found is None:
            column = "contact_external_id" if external_id else "contact_email"
            problems.append(RowProblem(row.number, column, external_id or email, "contact.not_there"))
        return found

    def day(self, row: ListRow, problems: list[RowProblem], name: str = "date") -> date | None:
        """The day of a row; a missing one is a problem."""
        before = len(problems)
        found = self.context.values.day(row.cells, name, row.number, problems)
        if found is None and len(problems) == before:
            problems.append(RowProblem(row.number, name, "", "day.missing"))
        return found

    def currency(self, row: ListRow, problems: list[RowProblem], otherwise: str) -> str | None:
        code = row.cells.get("currency", "").strip().upper() or otherwise
        if not is_currency(code):
            problems.append(RowProblem(row.number, "currency", code, "currency.unknown"))
            return None
        return code

    def amount(
        self, row: ListRow, name: str, currency: str, problems: list[RowProblem]
    ) -> tuple[int | None, str]:
        return self.context.values.amount(row.cells, name, currency, row.number, problems)

    def count(self, row: ListRow, name: str, problems: list[RowProblem]) -> int | None:
        """A whole number; what is none is a problem."""
        text = row.cells.get(name, "")
        if not text:
            return None
        try:
            value = parse_amount(text, decimal=self.context.values.decimals.get(name))
            if value == int(value):
                return int(value)
        except CrmError as error:
            problems.append(RowProblem(row.number, name, text, error.code, error.params))
            return None
        problems.append(RowProblem(row.number, name, text, "count.not_whole"))
        return None
