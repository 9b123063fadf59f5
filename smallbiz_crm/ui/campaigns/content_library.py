"""The content library on the Campaigns page: found, added, changed, opened, put into the Trash."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu

from smallbiz_crm.domain.content import BuyerStage, Content
from smallbiz_crm.domain.text import fold
from smallbiz_crm.ui.campaigns.aside import Aside
from smallbiz_crm.ui.campaigns.content_dialog import ContentDialog
from smallbiz_crm.ui.content_words import kind_text, open_content, place_text, stage_text
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.fields import ChoiceBox
from smallbiz_crm.ui.kit.formats import NOTHING, day, number
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.line_edits import SearchEdit
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.metrics import SMALL
from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel, Row
from smallbiz_crm.words import _, ngettext

_STAGES = {stage: place for place, stage in enumerate(BuyerStage)}
_SORTS: dict[str, Callable[[Content], Any]] = {
    "title": lambda each: fold(each.title),
    "kind": lambda each: kind_text(each.kind).casefold(),
    "stage": lambda each: len(_STAGES) if each.buyer_stage is None else _STAGES[each.buyer_stage],
    "uses": lambda each: each.uses,
    "used_on": lambda each: each.used_on.toordinal() if each.used_on else 0,
    "place": lambda each: place_text(each).casefold(),
}


class ContentLibraryView(Aside):
    """Its summary reads ``Content library: 12 pieces``."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._all: list[Content] = []
        self._shown: dict[int, Content] = {}
        self._key, self._descending = "stage", False
        self.search = SearchEdit(_("Search the content library"))
        self.search.textEdited.connect(lambda _text: self._fill())
        self.stage = ChoiceBox()
        self.stage.setAccessibleName(_("Stage of the buyer"))
        self.stage.addItem(_("All stages"), "")
        for stage in BuyerStage:
            self.stage.addItem(stage_text(stage), stage.value)
        self.stage.activated.connect(lambda _place: self._fill())
        self.add_button = Button(_("Add content"), "plus")
        self.add_button.clicked.connect(lambda: self.add())
        self.list = ListView(PagedTableModel(_columns(), self._fetch), _("Content library"))
        self.list.set_sort(self._key, self._descending)
        self.nothing = EmptyState(
            "file", _("Keep case studies, price lists, videos here: a deal shows what is useful now.")
        )
        self.list.set_empty_state(self.nothing)
        self.list.opened.connect(lambda content_id: self.edit(content_id))
        self.list.sort_requested.connect(self._on_sort_requested)
        self.list.menu_requested.connect(self._show_menu)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.trash_selected)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addWidget(Label(_("Content library"), "section"), 1)
        head.addWidget(self.add_button)
        finding = QHBoxLayout()
        finding.setSpacing(SMALL)
        finding.addWidget(self.search, 1)
        finding.addWidget(self.stage)
        self.card.body.addLayout(head)
        self.card.body.addLayout(finding)
        self.card.body.addWidget(self.list, 1)

    def refresh(self) -> None:
        """Read the library again."""
        self._all = self.desk.workspace.content.list()
        count = len(self._all)
        words = ngettext("Content library: {n} piece", "Content library: {n} pieces", count)
        self.summary = words.format(n=number(count)) if count else _("Content library: empty")
        self._fill()

    def begin(self) -> None:
        """Find at once; with nothing there, add."""
        (self.search if self._all else self.add_button).setFocus()

    def _fill(self) -> None:
        wanted, stage = fold(self.search.text()).split(), self.stage.currentData()
        found = [
            each
            for each in self._all
            if (not stage or each.buyer_stage in (stage, None))
            and all(word in fold(f"{each.title} {kind_text(each.kind)}") for word in wanted)
        ]
        found.sort(key=_SORTS[self._key], reverse=self._descending)
        self._shown = {each.id: each for each in found}
        model = self.list.model_of_records()
        if model.is_filled and list(model.ids()) == list(self._shown):
            model.invalidate()
        else:
            model.set_ids(self._shown)
        self.nothing.sentence.setText(
            _("Keep case studies, price lists, videos here: a deal shows what is useful now.")
            if not self._all
            else _("No content matches.")
        )

    def _fetch(self, ids: Sequence[int]) -> list[Row]:
        found = (self._shown.get(content_id) for content_id in ids)
        return [
            (each.id, each.title, each.kind, each.buyer_stage, each.uses, each.used_on, place_text(each))
            for each in found
            if each is not None
        ]

    def _on_sort_requested(self, key: str, descending: bool) -> None:
        self._key, self._descending = key, descending
        self._fill()

    # -- doing --------------------------------------------------------------------------------------------

    def add(self) -> ContentDialog:
        """Ask for a new piece."""
        dialog = ContentDialog(self.desk, self.window())
        dialog.open()
        return dialog

    def edit(self, content_id: int) -> ContentDialog:
        """Ask for changes of a piece."""
        dialog = ContentDialog(self.desk, self.window(), self.desk.workspace.content.get(content_id))
        dialog.open()
        return dialog

    def trash_selected(self) -> None:
        """Put what is selected into the Trash."""
        ids = self.list.selected_ids()
        if not ids:
            return
        title = self._shown[ids[0]].title
        said = ngettext("“{title}” is in the Trash", "{n} pieces are in the Trash", len(ids))
        self.desk.write(
            lambda workspace: workspace.content.trash(ids), said=said.format(title=title, n=number(len(ids)))
        )

    def menu_of(self, content_id: int) -> QMenu:
        """What can be done with a piece."""
        content = self._shown[content_id]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        show = partial(open_content, self.desk, self.window(), content)
        menu.addAction(icon("external"), _("Open"), show).setEnabled(bool(place_text(content)))
        menu.addAction(icon("edit"), _("Change …"), lambda: self.edit(content_id))
        menu.addSeparator()
        menu.addAction(icon("trash"), _("Move to Trash"), self.trash_selected)
        return menu

    def _show_menu(self, content_id: int | None, place: QPoint) -> None:
        if content_id is not None:
            self.menu_of(content_id).popup(place)


def _columns() -> list[Column]:
    return [
        Column("title", _("Title"), 26, stretch=3, look="strong"),
        Column("kind", _("Kind"), 14, show=kind_text),
        Column("stage", _("Buyer’s stage"), 17, show=stage_text, chip=_stage_chip),
        Column("uses", _("Used"), 8, "right", show=number, is_quiet=lambda uses: not uses),
        Column("used_on", _("Last used"), 12, show=_day, is_quiet=lambda on: on is None),
        Column("place", _("Link or file"), 20, stretch=2, look="muted", show=_place),
    ]


def _stage_chip(stage: BuyerStage | None) -> Any:
    return "neutral" if stage is None else "info"


def _day(on: Any) -> str:
    return NOTHING if on is None else day(on)


def _place(text: str) -> str:
    return text or NOTHING
