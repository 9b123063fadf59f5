"""Puts the reports on funnel, campaigns and e-mail together: parts from the store, figures from the domain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from smallbiz_crm.domain.attribution import Attribution, credit
from smallbiz_crm.domain.campaign_kpis import CampaignParts
from smallbiz_crm.domain.days import ALL
from smallbiz_crm.domain.figures import Figure, Report, ReportRow, count
from smallbiz_crm.domain.funnel_kpis import FunnelParts
from smallbiz_crm.domain.hand_over import CampaignRevenue
from smallbiz_crm.domain.kpis import Basis
from smallbiz_crm.services.kpis import figures_of
from smallbiz_crm.services.question import Question
from smallbiz_crm.store import campaign_report, pipeline_report, segments
from smallbiz_crm.store.database import Connection
from smallbiz_crm.store.deals_alone import deals_alone
from smallbiz_crm.store.decisions import times_returned
from smallbiz_crm.store.funnel_report import Origin, funnel_parts, people_behind
from smallbiz_crm.store.report_filter import narrowing
from smallbiz_crm.store.settings import get_setting, home_currency

P = TypeVar("P", FunnelParts, CampaignParts)

MOST_SEGMENTS = 20
"""Rows of the funnel by segment: each asks the funnel anew."""
MAILED = ("sent", "delivered", "unique_opens", "unique_clicks", "unsubscribes", "bounces")


def funnel(connection: Connection, asked: Question) -> Report:
    """People by stage and the rates between stages, in all and by the channel and campaign they came from first."""
    by = narrowing(connection, asked.wanted, asked.seen_from)
    by_origin = funnel_parts(connection, asked.seen, asked.seen_from, by)
    visitors = campaign_report.metrics_by_origin(connection, asked.seen)
    for origin, told in visitors.items():
        if "visitors" in told and is_wanted(origin, asked) and by.people is None:
            by_origin.setdefault(origin, FunnelParts()).visitors = told["visitors"]
    is_young = _is_young(connection, asked)
    total, parts_by = _divided(by_origin, lambda: FunnelParts(basis=asked.basis, is_young=is_young))
    returned = returned_people(connection, asked)
    total.returns = total.returns_in_period = sum(returned.values())
    figures = figures_of("funnel", total)
    alone = deals_alone(connection, asked.seen, asked.seen_from, by)
    for key, deals in alone.items():
        if deals:
            params = {"count": len(deals)}
            figures[key] = replace(figures[key], note="without_person", note_params=params)
    tables = _tables(connection, parts_by, lambda parts: figures_of("funnel", parts, in_row=True))
    tables["by_segment"] = _by_segment(connection, asked, is_young)
    tables["no_person"] = [_row_of_companies(alone)] if any(alone.values()) else []
    currency = home_currency(connection)
    return Report("funnel", asked.period, currency, figures, tables, asked.basis.value)


def _by_segment(connection: Connection, asked: Question, is_young: bool) -> list[ReportRow]:
    """A row for each segment as it picks today, which may pick the same people; none in a report of one segment."""
    if asked.wanted.segment_id is not None:
        return []
    rows: list[ReportRow] = []
    for segment_id, name in segments.fitting(connection)[:MOST_SEGMENTS]:
        wanted = replace(asked.wanted, segment_id=segment_id)
        by = narrowing(connection, wanted, asked.seen_from)
        total = FunnelParts(basis=asked.basis, is_young=is_young)
        for parts in funnel_parts(connection, asked.seen, asked.seen_from, by).values():
            total.add(parts)
        rows.append(ReportRow(segment_id, name, figures_of("funnel", total, in_row=True)))
    return rows


def returned_people(connection: Connection, asked: Question) -> dict[int, int]:
    """Whose returns are decisions, with how often: the MQLs of the period, by events whoever was returned in it."""
    by = narrowing(connection, asked.wanted, asked.seen_from)
    if asked.basis is Basis.PERIOD:
        found = times_returned(connection, asked.seen_from, asked.seen)
        people = chosen_people(connection, asked)
        return {person: times for person, times in found.items() if people is None or person in people}
    ever = times_returned(connection, asked.seen_from)
    mqls = set(people_behind(connection, asked.seen, asked.seen_from, "mqls", by=by, among=ever))
    return {person: times for person, times in ever.items() if person in mqls}


def chosen_people(connection: Connection, asked: Question) -> set[int] | None:
    """Who is looked at, of those who ever became a lead; None where nobody is left out."""
    if asked.wanted.is_empty():
        return None
    by = narrowing(connection, asked.wanted, asked.seen_from)
    return set(people_behind(connection, ALL, asked.seen_from, "leads", by=by))


def is_wanted(origin: Origin, asked: Question) -> bool:
    """Whether a campaign and channel are what the report is narrowed to."""
    wanted = asked.wanted
    is_campaign = wanted.campaign_id is None or origin.campaign_id == wanted.campaign_id
    return is_campaign and (wanted.channel is None or origin.channel == wanted.channel)


def _row_of_companies(alone: Mapping[str, Sequence[int]]) -> ReportRow:
    counts = {key: count(key, len(deals)) for key, deals in alone.items()}
    return ReportRow(None, None, counts)


def _is_young(connection: Connection, asked: Question) -> bool:
    """Whether the period ended less time ago than half of all won deals took from creation to won."""
    end = asked.period.end or asked.seen_from
    took = pipeline_report.median_cycle(connection, asked.seen_from)
    return took is not None and (asked.seen_from - end).days < took


def campaigns(connection: Connection, asked: Question) -> Report:
    """Spend and what it brought, in all and by campaign and channel; revenue by the attribution asked for."""
    by_origin = campaign_parts(connection, asked)
    margin = gross_margin(connection)
    total, parts_by = _divided(by_origin, lambda: CampaignParts(margin=margin))
    tables = _tables(connection, parts_by, lambda parts: figures_of("campaigns", parts))
    currency, attribution = home_currency(connection), asked.attribution.value
    figures = figures_of("campaigns", total)
    return Report("campaigns", asked.period, currency, figures, tables, None, attribution)


def gross_margin(connection: Connection) -> int | None:
    """The gross margin of the business in 10⁻⁴, or None where none is set."""
    return int(get_setting(connection, "business.gross_margin")) or None


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
    return {origin: its for origin, its in parts.items() if is_wanted(origin, asked)}


def attributed(connection: Connection, asked: Question) -> dict[Origin, int]:
    """Revenue of the deals won in the period, credited to the origins of their touches; without touches to none."""
    if asked.attribution in (Attribution.FIRST, Attribution.LAST):
        is_last = asked.attribution is Attribution.LAST
        return campaign_report.credited_whole(connection, asked.seen, last=is_last)
    credited: dict[Origin, int] = defaultdict(int)
    for deal in campaign_report.won_deals(connection, asked.seen):
        if not deal.origins:
            credited[campaign_report.NOWHERE] += deal.amount
        else:
            shares = credit(deal.amount, deal.touched_on, deal.created_on, asked.attribution)
            for origin, share in zip(deal.origins, shares, strict=True):
                credited[origin] += share
    return dict(credited)


def campaign_revenue(connection: Connection, campaign_id: int) -> CampaignRevenue:
    """What the won deals to date are worth to one campaign by each model, and its marketing spend to date."""
    by_model = dict.fromkeys(Attribution, 0)
    for deal in campaign_report.won_deals(connection, ALL, campaign_id):
        for model in Attribution if deal.origins else ():
            shares = credit(deal.amount, deal.touched_on, deal.created_on, model)
            its = (origin.campaign_id == campaign_id for origin in deal.origins)
            by_model[model] += sum(share for share, is_its in zip(shares, its, strict=True) if is_its)
    spent = campaign_report.spend_by_origin(connection, ALL)
    return CampaignRevenue(
        by_model, sum(amount for origin, amount in spent.items() if origin.campaign_id == campaign_id)
    )


def email(connection: Connection, asked: Question) -> Report:
    """Mailings by their counts, in all and by campaign."""
    by_campaign: dict[int | None, dict[str, int]] = defaultdict(dict)
    total: dict[str, int] = {}
    for origin, told in campaign_report.metrics_by_origin(connection, asked.seen).items():
        for name in MAILED:
            if name in told and is_wanted(origin, asked):
                its = by_campaign[origin.campaign_id]
                its[name] = its.get(name, 0) + told[name]
                total[name] = total.get(name, 0) + told[name]
    names = campaign_report.campaign_names(connection)
    rows = [
        ReportRow(key, None if key is None else names[key], figures_of("email", told))
        for key, told in by_campaign.items()
    ]
    tables = {"by_campaign": sorted(rows, key=_by_label)}
    return Report("email", asked.period, home_currency(connection), figures_of("email", total), tables)


Divided = dict[str, dict[int | str | None, P]]


def _divided(by_origin: Mapping[Origin, P], make: Callable[[], P]) -> tuple[P, Divided[P]]:
    """The total, and the parts by campaign and by channel that add up to it."""
    total = make()
    campaigns_of: dict[int | str | None, P] = defaultdict(make)
    channels: dict[int | str | None, P] = defaultdict(make)
    for origin, parts in by_origin.items():
        for sums in (total, campaigns_of[origin.campaign_id], channels[origin.channel]):
            sums.add(parts)  # type: ignore[arg-type]
    return total, {"by_campaign": campaigns_of, "by_channel": channels}


def _tables(
    connection: Connection, by: Divided[P], figures: Callable[[P], dict[str, Figure]]
) -> dict[str, list[ReportRow]]:
    names = campaign_report.campaign_names(connection)
    tables: dict[str, list[ReportRow]] = {}
    for table, groups in by.items():
        rows = [
            ReportRow(key, names[key] if isinstance(key, int) else key, figures(parts))
            for key, parts in groups.items()
        ]
        tables[table] = sorted(rows, key=_by_label)
    return tables


def _by_label(row: ReportRow) -> tuple[bool, str, str]:
    """What is unassigned comes last."""
    return row.label is None, (row.label or "").lower(), row.label or ""
