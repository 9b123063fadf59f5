"""Which records a figure counts, for every report but sales: the rules of the figure, with ids instead of sums."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import replace

from smallbiz_crm.domain.attribution import credit
from smallbiz_crm.domain.days import parse_period
from smallbiz_crm.domain.figures import RecordsBehind
from smallbiz_crm.services.kpi_reports import MAILED, Question
from smallbiz_crm.services.sales_reports import bucket, due_hand_overs, first_contact, firsts_of_cohort
from smallbiz_crm.store import campaign_report, funnel_report, outcome_report, pipeline_report
from smallbiz_crm.store.campaign_report import WonDeal
from smallbiz_crm.store.database import Connection
from smallbiz_crm.store.funnel_report import Origin
from smallbiz_crm.store.pipeline_report import OpenDeal

Where = tuple[str, int | str | None] | None

_PEOPLE = {
    "leads": "leads",
    "mqls": "mqls",
    "sqls": "sqls",
    "opportunities": "opportunities",
    "customers": "customers",
    "lead_to_mql": "leads",
    "lead_to_opportunity": "leads",
    "lead_to_customer": "leads",
    "mql_to_sql": "mqls",
    "mql_to_customer": "mqls",
    "sql_to_customer": "sqls",
    "visitor_to_lead": "leads",
    "mqls_promised": "mqls",
    "mqls_handed_over": "mqls",
    "marketing_kept": "mqls",
}
_MEASURED = {
    "ctr": ("impressions",),
    "delivery_rate": ("sent",),
    "bounce_rate": ("sent",),
    "open_rate": ("delivered",),
    "click_rate": ("delivered",),
    "unsubscribe_rate": ("delivered",),
    "click_to_open_rate": ("unique_opens",),
    "reported_roi": ("reported_revenue",),
}


def behind(connection: Connection, asked: Question, report: str, figure: str, where: Where) -> RecordsBehind:
    """The records of a figure of a report; `where` is a table and the key of its row."""
    if report == "pipeline":
        return _open(connection, asked, figure, where)
    if report == "reasons":
        return _reasons(connection, asked, figure, where)
    if report == "promises":
        asked, where = _in_month(asked, where), None
        if figure not in _PEOPLE:
            return _promises(connection, asked, figure)
    if report == "customers":
        return _customers(connection, asked, figure, where)
    if report == "campaigns" and figure in ("customers", "revenue"):
        return _credited(connection, asked, figure, where)
    if figure in _PEOPLE:
        people = funnel_report.people_behind(
            connection, asked.seen, asked.seen_from, _PEOPLE[figure], where=where
        )
        return RecordsBehind("contact", people)
    if report in ("email", "funnel") or figure in _MEASURED or _is_measured(figure):
        return _measured(connection, asked, _MEASURED.get(figure, (figure,)), where)
    return RecordsBehind("spend", campaign_report.spend_behind(connection, asked.seen, where))


def _in_month(asked: Question, where: Where) -> Question:
    """The question for the month of a row, which may lie before the period."""
    if where is None:
        return asked
    return replace(asked, period=parse_period(str(where[1])))


def _is_measured(figure: str) -> bool:
    return figure in ("impressions", "clicks", "visitors", *MAILED) or figure.startswith("reported_")


def _measured(connection: Connection, asked: Question, names: Iterable[str], where: Where) -> RecordsBehind:
    """The campaigns that have such a figure in the period."""
    wanted = set(names)
    found = {
        origin.campaign_id
        for origin, told in campaign_report.metrics_by_origin(connection, asked.seen).items()
        if wanted & told.keys() and origin.campaign_id is not None and _is_in(origin, where)
    }
    return RecordsBehind("campaign", array("q", sorted(found)))


def _is_in(origin: Origin, where: Where) -> bool:
    if where is None:
        return True
    return (origin.campaign_id if where[0] == "by_campaign" else origin.channel) == where[1]


def _credited(connection: Connection, asked: Question, figure: str, where: Where) -> RecordsBehind:
    """Deals that the origin gets revenue of, or the first deals of the new customers it brought."""
    if figure == "customers":
        is_last = asked.attribution == "last"
        firsts = campaign_report.new_customers(connection, asked.seen, last=is_last)
        return RecordsBehind(
            "deal", array("q", (deal for deal, origin in firsts.items() if _is_in(origin, where)))
        )
    deals = campaign_report.won_deals(connection, asked.seen)
    return RecordsBehind("deal", array("q", (deal.id for deal in deals if _is_credited(deal, asked, where))))


def _is_credited(deal: WonDeal, asked: Question, where: Where) -> bool:
    if not deal.origins:
        return _is_in(campaign_report.NOWHERE, where)
    shares = credit(deal.amount, deal.touched_on, deal.created_on, asked.attribution)
    return any(share and _is_in(origin, where) for origin, share in zip(deal.origins, shares, strict=True))


def _open(connection: Connection, asked: Question, figure: str, where: Where) -> RecordsBehind:
    """Open deals; of the forecast those that are drawn."""
    ids = array("q")
    for deal in pipeline_report.open_deals(connection, asked.as_of):
        if figure != "velocity_per_day" and not asked.period.contains(deal.expected_close):
            continue
        its_bucket = bucket(deal.expected_close, asked.seen_from)
        if figure.startswith(("forecast", "chance")) and its_bucket in ("", "overdue"):
            continue
        if where is None or _is_in_row(deal, its_bucket, where):
            ids.append(deal.id)
    return RecordsBehind("deal", ids)


def _is_in_row(deal: OpenDeal, its_bucket: str, where: tuple[str, int | str | None]) -> bool:
    if where[0] == "by_stage":
        return deal.stage_id == where[1]
    if where[0] == "forecast":
        return its_bucket <= str(where[1])
    return (its_bucket or None) == where[1]


def _reasons(connection: Connection, asked: Question, figure: str, where: Where) -> RecordsBehind:
    if figure == "returned" or (where is not None and where[0] == "returned"):
        return RecordsBehind("contact", outcome_report.returned_behind(connection, asked.seen, where))
    return RecordsBehind("deal", outcome_report.lost_behind(connection, asked.seen, where))


def _promises(connection: Connection, asked: Question, figure: str) -> RecordsBehind:
    if figure == "mqls_accepted":
        people = funnel_report.people_behind(connection, asked.seen, asked.seen_from, "mqls", "sqls")
        return RecordsBehind("contact", people)
    rule = first_contact(connection)
    due = due_hand_overs(connection, asked)
    if figure == "contacted_in_time":
        due = [one for one in due if rule.is_kept(one.day, one.instant, one.contacted_on, one.contacted_at)]
    return RecordsBehind("contact", array("q", (one.contact_id for one in due)))


def _customers(connection: Connection, asked: Question, figure: str, where: Where) -> RecordsBehind:
    """The purchases of a customer, of those new in the period, or of all."""
    if where is not None and where[0] == "cohorts":
        bought = campaign_report.purchases(connection, asked.seen_from)
        return RecordsBehind("deal", array("q", firsts_of_cohort(bought, str(where[1]))))
    if figure == "cac" and where is None:
        return RecordsBehind("spend", campaign_report.spend_behind(connection, asked.seen))
    if figure == "new_customers" and where is None:
        firsts = campaign_report.new_customers(connection, asked.seen, last=False)
        return RecordsBehind("deal", array("q", firsts))
    bought = campaign_report.purchases(connection, asked.seen_from)
    ids = (one.deal_id for one in bought if where is None or one.key == where[1])
    return RecordsBehind("deal", array("q", ids))
