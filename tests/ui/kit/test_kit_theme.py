from __future__ import annotations

import re
import tomllib

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessibilityHints, QFont, QImage, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QMessageBox, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.resources import resource
from smallbiz_crm.ui.kit.metrics import em, px
from smallbiz_crm.ui.kit.theme import Theme, style_sheet, theme
from smallbiz_crm.ui.kit.tokens import THEME_NAMES, contrast, declared_pairs, load_tokens


def test_contrast_agrees_with_the_known_values() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=0.001)
    assert contrast("#FFFFFF", "#777777") == contrast("#777777", "#FFFFFF")


@pytest.mark.parametrize("name", THEME_NAMES)
def test_every_declared_pair_can_be_read(name: str) -> None:
    colors = load_tokens(name).colors
    weak = {
        (pair.front, pair.back): round(contrast(colors[pair.front], colors[pair.back]), 2)
        for pair in declared_pairs()
        if contrast(colors[pair.front], colors[pair.back]) < pair.least
    }
    assert weak == {}


def test_themes_define_the_same_roles() -> None:
    roles = [set(load_tokens(name).colors) for name in THEME_NAMES]
    assert roles[0] == roles[1] == roles[2]


@pytest.mark.parametrize("name", THEME_NAMES)
def test_little_pictures_use_colours_of_their_theme(name: str) -> None:
    colors = set(load_tokens(name).colors.values())
    pictures = list(resource("themes", name).glob("*.svg"))
    assert len(pictures) >= 7
    for picture in pictures:
        assert set(re.findall(r"#[0-9A-F]{6}", picture.read_text())) <= colors, picture.name


@pytest.mark.parametrize("name", THEME_NAMES)
def test_style_sheet_has_no_gap_and_names_pictures_that_exist(name: str) -> None:
    sheet = style_sheet(load_tokens(name), QFont())
    assert "@" not in sheet
    pictures = re.findall(r'url\("([^"]+)"\)', sheet)
    assert pictures
    assert all(resource(path).is_file() for path in pictures)


def test_style_sheet_uses_only_pairs_that_are_declared() -> None:
    """A rule that names both a text colour and a ground must name a pair that is measured."""
    declared = {(pair.front, pair.back) for pair in declared_pairs()}
    rules = re.findall(r"\{((?:[^{}]|@\{[^}]*\})*)\}", resource("app.qss.in").read_text())
    met = set()
    for rule in rules:
        front = re.search(r"(?<![-\w])color: @\{(\w+)\}", rule)
        back = re.search(r"background: @\{(\w+)\}", rule)
        if front and back:
            met.add((front[1], back[1]))
    assert len(met) > 15
    assert met <= declared


def test_apply_sets_palette_text_size_and_tells(qapp: QApplication, light_theme: Theme) -> None:
    told: list[str] = []
    light_theme.changed.connect(lambda: told.append(light_theme.name))
    light_theme.apply(qapp, "dark", 14)
    assert told == ["dark"]
    assert light_theme.is_dark
    assert qapp.font().pointSizeF() == 14
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == "#14181F"
    assert light_theme.color("accent").name().upper() == "#4FC4B5"


def test_text_size_stays_within_limits(qapp: QApplication, light_theme: Theme) -> None:
    light_theme.apply(qapp, "light", 3)
    assert light_theme.text_size == 8
    light_theme.apply(qapp, "light", 99)
    assert light_theme.text_size == 20


def test_system_mode_follows_the_system_and_others_do_not(qapp: QApplication, light_theme: Theme) -> None:
    told = qapp.styleHints().colorSchemeChanged
    light_theme.apply(qapp, "system", 10)
    told.emit(Qt.ColorScheme.Dark)
    assert light_theme.name == "dark"
    told.emit(Qt.ColorScheme.Light)
    assert light_theme.name == "light"
    light_theme.apply(qapp, "contrast", 10)
    told.emit(Qt.ColorScheme.Dark)
    assert light_theme.name == "contrast"


def test_system_mode_shows_high_contrast_where_the_system_does(
    qapp: QApplication, light_theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    light_theme.apply(qapp, "system", 10)
    high = Qt.ContrastPreference.HighContrast
    monkeypatch.setattr(QAccessibilityHints, "contrastPreference", lambda _self: high)
    qapp.styleHints().accessibility().contrastPreferenceChanged.emit(high)
    assert light_theme.name == "contrast"


def test_there_is_one_theme() -> None:
    assert theme() is theme()


def test_lengths_grow_with_the_text(qapp: QApplication, light_theme: Theme, qtbot: QtBot) -> None:
    small = QFont(qapp.font())
    large = QFont(small)
    large.setPointSizeF(20)
    assert px(small, 34) == 34
    assert px(large, 34) == 68
    assert em(large, 2) > em(small, 2) * 1.8


def test_text_from_data_is_never_taken_for_html(qapp: QApplication, qtbot: QtBot) -> None:
    text = "<img src=x><b>Bold</b>"
    label = QLabel(text)
    qtbot.addWidget(label)
    label.show()
    assert label.textFormat() == Qt.TextFormat.PlainText
    box = QMessageBox()
    qtbot.addWidget(box)
    box.setText(text)
    box.show()
    labels = [found for found in box.findChildren(QLabel) if found.text() == text]
    assert [found.textFormat() for found in labels] == [Qt.TextFormat.PlainText]


def test_tool_tips_are_plain(qapp: QApplication, qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()
    QToolTip.showText(owner.mapToGlobal(owner.rect().center()), "<b>tip</b>", owner)
    tips = [w for w in qapp.topLevelWidgets() if isinstance(w, QLabel) and w.text() == "<b>tip</b>"]
    assert [tip.textFormat() for tip in tips] == [Qt.TextFormat.PlainText]
    QToolTip.hideText()


def test_a_label_that_says_rich_stays_rich(qtbot: QtBot) -> None:
    label = QLabel("<b>ours</b>")
    label.setTextFormat(Qt.TextFormat.RichText)
    qtbot.addWidget(label)
    label.show()
    assert label.textFormat() == Qt.TextFormat.RichText


@pytest.mark.parametrize("name", THEME_NAMES)
def test_an_empty_check_box_can_be_seen(
    qapp: QApplication, light_theme: Theme, qtbot: QtBot, name: str
) -> None:
    """Fusion's own indicator vanishes in dark; ours has an edge of three to one in every theme."""
    light_theme.apply(qapp, name, 10)
    box = QCheckBox("Open")
    qtbot.addWidget(box)
    box.show()
    picture: QImage = box.grab().toImage()
    ground = light_theme.color("background").name()
    row = picture.height() // 2
    edge = [picture.pixelColor(x, row).name() for x in range(px(box, 18))]
    assert max(contrast(color, ground) for color in edge) >= 3


def test_theme_files_are_toml_with_a_comment() -> None:
    for name in (*THEME_NAMES, "pairs"):
        text = resource("themes", f"{name}.toml").read_text()
        assert text.startswith("#")
        assert tomllib.loads(text)
