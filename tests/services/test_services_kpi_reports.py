"""Reports on real records: the worked cases, undated entries, attribution, the past, promises, customers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from smallbiz_crm.domain.attribution import Attribution
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.figures import Report
from smallbiz_crm.domain.kpis import Basis
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 20)


class Shop:
    """A workspace filled from small tables, as a user's files fill it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = Workspace.create(folder / "a.crm", clock=FixedClock(TODAY), holder="window")

    def take(self, kind: str, text: str, **options: Any) -> None:
        path = self.folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        plan = self.workspace.imports.open(path, kind=kind, **options)
        result = self.workspace.imports.run(plan)
        assert not result.problems

    def people(self, count: int) -> None:
        rows = "".join(f"c{n},Person {n}\n" for n in range(1, count + 1))
        self.take("contacts", "external_id,name\n" + rows)

    def stages(self, *entries: tuple[int, str, str]) -> None:
        rows = "".join(f"c{person},{stage},{day}\n" for person, stage, day in entries)
        self.take("lifecycle", "contact_external_id,stage,date\n" + rows)

    def report(self, name: str, period: str, **options: Any) -> Report:
        return self.workspace.reports.report(name, self.workspace.reports.period(period), **options)

    def value(self, name: str, key: str, period: str, **options: Any) -> Any:
        return self.report(name, period, **options).figures[key].value


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = Shop(tmp_path)
    yield made
    made.workspace.close()


def by_label(report: Report, table: str, key: str) -> dict[str | None, Any]:
    return {row.label: row.figures[key].value for row in report.tables[table]}


# -- funnel ---------------------------------------------------------------------------------------------------


def test_cohort_and_period_of_ten_leads(shop: Shop) -> None:
    shop.people(10)
    leads = [(n, "lead", "2026-03-10") for n in range(1, 11)]
    march = [(n, "mql", "2026-03-20") for n in (1, 2)]
    shop.stages(*leads, *march, *[(n, "mql", "2026-04-05") for n in (3, 4, 5)])

    assert shop.value("funnel", "lead_to_mql", "2026-03") == Fraction(1, 2)
    assert shop.value("funnel", "lead_to_mql", "2026-03", basis=Basis.PERIOD) == Fraction(1, 5)
    april = shop.report("funnel", "2026-04", basis=Basis.PERIOD).figures["lead_to_mql"]
    assert (april.value, april.note) == (None, "no_leads")


def test_returned_and_marked_again_is_one_mql_and_the_reason_still_counts(shop: Shop) -> None:
    shop.people(1)
    shop.take(
        "lifecycle",
        "contact_external_id,stage,date,reason\n"
        "c1,lead,2026-03-01,\nc1,mql,2026-03-02,\nc1,returned,2026-03-03,No budget\nc1,mql,2026-03-10,\n",
    )
    assert shop.value("funnel", "mqls", "2026-03") == 1
    assert by_label(shop.report("reasons", "2026-03"), "returned", "count") == {"No budget": 1}


def test_an_entry_without_a_date_counts_in_all_time_only(shop: Shop) -> None:
    shop.people(2)
    shop.stages((1, "lead", ""), (2, "lead", "2026-03-01"))
    assert shop.value("funnel", "leads", "all") == 2
    assert shop.value("funnel", "leads", "2026") == 1
    assert shop.report("funnel", "all").figures["leads"].note == "undated"


def test_a_skipped_stage_counts_as_passed(shop: Shop) -> None:
    shop.people(1)
    shop.stages((1, "lead", "2026-03-01"), (1, "customer", "2026-03-09"))
    figures = shop.report("funnel", "2026-03").figures
    assert [figures[key].value for key in ("leads", "mqls", "sqls", "opportunities", "customers")] == [1] * 5


def test_rows_add_up_to_the_total_and_each_opens_its_people(shop: Shop) -> None:
    shop.people(4)
    shop.take(
        "touches",
        "contact_external_id,campaign,kind,date\n"
        "c1,Fair,met,2026-03-01\nc2,Fair,met,2026-03-02\nc2,Mail,clicked,2026-03-01\nc3,Mail,clicked,2026-03-03\n",
    )
    shop.stages((4, "lead", "2026-03-05"), (1, "mql", "2026-03-09"))
    report = shop.report("funnel", "2026-03")
    assert by_label(report, "by_campaign", "leads") == {"Fair": 1, "Mail": 2, None: 1}
    for row in report.tables["by_campaign"]:
        behind = shop.workspace.reports.records_behind(report, "leads", table="by_campaign", key=row.key)[0]
        assert (behind.kind, len(behind.ids)) == ("contact", row.figures["leads"].value)
    assert len(shop.workspace.reports.records_behind(report, "lead_to_mql")[0].ids) == 4
    assert report.figures["leads"].value == 4


def test_people_in_the_trash_do_not_count(shop: Shop) -> None:
    shop.people(2)
    shop.stages((1, "lead", "2026-03-01"), (2, "lead", "2026-03-01"))
    shop.workspace.contacts.trash([1])
    assert shop.value("funnel", "leads", "2026-03") == 1


# -- campaigns ------------------------------------------------------------------------------------------------

FAIR_DEALS = "external_id,title,contact_external_id,amount,outcome,created,closed\n"


def test_roi_counts_spend_once(shop: Shop) -> None:
    shop.people(2)
    shop.take("spend", "date,payee,campaign,net\n2026-03-01,Hall,Fair,1000.00\n")
    shop.take(
        "touches", "contact_external_id,campaign,kind,date\nc1,Fair,met,2026-03-02\nc2,Fair,met,2026-03-02\n"
    )
    rows = "".join(f"d{n},Deal {n},c{n},600.00,won,2026-03-05,2026-03-20\n" for n in (1, 2))
    shop.take("deals", FAIR_DEALS + rows)
    report = shop.report("campaigns", "all")
    assert by_label(report, "by_campaign", "roi") == {"Fair": Fraction(1, 5)}
    assert report.figures["cac"].value == 50_000


def test_leads_of_april_cost_what_was_spent_in_march(shop: Shop) -> None:
    shop.people(4)
    shop.take("spend", "date,payee,campaign,net\n2026-03-01,Hall,Fair,500.00\n")
    shop.take(
        "touches",
        "contact_external_id,campaign,kind,date\n"
        + "".join(f"c{n},Fair,met,2026-04-02\n" for n in range(1, 5)),
    )
    march = shop.report("campaigns", "2026-03").figures["cost_per_lead"]
    assert (march.value, march.note) == (None, "spent_without_result")
    assert shop.value("campaigns", "cost_per_lead", "all") == 12_500


@pytest.fixture
def touched(shop: Shop) -> Shop:
    shop.people(1)
    shop.take(
        "touches",
        "contact_external_id,campaign,kind,date\n"
        "c1,C,clicked,2026-03-20\nc1,A,attended,2026-03-01\nc1,B,opened,2026-03-10\nc1,D,met,2026-03-25\n",
    )
    shop.take("deals", FAIR_DEALS + "d1,Shelf,c1,1000.00,won,2026-03-21,2026-04-02\n")
    return shop


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("first", {"A": 100_000, "B": 0, "C": 0}),
        ("last", {"A": 0, "B": 0, "C": 100_000}),
        ("equal", {"A": 33_334, "B": 33_333, "C": 33_333}),
        ("position", {"A": 40_000, "B": 20_000, "C": 40_000}),
    ],
)
def test_a_deal_of_three_touches_and_one_too_late(
    touched: Shop, model: str, expected: dict[str, int]
) -> None:
    report = touched.report("campaigns", "2026-04", attribution=Attribution(model))
    found = by_label(report, "by_campaign", "revenue")
    assert {name: found.get(name, 0) for name in "ABC"} == expected
    assert found.get("D", 0) == 0
    assert report.figures["revenue"].value == 100_000
    assert report.attribution == model


def test_a_deal_without_touches_is_credited_to_nobody(shop: Shop) -> None:
    shop.take("deals", "title,amount,outcome,closed\nShelf,10.00,won,2026-03-01\n")
    assert by_label(shop.report("campaigns", "2026-03"), "by_campaign", "revenue") == {None: 1_000}


def test_an_older_file_corrects_the_first_touch(touched: Shop) -> None:
    touched.take("touches", "contact_external_id,campaign,kind,date\nc1,Z,met,2026-02-01\n")
    report = touched.report("campaigns", "all")
    assert by_label(report, "by_campaign", "revenue")["Z"] == 100_000


# -- pipeline -------------------------------------------------------------------------------------------------


def test_pipeline_by_month_with_overdue_and_undated(shop: Shop) -> None:
    shop.take(
        "deals",
        "title,amount,stage,created,expected_close\n"
        "A,100.00,Qualified,2026-04-01,2026-06-10\nB,200.00,Proposal,2026-04-01,2026-05-01\nC,50.00,Qualified,2026-04-01,\n",
    )
    report = shop.report("pipeline", "all")
    assert by_label(report, "by_month", "pipeline") == {"overdue": 20_000, "2026-06": 10_000, None: 5_000}
    assert report.figures["pipeline"].value == 35_000
    assert report.figures["weighted_pipeline"].value == 2_000 + 12_000 + 1_000
    assert report.figures["forecast_p90"].value == 10_000
    assert shop.value("pipeline", "pipeline", "2026-06") == 10_000


def test_pipeline_as_of_a_past_day_is_read_from_the_history(shop: Shop) -> None:
    shop.take("deals", FAIR_DEALS + "d1,Shelf,,100.00,won,2026-03-21,2026-04-02\n")
    assert shop.value("pipeline", "pipeline", "all") == 0
    assert shop.value("pipeline", "pipeline", "all", as_of=date(2026, 3, 25)) == 10_000
    assert shop.value("pipeline", "pipeline", "all", as_of=date(2026, 3, 1)) == 0


# -- promises -------------------------------------------------------------------------------------------------


def test_promises_of_both_sides(shop: Shop) -> None:
    shop.people(3)
    shop.take("targets", "kind,period,value\nmqls,2026-05,4\n")
    shop.stages(
        (1, "mql", "2026-05-05"), (2, "mql", "2026-05-05"), (3, "mql", "2026-05-20"), (1, "sql", "2026-05-06")
    )
    shop.take(
        "activities",
        "kind,date,contact_external_id,subject\ncall,2026-05-07,c1,Hello\ncall,2026-05-08,c2,Late\n",
    )
    figures = shop.report("promises", "2026-05").figures
    assert figures["marketing_kept"].value == Fraction(3, 4)
    assert figures["mqls_accepted"].value == 1
    assert (figures["mqls_due"].value, figures["contacted_in_time"].value) == (2, 1)


# -- customers ------------------------------------------------------------------------------------------------


def test_retention_compares_the_last_year_with_the_one_before(shop: Shop) -> None:
    shop.take(
        "deals",
        "title,company,amount,outcome,created,closed\n"
        "A,Alpha,100.00,won,2024-08-01,2024-08-02\nB,Beta,100.00,won,2024-09-01,2024-09-02\n"
        "C,Alpha,300.00,won,2025-08-01,2025-08-02\nD,Gamma,100.00,won,2026-05-01,2026-05-02\n",
    )
    report = shop.report("customers", "2026-05")
    assert report.figures["new_customers"].value == 1
    assert report.figures["retention"].value == Fraction(1, 2)
    assert report.figures["churn"].value == Fraction(1, 2)
    assert report.figures["clv_projected"].value == 40_000
    assert report.figures["clv_historic"].value == 20_000
    assert by_label(report, "by_customer", "clv_historic") == {
        "Alpha": 40_000,
        "Beta": 10_000,
        "Gamma": 10_000,
    }


# -- e-mail ---------------------------------------------------------------------------------------------------


def test_rates_come_from_sums_not_from_rates(shop: Shop) -> None:
    shop.take(
        "metrics",
        "campaign,date,sent,delivered,unique_opens,unique_clicks\nA,2026-03-01,100,90,30,3\nA,2026-03-08,10,10,10,5\n",
    )
    figures = shop.report("email", "2026-03").figures
    assert figures["open_rate"].value == Fraction(40, 100)
    assert figures["click_to_open_rate"].value == Fraction(8, 40)
    assert figures["bounce_rate"].value is None


def test_an_empty_workspace_has_every_report_and_no_zero_per_cent(shop: Shop) -> None:
    for name in ("funnel", "campaigns", "sales", "pipeline", "reasons", "promises", "customers", "email"):
        for figure in shop.report(name, "2026-05").figures.values():
            assert figure.unit != "rate" or figure.value is None
