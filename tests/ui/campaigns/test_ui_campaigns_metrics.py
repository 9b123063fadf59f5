"""Figures by day in a grid: typed, pasted, taken away; missing is not zero."""

from __future__ import annotations

import re
from datetime import date

import pytest
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QAbstractItemModelTester, QTest

from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.metrics import Metric
from smallbiz_crm.exchange.fields import METRICS
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.campaigns.panel import RESULTS, CampaignPanel
from smallbiz_crm.words import has_phrase

DAY = date(2026, 5, 5)


def test_the_grid_has_what_an_import_has() -> None:
    assert {each.value for each in Metric} == set(METRICS)
    assert all(has_phrase(f"metric.{each.value}") for each in Metric)


def test_figures_are_pasted_and_missing_is_not_zero(
    panel: CampaignPanel, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    panel.show_page(RESULTS)
    dialog = panel.results.enter_figures()
    assert dialog is not None
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    QGuiApplication.clipboard().setText("2026-05-05\t120\t0\n2026-05-06\t80\n")
    paste = QKeySequence(QKeySequence.StandardKey.Paste)[0]
    QTest.keyClick(dialog.grid, paste.key(), paste.keyboardModifiers())
    dialog.accept_button.click()
    assert workspace.metrics.grid(campaigns["Ads"]) == {
        DAY: {Metric.VISITORS: 120, Metric.PAGE_VIEWS: 0},
        date(2026, 5, 6): {Metric.VISITORS: 80},
    }
    assert panel.results.figures.text() == "Visitors 200 · Page views 0"
    again = panel.results.enter_figures()
    assert again is not None
    again.model.setData(again.model.index(0, 2), "")
    again.accept_button.click()
    assert workspace.metrics.grid(campaigns["Ads"])[DAY] == {Metric.VISITORS: 120}
    workspace.history.undo()
    assert workspace.metrics.grid(campaigns["Ads"])[DAY] == {Metric.VISITORS: 120, Metric.PAGE_VIEWS: 0}


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ([["no day", "1"]], "Row 1: “no day” is no day."),
        ([["2026-05-05", "many"]], "Row 1: “many” is no figure for Visitors."),
        ([["2026-05-05", "1"], ["2026-05-05", "2"]], "Row 2: the day is there twice."),
    ],
)
def test_what_is_no_figure_is_said_and_nothing_is_written(
    panel: CampaignPanel, workspace: Workspace, campaigns: dict[str, int], block: list[list[str]], said: str
) -> None:
    panel.show_page(RESULTS)
    dialog = panel.results.enter_figures()
    assert dialog is not None
    dialog.model.put(0, 0, block)
    with pytest.raises(ValueError, match=re.escape(said)):
        dialog.model.changes()
    dialog.accept_button.click()
    assert dialog.isVisible()
    assert workspace.metrics.grid(campaigns["Ads"]) == {}
    dialog.reject()


def test_what_cannot_be_is_refused(workspace: Workspace, campaigns: dict[str, int]) -> None:
    with pytest.raises(Refused):
        workspace.metrics.enter(campaigns["Ads"], {(DAY, Metric.CLICKS): -1})
    with pytest.raises(NotFound):
        workspace.metrics.enter(999, {(DAY, Metric.CLICKS): 1})
