"""A figure in words: its value, its parts, why it is missing, what it means."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from smallbiz_crm.domain.figures import Figure, Unit
from smallbiz_crm.ui.kit.figures import Tone
from smallbiz_crm.ui.kit.formats import NOTHING, number, percent
from smallbiz_crm.ui.reports.amounts import whole
from smallbiz_crm.words import _, ngettext, phrase

FEW = 5
TIP_WIDTH = 64

_OF_MONEY = frozenset(("win_rate_by_value", "quota_attainment", "roi", "reported_roi", "roas", "clv_to_cac"))
_OF_DEALS = frozenset(("average_deal_size", "cycle_days_median", "cycle_days_mean"))
_OPEN_DEALS = frozenset(("pipeline", "weighted_pipeline"))
_TONES: dict[bool, Tone] = {True: "success", False: "danger"}


@dataclass(frozen=True, slots=True)
class FigureText:
    """`value` is big, `note` stands beside it; the tip has both and says what the figure means."""

    value: str
    note: str
    tip: str
    tone: Tone = ""


def figure_text(key: str, figures: Mapping[str, Figure], currency: str) -> FigureText:
    """How the figure `key` of a report stands on its tile."""
    figure = figures[key]
    value = value_text(figure, currency)
    note = reason_text(figure) if figure.value is None else _note(figure, figures, currency)
    tone = _TONES[figure.value >= 0] if key == "pace" and figure.value is not None else ""
    definition = phrase(f"definition.{key}")
    tip = "\n".join([*textwrap.wrap(definition, TIP_WIDTH), *([capital(note)] if note else [])])
    return FigureText(value, capital(note), tip, tone)


def value_text(figure: Figure, currency: str) -> str:
    """The value alone: money without cents, a rate in per cent, days; — where it is undefined."""
    value = figure.value
    if value is None:
        return NOTHING
    if figure.unit is Unit.MONEY:
        return whole(int(value), currency)
    if figure.unit is Unit.RATE:
        return percent(float(value))
    if figure.unit is Unit.TIMES:
        return f"{number(float(value), 1)} ×"
    if figure.unit is Unit.DAYS:
        return number(float(value), 0 if value == int(value) else 1)
    return number(int(value))


def rate_text(figure: Figure) -> str:
    """A rate with its parts, as a table shows it: ``4 of 11 (36 %)``."""
    if figure.value is None:
        return NOTHING
    return _("{part} of {all} ({rate})").format(
        part=number(figure.numerator), all=number(figure.denominator), rate=percent(float(figure.value))
    )


def reason_text(figure: Figure) -> str:
    """Why a figure is undefined, or what was left out of it; nothing when there is nothing to say."""
    return phrase(f"note.{figure.note}", **figure.note_params) if figure.note else ""


def capital(text: str) -> str:
    """With a capital letter, as a sentence begins."""
    return text[:1].upper() + text[1:]


def _note(figure: Figure, figures: Mapping[str, Figure], currency: str) -> str:
    parts = [_parts(figure, figures, currency), _few(figure), reason_text(figure)]
    return ", ".join(part for part in parts if part)


def _parts(figure: Figure, figures: Mapping[str, Figure], currency: str) -> str:
    if figure.key in ("won", "lost") and "win_rate" in figures:
        return _("of {n} closed").format(n=number(figures["win_rate"].denominator))
    if figure.key == "open":
        return _("today")
    if figure.key == "revenue":
        return _("net of tax")
    if figure.key == "pace":
        behind = figure.value is not None and figure.value < 0
        return _("behind the target") if behind else _("ahead of the target")
    if figure.key in ("roi", "reported_roi"):
        gained, spent = whole(figure.numerator, currency), whole(figure.denominator, currency)
        return _("{gained} gained on {spent}").format(gained=gained, spent=spent)
    if figure.key in _OF_MONEY:
        part, of_all = whole(figure.numerator, currency), whole(figure.denominator, currency)
        return _("{part} of {all}").format(part=part, all=of_all)
    if figure.unit is Unit.RATE:
        part, of_all = number(figure.numerator), number(figure.denominator)
        return _("{part} of {all}").format(part=part, all=of_all)
    if figure.key in _OPEN_DEALS:
        found = ngettext("{n} open deal", "{n} open deals", figure.denominator or 0)
        return found.format(n=number(figure.denominator))
    if figure.key not in _OF_DEALS:
        return _divided(figure, currency)
    deals = ngettext("{n} deal", "{n} deals", figure.denominator or 0).format(n=number(figure.denominator))
    if figure.key == "cycle_days_median":
        mean = value_text(figures["cycle_days_mean"], currency)
        return _("mean {mean}, {deals}").format(mean=mean, deals=deals)
    return deals


def _divided(figure: Figure, currency: str) -> str:
    """The amount and the number it was divided by; nothing for sums and counts."""
    if figure.numerator is None or figure.denominator is None:
        return ""
    return _("{part} ÷ {n}").format(part=whole(figure.numerator, currency), n=number(figure.denominator))


def _few(figure: Figure) -> str:
    is_sum = figure.key in _OF_MONEY or figure.key in _OPEN_DEALS
    counts = figure.denominator is not None and not is_sum
    return _("few") if counts and (figure.denominator or 0) < FEW else ""
