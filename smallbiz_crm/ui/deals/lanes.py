"""The columns a board can have: the stages of the pipeline, or the months in which deals are expected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from smallbiz_crm.domain.board import LATER, OVERDUE, UNDATED, first_of_month
from smallbiz_crm.domain.deals import Outcome, Stage, StageColour
from smallbiz_crm.ui.kit.formats import month
from smallbiz_crm.words import _


@dataclass(frozen=True, slots=True)
class Lane:
    """A column: `key` is the id of a stage or a column of the forecast.

    `has_checks` makes room on each card for what its stage still asks for, `has_origins` for where the deal came
    from; with `names_stage` its stage stands before that.
    """

    key: int
    name: str
    is_closed: bool = False
    colour: StageColour | None = None
    has_checks: bool = False
    has_origins: bool = False
    names_stage: bool = False
    takes_drops: bool = True


def stage_lanes(stages: Iterable[Stage], *, has_origins: bool = False) -> list[Lane]:
    """A column for each stage; `has_origins` where it is known of any deal where it came from."""
    return [
        Lane(
            stage.id,
            stage.name,
            is_closed=stage.kind is not Outcome.OPEN,
            colour=stage.colour,
            has_checks=bool(stage.exit_check),
            has_origins=has_origins,
        )
        for stage in stages
    ]


def month_lanes(keys: Iterable[int], stages: Sequence[Stage]) -> list[Lane]:
    """A column for each key of the forecast."""
    has_checks = any(stage.exit_check for stage in stages)
    return [
        Lane(
            key,
            _lane_name(key),
            colour=StageColour.RED if key == OVERDUE else None,
            has_checks=has_checks,
            has_origins=True,
            names_stage=True,
            takes_drops=key not in (OVERDUE, LATER),
        )
        for key in keys
    ]


def _lane_name(key: int) -> str:
    names = {OVERDUE: _("Overdue"), LATER: _("Later"), UNDATED: _("No date")}
    return names.get(key) or month(first_of_month(key))
