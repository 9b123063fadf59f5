from __future__ import annotations

import gc
import re

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QIcon, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from smallbiz_crm.resources import resource
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.icons import application_icon, draw_icon, icon, icon_names
from smallbiz_crm.ui.kit.theme import Theme

ASKED_FOR = {
    "today",
    "contacts",
    "person",
    "company",
    "deals",
    "campaigns",
    "calendar",
    "reports",
    "settings",
    "help",
    "search",
    "plus",
    "import",
    "export",
    "undo",
    "redo",
    "history",
    "trash",
    "restore",
    "check",
    "clock",
    "snooze",
    "phone",
    "mail",
    "meeting",
    "note",
    "tag",
    "filter",
    "close",
    "chevron-up",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "more",
    "warning",
    "info",
    "success",
    "file",
    "paperclip",
    "folder",
    "money",
    "target",
    "trophy",
    "lost",
    "drag",
    "link",
    "star",
    "lock",
}


def _colors(
    shown: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off
) -> set[str]:
    """The opaque colours of the icon."""
    image = shown.pixmap(QSize(48, 48), mode, state).toImage()
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return {image.pixelColor(x, y).name() for x, y in points if image.pixelColor(x, y).alpha() == 255}


def test_every_icon_asked_for_was_drawn() -> None:
    assert set(icon_names()) >= ASKED_FOR


@pytest.mark.parametrize("name", icon_names())
def test_icon_is_drawn_with_one_stroke_on_one_grid(name: str) -> None:
    drawing = resource("icons", f"{name}.svg").read_text()
    assert 'viewBox="0 0 24 24"' in drawing
    assert set(re.findall(r'stroke-width="([^"]+)"', drawing)) == {"1.75"}
    assert 'stroke-linejoin="round"' in drawing
    assert not re.search(r"#[0-9a-fA-F]{3}", drawing)
    assert _colors(icon(name, "danger")) == {"#b3261e"}


def test_icon_follows_theme_mode_and_state(qapp: QApplication, light_theme: Theme) -> None:
    shown = icon("search", "accent", "danger")
    assert _colors(shown) == {light_theme.color("accent").name()}
    assert _colors(shown, QIcon.Mode.Disabled) == {light_theme.color("disabled").name()}
    assert _colors(shown, QIcon.Mode.Selected) == {light_theme.color("on_selection").name()}
    assert _colors(shown, state=QIcon.State.On) == {light_theme.color("danger").name()}
    light_theme.apply(qapp, "dark", 10)
    assert _colors(shown) == {"#4fc4b5"}


def test_icon_is_sharp_on_a_dense_screen() -> None:
    pixmap = icon("search").pixmap(QSize(20, 20), 2.0)
    assert pixmap.size() == QSize(40, 40)
    assert pixmap.devicePixelRatio() == 2


def test_copies_of_an_icon_outlive_the_first() -> None:
    copy = QIcon(icon("mail", "info"))
    clone = QIcon(copy)
    clone.addPixmap(copy.pixmap(8, 8))
    del copy
    gc.collect()
    assert _colors(icon("mail", "info")) == {"#1f5aa8"}


def test_unknown_icon_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        icon("unicorn")


def test_draw_icon_paints_where_it_should() -> None:
    image = QImage(60, 30, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    draw_icon(painter, QRect(30, 0, 30, 30), "plus", "accent")
    painter.end()
    assert image.pixelColor(45, 15).name() == "#0b6e66"
    assert all(image.pixelColor(x, 15).alpha() == 0 for x in range(30))


def test_application_icon_has_a_picture() -> None:
    assert not application_icon().pixmap(64, 64).isNull()


def test_button_icon_grows_with_the_text(qapp: QApplication, light_theme: Theme, qtbot: QtBot) -> None:
    button, small = Button("Import", "import"), IconButton("more", "More")
    qtbot.addWidget(button)
    qtbot.addWidget(small)
    button.show()
    small.show()
    before = button.iconSize().height(), small.iconSize().height()
    light_theme.apply(qapp, "light", 20)
    assert (button.iconSize().height(), small.iconSize().height()) == (before[0] * 2, before[1] * 2)
    assert small.accessibleName() == "More"
