"""The Campaigns page: all campaigns as a month, on a timeline or as a list, and the spend that belongs to none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from smallbiz_crm.domain.campaigns import Campaign, CampaignStatus
from smallbiz_crm.ui.campaigns.actions import trash_campaigns
from smallbiz_crm.ui.campaigns.amounts import show_whole
from smallbiz_crm.ui.campaigns.aside import Aside
from smallbiz_crm.ui.campaigns.campaign_menu import campaign_menu
from smallbiz_crm.ui.campaigns.content_library import ContentLibraryView
from smallbiz_crm.ui.campaigns.month_view import MonthView
from smallbiz_crm.ui.campaigns.new_campaign import NewCampaignDialog
from smallbiz_crm.ui.campaigns.nurture_view import NurtureView
from smallbiz_crm.ui.campaigns.other_spend import OtherSpend
from smallbiz_crm.ui.campaigns.planner_bar import PlannerBar
from smallbiz_crm.ui.campaigns.planner_gaps import gap_words
from smallbiz_crm.ui.campaigns.planner_moves import PlannerMoves
from smallbiz_crm.ui.campaigns.planner_picture import ask_and_print, ask_and_save
from smallbiz_crm.ui.campaigns.timeline_view import CampaignTimeline
from smallbiz_crm.ui.campaigns.views import CampaignViews
from smallbiz_crm.ui.desk import Desk, Page
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.empty_state import EmptyState
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.labels import ElidedLabel, Label
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.metrics import HAIR, LARGE, MEDIUM, PAGE, SMALL
from smallbiz_crm.ui.kit.segmented import Segmented
from smallbiz_crm.words import _, ngettext

SEARCH_AFTER_MS = 120


class CampaignsPage(Page):
    """A record is opened by a click or Enter; a bar of the plan is moved by Ctrl+arrow or the mouse."""

    key = "campaigns"
    cares_for = frozenset(
        (
            *("campaign", "spend", "contact", "attachment", "currency_rate", "content", "content_use"),
            *("nurture_sequence", "nurture_run", "follow_up"),
        )
    )

    view_chosen = Signal(str)
    """The user turned to ``month``, ``timeline`` or ``table``."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._campaigns: list[Campaign] = []
        self._total = 0
        self.moves = PlannerMoves(desk)
        self.subtitle = ElidedLabel("", "subtitle")
        self.view_toggle = Segmented(
            [("month", _("Month")), ("timeline", _("Timeline")), ("table", _("List"))], _("View")
        )
        self.view_toggle.choose("month")
        self.new_button = Button(_("New campaign"), "plus", "primary")
        self.bar = PlannerBar(desk)
        self.search, self.zoom, self.today_button = self.bar.search, self.bar.zoom, self.bar.today_button
        self.finding = self.bar
        self.other_spend = OtherSpend(desk)
        self.library, self.nurture = ContentLibraryView(desk), NurtureView(desk)
        self.empty = EmptyState(
            "campaigns",
            _("No campaigns yet. A name is enough to begin; days, budget and people can follow."),
            [(_("New campaign"), self.create_record)],
        )
        self.no_hits = EmptyState(
            "search", _("No campaign matches."), [(_("Show all"), self._show_all)], primary=False
        )
        self.views = CampaignViews()
        self.table, self.timeline, self.month = self.views.table, self.views.timeline, self.views.month
        for view in (self.empty, self.no_hits, self.other_spend, self.library, self.nurture):
            self.views.addWidget(view)
        self.other_button, self.library_button = Button("", "money", "quiet"), Button("", "file", "quiet")
        self.nurture_button = Button("", "timeline", "quiet")
        self._asides: tuple[tuple[Aside, Button], ...] = (
            (self.other_spend, self.other_button),
            (self.library, self.library_button),
            (self.nurture, self.nurture_button),
        )
        for _aside, button in self._asides:
            button.hide()
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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE, PAGE, PAGE, MEDIUM)
        layout.setSpacing(LARGE)
        layout.addLayout(head)
        layout.addWidget(self.finding)
        body = QVBoxLayout()
        body.setSpacing(SMALL)
        body.addWidget(self.views, 1)
        foot = QWidget()
        flow = FlowLayout(foot)
        for _aside, button in self._asides:
            flow.addWidget(button)
        body.addWidget(foot)
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
        for view in (self.timeline, self.month):
            view.move_requested.connect(self._move)
            view.resize_requested.connect(self.moves.move)
            view.item_move_requested.connect(self.moves.move_item)
            view.create_requested.connect(self._create_on)
        self.moves.settled.connect(lambda: self._fill_plan(self.desk.currency()))
        self.month.month_changed.connect(lambda: self.bar.show_month(self.month.month))
        self.bar.filter.changed.connect(self._on_searched)
        self.bar.turned.connect(self.month.turn)
        self.bar.print_requested.connect(lambda: self._on_paper(ask_and_print))
        self.bar.picture_requested.connect(lambda: self._on_paper(ask_and_save))
        for aside, button in self._asides:
            button.clicked.connect(partial(self._on_aside, aside))
            aside.left.connect(partial(self._on_aside_left, aside, button))
        for text, argument in ((_("Content library"), "content"), (_("Nurture sequences"), "nurture")):
            self.desk.add_command(text, partial(self.desk.open_page, "campaigns", argument), menu="view")

    # -- reading ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read all campaigns again; selection and place stay."""
        self._search_timer.stop()
        workspace, currency = self.desk.workspace, self.desk.currency()
        text = self.search.text().strip()
        self._campaigns = self.bar.filter.keep(workspace.campaigns.list(search=text))
        self.views.show_table(self._campaigns, currency)
        if self.views.key != "table" and not self.moves.is_moving:
            self._fill_plan(currency)
        for aside, button in self._asides:
            aside.refresh()
            button.setText(aside.summary)
        is_all = not text and not self.bar.filter.chosen
        total = len(self._campaigns) if is_all else len(workspace.campaigns.list())
        self._show_subtitle(total, currency)
        if not any(aside.is_open for aside, _button in self._asides):
            self._show_view()

    def _fill_plan(self, currency: str) -> None:
        items = self.desk.workspace.campaigns.items()
        self.views.show_plan(items, self.desk.today(), currency)
        self.bar.show_month(self.month.month)

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
        if self.views.key != "table":
            parts += gap_words(self.views.rows, self.desk.today())
            undated = sum(campaign.starts_on is campaign.ends_on is None for campaign in self._campaigns)
            if undated:
                parts.append(
                    ngettext("{n} without dates", "{n} without dates", undated).format(n=number(undated))
                )
        self.subtitle.setText(" · ".join(parts))
        self._total = total

    def _show_view(self) -> None:
        """Bring the view to the front that fits what there is to see."""
        is_searching = bool(self.search.text().strip() or self.bar.filter.chosen)
        is_bare = not self._campaigns and not is_searching
        view: QWidget = self.views.current_view()
        if not self._campaigns:
            view = self.no_hits if is_searching else self.empty
        self.views.setCurrentWidget(view)
        for widget in (self.subtitle, self.view_toggle, self.new_button, self.finding):
            widget.setVisible(not is_bare)
        self.bar.show_for(self.views.key)
        for _aside, button in self._asides:
            button.show()

    # -- the page's own contract --------------------------------------------------------------------------

    def open_with(self, argument: object) -> None:
        """A view (``month`` …), ``new``, ``other_spend``, ``content``, ``nurture``, a campaign's id to open, or
        ``spend:7``: the spend line 7 to change.
        """
        if argument in ("month", "table", "timeline"):
            self.view_toggle.choose(str(argument))
            self._on_view_chosen(str(argument))
        elif argument == "new":
            self.create_record()
        elif argument == "other_spend":
            self._on_aside(self.other_spend)
        elif argument == "nurture":
            self._on_aside(self.nurture)
        elif argument == "content":
            self._on_aside(self.library)
        elif isinstance(argument, str) and argument.startswith("spend:"):
            self._change_spend(int(argument.removeprefix("spend:")))
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

    def _create_on(self, first: date, last: date) -> None:
        """A campaign was drawn: ask for the rest."""
        dialog = NewCampaignDialog(self.desk, self, self._on_created)
        dialog.take_days(first, last)
        dialog.open()

    # -- finding and going --------------------------------------------------------------------------------

    def _on_searched(self) -> None:
        if self.desk.is_open:
            self.refresh()

    def _on_search_entered(self) -> None:
        if self._search_timer.isActive():
            self._on_searched()
        self.views.enter()

    def _on_view_chosen(self, key: str) -> None:
        self._close_asides()
        current = self.views.current_view().current_id()
        self.views.choose(key)
        if not self.desk.is_open:
            return
        if self.views.key != "table":
            self._fill_plan(self.desk.currency())
            if current is not None:
                self.views.go_to(current)
        self._show_subtitle(self._total, self.desk.currency())
        self._show_view()
        self.view_chosen.emit(self.views.key)

    def start_with(self, key: str) -> None:
        """Begin with the view that was chosen last; a word that is none leaves the month."""
        if key in ("month", "timeline", "table"):
            self.view_toggle.choose(key)
            self.views.choose(key)

    def _on_zoom_chosen(self, key: str) -> None:
        if key in ("week", "month", "quarter", "year"):
            self.timeline.set_zoom(key)

    def _on_today(self) -> None:
        view = self.views.plan_view()
        if view is not None:
            view.go_to_today()
            view.setFocus(Qt.FocusReason.MouseFocusReason)

    def _on_paper(self, put: Callable[[CampaignTimeline | MonthView, QWidget], object]) -> None:
        view = self.views.plan_view()
        if view is not None:
            put(view, self)

    def _show_all(self) -> None:
        """Take the search and the filters away."""
        self.search.setText("")
        self.bar.filter.clear()

    def _on_aside(self, aside: Aside, _checked: bool = False) -> None:
        self._close_asides()
        aside.is_open = True
        self.views.setCurrentWidget(aside)
        self.finding.hide()
        for _aside, button in self._asides:
            button.hide()
        aside.begin()

    def _change_spend(self, spend_id: int) -> None:
        """Ask for changes of a spend line, with the place it stands at behind."""
        campaign_id = self.desk.workspace.spending.get(spend_id).campaign_id
        if campaign_id is None:
            self._on_aside(self.other_spend)
        else:
            self._go_to(campaign_id)
        self.other_spend.box.edit(spend_id)

    def _on_aside_left(self, aside: Aside, button: Button) -> None:
        aside.is_open = False
        self._show_view()
        button.setFocus()

    def _close_asides(self) -> None:
        for aside, _button in self._asides:
            aside.is_open = False

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
        self.moves.move(campaign_id, days, days)

    def menu_for(self, campaign_id: int) -> QMenu:
        """What can be done with a campaign, or with all that are selected when it is among them."""
        return campaign_menu(self.desk, self.views, campaign_id)

    def _show_menu(self, campaign_id: int | None, point: QPoint) -> None:
        if campaign_id is not None:
            self.menu_for(campaign_id).popup(point)
