"""A window with every part of the kit: for the gallery test, and to look at (``kit_gallery.py FOLDER``)."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from smallbiz_crm.ui.kit import formats
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.chips import Chip, ChipButton
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.fields import AmountField, CheckField, ChoiceField, DateField, NotesField, TextField
from smallbiz_crm.ui.kit.figures import FigureTile
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.job_bar import JobBar
from smallbiz_crm.ui.kit.jobs import Job, JobRunner
from smallbiz_crm.ui.kit.labels import Label, line, row
from smallbiz_crm.ui.kit.line_edits import SearchEdit
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.messages import banner, install_messages, toast
from smallbiz_crm.ui.kit.metrics import LARGE, MEDIUM, PAGE, SMALL, em
from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel
from smallbiz_crm.ui.kit.segmented import Segmented
from smallbiz_crm.ui.kit.side_panel import SidePanel
from smallbiz_crm.ui.kit.theme import theme

TODAY = date(2026, 5, 14)
CHIPS = (
    ("Neutral", "neutral"),
    ("Lead", "accent"),
    ("Won", "success"),
    ("Today", "warning"),
    ("3 days late", "danger"),
    ("Fri 15 May", "info"),
)
PEOPLE = (
    "Ana Silva",
    "Łukasz Nowak",
    "田中 太郎",
    "Zoë O’Brien-Fitzgerald of the Lower Meadows",
    "<b>Bold</b> & Sons",
)


class Gallery(QWidget):
    """Rail, page and side panel with all that the kit has."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Kit")
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._rail())
        page = QWidget()
        self.page = QVBoxLayout(page)
        self.page.setContentsMargins(PAGE, PAGE, PAGE, PAGE)
        self.page.setSpacing(LARGE)
        outer.addWidget(page, 1)
        self.host = install_messages(self, self.page)
        self.runner = JobRunner(inline=True)
        self._fill()

    def _fill(self) -> None:
        self.toggle = Segmented([("board", "Board"), ("table", "Table"), ("forecast", "Forecast")], "View")
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(Label("Contacts", "title"))
        titles.addWidget(Label("100,000 people in 4,000 companies", "subtitle"))
        head = row(None, self.toggle, Button("Import", "import"), Button("New contact", "plus", "primary"))
        head.insertLayout(0, titles)
        self.page.addLayout(head)
        self.page.addLayout(self._tiles())
        self.page.addLayout(self._controls())
        lower = QHBoxLayout()
        lower.setSpacing(LARGE)
        self.list = self._list()
        self.panel = self._panel()
        lower.addWidget(self.list, 1)
        lower.addWidget(self.panel)
        self.page.addLayout(lower, 1)
        self.jobs = JobBar(self.runner)
        self.job = Job("Importing people", RuntimeError, True)
        self.jobs.add_job(self.job)
        self.job.progress.emit(41, 100, "")
        self.page.addWidget(self.jobs)

    def _rail(self) -> QFrame:
        rail = QFrame()
        rail.setProperty("role", "rail")
        column = QVBoxLayout(rail)
        column.setContentsMargins(SMALL, LARGE, SMALL, LARGE)
        column.setSpacing(4)
        for name, text in (
            ("today", "Today"),
            ("contacts", "Contacts"),
            ("deals", "Deals"),
            ("campaigns", "Campaigns"),
            ("reports", "Reports"),
            ("settings", "Settings"),
        ):
            button = Button(text, name, "rail")
            button.setCheckable(True)
            button.setChecked(name == "contacts")
            if name == "settings":
                column.addStretch(1)
            column.addWidget(button)
        rail.setFixedWidth(em(rail, 11))
        return rail

    def _tiles(self) -> QHBoxLayout:
        tiles = QHBoxLayout()
        tiles.setSpacing(MEDIUM)
        self.tile = FigureTile(
            "Open pipeline", formats.money(4_820_000, "EUR", whole=True), "18 deals", pressable=True
        )
        tiles.addWidget(self.tile)
        won = FigureTile("Won this month")
        won.show_figure(formats.money(1_245_050, "EUR"), "€3,100 more than April", "success")
        late = FigureTile("Late follow-ups")
        late.show_figure("2", "oldest is 3 days late", "danger")
        tiles.addWidget(won)
        tiles.addWidget(late)
        return tiles

    def _controls(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(MEDIUM)
        self.search = SearchEdit("Search people")
        self.search.setText("silva")
        disabled = Button("Disabled", "lock")
        disabled.setEnabled(False)
        grid.addLayout(
            row(
                self.search,
                Button("Stage", "filter"),
                Button("Plan a follow-up", kind="quiet"),
                Button("Delete", "trash", "danger"),
                disabled,
                IconButton("more", "More"),
            ),
            0,
            0,
        )
        grid.addLayout(self._ticks(), 1, 0)
        flow_box = QWidget()
        flow = FlowLayout(flow_box)
        for text, kind in CHIPS:
            flow.addWidget(Chip(text, kind))
        flow.addWidget(ChipButton("Ana Silva ×", "accent"))
        grid.addWidget(flow_box, 2, 0)
        return grid

    def _ticks(self) -> QHBoxLayout:
        ticks = [
            QCheckBox("Open"),
            QCheckBox("Ticked"),
            QCheckBox("Partly"),
            QRadioButton("One"),
            QRadioButton("Other"),
        ]
        ticks[1].setChecked(True)
        ticks[2].setCheckState(Qt.CheckState.PartiallyChecked)
        ticks[3].setChecked(True)
        self.ticks = ticks
        combo = QComboBox()
        combo.addItems(["Event", "Email", "Social"])
        self.combo = combo
        spin = QSpinBox()
        spin.setValue(14)
        return row(*ticks, combo, spin, None)

    def _list(self) -> ListView:
        def fetch(ids: object) -> list[tuple[object, ...]]:
            return [
                (n, PEOPLE[n % 5], "Lunar Consulting", CHIPS[n % 6], n * 12_345)  # pyright: ignore
                for n in ids  # pyright: ignore
            ]

        columns = [
            Column("name", "Name", 20, stretch=1),
            Column("company", "Company", 16, look="muted"),
            Column("stage", "Stage", 13, show=lambda value: value[0], chip=lambda value: value[1]),
            Column("amount", "Amount", 13, "right", show=lambda value: formats.money(value, "EUR")),
        ]
        self.model = PagedTableModel(columns, fetch)
        view = ListView(self.model, "People")
        view.set_empty_state(
            EmptyState(
                "contacts", "Nobody here yet.", [("Import people", self.close), ("Type one in", self.close)]
            )
        )
        view.set_sort("name", False)
        self.model.set_ids(range(1, 2_001))
        view.select_id(3)
        return view

    def _panel(self) -> SidePanel:
        panel = SidePanel()
        panel.set_head(
            "Ana Silva",
            "Buyer at Acme",
            [("Lead", "accent"), ("WebSummit", "neutral"), ("Follow up Fri 15 May", "info")],
        )
        panel.add_action(IconButton("phone", "Call"))
        content = QWidget()
        column = QVBoxLayout(content)
        column.setSpacing(SMALL)
        self.fields = [
            TextField("Email"),
            ChoiceField("Channel", [("event", "Event"), ("email", "Email")]),
            DateField("Expected close", lambda: TODAY),
            AmountField("Amount", lambda text: text, lambda value: value or ""),
            CheckField("Consent", text="May be written to"),
            NotesField("Notes", lines=3),
            TextField("Phone", stacked=True),
        ]
        for field, value in zip(
            self.fields,
            ("ana@acme.com", "event", TODAY, "12k", True, "Wants samples.", "+351 9"),
            strict=True,
        ):
            field.set_value(value)
            column.addWidget(field)
        self.fields[3].mark_bad("This is no amount. Type it like 1,200.50.")
        column.addWidget(line())
        column.addWidget(Label("Saved a moment ago", "caption"))
        column.addStretch(1)
        panel.add_page(content, "Details")
        panel.add_page(
            EmptyState("history", "Nothing has happened yet.", [("Write a note", self.close)], primary=False),
            "History",
        )
        panel.add_page(QWidget(), "Deals")
        return panel


def look(folder: Path) -> None:
    """Save pictures of the gallery in every theme and at three text sizes."""
    application = QApplication.instance() or QApplication([])
    for mode in ("light", "dark", "contrast"):
        for size in (10, 15, 20):
            theme().apply(application, mode, size)
            window = Gallery()
            window.resize(1400, 1000) if size == 10 else window.resize(1900, 1300)
            window.show()
            banner("This file was opened read-only.", "warning", "Save a copy", window.close)
            toast("Deal moved to Won.", "Undo", window.close)
            window.ticks[1].setFocus()
            window.grab().save(str(folder / f"gallery-{mode}-{size}.png"))
            dialog = FormDialog("New deal", "Create deal", window)
            dialog.body.addWidget(TextField("Title", stacked=True))
            dialog.body.addWidget(ChoiceField("Stage", [(1, "Qualified")], stacked=True))
            dialog.body.addWidget(DateField("Expected close", lambda: TODAY, stacked=True))
            dialog.body.addWidget(CheckField("Recurring", stacked=True))
            dialog.show_problem("A deal needs a title.")
            dialog.show()
            dialog.grab().save(str(folder / f"dialog-{mode}-{size}.png"))
            popup = window.fields[2].pick()
            popup.grab().save(str(folder / f"calendar-{mode}-{size}.png"))
            popup.close()
            dialog.close()
            window.close()


if __name__ == "__main__":
    look(Path(sys.argv[1]))
