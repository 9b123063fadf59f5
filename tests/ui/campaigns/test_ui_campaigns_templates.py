"""Campaigns made from templates, copied to other days and kept as templates; the brief; checklists."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.campaigns.item_row import ItemPopover
from smallbiz_crm.ui.campaigns.new_campaign import NewCampaignDialog
from smallbiz_crm.ui.campaigns.page import CampaignsPage
from smallbiz_crm.ui.campaigns.panel import PLAN, CampaignPanel
from smallbiz_crm.ui.desk import Desk


def _pick(field: object, position: int) -> None:
    field.box.setCurrentIndex(position)  # type: ignore[attr-defined]
    field.box.activated.emit(position)  # type: ignore[attr-defined]


def test_a_campaign_begins_from_a_template(page: CampaignsPage, workspace: Workspace) -> None:
    page.create_record()
    dialog = page.findChild(NewCampaignDialog)
    assert dialog is not None
    _pick(dialog.template, 1)
    assert dialog.budget.isHidden()
    assert dialog.plan_words.text() == "Plans 8 items around its start."
    dialog.name.edit.setText("Open day")
    dialog.accept_button.click()
    assert dialog.isVisible()
    dialog.starts_on.edit.setText("2026-06-20")
    dialog.accept_button.click()
    made = workspace.campaigns.named("Open day")
    assert (made.channel, made.starts_on) == ("event", date(2026, 6, 20))
    assert len(workspace.campaigns.items(made.id)) == 8


def test_a_campaign_is_copied_and_kept(
    panel: CampaignPanel, workspace: Workspace, campaigns: dict[str, int], opened: list[tuple[str, int]]
) -> None:
    workspace.campaigns.plan(campaigns["Ads"], "Compare", date(2026, 5, 11))
    dialog = panel.copy()
    assert dialog is not None
    assert dialog.starts_on.value() == date(2027, 5, 3)
    dialog.name.edit.setText("Search ads 2027")
    dialog.accept_button.click()
    made = workspace.campaigns.named("Search ads 2027")
    assert opened == [("campaign", made.id)]
    assert [item.planned_on for item in workspace.campaigns.items(made.id)] == [date(2027, 5, 10)]
    keep = panel.keep_as_template()
    assert keep is not None
    keep.name.edit.setText("Ads as ever")
    keep.accept_button.click()
    assert workspace.planning.templates()[0].name == "Ads as ever"


def test_the_brief_is_typed_in_the_panel(
    panel: CampaignPanel, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    for name, typed in (
        ("problem", "No time"),
        ("price_point", "€49"),
        ("owner", "Mara"),
        ("expected_leads", "40"),
    ):
        field = panel.details.fields[name]
        edit = field.edit  # type: ignore[attr-defined]
        edit.setPlainText(typed) if name == "problem" else edit.setText(typed)
        assert field.commit()
    kept = workspace.campaigns.get(campaigns["Ads"])
    assert (kept.problem, kept.price_point, kept.owner, kept.expected_leads) == ("No time", "€49", "Mara", 40)
    field = panel.details.fields["expected_mqls"]
    field.edit.setText("many")  # type: ignore[attr-defined]
    assert not field.commit()


def test_a_checklist_is_kept_in_the_popover(
    panel: CampaignPanel, workspace: Workspace, campaigns: dict[str, int]
) -> None:
    item = workspace.campaigns.plan(campaigns["Ads"], "Compare", date(2026, 5, 20))
    panel.show_page(PLAN)
    popover = panel.plan.rows[0].edit()
    assert isinstance(popover, ItemPopover)
    popover.checklist.new_line.setText("Headlines")
    QTest.keyClick(popover.checklist.new_line, Qt.Key.Key_Return)
    popover.checklist.boxes[0].click()
    popover.owner_field.edit.setText("Mara")
    popover.accept()
    kept = workspace.campaigns.item(item)
    assert (kept.checks, kept.checks_done, kept.owner) == (1, 1, "Mara")
    assert panel.plan.rows[0].kind.text() == "Task · 16 days after the start · Mara · 1 of 1 ticked"


def test_own_templates_are_renamed_and_removed(
    page: CampaignsPage, workspace: Workspace, campaigns: dict[str, int], desk: Desk
) -> None:
    kept = workspace.planning.keep_as_template(campaigns["Fair"], "Our fair")
    page.create_record()
    new = page.findChild(NewCampaignDialog)
    assert new is not None
    templates = new.show_templates()
    (own,) = (each for each in workspace.planning.templates() if each.key == kept)
    ask = templates.ask_name(own)
    ask.name.edit.clear()
    ask.accept_button.click()
    assert ask.problem() == "A campaign needs a name."
    QTest.keyClicks(ask.name.edit, "Fair as ever")
    QTest.keyClick(ask, Qt.Key.Key_Return)
    templates.accept()
    assert new.template.box.itemText(1) == workspace.planning.templates()[0].name == "Fair as ever"
    templates = new.show_templates()
    templates.remove_buttons[kept].click()
    assert templates.nothing.isVisible()
    desk.undo()
    assert list(templates.rename_buttons) == [kept]
    templates.reject()
    new.reject()


def test_a_template_in_the_trash_comes_back_as_one(workspace: Workspace, campaigns: dict[str, int]) -> None:
    kept = workspace.planning.keep_as_template(campaigns["Fair"], "Our fair")
    workspace.planning.remove_template(kept)
    with pytest.raises(NotFound):
        workspace.planning.rename_template(kept, "Again")
    with pytest.raises(NotFound):
        workspace.planning.remove_template(campaigns["Fair"])
    workspace.campaigns.restore([kept])
    assert workspace.planning.templates()[0].name == "Our fair"
    assert kept not in {each.id for each in workspace.campaigns.list()}
