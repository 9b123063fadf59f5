"""Jobs with the real window: searching as one types, opening the list, jumping in it, the board, the GUI thread."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from benchmarks.material import filled_workspace, fresh_workspace, people_file
from benchmarks.measure import Result, against, high, middle, quantile, within
from benchmarks.plain_lists import open_plain_board, open_plain_list
from smallbiz_crm.services.workspace import Workspace

if TYPE_CHECKING:
    from smallbiz_crm.ui.shell.main_window import MainWindow

TYPED = (
    ("a rare word", "zielinski nguyen petrovic quinn"),
    ("a common word", "gmbh solar design"),
    ("a single letter", "a m s z"),
)


@contextmanager
def shown_window(workspace: Workspace) -> Generator[MainWindow]:
    """The program's own window over a workspace, painted, with its threads."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from smallbiz_crm.ui.desk import Desk
    from smallbiz_crm.ui.kit.theme import theme
    from smallbiz_crm.ui.shell.main_window import MainWindow
    from smallbiz_crm.ui.shell.preferences import Preferences
    from smallbiz_crm.ui.shell.registry import all_rooms

    app = QApplication.instance() or QApplication([])
    theme().apply(app)
    preferences = Preferences()
    desk = Desk()
    window = MainWindow(desk, all_rooms(preferences), preferences)
    window.resize(1_280, 820)
    window.show()
    desk.attach(workspace)
    rest(window)
    try:
        yield window
    finally:
        window.upkeep.stop()
        desk.close()
        window.deleteLater()
        settle(0.05)


def settle(seconds: float) -> None:
    """Let the event loop run for a while."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1_000), loop.quit)
    loop.exec()


def rest(window: MainWindow) -> None:
    """Until nothing is read or written any more."""
    settle(0.3)
    while window.desk.jobs.jobs or window.desk.writer.is_busy():
        settle(0.05)


def searches(count: int, scale: str) -> Iterator[Result]:
    """Each key press until its first rows are painted, 95th percentile; what follows in the worker goes on."""
    workspace = filled_workspace(count)
    with shown_window(workspace) as window:
        window.go_to("contacts")
        rest(window)
        page: Any = window.pages.current()
        for job, words in TYPED:
            _typed_keys(page, words)  # warms up
            taken = [took for _ in range(3) for took in _typed_keys(page, words)]
            yield within(
                f"search: a key of {job}, painted", scale, quantile(taken, 0.95), 30 if scale == "1m" else 16
            )
    workspace.close()


def _typed_keys(page: Any, words: str) -> list[float]:
    """Milliseconds of each letter of these words until its rows are painted; the list is whole before each word."""
    from PySide6.QtTest import QTest

    taken: list[float] = []
    for word in words.split():
        page.search.empty()
        settle(0.5)
        for letter in word:
            begun = time.perf_counter()
            QTest.keyClicks(page.search, letter)
            page.list.viewport().repaint()  # which paints all of the window that changed
            taken.append((time.perf_counter() - begun) * 1_000)
            settle(0.1)
    return taken


def lists(count: int, scale: str) -> Iterator[Result]:
    """Opening the list beside the least that shows its first rows; jumping anywhere in it."""
    workspace = filled_workspace(count)
    with shown_window(workspace) as window:
        window.go_to("contacts")
        rest(window)
        page: Any = window.pages.current()
        view = page.list

        def open_list(_number: int) -> None:
            view.show_query(view.query)
            view.viewport().repaint()

        limit = middle(lambda _: open_plain_list(workspace.path))
        yield against("open the list of people (first rows)", scale, limit, middle(open_list), 1.5)
        rest(window)

        def jump(number: int) -> None:
            bar = view.verticalScrollBar()
            bar.setValue(number * 7_919 % max(bar.maximum(), 1))
            view.viewport().repaint()

        yield within("jump anywhere in the list", scale, high(jump, 100), 16)
    workspace.close()


def boards(count: int, scale: str) -> Iterator[Result]:
    """The page of deals from its first read to the first paint, beside the least that shows as many cards."""
    workspace = filled_workspace(count)
    with shown_window(workspace) as window:
        window.go_to("deals")
        rest(window)
        page: Any = window.pages.current()

        def open_board(_number: int) -> None:
            page.refresh()
            page.repaint()

        limit = middle(lambda _: open_plain_board(workspace.path))
        yield against("board: open", scale, limit, middle(open_board), 1.5)
        yield within("board: drag a card, a frame", scale, high(_dragging(page), 100), 8)
        page.view_toggle.choose("forecast")
        yield against("board: open the forecast", scale, limit, middle(open_board), 1.5)
    workspace.close()


def _dragging(page: Any) -> Callable[[int], None]:
    """A frame of a drag: the gap opens in the column under the card, and the board is painted."""
    columns = page.board.columns
    source = next(each for each in columns if each.cards.model_of_cards().rowCount())
    deal_id = source.cards.model_of_cards().id_at(0)
    others = [each for each in columns if each is not source]
    source.cards.dragged.emit([deal_id])

    def frame(number: int) -> None:
        under = others[number // 10 % len(others)]
        place = under.cards.viewport().mapToGlobal(under.cards.viewport().rect().center())
        under.cards.hovered.emit([deal_id], place)
        page.board.repaint()

    return frame


def drops(count: int, scale: str) -> Iterator[Result]:
    """A card moved to the next stage and back: commit with journal and history, both columns, heads, and the paint."""
    from PySide6.QtCore import QCoreApplication

    workspace = filled_workspace(count)
    with shown_window(workspace) as window:
        window.go_to("deals")
        rest(window)
        page: Any = window.pages.current()
        one, two = page.board.columns[:2]
        deal_id = one.cards.model_of_cards().id_at(0)

        def drop(number: int) -> None:
            stage = (two if number % 2 else one).lane.key
            workspace.deals.move(deal_id, stage)
            QCoreApplication.processEvents()
            for column in (one, two):
                column.repaint()

        yield within("board: drop a card", scale, high(drop), 25)
    workspace.close()


def waits(count: int, scale: str) -> Iterator[Result]:
    """How long the window does not answer while people are imported: gaps of a 5 ms timer."""
    source = people_file(min(count, 10_000))
    workspace = fresh_workspace("waits")
    with shown_window(workspace) as window:
        gaps = _gaps_during(window, lambda: _import(window, source))
        yield within("GUI thread while importing: gap p99", scale, quantile(gaps, 0.99), 50)
        yield within("GUI thread while importing: worst gap", scale, max(gaps), 100)
    workspace.close()


def _import(window: MainWindow, source: Any) -> None:
    done: list[object] = []
    window.desk.run(
        "import",
        lambda workspace, _progress: workspace.imports.run(workspace.imports.open(source)),
        then=done.append,
    )
    while not done:
        settle(0.02)


def _gaps_during(window: MainWindow, work: Callable[[], object]) -> list[float]:
    from PySide6.QtCore import Qt, QTimer

    gaps: list[float] = []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append((now - last) * 1_000)
        last = now

    timer = QTimer(window)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start(5)
    work()
    timer.stop()
    return gaps
