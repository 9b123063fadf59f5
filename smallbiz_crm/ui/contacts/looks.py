"""How a person's facts look wherever this room shows them: lifecycle chips, names of few or many."""

from __future__ import annotations

from smallbiz_crm.domain.contacts import Contact, Lifecycle
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.words import _, has_phrase, ngettext, phrase

LIFECYCLE_CHIPS: dict[str, ChipKind] = {
    Lifecycle.LEAD: "accent",
    Lifecycle.MQL: "info",
    Lifecycle.SQL: "info",
    Lifecycle.OPPORTUNITY: "warning",
    Lifecycle.CUSTOMER: "success",
    Lifecycle.RETURNED: "neutral",
    Lifecycle.DISQUALIFIED: "danger",
}


def lifecycle_words(stage: str) -> str:
    return phrase(f"lifecycle.{stage}")


def lifecycle_chip(stage: str) -> ChipKind | None:
    """The kind of chip of a stage; whoever is only in the address book has none."""
    return LIFECYCLE_CHIPS.get(stage)


def channel_words(source: str) -> str:
    """Where somebody came from: a channel by its name, a campaign as it is called."""
    return phrase(f"channel.{source}") if has_phrase(f"channel.{source}") else source


def people_words(count: int) -> str:
    return ngettext("{n} person", "{n} people", count).format(n=number(count))


def companies_words(count: int) -> str:
    return ngettext("{n} company", "{n} companies", count).format(n=number(count))


def job_words(contact: Contact) -> str:
    """What the person does, and where."""
    if contact.job_title and contact.company:
        return _("{job} at {company}").format(job=contact.job_title, company=contact.company)
    return contact.job_title or contact.company or ""
