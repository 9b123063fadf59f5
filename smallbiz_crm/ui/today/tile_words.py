"""The words on the tiles, made from the month's figures."""

from __future__ import annotations

from datetime import date

from smallbiz_crm.domain.figures import Figure
from smallbiz_crm.domain.follow_ups import Due, due_group
from smallbiz_crm.ui.kit.figures import Tone
from smallbiz_crm.ui.kit.formats import locale, number, percent, relative_day
from smallbiz_crm.ui.pace import pace_text
from smallbiz_crm.ui.today.amounts import show_sum, show_whole
from smallbiz_crm.ui.today.facts import Agenda, MonthFigures
from smallbiz_crm.ui.today.tiles import TileWords
from smallbiz_crm.words import _, ngettext


def figure_words(figures: MonthFigures) -> dict[str, TileWords]:
    """The tiles of the month: ``pipeline``, ``won`` and ``spent``."""
    currency, count = figures.currency, figures.open_deals
    caption = ngettext("{n} open deal", "{n} open deals", count).format(n=number(count))
    weighted = _("{amount} weighted").format(amount=show_whole(figures.weighted, currency))
    note = weighted if count else _("no deal is open")
    won_note, won_tone = _won_note(figures)
    budget_note, budget_tone = _budget_note(figures)
    return {
        "pipeline": TileWords(show_sum(figures.pipeline, currency), note, caption=caption),
        "won": TileWords(show_whole(_whole(figures.won["revenue"]), currency), won_note, won_tone),
        "spent": TileWords(show_sum(figures.spent, currency), budget_note, budget_tone),
    }


def late_words(agenda: Agenda) -> TileWords:
    """How many follow-ups are late, and since when."""
    days = [each.due_on for each in agenda.follow_ups if due_group(each.due_on, agenda.today) is Due.OVERDUE]
    if not days:
        return TileWords(number(0), _("nothing is late"))
    oldest = _("the oldest is {late}").format(late=relative_day(min(days), agenda.today))
    return TileWords(number(len(days)), oldest, "danger")


def _whole(figure: Figure) -> int:
    return int(figure.value or 0)


def _won_note(figures: MonthFigures) -> tuple[str, Tone]:
    """How many deals were won, and against the target or the month before."""
    count = _whole(figures.won["won"])
    deals = ngettext("{n} deal", "{n} deals", count).format(n=number(count)) if count else _("none yet")
    quota = figures.won["quota_attainment"].value
    if quota is not None:
        ahead = figures.won["pace"].value
        text = _("{percent} of target").format(percent=percent(float(quota)))
        if ahead is not None and quota < 1:
            text = _("{share}, {pace}").format(share=text, pace=pace_text(int(ahead), figures.currency))
        return text, "success" if quota >= 1 or (ahead is not None and ahead >= 0) else "warning"
    revenue, before = _whole(figures.won["revenue"]), _whole(figures.won_before["revenue"])
    if not before:
        return deals, "success" if revenue else ""
    earlier = show_whole(before, figures.currency)
    text = _("{deals}, {month} {amount}").format(
        deals=deals, month=_month_before(figures.today), amount=earlier
    )
    return text, "success" if revenue > before else ""


def _month_before(today: date) -> str:
    return locale().standaloneMonthName(12 if today.month == 1 else today.month - 1)


def _budget_note(figures: MonthFigures) -> tuple[str, Tone]:
    """What the campaigns that run have spent of their budgets since they began, of every category."""
    planned = [each for each in figures.running if each.budget]
    if not planned:
        return (_("no budget is set") if figures.running else _("no campaign is running")), ""
    budget = sum(each.budget or 0 for each in planned)
    cost = sum(each.cost for each in planned)
    text = _("{percent} of running budgets spent").format(percent=percent(cost / budget))
    return text, "danger" if cost > budget else ""
