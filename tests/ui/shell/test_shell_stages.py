"""Stages and reasons in the settings, by keys and mouse: added, changed, moved, removed, and all undone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.deals import ExitFact, StageColour
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.ui.shell.settings_page import SettingsPage


def opened(qtbot: QtBot, desk: Desk, preferences: Preferences) -> SettingsPage:
    page = SettingsPage(desk, preferences)
    qtbot.addWidget(page)
    page.resize(900, 1_200)
    page.show()
    page.activateWindow()
    qtbot.waitActive(page)
    page.make_fresh()
    qtbot.waitUntil(lambda: all(row.isVisible() for row in page.stages.rows.values()))
    return page


def names(workspace: Workspace) -> list[str]:
    return [stage.name for stage in workspace.stages.list()]


def test_a_stage_is_added_and_changed(
    qtbot: QtBot, desk: Desk, preferences: Preferences, workspace: Workspace
) -> None:
    page = opened(qtbot, desk, preferences)
    dialog = page.stages.ask_new()
    QTest.keyClicks(dialog.name_field.edit, "Trial")
    dialog.probability_field.edit.setText("90 %")
    dialog.stale_field.edit.setText("abc")
    dialog.submit()
    assert dialog.isVisible()
    assert dialog.stale_field.state == "bad"
    dialog.stale_field.edit.setText("7")
    dialog.fact_boxes[ExitFact.BUDGET].click()
    dialog.submit()

    made = workspace.stages.list()[-3]
    assert (made.name, made.probability, made.stale_days, made.exit_check) == (
        "Trial",
        9_000,
        7,
        (ExitFact.BUDGET,),
    )
    dialog = page.stages.ask_change(made.id)
    assert dialog.probability_field.edit.text() == "90"
    dialog.name_field.edit.setText("discovery")
    dialog.colour_field.set_value(StageColour.AMBER)
    dialog.submit()
    assert dialog.problem() == "There is a stage “discovery” already."
    dialog.name_field.edit.setText("Test drive")
    dialog.submit()
    changed = workspace.stages.list()[-3]
    assert (changed.name, changed.colour) == ("Test drive", StageColour.AMBER)


def test_the_focus_stays_on_the_button_that_moves_a_stage(
    qtbot: QtBot, desk: Desk, preferences: Preferences, workspace: Workspace
) -> None:
    page = opened(qtbot, desk, preferences)
    proposal = page.stages.rows[next(s.id for s in workspace.stages.list() if s.name == "Proposal")]
    proposal.up_button.setFocus()

    QTest.keyClick(proposal.up_button, Qt.Key.Key_Space)

    assert names(workspace)[:3] == ["Qualified", "Proposal", "Discovery"]
    assert QApplication.focusWidget() is proposal.up_button
    first = page.stages.rows[workspace.stages.list()[0].id]
    won = next(row for row in page.stages.rows.values() if row.stage.name == "Won")
    assert not first.up_button.isEnabled()
    assert not won.up_button.isEnabled()
    assert not won.remove_button.isEnabled()
    assert first.down_button.accessibleName() == "Move Qualified down"


def test_a_stage_with_deals_asks_where_they_go(
    qtbot: QtBot, desk: Desk, preferences: Preferences, workspace: Workspace
) -> None:
    proposal = next(stage for stage in workspace.stages.list() if stage.name == "Proposal")
    deal = workspace.deals.add("Shelf", stage_id=proposal.id)
    page = opened(qtbot, desk, preferences)

    dialog = page.stages.ask_remove(proposal.id)
    assert dialog is not None
    QTest.keyClick(dialog, Qt.Key.Key_Return)

    assert workspace.deals.get(deal).stage == "Discovery"
    assert "Proposal" not in names(workspace)
    assert len(page.stages.rows) == 5
    desk.undo()
    assert workspace.deals.get(deal).stage == "Proposal"
    qtbot.waitUntil(page.stages.rows[proposal.id].isVisible)
    empty = next(stage for stage in workspace.stages.list() if stage.name == "Negotiation")
    assert page.stages.ask_remove(empty.id) is None
    assert "Negotiation" not in names(workspace)


def test_reasons_are_kept_in_the_settings(
    qtbot: QtBot, desk: Desk, preferences: Preferences, workspace: Workspace
) -> None:
    page = opened(qtbot, desk, preferences)
    dialog = page.reasons.ask_new()
    QTest.keyClicks(dialog.name_field.edit, "Moved away")
    QTest.keyClick(dialog.name_field.edit, Qt.Key.Key_Return)
    added = next(each[0] for each in workspace.stages.lost_reasons() if each[1] == "Moved away")

    dialog = page.reasons.ask_name(added, "Moved away")
    dialog.name_field.edit.setText("Price")
    dialog.submit()
    assert dialog.problem() == "There is a reason “Price” already."
    dialog.reject()
    page.reasons.remove_buttons[added].click()

    assert added not in page.reasons.remove_buttons
    assert "Moved away" not in workspace.deals.lost_reasons()
