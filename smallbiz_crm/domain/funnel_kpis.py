"""Figures of the funnel: pure functions over people counted by stage. Rates are fractions of one.

The definitions are those of the users' guide; a rate whose denominator is zero or unknown is None with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from smallbiz_crm.domain.figures import Figure, Unit, count, ratio
from smallbiz_crm.domain.kpis import Basis

_ASKED = frozenset(("basis", "is_young"))


@dataclass(slots=True)
class FunnelParts:
    """People by stage. `leads` … `customers` entered first in the period; `…_of_…` are the cohorts of it that got on.

    `returns` are the times that MQLs of the period were returned (`returns_in_period`: that anybody was in it),
    `undated` are leads whose day nobody knows; `visitors` is None where none were measured. `basis` says what rates
    compare; `is_young`: the cohort has had less time than half of the won deals took.
    """

    leads: int = 0
    mqls: int = 0
    sqls: int = 0
    opportunities: int = 0
    customers: int = 0
    mqls_of_leads: int = 0
    opportunities_of_leads: int = 0
    customers_of_leads: int = 0
    sqls_of_mqls: int = 0
    customers_of_mqls: int = 0
    customers_of_sqls: int = 0
    returns: int = 0
    returns_in_period: int = 0
    undated: int = 0
    visitors: int | None = None
    basis: Basis = Basis.COHORT
    is_young: bool = False

    def add(self, other: FunnelParts) -> None:
        for name in FunnelParts.__slots__:
            if name in _ASKED:
                continue
            mine, its = getattr(self, name), getattr(other, name)
            if its is not None:
                setattr(self, name, (mine or 0) + its)


def leads(parts: FunnelParts) -> Figure:
    """People whose first Lead entry is in the period; who skipped it entered with the first stage after it."""
    if not parts.undated:
        return count("leads", parts.leads)
    return Figure("leads", Unit.COUNT, parts.leads, note="undated", note_params={"count": parts.undated})


def mqls(parts: FunnelParts) -> Figure:
    """People whose first MQL entry, or first of a later stage without one, is in the period."""
    return count("mqls", parts.mqls)


def sqls(parts: FunnelParts) -> Figure:
    """People whose first SQL entry, or first of a later stage without one, is in the period."""
    return count("sqls", parts.sqls)


def opportunities(parts: FunnelParts) -> Figure:
    """People whose first Opportunity entry, or Customer entry without one, is in the period."""
    return count("opportunities", parts.opportunities)


def customers(parts: FunnelParts) -> Figure:
    """People whose first Customer entry is in the period."""
    return count("customers", parts.customers)


def lead_to_mql(parts: FunnelParts) -> Figure:
    """MQLs ÷ leads."""
    return _got_on(parts, "lead_to_mql", "mqls", "leads")


def mql_to_sql(parts: FunnelParts) -> Figure:
    """People accepted ÷ MQLs: the acceptance; a person once, whatever was decided before."""
    return _got_on(parts, "mql_to_sql", "sqls", "mqls")


def acceptance_by_decisions(parts: FunnelParts) -> Figure:
    """Accepted ÷ (accepted + returned): returned once, then accepted is 1 of 2. Undecided are left out."""
    is_cohort = parts.basis is Basis.COHORT
    accepted = parts.sqls_of_mqls if is_cohort else parts.sqls
    returned = parts.returns if is_cohort else parts.returns_in_period
    return ratio("acceptance_by_decisions", accepted, accepted + returned, "nothing_decided")


def lead_to_opportunity(parts: FunnelParts) -> Figure:
    """Leads with a first deal ÷ leads; a person once, however many deals."""
    return _got_on(parts, "lead_to_opportunity", "opportunities", "leads")


def sql_to_customer(parts: FunnelParts) -> Figure:
    """SQLs with a won deal ÷ SQLs."""
    return _got_on(parts, "sql_to_customer", "customers", "sqls")


def lead_to_customer(parts: FunnelParts) -> Figure:
    """People with a first Customer entry ÷ leads."""
    return _got_on(parts, "lead_to_customer", "customers", "leads")


def mql_to_customer(parts: FunnelParts) -> Figure:
    """People with a first Customer entry ÷ MQLs."""
    return _got_on(parts, "mql_to_customer", "customers", "mqls")


def visitor_to_lead(parts: FunnelParts) -> Figure:
    """New leads ÷ visitors of the same channel."""
    return ratio("visitor_to_lead", parts.leads, parts.visitors, "no_visitors")


def visitors(parts: FunnelParts) -> Figure:
    """Sum of the visitors measured; missing is not zero."""
    return count("visitors", parts.visitors, None if parts.visitors is not None else "no_visitors")


def _got_on(parts: FunnelParts, key: str, later: str, earlier: str) -> Figure:
    """Stage ÷ earlier stage; by cohort: people of the period who got there; by period: entries over entries."""
    is_cohort = parts.basis is Basis.COHORT
    got_there: int = getattr(parts, f"{later}_of_{earlier}" if is_cohort else later)
    figure = ratio(key, got_there, getattr(parts, earlier), f"no_{earlier}")
    if figure.value is None or not (is_cohort and parts.is_young):
        return figure
    return Figure(key, Unit.RATE, figure.value, figure.numerator, figure.denominator, "still_open")
