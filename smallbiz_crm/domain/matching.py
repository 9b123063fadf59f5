"""When two descriptions mean the same person: the rules of an import, without any database."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

MOST_POSSIBLE = 5
"""Likely duplicates that a row is linked to: a switchboard's number may be that of a thousand."""


class How(StrEnum):
    """Why a row was taken for a person who is there, the surest first."""

    EXTERNAL_ID = "external_id"
    URL = "url"
    EMAIL = "email"
    NAME_AND_COMPANY = "name_and_company"


class PersonKeys(NamedTuple):
    """What identifies a person, folded for comparing; role addresses (info@ …) are left out of `emails`."""

    external_id: str | None = None
    urls: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    name: str = ""
    company: str = ""
    phone_digits: tuple[str, ...] = ()


class Known(NamedTuple):
    """A person found under one of the keys; `name` is folded."""

    contact_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """Who is there, by key: for names the people of that name and company."""

    by_external_id: dict[str, Known] = field(default_factory=dict[str, Known])
    by_url: dict[str, Known] = field(default_factory=dict[str, Known])
    by_email: dict[str, list[Known]] = field(default_factory=dict[str, list[Known]])
    by_name: dict[tuple[str, str], Known] = field(default_factory=dict[tuple[str, str], Known])
    by_phone: dict[str, list[Known]] = field(default_factory=dict[str, list[Known]])

    def add(self, keys: PersonKeys, contact_id: int) -> None:
        """Know one more person under these keys; who was there before goes first."""
        known = Known(contact_id, keys.name)
        if keys.external_id:
            self.by_external_id.setdefault(keys.external_id, known)
        for url in keys.urls:
            self.by_url.setdefault(url, known)
        for email in keys.emails:
            self.by_email.setdefault(email, []).append(known)
        if keys.name and keys.company:
            self.by_name.setdefault((keys.name, keys.company), known)
        for digits in keys.phone_digits:
            self.by_phone.setdefault(digits, []).append(known)

    def learn(self, keys: PersonKeys, contact_id: int) -> None:
        """Know further keys of a person who is there, but phones, which are no proof."""
        known = Known(contact_id, keys.name)
        if keys.external_id:
            self.by_external_id.setdefault(keys.external_id, known)
        for url in keys.urls:
            self.by_url.setdefault(url, known)
        for email in keys.emails:
            self.by_email.setdefault(email, [known])
        if keys.name and keys.company:
            self.by_name.setdefault((keys.name, keys.company), known)


class Match(NamedTuple):
    """`same` is the person the row updates, or None; `possible` are people to be shown as likely duplicates."""

    same: int | None
    how: How | None
    possible: tuple[int, ...] = ()


NOBODY = Match(None, None)


def names_agree(one: str, other: str) -> bool:
    """Whether two folded names do not contradict: equal, one within the other, initials, or one unknown."""
    if not one or not other or one == other:
        return True
    short, long = sorted((one.split(), other.split()), key=len)
    return all(any(_word_agrees(word, candidate) for candidate in long) for word in short)


def _word_agrees(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def match_person(keys: PersonKeys, found: Found) -> Match:
    """The rules: source and external id, web address, e-mail with a name that does not contradict, name and company.

    The same phone, or the same e-mail with another name, makes a possible duplicate only.
    """
    if keys.external_id and keys.external_id in found.by_external_id:
        return Match(found.by_external_id[keys.external_id].contact_id, How.EXTERNAL_ID)
    for url in keys.urls:
        if url in found.by_url:
            return Match(found.by_url[url].contact_id, How.URL)
    possible: dict[int, None] = {}
    for email in keys.emails:
        for known in found.by_email.get(email, ()):
            if names_agree(keys.name, known.name):
                return Match(known.contact_id, How.EMAIL)
            possible[known.contact_id] = None
    if keys.name and keys.company and (keys.name, keys.company) in found.by_name:
        return Match(found.by_name[keys.name, keys.company].contact_id, How.NAME_AND_COMPANY)
    for digits in keys.phone_digits:
        for known in found.by_phone.get(digits, ()):
            possible[known.contact_id] = None
    if not possible:
        return NOBODY
    return Match(None, None, tuple(possible)[:MOST_POSSIBLE])
