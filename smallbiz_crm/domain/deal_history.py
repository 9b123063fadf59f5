"""What the history of a deal tells: how long it stood in each stage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from smallbiz_crm.domain.deals import HistoryEntry, Outcome


def days_per_stage(history: Sequence[HistoryEntry], today: date) -> list[tuple[str, int]]:
    """Days in each open stage, in the order in which the deal first came to it; several stays are added.

    `history` is oldest first. A day counts for the stage in which it ended; an imported deal that was closed
    before it was created counts none.
    """
    days: dict[str, int] = {}
    for number, entry in enumerate(history):
        if entry.outcome is not Outcome.OPEN:
            continue
        until = history[number + 1].happened_on if number + 1 < len(history) else today
        days[entry.stage] = days.get(entry.stage, 0) + max(0, (until - entry.happened_on).days)
    return list(days.items())
