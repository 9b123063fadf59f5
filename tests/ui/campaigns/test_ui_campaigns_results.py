"""Variants side by side and links with the campaign's name."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication

from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.campaigns.panel import RESULTS, CampaignPanel


def test_two_variants_are_compared(
    panel: CampaignPanel, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    panel.show_page(RESULTS)
    for shown, responded in (("400", "20"), ("400", "44")):
        dialog = panel.results.edit(None)
        assert dialog is not None
        dialog.shown.edit.setText(shown)
        dialog.responded.edit.setText(responded)
        dialog.accept_button.click()
    panel.refresh()
    assert [each.name for each in workspace.variants.list(campaigns["Ads"])] == ["Variant A", "Variant B"]
    assert panel.results.rows[1].counts.text() == "44 of 400 responded · 11.0%"
    assert (
        "“Variant B” does better than “Variant A” with a chance of over 99.9%" in panel.results.verdict.text()
    )


def test_counts_that_cannot_be_are_refused(workspace: Workspace, campaigns: dict[str, int]) -> None:
    made = workspace.variants.add(campaigns["Ads"], "A", shown=10)
    for fields in ({"responded": 11}, {"shown": -1}, {"name": " "}, {"colour": "red"}):
        with pytest.raises(Refused):
            workspace.variants.edit(made, **fields)
    with pytest.raises(NotFound):
        workspace.variants.add(999, "A")
    workspace.variants.remove(made)
    workspace.history.undo()
    assert workspace.variants.list(campaigns["Ads"])[0].shown == 10


def test_a_link_is_made_and_copied(panel: CampaignPanel) -> None:
    panel.show_page(RESULTS)
    tab = panel.results
    tab.address.edit.setText("nonsense")
    tab._show_link()
    assert not tab.copy_button.isEnabled()
    tab.address.edit.setText("example.com/offer")
    tab._show_link()
    tab.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert copied == "https://example.com/offer?utm_source=ads&utm_medium=ads&utm_campaign=search-ads"
