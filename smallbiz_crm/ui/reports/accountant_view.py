"""The accountant's month: what would be in the pack, what stands in its way, and the pack itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from smallbiz_crm.domain.accountant import Pack
from smallbiz_crm.domain.days import Period
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.sent_packs import LedgerChange, SentPack
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.latest import NewestAnswer
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.metrics import LARGE
from smallbiz_crm.ui.reports.blockers_card import BlockersCard
from smallbiz_crm.ui.reports.changes_card import ChangesCard
from smallbiz_crm.ui.reports.folders import show_in_folder
from smallbiz_crm.ui.reports.formats_card import FormatsCard
from smallbiz_crm.ui.reports.ledger_card import LedgerCard
from smallbiz_crm.ui.reports.pack_card import PackCard
from smallbiz_crm.ui.reports.pack_target import PackTargetDialog
from smallbiz_crm.ui.reports.page_area import PageArea, head_line
from smallbiz_crm.ui.reports.period_picker import PeriodPicker
from smallbiz_crm.ui.reports.period_words import accountant_periods, period_days, period_name
from smallbiz_crm.ui.reports.totals_card import TotalsCard
from smallbiz_crm.ui.reports.turning_row import TurningRow, at_the_end
from smallbiz_crm.words import _, phrase

if TYPE_CHECKING:
    from smallbiz_crm.services.accountant import PackMade
    from smallbiz_crm.services.workspace import Workspace

SIDE_BY_SIDE_FROM = 820


@dataclass(frozen=True, slots=True)
class AccountantFacts:
    """What the view shows, as of one moment. `is_empty` is about the workspace, not the period."""

    pack: Pack
    is_empty: bool
    sent: SentPack | None
    changes: tuple[LedgerChange, ...]


class AccountantView(QWidget):
    """Emits `headline_changed` when the line under the page's title is another."""

    headline_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.facts: AccountantFacts | None = None
        self.headline = ""
        self._is_making = False
        self._newest: PackMade | None = None
        self._reader = NewestAnswer(self, (CrmError,), inline=desk.is_inline)
        desk.closing.connect(self._reader.stop)
        self.picker = PeriodPicker(
            _("Period of the pack"), lambda text: desk.workspace.accountant.period(text), desk.today
        )
        self.formats = FormatsCard(desk)
        self.make_button = Button(_("Make the pack …"), "export", "primary")
        self.made = PackCard()
        self.changes = ChangesCard()
        self.totals = TotalsCard()
        self.blockers = BlockersCard(desk)
        self.ledger = LedgerCard()
        self.nothing = EmptyState(
            "money",
            _(
                "Nothing for the accountant yet. Deals that are won and money that is spent come here by themselves."
            ),
            [(_("Go to the deals"), lambda: desk.open_page("deals"))],
        )
        self.views = QStackedWidget()
        self._pack_view = self._lay_out_pack()
        self.views.addWidget(self._pack_view)
        self.views.addWidget(self.nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.views)
        self._connect()

    def _lay_out_pack(self) -> QWidget:
        self.pair = TurningRow([(self.totals, 1), (self.blockers, 1)], SIDE_BY_SIDE_FROM)
        self.area = PageArea((self.made, self.changes, self.pair, self.formats, self.ledger))
        self.bar = TurningRow([(self.picker, 0), (at_the_end(self.make_button), 1)])
        view = QWidget()
        layout = QVBoxLayout(view)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(LARGE)
        layout.addLayout(head_line(self.bar))
        layout.addWidget(self.area, 1)
        return view

    def _connect(self) -> None:
        self.picker.chosen.connect(lambda _period: self.read())
        self.make_button.clicked.connect(self.ask_target)
        self.made.sent.connect(self._on_sent)
        self.changes.correction_wanted.connect(self.ask_correction_target)
        self.formats.changed.connect(self._enable_making)
        self.formats.changed.connect(self.read)

    # -- reading ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read everything again, keeping the period."""
        periods = accountant_periods(self.desk.today(), self.desk.workspace.accountant.period)
        self.picker.offer(periods, periods[0][0].key)
        if not self.formats.boxes:
            self.formats.offer(self.desk.workspace.accountant.formats())
            self.formats.choose(self.desk.workspace.accountant.chosen_formats())
        self.read()

    def read(self) -> None:
        """Ask what would be in the pack of the period; the answer comes from a thread of its own."""
        period, workspace, formats = self.picker.period(), self.desk.workspace, self.formats.chosen()
        self._reader.ask(
            lambda _is_stale: read_pack(workspace, period, formats), self._show, self.desk.show_trouble
        )

    def _show(self, facts: AccountantFacts) -> None:
        self.facts = facts
        pack = facts.pack
        self.headline = "" if facts.is_empty else period_days(pack.period)
        self.headline_changed.emit()
        self.totals.show_pack(pack)
        self.blockers.show_blockers(pack.blockers, pack.odd)
        self.changes.show_changes(facts.sent, facts.changes, pack.currency)
        self.ledger.show_pack(pack)
        self.views.setCurrentWidget(self.nothing if facts.is_empty else self._pack_view)

    # -- making -------------------------------------------------------------------------------------------

    def ask_target(self) -> PackTargetDialog | None:
        """Ask where the pack is to be written."""
        if self.facts is None or self.facts.is_empty or not self.make_button.isEnabled():
            return None
        dialog = PackTargetDialog(self.facts.pack.period, self)
        dialog.chosen.connect(self.make)
        dialog.open()
        return dialog

    def ask_correction_target(self) -> PackTargetDialog | None:
        """Ask where the pack of what changed is to be written."""
        if self.facts is None or not self.facts.changes or self._is_making:
            return None
        dialog = PackTargetDialog(self.facts.pack.period, self, is_correction=True)
        dialog.chosen.connect(lambda target: self.make(target, correction=True))
        dialog.open()
        return dialog

    def make(self, target: Path, *, correction: bool = False) -> None:
        """Write the pack as a job: a folder, or a zip where the name ends in .zip."""
        if self.facts is None:
            return
        period, formats = self.facts.pack.period, self.formats.chosen()
        self.desk.write(lambda workspace: workspace.accountant.remember_formats(formats))
        self._is_making = True
        self._enable_making()
        self.desk.run(
            _("Making the pack for {period}").format(period=period_name(period)),
            lambda workspace, progress: workspace.accountant.build(
                period, target, formats, progress=progress, correction=correction
            ),
            then=self._on_made,
            ended=self._on_making_ended,
            owner=self,
        )

    def _on_made(self, made: PackMade) -> None:
        self._newest = made
        notes = [phrase(f"accountant.pack_note.{note.code}", subject=note.subject) for note in made.notes]
        files = [(file.name, file.sha256) for file in made.files]
        self.made.show_pack(made.pack.period, made.target, files, notes)
        self.area.show_widget(self.made)
        toast(
            _("Pack for {period} is ready").format(period=period_name(made.pack.period)),
            _("Show in folder"),
            lambda: show_in_folder(made.target),
        )

    def _on_sent(self) -> None:
        made = self._newest
        if made is not None:
            self.made.sent_button.setEnabled(False)
            self.desk.write(
                lambda workspace: workspace.accountant.remember_sent(made.pack, made.files),
                said=_("{period} is noted as sent").format(period=period_name(made.pack.period)),
                owner=self,
            )

    def _on_making_ended(self) -> None:
        self._is_making = False
        self._enable_making()

    def _enable_making(self) -> None:
        has_format = bool(self.formats.chosen())
        self.make_button.setEnabled(has_format and not self._is_making)
        self.make_button.setToolTip("" if has_format else _("Choose at least one format."))


def read_pack(workspace: Workspace, period: Period, formats: Sequence[str]) -> AccountantFacts:
    """All that the view shows, from one view of the workspace."""
    with workspace.view():
        pack = workspace.accountant.preview(period, formats)
        has_any = bool(pack.rows or pack.blockers or workspace.deals.count() or workspace.spending.list())
        sent = workspace.accountant.sent(period)
        changes = tuple(workspace.accountant.changed_since_sent(period)) if sent else ()
        return AccountantFacts(pack, not has_any, sent, changes)
