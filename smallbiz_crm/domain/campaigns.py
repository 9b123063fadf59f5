"""Campaigns, planned items, spend and touches: frozen rows and the words they may hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from smallbiz_crm.domain.money import tax_of

FULL_SHARE = 10_000


class Channel(StrEnum):
    EVENT = "event"
    EMAIL = "email"
    SOCIAL = "social"
    SEARCH = "search"
    ADS = "ads"
    CONTENT = "content"
    REFERRAL = "referral"
    PRINT = "print"
    PR = "pr"
    PARTNER = "partner"
    OTHER = "other"


class Objective(StrEnum):
    AWARENESS = "awareness"
    LEADS = "leads"
    NURTURE = "nurture"
    RETENTION = "retention"


class CampaignStatus(StrEnum):
    IDEA = "idea"
    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


class PlannedKind(StrEnum):
    POST = "post"
    SEND = "send"
    EVENT = "event"
    TASK = "task"


class TouchKind(StrEnum):
    MET = "met"
    ATTENDED = "attended"
    REGISTERED = "registered"
    OPENED = "opened"
    CLICKED = "clicked"
    REPLIED = "replied"
    DOWNLOADED = "downloaded"
    VISITED = "visited"
    REFERRED = "referred"
    SOURCE = "source"
    OTHER = "other"


class ParticipantState(StrEnum):
    """Where a person stands in a campaign; those that are a meeting too have the word of their touch."""

    AUDIENCE = "audience"
    INVITED = "invited"
    REGISTERED = "registered"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    MET = "met"
    OPENED = "opened"
    CLICKED = "clicked"
    REPLIED = "replied"


TOUCH_POINTS = {
    TouchKind.MET: 10,
    TouchKind.ATTENDED: 10,
    TouchKind.REGISTERED: 5,
    TouchKind.OPENED: 1,
    TouchKind.CLICKED: 3,
    TouchKind.REPLIED: 8,
    TouchKind.DOWNLOADED: 5,
    TouchKind.VISITED: 2,
    TouchKind.REFERRED: 10,
    TouchKind.SOURCE: 0,
    TouchKind.OTHER: 0,
}


_CHANNEL_WORDS = {
    "events": Channel.EVENT,
    "fair": Channel.EVENT,
    "trade show": Channel.EVENT,
    "webinar": Channel.EVENT,
    "e-mail": Channel.EMAIL,
    "mail": Channel.EMAIL,
    "newsletter": Channel.EMAIL,
    "email marketing": Channel.EMAIL,
    "email campaign": Channel.EMAIL,
    "social media": Channel.SOCIAL,
    "organic search": Channel.SEARCH,
    "paid search": Channel.SEARCH,
    "seo": Channel.SEARCH,
    "ad": Channel.ADS,
    "advertising": Channel.ADS,
    "media": Channel.ADS,
    "display": Channel.ADS,
    "paid": Channel.ADS,
    "ppc": Channel.ADS,
    "cpc": Channel.ADS,
    "blog": Channel.CONTENT,
    "referrals": Channel.REFERRAL,
    "press": Channel.PR,
    "partners": Channel.PARTNER,
    "influencer": Channel.PARTNER,
}
_TOUCH_WORDS = {
    "meeting": TouchKind.MET,
    "meet": TouchKind.MET,
    "event": TouchKind.ATTENDED,
    "attend": TouchKind.ATTENDED,
    "checked in": TouchKind.ATTENDED,
    "webinar": TouchKind.ATTENDED,
    "present": TouchKind.ATTENDED,
    "yes": TouchKind.ATTENDED,
    "attending": TouchKind.REGISTERED,
    "registration": TouchKind.REGISTERED,
    "confirmed": TouchKind.REGISTERED,
    "no show": TouchKind.REGISTERED,
    "no": TouchKind.REGISTERED,
    "absent": TouchKind.REGISTERED,
    "register": TouchKind.REGISTERED,
    "open": TouchKind.OPENED,
    "email open": TouchKind.OPENED,
    "email": TouchKind.OPENED,
    "click": TouchKind.CLICKED,
    "ad": TouchKind.CLICKED,
    "email click": TouchKind.CLICKED,
    "reply": TouchKind.REPLIED,
    "download": TouchKind.DOWNLOADED,
    "visit": TouchKind.VISITED,
    "page view": TouchKind.VISITED,
    "referral": TouchKind.REFERRED,
    "refer": TouchKind.REFERRED,
}
_WITHDRAWN = frozenset(
    ("refunded", "refund", "cancelled", "canceled", "deleted", "not attending", "storniert", "erstattet",
     "abgesagt", "annule", "rembourse", "cancelado", "cancelada", "reembolsado", "annullato", "rimborsato")
)  # fmt: skip


def read_channel(word: str) -> Channel | None:
    """The channel that a folded word of a file means, or None for one that is not ours."""
    bare = word.strip().replace("_", " ")
    return next((channel for channel in Channel if channel == bare), None) or _CHANNEL_WORDS.get(bare)


def read_touch_kind(word: str) -> TouchKind:
    """The kind of touch that a folded word of a file means; what is not known is another kind."""
    bare = word.strip().replace("_", " ")
    known = next((kind for kind in TouchKind if kind == bare), None)
    return known or _TOUCH_WORDS.get(bare, TouchKind.OTHER)


def is_withdrawn(word: str) -> bool:
    """Whether the folded status of a ticket says that it was given back: refunded, cancelled, deleted."""
    return word.strip().replace("_", " ") in _WITHDRAWN


def status_by_days(starts_on: date | None, ends_on: date | None, today: date) -> CampaignStatus:
    """What a campaign of which only the days are known is taken for: planned, running or done."""
    if starts_on is not None and starts_on > today:
        return CampaignStatus.PLANNED
    if ends_on is not None and ends_on >= today:
        return CampaignStatus.RUNNING
    return CampaignStatus.DONE


@dataclass(frozen=True, slots=True)
class Campaign:
    """A marketing effort. Money in minor units of the home currency; `cost` is net plus tax not recovered."""

    id: int
    name: str
    channel: Channel
    objective: Objective | None
    status: CampaignStatus
    starts_on: date | None
    ends_on: date | None
    budget: int | None
    audience: str | None
    message: str | None
    offer: str | None
    notes: str | None
    cost: int
    people: int
    is_trashed: bool
    segment_id: int | None = None
    problem: str | None = None
    price_point: str | None = None
    owner: str | None = None
    expected_leads: int | None = None
    expected_mqls: int | None = None
    expected_revenue: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """Something dated within a campaign; `offset_days` counts from its start. `checks_done` of `checks` lines."""

    id: int
    campaign_id: int
    campaign: str
    title: str
    kind: PlannedKind
    planned_on: date
    planned_time: str | None
    done_on: date | None
    offset_days: int | None = None
    owner: str | None = None
    content_id: int | None = None
    content: str | None = None
    notes: str | None = None
    checks: int = 0
    checks_done: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """A line of the checklist of a planned item."""

    id: int
    text: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class TemplateItem:
    """What a template plans: a code for its words, and how many days from the start."""

    code: str
    offset_days: int
    kind: PlannedKind


@dataclass(frozen=True, slots=True)
class Spend:
    """A dated cost line. Amounts in minor units of `currency`; `recoverable_share` in 10⁻⁴; `cost` in home money."""

    id: int
    campaign_id: int | None
    campaign: str | None
    spent_on: date
    payee: str
    description: str | None
    category: str
    is_marketing: bool
    net: int
    tax: int
    gross: int
    recoverable_share: int
    currency: str
    cost: int | None
    reference: str | None
    receipt: str | None
    is_trashed: bool
    paid_on: date | None = None
    tax_code_id: int | None = None
    tax_rate: int | None = None
    """Of the tax code, in 10⁻⁴."""
    is_outside: bool = False
    """Before or after the days of its campaign."""
    is_campaign_trashed: bool = False

    @property
    def fits_tax(self) -> bool:
        """Whether the tax is what its code makes of the net; without a code nothing is known against it."""
        return self.tax_rate is None or tax_fits(self.net, self.tax, self.tax_rate)


@dataclass(frozen=True, slots=True)
class Habit:
    """What a payee was paid for last: its category, its campaign with its days, and tax code."""

    category: str
    campaign_id: int | None
    tax_code_id: int | None
    campaign: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    id: int
    contact_id: int
    contact: str
    campaign_id: int | None
    campaign: str | None
    kind: str
    touched_on: date
    points: int


MEANT = frozenset((ParticipantState.AUDIENCE, ParticipantState.INVITED))
"""What was meant for a person; it never takes back what they did."""
_HOW_FAR: tuple[str, ...] = (
    "audience", "invited", "source", "other", "opened", "visited", "registered", "clicked", "downloaded",
    "no_show", "attended", "referred", "replied", "met",
)  # fmt: skip


def how_far(
    said: tuple[str, date | None] | None, touches: Iterable[tuple[str, date]]
) -> tuple[str, date | None]:
    """How far a person came with a campaign, and since when: the word of a state or of a touch.

    `said` is the state that was set, with its day. The furthest counts; but a state that was set on or after the
    last touch corrects it, as "did not come" does. Raises ValueError when there is neither.
    """
    met = sorted(touches, key=lambda touch: (_HOW_FAR.index(touch[0]), touch[1]))
    if not met:
        if said is None:
            raise ValueError("neither a state nor a touch")
        return said
    furthest = met[-1]
    if said is None or said[0] in MEANT:
        return furthest
    state, day = said
    is_later = day is not None and day >= max(on for _kind, on in met)
    return said if is_later or _HOW_FAR.index(state) > _HOW_FAR.index(furthest[0]) else furthest


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a person came with a campaign; `how` is the word of a state or of a touch, `on` since when."""

    contact_id: int
    contact: str
    campaign_id: int
    campaign: str
    how: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Participant:
    id: int
    contact_id: int
    contact: str
    state: ParticipantState
    state_on: date | None


def recoverable_tax(tax: int, share: int) -> int:
    """The part of the tax that comes back, in minor units; `share` in 10⁻⁴."""
    return tax_of(tax, share)


def cost_of(net: int, tax: int, share: int) -> int:
    """What a line really costs: net plus the tax that cannot be recovered."""
    return net + tax - recoverable_tax(tax, share)


TAX_TOLERANCE = 2
"""Minor units: a receipt rounds each of its lines."""


def tax_fits(net: int, tax: int, rate: int) -> bool:
    """Whether a tax is what a rate (10⁻⁴) makes of the net, but for rounding."""
    return abs(tax_of(net, rate) - tax) <= TAX_TOLERANCE


def is_outside(day: date, starts_on: date | None, ends_on: date | None) -> bool:
    """Whether a day is before the first or after the last day of a campaign."""
    return (starts_on is not None and day < starts_on) or (ends_on is not None and day > ends_on)


def cost_at_pace(cost: int, starts_on: date | None, ends_on: date | None, today: date) -> int | None:
    """What a campaign will have cost at its end if it goes on as until today: cost × days ÷ days gone, half up.

    None where nothing can be said: no days, not begun, or nothing spent. Over is over: what was spent.
    """
    if starts_on is None or ends_on is None or today < starts_on or not cost:
        return None
    days, gone = (ends_on - starts_on).days + 1, (min(today, ends_on) - starts_on).days + 1
    return (2 * cost * days + gone) // (2 * gone)
