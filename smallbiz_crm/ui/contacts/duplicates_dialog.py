"""The page of likely duplicates: pairs ranked with the reason, merged field by field or told apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.duplicates import LikelyPair
from smallbiz_crm.ui.alike_words import person_words, reason_words
from smallbiz_crm.ui.compare_card import CompareCard
from smallbiz_crm.ui.desk import Desk, Touched
from smallbiz_crm.ui.kit.dialogs import KitDialog
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.jobs import Progress
from smallbiz_crm.ui.kit.labels import Label, scroll_area
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.metrics import MEDIUM, em
from smallbiz_crm.ui.kit.paged_model import Column, PagedTableModel
from smallbiz_crm.words import _, ngettext

if TYPE_CHECKING:
    from smallbiz_crm.services.workspace import Workspace

SURE, LIKELY = 90, 65
SHARE_OF_WINDOW = 0.9


def _sureness(score: int) -> str:
    if score >= SURE:
        return _("Almost certain")
    return _("Likely") if score >= LIKELY else _("Possible")


class DuplicatesDialog(KitDialog):
    """Looks for pairs in a job; Enter merges the pair shown, Delete tells it apart, and the next one is shown."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(_("Likely duplicates"), parent, width=44)
        self.desk = desk
        self.pairs: dict[int, LikelyPair] = {}
        self._swapped = False
        self.count = Label(_("Looking for people who are in the list twice …"), "muted", wrap=True)
        columns = [
            Column("one", _("Person"), 20, stretch=2, sortable=False),
            Column("other", _("And"), 20, stretch=2, sortable=False),
            Column("reason", _("Because of"), 22, look="muted", stretch=2, sortable=False),
            Column("score", _("How sure"), 16, look="muted", sortable=False),
        ]
        self.model = PagedTableModel(columns, self._rows)
        self.list = ListView(self.model, _("Likely duplicates"))
        self.list.setMinimumHeight(em(self, 9))
        self.list.selected.connect(self._on_selected)
        self.list.opened.connect(lambda _pair: self.merge())
        self.card = CompareCard()
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.card)
        self.area = scroll_area(holder)
        self.area.setMinimumHeight(em(self, 11))
        self.body.setSpacing(MEDIUM)
        self.body.addWidget(self.count)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.area, 1)
        self._add_buttons()
        desk.changed.connect(self._on_changed)
        self.resize(parent.window().size() * SHARE_OF_WINDOW)
        self._show_pair()
        self.look()

    def _add_buttons(self) -> None:
        self.apart_button = self.add_button(_("Two different people"), self.tell_apart, left=True)
        self.swap_button = self.add_button(_("Swap sides"), self.swap, left=True)
        self.close_button = self.add_button(_("Close"), self.reject)
        self.merge_button = self.add_button(_("Merge"), self.merge, kind="primary")
        apart = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list)
        apart.setContext(Qt.ShortcutContext.WidgetShortcut)
        apart.activated.connect(self.tell_apart)

    # -- looking ------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Compare everybody again, in the background."""

        def work(workspace: Workspace, progress: Progress) -> list[LikelyPair]:
            def look_up(done: int, total: int) -> None:
                progress.raise_if_cancelled()
                progress.report(done, total)

            return workspace.duplicates.find(look_up)

        self.desk.run(_("Looking for duplicates"), work, then=self._on_found, owner=self)

    def _on_found(self, pairs: Sequence[LikelyPair]) -> None:
        self.pairs = dict(enumerate(pairs, 1))
        self.model.set_ids(self.pairs)
        if not pairs:
            self.list.set_empty_state(
                EmptyState("success", _("Nobody seems to be in the list twice."), primary=False)
            )
        self._say_how_many()
        self._select(0)

    def _rows(self, ids: Iterable[int]) -> list[tuple[Any, ...]]:
        wanted = [self.pairs[pair_id] for pair_id in ids if pair_id in self.pairs]
        people = {one for pair in wanted for one in (pair.contact_id, pair.other_id)}
        named = {
            row[0]: person_words(row[1], row[2]) for row in self.desk.workspace.contacts.rows(sorted(people))
        }
        return [
            (
                pair_id,
                named.get(self.pairs[pair_id].contact_id, ""),
                named.get(self.pairs[pair_id].other_id, ""),
                reason_words(self.pairs[pair_id].reasons),
                _sureness(self.pairs[pair_id].score),
            )
            for pair_id in ids
            if pair_id in self.pairs
        ]

    def _say_how_many(self) -> None:
        count = len(self.pairs)
        text = ngettext("{n} pair may be one person.", "{n} pairs may be one person each.", count)
        self.count.setText(text.format(n=number(count)))

    def _on_changed(self, touched: Touched) -> None:
        """Pairs of which one is gone, or came back by Undo, change: look again where people came or went."""
        if "contact" in touched:
            self.model.invalidate()
            self._show_pair()

    # -- one pair -----------------------------------------------------------------------------------------

    def pair(self) -> LikelyPair | None:
        """The pair that is shown."""
        current = self.list.current_id()
        return None if current is None else self.pairs.get(current)

    def sides(self) -> tuple[int, int] | None:
        """Who stays, and who is merged into it."""
        pair = self.pair()
        if pair is None:
            return None
        both = (pair.contact_id, pair.other_id)
        return (both[1], both[0]) if self._swapped else both

    def swap(self) -> None:
        """Let the other one of the two stay."""
        self._swapped = not self._swapped
        self._show_pair()

    def merge(self) -> None:
        """Make one person of the pair shown, and go on to the next."""
        sides = self.sides()
        if sides is None or not self.merge_button.isEnabled():
            return
        keep, other = sides
        choices = dict(self.card.choices)
        name = self.model.text(self.list.currentIndex().row(), 1 if self._swapped else 0)
        self.desk.write(
            lambda workspace: workspace.duplicates.merge(keep, other, choices),
            said=_("Merged into {name}").format(name=name),
            then=lambda _nothing: self._on_gone(other),
            owner=self,
        )

    def tell_apart(self) -> None:
        """Keep both, and never offer this pair again."""
        pair = self.pair()
        if pair is None:
            return
        self.desk.write(
            lambda workspace: workspace.duplicates.dismiss(pair.contact_id, pair.other_id),
            said=_("Kept as two people"),
            then=lambda _nothing: self._drop([pair]),
            owner=self,
        )

    def _on_gone(self, contact_id: int) -> None:
        self._drop([pair for pair in self.pairs.values() if contact_id in (pair.contact_id, pair.other_id)])

    def _drop(self, gone: list[LikelyPair]) -> None:
        row = max(0, self.list.currentIndex().row())
        self.pairs = {pair_id: pair for pair_id, pair in self.pairs.items() if pair not in gone}
        self.model.set_ids(self.pairs)
        if not self.pairs:
            self.list.set_empty_state(
                EmptyState("success", _("All pairs are looked through."), primary=False)
            )
        self._say_how_many()
        self._select(min(row, len(self.pairs) - 1))

    def _select(self, row: int) -> None:
        self.list.select_id(self.model.id_at(row))
        self._swapped = False
        self._show_pair()
        self.list.setFocus()

    def _on_selected(self, _pair_id: object) -> None:
        self._swapped = False
        self._show_pair()

    def _show_pair(self) -> None:
        sides = self.sides()
        there = sides is not None and len(self.desk.workspace.contacts.get_many(sides)) == len(sides)
        self.area.setVisible(there)
        for button in (self.apart_button, self.swap_button, self.merge_button):
            button.setEnabled(there)
        if there and sides is not None:
            self.card.show_comparison(self.desk.workspace.duplicates.compare(*sides))
