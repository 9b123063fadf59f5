"""How far a person has come: the order of the stages, and which of several dated entries stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from smallbiz_crm.domain.contacts import Lifecycle

LADDER = (
    Lifecycle.NONE,
    Lifecycle.LEAD,
    Lifecycle.MQL,
    Lifecycle.SQL,
    Lifecycle.OPPORTUNITY,
    Lifecycle.CUSTOMER,
)
COUNTED = LADDER[1:]
"""The stages a funnel counts, from the first to the last."""
_WORDS = {
    "": Lifecycle.NONE,
    "none": Lifecycle.NONE,
    "contact": Lifecycle.NONE,
    "subscriber": Lifecycle.NONE,
    "other": Lifecycle.NONE,
    "lead": Lifecycle.LEAD,
    "mql": Lifecycle.MQL,
    "marketing qualified lead": Lifecycle.MQL,
    "marketingqualifiedlead": Lifecycle.MQL,
    "sql": Lifecycle.SQL,
    "accepted": Lifecycle.SQL,
    "sales qualified lead": Lifecycle.SQL,
    "salesqualifiedlead": Lifecycle.SQL,
    "opportunity": Lifecycle.OPPORTUNITY,
    "customer": Lifecycle.CUSTOMER,
    "client": Lifecycle.CUSTOMER,
    "evangelist": Lifecycle.CUSTOMER,
    "returned": Lifecycle.RETURNED,
    "disqualified": Lifecycle.DISQUALIFIED,
}


def read_lifecycle(word: str) -> Lifecycle | None:
    """The stage that a folded word of a file means, or None for one that is not understood."""
    return _WORDS.get(word.strip())


def is_on_ladder(stage: Lifecycle) -> bool:
    """Whether the stage is one of those that follow each other; Returned and Disqualified stand beside them."""
    return stage in LADDER


def rank(stage: Lifecycle) -> int:
    """The place on the ladder from 0 (none). Raises ValueError for a stage beside it."""
    return LADDER.index(stage)


def standing(entries: Iterable[tuple[Lifecycle, date | None]]) -> Lifecycle:
    """Where a person stands after these entries, in the order of their writing.

    The latest dated entry decides, of one day the last written; an entry without a date counts where it leads
    further, unless the person was returned or disqualified.
    """
    undated, latest = Lifecycle.NONE, None
    for stage, on in entries:
        if on is None and is_on_ladder(stage):
            undated = max(undated, stage, key=rank)
        elif latest is None or latest[1] is None or (on is not None and on >= latest[1]):
            latest = (stage, on)
    if latest is None:
        return undated
    return max(undated, latest[0], key=rank) if is_on_ladder(latest[0]) else latest[0]
