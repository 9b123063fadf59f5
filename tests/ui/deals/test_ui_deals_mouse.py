"""A card dragged by a real pointer on a real X server: dropped, taken back by Esc, won."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from board_reading import column, stage_id, titles, won_popover
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.deals.page import DealsPage

pytestmark = [pytest.mark.full, pytest.mark.x11]


@pytest.fixture(autouse=True)
def pointer() -> None:
    if shutil.which("xdotool") is None:
        pytest.skip("needs xdotool to move the pointer")


@pytest.fixture
def shelf(workspace: Workspace) -> int:
    workspace.deals.add("Logo", stage_id=stage_id(workspace, "Discovery"))
    return workspace.deals.add("Shelf", amount=50_000)


def place_of(page: DealsPage, name: str) -> QPoint:
    """The middle of the first card of a column, or of the list when it has none, on the screen."""
    cards = column(page, name).cards
    model = cards.model_of_cards()
    rect = cards.visualRect(model.index(0, 0)) if model.rowCount() else cards.viewport().rect()
    return cards.viewport().mapToGlobal(rect.center())


class Pointer:
    """Draws the first card of one column over another, and notes what the board shows on the way.

    A drag runs an event loop of its own, so that a test hears of it only by a timer.
    """

    def __init__(self, page: DealsPage, source: str, target: str, *, end: tuple[str, ...]) -> None:
        self.seen: list[dict[str, list[str]]] = []
        self._timer = QTimer()
        self._timer.setInterval(40)
        self._timer.timeout.connect(lambda: self.seen.append(titles(page)))
        self._timer.start()
        first, last = place_of(page, source), place_of(page, target)
        words = ["mousemove", *_at(first), "sleep", "0.2", "mousedown", "1", "sleep", "0.1"]
        for part in (0.1, 0.3, 0.6, 0.9, 1.0):
            words += ["mousemove", *_at(first + (last - first) * part), "sleep", "0.1"]
        self._process = subprocess.Popen(["xdotool", *words, "sleep", "0.4", *end])

    def wait(self, qtbot: QtBot) -> None:
        """Until the pointer has done all and the window has heard of it."""
        qtbot.waitUntil(lambda: self._process.poll() is not None, timeout=15_000)
        qtbot.wait(200)
        self._timer.stop()


def _at(place: QPoint) -> tuple[str, str]:
    return str(place.x()), str(place.y())


def test_a_drop_moves_and_shows_where_on_the_way(
    page: DealsPage, window: QWidget, shelf: int, qtbot: QtBot
) -> None:
    page.make_fresh()
    qtbot.wait(300)

    pointer = Pointer(page, "Qualified", "Discovery", end=("mouseup", "1"))
    pointer.wait(qtbot)

    assert {"Qualified": ["Shelf"], "Discovery": ["Logo", "…"]} in pointer.seen
    assert titles(page) == {"Discovery": ["Logo", "Shelf"]}
    assert page.current_id() == shelf


def test_escape_ends_a_drag_and_all_is_as_it_was(
    page: DealsPage, window: QWidget, shelf: int, workspace: Workspace, qtbot: QtBot
) -> None:
    page.make_fresh()
    qtbot.wait(300)

    pointer = Pointer(page, "Qualified", "Discovery", end=("key", "Escape", "sleep", "0.3", "mouseup", "1"))
    pointer.wait(qtbot)

    assert {"Qualified": ["Shelf"], "Discovery": ["Logo", "…"]} in pointer.seen
    assert titles(page) == {"Qualified": ["Shelf"], "Discovery": ["Logo"]}
    assert workspace.deals.get(shelf).stage == "Qualified"


def test_a_drop_on_won_asks_and_the_answer_wins(
    page: DealsPage, window: QWidget, shelf: int, workspace: Workspace, qtbot: QtBot
) -> None:
    page.make_fresh()
    qtbot.wait(300)

    Pointer(page, "Qualified", "Won", end=("mouseup", "1")).wait(qtbot)
    assert titles(page)["Won"] == ["…"]
    won_popover().accept()

    assert workspace.deals.get(shelf).stage == "Won"
    assert titles(page)["Won"] == ["Shelf"]
