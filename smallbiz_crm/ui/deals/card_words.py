"""What a card says: its next step, its age, who it is for, and all of it in one line for a screen reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from smallbiz_crm.domain.deals import (
    DealCard,
    NextStep,
    OddDay,
    Outcome,
    Stage,
    is_stale,
    is_waiting,
    missing_facts,
    next_step_state,
    odd_day,
)
from smallbiz_crm.ui.deals.amounts import show_amount
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.formats import day as day_text
from smallbiz_crm.ui.kit.formats import day_and_month, day_long, day_with_year, number, relative_day
from smallbiz_crm.ui.stage_words import facts_text
from smallbiz_crm.words import _, has_phrase, ngettext, phrase


class CardFace(NamedTuple):
    """The words on a card, made once for many paintings."""

    title: str
    customer: str
    amount: str
    has_amount: bool
    closing: str
    age: str
    is_worrying: bool
    """Whether the age is something to look at: gone stale, or closed on a day that cannot be right."""
    chip: tuple[str, ChipKind] | None
    origin: str
    """The campaign it came from, before it the stage where the column does not name it."""
    owner: str = ""
    missing: str = ""


def card_face(card: DealCard, stage: Stage, today: date, *, names_stage: bool = False) -> CardFace:
    """What is painted of a card that stands in `stage`, which it names where the column does not."""
    has_step = stage.kind is Outcome.OPEN or card.next_step_on is not None
    origin = [stage.name if names_stage else "", source_text(card)]
    return CardFace(
        title=card.title,
        customer=customer_text(card.contact, card.company),
        amount=show_amount(card.amount, card.currency),
        has_amount=card.amount is not None,
        closing=close_text(card, stage.kind, today),
        age=age_text(card, stage, today),
        is_worrying=is_stale(stage, card, today) or _odd_day(card, today) is not None,
        chip=step_chip(card.next_step_on, today) if has_step else None,
        origin=" · ".join(part for part in origin if part),
        owner=card.owner or "",
        missing=missing_text(card, stage),
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


def source_text(card: DealCard) -> str:
    """Where the deal came from: its campaign, else the channel a file named; nothing when neither is known."""
    channel = card.source_channel
    if not card.source_campaign and not channel:
        return ""
    known = phrase(f"channel.{channel}") if has_phrase(f"channel.{channel}") else channel
    return _("from {campaign}").format(campaign=card.source_campaign or known)


def near_day(value: date, today: date) -> str:
    """A day without its year when that is this one."""
    return day_and_month(value) if value.year == today.year else day_with_year(value)


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
    """How long it has been in its stage, that it went stale or waits on purpose; once closed, what is odd about it."""
    if stage.kind is not Outcome.OPEN:
        odd = _odd_day(card, today)
        return _ODD_SHORT[odd]() if odd is not None else ""
    if is_waiting(card, today) and card.waiting_until is not None:
        return _("waits until {day}").format(day=near_day(card.waiting_until, today))
    days = max(0, (today - card.stage_since).days)
    if not days:
        return _("new here")
    text = ngettext("{n} day", "{n} days", days).format(n=number(days))
    return _("stale, {age}").format(age=text) if is_stale(stage, card, today) else text


_ODD_SHORT: dict[OddDay, Callable[[], str]] = {
    OddDay.BEFORE_CREATED: lambda: _("before it was created"),
    OddDay.IN_FUTURE: lambda: _("a day to come"),
}


def _odd_day(card: DealCard, today: date) -> OddDay | None:
    return odd_day(card.closed_on, card.created_on, today)


def odd_day_text(closed_on: date | None, created_on: date | None, today: date) -> str:
    """What cannot be right about the day a deal closed, and what follows; nothing when it can."""
    odd = odd_day(closed_on, created_on, today)
    if odd is OddDay.IN_FUTURE:
        return _("That day is still to come. Reports count it, and say what the figures are without it.")
    if odd is OddDay.BEFORE_CREATED and created_on is not None:
        return _(
            "That is before the deal was created on {day}. It counts as closed, but not in the sales cycle: "
            "correct one of the two days."
        ).format(day=day_text(created_on))
    return ""


def missing_text(card: DealCard, stage: Stage) -> str:
    """What the stage asks for and is not known; nothing when all is."""
    missing = missing_facts(stage, card)
    return _("missing: {facts}").format(facts=facts_text(missing)) if missing else ""


def _waiting_text(card: DealCard, today: date) -> str:
    if not is_waiting(card, today) or card.waiting_until is None:
        return ""
    text = _("waiting until {day}").format(day=day_long(card.waiting_until))
    because = _("{waiting}, because {reason}")
    return because.format(waiting=text, reason=card.waiting_because) if card.waiting_because else text


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
        if is_stale(stage, card, today):
            parts.append(_("stale"))
        parts += [_waiting_text(card, today), missing_text(card, stage)]
    else:
        parts += [close_text(card, stage.kind, today), age_text(card, stage, today)]
    parts.append(source_text(card))
    if card.owner:
        parts.append(_("owner {name}").format(name=card.owner))
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
        lines += [close_text(card, stage.kind, today), odd_day_text(card.closed_on, card.created_on, today)]
    elif card.expected_close is not None:
        lines.append(_("Expected close {day}").format(day=day_long(card.expected_close)))
    if stage.kind is Outcome.OPEN:
        lines.append(_("In {stage} since {day}").format(stage=stage.name, day=day_long(card.stage_since)))
    lines += [_waiting_text(card, today), missing_text(card, stage)]
    if source_text(card):
        lines.append(source_text(card)[:1].upper() + source_text(card)[1:])
    if card.owner:
        lines.append(_("Owner: {name}").format(name=card.owner))
    return "\n".join(line for line in lines if line)
