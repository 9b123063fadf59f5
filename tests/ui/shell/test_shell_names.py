"""Every widget that can have the focus has a name for a screen reader, on every page and in every panel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.shell.key_sheet import KeySheet
from smallbiz_crm.ui.shell.main_window import MainWindow
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.ui.shell.registry import all_rooms

PAGES = ("today", "contacts", "deals", "campaigns", "reports", "history", "trash", "settings", "help")
RECORDS = ("contact", "company", "deal", "campaign")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(
        tmp_path / "shop.crm", clock=FixedClock(date(2026, 5, 14)), with_sample=True, holder="window"
    )
    yield made
    made.close()


@pytest.fixture
def whole(qtbot: QtBot, desk: Desk, preferences: Preferences) -> MainWindow:
    """The program's own window over the sample company."""
    window = MainWindow(desk, all_rooms(preferences), preferences)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    return window


def nameless(top: QWidget) -> list[str]:
    """Widgets in sight that can have the focus and say nothing of themselves, and items without a text."""
    found: list[str] = []
    for widget in [top, *top.findChildren(QWidget)]:
        if not widget.isVisible() or not widget.isEnabled() or _is_inside(widget):
            continue
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        told = QAccessible.queryAccessibleInterface(widget)
        if told is None or not told.text(QAccessible.Text.Name).strip():
            found.append(_place_of(widget))
        if isinstance(widget, QAbstractItemView):
            found += _nameless_items(widget)
    return found


def _is_inside(widget: QWidget) -> bool:
    """Whether it is a part of a widget that speaks for it: a viewport, the line of a box."""
    name = widget.objectName()
    owner = widget.parentWidget()
    return name.startswith("qt_") or (isinstance(owner, QAbstractScrollArea) and owner.viewport() is widget)


def _nameless_items(view: QAbstractItemView) -> list[str]:
    model = view.model()
    if model is None:
        return []
    columns = 1 if isinstance(model, QAbstractListModel) else max(1, model.columnCount())
    return [
        f"{_place_of(view)} row {row}"
        for row in range(min(model.rowCount(), 30))
        if not any(
            str(model.index(row, column).data(role) or "").strip()
            for column in range(columns)
            for role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole)
        )
    ]


def _place_of(widget: QWidget) -> str:
    parts: list[str] = []
    each: QWidget | None = widget
    while each is not None and len(parts) < 5:
        parts.append(type(each).__name__)
        each = each.parentWidget()
    return " < ".join(parts)


def test_a_nameless_field_is_found(qtbot: QtBot):
    top = QWidget()
    qtbot.addWidget(top)
    field = QLineEdit(top)
    top.show()
    assert nameless(top) == ["QLineEdit < QWidget"]
    field.setAccessibleName("Name")
    assert nameless(top) == []


@pytest.mark.parametrize("page", PAGES)
def test_everything_on_a_page_has_a_name(qtbot: QtBot, whole: MainWindow, page: str):
    whole.go_to(page)
    assert nameless(whole) == []


@pytest.mark.parametrize("kind", RECORDS)
def test_everything_in_a_panel_has_a_name(qtbot: QtBot, whole: MainWindow, kind: str):
    whole.go_to("contacts")
    whole.desk.open_record(kind, 1)
    assert whole.panels.panel is not None
    assert nameless(whole.panels.panel) == []


def test_the_palette_and_the_key_sheet_have_names(whole: MainWindow):
    whole.find_anything()
    palette = whole.palette_shown
    assert palette is not None
    assert nameless(palette) == []
    palette.dismiss()
    whole.commands.show_keys()
    sheet = whole.findChild(KeySheet)
    assert sheet is not None
    assert nameless(sheet) == []
    sheet.reject()
