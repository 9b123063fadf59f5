"""The one way deals change their stage, whoever asks: board, keys, menu or panel. Won and lost ask what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.deals import Deal, Outcome, Stage, missing_facts
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.deals.closing import ClosePopover, LostPopover, WonPopover
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.stage_words import facts_text
from smallbiz_crm.words import _, ngettext

Ended = Callable[[bool], object]


def move_deal(
    desk: Desk,
    deal_id: int,
    stage: Stage,
    anchor: QWidget,
    *,
    place: QRect | None = None,
    ended: Ended | None = None,
) -> ClosePopover | None:
    """Put a deal into `stage`; see `move_deals`."""
    return move_deals(desk, [deal_id], stage, anchor, place=place, ended=ended)


def move_deals(
    desk: Desk,
    ids: Sequence[int],
    stage: Stage,
    anchor: QWidget,
    *,
    place: QRect | None = None,
    ended: Ended | None = None,
) -> ClosePopover | None:
    """Put deals into `stage` in one step; won and lost ask first, in the popover that is returned.

    The popover hangs on `anchor`, or on `place` (global coordinates) of it. `ended` is told once whether the
    deals were moved; when not, nothing has changed.
    """
    tell = ended or (lambda _moved: None)
    deals = [deal for deal in desk.workspace.deals.get_many(ids) if deal.stage_id != stage.id]
    if not deals:
        tell(False)
        return None
    if stage.kind is Outcome.OPEN:
        _move_at_once(desk, deals, stage, tell)
        return None
    ask = (WonPopover if stage.kind is Outcome.WON else LostPopover)(desk, deals, stage, anchor)
    ask.accepted.connect(partial(tell, True))
    ask.cancelled.connect(partial(tell, False))
    ask.open_at(place or anchor, focus=ask.first_field())
    return ask


def _move_at_once(desk: Desk, deals: Sequence[Deal], stage: Stage, tell: Ended) -> None:
    def refused(error: CrmError) -> None:
        tell(False)
        desk.show_trouble(error)

    ids = [deal.id for deal in deals]
    desk.write(
        lambda workspace: workspace.deals.move_many(ids, stage.id),
        said=_said(desk, deals, stage),
        then=lambda _nothing: tell(True),
        refused=refused,
    )


def _said(desk: Desk, deals: Sequence[Deal], stage: Stage) -> str:
    """What is told of a move, and what the stage before still asked for: moving on is noted, never blocked."""
    if len(deals) > 1:
        text = ngettext("{n} deal moved to {stage}", "{n} deals moved to {stage}", len(deals))
        return text.format(n=number(len(deals)), stage=stage.name)
    text = _("“{title}” moved to {stage}").format(title=deals[0].title, stage=stage.name)
    before = next((each for each in desk.workspace.stages.list() if each.id == deals[0].stage_id), None)
    if before is None or before.position > stage.position or not before.exit_check:
        return text
    missing = [
        fact for card in desk.workspace.deals.cards([deals[0].id]) for fact in missing_facts(before, card)
    ]
    return (
        _("{moved}. Still missing: {facts}").format(moved=text, facts=facts_text(missing))
        if missing
        else text
    )
