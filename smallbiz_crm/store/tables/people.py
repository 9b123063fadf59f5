"""People, companies and what hangs on them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Named, UniqueConstraint, text

from smallbiz_crm.store.tables.base import Record, Trashable, journalled
from smallbiz_crm.store.types import Amount, CleanText, Day


class OwnerColumns(Record):
    name: Named[str] = Column(CleanText, unique=True)
    region: Named[str | None] = Column(CleanText)
    manager: Named[str | None] = Column(CleanText)


owner = journalled("owner", OwnerColumns)


class CompanyColumns(Trashable):
    name: Named[str] = Column(CleanText)
    sort_name: Named[str]
    match_name: Named[str] = Column(index=True)
    domain: Named[str | None] = Column(CleanText)
    industry: Named[str | None] = Column(CleanText)
    size: Named[str | None] = Column(CleanText)
    region: Named[str | None] = Column(CleanText)
    phone: Named[str | None] = Column(CleanText)
    url: Named[str | None] = Column(CleanText)
    street: Named[str | None] = Column(CleanText)
    postal_code: Named[str | None] = Column(CleanText)
    city: Named[str | None] = Column(CleanText)
    state: Named[str | None] = Column(CleanText)
    country: Named[str | None] = Column(CleanText)
    tax_id: Named[str | None] = Column(CleanText)
    owner_id: Named[int | None] = Column(ForeignKey("owner.id"), index=True)
    notes: Named[str | None] = Column(CleanText)
    created_on: Named[date] = Column(Day)


company = journalled("company", CompanyColumns, Index(None, "sort_name", "id"))


class ContactColumns(Trashable):
    name: Named[str] = Column(CleanText)
    sort_name: Named[str]
    match_name: Named[str]
    given_name: Named[str | None] = Column(CleanText)
    family_name: Named[str | None] = Column(CleanText)
    prefix: Named[str | None] = Column(CleanText)
    suffix: Named[str | None] = Column(CleanText)
    phonetic_name: Named[str | None] = Column(CleanText)
    nickname: Named[str | None] = Column(CleanText)
    company_id: Named[int | None] = Column(ForeignKey("company.id"), index=True)
    job_title: Named[str | None] = Column(CleanText)
    birthday: Named[str | None] = Column(CleanText)
    language: Named[str | None] = Column(CleanText)
    photo_id: Named[int | None] = Column(ForeignKey("attachment.id"), index=True)
    owner_id: Named[int | None] = Column(ForeignKey("owner.id"), index=True)
    lifecycle: Named[str]
    cadence_days: Named[int | None]
    notes: Named[str | None] = Column(CleanText)
    created_on: Named[date] = Column(Day)
    erased_at: Named[int | None]


# The list walks the living in order; the other index would tempt SQLite to fetch them all and sort.
contact = journalled(
    "contact",
    ContactColumns,
    Index(None, "match_name", "company_id"),
    Index("ix_contact_listed", "sort_name", "id", sqlite_where=text("trashed_at IS NULL")),
    Index("ix_contact_cadence", "cadence_days", sqlite_where=text("cadence_days IS NOT NULL")),
    Index("ix_contact_trashed", "trashed_at", sqlite_where=text("trashed_at IS NOT NULL")),
)


class ContactEmailColumns(Record):
    contact_id: Named[int] = Column(ForeignKey("contact.id"), index=True)
    address: Named[str] = Column(CleanText)
    match_address: Named[str] = Column(index=True)
    label: Named[str | None] = Column(CleanText)
    is_primary: Named[bool]


contact_email = journalled("contact_email", ContactEmailColumns, part_of="contact")


class ContactPhoneColumns(Record):
    """`number` as typed, `e164` only when valid, `match_digits` the last nine digits."""

    contact_id: Named[int] = Column(ForeignKey("contact.id"), index=True)
    number: Named[str] = Column(CleanText)
    e164: Named[str | None]
    match_digits: Named[str] = Column(index=True)
    label: Named[str | None] = Column(CleanText)
    is_primary: Named[bool]


contact_phone = journalled("contact_phone", ContactPhoneColumns, part_of="contact")


class ContactAddressColumns(Record):
    contact_id: Named[int] = Column(ForeignKey("contact.id"), index=True)
    street: Named[str | None] = Column(CleanText)
    postal_code: Named[str | None] = Column(CleanText)
    city: Named[str | None] = Column(CleanText)
    state: Named[str | None] = Column(CleanText)
    country: Named[str | None] = Column(CleanText)
    label: Named[str | None] = Column(CleanText)


contact_address = journalled("contact_address", ContactAddressColumns, part_of="contact")


class ContactUrlColumns(Record):
    contact_id: Named[int] = Column(ForeignKey("contact.id"), index=True)
    url: Named[str] = Column(CleanText)
    match_url: Named[str] = Column(index=True)
    label: Named[str | None] = Column(CleanText)


contact_url = journalled("contact_url", ContactUrlColumns, part_of="contact")


class TagColumns(Record):
    name: Named[str] = Column(CleanText)
    match_name: Named[str] = Column(unique=True)
    colour: Named[str | None]


tag = journalled("tag", TagColumns)


class ContactTagColumns(Record):
    contact_id: Named[int] = Column(ForeignKey("contact.id"))
    tag_id: Named[int] = Column(ForeignKey("tag.id"), index=True)


contact_tag = journalled(
    "contact_tag", ContactTagColumns, UniqueConstraint("contact_id", "tag_id"), part_of="contact"
)


class CompanyTagColumns(Record):
    company_id: Named[int] = Column(ForeignKey("company.id"))
    tag_id: Named[int] = Column(ForeignKey("tag.id"), index=True)


company_tag = journalled(
    "company_tag", CompanyTagColumns, UniqueConstraint("company_id", "tag_id"), part_of="company"
)


class ConsentColumns(Record):
    """`state` is granted, refused, unsubscribed or bounced, for the channel email, phone or post."""

    contact_id: Named[int] = Column(ForeignKey("contact.id"), index=True)
    channel: Named[str]
    state: Named[str]
    given_on: Named[date | None] = Column(Day)
    source: Named[str | None] = Column(CleanText)


consent = journalled("consent", ConsentColumns, part_of="contact")


class LifecycleEntryColumns(Record):
    """One dated entry into a stage; `entered_on` is null when nobody knows the date."""

    contact_id: Named[int] = Column(ForeignKey("contact.id"))
    stage: Named[str]
    entered_on: Named[date | None] = Column(Day)
    entered_at: Named[int | None]
    campaign_id: Named[int | None] = Column(ForeignKey("campaign.id"), index=True)
    reason_id: Named[int | None] = Column(ForeignKey("reason.id"), index=True)
    note: Named[str | None] = Column(CleanText)


# Both hold all that the funnel reads, so that it never looks a row up.
lifecycle_entry = journalled(
    "lifecycle_entry",
    LifecycleEntryColumns,
    Index("ix_lifecycle_entry_days", "stage", "entered_on", "contact_id"),
    Index("ix_lifecycle_entry_people", "contact_id", "stage", "entered_on", "campaign_id"),
    part_of="contact",
)


class ActivityColumns(Trashable):
    """What happened: note, call, meeting, email, demo."""

    kind: Named[str]
    happened_on: Named[date] = Column(Day)
    happened_at: Named[int | None]
    text: Named[str] = Column(CleanText)
    contact_id: Named[int | None] = Column(ForeignKey("contact.id"))
    deal_id: Named[int | None] = Column(ForeignKey("deal.id"), index=True)
    company_id: Named[int | None] = Column(ForeignKey("company.id"), index=True)


# Says when somebody was contacted first without the rows, whose text makes them large.
activity = journalled(
    "activity",
    ActivityColumns,
    Index("ix_activity_in_order", "contact_id", "happened_on", "happened_at", "kind", "trashed_at"),
)


class FollowUpColumns(Trashable):
    """A dated to-do; `due_time` is local ``HH:MM`` in `zone`; `done_on` is null while it is open.

    `repeats` is day, week, month or year; `came_from_id` is the follow-up that this one is the next step of.
    """

    kind: Named[str]
    text: Named[str] = Column(CleanText)
    due_on: Named[date] = Column(Day)
    due_time: Named[str | None]
    zone: Named[str | None]
    remind_minutes: Named[int | None]
    done_on: Named[date | None] = Column(Day)
    done_at: Named[int | None]
    contact_id: Named[int | None] = Column(ForeignKey("contact.id"), index=True)
    deal_id: Named[int | None] = Column(ForeignKey("deal.id"), index=True)
    campaign_id: Named[int | None] = Column(ForeignKey("campaign.id"), index=True)
    owner_id: Named[int | None] = Column(ForeignKey("owner.id"), index=True)
    nurture_run_id: Named[int | None] = Column(ForeignKey("nurture_run.id"), index=True)
    repeats: Named[str | None]
    outcome: Named[str | None] = Column(CleanText)
    came_from_id: Named[int | None]
    nurture_step_id: Named[int | None] = Column(ForeignKey("nurture_step.id"), index=True)


follow_up = journalled("follow_up", FollowUpColumns, Index(None, "done_on", "due_on"))


class SegmentColumns(Record):
    """A saved filter of contacts; `rule` is JSON."""

    name: Named[str] = Column(CleanText, unique=True)
    rule: Named[str]
    cadence_days: Named[int | None]


segment = journalled("segment", SegmentColumns)


class PossibleDuplicateColumns(Record):
    """A pair that may be one person; `state` is open or dismissed."""

    contact_id: Named[int] = Column(ForeignKey("contact.id"))
    other_id: Named[int] = Column(ForeignKey("contact.id"), index=True)
    reason: Named[str]
    state: Named[str]


possible_duplicate = journalled(
    "possible_duplicate", PossibleDuplicateColumns, UniqueConstraint("contact_id", "other_id")
)


class ScoreRuleColumns(Record):
    """Points for a fit (a field that holds a value) or for a kind of touch."""

    kind: Named[str]
    field: Named[str] = Column(CleanText)
    value: Named[str | None] = Column(CleanText)
    points: Named[int]


score_rule = journalled("score_rule", ScoreRuleColumns)


class TargetColumns(Record):
    """A number promised for a month or quarter; `value` is minor units for money, else a count."""

    kind: Named[str]
    period: Named[str]
    value: Named[int] = Column(Amount)


target = journalled("target", TargetColumns, UniqueConstraint("kind", "period"))
