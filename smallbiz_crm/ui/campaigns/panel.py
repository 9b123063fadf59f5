"""The side panel of a campaign: its facts, its plan, what it costs and whom it met."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from smallbiz_crm.domain.campaigns import Campaign
from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.ui.campaigns.actions import restore_campaign, trash_campaigns
from smallbiz_crm.ui.campaigns.budget import BudgetUse
from smallbiz_crm.ui.campaigns.campaign_words import STATUS_CHIPS, campaign_subtitle, word
from smallbiz_crm.ui.campaigns.copy_dialog import CopyCampaignDialog, KeepTemplateDialog
from smallbiz_crm.ui.campaigns.details_tab import CampaignDetails
from smallbiz_crm.ui.campaigns.people_tab import PeopleTab
from smallbiz_crm.ui.campaigns.plan_tab import PlanTab
from smallbiz_crm.ui.campaigns.results_tab import ResultsTab
from smallbiz_crm.ui.campaigns.spend_tab import SpendTab
from smallbiz_crm.ui.desk import Desk, RecordPanel, Touched
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.words import _

DETAILS, PLAN, SPEND, PEOPLE, RESULTS = range(5)
_CARED_FOR = frozenset(
    ("campaign", "spend", "contact", "deal", "attachment", "currency_rate", "field", "field_value")
) | {"content", "nurture_run", "nurture_sequence"}


class CampaignPanel(RecordPanel):
    """Everything about one campaign. A tab is read when it is looked at."""

    kind = "campaign"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.campaign: Campaign | None = None
        self._head: tuple[str, str, tuple[tuple[str, ChipKind], ...]] | None = None
        self._stale_tabs: set[int] = set()
        self.restore_button = Button(_("Restore"), "restore")
        self.restore_button.clicked.connect(self._restore)
        self.more_button = IconButton("more", _("More actions"))
        self.more_button.clicked.connect(self._open_menu)
        self.add_action(self.restore_button)
        self.add_action(self.more_button)
        self.details = CampaignDetails(self)
        self.plan = PlanTab(desk)
        self.spend = SpendTab(desk)
        self.people = PeopleTab(desk)
        self.results = ResultsTab(desk)
        tabs = (
            (self.details, _("Details")),
            (self.plan, _("Plan")),
            (self.spend, _("Spend")),
            (self.people, _("People")),
            (self.results, _("Results")),
        )
        for content, title in tabs:
            self.add_page(content, title)
        self.tab_changed.connect(self._fill_tab)

    def show_record(self, record_id: int) -> None:
        """Show a campaign; what was typed for the one before is saved first. Raises NotFound."""
        if record_id != self.record_id:
            if self.campaign is not None:
                self.details.leave()
            self.campaign = None
        super().show_record(record_id)

    def refresh(self) -> None:
        """Read the campaign again; a field being edited keeps what was typed."""
        if self.record_id is None:
            return
        campaign = self.desk.workspace.campaigns.get(self.record_id)
        was_here = self.campaign is not None and not self.campaign.is_trashed
        if campaign.is_trashed and was_here:
            self._go()
            return
        self.campaign = campaign
        self._show_head(campaign)
        self._stale_tabs = {DETAILS, PLAN, SPEND, PEOPLE, RESULTS}
        self._fill_tab(self.tabs.currentIndex())

    def cares(self, touched: Touched) -> bool:
        """Costs, people and their names stand here too."""
        return not _CARED_FOR.isdisjoint(touched)

    def _on_changed(self, touched: Touched) -> None:
        try:
            super()._on_changed(touched)
        except NotFound:
            self._go()

    def _go(self) -> None:
        """Ask to be closed: the campaign is no more, or was put into the Trash."""
        self.campaign = None
        self.record_id = None
        self.closed.emit()

    # -- showing ------------------------------------------------------------------------------------------

    def _show_head(self, campaign: Campaign) -> None:
        chips: list[tuple[str, ChipKind]] = [(word("status", campaign.status), STATUS_CHIPS[campaign.status])]
        if BudgetUse.of(campaign).is_over:
            chips.append((_("Over budget"), "danger"))
        if campaign.is_trashed:
            chips.insert(0, (_("In the Trash"), "danger"))
        head = (campaign.name, campaign_subtitle(campaign, self.desk.today()), tuple(chips))
        if head != self._head:
            self._head = head
            self.set_head(*head)
        self.restore_button.setVisible(campaign.is_trashed)
        self.more_button.setVisible(not campaign.is_trashed)

    def _fill_tab(self, tab: int) -> None:
        if self.campaign is None or tab not in self._stale_tabs:
            return
        self._stale_tabs.discard(tab)
        if tab == DETAILS:
            self.details.show_campaign(self.campaign)
        elif tab == PLAN:
            self.plan.show_campaign(self.campaign)
        elif tab == SPEND:
            self.spend.show_campaign(self.campaign)
        elif tab == RESULTS:
            self.results.show_campaign(self.campaign)
        else:
            self.people.show_campaign(self.campaign)

    # -- doing --------------------------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """What can be done with the campaign."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("bell"), _("Plan follow-up …"), self._plan_follow_up)
        menu.addAction(icon("money"), _("Add spend …"), self._add_spend)
        menu.addAction(icon("contacts"), _("Add people …"), self._add_people)
        menu.addSeparator()
        menu.addAction(icon("copy"), _("Copy to new dates …"), self.copy)
        menu.addAction(icon("star"), _("Keep as a template …"), self.keep_as_template)
        menu.addSeparator()
        menu.addAction(icon("trash"), _("Move to Trash"), self._trash)
        return menu

    def _open_menu(self) -> None:
        self.menu().popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))

    def _plan_follow_up(self) -> None:
        self.show_page(PLAN)
        self.plan.follow_ups.plan()

    def _add_spend(self) -> None:
        self.show_page(SPEND)
        self.spend.box.add()

    def _add_people(self) -> None:
        self.show_page(PEOPLE)
        self.people.add()

    def copy(self) -> CopyCampaignDialog | None:
        """Ask for the days of a copy, and open it."""
        if self.campaign is None:
            return None
        dialog = CopyCampaignDialog(
            self.desk, self.campaign, self.window(), lambda made: self.desk.open_record("campaign", made)
        )
        dialog.open()
        return dialog

    def keep_as_template(self) -> KeepTemplateDialog | None:
        """Ask for the name of a template."""
        if self.campaign is None:
            return None
        dialog = KeepTemplateDialog(self.desk, self.campaign, self.window())
        dialog.open()
        return dialog

    def _trash(self) -> None:
        if self.campaign is not None:
            trash_campaigns(self.desk, [self.campaign])

    def _restore(self) -> None:
        if self.campaign is not None:
            restore_campaign(self.desk, self.campaign)
