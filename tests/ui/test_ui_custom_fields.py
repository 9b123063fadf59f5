"""The user's own fields in a panel and in the settings: defined, filled in, refused, ordered, removed, undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.contacts.panel import ContactPanel
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.field_dialog import FieldDialog
from smallbiz_crm.ui.kit.fields import AmountField, ChoiceField, DateField, TextField
from smallbiz_crm.ui.kit.messages import install_messages
from smallbiz_crm.ui.shell.fields_card import FieldsCard


@pytest.fixture(autouse=True)
def german(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def desk(tmp_path: Path, qapp: QApplication) -> Iterator[Desk]:
    workspace = Workspace.create(tmp_path / "a.crm", clock=FixedClock(date(2026, 5, 14)), holder="window")
    made = Desk(workspace, inline=True)
    yield made
    made.close()
    workspace.close()


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[QWidget], QWidget]:
    def show(widget: QWidget) -> QWidget:
        qtbot.addWidget(widget)
        install_messages(widget)
        widget.resize(500, 900)
        widget.show()
        qtbot.waitExposed(widget)
        widget.activateWindow()
        return widget

    return show


def test_a_field_of_each_type_is_filled_in_on_a_person(
    desk: Desk, qtbot: QtBot, shown: Callable[[QWidget], QWidget]
) -> None:
    workspace = desk.workspace
    ana = workspace.contacts.add(NewContact("Ana Pérez"))
    text = workspace.fields.add("contact", "Hobby")
    number = workspace.fields.add("contact", "Seats", "number")
    day = workspace.fields.add("contact", "Renews", "date")
    choice = workspace.fields.add("contact", "Level", "choice", ["Gold", "Silver"])
    panel = ContactPanel(desk)
    shown(panel)
    panel.show_record(ana)
    fields = panel.details.custom.fields
    typed = {text: "Sailing", number: "1.234,5", day: "3.6.2026"}
    for field_id, words in typed.items():
        field = fields[field_id]
        assert isinstance(field, (TextField, AmountField, DateField))
        field.edit.setFocus()
        qtbot.keyClicks(field.edit, words)
        qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    box = fields[choice]
    assert isinstance(box, ChoiceField)
    box.box.setCurrentIndex(2)
    box.box.activated.emit(2)
    custom = workspace.contacts.get(ana).custom
    assert custom == {"Hobby": "Sailing", "Seats": "1234.5", "Renews": "2026-06-03", "Level": "Silver"}

    seats = fields[number]
    assert isinstance(seats, AmountField)
    assert seats.edit.text() == "1.234,5"
    seats.edit.setFocus()
    seats.edit.selectAll()
    qtbot.keyClicks(seats.edit, "some")
    qtbot.keyClick(seats.edit, Qt.Key.Key_Return)
    assert seats.state == "bad"
    assert seats.edit.text() == "some"
    assert workspace.contacts.get(ana).custom["Seats"] == "1234.5"

    workspace.history.undo()
    assert "Level" not in workspace.contacts.get(ana).custom
    assert box.value() == ""


def test_a_field_is_defined_from_the_panel_by_keys(
    desk: Desk, qtbot: QtBot, shown: Callable[[QWidget], QWidget]
) -> None:
    ana = desk.workspace.contacts.add(NewContact("Ana Pérez"))
    panel = ContactPanel(desk)
    shown(panel)
    panel.show_record(ana)
    dialog = panel.details.custom.define()
    qtbot.keyClick(dialog.name.edit, Qt.Key.Key_Return)
    assert dialog.problem() == "A field needs a name."
    qtbot.keyClicks(dialog.name.edit, "Shoe size")
    qtbot.keyClick(dialog.name.edit, Qt.Key.Key_Return)
    assert [field.name for field in desk.workspace.fields.of("contact")] == ["Shoe size"]
    assert [field.label.text() for field in panel.details.custom.fields.values()] == ["Shoe size"]


def test_the_settings_change_order_and_remove(
    desk: Desk, qtbot: QtBot, shown: Callable[[QWidget], QWidget]
) -> None:
    fields = desk.workspace.fields
    for name in ("First", "Second"):
        fields.add("company", name)
    card = FieldsCard(desk)
    shown(card)
    desk.changed.connect(lambda _touched: card.refresh())
    card.refresh()
    assert not card.rows
    assert card.nothing.isVisible()
    card.kind.choose("company")
    card.refresh()
    qtbot.mouseClick(card.rows[1].up_button, Qt.MouseButton.LeftButton)
    assert [field.name for field in fields.of("company")] == ["Second", "First"]

    card.rows[0].edit_button.click()
    dialog = card.window().findChild(FieldDialog)
    assert dialog is not None
    dialog.name.edit.selectAll()
    qtbot.keyClicks(dialog.name.edit, "Branch")
    dialog.submit()
    assert [field.name for field in fields.of("company")] == ["Branch", "First"]

    card.rows[0].remove_button.click()
    assert [field.name for field in fields.of("company")] == ["First"]
    desk.undo()
    assert [row.field_id for row in card.rows] == [field.id for field in fields.of("company")]
    assert len(card.rows) == 2
