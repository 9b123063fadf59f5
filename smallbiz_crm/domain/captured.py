"""What quick capture hands on: the fields that a line filled, and where in the line each was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from smallbiz_crm.domain.money import plain, to_minor

Meaning = Literal[
    "name", "company", "job_title", "email", "phone", "url", "tag", "note", "follow_up", "due", "deal",
    "deal_title"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (excluded) of the line were understood as `meaning`."""

    start: int
    end: int
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class CapturedPhone:
    """`number` as typed; `digits` with a leading +; `label` as typed before it (``Tel``), often empty."""

    number: str
    digits: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class CapturedFollowUp:
    """What to do by when, the text empty where only a day was given.

    `kind` is ``call``, ``email``, ``meeting`` or ``todo``; `time` is ``HH:MM`` where one is named, and `untimed` the
    text without it where it stands there.
    """

    due: date
    text: str
    kind: str
    time: str | None = None
    untimed: str | None = None

    @property
    def to_do(self) -> str:
        """What to do, without the time of day."""
        return self.text if self.untimed is None else self.untimed


@dataclass(frozen=True, slots=True)
class CapturedDeal:
    """A deal's amount in major units, and its title, empty where only an amount was given."""

    amount: Decimal
    currency: str
    title: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What a line said; fields that it did not fill are empty.

    `spans` are in the order of the line, do not overlap and hold every word of it; `unread` is always empty,
    for what fits no field is the note.
    """

    name: str = ""
    company: str = ""
    job_title: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[CapturedPhone, ...] = ()
    urls: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    note: str = ""
    follow_up: CapturedFollowUp | None = None
    deal: CapturedDeal | None = None
    spans: tuple[Span, ...] = ()
    unread: tuple[str, ...] = ()

    def facts(self) -> dict[str, object]:
        """Only what is there, in plain values, as the command line prints it."""
        found: dict[str, object] = {
            "name": self.name,
            "company": self.company,
            "job_title": self.job_title,
            "emails": list(self.emails),
            "phones": [phone.digits for phone in self.phones],
            "urls": list(self.urls),
            "tags": list(self.tags),
            "note": self.note,
        }
        facts = {name: value for name, value in found.items() if value}
        if self.follow_up is not None:
            facts["follow_up"] = {"due": self.follow_up.due.isoformat(), "text": self.follow_up.text}
        if self.deal is not None:
            amount = plain(to_minor(self.deal.amount, self.deal.currency), self.deal.currency)
            facts["deal"] = {"amount": amount, "currency": self.deal.currency, "title": self.deal.title}
        return facts
