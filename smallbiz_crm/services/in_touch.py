"""Staying in touch: a cadence for a person, and the list of those who are going cold."""

from __future__ import annotations

from collections.abc import Sequence

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.in_touch import ColdContact
from smallbiz_crm.store import contact_changes, trash
from smallbiz_crm.store import in_touch as stored
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.in_touch import Circle

LONGEST_CADENCE = 3_650


class InTouch:
    """Any activity, touch or follow-up done counts as having been in touch."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cadence(self, contact_id: int) -> int | None:
        """How often one wants to be in touch with a person, in days; None for never mind."""
        with self._database.reading() as connection:
            return stored.cadence_of(connection, contact_id)

    def set_cadence(self, contact_id: int, days: int | None) -> None:
        """Be in touch every so many days; None for never mind."""
        if days is not None and not 1 <= days <= LONGEST_CADENCE:
            raise Refused("cadence.unfit", value=days, longest=LONGEST_CADENCE)
        with self._database.step("contact.cadence_set") as unit:
            contact_changes.edit_contact(unit, contact_id, {"cadence_days": days})
            unit.params["name"] = trash.title_of(unit.connection, "contact", contact_id)

    def going_cold(
        self, *, circles: Sequence[Circle] = (), limit: int | None = None
    ) -> tuple[list[ColdContact], int]:
        """People not heard of for longer than their cadence, the longest first, and how many there are.

        `circles` are pairs of days and ids, such as the members of a segment with a cadence; a person's own
        cadence goes before them.
        """
        with self._database.reading() as connection:
            return stored.going_cold(connection, self._database.clock.today(), circles, limit)
