"""Figures of the pipeline: pure functions over open deals, lately closed ones, and the draws of the forecast."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from smallbiz_crm.domain.figures import Figure, Unit, ratio
from smallbiz_crm.domain.forecast import Forecast
from smallbiz_crm.domain.money import divide_half_up


@dataclass(slots=True)
class PipelineParts:
    """Open deals: their number, sum and weighted sum in home money, and those left out of the sums."""

    deals: int = 0
    total: int = 0
    weighted: int = 0
    without_amount: int = 0
    without_rate: int = 0


@dataclass(frozen=True, slots=True)
class Closed:
    """How deals closed in a window: won, lost, revenue in home money of `with_amount` won deals, and the days from
    creation to won, summed over `cycles` won ones: one won before it was created has none.
    """

    won: int = 0
    lost: int = 0
    revenue: int = 0
    cycle_days: int = 0
    with_amount: int = 0
    cycles: int | None = None


@dataclass(frozen=True, slots=True)
class PipelineFacts:
    """All that the figures are made of.

    `open` are the deals whose expected close lies in the period, `whole` are all open deals whatever they expect;
    `lately` closed in the trailing window; `drawn` is what the deals of `open` may bring; `won` came in already, of
    the `target` (None: none set). Of the months of the period that are over, `foreseen` was the weighted pipeline of
    the deals expected in the month at its start, and `came` the revenue it had; None without such months.
    """

    open: PipelineParts
    whole: PipelineParts
    lately: Closed
    drawn: Forecast
    won: int = 0
    target: int | None = None
    foreseen: int | None = None
    came: int = 0


def pipeline(facts: PipelineFacts) -> Figure:
    """Σ open amounts."""
    return open_amount("pipeline", facts.open, facts.open.total)


def pipeline_in_all(facts: PipelineFacts) -> Figure:
    """Σ amounts of all open deals, whatever the period."""
    return open_amount("pipeline_in_all", facts.whole, facts.whole.total)


def weighted_pipeline(facts: PipelineFacts) -> Figure:
    """Σ amount × probability of the open deals."""
    return open_amount("weighted_pipeline", facts.open, facts.open.weighted)


def open_amount(key: str, parts: PipelineParts, amount: int) -> Figure:
    """A sum over open deals, with how many they are and how many of them are not in it."""
    note = (
        "open_without_rate" if parts.without_rate else "open_without_amount" if parts.without_amount else None
    )
    left_out = {"count": parts.without_rate or parts.without_amount}
    return Figure(key, Unit.MONEY, amount, None, parts.deals, note, left_out)


def velocity_per_day(facts: PipelineFacts) -> Figure:
    """Open deals × mean won size × win rate ÷ mean cycle days, in money per day; of the trailing window.

    Deals without an amount are left out of the mean size. With cycles of 0 days, or nothing won, it is undefined.
    """
    lately = facts.lately
    if not lately.won or not lately.with_amount:
        return Figure("velocity_per_day", Unit.MONEY, None, note="none_won_lately")
    if not lately.cycle_days:
        return Figure("velocity_per_day", Unit.MONEY, None, note="no_cycle")
    size, cycle = (
        Fraction(lately.revenue, lately.with_amount),
        Fraction(lately.cycle_days, lately.cycles or lately.won),
    )
    exact = facts.whole.deals * size * Fraction(lately.won, lately.won + lately.lost) / cycle
    return Figure("velocity_per_day", Unit.MONEY, divide_half_up(exact.numerator, exact.denominator))


def forecast_p10(facts: PipelineFacts) -> Figure:
    """One in ten outcomes is lower."""
    return outcome(facts.drawn, 10)


def forecast_p50(facts: PipelineFacts) -> Figure:
    """Half of the outcomes are lower."""
    return outcome(facts.drawn, 50)


def forecast_p90(facts: PipelineFacts) -> Figure:
    """Nine in ten outcomes are lower."""
    return outcome(facts.drawn, 90)


def outcome(drawn: Forecast, percent: int) -> Figure:
    """The outcome that so many of a hundred draws are below."""
    return Figure(f"forecast_p{percent}", Unit.MONEY, drawn.percentile(percent))


def chance_of_target(facts: PipelineFacts) -> Figure:
    """Draws in which what came in and what is drawn reach the target ÷ all draws."""
    if facts.target is None:
        return Figure("chance_of_target", Unit.RATE, None, note="no_target")
    chance = facts.drawn.chance_of(facts.target - facts.won)
    draws = len(facts.drawn.outcomes)
    return Figure("chance_of_target", Unit.RATE, chance, int(chance * draws), draws)


def forecast_accuracy(facts: PipelineFacts) -> Figure:
    """Won in the months of the period that are over ÷ weighted at the start of each of them."""
    return accuracy(facts.came if facts.foreseen is not None else None, facts.foreseen)


def accuracy(came: int | None, foreseen: int | None) -> Figure:
    """Won in a month ÷ weighted at its start."""
    return ratio("forecast_accuracy", came, foreseen, "nothing_foreseen")
