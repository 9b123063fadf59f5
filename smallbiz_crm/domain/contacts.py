"""People and companies as the rest of the program sees them: frozen rows, and the words they may hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Lifecycle(StrEnum):
    NONE = "none"
    LEAD = "lead"
    MQL = "mql"
    SQL = "sql"
    OPPORTUNITY = "opportunity"
    CUSTOMER = "customer"
    RETURNED = "returned"
    DISQUALIFIED = "disqualified"


class ActivityKind(StrEnum):
    NOTE = "note"
    CALL = "call"
    MEETING = "meeting"
    EMAIL = "email"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Email:
    id: int
    address: str
    label: str | None
    is_primary: bool


@dataclass(frozen=True, slots=True)
class Phone:
    """`number` as typed, `e164` only when it is valid."""

    id: int
    number: str
    e164: str | None
    label: str | None
    is_primary: bool


@dataclass(frozen=True, slots=True)
class Address:
    id: int
    street: str | None
    postal_code: str | None
    city: str | None
    state: str | None
    country: str | None
    label: str | None


@dataclass(frozen=True, slots=True)
class Url:
    id: int
    url: str
    label: str | None


@dataclass(frozen=True, slots=True)
class Contact:
    """A person with everything that stands on the record itself. `is_named` is false while only an address is known."""

    id: int
    name: str
    is_named: bool
    given_name: str | None
    family_name: str | None
    prefix: str | None
    suffix: str | None
    company_id: int | None
    company: str | None
    job_title: str | None
    birthday: str | None
    language: str | None
    owner: str | None
    lifecycle: Lifecycle
    notes: str | None
    created_on: date
    is_trashed: bool
    emails: tuple[Email, ...] = ()
    phones: tuple[Phone, ...] = ()
    addresses: tuple[Address, ...] = ()
    urls: tuple[Url, ...] = ()
    tags: tuple[str, ...] = ()
    source: str | None = None
    phonetic_name: str | None = None
    nickname: str | None = None
    cadence_days: int | None = None
    has_photo: bool = False
    is_erased: bool = False
    custom: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class NewContact:
    """What is known of a person about to be created; any one of name, company, e-mail or phone is enough."""

    name: str = ""
    company: str | None = None
    job_title: str | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class Company:
    id: int
    name: str
    domain: str | None
    industry: str | None
    size: str | None
    region: str | None
    phone: str | None
    url: str | None
    street: str | None
    postal_code: str | None
    city: str | None
    state: str | None
    country: str | None
    tax_id: str | None
    owner: str | None
    notes: str | None
    created_on: date
    is_trashed: bool
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened to a person, deal or campaign.

    `kind` is an activity kind, ``touch``, ``follow_up``, ``deal``, ``lifecycle`` or ``step``; `code` and `params`
    are words for those that carry no text of their own. In a company's story `who` is the person it happened to.
    """

    kind: str
    happened_on: date
    at: int
    text: str
    code: str | None = None
    params: dict[str, object] = field(default_factory=dict[str, object])
    record_id: int | None = None
    who: str | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    id: int
    name: str
    count: int
