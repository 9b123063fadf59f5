"""What was put in the Trash, of every kind, and taking it back out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from smallbiz_crm.domain.days import from_micros
from smallbiz_crm.ui.desk import Desk, Page
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel, Row
from smallbiz_crm.ui.shell.history_page import moment_text
from smallbiz_crm.ui.shell.page_frame import PageFrame
from smallbiz_crm.words import _, ngettext, phrase

if TYPE_CHECKING:
    from smallbiz_crm.services.trash import TrashedRecord

KINDS = (
    "contact",
    "company",
    "deal",
    "campaign",
    "follow_up",
    "activity",
    "planned_item",
    "spend",
    "product",
    "content",
)
_ID_BITS = 48


class TrashPage(Page):
    """A list over all kinds of record; restoring several is one step each."""

    key = "trash"
    cares_for = frozenset(KINDS)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._records: dict[int, TrashedRecord] = {}
        self.restore_button = Button(_("Restore"), "restore", "primary")
        self.restore_button.clicked.connect(self.restore)
        self.restore_button.setEnabled(False)
        self._frame = PageFrame(self, _("Trash"), self._explanation(0), self.restore_button)
        self.model = PagedTableModel(self._columns(), self._rows, self)
        self.list = ListView(self.model, _("Trash"))
        self.list.set_empty_state(EmptyState("trash", _("The Trash is empty.")))
        self.list.opened.connect(lambda _record: self.restore())
        self.list.selection_changed.connect(self._show_action)
        self.list.menu_requested.connect(self._show_menu)
        self._frame.body.addWidget(self.list, 1)
        self.setFocusProxy(self.list)

    def refresh(self) -> None:
        """Read what lies in the Trash."""
        records = self.desk.workspace.trash.list()
        self._records = {_list_id(record): record for record in records}
        self.model.set_ids(self._records)
        self._frame.subtitle.setText(self._explanation(len(records)))
        self._show_action()

    def restore(self) -> None:
        """Put the chosen records back where they were."""
        chosen = [self._records[list_id] for list_id in self.list.selected_ids()]
        if not chosen:
            return

        records = [(record.kind, record.id) for record in chosen]
        said = ngettext("Restored {title}", "Restored {n} records", len(chosen))
        said = said.format(title=chosen[0].title, n=number(len(chosen)))
        self.desk.write(lambda workspace: workspace.trash.restore(records), said=said, owner=self)

    def _explanation(self, count: int) -> str:
        kept = _("What is here keeps its ties and is never emptied by itself.")
        if not count:
            return kept
        return ngettext("{n} record.", "{n} records.", count).format(n=number(count)) + " " + kept

    def _columns(self) -> list[Column]:
        return [
            Column("title", _("What"), 40, stretch=1, sortable=False),
            Column("kind", _("Kind"), 18, show=_kind_text, chip=lambda _kind: "neutral", sortable=False),
            Column("trashed_at", _("Put here"), 22, look="muted", show=self._moment, sortable=False),
        ]

    def _rows(self, ids: Iterable[int]) -> list[Row]:
        found = [(list_id, self._records[list_id]) for list_id in ids if list_id in self._records]
        return [(list_id, record.title, record.kind, record.trashed_at) for list_id, record in found]

    def _moment(self, micros: int) -> str:
        return moment_text(from_micros(micros).astimezone(), self.desk.today())

    def _show_action(self) -> None:
        self.restore_button.setEnabled(bool(self.list.selected_ids()))

    def _show_menu(self, list_id: int | None, place: QPoint) -> None:
        if list_id is not None:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addAction(icon("restore", "muted"), _("Restore"), self.restore)
            menu.popup(place)


def _list_id(record: TrashedRecord) -> int:
    """A number of its own for each record, since ids repeat from kind to kind."""
    return KINDS.index(record.kind) << _ID_BITS | record.id


def _kind_text(kind: str) -> str:
    return phrase(f"kind.{kind}")
