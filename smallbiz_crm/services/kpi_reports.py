"""Puts the reports on funnel, campaigns and e-mail together: parts from the store, figures from the domain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from smallbiz_crm.domain.attribution import Attribution, credit
from smallbiz_crm.domain.days import Period
from smallbiz_crm.domain.figures import Figure, Report, ReportRow
from smallbiz_crm.domain.kpis import (
    Basis,
    CampaignParts,
    FunnelParts,
    campaign_figures,
    email_figures,
    funnel_figures,
)
from smallbiz_crm.store import campaign_report
from smallbiz_crm.store.database import Connection
from smallbiz_crm.store.funnel_report import Origin, funnel_parts
from smallbiz_crm.store.settings import home_currency

P = TypeVar("P", FunnelParts, CampaignParts)

MAILED = ("sent", "delivered", "unique_opens", "unique_clicks", "unsubscribes", "bounces")


@dataclass(frozen=True, slots=True)
class Question:
    """What a report is asked for. `as_of` is a day of the past to see things from, `today` the day it is."""

    period: Period
    today: date
    basis: Basis = Basis.COHORT
    attribution: Attribution = Attribution.FIRST
    as_of: date | None = None

    @property
    def seen_from(self) -> date:
        return self.as_of or self.today

    @property
    def seen(self) -> Period:
        """The part of the period that lies before the day things are seen from."""
        end = self.period.end
        if self.as_of is None or (end is not None and end <= self.as_of):
            return self.period
        return replace(self.period, end=self.as_of)


def funnel(connection: Connection, asked: Question) -> Report:
    """People by stage and the rates between stages, in all and by the channel and campaign they came from first."""
    by_origin = funnel_parts(connection, asked.seen, asked.seen_from)
    visitors = campaign_report.metrics_by_origin(connection, asked.seen)
    for origin, told in visitors.items():
        if "visitors" in told:
            by_origin.setdefault(origin, FunnelParts()).visitors = told["visitors"]
    names = campaign_report.campaign_names(connection)

    def figures(parts: FunnelParts) -> dict[str, Figure]:
        return funnel_figures(parts, asked.basis)

    total, tables = _divided(by_origin, names, FunnelParts, figures)
    return Report(
        "funnel", asked.period, home_currency(connection), figures(total), tables, asked.basis.value
    )


def campaigns(connection: Connection, asked: Question) -> Report:
    """Spend and what it brought, in all and by campaign and channel; revenue by the attribution asked for."""
    by_origin = campaign_parts(connection, asked)
    names = campaign_report.campaign_names(connection)
    total, tables = _divided(by_origin, names, CampaignParts, campaign_figures)
    currency = home_currency(connection)
    attribution = asked.attribution.value
    return Report("campaigns", asked.period, currency, campaign_figures(total), tables, None, attribution)


def campaign_parts(connection: Connection, asked: Question) -> dict[Origin, CampaignParts]:
    """The sums of every origin; what belongs to none stands under the empty one, so that parts equal totals."""
    parts: dict[Origin, CampaignParts] = defaultdict(CampaignParts)
    for origin, spent in campaign_report.spend_by_origin(connection, asked.seen).items():
        parts[origin].spend += spent
    for origin, told in campaign_report.metrics_by_origin(connection, asked.seen).items():
        parts[origin].metrics = told
    for origin, people in funnel_parts(connection, asked.seen, asked.seen_from).items():
        parts[origin].leads += people.leads
        parts[origin].mqls += people.mqls
        parts[origin].sqls += people.sqls
    is_last = asked.attribution is Attribution.LAST
    for origin in campaign_report.new_customers(connection, asked.seen, last=is_last).values():
        parts[origin].customers += 1
    for origin, revenue in attributed(connection, asked).items():
        parts[origin].revenue += revenue
    return parts


def attributed(connection: Connection, asked: Question) -> dict[Origin, int]:
    """Revenue of the deals won in the period, credited to the origins of their touches; without touches to none."""
    credited: dict[Origin, int] = defaultdict(int)
    for deal in campaign_report.won_deals(connection, asked.seen):
        if not deal.origins:
            credited[campaign_report.NOWHERE] += deal.amount
        elif asked.attribution is Attribution.FIRST:
            credited[deal.origins[0]] += deal.amount
        elif asked.attribution is Attribution.LAST:
            credited[deal.origins[-1]] += deal.amount
        else:
            shares = credit(deal.amount, deal.touched_on, deal.created_on, asked.attribution)
            for origin, share in zip(deal.origins, shares, strict=True):
                credited[origin] += share
    return dict(credited)


def email(connection: Connection, asked: Question) -> Report:
    """Mailings by their counts, in all and by campaign."""
    by_campaign: dict[int | None, dict[str, int]] = defaultdict(dict)
    total: dict[str, int] = {}
    for origin, told in campaign_report.metrics_by_origin(connection, asked.seen).items():
        for name in MAILED:
            if name in told:
                its = by_campaign[origin.campaign_id]
                its[name] = its.get(name, 0) + told[name]
                total[name] = total.get(name, 0) + told[name]
    names = campaign_report.campaign_names(connection)
    rows = [
        ReportRow(key, None if key is None else names[key], email_figures(told))
        for key, told in by_campaign.items()
    ]
    tables = {"by_campaign": sorted(rows, key=_by_label)}
    return Report("email", asked.period, home_currency(connection), email_figures(total), tables)


def _divided(
    by_origin: Mapping[Origin, P],
    names: Mapping[int, str],
    make: Callable[[], P],
    figures: Callable[[P], dict[str, Figure]],
) -> tuple[P, dict[str, list[ReportRow]]]:
    """The total, and the rows by campaign and by channel that add up to it."""
    total = make()
    campaigns_of: dict[int | None, P] = defaultdict(make)
    channels: dict[str | None, P] = defaultdict(make)
    for origin, parts in by_origin.items():
        for sums in (total, campaigns_of[origin.campaign_id], channels[origin.channel]):
            sums.add(parts)  # type: ignore[arg-type]
    by_campaign = [
        ReportRow(key, None if key is None else names[key], figures(parts))
        for key, parts in campaigns_of.items()
    ]
    by_channel = [ReportRow(key, key, figures(parts)) for key, parts in channels.items()]
    return total, {
        "by_campaign": sorted(by_campaign, key=_by_label),
        "by_channel": sorted(by_channel, key=_by_label),
    }


def _by_label(row: ReportRow) -> tuple[bool, str, str]:
    """What is unassigned comes last."""
    return row.label is None, (row.label or "").lower(), row.label or ""
