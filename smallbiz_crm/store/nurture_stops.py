"""When a nurture run stops: a reply, a deal, a no, or the person is gone. Asked at the end of every step that may tell.

So whatever wrote it (the window, a command, an import, a merge) the steps that are still open go into the Trash in
that same step, and come back with it when it is taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from smallbiz_crm.domain.campaigns import TouchKind
from smallbiz_crm.domain.consents import ConsentChannel
from smallbiz_crm.domain.days import to_micros
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.nurture import NurtureKind, StopReason, reached_by
from smallbiz_crm.domain.text import fold_email
from smallbiz_crm.store import bulk, consents
from smallbiz_crm.store.tables.marketing import nurture_run, nurture_step, touch
from smallbiz_crm.store.tables.people import contact, contact_email, follow_up
from smallbiz_crm.store.tables.sales import deal, deal_contact, stage
from smallbiz_crm.store.unit_of_work import UnitOfWork

TELLING = frozenset(("touch", "deal", "deal_contact", "consent", "contact"))
"""Tables of which a new or changed row may stop a run."""
FEW = 500
_IS_OPEN = (follow_up.c.done_on.is_(None), follow_up.c.trashed_at.is_(None))


def stop_where_due(unit: UnitOfWork) -> None:
    """Stop the runs that this step gave a reason for. What is undone or redone brings its own rows back."""
    touched = {*unit.changes.created, *unit.changes.changed}
    if unit.kind != "do" or TELLING.isdisjoint(touched):
        return
    running = _running(unit)
    for reason, holds in _reasons() if running else ():
        query = select(nurture_run.c.id).where(bulk.is_listed(nurture_run.c.id), holds)
        stop(unit, unit.connection.execute(query, bulk.ids_parameter(running)).scalars().all(), reason)


def _running(unit: UnitOfWork) -> list[int]:
    """The runs with a step still open, of the people whom this step is about where those are few."""
    has_open = select(follow_up.c.id).where(follow_up.c.nurture_run_id == nurture_run.c.id, *_IS_OPEN)
    query = select(nurture_run.c.id).where(nurture_run.c.stopped_on.is_(None), has_open.exists())
    people = unit.changes.records.get("contact", set())
    deals = unit.changes.records.get("deal", set())
    if len(people) + len(deals) > FEW:
        return list(unit.connection.execute(query).scalars())
    theirs = select(deal_contact.c.contact_id).where(deal_contact.c.deal_id.in_(deals))
    is_touched = or_(nurture_run.c.contact_id.in_(people), nurture_run.c.contact_id.in_(theirs))
    return list(unit.connection.execute(query.where(is_touched)).scalars())


def _reasons() -> list[tuple[StopReason, ColumnElement[bool]]]:
    """Each reason as a condition on `nurture_run`; what was there before the start stops nothing."""
    replied = select(touch.c.id).where(
        touch.c.contact_id == nurture_run.c.contact_id,
        touch.c.kind == TouchKind.REPLIED.value,
        touch.c.touched_on >= nurture_run.c.started_on,
        touch.c.uid > nurture_run.c.uid,
    )
    has_deal = (
        select(deal_contact.c.id)
        .join_from(deal_contact, deal, deal.c.id == deal_contact.c.deal_id)
        .join(stage, stage.c.id == deal.c.stage_id)
        .where(
            deal_contact.c.contact_id == nurture_run.c.contact_id,
            deal_contact.c.uid > nurture_run.c.uid,
            stage.c.kind != Outcome.LOST.value,
            deal.c.trashed_at.is_(None),
        )
    )
    is_gone = select(contact.c.id).where(
        contact.c.id == nurture_run.c.contact_id,
        or_(contact.c.trashed_at.is_not(None), contact.c.erased_at.is_not(None)),
    )
    return [
        (StopReason.REPLY, replied.exists()),
        (StopReason.DEAL, has_deal.exists()),
        (StopReason.OPT_OUT, or_(*(_said_no(channel) for channel in ConsentChannel if _goes_over(channel)))),
        (StopReason.GONE, is_gone.exists()),
    ]


def _goes_over(channel: ConsentChannel) -> list[str]:
    return [kind.value for kind in NurtureKind if reached_by(kind) is channel]


def _said_no(channel: ConsentChannel) -> ColumnElement[bool]:
    """The person is closed to a channel that the sequence goes over."""
    uses_it = select(nurture_step.c.id).where(
        nurture_step.c.sequence_id == nurture_run.c.sequence_id,
        nurture_step.c.kind.in_(_goes_over(channel)),
    )
    return and_(nurture_run.c.contact_id.in_(consents.closed_to(channel)), uses_it.exists())


def stop_if_from(unit: UnitOfWork, contact_id: int, sender: str, on: date) -> None:
    """Stop what a person was on when an e-mail of theirs was sent; `sender` is the line of the mail that says whose."""
    own = select(contact_email.c.match_address).where(contact_email.c.contact_id == contact_id)
    addresses = list(unit.connection.execute(own).scalars())
    if not any(address in fold_email(sender) for address in addresses):
        return
    query = select(nurture_run.c.id).where(
        nurture_run.c.contact_id == contact_id,
        nurture_run.c.stopped_on.is_(None),
        nurture_run.c.started_on <= on,
    )
    stop(unit, unit.connection.execute(query).scalars().all(), StopReason.REPLY)


def stop(unit: UnitOfWork, run_ids: Sequence[int], reason: StopReason) -> int:
    """End runs: their open steps go into the Trash, what is done stays. Returns how many had steps left."""
    if not run_ids:
        return 0
    query = select(follow_up.c.id, follow_up.c.nurture_run_id).where(
        bulk.is_listed(follow_up.c.nurture_run_id), *_IS_OPEN
    )
    left = unit.connection.execute(query, bulk.ids_parameter(run_ids)).all()
    ended = sorted({run_id for _follow_up, run_id in left if run_id is not None})
    bulk.update_rows(unit, follow_up, [row[0] for row in left], trashed_at=to_micros(unit.clock.now()))
    bulk.update_rows(unit, nurture_run, ended, stopped_on=unit.clock.today(), stopped_because=reason.value)
    return len(ended)
