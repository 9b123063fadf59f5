"""Deals, stages and pipelines: frozen rows, and the rules of moving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FULL_SHARE = 10_000


class Outcome(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


class NextStep(StrEnum):
    """How urgent a deal's next follow-up is."""

    NONE = "none"
    OVERDUE = "overdue"
    TODAY = "today"
    PLANNED = "planned"


class ExitFact(StrEnum):
    """What a stage may ask to know of a deal before it moves on."""

    BUDGET = "budget"
    AUTHORITY = "authority"
    NEED = "need"
    TIMING = "timing"
    OBJECTIONS = "objections"
    AMOUNT = "amount"
    EXPECTED_CLOSE = "expected_close"


class StageColour(StrEnum):
    """The colour of a column's head; how it looks is up to the theme."""

    TEAL = "teal"
    BLUE = "blue"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class OddDay(StrEnum):
    """What cannot be right about the day a deal was won or lost."""

    BEFORE_CREATED = "before_created"
    IN_FUTURE = "in_future"


@dataclass(frozen=True, slots=True)
class Stage:
    """A column of the board; its outcome *is* its kind. `probability` in 10⁻⁴; `exit_check` in a fixed order."""

    id: int
    name: str
    kind: Outcome
    probability: int
    position: int
    stale_days: int | None
    exit_check: tuple[ExitFact, ...] = ()
    colour: StageColour | None = None


@dataclass(frozen=True, slots=True)
class DealLine:
    """`quantity` in 10⁻³, `price` in 10⁻⁶ of the major unit, `discount` in 10⁻⁴, `net` in minor units.

    `tax_code` is null where the workspace's default holds; `recurs_months` is null for what is paid once.
    """

    id: int
    product: str | None
    description: str | None
    quantity: int
    price: int
    discount: int
    net: int
    tax_code: str | None = None
    recurs_months: int | None = None


@dataclass(frozen=True, slots=True)
class DealCard:
    """What a card on the board shows. `amount` is net, in minor units of `currency`; null when not known yet."""

    id: int
    title: str
    contact: str | None
    company: str | None
    amount: int | None
    currency: str
    stage_id: int
    expected_close: date | None
    closed_on: date | None
    stage_since: date
    next_step_on: date | None
    next_step: str | None
    source_campaign: str | None
    owner: str | None
    probability: int
    last_seen: date
    """The last day anything happened to it: its move here, an activity, a follow-up done."""
    waiting_until: date | None = None
    waiting_because: str | None = None
    position: int | None = None
    value: float | None = None
    """The amount in minor units of the home currency, only to order by; None without amount or rate."""
    known: tuple[ExitFact, ...] = ()
    created_on: date | None = None
    source_channel: str | None = None
    """Where it came from, of a deal that no campaign is known of."""


@dataclass(frozen=True, slots=True)
class StageTotal:
    """A column's head: deals, their sum and weighted sum in home currency (minor units), and what has no rate.

    `unrated` are pairs of currency and count of those without a rate.
    """

    stage_id: int
    count: int
    total: int
    weighted: int
    without_amount: int
    without_rate: int
    unrated: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Deal:
    id: int
    title: str
    contact_id: int | None
    contact: str | None
    company_id: int | None
    company: str | None
    amount: int | None
    currency: str
    stage_id: int
    stage: str
    outcome: Outcome
    probability: int
    created_on: date
    stage_since: date
    expected_close: date | None
    closed_on: date | None
    reason: str | None
    reason_note: str | None
    region: str | None
    owner: str | None
    source_campaign_id: int | None
    source_campaign: str | None
    notes: str | None
    is_trashed: bool
    lines: tuple[DealLine, ...] = ()
    next_step: str | None = None
    next_step_on: date | None = None
    contract_state: str | None = None
    competitor: str | None = None
    ticks: frozenset[ExitFact] = frozenset()
    """Which of budget, authority, need and timing are known."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """The six values of a deal from `happened_on` on; `at` is the instant in microseconds, 0 if unknown.

    Of a lost deal also why, in the words of then; all of it may be unsaid.
    """

    happened_on: date
    stage: str
    outcome: Outcome
    amount: int | None
    currency: str
    expected_close: date | None
    probability: int
    at: int = 0
    reason: str | None = None
    reason_note: str | None = None
    competitor: str | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """What a deal is won or lost with; all of it may stay unsaid. `amount` is net in minor units."""

    closed_on: date | None = None
    amount: int | None = None
    product: str | None = None
    region: str | None = None
    invoice_number: str | None = None
    renewal_title: str | None = None
    renewal_on: date | None = None
    upsell_title: str | None = None
    upsell_on: date | None = None
    reason: str | None = None
    reason_note: str | None = None
    competitor: str | None = None
    try_again_on: date | None = None


def odd_day(closed_on: date | None, created_on: date | None, today: date) -> OddDay | None:
    """What is wrong with the day a deal closed; such a deal has no sales cycle to speak of."""
    if closed_on is None:
        return None
    if closed_on > today:
        return OddDay.IN_FUTURE
    return OddDay.BEFORE_CREATED if created_on is not None and closed_on < created_on else None


def next_step_state(due_on: date | None, today: date) -> NextStep:
    if due_on is None:
        return NextStep.NONE
    if due_on < today:
        return NextStep.OVERDUE
    return NextStep.TODAY if due_on == today else NextStep.PLANNED


def missing_facts(stage: Stage, card: DealCard) -> tuple[ExitFact, ...]:
    """What the stage asks to know of the deal before it moves on, and is not known."""
    return tuple(fact for fact in stage.exit_check if fact not in card.known)


def is_waiting(card: DealCard, today: date) -> bool:
    """Whether the deal rests until a day to come, as the user said."""
    return card.waiting_until is not None and card.waiting_until > today


def is_stale(stage: Stage, card: DealCard, today: date) -> bool:
    """Whether nothing happened to an open deal for longer than its stage allows.

    Never while a next step is planned for today or later, nor while it waits on purpose.
    """
    if stage.kind is not Outcome.OPEN or stage.stale_days is None or is_waiting(card, today):
        return False
    if card.next_step_on is not None and card.next_step_on >= today:
        return False
    return (today - card.last_seen).days > stage.stale_days


def weighted(amount: int, probability: int) -> int:
    """Amount × probability, rounded half up to whole minor units."""
    return (2 * amount * probability + FULL_SHARE) // (2 * FULL_SHARE)
