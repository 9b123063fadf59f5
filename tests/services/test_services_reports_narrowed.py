"""Reports of a part of the business, of a past day, and what stands beside the funnel of people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.kpis import ReportFilter
from smallbiz_crm.domain.segments import Comparison, Condition, Group
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 20)
PEOPLE = "external_id,name,owner\nc1,Ana Ode,Marta\nc2,Ben Ode,Marta\nc3,Cy Ode,Jo\n"
STAGES = """contact_external_id,stage,date
c1,lead,2026-03-01
c2,lead,2026-03-01
c3,lead,2026-03-02
c1,mql,2026-03-03
c1,returned,2026-03-04
c1,mql,2026-03-05
c1,sql,2026-03-06
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY), holder="window")
    for kind, text in (("contacts", PEOPLE), ("lifecycle", STAGES)):
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        made.imports.run(made.imports.open(path, kind=kind))
    yield made
    made.close()


def test_returned_once_then_accepted_is_one_person_and_one_of_two_decisions(workspace: Workspace) -> None:
    report = workspace.reports.report("funnel", workspace.reports.period("2026-03"))
    people, decisions = report.figures["mql_to_sql"], report.figures["acceptance_by_decisions"]
    assert (people.numerator, people.denominator) == (1, 1)
    assert (decisions.numerator, decisions.denominator) == (1, 2)
    listed = workspace.reports.records_behind(report, "acceptance_by_decisions")
    assert [part.total for part in listed] == [2, 1]


def test_the_funnel_of_an_owner_and_of_a_segment(workspace: Workspace) -> None:
    march = workspace.reports.period("2026-03")
    owners = {name: key for key, name in workspace.reports.filter_values("owner_id")}
    segment = workspace.segments.save("A", Group((Condition("owner", Comparison.IS, "Jo"),)))
    of_marta = workspace.reports.report("funnel", march, wanted=ReportFilter(owner_id=int(owners["Marta"])))
    of_segment = workspace.reports.report("funnel", march, wanted=ReportFilter(segment_id=segment))
    assert of_marta.figures["leads"].value == 2
    assert of_segment.figures["leads"].value == 1
    assert dict(of_marta.narrowed) == {"owner_id": "Marta"}
    everybody = workspace.reports.report("funnel", march)
    [row] = everybody.tables["by_segment"]
    assert (row.label, row.figures["leads"].value) == ("A", 1)
    [listed] = workspace.reports.records_behind(everybody, "leads", table="by_segment", key=segment)
    assert listed.total == 1


def test_a_deal_of_a_company_alone_stands_in_a_row_of_its_own(workspace: Workspace) -> None:
    won = next(stage for stage in workspace.deals.stages() if stage.kind is Outcome.WON)
    for title in ("Shelf", "Again"):
        deal = workspace.deals.add(title, amount=100_00, company="Acme")
        workspace.deals.move(deal, won.id, closed_on=TODAY)
    report = workspace.reports.report("funnel", workspace.reports.period("2026-05"))
    [row] = report.tables["no_person"]
    assert {key: figure.value for key, figure in row.figures.items()} == {"opportunities": 1, "customers": 1}
    assert (report.figures["customers"].value, report.figures["customers"].note) == (0, "without_person")
    [listed] = workspace.reports.records_behind(report, "customers", table="no_person")
    assert (listed.kind, listed.total) == ("deal", 1)


def test_a_part_of_the_business_has_no_target(workspace: Workspace) -> None:
    may = workspace.reports.period("2026-05")
    workspace.reports.set_revenue_target(may, 1_000_00)
    assert workspace.reports.report("sales", may).figures["quota_attainment"].value == 0
    north = workspace.reports.report("sales", may, wanted=ReportFilter(region="North"))
    assert north.figures["quota_attainment"].note == "no_target"


def test_months_that_are_over_are_held_against_what_they_began_with(workspace: Workspace) -> None:
    path = workspace.path.parent / "deals.csv"
    path.write_text(
        "title,company,amount,outcome,created,expected_close,closed,probability\n"
        "Shelf,Acme,1000.00,won,2026-03-01,,2026-04-20,\n",
        encoding="utf-8",
    )
    workspace.imports.run(workspace.imports.open(path, kind="deals"))
    report = workspace.reports.report("pipeline", workspace.reports.period("2026-04"))
    [april] = report.tables["accuracy"]
    assert (april.key, april.figures["revenue"].value) == ("2026-04", 1_000_00)
    assert report.figures["forecast_accuracy"].denominator == april.figures["weighted_pipeline"].value
