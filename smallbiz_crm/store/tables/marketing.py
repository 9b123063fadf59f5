"""Campaigns and what is planned, spent, measured and met within them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Named, UniqueConstraint

from smallbiz_crm.store.tables.base import Record, Trashable, journalled
from smallbiz_crm.store.types import Amount, CleanText, Day


class CampaignColumns(Trashable):
    name: Named[str] = Column(CleanText)
    sort_name: Named[str] = Column(index=True)
    channel: Named[str]
    objective: Named[str | None]
    status: Named[str]
    starts_on: Named[date | None] = Column(Day, index=True)
    ends_on: Named[date | None] = Column(Day)
    budget: Named[int | None] = Column(Amount)
    audience: Named[str | None] = Column(CleanText)
    problem: Named[str | None] = Column(CleanText)
    message: Named[str | None] = Column(CleanText)
    offer: Named[str | None] = Column(CleanText)
    segment_id: Named[int | None] = Column(ForeignKey("segment.id"), index=True)
    owner_id: Named[int | None] = Column(ForeignKey("owner.id"), index=True)
    expected_leads: Named[int | None]
    expected_mqls: Named[int | None]
    expected_revenue: Named[int | None] = Column(Amount)
    is_template: Named[bool]
    notes: Named[str | None] = Column(CleanText)
    created_on: Named[date] = Column(Day)
    price_point: Named[str | None] = Column(CleanText)


campaign = journalled("campaign", CampaignColumns)


class PlannedItemColumns(Trashable):
    """Something dated within a campaign; `offset_days` counts from its start."""

    campaign_id: Named[int] = Column(ForeignKey("campaign.id"), index=True)
    title: Named[str] = Column(CleanText)
    kind: Named[str]
    planned_on: Named[date] = Column(Day, index=True)
    planned_time: Named[str | None]
    offset_days: Named[int | None]
    done_on: Named[date | None] = Column(Day)
    owner_id: Named[int | None] = Column(ForeignKey("owner.id"), index=True)
    content_id: Named[int | None] = Column(ForeignKey("content.id"), index=True)
    notes: Named[str | None] = Column(CleanText)


planned_item = journalled("planned_item", PlannedItemColumns, part_of="campaign")


class ChecklistItemColumns(Record):
    planned_item_id: Named[int] = Column(ForeignKey("planned_item.id"), index=True)
    text: Named[str] = Column(CleanText)
    is_done: Named[bool]
    position: Named[int]


checklist_item = journalled("checklist_item", ChecklistItemColumns, part_of="planned_item")


class CampaignVariantColumns(Record):
    campaign_id: Named[int] = Column(ForeignKey("campaign.id"), index=True)
    name: Named[str] = Column(CleanText)
    message: Named[str | None] = Column(CleanText)
    shown: Named[int | None]
    responded: Named[int | None]


campaign_variant = journalled("campaign_variant", CampaignVariantColumns, part_of="campaign")


class TouchColumns(Record):
    """One dated meeting of a contact with a campaign, or with a channel when no campaign is known."""

    contact_id: Named[int] = Column(ForeignKey("contact.id"))
    campaign_id: Named[int | None] = Column(ForeignKey("campaign.id"))
    channel: Named[str | None] = Column(CleanText)
    kind: Named[str]
    touched_on: Named[date] = Column(Day)
    touched_at: Named[int | None]
    points: Named[int]
    note: Named[str | None] = Column(CleanText)


touch = journalled(
    "touch",
    TouchColumns,
    Index(None, "campaign_id", "contact_id"),
    Index("ix_touch_in_order", "contact_id", "touched_on", "touched_at", "uid", "campaign_id", "channel"),
    part_of="contact",
)


class ParticipantColumns(Record):
    """A person's state in a campaign: audience, invited, registered, attended, no-show …"""

    campaign_id: Named[int] = Column(ForeignKey("campaign.id"))
    contact_id: Named[int] = Column(ForeignKey("contact.id"), index=True)
    state: Named[str]
    state_on: Named[date | None] = Column(Day)


participant = journalled(
    "participant", ParticipantColumns, UniqueConstraint("campaign_id", "contact_id"), part_of="campaign"
)


class SpendCategoryColumns(Record):
    name: Named[str] = Column(CleanText)
    match_name: Named[str] = Column(unique=True)
    is_marketing: Named[bool]


spend_category = journalled("spend_category", SpendCategoryColumns)


class SpendColumns(Trashable):
    """A dated cost line. Shares and rates in 10⁻⁴; `rate` is home units per unit of `currency`, as text."""

    campaign_id: Named[int | None] = Column(ForeignKey("campaign.id"), index=True)
    spent_on: Named[date] = Column(Day, index=True)
    payee: Named[str] = Column(CleanText)
    description: Named[str | None] = Column(CleanText)
    category_id: Named[int] = Column(ForeignKey("spend_category.id"), index=True)
    net: Named[int] = Column(Amount)
    tax: Named[int] = Column(Amount)
    gross: Named[int] = Column(Amount)
    tax_code_id: Named[int | None] = Column(ForeignKey("tax_code.id"), index=True)
    recoverable_share: Named[int]
    currency: Named[str]
    rate: Named[str | None]
    base_net: Named[int | None] = Column(Amount)
    base_tax: Named[int | None] = Column(Amount)
    base_cost: Named[int | None] = Column(Amount)
    paid_on: Named[date | None] = Column(Day)
    reference: Named[str | None] = Column(CleanText)
    reverses_id: Named[int | None] = Column(ForeignKey("spend.id"), index=True)


spend = journalled("spend", SpendColumns)


class SpendRuleColumns(Record):
    """Remembers which campaign and category a payee belongs to."""

    payee_match: Named[str] = Column(unique=True)
    campaign_id: Named[int | None] = Column(ForeignKey("campaign.id"), index=True)
    category_id: Named[int | None] = Column(ForeignKey("spend_category.id"), index=True)


spend_rule = journalled("spend_rule", SpendRuleColumns)


class MetricColumns(Record):
    """A dated figure for a channel or campaign; reported revenue is in minor units of `currency`."""

    campaign_id: Named[int | None] = Column(ForeignKey("campaign.id"), index=True)
    channel: Named[str | None] = Column(CleanText)
    measured_on: Named[date] = Column(Day, index=True)
    name: Named[str]
    value: Named[int] = Column(Amount)
    currency: Named[str | None]


metric = journalled("metric", MetricColumns)


class ContentColumns(Trashable):
    title: Named[str] = Column(CleanText)
    kind: Named[str]
    buyer_stage: Named[str | None]
    url: Named[str | None] = Column(CleanText)


content = journalled("content", ContentColumns)


class ContentUseColumns(Record):
    content_id: Named[int] = Column(ForeignKey("content.id"), index=True)
    campaign_id: Named[int | None] = Column(ForeignKey("campaign.id"), index=True)
    contact_id: Named[int | None] = Column(ForeignKey("contact.id"), index=True)
    deal_id: Named[int | None] = Column(ForeignKey("deal.id"), index=True)
    used_on: Named[date] = Column(Day)


content_use = journalled("content_use", ContentUseColumns)


class NurtureSequenceColumns(Record):
    name: Named[str] = Column(CleanText, unique=True)


nurture_sequence = journalled("nurture_sequence", NurtureSequenceColumns)


class NurtureStepColumns(Record):
    """What is done so many days after the start; `kind` is email, call or content."""

    sequence_id: Named[int] = Column(ForeignKey("nurture_sequence.id"), index=True)
    position: Named[int]
    after_days: Named[int]
    kind: Named[str]
    text: Named[str] = Column(CleanText)
    content_id: Named[int | None] = Column(ForeignKey("content.id"), index=True)
    mail_template_id: Named[int | None] = Column(ForeignKey("mail_template.id"), index=True)


nurture_step = journalled("nurture_step", NurtureStepColumns, part_of="nurture_sequence")


class NurtureRunColumns(Record):
    """One person on one sequence, started from a campaign or a segment or by hand; its steps are follow-ups.

    `stopped_because` is null unless it ended before its last step.
    """

    sequence_id: Named[int] = Column(ForeignKey("nurture_sequence.id"), index=True)
    contact_id: Named[int] = Column(ForeignKey("contact.id"), index=True)
    started_on: Named[date] = Column(Day)
    stopped_on: Named[date | None] = Column(Day)
    stopped_because: Named[str | None]
    campaign_id: Named[int | None] = Column(ForeignKey("campaign.id"), index=True)
    segment_id: Named[int | None] = Column(ForeignKey("segment.id"), index=True)


nurture_run = journalled("nurture_run", NurtureRunColumns)
