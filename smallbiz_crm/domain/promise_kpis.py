"""Figures of reasons and of the promises that marketing and sales give each other: pure functions over counts."""

from __future__ import annotations

from dataclasses import dataclass

from smallbiz_crm.domain.figures import Figure, Unit, count, ratio


@dataclass(slots=True)
class PromiseParts:
    """`promised` is the target of MQLs (None: none set); `due` are MQLs whose time for a first contact has run out."""

    promised: int | None = None
    handed_over: int = 0
    accepted: int = 0
    due: int = 0
    in_time: int = 0


def mqls_promised(parts: PromiseParts) -> Figure:
    """The target of MQLs for the months of the period."""
    return count("mqls_promised", parts.promised, None if parts.promised is not None else "no_mql_target")


def mqls_handed_over(parts: PromiseParts) -> Figure:
    """People whose first MQL entry is in the period."""
    return count("mqls_handed_over", parts.handed_over)


def mqls_accepted(parts: PromiseParts) -> Figure:
    """Those of them whom sales accepted; a skipped stage counts as passed."""
    return count("mqls_accepted", parts.accepted)


def marketing_kept(parts: PromiseParts) -> Figure:
    """MQLs handed over ÷ promised."""
    return ratio("marketing_kept", parts.handed_over, parts.promised, "no_mql_target")


def mqls_due(parts: PromiseParts) -> Figure:
    """MQLs whose time for a first contact ran out in the period; what is not yet due is left out."""
    return count("mqls_due", parts.due)


def contacted_in_time(parts: PromiseParts) -> Figure:
    """Those of them with a first contact before the time ran out."""
    return count("contacted_in_time", parts.in_time)


def sales_kept(parts: PromiseParts) -> Figure:
    """MQLs contacted in time ÷ MQLs due."""
    return ratio("sales_kept", parts.in_time, parts.due, "nothing_due")


# -- reasons --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReasonParts:
    """How often deals were lost and leads returned in the period."""

    lost: int = 0
    returned: int = 0


def lost(parts: ReasonParts) -> Figure:
    """Deals lost in the period."""
    return count("lost", parts.lost)


def returned(parts: ReasonParts) -> Figure:
    """Times that leads were returned in the period; who was returned twice counts twice."""
    return count("returned", parts.returned)


@dataclass(frozen=True, slots=True)
class OneReason:
    """How often a reason was given, of how many in all, and what the deals were worth in home money."""

    number: int
    of_all: int
    value: int


def times_given(one: OneReason) -> Figure:
    """How often the reason was given in the period."""
    return count("count", one.number)


def share_of_all(one: OneReason) -> Figure:
    """Number of the reason ÷ number of all."""
    return ratio("share", one.number, one.of_all, "nothing_closed")


def value_lost(one: OneReason) -> Figure:
    """Σ amounts of the lost deals, in home currency at the rate of the day lost."""
    return Figure("value", Unit.MONEY, one.value)
