"""Files of other businesses, imported and reported: the figures that others computed from the same files."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine

pytestmark = pytest.mark.full

RATE, MONEY = 0.0001, Decimal("0.01")


@pytest.fixture
def sales(data_folder: Path) -> Path:
    return data_folder / "sales"


@pytest.fixture
def expected(data_folder: Path) -> dict[str, Any]:
    return json.loads((data_folder / "expected_kpis.json").read_text(encoding="utf-8"))


def money(value: dict[str, str]) -> Decimal:
    return Decimal(value["amount"])


def rows_of(report: dict[str, Any], table: str) -> dict[str | None, dict[str, Any]]:
    return {row["label"]: row for row in report["tables"][table]}


# -- a funnel of 8,000 leads and 842 deals --------------------------------------------------------------------


@pytest.fixture
def olist(crm: CommandLine, sales: Path) -> CommandLine:
    leads = sales / "olist" / "olist_marketing_qualified_leads_dataset.csv"
    deals = sales / "olist" / "olist_closed_deals_dataset.csv"
    crm.json(
        *("import", leads, "--as", "contacts", "--map", "mql_id=external_id"),
        *("--map", "first_contact_date=mql_date", "--map", "origin=source_channel"),
        *("--map", "landing_page_id=custom:Landing page"),
    )
    result = crm.json(
        *("import", deals, "--as", "deals", "--map", "mql_id=contact_external_id", "--set", "outcome=won"),
        *("--map", "seller_id=external_id", "--map", "won_date=closed"),
    )
    assert (result["created"], result["problems"]) == (842, [])
    return crm


def test_conversion_in_all_by_origin_and_by_month(olist: CommandLine, expected: dict[str, Any]) -> None:
    wanted = expected["olist"]["kpis"]
    report = olist.json("report", "funnel", "--period", "all")
    figures = report["figures"]
    assert (figures["mqls"]["value"], figures["customers"]["value"]) == (wanted["mqls"], wanted["won"])
    assert figures["mql_to_customer"]["value"] == pytest.approx(wanted["conversion"], abs=RATE)
    rows = rows_of(report, "by_channel")
    for origin, parts in wanted["by_origin"].items():
        row = rows[None if origin == "(blank)" else origin]
        assert (row["mqls"], row["customers"]) == (parts["mqls"], parts["won"])
        assert row["mql_to_customer"] == pytest.approx(parts["conversion"], abs=RATE)
    assert sum(row["mqls"] for row in rows.values()) == 8000


def test_cohorts_and_wins_of_each_month(olist: CommandLine, expected: dict[str, Any]) -> None:
    wanted = expected["olist"]["kpis"]
    for month, parts in wanted["cohort_conversion"].items():
        figures = olist.json("report", "funnel", "--period", month)["figures"]
        assert figures["mqls"]["value"] == parts["mqls"]
        assert figures["mql_to_customer"]["numerator"] == parts["won"]
        assert figures["mql_to_customer"]["value"] == pytest.approx(parts["conversion"], abs=RATE)
    sold = rows_of(olist.json("report", "sales", "--period", "all"), "by_month")
    assert {month: row["won"] for month, row in sold.items()} == wanted["won_by_month"]


# -- leads without a date -------------------------------------------------------------------------------------


def test_leads_without_dates_count_in_all_time(
    crm: CommandLine, sales: Path, expected: dict[str, Any]
) -> None:
    wanted = expected["x_education"]["kpis"]
    crm.json(
        *("import", sales / "x_education" / "Leads.csv", "--as", "contacts"),
        *("--map", "Prospect ID=external_id", "--map", "Lead Source=source_channel", "--map", "City=-"),
        *("--map", "Converted=lifecycle", "--map-value", "lifecycle:1=customer"),
        *("--map-value", "lifecycle:0=lead"),
    )
    report = crm.json("report", "funnel", "--period", "all")
    figures = report["figures"]
    assert (figures["leads"]["value"], figures["customers"]["value"]) == (
        wanted["leads"],
        wanted["converted"],
    )
    assert figures["lead_to_customer"]["value"] == pytest.approx(wanted["rate"], abs=RATE)
    rows = rows_of(report, "by_channel")
    for source, parts in wanted["by_source_as_written"].items():
        row = rows[None if source == "(blank)" else source]
        assert (row["leads"], row["customers"]) == (parts["leads"], parts["converted"])
    assert crm.json("report", "funnel", "--period", "2026")["figures"]["leads"]["value"] == 0


# -- spend and metrics ----------------------------------------------------------------------------------------


def test_spend_and_reported_figures_by_campaign(
    crm: CommandLine, sales: Path, expected: dict[str, Any]
) -> None:
    wanted = expected["marketing_roi"]["kpis"]
    path = sales / "marketing_roi" / "Marketing.csv"
    names = ("--map", "Campaign Name=campaign", "--map", "C Date=date")
    crm.json("import", path, "--as", "campaigns", "--map", "Campaign Name=name", "--map", "Category=channel")
    crm.json("import", path, "--as", "spend", *names, "--map", "Mark Spent=net")
    crm.json("import", path, "--as", "metrics", *names)
    report = crm.json("report", "campaigns", "--period", "all")
    rows = rows_of(report, "by_campaign")
    assert set(rows) == set(wanted["by_campaign"])
    total = {key: figure["value"] for key, figure in report["figures"].items()}
    for row, parts in [(total, wanted["total"]), *((rows[n], p) for n, p in wanted["by_campaign"].items())]:
        for key in ("impressions", "clicks"):
            assert row[key] == parts[key]
        assert (row["reported_leads"], row["reported_orders"]) == (parts["leads"], parts["orders"])
        assert money(row["spend"]) == Decimal(str(parts["spend"]))
        assert money(row["reported_revenue"]) == Decimal(str(parts["revenue"]))
        assert row["ctr"] == pytest.approx(parts["ctr"], abs=0.000001)
        assert abs(money(row["cpc"]) - Decimal(str(parts["cpc"]))) <= MONEY
        assert row["reported_roi"] == pytest.approx(parts["romi"], abs=RATE)
    channels = rows_of(report, "by_channel")
    for ours, theirs in (
        ("social", "social"),
        ("search", "search"),
        ("ads", "media"),
        ("partner", "influencer"),
    ):
        assert money(channels[ours]["spend"]) == Decimal(str(wanted["by_category"][theirs]["spend"]))
        assert channels[ours]["clicks"] == wanted["by_category"][theirs]["clicks"]
    february = crm.json("report", "campaigns", "--period", "2021-02-01")["figures"]
    assert money(february["spend"]["value"]) == Decimal("120844.72")


def test_ads_of_three_campaigns(crm: CommandLine, sales: Path, expected: dict[str, Any]) -> None:
    wanted = expected["kag_facebook_dated"]["kpis"]
    path = sales / "kag_facebook_dated" / "KAG_conversion_data.csv"
    name = ("--map", "xyz_campaign_id=campaign")
    assert crm.json("import", path, "--as", "spend", *name, "--map", "Spent=net")["created"] == 1143
    told = ("--map", "Total_Conversion=reported_leads", "--map", "Approved_Conversion=reported_orders")
    assert crm.json("import", path, "--as", "metrics", *name, *told)["created"] == 1143
    report = crm.json("report", "campaigns", "--period", "all")
    rows = rows_of(report, "by_campaign")
    total = {key: figure["value"] for key, figure in report["figures"].items()}
    for row, parts in [(total, wanted["total"]), *((rows[n], p) for n, p in wanted["by_campaign"].items())]:
        assert (row["impressions"], row["clicks"]) == (parts["impressions"], parts["clicks"])
        assert (row["reported_leads"], row["reported_orders"]) == (parts["enquiries"], parts["sales"])
        assert abs(money(row["spend"]) - Decimal(str(parts["spend"]))) <= MONEY
        assert abs(money(row["cpc"]) - Decimal(str(parts["cpc"]))) <= MONEY
        assert row["ctr"] == pytest.approx(parts["ctr"], abs=0.000001)


# -- deals of other programs ----------------------------------------------------------------------------------


def test_win_rate_revenue_pipeline_and_reasons_of_500_deals(
    crm: CommandLine, sales: Path, expected: dict[str, Any]
) -> None:
    wanted, folder = expected["hubspot_dummy"]["kpis"], sales / "hubspot_dummy"
    for name, kind in (("companies", "companies"), ("contacts", "contacts")):
        crm("import", folder / f"hubspot_{name}.csv", "--as", kind)
    stages = [stage for stage in wanted["by_stage"] if not stage.startswith("Closed")]
    made = [word for stage in stages for word in ("--map-value", f"stage:{stage}=new:50")]
    result = crm.json("import", folder / "hubspot_deals.csv", "--as", "deals", *made)
    assert (result["created"], result["problems"]) == (500, [])
    report = crm.json("report", "sales", "--period", "all")
    figures = report["figures"]
    assert figures["win_rate"]["value"] == pytest.approx(wanted["win_rate"], abs=RATE)
    assert money(figures["revenue"]["value"]) == Decimal(str(wanted["revenue_won"]))
    assert abs(money(figures["average_deal_size"]["value"]) - Decimal("125836.0772")) <= MONEY
    assert figures["cycle_days_mean"]["value"] == pytest.approx(wanted["average_cycle_days_won"], abs=0.01)
    assert figures["open"]["value"] == wanted["open_count"]
    owners = rows_of(report, "by_owner")
    for owner, revenue in wanted["revenue_by_owner"].items():
        assert money(owners[owner]["revenue"]) == Decimal(str(revenue))
    pipeline = crm.json("report", "pipeline", "--period", "all")
    assert money(pipeline["figures"]["pipeline"]["value"]) == Decimal(str(wanted["open_amount"]))
    by_stage = rows_of(pipeline, "by_stage")
    for stage, amount in wanted["open_amount_by_stage"].items():
        assert money(by_stage[stage]["pipeline"]) == Decimal(str(amount))
    lost = {
        row["label"]: row["count"]
        for row in crm.json("report", "reasons", "--period", "all")["tables"]["lost"]
    }
    assert lost == {**wanted["lost_reasons"], None: 13}
    assert stages_of(crm) == as_ours(wanted["by_stage"])


def test_win_rate_and_value_of_opportunities(crm: CommandLine, sales: Path, expected: dict[str, Any]) -> None:
    wanted = expected["sample_crm"]["kpis"]
    result = crm.json(
        *("import", sales / "sample_crm" / "Opportunity.csv", "--as", "deals"),
        *("--map", "OpportunityID=external_id", "--map", "OpportunityStage=stage"),
        *("--map", "EstimatedValue=amount", "--map", "CloseDate=closed", "--map", "CloseDate=expected_close"),
        *("--map-value", "stage:Prospecting=new:20", "--map-value", "stage:Proposal Sent=new:60"),
    )
    assert (result["created"], result["problems"]) == (500, [])
    figures = crm.json("report", "sales", "--period", "all")["figures"]
    assert figures["win_rate"]["value"] == pytest.approx(wanted["win_rate"], abs=RATE)
    assert money(figures["revenue"]["value"]) == Decimal(str(wanted["value_won"]))
    assert abs(money(figures["average_deal_size"]["value"]) - Decimal("10911.6137")) <= MONEY
    assert (figures["won"]["value"], figures["lost"]["value"], figures["open"]["value"]) == (99, 110, 291)
    assert stages_of(crm) == as_ours(wanted["by_stage"])


def stages_of(crm: CommandLine) -> dict[str, int]:
    return dict(Counter(one["stage"] for one in crm.json("list", "deals", "--limit", "1000")["items"]))


def as_ours(stages: dict[str, int]) -> dict[str, int]:
    """Closed stages go by our own names."""
    return {name.removeprefix("Closed "): count for name, count in stages.items()}
