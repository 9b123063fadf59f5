"""Companies, tags, owners and campaigns by their names, in bulk: looked up, and made where they are new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from smallbiz_crm.domain.text import fold, fold_company, sort_key
from smallbiz_crm.store.tables.marketing import campaign
from smallbiz_crm.store.tables.people import company, owner, tag
from smallbiz_crm.store.told import TOLD, told_rows
from smallbiz_crm.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class _List:
    """How one of the user's lists is looked up: the column that holds the key made from a name by `fold`."""

    table: Any
    key: Any
    fold: Callable[[str], str]
    is_trashable: bool = False

    def query(self) -> Any:
        found = select(self.key, self.table.c.id, self.table.c.name)
        found = found.join_from(TOLD, self.table, self.key == TOLD.c.value)
        return found.where(self.table.c.trashed_at.is_(None)) if self.is_trashable else found


_LISTS = {
    "company": _List(company, company.c.match_name, fold_company, is_trashable=True),
    "tag": _List(tag, tag.c.match_name, fold),
    "owner": _List(owner, owner.c.name, str),
    "campaign": _List(campaign, campaign.c.sort_name, sort_key, is_trashable=True),
}
_COMPANY_NAMES = select(company.c.id, company.c.name).join_from(TOLD, company, company.c.id == TOLD.c.value)
_QUERIES = {kind: a_list.query().order_by(a_list.table.c.id.desc()) for kind, a_list in _LISTS.items()}


class NamedLists:
    """Ids of companies, tags, owners, campaigns by name, looked up a batch at a time and created where new.

    Every answer has an id for each name given, which are clean lines.
    """

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit
        self._ids: dict[str, dict[str, int]] = defaultdict(dict)
        self._by_key: dict[str, dict[str, int]] = defaultdict(dict)
        self.names: dict[str, dict[int, str]] = defaultdict(dict)
        """How entries are called in the workspace, by kind and id."""

    def companies(self, names: Iterable[str]) -> dict[str, int]:
        today = self._unit.clock.today()

        def row(name: str, key: str) -> dict[str, Any]:
            return {"name": name, "sort_name": sort_key(name), "match_name": key, "created_on": today}

        return self._resolve("company", names, row)

    def tags(self, names: Iterable[str]) -> dict[str, int]:
        return self._resolve("tag", names, lambda name, key: {"name": name, "match_name": key})

    def owners(self, names: Iterable[str]) -> dict[str, int]:
        return self._resolve("owner", names, lambda name, _key: {"name": name})

    def campaigns(self, names: Iterable[str], channels: Mapping[str, str] | None = None) -> dict[str, int]:
        """`channels` are those of campaigns that are new, by name."""
        known, head = channels or {}, {"status": "done", "created_on": self._unit.clock.today()}

        def row(name: str, key: str) -> dict[str, Any]:
            return {"name": name, "sort_name": key, "channel": known.get(name, "other"), **head}

        return self._resolve("campaign", names, row)

    def learn_companies(self, ids: set[int | None]) -> None:
        """Put the names of these companies into `names`; None is nobody's id."""
        known = self.names["company"]
        unknown = [company_id for company_id in ids if company_id is not None and company_id not in known]
        known.update((row[0], row[1]) for row in told_rows(self._unit.connection, _COMPANY_NAMES, unknown))

    def _resolve(
        self, kind: str, names: Iterable[str], row: Callable[[str, str], dict[str, Any]]
    ) -> dict[str, int]:
        ids, by_key, a_list = self._ids[kind], self._by_key[kind], _LISTS[kind]
        new = {name: a_list.fold(name) for name in dict.fromkeys(names) if name not in ids}
        wanted: dict[str, str] = {}
        for name, key in new.items():
            if key not in by_key:
                wanted.setdefault(key, name)
        for key, row_id, name in told_rows(self._unit.connection, _QUERIES[kind], wanted):
            by_key[key] = row_id
            self.names[kind][row_id] = name
        missing = [key for key in wanted if key not in by_key]
        first = self._unit.insert_many(a_list.table, [row(wanted[key], key) for key in missing])
        for row_id, key in enumerate(missing, first):
            by_key[key] = row_id
            self.names[kind][row_id] = wanted[key]
        ids.update((name, by_key[key]) for name, key in new.items())
        return ids
