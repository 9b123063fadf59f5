"""The plans a founder begins with: what is usually done for an event, a newsletter, a launch, days from its start."""

from __future__ import annotations

from dataclasses import dataclass

from smallbiz_crm.domain.campaigns import Channel, Objective, PlannedKind, TemplateItem

POST, SEND, EVENT, TASK = PlannedKind.POST, PlannedKind.SEND, PlannedKind.EVENT, PlannedKind.TASK


@dataclass(frozen=True, slots=True)
class CampaignTemplate:
    """`days` is how long the campaign lasts; an item's words are the phrase ``template.KEY.CODE``."""

    key: str
    channel: Channel
    objective: Objective
    days: int
    items: tuple[TemplateItem, ...]


def _plan(*items: tuple[str, int, PlannedKind]) -> tuple[TemplateItem, ...]:
    return tuple(TemplateItem(code, offset, kind) for code, offset, kind in items)


TEMPLATES = (
    CampaignTemplate(
        "event",
        Channel.EVENT,
        Objective.LEADS,
        2,
        _plan(
            ("book_stand", -56, TASK),
            ("print", -21, TASK),
            ("invite", -14, SEND),
            ("post", -7, POST),
            ("remind", -2, SEND),
            ("day", 0, EVENT),
            ("thank", 3, SEND),
            ("review", 14, TASK),
        ),
    ),
    CampaignTemplate(
        "newsletter",
        Channel.EMAIL,
        Objective.NURTURE,
        8,
        _plan(
            ("topics", -7, TASK),
            ("write", -4, TASK),
            ("test", -1, TASK),
            ("send", 0, SEND),
            ("results", 7, TASK),
        ),
    ),
    CampaignTemplate(
        "launch",
        Channel.CONTENT,
        Objective.AWARENESS,
        30,
        _plan(
            ("message", -42, TASK),
            ("page", -28, TASK),
            ("tease", -14, POST),
            ("press", -7, SEND),
            ("go", 0, POST),
            ("customers", 1, SEND),
            ("stories", 14, POST),
            ("review", 30, TASK),
        ),
    ),
    CampaignTemplate(
        "ad_test",
        Channel.ADS,
        Objective.LEADS,
        15,
        _plan(
            ("question", -10, TASK),
            ("versions", -5, TASK),
            ("tracking", -2, TASK),
            ("start", 0, TASK),
            ("check", 7, TASK),
            ("decide", 15, TASK),
        ),
    ),
    CampaignTemplate(
        "referral",
        Channel.REFERRAL,
        Objective.LEADS,
        30,
        _plan(
            ("reward", -14, TASK),
            ("list", -7, TASK),
            ("ask", 0, SEND),
            ("remind", 14, SEND),
            ("thank", 30, SEND),
        ),
    ),
)


def template_of(key: str) -> CampaignTemplate | None:
    """The built-in template of that key."""
    return next((template for template in TEMPLATES if template.key == key), None)
