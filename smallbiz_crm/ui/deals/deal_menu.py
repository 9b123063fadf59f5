"""The menu of a deal or of several: everything that can be done with them from the board and the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from smallbiz_crm.domain.deals import Stage
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.follow_up_list import plan_follow_up
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.write_mail import write_to
from smallbiz_crm.words import _


@dataclass(frozen=True)
class DealActions:
    """What the page does with deals when the menu asks for it."""

    open: Callable[[int], object]
    move: Callable[[Sequence[int], int], object]
    wait: Callable[[int, QRect], object]
    wake: Callable[[int], object]
    trash: Callable[[Sequence[int]], object]


def deal_menu(
    desk: Desk,
    page: QWidget,
    ids: Sequence[int],
    point: QPoint,
    stages: Sequence[Stage],
    actions: DealActions,
) -> QMenu:
    """The menu for `ids`, the first of them the one asked about; `point` is in global coordinates."""
    deal_id = ids[0]
    deal = desk.workspace.deals.get(deal_id)
    menu = QMenu(page)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    opening = menu.addAction(icon("deals"), _("Open"), partial(actions.open, deal_id))
    opening.setShortcut(QKeySequence(Qt.Key.Key_Return))
    moving = menu.addMenu(icon("arrow-right"), _("Move to"))
    for stage in stages:
        action = moving.addAction(stage.name.replace("&", "&&"), partial(actions.move, ids, stage.id))
        action.setEnabled(len(ids) > 1 or stage.id != deal.stage_id)
    place = QRect(point, QSize(1, 1))
    if len(ids) == 1:
        if deal.contact_id is not None:
            write = partial(write_to, desk, page, deal.contact_id, deal_id)
            menu.addAction(icon("mail"), _("Write an e-mail …"), write)
        plan = partial(plan_follow_up, desk, page, "deal", deal_id, place)
        menu.addAction(icon("bell"), _("Plan follow-up …"), plan)
        card = next(iter(desk.workspace.deals.cards([deal_id])), None)
        menu.addAction(icon("snooze"), _("Wait until …"), partial(actions.wait, deal_id, place))
        if card is not None and card.waiting_until is not None:
            menu.addAction(icon("refresh"), _("Stop waiting"), partial(actions.wake, deal_id))
    menu.addSeparator()
    trashing = menu.addAction(icon("trash"), _("Move to Trash"), partial(actions.trash, ids))
    trashing.setShortcut(QKeySequence(Qt.Key.Key_Delete))
    for action in (opening, trashing):
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setShortcutVisibleInContextMenu(True)
    return menu
