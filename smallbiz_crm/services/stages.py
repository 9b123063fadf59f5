"""What the user can do with the stages of the board and with the list of reasons a deal is lost for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from smallbiz_crm.domain.deals import Stage
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.store import stages as stored
from smallbiz_crm.store.database import Database

EDITABLE = frozenset(("name", "probability", "stale_days", "exit_check", "colour"))
LOST = "lost"


class Stages:
    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> list[Stage]:
        """The columns of the board, in order."""
        with self._database.reading() as connection:
            return stored.list_stages(connection)

    def deal_count(self, stage_id: int) -> int:
        """How many deals a stage holds."""
        with self._database.reading() as connection:
            return stored.deals_in_stage(connection, stage_id)

    def add(self, name: str, probability: int, **values: Any) -> int:
        """Add an open stage in front of Won and Lost; `probability` in 10⁻⁴. Returns the id."""
        _require_known(values)
        with self._database.step("stage.added", name=name) as unit:
            return stored.add_stage(unit, name, probability, values)

    def edit(self, stage_id: int, **values: Any) -> None:
        """Change name, probability (10⁻⁴), days to stale, exit check or colour of a stage."""
        _require_known(values)
        with self._database.step("stage.edited") as unit:
            unit.params["name"] = stored.load_stage(unit, stage_id).name
            stored.edit_stage(unit, stage_id, values)

    def put_in_order(self, stage_ids: Sequence[int]) -> None:
        """Give all stages another order; those of open deals stand before the closed ones."""
        with self._database.step("stage.ordered") as unit:
            stored.put_in_order(unit, stage_ids)

    def remove(self, stage_id: int, target_id: int | None = None) -> int:
        """Remove a stage after its deals went to `target_id`, in one step. Returns how many went.

        Raises Refused when it holds deals and no stage of the same kind is named, and for the last of a kind.
        """
        with self._database.step("stage.removed") as unit:
            unit.params["name"] = stored.load_stage(unit, stage_id).name
            moved = stored.retire_stage(unit, stage_id, target_id)
            unit.params["count"] = moved
            return moved

    # -- reasons ------------------------------------------------------------------------------------------

    def lost_reasons(self) -> Sequence[tuple[int, str, int]]:
        """Id, name and number of deals of each reason."""
        with self._database.reading() as connection:
            return stored.list_reasons(connection, LOST)

    def add_reason(self, name: str) -> int:
        with self._database.step("reason.added", name=name) as unit:
            return stored.add_reason(unit, LOST, name)

    def rename_reason(self, reason_id: int, name: str) -> None:
        with self._database.step("reason.renamed", name=name) as unit:
            stored.rename_reason(unit, reason_id, name)

    def remove_reason(self, reason_id: int) -> None:
        """Take a reason off the list. Raises Refused while deals have it."""
        with self._database.step("reason.removed") as unit:
            names = {each[0]: each[1] for each in stored.list_reasons(unit.connection, LOST)}
            unit.params["name"] = names.get(reason_id, "")
            stored.remove_reason(unit, reason_id)


def _require_known(values: dict[str, Any]) -> None:
    unknown = set(values) - EDITABLE
    if unknown:
        raise Refused("field.unknown", field=", ".join(sorted(unknown)), known=", ".join(sorted(EDITABLE)))
