"""Today: both hats side by side, the month's few numbers, and the line that takes a person in ten seconds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QEvent, QMimeData, QRect, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.desk import Desk, Page, Touched
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.formats import locale, number
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import ElidedLabel, scroll_area
from smallbiz_crm.ui.kit.latest import IsStale, NewestAnswer
from smallbiz_crm.ui.kit.metrics import HAIR, LARGE, MEDIUM, PAGE, px
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.today.agenda_list import AgendaList
from smallbiz_crm.ui.today.capture_line import CaptureLine
from smallbiz_crm.ui.today.columns import MarketingColumn, SalesColumn
from smallbiz_crm.ui.today.pinned import PinnedTiles
from smallbiz_crm.ui.today.tiles import Tiles
from smallbiz_crm.words import _, ngettext

if TYPE_CHECKING:  # read, and imported, once the workspace is open: the first paint does not wait for it
    from smallbiz_crm.ui.today.facts import Agenda
    from smallbiz_crm.ui.today.reading import Reading
    from smallbiz_crm.ui.today.welcome import Welcome

STACKED_BELOW = 740
TILES_IN_A_ROW_FROM = 760
"""Design pixels of the page's width."""
_FIGURES_CARE_FOR = frozenset(
    (
        *("deal", "stage", "spend", "campaign", "company", "target", "currency_rate", "setting"),
        *("saved_view", "metric", "contact", "activity", "segment"),
    )
)


class TodayPage(Page):
    """The first page. Its frame and its capture line are there before the workspace is."""

    key = "today"
    cares_for = _FIGURES_CARE_FOR | {"follow_up", "planned_item", "score_rule"}

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.agenda: Agenda | None = None
        self._needs_figures = True
        self._is_begun = False
        self._reader = NewestAnswer(self, (CrmError,), inline=desk.is_inline)
        desk.closing.connect(self._reader.stop)
        now = datetime.now().astimezone()
        self.greeting = ElidedLabel(greeting(now.hour), "title")
        self.subtitle = ElidedLabel(f"{_date_text(now.date())}.", "subtitle")
        self.new_button = Button(_("New contact"), "plus", "primary")
        self.new_button.clicked.connect(self.create_record)
        self.capture = CaptureLine(desk)
        self.tiles = Tiles(desk)
        self.tiles.late_pressed.connect(self._on_late_pressed)
        self.pinned = PinnedTiles(desk)
        self.sales = SalesColumn(desk)
        self.marketing = MarketingColumn(desk)
        for column in (self.sales, self.marketing):
            column.list.moved.connect(partial(self._show_row, column.list))
        self.welcome: Welcome | None = None
        self._content, self._both = QWidget(), QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._both)
        self._lay_out()
        self._add_commands()
        self._midnight = QTimer(self)
        self._midnight.setSingleShot(True)
        self._midnight.timeout.connect(self._look_at_the_clock)
        theme().changed.connect(self._fit)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(HAIR)
        words.addWidget(self.greeting)
        words.addWidget(self.subtitle)
        head = QHBoxLayout()
        head.setSpacing(MEDIUM)
        head.addLayout(words, 1)
        head.addWidget(self.new_button, 0, Qt.AlignmentFlag.AlignTop)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(LARGE)
        self._columns.addWidget(self.sales, 1)
        self._columns.addWidget(self.marketing, 1)
        layout = self._layout = QVBoxLayout(self._content)
        layout.setContentsMargins(PAGE, PAGE, PAGE, PAGE)
        layout.setSpacing(LARGE)
        layout.addLayout(head)
        layout.addWidget(self.capture)
        layout.addWidget(self.tiles)
        layout.addWidget(self.pinned)
        layout.addWidget(self._both, 1)
        self._scroll = scroll_area(self._content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
        QWidget.setTabOrder(self.capture.edit, self.new_button)

    def _add_commands(self) -> None:
        self.desk.add_command(
            _("Add a person in one line"),
            lambda: self.desk.open_page(self.key, "capture"),
            shortcut="Ctrl+L",
            icon=icon("bolt", "muted"),
            menu="record",
        )
        scanning = self.capture.scanning
        for text, run, picture in (
            (_("Scan a QR code from a picture …"), scanning.ask_file, "qr"),
            (_("Scan a QR code from the clipboard"), scanning.scan_clipboard, "copy"),
            (_("Scan a QR code on the screen"), scanning.scan_screen, "eye"),
        ):
            self.desk.add_command(
                text, partial(self._scan, run), icon=icon(picture, "muted"), menu="record/scan"
            )

    def _scan(self, run: Callable[[], object]) -> None:
        self.desk.open_page(self.key, "capture")
        run()

    # -- the page's own contract --------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read in the background what changed; the newest reading is shown."""
        workspace, needs_figures = self.desk.workspace, self._needs_figures

        def read(_is_stale: IsStale) -> Reading:
            from smallbiz_crm.ui.today.reading import read_day

            return read_day(workspace, with_figures=needs_figures)

        self._reader.ask(read, self._on_read, self.desk.show_trouble)

    def open_with(self, argument: object) -> None:
        """``capture`` puts the cursor into the line; what was dropped on the window is scanned into it."""
        if argument == "capture" or isinstance(argument, QMimeData):
            self._scroll.ensureWidgetVisible(self.capture)
            self.capture.focus_line()
        if isinstance(argument, QMimeData):
            self.capture.scanning.take(argument)

    def create_record(self) -> None:
        """The primary action: a new contact."""
        self.desk.open_page("contacts", "new")

    def _on_changed(self, touched: Touched) -> None:
        if not _FIGURES_CARE_FOR.isdisjoint(touched):
            self._needs_figures = True
        super()._on_changed(touched)

    # -- showing ------------------------------------------------------------------------------------------

    def _on_read(self, reading: Reading) -> None:
        self.agenda = reading.agenda
        self._show_head(reading.agenda)
        self.sales.show_rows(reading.sales)
        self.marketing.show_rows(reading.marketing)
        self.tiles.show_words(reading.tiles)
        if reading.pinned is not None:
            self.pinned.show_words(reading.pinned)
        if "won" in reading.tiles:
            self._needs_figures = self._is_stale
        self._show_welcome(reading.agenda.is_empty and not self._is_begun)
        self._midnight.start(_until_tomorrow())

    def _show_head(self, agenda: Agenda) -> None:
        hour = self.desk.workspace.clock.now().astimezone().hour
        self.greeting.setText(greeting(hour, agenda.person))
        self.subtitle.setText(f"{_date_text(agenda.today)}. {_to_do_text(*agenda.counts())}")

    def _show_welcome(self, wanted: bool) -> None:
        if wanted and self.welcome is None:
            self.welcome = self._make_welcome()
        for widget in (self.tiles, self._both, self.new_button):
            widget.setVisible(not wanted)
        self.pinned.setVisible(not wanted and bool(self.pinned.tiles))
        if self.welcome is not None:
            self.welcome.setVisible(wanted)

    def _make_welcome(self) -> Welcome:
        from smallbiz_crm.ui.today.welcome import Welcome

        welcome = Welcome(self.desk)
        welcome.dismissed.connect(self._on_welcome_dismissed)
        welcome.set_stacked(self._is_stacked())
        self._layout.addWidget(welcome, 1)
        return welcome

    def _on_welcome_dismissed(self) -> None:
        self._is_begun = True
        self._show_welcome(False)
        self.capture.focus_line()

    def _on_late_pressed(self) -> None:
        """Go to the oldest late follow-up in the list."""
        self._scroll.ensureWidgetVisible(self.sales.list)
        self.sales.list.go_to_first()

    def _show_row(self, view: AgendaList, place: QRect) -> None:
        """Keep the row in sight that the user went to, where the page itself scrolls."""
        top = view.viewport().mapTo(self._content, place.topLeft())
        self._scroll.ensureVisible(top.x(), top.y() + place.height() // 2, 0, place.height())

    # -- time ---------------------------------------------------------------------------------------------

    def _look_at_the_clock(self) -> None:
        """Read again once it is another day; the clock of a sleeping machine may have jumped."""
        if self.desk.is_open and self.agenda is not None and self.agenda.today != self.desk.today():
            self._needs_figures = True
            self._is_stale = True
            if self.isVisible():
                self.make_fresh()
        elif self.agenda is not None:
            self._show_head(self.agenda)
            self._midnight.start(_until_tomorrow())

    # -- Qt -----------------------------------------------------------------------------------------------

    def _is_stacked(self) -> bool:
        return self.width() < px(self, STACKED_BELOW)

    def _fit(self) -> None:
        stacked = self._is_stacked()
        direction = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(direction)
        self.sales.set_stacked(stacked)
        self.marketing.set_stacked(stacked)
        if self.welcome is not None:
            self.welcome.set_stacked(stacked)
        columns = 4 if self.width() >= px(self, TILES_IN_A_ROW_FROM) else 2
        self.tiles.set_columns(columns)
        self.pinned.set_columns(columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look_at_the_clock()
        if not self.isAncestorOf(self.window().focusWidget() or self):
            self.capture.focus_line()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._look_at_the_clock()


def greeting(hour: int, person: str = "") -> str:
    """A greeting for the hour of the day, by name when there is one."""
    if person:
        if 5 <= hour < 12:
            return _("Good morning, {name}").format(name=person)
        if 12 <= hour < 18:
            return _("Good afternoon, {name}").format(name=person)
        return _("Good evening, {name}").format(name=person)
    if 5 <= hour < 12:
        return _("Good morning")
    return _("Good afternoon") if 12 <= hour < 18 else _("Good evening")


def _date_text(today: date) -> str:
    return locale().toString(QDate(today.year, today.month, today.day), _("dddd d MMMM"))


def _to_do_text(due: int, late: int) -> str:
    if not due:
        return _("Nothing is due today.")
    things = ngettext("{n} thing to do", "{n} things to do", due).format(n=number(due))
    if not late:
        return f"{things}."
    lateness = ngettext("{n} is late", "{n} are late", late).format(n=number(late))
    return f"{things}, {lateness}."


def _until_tomorrow() -> int:
    """Milliseconds until just after the next midnight."""
    now = datetime.now().astimezone()
    midnight = datetime.combine(now.date() + timedelta(days=1), time(0, 0, 2)).astimezone()
    return max(1_000, int((midnight - now).total_seconds() * 1_000))
