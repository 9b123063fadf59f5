"""A person as a file tells of them: the same row for tables and for cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeVar


class EmailEntry(NamedTuple):
    address: str
    label: str
    primary: bool


class PhoneEntry(NamedTuple):
    """`number` as typed."""

    number: str
    label: str
    primary: bool


class AddressEntry(NamedTuple):
    """`street` may have several lines."""

    street: str
    city: str
    region: str
    postal_code: str
    country: str
    label: str


class UrlEntry(NamedTuple):
    url: str
    label: str


class Problem(NamedTuple):
    """A value that was not taken over, or is doubtful; the person is usable all the same."""

    column: str
    value: str
    code: str


_NO_TEXTS: Mapping[str, str] = MappingProxyType({})


class PersonRow(NamedTuple):
    """What a file says of one person; what it does not say is empty.

    Dates but `birthday` (``YYYY-MM-DD`` or ``--MM-DD``) are as written in the file: their column decides the
    order. `consent` is ``granted``, ``refused``, ``unsubscribed`` or ``bounced``. `shows_as` is ``person``,
    ``company`` (a card that is a company's) or ``group`` (a list of people, no person). One entry of each
    list of e-mails and phones is the primary one. `attendance` is what a ticket says: attending, checked in,
    refunded … `is_split`: the parts of the name are as the file says, also
    when it leaves them empty.
    """

    external_id: str = ""
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    prefix: str = ""
    suffix: str = ""
    nickname: str = ""
    company: str = ""
    company_external_id: str = ""
    company_domain: str = ""
    job_title: str = ""
    language: str = ""
    owner: str = ""
    created: str = ""
    lifecycle: str = ""
    lead_date: str = ""
    mql_date: str = ""
    sql_date: str = ""
    source_channel: str = ""
    source_campaign: str = ""
    attendance: str = ""
    notes: str = ""
    birthday: str = ""
    consent: str = ""
    emails: tuple[EmailEntry, ...] = ()
    phones: tuple[PhoneEntry, ...] = ()
    addresses: tuple[AddressEntry, ...] = ()
    urls: tuple[UrlEntry, ...] = ()
    tags: tuple[str, ...] = ()
    custom: Mapping[str, str] = _NO_TEXTS
    problems: tuple[Problem, ...] = ()
    shows_as: str = "person"
    is_split: bool = False
    photo: bytes | None = None


_Entry = TypeVar("_Entry", EmailEntry, PhoneEntry)


def with_one_primary(entries: Sequence[_Entry]) -> tuple[_Entry, ...]:
    """The entries without repetitions, exactly one of them primary: the first marked, else the first.

    A number under two labels (one line for telephone and fax) is no repetition; without a label it is.
    """
    if not entries:
        return ()
    if len(entries) == 1:
        entry = entries[0]
        return (entry if entry.primary else entry._replace(primary=True),)
    unique = _without_repetitions(entries)
    first = next((place for place, entry in enumerate(unique) if entry.primary), 0)
    return tuple(entry._replace(primary=place == first) for place, entry in enumerate(unique))


def _without_repetitions(entries: Sequence[_Entry]) -> list[_Entry]:
    """One entry for each address, and for each number and label."""
    labels = {entry[0].casefold(): entry.label for entry in reversed(entries) if entry.label}
    unique: dict[tuple[str, str], _Entry] = {}
    for entry in entries:
        value = entry[0].casefold()
        label = entry.label or labels.get(value, "")
        key = (value, "" if isinstance(entry, EmailEntry) else label.casefold())
        known = unique.get(key)
        is_primary = entry.primary or (known is not None and known.primary)
        unique[key] = (known or entry)._replace(primary=is_primary, label=(known or entry).label or label)
    return list(unique.values())
