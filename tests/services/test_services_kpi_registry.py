"""The registry of figures: every one is named, explained, dated, worked out by one function, and made of records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.figures import Figure, Report, ReportRow, Unit
from smallbiz_crm.domain.kpis import Basis
from smallbiz_crm.services.kpis import REPORTS, Kpi, all_kpis, kpi, kpis_of
from smallbiz_crm.services.records_behind import LISTS
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 20)
PROMISED = {
    "funnel": "leads mqls sqls opportunities customers lead_to_mql mql_to_sql lead_to_opportunity sql_to_customer "
    "lead_to_customer mql_to_customer visitor_to_lead visitors",
    "campaigns": "spend leads mqls sqls customers revenue cost_per_lead cost_per_mql cost_per_sql cac roi roas "
    "impressions clicks ctr cpc reported_leads reported_orders reported_revenue reported_roi",
    "sales": "won lost open win_rate win_rate_by_value revenue average_deal_size cycle_days_median cycle_days_mean "
    "quota_attainment pace",
    "pipeline": "pipeline weighted_pipeline velocity_per_day forecast_p10 forecast_p50 forecast_p90 chance_of_target",
    "reasons": "lost returned",
    "promises": "mqls_promised mqls_handed_over mqls_accepted marketing_kept mqls_due contacted_in_time sales_kept",
    "customers": "new_customers clv_historic clv_projected cac clv_to_cac retention churn",
    "email": "sent delivered delivery_rate open_rate click_rate click_to_open_rate bounce_rate unsubscribe_rate",
}
WITHOUT_RECORDS = {"mqls_promised"}
"""A promise is a number of its own."""


@pytest.mark.parametrize("report", REPORTS)
def test_every_promised_figure_has_an_entry(report: str) -> None:
    assert not set(PROMISED[report].split()) - {entry.key for entry in kpis_of(report)}


@pytest.mark.parametrize(
    ("report", "entry"), list(all_kpis()), ids=lambda value: getattr(value, "key", str(value))
)
def test_every_entry_is_complete(report: str, entry: Kpi) -> None:
    assert entry.title()
    for sentence in (entry.explained(), entry.decided()):
        assert sentence[0].isupper() or sentence[0] in "(1"
        assert sentence.endswith(".")
    assert entry.work_out.__doc__ or entry.key.startswith("quarter_")
    assert entry.records or entry.key in WITHOUT_RECORDS
    assert all(listed.source in LISTS and listed.name for listed in entry.records)
    assert kpi(report, entry.key) is entry


def test_keys_are_told_once() -> None:
    found = [(report, entry.key) for report, entry in all_kpis()]
    assert len(found) == len(set(found))


# -- what the records sum to ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    path: Path = tmp_path_factory.mktemp("registry") / "a.crm"
    made = Workspace.create(path, clock=FixedClock(TODAY), holder="window")
    made.sample.fill()
    made.settings.set("business.gross_margin", "37")
    yield made
    made.close()


def asked(sample: Workspace, name: str, basis: Basis) -> Report:
    period = "all" if name in ("pipeline", "customers") else "2026"
    return sample.reports.report(name, sample.reports.period(period), basis=basis)


def parts_of(entry: Kpi, figure: Figure) -> list[int | None]:
    """What the lists of an entry must come to, in their order."""
    if entry.part is None or figure.numerator is None:
        return [figure.value if isinstance(figure.value, int) else None]
    whole = figure.denominator
    if entry.key in ("roi", "reported_roi"):
        return [figure.numerator + (whole or 0), whole]
    if entry.part is Unit.MONEY and entry.whole is Unit.COUNT:
        return [figure.numerator, whole]
    return [whole, figure.numerator]


EXACT = {
    *(
        "leads",
        "mqls",
        "sqls",
        "opportunities",
        "customers",
        "lead_to_mql",
        "mql_to_sql",
        "lead_to_opportunity",
    ),
    *(
        "sql_to_customer",
        "lead_to_customer",
        "mql_to_customer",
        "acceptance_by_decisions",
        "spend",
        "revenue",
    ),
    *("cost_per_lead", "cost_per_mql", "cost_per_sql", "cac", "roi", "impressions", "clicks", "ctr", "cpc"),
    *("won", "lost", "open", "win_rate", "average_deal_size", "pipeline", "weighted_pipeline"),
    *("forecast_accuracy", "returned", "mqls_handed_over", "mqls_accepted", "mqls_due", "contacted_in_time"),
    *("sales_kept", "new_customers", "bought", "clv_historic", "retention", "churn", "sent", "delivered"),
    *("delivery_rate", "open_rate", "click_rate", "count"),
}


@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize("name", REPORTS)
def test_records_sum_to_their_figure(sample: Workspace, name: str, basis: Basis) -> None:
    report = asked(sample, name, basis)
    total = ReportRow(None, None, report.figures)
    rows = [(None, total), *((table, row) for table, its in report.tables.items() for row in its)]
    for table, row in rows:
        for key, figure in row.figures.items():
            if key in EXACT and table not in ("forecast", "cohorts"):
                _check(sample, report, table, row, figure)


def _check(sample: Workspace, report: Report, table: str | None, row: ReportRow, figure: Figure) -> None:
    entry = kpi(report.name, figure.key)
    found = sample.reports.records_behind(report, figure.key, table=table, key=row.key)
    for listed, wanted in zip(found, parts_of(entry, figure), strict=False):
        if wanted is not None:
            assert listed.total == wanted, (report.name, table, row.label, figure.key, listed.name)


def test_the_first_days_of_a_shorter_period_sum_too(sample: Workspace) -> None:
    report = sample.reports.report("campaigns", sample.reports.period("2026-05"))
    listed = sample.reports.records_behind(replace(report), "spend")[0]
    assert listed.total == report.figures["spend"].value
