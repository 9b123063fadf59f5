"""How a captured line was understood, in chips: their words, colours and pictures, and what else they may mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from smallbiz_crm.ui.alike_words import alike_words
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.formats import clock_time, day_short, money
from smallbiz_crm.words import N_, _

if TYPE_CHECKING:  # the first paint does not wait for what a typed line needs
    from smallbiz_crm.domain.captured import CapturedDeal, CapturedFollowUp, Meaning, Understood
    from smallbiz_crm.domain.duplicates import Alike

    Read = Callable[[str, Mapping[str, Meaning]], Understood]
    """Understands a line with what was decided about its texts."""

CHANGEABLE: dict[Meaning, str] = {
    "name": N_("Name"),
    "company": N_("Company"),
    "job_title": N_("Job title"),
    "deal_title": N_("What the deal is about"),
    "note": N_("Note"),
}
"""The meanings that a part of a line can be given by hand."""

_FOLLOW_UP_ICONS = {"call": "phone", "email": "mail", "meeting": "meeting", "todo": "clock"}


class SaidChip(NamedTuple):
    """One thing that was understood; `spoken` is what it is. `does` says what pressing it leads to.

    ``mean`` gives its part of the line another meaning than `meaning`, ``open`` opens the person it names,
    ``event`` chooses the event.
    """

    text: str
    kind: ChipKind
    icon: str
    spoken: str
    meaning: Meaning | None = None
    does: Literal["", "mean", "open", "event"] = ""


def said_chips(said: Understood) -> list[SaidChip]:
    """The chips under a line: who, how to reach them, what to do, what they said."""
    chips: list[SaidChip] = []
    if said.name:
        chips.append(SaidChip(said.name, "accent", "person", _("Name"), "name", "mean"))
    if said.company:
        chips.append(SaidChip(said.company, "neutral", "company", _("Company"), "company", "mean"))
    if said.job_title:
        chips.append(SaidChip(said.job_title, "neutral", "person", _("Job title"), "job_title", "mean"))
    chips += [SaidChip(email, "neutral", "mail", _("E-mail")) for email in said.emails]
    chips += [SaidChip(phone.number, "neutral", "phone", _("Phone")) for phone in said.phones]
    chips += [SaidChip(url, "neutral", "link", _("Link")) for url in said.urls]
    chips += [SaidChip(tag, "neutral", "tag", _("Tag")) for tag in said.tags]
    if said.follow_up is not None:
        icon = _FOLLOW_UP_ICONS.get(said.follow_up.kind, "clock")
        chips.append(SaidChip(_follow_up_text(said.follow_up), "info", icon, _("Follow-up")))
    if said.deal is not None:
        deal = SaidChip(_deal_text(said.deal), "success", "deals", _("Deal"))
        chips.append(deal._replace(meaning="deal_title", does="mean") if said.deal.title else deal)
    if said.note:
        chips.append(SaidChip(said.note, "neutral", "note", _("Note"), "note", "mean"))
    return chips


def event_chip(name: str) -> SaidChip:
    """At which campaign somebody is met."""
    return SaidChip(_("Met at {event}").format(event=name), "info", "location", _("Event"), does="event")


def duplicate_chip(alike: Sequence[Alike], *, is_saved: bool = False) -> SaidChip:
    """Who is likely meant: opened instead of adding somebody, compared once somebody was added."""
    looks_like = alike_words(alike)
    if is_saved:
        text = _("{looks_like} – compare").format(looks_like=looks_like)
    else:
        text = _("{looks_like} – open").format(looks_like=looks_like)
    return SaidChip(text, "warning", "person", _("Possible duplicate"), does="open")


def who(said: Understood) -> str:
    """The person or company that would be added, as a message names them; "" for nobody."""
    phone = said.phones[0].number if said.phones else ""
    return said.name or said.company or (said.emails[0] if said.emails else phone)


class Choice(NamedTuple):
    """A text of the line, another meaning that it can have, and all that is decided with it."""

    text: str
    meaning: Meaning
    decided: dict[str, Meaning]


def other_meanings(
    line: str, said: Understood, meaning: Meaning, read: Read, decided: Mapping[str, Meaning]
) -> list[Choice]:
    """What else the part of a line that is taken for `meaning` could be.

    Each is tried, alone and by changing places with what has that meaning now: only what works is offered.
    """
    choices: list[Choice] = []
    for other in CHANGEABLE:
        if other == meaning or (other == "deal_title" and said.deal is None):
            continue
        for text in _texts_of(line, said, meaning):
            alone: dict[str, Meaning] = {**decided, text: other}
            swaps: list[dict[str, Meaning]] = [
                {**alone, there: meaning} for there in _texts_of(line, said, other) if there != text
            ]
            working = (wanted for wanted in [alone, *swaps] if _is_read_as(line, text, other, read, wanted))
            if (wanted := next(working, None)) is not None:
                choices.append(Choice(text, other, wanted))
                break
    return choices


def _is_read_as(line: str, text: str, meaning: Meaning, read: Read, decided: Mapping[str, Meaning]) -> bool:
    """Whether the text, or a part of it, is read with that meaning after this was decided."""
    spans = read(line, decided).spans
    return any(span.meaning == meaning and line[span.start : span.end].strip(" ,;") in text for span in spans)


def _texts_of(line: str, said: Understood, meaning: Meaning) -> Iterator[str]:
    """The stretch of the line with that meaning, alone and as the whole piece between commas around it."""
    for span in said.spans:
        if span.meaning == meaning:
            yield line[span.start : span.end].strip()
            before = max(line.rfind(mark, 0, span.start) for mark in ",;")
            ends = [place for mark in ",;" if (place := line.find(mark, span.end)) >= 0]
            yield line[before + 1 : min(ends, default=len(line))].strip()


def _follow_up_text(follow_up: CapturedFollowUp) -> str:
    day = day_short(follow_up.due)
    if follow_up.time:
        day = f"{day}, {clock_time(follow_up.time)}"
    if follow_up.to_do and follow_up.to_do.casefold() != _("Follow up").casefold():
        return _("Follow up {day}: {text}").format(day=day, text=follow_up.to_do)
    return _("Follow up {day}").format(day=day)


def _deal_text(deal: CapturedDeal) -> str:
    from smallbiz_crm.domain.money import minor_digits, to_minor

    is_whole = deal.amount == deal.amount.to_integral_value()
    digits = minor_digits(deal.currency)
    amount = money(to_minor(deal.amount, deal.currency), deal.currency, digits, whole=is_whole)
    if deal.title:
        return _("Deal of {amount}: {title}").format(amount=amount, title=deal.title)
    return _("Deal of {amount}").format(amount=amount)
