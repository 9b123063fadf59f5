"""The heading of a list: the arrow of the sorted column stands beside its words, whatever side they are on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel
from smallbiz_crm.ui.kit.theme import Theme

COLUMNS = [Column("first", "", 4), Column("name", "Revenue", 16), Column("sum", "Revenue", 16, "right")]


@pytest.fixture
def view(qtbot: QtBot, light_theme: Theme) -> ListView:
    shown = ListView(PagedTableModel(COLUMNS, lambda ids: [(each, "", "", "") for each in ids]), "Sales")
    qtbot.addWidget(shown)
    shown.resize(500, 200)
    shown.show()
    return shown


def ink(view: ListView, section: int) -> int:
    """How many columns of pixels of a heading have ink."""
    header = view.horizontalHeader()
    left, width = header.sectionViewportPosition(section), header.sectionSize(section)
    picture: QImage = header.viewport().grab(QRect(left, 2, width, header.height() - 6)).toImage()
    ground = picture.pixel(1, 1)
    return sum(
        any(picture.pixel(x, y) != ground for y in range(picture.height())) for x in range(2, picture.width())
    )


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("section", [1, 2])
def test_the_arrow_takes_nothing_of_the_words(view: ListView, section: int, descending: bool) -> None:
    words = ink(view, section)
    view.set_sort(COLUMNS[section].key, descending)

    assert ink(view, section) >= words + 5
