"""Staying in touch: a cadence for a person, and the list of those who are going cold."""

from __future__ import annotations

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.in_touch import ColdContact
from smallbiz_crm.store import contact_changes, segments, trash
from smallbiz_crm.store import in_touch as stored
from smallbiz_crm.store.database import Database

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
        _require_fit(days)
        with self._database.step("contact.cadence_set") as unit:
            contact_changes.edit_contact(unit, contact_id, {"cadence_days": days})
            unit.params["name"] = trash.title_of(unit.connection, "contact", contact_id)

    def set_segment_cadence(self, segment_id: int, days: int | None) -> None:
        """Be in touch with whoever a segment picks every so many days; None for never mind."""
        _require_fit(days)
        with self._database.step("segment.cadence_set") as unit:
            segments.change(unit, segment_id, {"cadence_days": days})
            unit.params["name"] = segments.name_of(unit.connection, segment_id)

    def going_cold(self, *, limit: int | None = None) -> tuple[list[ColdContact], int]:
        """People not heard of for longer than their cadence, the longest first, and how many there are.

        Who has no cadence takes the shortest of the segments that pick the person.
        """
        today = self._database.clock.today()
        with self._database.reading() as connection:
            return stored.going_cold(connection, today, segments.circles(connection, today), limit)


def _require_fit(days: int | None) -> None:
    if days is not None and not 1 <= days <= LONGEST_CADENCE:
        raise Refused("cadence.unfit", value=days, longest=LONGEST_CADENCE)
