"""The context menu of campaigns, the same in all views."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from smallbiz_crm.domain.campaigns import Campaign
from smallbiz_crm.ui.campaigns.actions import trash_campaigns
from smallbiz_crm.ui.campaigns.views import CampaignViews
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.follow_up_list import plan_follow_up
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.words import _


def campaign_menu(desk: Desk, views: CampaignViews, campaign_id: int) -> QMenu:
    """What can be done with a campaign, or with all that are selected when it is among them."""
    chosen = views.selected()
    if all(campaign.id != campaign_id for campaign in chosen):
        chosen = [campaign for campaign in views.campaigns if campaign.id == campaign_id]
    menu = QMenu(views)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if len(chosen) == 1:
        opening = menu.addAction(icon("campaigns"), _("Open"), partial(views.opened.emit, campaign_id))
        _show_key(opening, "Return")
        place = views.place_of(campaign_id)
        plan = partial(plan_follow_up, desk, views, "campaign", campaign_id, place)
        menu.addAction(icon("bell"), _("Plan follow-up …"), plan)
        menu.addSeparator()
        _offer_moves(menu, views, chosen[0])
    trash = menu.addAction(icon("trash"), _("Move to Trash"), partial(trash_campaigns, desk, chosen))
    _show_key(trash, "Del")
    return menu


def _offer_moves(menu: QMenu, views: CampaignViews, campaign: Campaign) -> None:
    """What the keys of the plan do, where they do it."""
    if views.plan_view() is None or (campaign.starts_on is None and campaign.ends_on is None):
        return
    for text, days, only_end, keys in (
        (_("A day earlier"), -1, False, "Ctrl+Left"),
        (_("A day later"), 1, False, "Ctrl+Right"),
        (_("A week earlier"), -7, False, "Ctrl+Shift+Left"),
        (_("A week later"), 7, False, "Ctrl+Shift+Right"),
        (_("End a day earlier"), -1, True, "Alt+Left"),
        (_("End a day later"), 1, True, "Alt+Right"),
    ):
        move = partial(views.move_by, campaign.id, days, only_end=only_end)
        _show_key(menu.addAction(text, move), keys)
    menu.addSeparator()


def _show_key(action: QAction, keys: str) -> None:
    """Say in a menu which keys do the same; the view itself listens to them."""
    action.setShortcut(QKeySequence(keys))
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.setShortcutVisibleInContextMenu(True)
