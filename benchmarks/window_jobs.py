"""Jobs with a window: starting, opening the list of people, jumping through it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.material import DATA, filled_workspace
from benchmarks.measure import Result, against, high, middle, within

_PLAIN_WINDOW = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QListWidget, QTableView, QWidget
from sqlcipher3 import dbapi2
app = QApplication([])
window = QWidget()
row = QHBoxLayout(window)
row.addWidget(QListWidget())
row.addWidget(QTableView())
dbapi2.connect(":memory:").execute("SELECT 1").fetchall()
window.show()
QTimer.singleShot(0, app.quit)
app.exec()
"""
_OUR_FRAME = """
from PySide6.QtWidgets import QApplication
app = QApplication([])
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.today.page import TodayPage
theme().apply(app)
page = TodayPage(Desk())
page.resize(1000, 700)
page.show()
page.grab()
"""


def _child(code: str) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=DATA.parent.parent, env=environment)


def starts(_count: int, scale: str) -> Iterator[Result]:
    """A process from nothing to Today's frame taking keys, beside the plainest window."""
    limit = middle(lambda _: _child(_PLAIN_WINDOW))
    yield against(
        "start to the first paint of Today", scale, limit, middle(lambda _: _child(_OUR_FRAME)), 1.5
    )


def lists(count: int, scale: str) -> Iterator[Result]:
    """Opening the list and jumping anywhere in it, fetching and painting."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from smallbiz_crm.ui.kit.list_view import ListView
    from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel
    from smallbiz_crm.ui.kit.theme import theme

    app = QApplication.instance() or QApplication([])
    theme().apply(app)
    workspace = filled_workspace(count)
    columns = [
        Column(name, name) for name in ("name", "company", "job_title", "email", "phone", "lifecycle", "tags")
    ]
    model = PagedTableModel(columns, workspace.contacts.rows)
    view = ListView(model, "People")
    view.resize(1_000, 700)
    view.show()

    def open_list(_number: int) -> None:
        model.set_ids(workspace.contacts.ids(limit=400))
        view.grab()

    yield within("open the list of people (first rows)", scale, middle(open_list), 60)
    model.set_ids(workspace.contacts.ids())

    def jump(number: int) -> None:
        bar = view.verticalScrollBar()
        bar.setValue(number * 7_919 % max(bar.maximum(), 1))
        view.viewport().grab()

    yield within("jump anywhere in the list", scale, high(jump), 16)
    view.close()
    workspace.close()
