"""The row of saved segments over the list: each with how many it picks now; pressing one shows its people."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from smallbiz_crm.domain.segments import Segment
from smallbiz_crm.ui.contacts.cadence import NEVER, cadence_options
from smallbiz_crm.ui.contacts.filter_words import rule_words
from smallbiz_crm.ui.kit.chips import ChipButton
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.words import _

LONGEST = 32


class SegmentBar(QWidget):
    """Hidden while there is no segment."""

    chosen = Signal(object)
    """The id of the segment to show, or None for everybody."""
    rename_requested = Signal(int)
    remove_requested = Signal(int)
    nurture_requested = Signal(int)
    """People of this segment are to be started on a nurture sequence."""
    cadence_requested = Signal(int, int)
    """The id of a segment and the days between two contacts, 0 for never mind."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Segments"))
        self.segments: tuple[Segment, ...] = ()
        self.current: int | None = None
        self.buttons: list[ChipButton] = []
        self._flow = FlowLayout(self)
        self.hide()

    def show_segments(self, segments: Sequence[Segment]) -> None:
        """Show these, and keep the chosen one when it is among them."""
        if tuple(segments) == self.segments:
            return
        self.segments = tuple(segments)
        if self.current not in {segment.id for segment in segments}:
            self.current = None
        self._fill()

    def choose(self, segment_id: int | None) -> None:
        """Mark a segment as the one shown, without emitting `chosen`."""
        self.current = segment_id
        for button, each in zip(self.buttons, (None, *(one.id for one in self.segments)), strict=False):
            button.setChecked(each == segment_id)

    def menu_of(self, segment_id: int) -> QMenu:
        """What can be done with a segment itself."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("edit"), _("Rename …"), partial(self.rename_requested.emit, segment_id))
        menu.addMenu(self._cadences(segment_id, menu))
        start = partial(self.nurture_requested.emit, segment_id)
        menu.addAction(icon("timeline"), _("Nurture sequence …"), start)
        menu.addAction(icon("trash"), _("Remove segment"), partial(self.remove_requested.emit, segment_id))
        return menu

    def _cadences(self, segment_id: int, menu: QMenu) -> QMenu:
        """How often to be in touch with whoever the segment picks."""
        now = next((one.cadence_days for one in self.segments if one.id == segment_id), None)
        choices = QMenu(_("Stay in touch"), menu)
        choices.setIcon(icon("clock"))
        for days, text in cadence_options():
            action = choices.addAction(text, partial(self.cadence_requested.emit, segment_id, days))
            action.setCheckable(True)
            action.setChecked(days == (now or NEVER))
        return choices

    def _fill(self) -> None:
        focused = next((n for n, button in enumerate(self.buttons) if button.hasFocus()), None)
        self._flow.clear()
        self.buttons = []
        self._add(None, _("Everybody"), _("Show everybody"))
        for segment in self.segments:
            name = segment.name if len(segment.name) <= LONGEST else f"{segment.name[: LONGEST - 1]}…"
            text = _("{segment} · {n}").format(segment=name, n=number(segment.count))
            self._add(segment.id, text, rule_words(segment.rule))
        self.setVisible(bool(self.segments))
        self.choose(self.current)
        if focused is not None and focused < len(self.buttons):
            self.buttons[focused].setFocus()

    def _add(self, segment_id: int | None, text: str, tip: str) -> None:
        button = ChipButton(text.replace("&", "&&"))
        button.setCheckable(True)
        button.setAccessibleName(text)
        button.setAccessibleDescription(tip)
        button.clicked.connect(lambda: self._on_pressed(segment_id))
        if segment_id is not None:
            button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            button.customContextMenuRequested.connect(partial(self._on_menu, segment_id, button))
        self.buttons.append(button)
        self._flow.addWidget(button)

    def _on_menu(self, segment_id: int, button: ChipButton, place: QPoint) -> None:
        self.menu_of(segment_id).popup(button.mapToGlobal(place))

    def _on_pressed(self, segment_id: int | None) -> None:
        self.choose(segment_id)
        self.chosen.emit(segment_id)
