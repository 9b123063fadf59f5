"""What a card says: its next step, its age, who it is for, and all of it in one line for a screen reader."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from smallbiz_crm.domain.deals import DealCard, NextStep, Outcome, Stage, next_step_state
from smallbiz_crm.ui.deals.amounts import show_amount
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.formats import day as day_text
from smallbiz_crm.ui.kit.formats import day_and_month, day_long, number, relative_day
from smallbiz_crm.words import _, ngettext


class CardFace(NamedTuple):
    """The words on a card, made once for many paintings."""

    title: str
    customer: str
    amount: str
    has_amount: bool
    closing: str
    age: str
    is_stale: bool
    chip: tuple[str, ChipKind] | None
    source: str


def card_face(card: DealCard, stage: Stage, today: date) -> CardFace:
    """What is painted of a card that stands in `stage`."""
    has_step = stage.kind is Outcome.OPEN or card.next_step_on is not None
    source = _("from {campaign}").format(campaign=card.source_campaign) if card.source_campaign else ""
    return CardFace(
        title=card.title,
        customer=customer_text(card.contact, card.company),
        amount=show_amount(card.amount, card.currency),
        has_amount=card.amount is not None,
        closing=close_text(card, stage.kind, today),
        age=age_text(card, stage, today),
        is_stale=is_stale(card, stage, today),
        chip=step_chip(card.next_step_on, today) if has_step else None,
        source=source,
    )


_STEP_CHIPS: dict[NextStep, ChipKind] = {
    NextStep.NONE: "warning",
    NextStep.OVERDUE: "danger",
    NextStep.TODAY: "info",
    NextStep.PLANNED: "neutral",
}


def step_chip(due_on: date | None, today: date) -> tuple[str, ChipKind]:
    """The next step in a word or two, and the kind of chip it is."""
    state = next_step_state(due_on, today)
    text = _("No next step") if state is NextStep.NONE else relative_day(due_on, today)
    return text, _STEP_CHIPS[state]


def customer_text(contact: str | None, company: str | None) -> str:
    """Who the deal is for: person and company."""
    return ", ".join(part for part in (contact, company) if part) or _("Nobody yet")


def near_day(value: date, today: date) -> str:
    """A day without its year when that is this one."""
    return day_and_month(value) if value.year == today.year else day_text(value)


def close_text(card: DealCard, outcome: Outcome, today: date) -> str:
    """When it closed, or is expected to."""
    if outcome is Outcome.WON and card.closed_on is not None:
        return _("Won {day}").format(day=near_day(card.closed_on, today))
    if outcome is Outcome.LOST and card.closed_on is not None:
        return _("Lost {day}").format(day=near_day(card.closed_on, today))
    return (
        "" if card.expected_close is None else _("by {day}").format(day=near_day(card.expected_close, today))
    )


def age_text(card: DealCard, stage: Stage, today: date) -> str:
    """How long it has been in its stage, and that it went stale; nothing once it is closed."""
    if stage.kind is not Outcome.OPEN:
        return ""
    days = max(0, (today - card.stage_since).days)
    if not days:
        return _("new here")
    text = ngettext("{n} day", "{n} days", days).format(n=number(days))
    return _("stale, {age}").format(age=text) if is_stale(card, stage, today) else text


def is_stale(card: DealCard, stage: Stage, today: date) -> bool:
    """Whether an open deal has been in its stage for longer than the stage allows."""
    if stage.kind is not Outcome.OPEN or stage.stale_days is None:
        return False
    return (today - card.stage_since).days > stage.stale_days


def spoken_card(card: DealCard, stage: Stage, today: date) -> str:
    """The whole card in one line."""
    parts = [card.title, customer_text(card.contact, card.company), show_amount(card.amount, card.currency)]
    parts.append(stage.name)
    if stage.kind is Outcome.OPEN:
        parts.append(_spoken_step(card, today))
        if card.expected_close is not None:
            parts.append(_("expected close {day}").format(day=day_long(card.expected_close)))
        days = max(0, (today - card.stage_since).days)
        parts.append(ngettext("{n} day in this stage", "{n} days in this stage", days).format(n=number(days)))
        if is_stale(card, stage, today):
            parts.append(_("stale"))
    else:
        parts.append(close_text(card, stage.kind, today))
    if card.source_campaign:
        parts.append(_("from {campaign}").format(campaign=card.source_campaign))
    return ", ".join(part for part in parts if part)


def _spoken_step(card: DealCard, today: date) -> str:
    chip, _kind = step_chip(card.next_step_on, today)
    return f"{card.next_step}, {chip}" if card.next_step else chip


def card_tip(card: DealCard, stage: Stage, today: date) -> str:
    """The tool tip: everything, a line each."""
    lines = [card.title, customer_text(card.contact, card.company)]
    lines.append(show_amount(card.amount, card.currency))
    if card.next_step:
        lines.append(_("Next: {step}").format(step=_spoken_step(card, today)))
    if stage.kind is not Outcome.OPEN:
        lines.append(close_text(card, stage.kind, today))
    elif card.expected_close is not None:
        lines.append(_("Expected close {day}").format(day=day_long(card.expected_close)))
    if stage.kind is Outcome.OPEN:
        lines.append(_("In {stage} since {day}").format(stage=stage.name, day=day_long(card.stage_since)))
    if card.source_campaign:
        lines.append(_("From {campaign}").format(campaign=card.source_campaign))
    return "\n".join(line for line in lines if line)
