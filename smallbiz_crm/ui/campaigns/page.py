"""The Campaigns page: all campaigns as a table or on a timeline, and the spend that belongs to none."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from smallbiz_crm.domain.campaigns import Campaign, CampaignStatus
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.campaigns.actions import move_campaign, trash_campaigns
from smallbiz_crm.ui.campaigns.amounts import show_whole
from smallbiz_crm.ui.campaigns.new_campaign import NewCampaignDialog
from smallbiz_crm.ui.campaigns.other_spend import OtherSpend
from smallbiz_crm.ui.campaigns.table import CampaignTable
from smallbiz_crm.ui.campaigns.timeline_view import CampaignTimeline
from smallbiz_crm.ui.desk import Desk, Page
from smallbiz_crm.ui.follow_up_list import plan_follow_up
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import ElidedLabel, Label
from smallbiz_crm.ui.kit.line_edits import SearchEdit
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.metrics import HAIR, LARGE, MEDIUM, PAGE, SMALL
from smallbiz_crm.ui.kit.segmented import Segmented
from smallbiz_crm.words import _, ngettext

SEARCH_AFTER_MS = 120


class CampaignsPage(Page):
    """A record is opened by a click or Enter; a bar of the timeline is moved by Ctrl+arrow or the mouse."""

    key = "campaigns"
    cares_for = frozenset(("campaign", "spend", "contact", "attachment", "currency_rate"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._campaigns: list[Campaign] = []
        self._told_id: int | None = None
        self.subtitle = ElidedLabel("", "subtitle")
        self.view_toggle = Segmented([("table", _("Table")), ("timeline", _("Timeline"))], _("View"))
        self.new_button = Button(_("New campaign"), "plus", "primary")
        self.search = SearchEdit(_("Search campaigns"))
        zooms = [("week", _("Week")), ("month", _("Month")), ("quarter", _("Quarter"))]
        self.zoom = Segmented(zooms, _("Zoom"))
        self.zoom.choose("month")
        self.today_button = Button(_("Today"))
        self.table = CampaignTable()
        self.timeline = CampaignTimeline()
        self.other_spend = OtherSpend(desk)
        self.empty = EmptyState(
            "campaigns",
            _("No campaigns yet. A name is enough to begin; days, budget and people can follow."),
            [(_("New campaign"), self.create_record)],
        )
        self.no_hits = EmptyState(
            "search", _("No campaign matches."), [(_("Clear search"), self.search.empty)], primary=False
        )
        self.views = QStackedWidget()
        for view in (self.table, self.timeline, self.empty, self.no_hits, self.other_spend):
            self.views.addWidget(view)
        self.other_button = Button("", "money", "quiet")
        self._search_timer = QTimer(self)
        self._search_timer.setSingleShot(True)
        self._search_timer.setInterval(SEARCH_AFTER_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(HAIR)
        words.addWidget(Label(_("Campaigns"), "title"))
        words.addWidget(self.subtitle)
        head = QHBoxLayout()
        head.setSpacing(MEDIUM)
        head.addLayout(words, 1)
        head.addWidget(self.view_toggle)
        head.addWidget(self.new_button)
        self.finding = QWidget()
        finding = QHBoxLayout(self.finding)
        finding.setContentsMargins(0, 0, 0, 0)
        finding.setSpacing(SMALL)
        finding.addWidget(self.search, 1)
        finding.addWidget(self.zoom)
        finding.addWidget(self.today_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE, PAGE, PAGE, MEDIUM)
        layout.setSpacing(LARGE)
        layout.addLayout(head)
        layout.addWidget(self.finding)
        body = QVBoxLayout()
        body.setSpacing(SMALL)
        body.addWidget(self.views, 1)
        body.addWidget(self.other_button, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addLayout(body, 1)

    def _connect(self) -> None:
        self.new_button.clicked.connect(self.create_record)
        self.view_toggle.chosen.connect(self._on_view_chosen)
        self.zoom.chosen.connect(self._on_zoom_chosen)
        self.today_button.clicked.connect(self._on_today)
        self.search.textEdited.connect(lambda _text: self._search_timer.start())
        self.search.returnPressed.connect(self._on_search_entered)
        self._search_timer.timeout.connect(self._on_searched)
        self.table.selected.connect(self._on_row_selected)
        self.table.clicked.connect(self._on_row_clicked)
        self.table.opened.connect(self._open)
        self.table.menu_requested.connect(self._show_menu)
        self.timeline.opened.connect(self._open)
        self.timeline.move_requested.connect(self._move)
        self.timeline.menu_requested.connect(self._show_menu)
        self.other_button.clicked.connect(self._on_other_spend)
        self.other_spend.left.connect(self._show_view)
        for view in (self.table, self.timeline):
            delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), view)
            delete.setContext(Qt.ShortcutContext.WidgetShortcut)
            delete.activated.connect(self.trash_selected)

    # -- reading ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read all campaigns again; selection and place stay."""
        self._search_timer.stop()
        workspace, currency = self.desk.workspace, self.desk.currency()
        text = self.search.text().strip()
        self._campaigns = workspace.campaigns.list(search=text)
        self.table.show_campaigns(self._campaigns, currency)
        if self._shows_timeline():
            self._fill_timeline()
        self.other_spend.refresh()
        self.other_button.setText(self.other_spend.summary())
        total = len(self._campaigns) if not text else len(workspace.campaigns.list())
        self._show_subtitle(total, currency)
        if not self.other_spend.is_open:
            self._show_view()

    def _fill_timeline(self) -> None:
        workspace = self.desk.workspace
        shown = {campaign.id for campaign in self._campaigns}
        items = [item for item in workspace.campaigns.items() if item.campaign_id in shown]
        self.timeline.show_campaigns(self._campaigns, items, self.desk.today(), self.desk.currency())

    def _show_subtitle(self, total: int, currency: str) -> None:
        shown = len(self._campaigns)
        parts = [ngettext("{n} campaign", "{n} campaigns", total).format(n=number(total))]
        if shown != total:
            parts = [_("{n} of {campaigns}").format(n=number(shown), campaigns=parts[0])]
        running = sum(campaign.status is CampaignStatus.RUNNING for campaign in self._campaigns)
        if running:
            parts.append(ngettext("{n} running", "{n} running", running).format(n=number(running)))
        budgeted = [campaign for campaign in self._campaigns if campaign.budget is not None]
        if budgeted:
            spent = sum(campaign.cost for campaign in budgeted)
            budget = sum(campaign.budget or 0 for campaign in budgeted)
            words = _("{spent} of {budget} budget spent")
            parts.append(words.format(spent=show_whole(spent, currency), budget=show_whole(budget, currency)))
        self.subtitle.setText(" · ".join(parts))

    def _show_view(self) -> None:
        """Bring the view to the front that fits what there is to see."""
        is_searching = bool(self.search.text().strip())
        is_empty = not self._campaigns
        timeline = self._shows_timeline()
        view: QWidget = self.timeline if timeline else self.table
        if is_empty:
            view = self.no_hits if is_searching else self.empty
        self.other_spend.is_open = False
        self.views.setCurrentWidget(view)
        is_bare = is_empty and not is_searching
        for widget in (self.subtitle, self.view_toggle, self.new_button, self.finding):
            widget.setVisible(not is_bare)
        for widget in (self.zoom, self.today_button):
            widget.setVisible(timeline)
        self.other_button.show()

    def _shows_timeline(self) -> bool:
        return self.view_toggle.value() == "timeline"

    # -- the page's own contract --------------------------------------------------------------------------

    def open_with(self, argument: object) -> None:
        """``table``, ``timeline``, ``new``, ``other_spend``, or a campaign's id to select and open."""
        if argument in ("table", "timeline"):
            self.view_toggle.choose(str(argument))
            self._on_view_chosen(str(argument))
        elif argument == "new":
            self.create_record()
        elif argument == "other_spend":
            self._on_other_spend()
        elif isinstance(argument, int):
            self._go_to(argument)
            self._open(argument)

    def focus_find(self) -> None:
        if not self.finding.isHidden():
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()

    def create_record(self) -> None:
        if self.desk.is_open:
            NewCampaignDialog(self.desk, self, self._on_created).open()

    # -- finding and going --------------------------------------------------------------------------------

    def _on_searched(self) -> None:
        if self.desk.is_open:
            self.other_spend.is_open = False
            self.refresh()

    def _on_search_entered(self) -> None:
        if self._search_timer.isActive():
            self._on_searched()
        self._current_view().setFocus(Qt.FocusReason.OtherFocusReason)
        first = self.table.model_of_records().id_at(0)
        if not self._shows_timeline() and not self.table.selected_ids() and first is not None:
            self.table.select_id(first)
            self._open(first)

    def _on_view_chosen(self, _key: str) -> None:
        current = self.timeline.current_id() if not self._shows_timeline() else self.table.current_id()
        if self._shows_timeline() and self.desk.is_open:
            self._fill_timeline()
        self._show_view()
        if current is not None:
            self._told_id = current
            self.timeline.select_id(current)
            self.table.select_id(current)

    def _on_zoom_chosen(self, key: str) -> None:
        if key in ("week", "month", "quarter"):
            self.timeline.set_zoom(key)

    def _on_today(self) -> None:
        self.timeline.go_to_today()
        self.timeline.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_other_spend(self) -> None:
        self.other_spend.is_open = True
        self.other_spend.refresh()
        self.views.setCurrentWidget(self.other_spend)
        self.finding.setVisible(False)
        self.other_button.hide()
        self.other_spend.back_button.setFocus()

    def _current_view(self) -> QWidget:
        return self.timeline if self._shows_timeline() else self.table

    def _go_to(self, campaign_id: int) -> None:
        if all(campaign.id != campaign_id for campaign in self._campaigns) and self.search.text():
            self.search.setText("")
            self.refresh()
        self._told_id = campaign_id
        self.table.select_id(campaign_id)
        self.timeline.select_id(campaign_id)

    def _on_created(self, campaign_id: int) -> None:
        self._go_to(campaign_id)
        self._open(campaign_id)

    def _on_row_selected(self, campaign_id: int | None) -> None:
        if campaign_id is not None and self.table.selected_ids() == [campaign_id]:
            self._told_id = campaign_id
            self.desk.open_record("campaign", campaign_id)

    def _on_row_clicked(self, index: QModelIndex) -> None:
        """A click on the row the user is on already opens it again, after its panel was closed."""
        campaign_id = self.table.model_of_records().id_at(index.row())
        told, self._told_id = self._told_id, None
        if campaign_id is not None and told != campaign_id and self.table.selected_ids() == [campaign_id]:
            self.desk.open_record("campaign", campaign_id)

    def _open(self, campaign_id: int | None) -> None:
        if campaign_id is not None:
            self.desk.open_record("campaign", campaign_id)

    # -- doing --------------------------------------------------------------------------------------------

    def selected_campaigns(self) -> list[Campaign]:
        """The campaigns that are selected in the view that is shown."""
        ids = set(self.table.selected_ids())
        if self._shows_timeline():
            ids = {self.timeline.current_id() or 0}
        return [campaign for campaign in self._campaigns if campaign.id in ids]

    def trash_selected(self) -> None:
        """Put what is selected into the Trash."""
        chosen = self.selected_campaigns()
        if chosen:
            trash_campaigns(self.desk, chosen)

    def _move(self, campaign_id: int, days: int) -> None:
        campaign = next((each for each in self._campaigns if each.id == campaign_id), None)
        if campaign is None:
            return
        if campaign.starts_on is None and campaign.ends_on is None:
            toast(_("“{name}” has no dates yet. Press Enter to give it some.").format(name=campaign.name))
            return
        move_campaign(self.desk, campaign_id, days, self._on_move_refused)

    def _on_move_refused(self, error: CrmError) -> None:
        self._fill_timeline()
        self.desk.show_trouble(error)

    def menu_for(self, campaign_id: int) -> QMenu:
        """What can be done with a campaign, or with all that are selected when it is among them."""
        chosen = self.selected_campaigns()
        if all(campaign.id != campaign_id for campaign in chosen):
            chosen = [campaign for campaign in self._campaigns if campaign.id == campaign_id]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if len(chosen) == 1:
            menu.addAction(icon("campaigns"), _("Open"), partial(self._open, campaign_id))
            plan = partial(plan_follow_up, self.desk, self._current_view(), "campaign", campaign_id)
            menu.addAction(icon("bell"), _("Plan follow-up …"), plan)
            menu.addSeparator()
        menu.addAction(icon("trash"), _("Move to Trash"), partial(trash_campaigns, self.desk, chosen))
        return menu

    def _show_menu(self, campaign_id: int | None, point: QPoint) -> None:
        if campaign_id is not None:
            self.menu_for(campaign_id).popup(point)
