"""The Campaigns page: all campaigns as a table or on a timeline, and the spend that belongs to none."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from smallbiz_crm.domain.campaigns import Campaign, CampaignStatus
from smallbiz_crm.ui.campaigns.actions import move_campaign, trash_campaigns
from smallbiz_crm.ui.campaigns.amounts import show_whole
from smallbiz_crm.ui.campaigns.campaign_menu import campaign_menu
from smallbiz_crm.ui.campaigns.campaign_words import days_text
from smallbiz_crm.ui.campaigns.new_campaign import NewCampaignDialog
from smallbiz_crm.ui.campaigns.other_spend import OtherSpend
from smallbiz_crm.ui.campaigns.views import CampaignViews
from smallbiz_crm.ui.desk import Desk, Page
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.labels import ElidedLabel, Label, row
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
        self._moves_under_way = 0
        self.subtitle = ElidedLabel("", "subtitle")
        self.view_toggle = Segmented([("table", _("Table")), ("timeline", _("Timeline"))], _("View"))
        self.new_button = Button(_("New campaign"), "plus", "primary")
        self.search = SearchEdit(_("Search campaigns"))
        zooms = [("week", _("Week")), ("month", _("Month")), ("quarter", _("Quarter"))]
        self.zoom = Segmented(zooms, _("Zoom"))
        self.zoom.choose("month")
        self.today_button = Button(_("Today"))
        self.today_button.setToolTip(_("Home"))
        self.zoom.hide()
        self.today_button.hide()
        self.other_spend = OtherSpend(desk)
        self.empty = EmptyState(
            "campaigns",
            _("No campaigns yet. A name is enough to begin; days, budget and people can follow."),
            [(_("New campaign"), self.create_record)],
        )
        self.no_hits = EmptyState(
            "search", _("No campaign matches."), [(_("Clear search"), self.search.empty)], primary=False
        )
        self.views = CampaignViews()
        self.table, self.timeline = self.views.table, self.views.timeline
        for view in (self.empty, self.no_hits, self.other_spend):
            self.views.addWidget(view)
        self.other_button = Button("", "money", "quiet")
        self.other_button.hide()
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
        finding = row(self.search, self.zoom, self.today_button, spacing=SMALL)
        finding.setContentsMargins(0, 0, 0, 0)
        self.finding.setLayout(finding)
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
        self.views.opened.connect(self._open)
        self.views.menu_requested.connect(self._show_menu)
        self.views.trash_requested.connect(self.trash_selected)
        self.timeline.move_requested.connect(self._move)
        self.other_button.clicked.connect(self._on_other_spend)
        self.other_spend.left.connect(self._on_other_spend_left)

    # -- reading ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read all campaigns again; selection and place stay."""
        self._search_timer.stop()
        workspace, currency = self.desk.workspace, self.desk.currency()
        text = self.search.text().strip()
        self._campaigns = workspace.campaigns.list(search=text)
        self.views.show_table(self._campaigns, currency)
        if self.views.key == "timeline" and not self._moves_under_way:
            self._fill_timeline(currency)
        self.other_spend.refresh(currency)
        self.other_button.setText(self.other_spend.summary)
        total = len(self._campaigns) if not text else len(workspace.campaigns.list())
        self._show_subtitle(total, currency)
        if not self.other_spend.is_open:
            self._show_view()

    def _fill_timeline(self, currency: str) -> None:
        items = self.desk.workspace.campaigns.items()
        self.views.show_timeline(items, self.desk.today(), currency)

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
        is_bare = not self._campaigns and not is_searching
        view: QWidget = self.views.current_view()
        if not self._campaigns:
            view = self.no_hits if is_searching else self.empty
        self.views.setCurrentWidget(view)
        for widget in (self.subtitle, self.view_toggle, self.new_button, self.finding):
            widget.setVisible(not is_bare)
        for widget in (self.zoom, self.today_button):
            widget.setVisible(self.views.key == "timeline")
        self.other_button.show()

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
            self.refresh()

    def _on_search_entered(self) -> None:
        if self._search_timer.isActive():
            self._on_searched()
        self.views.enter()

    def _on_view_chosen(self, key: str) -> None:
        self.other_spend.is_open = False
        self.views.choose("timeline" if key == "timeline" else "table")
        if not self.desk.is_open:
            return
        if self.views.key == "timeline":
            self._fill_timeline(self.desk.currency())
        self._show_view()

    def _on_zoom_chosen(self, key: str) -> None:
        if key in ("week", "month", "quarter"):
            self.timeline.set_zoom(key)

    def _on_today(self) -> None:
        self.timeline.go_to_today()
        self.timeline.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_other_spend(self) -> None:
        self.other_spend.is_open = True
        self.views.setCurrentWidget(self.other_spend)
        self.finding.hide()
        self.other_button.hide()
        self.other_spend.back_button.setFocus()

    def _on_other_spend_left(self) -> None:
        self.other_spend.is_open = False
        self._show_view()
        self.other_button.setFocus()

    def _go_to(self, campaign_id: int) -> None:
        if all(campaign.id != campaign_id for campaign in self._campaigns) and self.search.text():
            self.search.setText("")
            self.refresh()
        self.views.go_to(campaign_id)

    def _on_created(self, campaign_id: int) -> None:
        self._go_to(campaign_id)
        self._open(campaign_id)

    def _open(self, campaign_id: int) -> None:
        self.desk.open_record("campaign", campaign_id)

    # -- doing --------------------------------------------------------------------------------------------

    def trash_selected(self) -> None:
        """Put what is selected into the Trash."""
        chosen = self.views.selected()
        if chosen:
            trash_campaigns(self.desk, chosen)

    def _move(self, campaign_id: int, days: int) -> None:
        campaign = next((each for each in self._campaigns if each.id == campaign_id), None)
        if campaign is None:
            return
        if campaign.starts_on is None and campaign.ends_on is None:
            toast(_("“{name}” has no dates yet. Press Enter to give it some.").format(name=campaign.name))
            return
        self._moves_under_way += 1
        move_campaign(self.desk, campaign_id, days, self._on_move_ended)

    def _on_move_ended(self, moved: Campaign | None) -> None:
        """Show what is stored once the last move is written; until then the bar stays where it was put."""
        self._moves_under_way -= 1
        if self._moves_under_way:
            return
        self._fill_timeline(self.desk.currency())
        if moved is not None:
            days = days_text(moved.starts_on, moved.ends_on, self.desk.today())
            self.desk.say_done(_("“{name}” moved to {days}").format(name=moved.name, days=days))

    def menu_for(self, campaign_id: int) -> QMenu:
        """What can be done with a campaign, or with all that are selected when it is among them."""
        return campaign_menu(self.desk, self.views, campaign_id)

    def _show_menu(self, campaign_id: int | None, point: QPoint) -> None:
        if campaign_id is not None:
            self.menu_for(campaign_id).popup(point)
