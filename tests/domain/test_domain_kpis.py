"""Figures as pure functions: undefined where there is nothing to divide by, exact where there is."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain import campaign_kpis, customer_kpis, pipeline_kpis
from smallbiz_crm.domain.campaign_kpis import CampaignParts
from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.customer_kpis import CustomerParts
from smallbiz_crm.domain.figures import Figure, cost_per
from smallbiz_crm.domain.forecast import DRAWS, simulate
from smallbiz_crm.domain.lifecycle import read_lifecycle, standing
from smallbiz_crm.domain.pipeline_kpis import Closed, PipelineFacts, PipelineParts
from smallbiz_crm.domain.promises import FirstContact, add_working_days


def test_fifty_sent_and_none_delivered() -> None:
    told = {"sent": 50, "delivered": 0, "unique_opens": 0}
    assert campaign_kpis.delivery_rate(told).value == 0
    opened = campaign_kpis.open_rate(told)
    assert (opened.value, opened.note) == (None, "nothing_delivered")


def test_what_was_not_measured_is_not_zero() -> None:
    delivered = campaign_kpis.delivered({"sent": 50})
    assert (delivered.value, delivered.note) == (None, "not_measured")
    assert campaign_kpis.bounce_rate({"sent": 50}).value is None


def test_spend_counts_once_for_two_deals() -> None:
    assert campaign_kpis.roi(CampaignParts(spend=100_000, revenue=120_000)).value == Fraction(20, 100)


def test_cost_of_nobody_says_what_is_missing() -> None:
    assert cost_per("cost_per_lead", 90_000, 0).note == "spent_without_result"
    assert cost_per("cost_per_lead", 0, 3).note == "no_spend"
    assert cost_per("cost_per_lead", 50_000, 4).value == 12_500


def test_free_campaign_has_no_roi() -> None:
    parts = CampaignParts(revenue=5_000)
    assert (campaign_kpis.roi(parts).value, campaign_kpis.roi(parts).note) == (None, "free")
    assert campaign_kpis.roas(parts).value is None


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_roas_is_roi_and_one(revenue: int, spend: int) -> None:
    parts = CampaignParts(spend=spend, revenue=revenue)
    roas, roi = campaign_kpis.roas(parts).value, campaign_kpis.roi(parts).value
    assert roas is not None
    assert roas - 1 == roi


def test_roi_on_margin_needs_a_margin() -> None:
    parts = CampaignParts(spend=100_000, revenue=400_000)
    assert campaign_kpis.roi_on_margin(parts).note == "no_margin"
    parts.margin = 5_000
    assert campaign_kpis.roi_on_margin(parts).value == 1


def velocity(lately: Closed) -> Figure:
    return pipeline_kpis.velocity_per_day(
        PipelineFacts(PipelineParts(), PipelineParts(deals=10), lately, simulate([]))
    )


def test_velocity_by_hand() -> None:
    # 10 open, mean won 200.00, 2 of 4 won, mean cycle 10 days: 10 × 200 × ½ ÷ 10 = 100.00 a day
    assert velocity(Closed(2, 2, 40_000, 20, 2)).value == 10_000
    assert velocity(Closed(2, 2, 40_000, 20, 1)).value == 20_000
    assert velocity(Closed(2, 2, 40_000, 0, 2)).note == "no_cycle"
    assert velocity(Closed(0, 2, 0, 0)).note == "none_won_lately"


@pytest.mark.parametrize(("before", "kept", "years"), [(4, 4, 5), (4, 3, 4), (10, 9, 5), (4, 0, 1)])
def test_lifetime_is_at_most_five_years(before: int, kept: int, years: int) -> None:
    parts = CustomerParts(year_customers=2, year_revenue=20_000, before=before, kept=kept, has_year=True)
    assert customer_kpis.clv_projected(parts).value == 10_000 * years


def test_without_a_year_of_sales_the_lifetime_value_is_an_estimate() -> None:
    figure = customer_kpis.clv_projected(CustomerParts(year_customers=1, year_revenue=5_000))
    assert (figure.value, figure.note) == (5_000, "estimate")


# -- forecast -------------------------------------------------------------------------------------------------


def test_forecast_of_one_deal_is_all_or_nothing() -> None:
    drawn = simulate([(10_000, 3_000)])
    assert set(drawn.outcomes) == {0, 10_000}
    assert abs(float(drawn.chance_of(10_000)) - 0.3) < 0.02
    assert (drawn.percentile(10), drawn.percentile(50), drawn.percentile(90)) == (0, 0, 10_000)


def test_forecast_is_the_same_each_time() -> None:
    deals = [(1_000 * n, 500 * (n % 20)) for n in range(1, 60)]
    assert simulate(deals).outcomes == simulate(deals).outcomes


def test_forecast_without_deals_is_nothing() -> None:
    assert simulate([]).percentile(90) == 0


@given(st.lists(st.tuples(st.integers(1, 10**9), st.sampled_from([0, 10_000])), max_size=20))
def test_sure_things_are_drawn_exactly(deals: list[tuple[int, int]]) -> None:
    drawn = simulate(deals)
    assert len(drawn.outcomes) == DRAWS
    assert set(drawn.outcomes) == {sum(amount for amount, share in deals if share)}


# -- lifecycle and promises -----------------------------------------------------------------------------------


def test_the_latest_dated_entry_decides_where_a_person_stands() -> None:
    entries = [
        (Lifecycle.MQL, date(2026, 3, 5)),
        (Lifecycle.RETURNED, date(2026, 3, 8)),
        (Lifecycle.LEAD, date(2026, 3, 1)),
    ]
    assert standing(entries) is Lifecycle.RETURNED
    assert standing([*entries, (Lifecycle.MQL, date(2026, 3, 9))]) is Lifecycle.MQL
    assert standing([(Lifecycle.CUSTOMER, None), (Lifecycle.LEAD, date(2026, 3, 1))]) is Lifecycle.CUSTOMER
    assert standing([]) is Lifecycle.NONE


def test_words_of_other_systems() -> None:
    assert read_lifecycle("evangelist") is Lifecycle.CUSTOMER
    assert read_lifecycle("subscriber") is Lifecycle.NONE
    assert read_lifecycle("astronaut") is None


def test_two_working_days_skip_the_weekend_and_holidays() -> None:
    friday = date(2026, 3, 6)
    assert add_working_days(friday, 2) == date(2026, 3, 10)
    assert add_working_days(friday, 2, {date(2026, 3, 9)}) == date(2026, 3, 11)


def test_hours_without_a_time_begin_at_the_end_of_the_day() -> None:
    rule = FirstContact.read("24 hours")
    day = date(2026, 3, 6)
    assert rule.due_on(day, None) == date(2026, 3, 7)
    assert rule.is_kept(day, None, date(2026, 3, 7), None)
    assert not rule.is_kept(day, None, date(2026, 3, 8), None)
    assert not rule.is_kept(day, None, None, None)
