"""Entries of the registry: the figures of the funnel, and the people they count."""

from __future__ import annotations

from smallbiz_crm.domain import funnel_kpis as funnel
from smallbiz_crm.domain.figures import Unit
from smallbiz_crm.services.kpis import Kpi, Listed
from smallbiz_crm.words.catalogue import N_

COUNT = Unit.COUNT

LEAD_DAY = N_("Counted by the day somebody became a lead.")
STAGE_DAY = N_("Counted by the day somebody first reached the stage.")
COHORT_DAY = N_(
    "Cohort: by the day of the earlier stage, whenever the later one came; it is still open while it is younger "
    "than half of the won deals took. Events: each by its own day."
)
MEASURED_DAY = N_("Counted by the day of the measurement.")


def people(name: str, stage: str) -> Listed:
    return Listed(name, "people", (stage,))


def measured(name: str, *metrics: str) -> Listed:
    return Listed(name, "measured", metrics)


LEADS = people(N_("New leads"), "leads")
MQLS = people(N_("MQLs"), "mqls")
SQLS = people(N_("SQLs"), "sqls")


def got_on(whole: Listed, later: str) -> tuple[Listed, Listed]:
    """Those who entered, and those who got on: of them, or in the same time."""
    return whole, Listed(N_("Of them, got there"), "got_on", (later, *whole.of))


_FUNNEL = (
    Kpi(
        "leads",
        N_("New leads"),
        N_(
            "People who became a lead for the first time in the period. Who entered at a later stage "
            "became one then; each person counts once."
        ),
        LEAD_DAY,
        funnel.leads,
        (LEADS,),
    ),
    Kpi(
        "mqls",
        N_("MQLs"),
        N_(
            "People whom marketing thought ready for the first time in the period; a skipped stage "
            "counts as passed."
        ),
        STAGE_DAY,
        funnel.mqls,
        (MQLS,),
    ),
    Kpi(
        "sqls",
        N_("SQLs"),
        N_(
            "People whom sales accepted for the first time in the period; who got a deal without "
            "being accepted counts as accepted then."
        ),
        STAGE_DAY,
        funnel.sqls,
        (SQLS,),
    ),
    Kpi(
        "opportunities",
        N_("Opportunities"),
        N_("People who got their first deal in the period; deals of companies without a person stand apart."),
        STAGE_DAY,
        funnel.opportunities,
        (people(N_("Opportunities"), "opportunities"),),
    ),
    Kpi(
        "customers",
        N_("Customers"),
        N_("People whose first deal was won in the period; deals of companies without a person stand apart."),
        STAGE_DAY,
        funnel.customers,
        (people(N_("Customers"), "customers"),),
    ),
    Kpi(
        "lead_to_mql",
        N_("Lead → MQL"),
        N_("MQLs ÷ new leads."),
        COHORT_DAY,
        funnel.lead_to_mql,
        got_on(LEADS, "mqls"),
        COUNT,
        COUNT,
    ),
    Kpi(
        "mql_to_sql",
        N_("MQL → SQL (accepted)"),
        N_(
            "People accepted ÷ MQLs. A person is accepted once, whatever was decided before; who got "
            "a deal without being accepted counts as accepted."
        ),
        COHORT_DAY,
        funnel.mql_to_sql,
        got_on(MQLS, "sqls"),
        COUNT,
        COUNT,
    ),
    Kpi(
        "acceptance_by_decisions",
        N_("Accepted ÷ decisions"),
        N_(
            "Accepted ÷ (accepted + returned), by decisions: returned once and then accepted is 1 of "
            "2. Undecided MQLs are left out."
        ),
        COHORT_DAY,
        funnel.acceptance_by_decisions,
        (
            Listed(N_("Decisions"), "decided", ("sqls", "returned")),
            Listed(N_("Accepted"), "decided", ("sqls",)),
        ),
        COUNT,
        COUNT,
        in_rows=False,
    ),
    Kpi(
        "lead_to_opportunity",
        N_("Lead → opportunity"),
        N_("Leads with a first deal ÷ new leads; a person counts once, however many deals."),
        COHORT_DAY,
        funnel.lead_to_opportunity,
        got_on(LEADS, "opportunities"),
        COUNT,
        COUNT,
    ),
    Kpi(
        "sql_to_customer",
        N_("SQL → customer"),
        N_("SQLs with a won deal ÷ SQLs."),
        COHORT_DAY,
        funnel.sql_to_customer,
        got_on(SQLS, "customers"),
        COUNT,
        COUNT,
    ),
    Kpi(
        "lead_to_customer",
        N_("Lead → customer"),
        N_("Leads who became customers ÷ new leads."),
        COHORT_DAY,
        funnel.lead_to_customer,
        got_on(LEADS, "customers"),
        COUNT,
        COUNT,
    ),
    Kpi(
        "mql_to_customer",
        N_("MQL → customer"),
        N_("MQLs who became customers ÷ MQLs."),
        COHORT_DAY,
        funnel.mql_to_customer,
        got_on(MQLS, "customers"),
        COUNT,
        COUNT,
    ),
    Kpi(
        "visitor_to_lead",
        N_("Visitor → lead"),
        N_("New leads ÷ visitors of the same channel."),
        N_("Leads by the day they became one, visitors by the day of the measurement."),
        funnel.visitor_to_lead,
        (measured(N_("Visitors"), "visitors"), LEADS),
        COUNT,
        COUNT,
    ),
    Kpi(
        "visitors",
        N_("Visitors"),
        N_("Visitors as measured; what was not measured is not zero."),
        MEASURED_DAY,
        funnel.visitors,
        (measured(N_("Visitors"), "visitors"),),
    ),
)

FIGURES = {"funnel": _FUNNEL}
ONLY_IN_TABLES: dict[str, tuple[Kpi, ...]] = {}
