"""Score and hand-over in the settings: definitions, the promise, rules and points, saved as they are typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.campaigns import TouchKind
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.fields import AmountField, TextField
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.ui.shell.settings_page import SettingsPage


@pytest.fixture
def page(tmp_path: Path, qtbot: QtBot) -> Iterator[SettingsPage]:
    workspace = Workspace.create(tmp_path / "a.crm", holder="window")
    desk = Desk(workspace, inline=True)
    made = SettingsPage(desk, Preferences())
    qtbot.addWidget(made)
    made.resize(1000, 800)
    made.show()
    made.make_fresh()
    yield made
    desk.close()
    workspace.close()


def _type(field: object, text: str) -> None:
    assert isinstance(field, (TextField, AmountField))
    field.edit.setFocus()
    field.edit.selectAll()
    QTest.keyClicks(field.edit, text)
    QTest.keyClick(field.edit, Qt.Key.Key_Return)


def test_definitions_promise_and_threshold_are_saved(page: SettingsPage) -> None:
    settings = page.desk.workspace.settings
    assert page.fields["score.threshold"].value() == 30

    _type(page.fields["definition.mql"], "fits and asked")
    _type(page.fields["promise.first_contact"], "24 h")
    _type(page.fields["score.threshold"], "45")
    _type(page.fields["score.half_life"], "0")

    assert settings.get("definition.mql") == "fits and asked"
    assert settings.get("promise.first_contact") == "24 hours"
    assert settings.get("score.threshold") == 45
    assert settings.get("score.half_life") == 90
    assert page.fields["score.half_life"].state == "bad"


def test_a_rule_is_added_shown_and_removed(page: SettingsPage) -> None:
    scoring = page.desk.workspace.scoring
    dialog = page.scoring.ask_rule()
    dialog.field.set_value("mailable")
    dialog.value.edit.setText("Yes")
    dialog.points.edit.setText("5")
    dialog.submit()

    (rule,) = scoring.fit_rules()
    assert (rule.field, rule.value, rule.points) == ("mailable", "yes", 5)
    button = page.scoring.remove_buttons[rule.id]
    assert button.accessibleName() == "Remove “May be mailed is Yes”"
    button.click()
    assert scoring.fit_rules() == []


def test_an_unfit_rule_says_why(page: SettingsPage) -> None:
    dialog = page.scoring.ask_rule()
    dialog.field.set_value("consent_email")
    dialog.value.edit.setText("perhaps")
    dialog.submit()

    assert "perhaps" in dialog.problem()
    dialog.reject()


def test_points_of_a_touch_are_saved(page: SettingsPage) -> None:
    _type(page.scoring.points[TouchKind.MET], "15")

    assert page.desk.workspace.scoring.touch_points()[TouchKind.MET] == 15
