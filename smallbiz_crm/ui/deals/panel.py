"""The side panel of a deal: next steps, people and fields; what it brings; what was offered; its history."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from smallbiz_crm.domain.deals import Deal, Outcome
from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.ui.custom_fields import CustomFieldsBox
from smallbiz_crm.ui.deals.amounts import show_amount
from smallbiz_crm.ui.deals.card_words import customer_text
from smallbiz_crm.ui.deals.commands import deal_commands
from smallbiz_crm.ui.deals.deal_fields import DealFields
from smallbiz_crm.ui.deals.deal_lines import DealLines
from smallbiz_crm.ui.deals.deal_offers import DealOffers
from smallbiz_crm.ui.deals.deal_payments import DealPayments
from smallbiz_crm.ui.deals.deal_people import DealPeople
from smallbiz_crm.ui.deals.moving import move_deal
from smallbiz_crm.ui.deals.qualification import Qualification
from smallbiz_crm.ui.deals.story import stays_text, story_of
from smallbiz_crm.ui.deals.told_us import ToldUs
from smallbiz_crm.ui.deals.useful_now import UsefulNow
from smallbiz_crm.ui.desk import Desk, RecordPanel, Touched
from smallbiz_crm.ui.follow_up_list import FollowUpList
from smallbiz_crm.ui.heads_up import HeadsUp
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import Label, line
from smallbiz_crm.ui.kit.metrics import MEDIUM, em
from smallbiz_crm.ui.timeline import TimelineView
from smallbiz_crm.ui.write_mail import write_to
from smallbiz_crm.words import _

_STAGE_CHIPS: dict[Outcome, ChipKind] = {Outcome.WON: "success", Outcome.LOST: "danger"}
_CARED_FOR = frozenset(
    ("contact", "company", "campaign", "touch", "attachment", "product", "tax_code", "field")
) | {"content", "content_use"}
_MONEY_TAB, _OFFERS_TAB, _HISTORY_TAB = 1, 2, 3


class DealPanel(RecordPanel):
    """Everything about one deal. Its parts are made when the first deal is shown."""

    kind = "deal"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.deal: Deal | None = None
        self._is_built = False
        self._commands = deal_commands(desk)
        self._commands.serve_panel(self)

    def show_record(self, record_id: int) -> None:
        """Show a deal; what was typed for the one before is saved first."""
        if self._is_built and record_id != self.record_id:
            self.fields.leave()
            self.custom.commit()
            self.deal = None
        super().show_record(record_id)

    def refresh(self) -> None:
        """Read the deal again; a field being edited keeps what was typed. Closes when the deal is gone."""
        if self.record_id is None:
            return
        deal = self._read(self.record_id)
        if deal is None:
            self.deal = None
            self._commands.show_state()
            self.closed.emit()
            return
        if not self._is_built:
            self._is_built = True
            self._build()
        self.deal = deal
        self._show_head(deal)
        self.heads_up.show_campaigns(self.desk.workspace.heads_up.of_deal(deal.id))
        self.fields.show_deal(deal)
        self.custom.show_record(deal.id)
        self.follow_ups.show_record(deal.id)
        self.told.show_deal(deal)
        self.useful.show_deal(deal)
        self.people.show_deal(deal)
        self.qualification.show_deal(deal)
        self._show_tab()
        self._commands.show_state()

    def _read(self, deal_id: int) -> Deal | None:
        """The deal as it is now; None when it is no more, or was put into the Trash while it was shown."""
        try:
            deal = self.desk.workspace.deals.get(deal_id)
        except NotFound:
            return None
        was_here = self.deal is not None and not self.deal.is_trashed
        return None if deal.is_trashed and was_here else deal

    def cares(self, touched: Touched) -> bool:
        """Names of people, companies and campaigns stand here too, and files of proposals."""
        return super().cares(touched) or not _CARED_FOR.isdisjoint(touched)

    # -- building -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.restore_button = Button(_("Restore"), "restore")
        self.restore_button.clicked.connect(self._restore)
        self.more_button = IconButton("more", _("More actions"))
        self.more_button.clicked.connect(self._open_menu)
        self.heads_up = HeadsUp(self.desk)
        self.heads_up.put_into(self)
        self.add_action(self.restore_button)
        self.add_action(self.more_button)
        self.fields = DealFields(self.desk)
        self.custom = CustomFieldsBox(self, "deal")
        self.fields.stage_chosen.connect(self.move_to)
        self.fields.record_opened.connect(self.desk.open_record)
        self.follow_ups = FollowUpList(self.desk, "deal")
        self.told = ToldUs(self.desk)
        self.useful = UsefulNow(self.desk)
        self.people = DealPeople(self.desk)
        self.qualification = Qualification(self.desk)
        self.lines = DealLines(self.desk)
        self.payments = DealPayments(self.desk)
        self.offers = DealOffers(self.desk)
        self.timeline = TimelineView(self.desk)
        self.add_page(
            _stacked(
                *(self.follow_ups, self.told, self.useful, self.people, self.qualification, line()),
                *(self.fields, self.custom, self.custom.add_button),
            ),
            _("Details"),
        )
        self.add_page(_stacked(self.lines, line(), self.payments), _("Amount"))
        self.add_page(_stacked(self.offers), _("Offer"))
        self.stage_days = Label("", "caption", wrap=True)
        self.add_page(_stacked(self.stage_days, self.timeline), _("History"))
        self.tab_changed.connect(lambda _number: self._show_tab())

    # -- showing ------------------------------------------------------------------------------------------

    def _show_head(self, deal: Deal) -> None:
        chips: list[tuple[str, ChipKind]] = [
            (deal.stage, _STAGE_CHIPS.get(deal.outcome, "accent")),
            (show_amount(deal.amount, deal.currency), "neutral"),
        ]
        if deal.is_trashed:
            chips.insert(0, (_("In the Trash"), "danger"))
        self.set_head(deal.title, customer_text(deal.contact, deal.company), chips)
        self.restore_button.setVisible(deal.is_trashed)
        self.more_button.setVisible(not deal.is_trashed)

    def _show_tab(self) -> None:
        """Fill a tab when it is looked at."""
        if self.deal is None:
            return
        tab = self.tabs.currentIndex()
        if tab == _MONEY_TAB:
            self.lines.show_deal(self.deal)
            self.payments.show_deal(self.deal)
        elif tab == _OFFERS_TAB:
            self.offers.show_deal(self.deal)
        elif tab == _HISTORY_TAB:
            self._show_history(self.deal)

    def _show_history(self, deal: Deal) -> None:
        deals = self.desk.workspace.deals
        self.timeline.set_log(self._log, deal.id)
        story = story_of(deals.timeline(deal.id), deals.history(deal.id))
        self.timeline.show_entries(story, deal.currency)
        stays = stays_text(deals.days_per_stage(deal.id))
        self.stage_days.setText(stays)
        self.stage_days.setVisible(bool(stays))

    # -- doing --------------------------------------------------------------------------------------------

    def move_to(self, stage_id: int) -> None:
        """Put the deal into a stage; won and lost ask first, beside the stage where it is in sight."""
        stage = next(stage for stage in self.desk.workspace.deals.stages() if stage.id == stage_id)
        if self.deal is not None:
            field = self.fields.stage_field.input()
            in_sight = not field.visibleRegion().isEmpty()
            anchor = field if in_sight else self.title
            move_deal(self.desk, self.deal.id, stage, anchor, ended=self._on_moved)

    def _on_moved(self, moved: bool) -> None:
        if not moved:
            self.fields.put_stage_back()

    def _log(self, kind: str, text: str, logged: Callable[[], object]) -> None:
        if self.deal is None:
            return
        deal_id = self.deal.id
        self.desk.write(
            lambda workspace: workspace.deals.log(deal_id, kind, text),
            said=_("Added to the history"),
            then=lambda _id: logged(),
            owner=self,
        )

    def menu(self) -> QMenu:
        """What else can be done with the deal."""
        menu = QMenu(self)
        deal = self.deal
        if deal is not None and deal.contact_id is not None:
            write = partial(write_to, self.desk, self, deal.contact_id, deal.id)
            menu.addAction(icon("mail"), _("Write an e-mail …"), write)
        menu.addAction(icon("bell"), _("Plan follow-up …"), self.follow_ups.plan)
        menu.addSeparator()
        menu.addAction(icon("trash"), _("Move to Trash"), self._trash)
        return menu

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))

    def _trash(self) -> None:
        if self.deal is None:
            return
        deal = self.deal
        self.desk.write(
            lambda workspace: workspace.deals.trash([deal.id]),
            said=_("“{title}” is in the Trash").format(title=deal.title),
        )

    def _restore(self) -> None:
        if self.deal is None:
            return
        deal = self.deal
        self.desk.write(
            lambda workspace: workspace.deals.restore([deal.id]),
            said=_("“{title}” is back").format(title=deal.title),
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._commands.show_state()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._commands.show_state()


def _stacked(*parts: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setSpacing(MEDIUM)
    for part in parts:
        is_button = isinstance(part, Button)
        layout.addWidget(part, 0, Qt.AlignmentFlag.AlignLeading if is_button else Qt.AlignmentFlag(0))
    layout.addStretch(1)
    page.setMinimumWidth(em(page, 12))
    return page
