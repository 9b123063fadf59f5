"""The sales report and the accountant's pack by the line."""

from __future__ import annotations

import csv
import hashlib
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from command_line import CommandLine

FIGURES = [
    "won", "lost", "open", "win_rate", "win_rate_by_value", "revenue", "average_deal_size", "cycle_days_median",
    "cycle_days_mean", "quota_attainment", "pace", "months_met",
]  # fmt: skip
TABLES = ["by_product", "by_region", "by_month", "by_campaign", "by_channel", "by_owner"]
DEALS = """title,company,amount,outcome,created,closed,product,region
A,Acme,100.00,won,2026-03-01,2026-03-01,Shelf,North
B,Acme,250.50,won,2026-03-01,2026-03-11,Lamp,North
C,Beta,300.00,won,2026-01-01,2026-04-21,Lamp,
D,Beta,50.00,lost,2026-03-01,2026-03-05,Shelf,South
E,Beta,70.00,open,2026-03-01,,Shelf,South
"""


@pytest.fixture
def shop(crm: CommandLine) -> CommandLine:
    facts = crm.json("import", crm.file("deals.csv", DEALS), "--as", "deals")
    assert facts["created"] == 5
    return crm


def test_report_has_the_stable_shape(shop: CommandLine) -> None:
    facts = shop.json("report", "sales", "--period", "2026-03")

    assert list(facts)[:7] == ["report", "period", "basis", "attribution", "currency", "figures", "tables"]
    assert facts["period"] == {"start": "2026-03-01", "end": "2026-03-31"}
    assert list(facts["figures"]) == FIGURES
    assert list(facts["tables"]) == TABLES
    assert all(
        list(figure) == ["value", "numerator", "denominator", "note"] for figure in facts["figures"].values()
    )
    row = facts["tables"]["by_region"][0]
    assert list(row) == ["key", "label", *FIGURES]


def test_figures_are_money_counts_and_fractions(shop: CommandLine) -> None:
    figures = shop.json("report", "sales", "--period", "2026-03")["figures"]

    assert figures["won"]["value"] == 2
    assert figures["win_rate"] == {"value": 0.666667, "numerator": 2, "denominator": 3, "note": None}
    assert figures["revenue"]["value"] == {"amount": "350.50", "currency": "EUR"}
    assert figures["average_deal_size"] == {
        "value": {"amount": "175.25", "currency": "EUR"},
        "numerator": {"amount": "350.50", "currency": "EUR"},
        "denominator": 2,
        "note": None,
    }
    assert figures["cycle_days_median"]["value"] == 5.0
    assert figures["quota_attainment"]["value"] is None
    assert figures["quota_attainment"]["note"] == "no_target"


def test_undefined_is_null_never_zero(shop: CommandLine) -> None:
    figures = shop.json("report", "sales", "--period", "2025")["figures"]

    assert figures["won"]["value"] == 0
    assert figures["win_rate"]["value"] is None
    assert figures["average_deal_size"]["value"] is None
    assert "—" in shop("report", "sales", "--period", "2025").out


def test_parts_of_every_table_make_the_total(shop: CommandLine) -> None:
    facts = shop.json("report", "sales", "--period", "all")

    total = Decimal(facts["figures"]["revenue"]["value"]["amount"])
    for name, rows in facts["tables"].items():
        assert sum(Decimal(row["revenue"]["amount"]) for row in rows) == total, name
    unassigned = facts["tables"]["by_region"][-1]
    assert (unassigned["key"], unassigned["label"]) == (None, None)


def test_period_is_this_month_unless_told(shop: CommandLine) -> None:
    facts = shop.json("report", "sales", "--today", "2026-04-30")

    assert facts["period"] == {"start": "2026-04-01", "end": "2026-04-30"}
    assert facts["figures"]["won"]["value"] == 1


def test_report_as_a_table_for_spreadsheets(shop: CommandLine) -> None:
    target = shop.folder / "sales.csv"

    facts = shop.json("report", "sales", "--period", "all", "--to", target)

    assert facts["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (rows[0]["table"], rows[0]["won"], rows[0]["revenue"]) == ("total", "3", "650.50")
    assert rows[0]["quota_attainment"] == ""
    assert [row["label"] for row in rows if row["table"] == "by_region"] == ["North", "South", ""]
    assert shop("report", "sales", "--to", shop.folder / "sales.pdf").code == 0
    assert (shop.folder / "sales.pdf").read_bytes().startswith(b"%PDF")
    assert shop("report", "sales", "--to", shop.folder / "sales.doc").code == 2


def test_report_for_people(shop: CommandLine) -> None:
    out = shop("report", "sales", "--period", "2026-03").out

    assert "66.7 % (2 of 3)" in out
    assert "350.50 EUR" in out
    assert "North" in out


# -- accountant -----------------------------------------------------------------------------------------------


def ledger_of(folder: Path) -> list[dict[str, str]]:
    with next(folder.glob("*.csv")).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_pack_ties_out_with_its_ledger_and_the_report(shop: CommandLine) -> None:
    target = shop.folder / "pack"

    facts = shop.json("accountant", "--period", "2026-03", "--to", target)

    assert list(facts) == ["period", "totals", "files", "blocking", "changed_since_sent"]
    assert facts["totals"]["sales_net"] == {"amount": "350.50", "currency": "EUR"}
    assert sum(Decimal(row["net"]) for row in ledger_of(target)) == Decimal("350.50")
    for file in facts["files"]:
        assert hashlib.sha256((target / file["name"]).read_bytes()).hexdigest() == file["sha256"]
    assert {path.name for path in target.iterdir()} == {file["name"] for file in facts["files"]}


def test_pack_is_last_month_unless_told_and_the_same_bytes_again(shop: CommandLine) -> None:
    first = shop.json("accountant", "--to", shop.folder / "one.zip", "--today", "2026-04-02")
    second = shop.json("accountant", "--to", shop.folder / "two.zip", "--today", "2026-04-02")

    assert first["period"]["start"] == "2026-03-01"
    assert (shop.folder / "one.zip").read_bytes() == (shop.folder / "two.zip").read_bytes()
    assert first == second
    with zipfile.ZipFile(shop.folder / "one.zip") as archive:
        assert archive.testzip() is None


def test_formats_are_chosen(shop: CommandLine) -> None:
    shop("accountant", "--period", "2026-03", "--to", shop.folder / "pack", "--formats", "ledger")

    assert not list((shop.folder / "pack").glob("*.xlsx"))


def test_check_names_what_is_open_and_writes_nothing(shop: CommandLine) -> None:
    shop(
        "import", shop.file("x.csv", "title,company,outcome,closed\nF,Acme,won,2026-03-02\n"), "--as", "deals"
    )
    uid = shop.json("show", "deal", "6")["uid"]
    before = sorted(shop.folder.iterdir())

    facts = shop.json("accountant", "--period", "2026-03", "--check", code=1)

    found = {(one["code"], one["record"]) for one in facts["blocking"]}
    assert ("sale_without_amount", uid) in found
    assert facts["files"] == []
    assert sorted(shop.folder.iterdir()) == before
    assert "F: won, but without an amount." in shop("accountant", "--period", "2026-03", "--check").err


def test_check_of_a_month_in_order(shop: CommandLine) -> None:
    assert shop("accountant", "--period", "2026-03", "--check").code == 0


def test_pack_never_replaces_what_is_not_ours(shop: CommandLine) -> None:
    mine = shop.folder / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")

    ran = shop("accountant", "--period", "2026-03", "--to", mine)

    assert ran.code == 3
    assert (mine / "thesis.txt").read_text() == "years of work"


KEYS = {
    "funnel": "leads mqls sqls opportunities customers lead_to_mql mql_to_sql lead_to_opportunity sql_to_customer "
    "lead_to_customer mql_to_customer visitor_to_lead visitors",
    "campaigns": "spend leads mqls sqls customers revenue cost_per_lead cost_per_mql cost_per_sql cac roi roas "
    "impressions clicks ctr cpc reported_leads reported_orders reported_revenue reported_roi",
    "pipeline": "pipeline weighted_pipeline velocity_per_day forecast_p10 forecast_p50 forecast_p90 chance_of_target",
    "promises": "mqls_promised mqls_handed_over mqls_accepted marketing_kept mqls_due contacted_in_time sales_kept",
    "customers": "new_customers clv_historic clv_projected cac clv_to_cac retention churn",
    "email": "sent delivered delivery_rate open_rate click_rate click_to_open_rate bounce_rate unsubscribe_rate",
}


@pytest.mark.parametrize("name", KEYS)
def test_reports_have_the_keys_they_promise(crm: CommandLine, name: str) -> None:
    report = crm.json("report", name, "--period", "2026")
    assert not set(KEYS[name].split()) - set(report["figures"])
    assert report["report"] == name
    assert crm("report", name, "--period", "2026").code == 0


def test_report_says_what_its_figures_mean(crm: CommandLine) -> None:
    out = crm("report", "funnel", "--definitions").out
    assert "Lead → MQL: MQLs ÷ new leads." in out
    assert "Counted by the day somebody became a lead." in out


def test_reasons_have_two_tables(crm: CommandLine) -> None:
    assert set(crm.json("report", "reasons")["tables"]) == {"lost", "returned"}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_every_report_goes_into_a_file(crm: CommandLine, ending: str) -> None:
    for name in (*KEYS, "reasons", "sales"):
        target = crm.folder / f"{name}.{ending}"
        assert crm.json("report", name, "--to", target)["file"] == str(target)
        assert target.stat().st_size > 20
