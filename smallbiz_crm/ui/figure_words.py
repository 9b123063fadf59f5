"""A figure in words: its value, its parts, why it is missing, what it means."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from smallbiz_crm.domain.figures import Figure, Unit
from smallbiz_crm.services.kpis import Kpi, kpi
from smallbiz_crm.ui.exact_amounts import whole
from smallbiz_crm.ui.kit.figures import Tone
from smallbiz_crm.ui.kit.formats import NOTHING, number, percent
from smallbiz_crm.words import _, phrase

FEW = 5
TIP_WIDTH = 64

_TONES: dict[bool, Tone] = {True: "success", False: "danger"}


@dataclass(frozen=True, slots=True)
class FigureText:
    """`value` is big, `note` stands beside it; the tip has both and says what the figure means."""

    value: str
    note: str
    tip: str
    tone: Tone = ""


def figure_text(report: str, key: str, figures: Mapping[str, Figure], currency: str) -> FigureText:
    """How the figure `key` of a report stands on its tile."""
    figure, entry = figures[key], kpi(report, key)
    value = value_text(figure, currency)
    note = reason_text(figure) if figure.value is None else _note(entry, figures, currency)
    tone = _TONES[figure.value >= 0] if key == "pace" and figure.value is not None else ""
    lines = [entry.explained(), entry.decided(), capital(note)]
    tip = "\n".join(line for text in lines for line in textwrap.wrap(text, TIP_WIDTH))
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


def _note(entry: Kpi, figures: Mapping[str, Figure], currency: str) -> str:
    figure = figures[entry.key]
    parts = [_parts(entry, figures, currency), _few(entry, figure), reason_text(figure)]
    return ", ".join(part for part in parts if part)


def _parts(entry: Kpi, figures: Mapping[str, Figure], currency: str) -> str:
    figure = figures[entry.key]
    if entry.key in ("won", "lost") and "win_rate" in figures:
        return _("of {n} closed").format(n=number(figures["win_rate"].denominator))
    if entry.key == "open":
        return _("today")
    if entry.key == "revenue" and "win_rate" in figures:
        return _("net of tax")
    if entry.key == "pace":
        behind = figure.value is not None and figure.value < 0
        return _("behind the target") if behind else _("ahead of the target")
    if entry.key in ("roi", "roi_on_margin", "reported_roi"):
        gained, spent = whole(figure.numerator, currency), whole(figure.denominator, currency)
        return _("{gained} gained on {spent}").format(gained=gained, spent=spent)
    if entry.compares_money():
        part, of_all = whole(figure.numerator, currency), whole(figure.denominator, currency)
        return _("{part} of {all}").format(part=part, all=of_all)
    if figure.unit is Unit.RATE:
        part, of_all = number(figure.numerator), number(figure.denominator)
        return _("{part} of {all}").format(part=part, all=of_all)
    if entry.counted is not None:
        counted = entry.counted_text(figure.denominator or 0, number(figure.denominator))
        if entry.key == "cycle_days_median":
            mean = value_text(figures["cycle_days_mean"], currency)
            return _("mean {mean}, {deals}").format(mean=mean, deals=counted)
        return counted
    return _divided(figure, currency)


def _divided(figure: Figure, currency: str) -> str:
    """The amount and the number it was divided by; nothing for sums and counts."""
    if figure.numerator is None or figure.denominator is None:
        return ""
    return _("{part} ÷ {n}").format(part=whole(figure.numerator, currency), n=number(figure.denominator))


def _few(entry: Kpi, figure: Figure) -> str:
    is_few = entry.whole is Unit.COUNT and figure.denominator is not None and figure.denominator < FEW
    return _("few") if is_few else ""
