from __future__ import annotations

import sys
from collections.abc import Sequence

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.paged_model import (
    FIRST_ROWS,
    PAGE_ROWS,
    PAGES_KEPT,
    Column,
    IdRole,
    PagedTableModel,
    ValueRole,
)
from smallbiz_crm.ui.kit.row_delegate import RowDelegate
from smallbiz_crm.ui.kit.theme import Theme

COLUMNS = (
    Column("name", "Name", 20, stretch=1),
    Column("size", "Size", 10, "right", show=lambda value: f"{value:,}"),
    Column("state", "State", 12, chip=lambda value: "danger" if value == "late" else None, sortable=False),
)


class Source:
    """Rows as the workspace would give them, counting how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.names: dict[int, str] = {}
        self.gone: set[int] = set()

    def fetch(self, ids: Sequence[int]) -> list[tuple[object, ...]]:
        self.asked.append(list(ids))
        rows = [
            (n, self.names.get(n, f"Person {n}"), n * 1000, "late", "more") for n in ids if n not in self.gone
        ]
        return rows[::-1]


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def model(source: Source, qapp: QApplication) -> PagedTableModel:
    return PagedTableModel(COLUMNS, source.fetch)


@pytest.fixture
def view(model: PagedTableModel, qtbot: QtBot) -> ListView:
    shown = ListView(model, "People")
    qtbot.addWidget(shown)
    shown.resize(700, 400)
    shown.show()
    shown.activateWindow()
    shown.setFocus()
    qtbot.waitUntil(shown.hasFocus)
    return shown


def _text(model: PagedTableModel, row: int, column: int = 0) -> object:
    return model.index(row, column).data()


def test_model_keeps_the_rules_of_models(model: PagedTableModel, source: Source) -> None:
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(model, fatal)
    model.set_ids(range(1, 301))
    model.extend_ids(range(301, 500))
    source.gone = {7}
    model.invalidate([7, 250])
    model.invalidate()
    model.set_ids([])
    model.extend_ids([4])
    model.extend_ids([])
    model.set_ids(range(5))
    assert tester.model() is model


def test_rows_come_in_pages_and_only_when_looked_at(model: PagedTableModel, source: Source) -> None:
    model.set_ids(range(1, 100_001))
    assert model.rowCount() == 100_000
    assert source.asked == []
    assert _text(model, 70_000) == "Person 70001"
    assert _text(model, 70_001, 1) == "70,002,000"
    page = 70_000 // PAGE_ROWS * PAGE_ROWS
    assert source.asked == [list(range(page + 1, page + PAGE_ROWS + 1))]


def test_least_recently_used_pages_are_forgotten(model: PagedTableModel, source: Source) -> None:
    model.set_ids(range(1, 100_001))
    for page in range(PAGES_KEPT):
        _text(model, page * PAGE_ROWS)
    _text(model, 0)
    _text(model, PAGES_KEPT * PAGE_ROWS)
    asked = len(source.asked)
    _text(model, 0)
    assert len(source.asked) == asked
    _text(model, PAGE_ROWS)
    assert len(source.asked) == asked + 1


def test_vanished_row_is_blank(model: PagedTableModel, source: Source) -> None:
    source.gone = {2}
    model.set_ids([1, 2, 3])
    assert [_text(model, row) for row in range(3)] == ["Person 1", "", "Person 3"]
    assert model.values(1) is None
    assert model.index(1, 1).data(ValueRole) is None


def test_roles(model: PagedTableModel) -> None:
    model.set_ids([9, 2**40])
    index = model.index(1, 1)
    assert index.data(IdRole) == 2**40
    assert index.data(ValueRole) == 2**40 * 1000
    assert index.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Size"
    assert model.values(0) == (9, "Person 9", 9000, "late", "more")
    assert (model.row_of(9), model.row_of(10), model.id_at(5)) == (0, -1, None)


def test_invalidate_fetches_only_the_pages_of_those_ids(model: PagedTableModel, source: Source) -> None:
    model.set_ids(range(1, 1_000))
    for row in (0, 500):
        _text(model, row)
    source.names[501] = "Renamed"
    source.asked.clear()
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    model.invalidate([501])
    assert _text(model, 500) == "Renamed"
    _text(model, 0)
    assert len(source.asked) == 1
    first = 500 // PAGE_ROWS * PAGE_ROWS
    assert changed == [(first, first + PAGE_ROWS - 1)]


def test_extending_completes_the_last_page(model: PagedTableModel, source: Source) -> None:
    model.set_ids(range(FIRST_ROWS))
    _text(model, FIRST_ROWS - 1)
    model.extend_ids(range(FIRST_ROWS, 1_000))
    assert _text(model, FIRST_ROWS) == f"Person {FIRST_ROWS}"
    assert list(model.ids()) == list(range(1_000))


def test_failing_fetch_is_told_once_a_page(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(_ids: Sequence[int]) -> list[tuple[object, ...]]:
        raise OSError("disk")

    model = PagedTableModel(COLUMNS, fetch)
    model.set_ids(range(PAGE_ROWS))
    with pytest.raises(OSError, match="disk"):
        model.text(0, 0)
    assert [model.text(row, 0) for row in range(PAGE_ROWS)] == [""] * PAGE_ROWS
    assert sys.exc_info() == (None, None, None)


def test_current_record_survives_a_reset(view: ListView, model: PagedTableModel) -> None:
    told: list[object] = []
    view.selected.connect(told.append)
    model.set_ids(range(1, 500))
    assert view.select_id(200)
    model.set_ids(range(150, 300))
    assert (view.current_id(), view.currentIndex().row(), view.selected_ids()) == (200, 50, [200])
    model.set_ids(range(1, 100))
    assert (view.current_id(), view.selected_ids()) == (200, [])
    model.extend_ids(range(100, 300))
    assert view.currentIndex().row() == 199
    assert told == []
    assert not view.select_id(9_999)
    assert view.select_id(None) is False
    assert view.current_id() is None


def test_several_selected_records_survive_a_reset(
    view: ListView, model: PagedTableModel, qtbot: QtBot
) -> None:
    model.set_ids(range(1, 100))
    view.select_id(3)
    for _step in range(2):
        qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert view.selected_ids() == [3, 4, 5]
    model.set_ids(range(99, 0, -1))
    assert view.selected_ids() == [5, 4, 3]


def test_keys_select_and_open(view: ListView, model: PagedTableModel, qtbot: QtBot) -> None:
    told: list[tuple[str, object]] = []
    view.selected.connect(lambda record: told.append(("selected", record)))
    view.opened.connect(lambda record: told.append(("opened", record)))
    model.set_ids([11, 22, 33])
    view.select_id(11)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClicks(view, "Person 33")
    assert told == [("selected", 22), ("opened", 22)]


def test_double_click_and_menu_name_the_record(view: ListView, model: PagedTableModel, qtbot: QtBot) -> None:
    opened: list[object] = []
    asked: list[object] = []
    view.opened.connect(opened.append)
    view.menu_requested.connect(lambda record, _place: asked.append(record))
    model.set_ids([11, 22, 33])
    place = view.visualRect(model.index(1, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    view.customContextMenuRequested.emit(place)
    view.customContextMenuRequested.emit(QPoint(5, 380))
    assert opened == [22]
    assert asked == [22, None]


def test_headings_ask_for_an_order(view: ListView, model: PagedTableModel, qtbot: QtBot) -> None:
    asked: list[tuple[str, bool]] = []
    view.sort_requested.connect(lambda key, descending: asked.append((key, descending)))
    model.set_ids(range(5))
    header = view.horizontalHeader()

    def click(section: int) -> None:
        place = QPoint(header.sectionViewportPosition(section) + 20, header.height() // 2)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)

    view.set_sort("name", False)
    assert asked == []
    click(0)
    click(1)
    click(2)
    assert asked == [("name", True), ("size", False)]
    assert header.sortIndicatorSection() == 1


def test_columns_fill_the_width_and_keep_what_the_user_chose(view: ListView, model: PagedTableModel) -> None:
    model.set_ids(range(5))
    header = view.horizontalHeader()
    assert header.length() == view.viewport().width()
    view.resize(900, 400)
    assert header.length() == view.viewport().width()
    header.resizeSection(1, 222)
    view.resize(800, 400)
    assert header.sectionSize(1) == 222


def test_rows_grow_with_the_text(
    qapp: QApplication, light_theme: Theme, view: ListView, model: PagedTableModel
) -> None:
    model.set_ids(range(5))
    before = view.rowHeight(0)
    assert before >= 34
    light_theme.apply(qapp, "light", 20)
    assert view.rowHeight(0) > before * 1.7


def test_empty_state_shows_when_filled_with_nothing(view: ListView, model: PagedTableModel) -> None:
    pressed: list[str] = []
    empty = EmptyState("contacts", "Nobody here yet.", [("Import", lambda: pressed.append("import"))])
    view.set_empty_state(empty)
    assert empty.isHidden()
    model.set_ids([])
    assert empty.isVisible()
    assert empty.size() == view.viewport().size()
    empty.buttons[0].click()
    assert pressed == ["import"]
    model.extend_ids([1])
    assert empty.isHidden()


def test_selected_row_shows_its_words_in_the_selection_colour(
    view: ListView, model: PagedTableModel, light_theme: Theme
) -> None:
    model.set_ids([1, 2, 3])
    view.select_id(2)
    picture = view.viewport().grab().toImage()

    def colors(row: int) -> set[str]:
        area = view.visualRect(model.index(row, 0))
        return {
            picture.pixelColor(x, y).name()
            for x in range(area.left(), area.right())
            for y in range(area.top(), area.bottom() - 1)
        }

    assert light_theme.color("selection").name() in colors(1)
    assert light_theme.color("on_selection").name() in colors(1)
    assert light_theme.color("text").name() not in colors(1)
    assert light_theme.color("text").name() in colors(0)


def test_each_cell_is_looked_at_once_a_paint(
    view: ListView, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = view.model_of_records()
    model.set_ids(range(1, 200))
    looked: list[tuple[int, int]] = []
    original = PagedTableModel.cell

    def counted(self: PagedTableModel, row: int, column: int) -> object:
        looked.append((row, column))
        return original(self, row, column)

    monkeypatch.setattr(PagedTableModel, "cell", counted)
    source.asked.clear()
    view.viewport().grab()
    assert len(looked) == len(set(looked))
    assert {column for _row, column in looked} == {0, 1, 2}
    assert len(source.asked) <= 1


def test_elided_text_is_remembered_and_one_line(view: ListView) -> None:
    delegate = view.itemDelegate()
    assert isinstance(delegate, RowDelegate)
    long = "A very long name that cannot fit"
    assert delegate.elided(long, 60).endswith("…")
    assert delegate.elided(long, 60) is delegate.elided(long, 60)
    assert delegate.elided("two\nlines", 500) == "two lines"
