"""Segments: saved rules that pick people, counted as they stand now."""

from __future__ import annotations

from smallbiz_crm.domain.custom_fields import CustomField
from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.domain.segments import Group, Segment, checked, dump_rule
from smallbiz_crm.store import custom_fields
from smallbiz_crm.store import segments as stored
from smallbiz_crm.store.database import Database

MOST_VALUES = 500


class Segments:
    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, *, counted: bool = True) -> list[Segment]:
        """All segments by name, each with how many people it picks today (0 without `counted`).

        A segment whose field was taken away picks nobody until it is changed.
        """
        today = self._database.clock.today()
        with self._database.reading() as connection:
            own = custom_fields.list_fields(connection, "contact")
            return [
                Segment(
                    segment_id,
                    name,
                    rule,
                    stored.count_if_fit(connection, rule, own, today) if counted else 0,
                    days,
                )
                for segment_id, name, rule, days in stored.list_segments(connection)
            ]

    def get(self, segment_id: int) -> Segment:
        """One segment with its count. Raises NotFound."""
        for found in self.list():
            if found.id == segment_id:
                return found
        raise NotFound("record.not_found", kind="segment", id=segment_id)

    def rule_of(self, name: str) -> Group:
        """The rule of the segment of that name. Raises NotFound ``segment.not_found``."""
        with self._database.reading() as connection:
            return stored.rule_named(connection, name)

    def count(self, rule: Group) -> int:
        """How many people a rule picks. Raises Refused for a field or value that is none."""
        with self._database.reading() as connection:
            return stored.count_people(connection, rule, self._database.clock.today())

    def own_fields(self) -> list[CustomField]:
        """The user's own fields of people, which a rule may ask for as ``custom:<name>``."""
        with self._database.reading() as connection:
            return custom_fields.list_fields(connection, "contact")

    def values(self, field: str) -> list[str]:
        """Values that people have in a field, for choosing from."""
        with self._database.reading() as connection:
            return stored.values_of_field(connection, field, MOST_VALUES)

    def save(self, name: str, rule: Group) -> int:
        """Keep a rule under a new name; returns the segment's id.

        Raises Refused for an empty name, one that is taken, or a rule that this workspace cannot ask.
        """
        with self._database.step("segment.saved") as unit:
            own = custom_fields.list_fields(unit.connection, "contact")
            shown = stored.require_name(unit.connection, name)
            unit.params["name"] = shown
            return stored.add(unit, shown, dump_rule(checked(rule, own)))

    def change(self, segment_id: int, *, name: str | None = None, rule: Group | None = None) -> None:
        """Rename a segment, or give it another rule."""
        with self._database.step("segment.changed") as unit:
            values: dict[str, str] = {}
            if name is not None:
                values["name"] = stored.require_name(unit.connection, name, segment_id)
            if rule is not None:
                own = custom_fields.list_fields(unit.connection, "contact")
                values["rule"] = dump_rule(checked(rule, own))
            stored.change(unit, segment_id, values)
            unit.params["name"] = stored.name_of(unit.connection, segment_id)

    def remove(self, segment_id: int) -> None:
        """Take a segment away; campaigns whose audience it was are left without one."""
        with self._database.step("segment.removed") as unit:
            unit.params["name"] = stored.name_of(unit.connection, segment_id)
            stored.remove(unit, segment_id)
