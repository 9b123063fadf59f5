"""Likely duplicates: found, looked at side by side, merged into one, or said to be two."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from smallbiz_crm.domain.contacts import Contact
from smallbiz_crm.domain.duplicates import Alike, LikelyPair, likely_pairs
from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.store import contacts as stored_contacts
from smallbiz_crm.store import duplicates as stored
from smallbiz_crm.store import merging, trash
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.merging import Side

FIELDS = tuple(merging.FIELDS)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two people side by side; `sides` says for each field which of the two is taken unless somebody chooses."""

    keep: Contact
    other: Contact
    sides: Mapping[str, Side]


class Duplicates:
    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, look: Callable[[int, int], None] | None = None) -> list[LikelyPair]:
        """Pairs that are likely one person, the surest first, without those said to be two.

        `look` is told how far the work is and may raise to stop it.
        """
        with self._database.reading() as connection:
            people = stored.read_facts(connection)
            apart = stored.dismissed(connection)
        return likely_pairs(people, apart, look)

    def like(self, contact_id: int) -> list[Alike]:
        """Who may be the same person as this one, the likeliest first; nobody for one who is gone or in the Trash."""
        with self._database.reading() as connection:
            people = stored.read_facts(connection, [contact_id])
            if not people:
                return []
            return stored.alike(connection, people[0], stored.apart_from(connection, contact_id))

    def compare(self, keep_id: int, other_id: int) -> Comparison:
        """Both as they are now. Raises NotFound when one is gone."""
        with self._database.reading() as connection:
            found = {one.id: one for one in stored_contacts.load_contacts(connection, [keep_id, other_id])}
            for contact_id in (keep_id, other_id):
                if contact_id not in found:
                    raise NotFound("record.not_found", kind="contact", id=contact_id)
            keep = merging.require_row(connection, keep_id)
            other = merging.require_row(connection, other_id)
        sides: dict[str, Side] = {field: merging.default_side(keep, other, field) for field in FIELDS}
        return Comparison(found[keep_id], found[other_id], sides)

    def merge(self, keep_id: int, other_id: int, choices: Mapping[str, Side] | None = None) -> None:
        """Make one person of two, as one step: `choices` says by field whose value stays.

        Everything that hangs on either stays; consent is the stricter one. Raises Refused and NotFound.
        """
        with self._database.step("contact.merged") as unit:
            unit.params["other"] = trash.title_of(unit.connection, "contact", other_id)
            merging.merge(unit, keep_id, other_id, choices or {})
            unit.params["name"] = trash.title_of(unit.connection, "contact", keep_id)

    def dismiss(self, one: int, other: int) -> None:
        """Say that these are two people; they are not offered again."""
        with self._database.step("contact.told_apart") as unit:
            unit.params["name"] = trash.title_of(unit.connection, "contact", one)
            unit.params["other"] = trash.title_of(unit.connection, "contact", other)
            stored.dismiss(unit, one, other)
