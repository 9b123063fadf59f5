"""Which records a figure is made of, for every figure of the registry: its rules with records instead of sums."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from smallbiz_crm.domain.attribution import credit
from smallbiz_crm.domain.days import add_months, parse_period
from smallbiz_crm.domain.deals import weighted
from smallbiz_crm.domain.figures import RecordsBehind, Unit
from smallbiz_crm.domain.kpis import Basis
from smallbiz_crm.services.customer_reports import cohort_behind, purchase_values
from smallbiz_crm.services.kpi_reports import chosen_people, gross_margin, is_wanted, returned_people
from smallbiz_crm.services.kpis import Listed, kpi
from smallbiz_crm.services.question import Question
from smallbiz_crm.services.sales_reports import (
    bucket,
    drawn,
    due_hand_overs,
    first_contact,
    foreseen,
    lately,
    past_months,
)
from smallbiz_crm.store import campaign_report, funnel_report, outcome_report, pipeline_report, sales_report
from smallbiz_crm.store.database import Connection
from smallbiz_crm.store.deal_values import EVERY_PRODUCT, cycle_days, values_of
from smallbiz_crm.store.deals_alone import deals_alone
from smallbiz_crm.store.funnel_report import Origin
from smallbiz_crm.store.pipeline_report import OpenDeal
from smallbiz_crm.store.report_filter import narrowing

Where = tuple[str, int | str | None] | None
Lister = Callable[[Connection, Question, tuple[str, ...], Where], RecordsBehind]


def behind(
    connection: Connection, asked: Question, report: str, figure: str, where: Where
) -> list[RecordsBehind]:
    """The lists of records of a figure of a report, one or more; `where` is a table and the key of its row."""
    if where is not None and where[0] == "no_person":
        by = narrowing(connection, asked.wanted, asked.seen_from)
        deals = deals_alone(connection, asked.seen, asked.seen_from, by)
        return [RecordsBehind("deal", deals.get(figure, array("q")), kpi(report, figure).name)]
    if where is not None and where[0] == "accuracy":
        asked, where = replace(asked, period=parse_period(str(where[1]))), None
        both = kpi(report, "forecast_accuracy").records
        of_figure = {"weighted_pipeline": both[:1], "revenue": both[1:]}.get(figure, both)
        return [_list(connection, asked, listed, None) for listed in of_figure]
    if where is not None and where[0] == "by_segment" and isinstance(where[1], int):
        asked, where = replace(asked, wanted=replace(asked.wanted, segment_id=where[1])), None
    if where is not None and where[0] in ("lately", "months"):
        asked, where = replace(asked, period=parse_period(str(where[1]))), None
    found = [_list(connection, asked, listed, where) for listed in kpi(report, figure).records]
    return [_with_notes(connection, asked, one) for one in found] if report == "reasons" else found


def _with_notes(connection: Connection, asked: Question, found: RecordsBehind) -> RecordsBehind:
    """With what was noted when each deal was lost or lead returned."""
    if found.kind == "deal":
        notes = outcome_report.lost_notes(connection, found.ids)
    else:
        notes = outcome_report.returned_notes(connection, asked.seen)
    return replace(found, notes=[notes.get(each, "") for each in found.ids])


def _list(connection: Connection, asked: Question, listed: Listed, where: Where) -> RecordsBehind:
    return replace(LISTS[listed.source](connection, asked, listed.of, where), name=listed.name)


def _counted(
    kind: str, values: Mapping[int, int], *, unit: Unit = Unit.COUNT, rest: int = 0
) -> RecordsBehind:
    """Records with what each counts for."""
    return RecordsBehind(kind, array("q", values), unit=unit, values=list(values.values()), rest=rest)


# -- people ---------------------------------------------------------------------------------------------------


def _people(
    connection: Connection, asked: Question, of: tuple[str, ...], where: Where, got_to: str | None = None
) -> RecordsBehind:
    by = narrowing(connection, asked.wanted, asked.seen_from)
    found = funnel_report.people_behind(connection, asked.seen, asked.seen_from, of[0], got_to, where, by)
    return RecordsBehind("contact", found)


def _got_on(connection: Connection, asked: Question, of: tuple[str, ...], where: Where) -> RecordsBehind:
    """Those of the cohort who got there, or by events those who got there in the period."""
    later, earlier = of
    if asked.basis is Basis.PERIOD:
        return _people(connection, asked, (later,), where)
    return _people(connection, asked, (earlier,), where, later)


def _decided(connection: Connection, asked: Question, of: tuple[str, ...], where: Where) -> RecordsBehind:
    """People with how many decisions of these kinds were taken on them."""
    times: dict[int, int] = {}
    if "sqls" in of:
        accepted = _got_on(connection, asked, ("sqls", "mqls"), where).ids
        times.update(dict.fromkeys(accepted, 1))
    if "returned" in of:
        for person, number in returned_people(connection, asked).items():
            times[person] = times.get(person, 0) + number
    return _counted("contact", times)


def _accepted(connection: Connection, asked: Question, _of: tuple[str, ...], where: Where) -> RecordsBehind:
    return _people(connection, asked, ("mqls",), where, "sqls")


def _due(connection: Connection, asked: Question, of: tuple[str, ...], _where: Where) -> RecordsBehind:
    rule = first_contact(connection)
    due = due_hand_overs(connection, asked)
    if "in_time" in of:
        due = [one for one in due if rule.is_kept(one.day, one.instant, one.contacted_on, one.contacted_at)]
    return RecordsBehind("contact", array("q", (one.contact_id for one in due)))


def _returned(connection: Connection, asked: Question, _of: tuple[str, ...], where: Where) -> RecordsBehind:
    people = chosen_people(connection, asked)
    return _counted("contact", outcome_report.returned_behind(connection, asked.seen, where, people))


# -- spend and metrics ----------------------------------------------------------------------------------------


def _spend(connection: Connection, asked: Question, _of: tuple[str, ...], where: Where) -> RecordsBehind:
    by = narrowing(connection, asked.wanted, asked.seen_from)
    lines = campaign_report.spend_behind(connection, asked.seen, where, by)
    return _counted("spend", lines, unit=Unit.MONEY)


def _measured(connection: Connection, asked: Question, of: tuple[str, ...], where: Where) -> RecordsBehind:
    """The campaigns that have such figures in the period; what belongs to no campaign is the rest."""
    sums: dict[int, int] = {}
    rest = 0
    for origin, told in campaign_report.metrics_by_origin(connection, asked.seen).items():
        known = [told[name] for name in of if name in told]
        if not known or not _is_in(origin, where, asked):
            continue
        if origin.campaign_id is None:
            rest += sum(known)
        else:
            sums[origin.campaign_id] = sums.get(origin.campaign_id, 0) + sum(known)
    unit = Unit.MONEY if of == ("reported_revenue",) else Unit.COUNT
    return _counted("campaign", dict(sorted(sums.items())), unit=unit, rest=rest)


def _is_in(origin: Origin, where: Where, asked: Question) -> bool:
    if where is None:
        return is_wanted(origin, asked)
    return (
        is_wanted(origin, asked)
        and (origin.campaign_id if where[0] == "by_campaign" else origin.channel) == where[1]
    )


# -- won deals ------------------------------------------------------------------------------------------------


def _credited(connection: Connection, asked: Question, _of: tuple[str, ...], where: Where) -> RecordsBehind:
    """Deals with what of their amount is credited to the row."""
    shares: dict[int, int] = {}
    for deal in campaign_report.won_deals(connection, asked.seen):
        parts = credit(deal.amount, deal.touched_on, deal.created_on, asked.attribution)
        origins = deal.origins or [campaign_report.NOWHERE]
        mine = [
            part
            for origin, part in zip(origins, parts or [deal.amount], strict=True)
            if part and _is_in(origin, where, asked)
        ]
        if mine or (where is None and not deal.amount and asked.wanted.is_empty()):
            shares[deal.id] = sum(mine)
    return _counted("deal", shares, unit=Unit.MONEY)


def _first_sales(
    connection: Connection, asked: Question, _of: tuple[str, ...], where: Where
) -> RecordsBehind:
    """The first won deal of each new customer."""
    if where is not None and where[0] == "by_customer":
        return _first_of_customer(connection, asked, where[1])
    is_last = asked.attribution == "last"
    firsts = campaign_report.new_customers(connection, asked.seen, last=is_last)
    ids = (deal for deal, origin in firsts.items() if _is_in(origin, where, asked))
    return RecordsBehind("deal", array("q", ids))


def _first_of_customer(connection: Connection, asked: Question, key: int | str | None) -> RecordsBehind:
    bought = campaign_report.purchases(connection, asked.seen_from)
    first = next((one for one in bought if one.key == key and key is not None), None)
    is_new = first is not None and asked.seen.contains(first.closed_on)
    return RecordsBehind("deal", array("q", [first.deal_id] if first is not None and is_new else []))


def _closed_ids(connection: Connection, asked: Question, of: Sequence[str], where: Where) -> array[int]:
    table, key = where or (None, None)
    by = narrowing(connection, asked.wanted, asked.seen_from)
    if "open" in of and asked.as_of is not None:
        return array("q", (deal.id for deal in pipeline_report.open_deals(connection, asked.as_of, by)))
    return sales_report.deals_behind(connection, asked.seen, list(of), table, key, by)


def _closed(connection: Connection, asked: Question, of: tuple[str, ...], where: Where) -> RecordsBehind:
    return RecordsBehind("deal", _closed_ids(connection, asked, of, where))


def _closed_value(
    connection: Connection, asked: Question, of: tuple[str, ...], where: Where
) -> RecordsBehind:
    ids = _closed_ids(connection, asked, of, where)
    product = where[1] if where is not None and where[0] == "by_product" else EVERY_PRODUCT
    return _counted("deal", values_of(connection, ids, product), unit=Unit.MONEY)


def _cycle_days(connection: Connection, asked: Question, _of: tuple[str, ...], where: Where) -> RecordsBehind:
    ids = _closed_ids(connection, asked, ("won",), where)
    return _counted("deal", cycle_days(connection, ids), unit=Unit.DAYS)


def _lately(connection: Connection, asked: Question, of: tuple[str, ...], _where: Where) -> RecordsBehind:
    """Deals closed in the window that velocity is taken from."""
    window = replace(asked, period=lately(asked))
    if of == ("closed",):
        return _closed(connection, window, ("won", "lost"), None)
    lister = _closed_value if of == ("value",) else _cycle_days
    return lister(connection, window, ("won",), None)


def _lost(connection: Connection, asked: Question, of: tuple[str, ...], where: Where) -> RecordsBehind:
    by = narrowing(connection, asked.wanted, asked.seen_from)
    values = outcome_report.lost_behind(connection, asked.seen, where, by)
    if of == ("value",):
        return _counted("deal", values, unit=Unit.MONEY)
    return RecordsBehind("deal", array("q", values))


def _of_reason(connection: Connection, asked: Question, of: tuple[str, ...], where: Where) -> RecordsBehind:
    """What a reason was given for; returned leads are worth nothing."""
    if where is None or where[0] != "returned":
        return _lost(connection, asked, of, where)
    found = _returned(connection, asked, (), where)
    return replace(found, unit=Unit.MONEY, values=[0] * len(found.ids)) if of == ("value",) else found


# -- open deals -----------------------------------------------------------------------------------------------


def _open_deals(connection: Connection, asked: Question, of: tuple[str, ...], where: Where) -> RecordsBehind:
    """Open deals by what of them is summed: their amount, it weighted, that they are open, or that they are drawn."""
    by = narrowing(connection, asked.wanted, asked.seen_from)
    every = list(pipeline_report.open_deals(connection, asked.as_of, by))
    if of == ("all",):
        return RecordsBehind("deal", array("q", (deal.id for deal in every)))
    today = asked.seen_from
    deals: Iterable[OpenDeal] = [
        deal for deal in every if of == ("whole",) or asked.period.contains(deal.expected_close)
    ]
    if of == ("drawn",):
        deals = drawn(deals, today)
    deals = [
        deal for deal in deals if where is None or _is_in_row(deal, bucket(deal.expected_close, today), where)
    ]
    if of == ("weighted",):
        values = {deal.id: weighted(deal.amount or 0, deal.probability) for deal in deals}
    else:
        values = {deal.id: deal.amount or 0 for deal in deals}
    return replace(_counted("deal", values, unit=Unit.MONEY), is_sum=of != ("drawn",))


def _is_in_row(deal: OpenDeal, its_bucket: str, where: tuple[str, int | str | None]) -> bool:
    if where[0] == "by_stage":
        return deal.stage_id == where[1]
    if where[0] == "forecast":
        return its_bucket <= str(where[1])
    return (its_bucket or None) == where[1]


def _foreseen(connection: Connection, asked: Question, _of: tuple[str, ...], _where: Where) -> RecordsBehind:
    """Deals with what they weighed in the months that they were expected in, which may be several."""
    by = narrowing(connection, asked.wanted, asked.seen_from)
    values: dict[int, int] = {}
    for month in past_months(connection, asked):
        for deal, worth in foreseen(connection, parse_period(month.name), by):
            values[deal.id] = values.get(deal.id, 0) + worth
    return _counted("deal", values, unit=Unit.MONEY)


def _came(connection: Connection, asked: Question, _of: tuple[str, ...], _where: Where) -> RecordsBehind:
    values: dict[int, int] = {}
    for month in past_months(connection, asked):
        ids = _closed_ids(connection, replace(asked, period=parse_period(month.name)), ("won",), None)
        values.update(values_of(connection, ids))
    return _counted("deal", values, unit=Unit.MONEY)


# -- customers ------------------------------------------------------------------------------------------------


def _purchases(connection: Connection, asked: Question, of: tuple[str, ...], where: Where) -> RecordsBehind:
    """What was bought to date with its worth: by the customer of a row, by all whoever they are, or by ``known`` ones;
    with ``year`` in the last 12 months and without the margin.
    """
    bought = campaign_report.purchases(connection, asked.seen_from)
    if where is None and of:
        bought = [one for one in bought if one.key is not None]
    if "year" in of:
        year_ago = add_months(asked.seen_from, -12)
        bought = [one for one in bought if one.closed_on > year_ago]
    worth = purchase_values(bought, None if "year" in of else gross_margin(connection))
    kept = {
        one.deal_id: value
        for one, value in zip(bought, worth, strict=True)
        if where is None or one.key == where[1]
    }
    return _counted("deal", kept, unit=Unit.MONEY)


def _bought_before(
    connection: Connection, asked: Question, of: tuple[str, ...], _where: Where
) -> RecordsBehind:
    """A deal for each customer who bought 13 to 24 months ago: the last of that time."""
    year_ago, two_years_ago = add_months(asked.seen_from, -12), add_months(asked.seen_from, -24)
    before: dict[int | str, int] = {}
    again: set[int | str] = set()
    for one in campaign_report.purchases(connection, asked.seen_from):
        if one.key is None:
            continue
        if one.closed_on > year_ago:
            again.add(one.key)
        elif one.closed_on > two_years_ago:
            before[one.key] = one.deal_id
    if of:
        before = {key: deal for key, deal in before.items() if (key in again) == (of == ("kept",))}
    return RecordsBehind("deal", array("q", before.values()))


def _cohort(connection: Connection, asked: Question, of: tuple[str, ...], where: Where) -> RecordsBehind:
    bought = campaign_report.purchases(connection, asked.seen_from)
    later = int(of[0].rpartition("_")[2]) if of else None
    return RecordsBehind("deal", array("q", cohort_behind(bought, str(where[1] if where else ""), later)))


LISTS: Mapping[str, Lister] = {
    "people": _people,
    "got_on": _got_on,
    "decided": _decided,
    "accepted": _accepted,
    "due": _due,
    "returned": _returned,
    "spend": _spend,
    "measured": _measured,
    "credited": _credited,
    "first_sales": _first_sales,
    "closed": _closed,
    "closed_value": _closed_value,
    "cycle_days": _cycle_days,
    "lately": _lately,
    "lost": _lost,
    "reason": _of_reason,
    "open_deals": _open_deals,
    "foreseen": _foreseen,
    "came": _came,
    "purchases": _purchases,
    "bought_before": _bought_before,
    "cohort": _cohort,
}
"""The lists that entries of the registry name."""
