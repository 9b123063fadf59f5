"""Entries of the registry: the figures of campaigns and e-mail."""

from __future__ import annotations

from smallbiz_crm.domain import campaign_kpis as campaign
from smallbiz_crm.domain.figures import Unit
from smallbiz_crm.services.kpis import Kpi, Listed
from smallbiz_crm.services.kpis_of_funnel import (
    LEAD_DAY,
    LEADS,
    MEASURED_DAY,
    MQLS,
    SQLS,
    STAGE_DAY,
    measured,
)
from smallbiz_crm.words.catalogue import N_

COUNT, MONEY = Unit.COUNT, Unit.MONEY

SPENT_DAY = N_("Counted by the day of the spend.")
WON_DAY = N_("Counted by the day the deal was won.")
FIRST_WON_DAY = N_("Counted by the day of the customer’s first won deal.")
SPENT_AND_REACHED = N_("Spend by its day, people by the day they first reached the stage.")
SPENT_AND_WON = N_("Spend by its day, revenue by the day the deal was won.")
SPENT_AND_MEASURED = N_("Spend by its day, what was measured by the day of the measurement.")
SENT_DAY = N_("Counted by the day of sending.")

SPEND = Listed(N_("Marketing spend"), "spend")
REVENUE = Listed(N_("Revenue, as it was credited"), "credited")
FIRST_SALES = Listed(N_("First deals of new customers"), "first_sales")


def _cost(key: str, name: str, meaning: str, whole: Listed) -> Kpi:
    """Spend ÷ people."""
    return Kpi(key, name, meaning, SPENT_AND_REACHED, getattr(campaign, key), (SPEND, whole), MONEY, COUNT)


def _sum(key: str, name: str, meaning: str) -> Kpi:
    """The sum of one metric."""
    return Kpi(key, name, meaning, MEASURED_DAY, getattr(campaign, key), (measured(name, key),))


_CLICKS, _IMPRESSIONS = measured(N_("Clicks"), "clicks"), measured(N_("Impressions"), "impressions")

_CAMPAIGNS = (
    Kpi(
        "spend",
        N_("Marketing spend"),
        N_(
            "Net plus the tax that cannot be recovered, of marketing categories alone, with a campaign or without. "
            "What a campaign spent in all counts every category."
        ),
        SPENT_DAY,
        campaign.spend,
        (SPEND,),
    ),
    Kpi(
        "leads",
        N_("New leads"),
        N_("People who became a lead for the first time in the period, by where they came from first."),
        LEAD_DAY,
        campaign.leads,
        (LEADS,),
    ),
    Kpi(
        "mqls",
        N_("MQLs"),
        N_("People who became MQL for the first time in the period, by where they came from first."),
        STAGE_DAY,
        campaign.mqls,
        (MQLS,),
    ),
    Kpi(
        "sqls",
        N_("SQLs"),
        N_("People who became SQL for the first time in the period, by where they came from first."),
        STAGE_DAY,
        campaign.sqls,
        (SQLS,),
    ),
    Kpi(
        "customers",
        N_("New customers"),
        N_(
            "Companies, else people, whose first won deal lies in the period, by the first touch of "
            "that deal (with the last-touch model by its last)."
        ),
        FIRST_WON_DAY,
        campaign.customers,
        (FIRST_SALES,),
    ),
    Kpi(
        "revenue",
        N_("Revenue"),
        N_(
            "Won amounts, net of tax, credited to the touches of each deal by the model that is "
            "named; without a touch unassigned."
        ),
        WON_DAY,
        campaign.revenue,
        (REVENUE,),
    ),
    _cost("cost_per_lead", N_("Cost per lead"), N_("Spend ÷ new leads."), LEADS),
    _cost("cost_per_mql", N_("Cost per MQL"), N_("Spend ÷ MQLs."), MQLS),
    _cost("cost_per_sql", N_("Cost per SQL"), N_("Spend ÷ SQLs."), SQLS),
    _cost(
        "cac",
        N_("Cost per new customer"),
        N_("Marketing spend ÷ new customers; the cost of selling is left out."),
        FIRST_SALES,
    ),
    Kpi(
        "roi",
        N_("ROI on revenue"),
        N_("(Attributed revenue − spend) ÷ spend; a loss is negative."),
        SPENT_AND_WON,
        campaign.roi,
        (REVENUE, SPEND),
        MONEY,
        MONEY,
    ),
    Kpi(
        "roi_on_margin",
        N_("ROI on margin"),
        N_("(Attributed revenue × gross margin − spend) ÷ spend, where a gross margin is set."),
        SPENT_AND_WON,
        campaign.roi_on_margin,
        (REVENUE, SPEND),
        MONEY,
        MONEY,
    ),
    Kpi(
        "roas",
        N_("Revenue per spend"),
        N_("Attributed revenue ÷ spend, which is ROI + 1."),
        SPENT_AND_WON,
        campaign.roas,
        (REVENUE, SPEND),
        MONEY,
        MONEY,
    ),
    _sum("impressions", N_("Impressions"), N_("How often it was shown, as measured.")),
    _sum("clicks", N_("Clicks"), N_("How often it was clicked, as measured.")),
    Kpi(
        "ctr",
        N_("Clicks ÷ impressions"),
        N_("Clicks ÷ impressions, from the sums."),
        MEASURED_DAY,
        campaign.ctr,
        (_IMPRESSIONS, _CLICKS),
        COUNT,
        COUNT,
    ),
    Kpi(
        "cpc",
        N_("Cost per click"),
        N_("Spend ÷ clicks, from the sums."),
        SPENT_AND_MEASURED,
        campaign.cpc,
        (SPEND, _CLICKS),
        MONEY,
        COUNT,
    ),
    _sum("page_views", N_("Page views"), N_("How many pages were looked at, as measured.")),
    Kpi(
        "web_bounce_rate",
        N_("Bounce rate of the web site"),
        N_("Sessions of a single page ÷ sessions; not the bounces of e-mail."),
        MEASURED_DAY,
        campaign.web_bounce_rate,
        (
            measured(N_("Sessions"), "sessions"),
            measured(N_("Sessions of a single page"), "single_page_sessions"),
        ),
        COUNT,
        COUNT,
    ),
    Kpi(
        "engagement_rate",
        N_("Engagement"),
        N_("(Likes + comments + shares) ÷ impressions, from the sums."),
        MEASURED_DAY,
        campaign.engagement_rate,
        (_IMPRESSIONS, measured(N_("Likes, comments and shares"), "likes", "comments", "shares")),
        COUNT,
        COUNT,
    ),
    _sum(
        "reported_leads",
        N_("Leads, as reported"),
        N_("Leads in the other system’s words; never added to ours."),
    ),
    _sum(
        "reported_orders",
        N_("Orders, as reported"),
        N_("Orders in the other system’s words; never added to ours."),
    ),
    _sum(
        "reported_revenue",
        N_("Revenue, as reported"),
        N_("Revenue in the other system’s words; never added to ours."),
    ),
    Kpi(
        "reported_roi",
        N_("ROI, as reported"),
        N_("(Reported revenue − spend) ÷ spend."),
        SPENT_AND_MEASURED,
        campaign.reported_roi,
        (measured(N_("Revenue, as reported"), "reported_revenue"), SPEND),
        MONEY,
        MONEY,
    ),
    Kpi(
        "cost_per_reported_lead",
        N_("Cost per lead, as reported"),
        N_("Spend ÷ leads in the other system’s words."),
        SPENT_AND_MEASURED,
        campaign.cost_per_reported_lead,
        (SPEND, measured(N_("Leads, as reported"), "reported_leads")),
        MONEY,
        COUNT,
    ),
    Kpi(
        "cost_per_reported_order",
        N_("Cost per order, as reported"),
        N_("Spend ÷ orders in the other system’s words."),
        SPENT_AND_MEASURED,
        campaign.cost_per_reported_order,
        (SPEND, measured(N_("Orders, as reported"), "reported_orders")),
        MONEY,
        COUNT,
    ),
)

_SENT, _DELIVERED = measured(N_("Sent"), "sent"), measured(N_("Delivered"), "delivered")
_OPENED, _CLICKED = measured(N_("Opened"), "unique_opens"), measured(N_("Clicked"), "unique_clicks")


def _rate(key: str, name: str, meaning: str, whole: Listed, part: Listed) -> Kpi:
    """A rate of mailings."""
    return Kpi(key, name, meaning, SENT_DAY, getattr(campaign, key), (whole, part), COUNT, COUNT)


_EMAIL = (
    Kpi("sent", N_("Sent"), N_("E-mails sent, as measured."), SENT_DAY, campaign.sent, (_SENT,)),
    Kpi(
        "delivered",
        N_("Delivered"),
        N_("E-mails delivered, as measured."),
        SENT_DAY,
        campaign.delivered,
        (_DELIVERED,),
    ),
    _rate(
        "delivery_rate", N_("Delivered ÷ sent"), N_("E-mails delivered ÷ e-mails sent."), _SENT, _DELIVERED
    ),
    _rate(
        "open_rate",
        N_("Opened ÷ delivered"),
        N_("Unique opens ÷ e-mails delivered."),
        _DELIVERED,
        _OPENED,
    ),
    _rate(
        "click_rate",
        N_("Clicked ÷ delivered"),
        N_("Unique clicks ÷ e-mails delivered."),
        _DELIVERED,
        _CLICKED,
    ),
    _rate(
        "click_to_open_rate", N_("Clicked ÷ opened"), N_("Unique clicks ÷ unique opens."), _OPENED, _CLICKED
    ),
    _rate(
        "bounce_rate",
        N_("Bounced ÷ sent"),
        N_("E-mails that came back ÷ e-mails sent."),
        _SENT,
        measured(N_("Bounced"), "bounces"),
    ),
    _rate(
        "unsubscribe_rate",
        N_("Unsubscribed ÷ delivered"),
        N_("People who unsubscribed ÷ e-mails delivered."),
        _DELIVERED,
        measured(N_("Unsubscribed"), "unsubscribes"),
    ),
)

FIGURES = {"campaigns": _CAMPAIGNS, "email": _EMAIL}
ONLY_IN_TABLES: dict[str, tuple[Kpi, ...]] = {}
