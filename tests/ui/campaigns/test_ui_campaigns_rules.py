"""Rules for spend on screen: kept from a line, listed, changed, applied; the statement's import is a click away."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.campaigns.page import CampaignsPage
from smallbiz_crm.ui.campaigns.spend_rules import SpendRulesDialog
from smallbiz_crm.ui.desk import Desk


@pytest.fixture
def line(workspace: Workspace) -> int:
    return workspace.spending.add("GOOGLE *ADS 4839", date(2026, 5, 5), 11_900)


@pytest.fixture
def rules(
    page: CampaignsPage, workspace: Workspace, campaigns: dict[str, int], line: int
) -> SpendRulesDialog:
    workspace.spend_rules.remember("Google Ads", campaign_id=campaigns["Ads"])
    page.open_with("other_spend")
    return page.other_spend.show_rules()


def test_a_line_is_remembered_for_its_payee(
    page: CampaignsPage, workspace: Workspace, campaigns: dict[str, int], line: int
) -> None:
    page.open_with("other_spend")
    dialog = page.other_spend.box.edit(line)
    dialog.campaign.set_value(campaigns["Ads"])
    dialog.remember.box.click()
    dialog.accept_button.click()
    (rule,) = workspace.spend_rules.list()
    assert (rule.words, rule.campaign_id, rule.category) == ("google ads", campaigns["Ads"], "Other")
    workspace.history.undo()
    assert workspace.spend_rules.list() == []
    assert workspace.spending.get(line).campaign_id is None


def test_waiting_lines_get_their_campaign(
    rules: SpendRulesDialog, page: CampaignsPage, workspace: Workspace, campaigns: dict[str, int], line: int
) -> None:
    assert rules.apply_button.text() == "Give 1 line without campaign its own"
    rules.apply_button.click()
    assert workspace.spending.get(line).campaign_id == campaigns["Ads"]
    assert not rules.apply_button.isVisible()


def test_a_rule_is_changed_and_removed(rules: SpendRulesDialog, workspace: Workspace) -> None:
    (rule,) = workspace.spend_rules.list()
    dialog = rules.ask(rule)
    dialog.words.edit.clear()
    QTest.keyClicks(dialog.words.edit, "Google")
    dialog.category.set_value("Ads")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    (rule,) = workspace.spend_rules.list()
    assert (rule.words, rule.category) == ("google", "Ads")
    rules.remove_buttons[rule.id].click()
    assert rules.nothing.isVisible()


def test_a_rule_that_says_nothing_is_refused_in_words(rules: SpendRulesDialog) -> None:
    dialog = rules.ask(None)
    dialog.words.set_value("Printer")
    dialog.accept_button.click()
    assert dialog.problem() == "A rule needs a campaign or a category, or both."


def test_a_statement_is_asked_for_where_its_lines_will_be(page: CampaignsPage, desk: Desk) -> None:
    asked: list[str] = []
    desk.import_requested.connect(lambda kind, _campaign: asked.append(kind))
    page.open_with("other_spend")
    page.other_spend.statement_button.click()
    assert asked == ["spend"]
