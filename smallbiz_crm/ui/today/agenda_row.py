"""One row of Today's lists, ready to be painted; `rows` makes them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from smallbiz_crm.ui.kit.chips import ChipKind

if TYPE_CHECKING:  # the first paint does not wait for what only the rows themselves need
    from datetime import date

    from smallbiz_crm.domain.follow_ups import Due

Record = tuple[str, int]
"""A kind of record (contact, deal, campaign, follow_up, planned_item) and its id."""


class RowKind(StrEnum):
    HEADING = "heading"
    REMARK = "remark"
    TASK = "task"
    DEAL = "deal"
    PERSON = "person"
    LEAD = "lead"
    CAMPAIGN = "campaign"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One row. `record` is what it stands for, `leads_to` the records it opens, the first one by Enter.

    `decisions` are what may be said about a lead. A campaign's `share` is the part of its budget that is used,
    above 1 when over.
    """

    kind: RowKind
    title: str
    note: str = ""
    icon: str = ""
    chip: str = ""
    chip_kind: ChipKind = "neutral"
    record: Record | None = None
    leads_to: tuple[tuple[Record, str], ...] = ()
    spoken: str = ""
    due: Due | None = None
    due_on: date | None = None
    share: float | None = None
    page: str = ""
    decisions: tuple[str, ...] = ()

    @property
    def can_be_planned(self) -> bool:
        """Whether it waits for a next step."""
        return self.kind in (RowKind.DEAL, RowKind.PERSON)

    @property
    def has_button(self) -> bool:
        """Whether a button shows in it under the pointer."""
        return self.kind in (RowKind.TASK, RowKind.LEAD) or self.can_be_planned

    @property
    def can_be_current(self) -> bool:
        """Whether one can go there with the keys."""
        return self.kind not in (RowKind.HEADING, RowKind.REMARK)
