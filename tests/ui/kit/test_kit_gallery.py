from __future__ import annotations

from itertools import pairwise

import pytest
from kit_gallery import Gallery
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QListView, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.ui.kit.labels import ElidedLabel
from smallbiz_crm.ui.kit.messages import banner, toast
from smallbiz_crm.ui.kit.theme import Theme


def _shown(qtbot: QtBot, width: int, height: int) -> Gallery:
    window = Gallery()
    qtbot.addWidget(window)
    window.resize(width, height)
    window.show()
    banner("This file was opened read-only.", "warning", "Save a copy", window.close)
    toast("Deal moved to Won.", "Undo", window.close)
    QApplication.sendPostedEvents()
    return window


@pytest.mark.parametrize("size", [10, 15, 20])
@pytest.mark.parametrize("mode", ["light", "dark", "contrast"])
def test_gallery_is_painted_without_a_warning(
    qapp: QApplication, light_theme: Theme, qtbot: QtBot, mode: str, size: float
) -> None:
    """Qt's own warnings fail any test; here every part of the kit is painted in every theme and size."""
    light_theme.apply(qapp, mode, size)  # pyright: ignore[reportArgumentType]
    window = _shown(qtbot, 1_900, 1_300)
    picture = window.grab().toImage()
    ground = light_theme.color("background").name()
    assert picture.pixelColor(picture.width() - 3, picture.height() - 3).name() == ground
    colors = {picture.pixelColor(x, y).name() for x in range(0, 1_900, 3) for y in range(0, 1_300, 3)}
    assert {light_theme.color(role).name() for role in ("accent", "selection", "surface")} <= colors


def test_live_switch_repaints_everything(qapp: QApplication, light_theme: Theme, qtbot: QtBot) -> None:
    window = _shown(qtbot, 1_400, 1_000)
    light_theme.apply(qapp, "dark", 10)
    QApplication.sendPostedEvents()
    picture = window.grab().toImage()
    greys = {"#ffffff", "#f5f6f8", "#eceff3"}
    found = {picture.pixelColor(x, y).name() for x in range(0, 1_400, 2) for y in range(0, 1_000, 2)}
    assert not greys & found


@pytest.mark.parametrize("size", [8, 10, 15, 20])
def test_words_have_room_at_every_text_size(
    qapp: QApplication, light_theme: Theme, qtbot: QtBot, size: float
) -> None:
    light_theme.apply(qapp, "light", size)
    window = _shown(qtbot, 2_200, 1_500)
    for label in window.findChildren(QLabel):
        if label.isVisible() and not isinstance(label, ElidedLabel) and not label.wordWrap() and label.text():
            assert label.width() >= label.sizeHint().width() - 1, label.text()
    for widget in [*window.findChildren(QAbstractButton), *window.findChildren(QLineEdit)]:
        if widget.isVisible() and widget.parentWidget() is not window.search:
            assert widget.height() >= widget.fontMetrics().height(), widget


def test_everything_that_takes_focus_has_a_name(qtbot: QtBot) -> None:
    window = _shown(qtbot, 1_400, 1_000)
    nameless = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy().value & 1
        and not widget.accessibleName()
        and not getattr(widget, "text", str)()
        and not isinstance(widget, QComboBox | QListView)
        and not widget.objectName().startswith("qt_")
    ]
    assert nameless == []


def test_tiles_and_fields_do_not_overlap(qtbot: QtBot) -> None:
    window = _shown(qtbot, 1_100, 900)
    places = [
        QRect(field.mapTo(window, field.rect().topLeft()), field.size())
        for field in window.fields
        if field.isVisible()
    ]
    assert all(upper.bottom() < lower.top() for upper, lower in pairwise(places))
