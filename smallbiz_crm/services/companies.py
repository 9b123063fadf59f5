"""What the user can do with companies: find, read, edit in place, trash."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import date

from smallbiz_crm.domain.contacts import Company, TimelineEntry
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.store import companies as stored
from smallbiz_crm.store import contact_changes, lookups, trash
from smallbiz_crm.store.company_timeline import company_timeline
from smallbiz_crm.store.database import Database

TIMELINE_PAGE = 200
EDITABLE = frozenset(
    (
        "name",
        "domain",
        "industry",
        "size",
        "region",
        "phone",
        "url",
        "street",
        "postal_code",
        "city",
        "state",
        "country",
        "tax_id",
        "owner",
        "notes",
    )
)


class Companies:
    def __init__(self, database: Database) -> None:
        self._database = database

    def ids(
        self,
        *,
        search: str = "",
        where: Mapping[str, str] | None = None,
        trashed: bool = False,
        limit: int | None = None,
        offset: int = 0,
    ) -> array[int]:
        """Ids by name of the companies that match."""
        for field in where or {}:
            if field not in stored.FILTERS:
                raise Refused("filter.unknown_field", field=field, known=", ".join(stored.FILTERS))
        with self._database.reading() as connection:
            return stored.company_ids(
                connection, search=search, where=where, trashed=trashed, limit=limit, offset=offset
            )

    def count(
        self, *, search: str = "", where: Mapping[str, str] | None = None, trashed: bool = False
    ) -> int:
        with self._database.reading() as connection:
            return stored.count_companies(connection, search=search, where=where, trashed=trashed)

    def get(self, company_id: int) -> Company:
        found = self.get_many([company_id])
        if not found:
            raise NotFound("record.not_found", kind="company", id=company_id)
        return found[0]

    def get_many(self, ids: Sequence[int]) -> list[Company]:
        with self._database.reading() as connection:
            return stored.load_companies(connection, ids)

    def people(self, company_id: int) -> list[tuple[int, str, str | None]]:
        """Id, name and job title of its people."""
        with self._database.reading() as connection:
            return stored.people_of(connection, company_id)

    def timeline(self, company_id: int, limit: int = TIMELINE_PAGE, group: str = "") -> list[TimelineEntry]:
        """What happened to the company and, with `who`, to its people, the newest first.

        `group` is activities, touches, deals or changes, empty for all.
        """
        with self._database.reading() as connection:
            return company_timeline(connection, company_id, limit, group)

    def log(self, company_id: int, kind: str, text: str, *, on: date | None = None) -> int:
        """Note an activity (note, call, meeting, email, demo) on the company itself; `on` defaults to today."""
        if not text.strip():
            raise Refused("activity.empty")
        with self._database.step("activity.logged", kind=kind) as unit:
            unit.params["name"] = trash.title_of(unit.connection, "company", company_id)
            return contact_changes.add_activity(unit, kind, text, company_id=company_id, on=on)

    def add(self, name: str) -> int:
        """The company of that name, created when there is none. Returns the id."""
        if not name.strip():
            raise Refused("company.needs_name")
        with self._database.reading() as connection:
            found = lookups.company_named(connection, name)
        if found is not None:
            return found
        with self._database.step("company.added", name=name) as unit:
            return lookups.company_for(unit, name, unit.clock.today())

    def edit(self, company_id: int, **fields: str | None) -> None:
        """Change fields of a company; an empty value clears."""
        unknown = set(fields) - EDITABLE
        if unknown:
            raise Refused(
                "field.unknown", field=", ".join(sorted(unknown)), known=", ".join(sorted(EDITABLE))
            )
        with self._database.step("company.edited", fields=sorted(fields)) as unit:
            stored.edit_company(unit, company_id, dict(fields))
            unit.params["name"] = trash.title_of(unit.connection, "company", company_id)

    def set_tags(self, company_id: int, names: Sequence[str]) -> None:
        """Make the company's tags exactly `names`; new ones are added to the list of tags."""
        with self._database.step("company.tagged") as unit:
            stored.set_company_tags(unit, company_id, names)
            unit.params["name"] = trash.title_of(unit.connection, "company", company_id)

    def trash(self, ids: Sequence[int]) -> None:
        with self._database.step("company.trashed", count=len(ids)) as unit:
            trash.put_in_trash(unit, "company", ids)
            unit.params["name"] = trash.title_of(unit.connection, "company", ids[0]) if ids else ""

    def restore(self, ids: Sequence[int]) -> None:
        with self._database.step("company.restored", count=len(ids)) as unit:
            trash.take_from_trash(unit, "company", ids)
            unit.params["name"] = trash.title_of(unit.connection, "company", ids[0]) if ids else ""
