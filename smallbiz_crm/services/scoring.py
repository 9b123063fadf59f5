"""The score: its rules, the parts of one person's, the sums of many, and the leads that it proposes."""

from __future__ import annotations

from collections.abc import Sequence

from smallbiz_crm.domain.campaigns import TouchKind
from smallbiz_crm.domain.scoring import FitRule, ProposedLead, Score, score
from smallbiz_crm.store import scoring as stored
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.settings import get_setting


class Scoring:
    """Points of rules and kinds of touch are whole; what a person has is told in tenths of a point."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- rules --------------------------------------------------------------------------------------------

    def fit_rules(self) -> list[FitRule]:
        with self._database.reading() as connection:
            return stored.fit_rules(connection)

    def touch_points(self) -> dict[TouchKind, int]:
        """What each kind of touch counts for on its day."""
        with self._database.reading() as connection:
            return stored.touch_points(connection)

    def add_fit_rule(self, field: str, value: str, points: int) -> int:
        """Give `points` to whoever has `field` (as in segments) with that value; an empty value: filled at all.

        Raises Refused for an unknown field, a value it cannot hold, or points that are none.
        """
        with self._database.step("score.rule_added", field=field) as unit:
            return stored.add_fit_rule(unit, field, value, points)

    def remove_fit_rule(self, rule_id: int) -> None:
        with self._database.step("score.rule_removed") as unit:
            stored.remove_fit_rule(unit, rule_id)

    def set_touch_points(self, kind: str, points: int) -> None:
        """Let a kind of touch count for so many points, also those that are there."""
        with self._database.step("score.points_set", kind=kind) as unit:
            stored.set_touch_points(unit, TouchKind(kind), points)

    # -- scores -------------------------------------------------------------------------------------------

    def of(self, contact_id: int) -> Score:
        """A person's score as of today, with its parts."""
        today = self._database.clock.today()
        with self._database.reading() as connection:
            return score(
                stored.fitting(connection, contact_id, today),
                stored.scored_touches(connection, contact_id),
                today,
                int(get_setting(connection, "score.half_life")),
                int(get_setting(connection, "score.threshold")),
            )

    def totals(self, ids: Sequence[int]) -> dict[int, int]:
        """The tenths of a point of each of these people."""
        with self._database.reading() as connection:
            return stored.totals(connection, ids, self._database.clock.today())

    def proposed(self, limit: int | None = None) -> tuple[list[ProposedLead], int]:
        """Leads at or above the threshold, the highest first, and how many there are."""
        with self._database.reading() as connection:
            return stored.proposed(connection, self._database.clock.today(), limit)
