"""The story of a deal: what happened to it, and what it was from when on, as one timeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from smallbiz_crm.domain.contacts import TimelineEntry
from smallbiz_crm.domain.deals import HistoryEntry, Outcome
from smallbiz_crm.ui.deals.amounts import show_amount
from smallbiz_crm.ui.kit.formats import NOTHING, day, number
from smallbiz_crm.words import _, ngettext, phrase

TOLD_BY_HISTORY = frozenset(
    (
        *("amount", "currency", "expected_close", "probability", "closed_on"),
        *("reason", "reason_note", "competitor"),
    )
)


def story_of(happened: Iterable[TimelineEntry], history: Sequence[HistoryEntry]) -> list[TimelineEntry]:
    """Both as one list, the newest first; values that the history tells are not told twice."""
    entries = [
        entry
        for entry in happened
        if entry.kind != "step" or entry.params.get("field") not in TOLD_BY_HISTORY
    ]
    for place in range(len(history) - 1, -1, -1):
        after = history[place]
        text = _change_text(history[place - 1], after) if place else _first_text(after)
        if after.outcome is Outcome.LOST and (not place or history[place - 1].outcome is not Outcome.LOST):
            text = "\n".join([text, *_why_lost(_end_of_loss(history, place))])
        if text:
            entries.append(TimelineEntry("deal", after.happened_on, after.at, text))
    # A stable sort: what happened at one instant stays newest first, as both lists are.
    return sorted(entries, key=lambda entry: (entry.happened_on, entry.at), reverse=True)


def stays_text(stays: Sequence[tuple[str, int]]) -> str:
    """How long a deal stood in each stage, in a line; nothing when it never stood in an open one."""
    parts = [
        _("{stage}: {days}").format(
            stage=stage, days=ngettext("{n} day", "{n} days", days).format(n=number(days))
        )
        for stage, days in stays
    ]
    return " · ".join(parts)


def _first_text(first: HistoryEntry) -> str:
    if first.amount is None:
        return _("Deal created in {stage}").format(stage=first.stage)
    amount = show_amount(first.amount, first.currency)
    return _("Deal created in {stage}, {amount}").format(stage=first.stage, amount=amount)


def _change_text(before: HistoryEntry, after: HistoryEntry) -> str:
    """What changed, in a line; nothing when only the probability did."""
    changes: list[str] = []
    if after.stage != before.stage:
        changes.append(_stage_text(before, after))
    if (after.amount, after.currency) != (before.amount, before.currency):
        changes.append(
            phrase(
                "field.changed",
                field=phrase("field.amount"),
                before=show_amount(before.amount, before.currency),
                after=show_amount(after.amount, after.currency),
            )
        )
    if after.expected_close != before.expected_close:
        changes.append(
            phrase(
                "field.changed",
                field=phrase("field.expected_close"),
                before=_day(before.expected_close),
                after=_day(after.expected_close),
            )
        )
    return "\n".join(changes)


def _end_of_loss(history: Sequence[HistoryEntry], place: int) -> HistoryEntry:
    """The last row of the loss that begins at `place`: it knows what was said of it in the end."""
    while place + 1 < len(history) and history[place + 1].outcome is Outcome.LOST:
        place += 1
    return history[place]


def _why_lost(loss: HistoryEntry) -> list[str]:
    """Why it was lost then, to whom, and what was noted: a line each."""
    said = [
        _("Because: {reason}").format(reason=loss.reason) if loss.reason else "",
        _("To: {competitor}").format(competitor=loss.competitor) if loss.competitor else "",
        loss.reason_note or "",
    ]
    return [text for text in said if text]


def _stage_text(before: HistoryEntry, after: HistoryEntry) -> str:
    if after.outcome is Outcome.WON:
        return _("Won")
    if after.outcome is Outcome.LOST:
        return _("Lost")
    if before.outcome is not Outcome.OPEN:
        return _("Open again, in {stage}").format(stage=after.stage)
    return _("Moved from {before} to {after}").format(before=before.stage, after=after.stage)


def _day(value: date | None) -> str:
    return NOTHING if value is None else day(value)
