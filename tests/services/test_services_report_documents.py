"""A report on paper: every report becomes a PDF whose text holds its figures, its tables and what they mean."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.services.report_documents import Letterhead, document, shown_figures
from smallbiz_crm.services.reports import REPORTS
from smallbiz_crm.services.workspace import Workspace

NAME = "=cmd|' /C calc'!A0 #let $x_1$ [*\"\\ 😀 مرحبا"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(date(2026, 5, 14)))
    won = next(stage for stage in made.deals.stages() if stage.kind is Outcome.WON)
    deal = made.deals.add(NAME, amount=1_500_50, company=NAME)
    made.deals.move(deal, won.id, closed_on=date(2026, 4, 3))
    open_deal = made.deals.add("Gate", amount=90_00)
    made.deals.edit(open_deal, expected_close=date(2026, 7, 1))
    return made


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_a_tagged_pdf_of_the_same_bytes(
    workspace: Workspace, tmp_path: Path, name: str
) -> None:
    report = workspace.reports.report(name, workspace.reports.period("2026"))
    first, second = tmp_path / "1.pdf", tmp_path / "2.pdf"
    workspace.exports.report(report, first)
    workspace.exports.report(report, second)
    content = first.read_bytes()
    assert content.startswith(b"%PDF")
    assert b"/StructTreeRoot" in content
    assert content == second.read_bytes()


def test_the_text_holds_figures_pages_and_definitions(workspace: Workspace, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    report = workspace.reports.report("sales", workspace.reports.period("2026"))
    target = tmp_path / "sales.pdf"
    workspace.exports.report(report, target)
    text = subprocess.run(
        ["pdftotext", "-layout", str(target), "-"],
        capture_output=True,
        check=True,
    ).stdout.decode()
    for wanted in ("1,500.50", "Page 1 of", "What the figures mean", "Win rate", "Total"):
        assert wanted in text


def test_nothing_at_all_has_dashes_and_no_chart(tmp_path: Path) -> None:
    empty = Workspace.create(tmp_path / "empty.crm", clock=FixedClock(date(2026, 5, 14)))
    report = empty.reports.report("funnel", empty.reports.period("2026-05"))
    told = document(report, Letterhead("", "a4", date(2026, 5, 14)))
    assert told["charts"] == []
    empty.exports.report(report, tmp_path / "empty.pdf")
    empty.close()


def test_a_table_has_columns_for_what_its_rows_have(workspace: Workspace) -> None:
    report = workspace.reports.report("pipeline", workspace.reports.period("all"))
    assert shown_figures(report, "forecast") == [
        "forecast_p10",
        "forecast_p50",
        "forecast_p90",
    ]
    assert shown_figures(report, "by_stage") == ["pipeline", "weighted_pipeline"]
