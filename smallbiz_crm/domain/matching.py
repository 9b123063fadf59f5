"""When two descriptions mean the same person: the rules of an import, without any database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class How(StrEnum):
    """Why a row was taken for a person who is there, the surest first."""

    EXTERNAL_ID = "external_id"
    URL = "url"
    EMAIL = "email"
    NAME_AND_COMPANY = "name_and_company"


@dataclass(frozen=True, slots=True)
class PersonKeys:
    """What identifies a person, folded for comparing; role addresses (info@ …) are left out of `emails`."""

    external_id: str | None = None
    urls: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    name: str = ""
    company: str = ""
    phone_digits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A person found under one of the keys; `name` is folded."""

    contact_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """Who is there, by key: for names the people of that name and company."""

    by_external_id: Mapping[str, Known] = field(default_factory=dict[str, Known])
    by_url: Mapping[str, Known] = field(default_factory=dict[str, Known])
    by_email: Mapping[str, Sequence[Known]] = field(default_factory=dict[str, Sequence[Known]])
    by_name: Mapping[tuple[str, str], Known] = field(default_factory=dict[tuple[str, str], Known])
    by_phone: Mapping[str, Sequence[Known]] = field(default_factory=dict[str, Sequence[Known]])


@dataclass(frozen=True, slots=True)
class Match:
    """`same` is the person the row updates, or None; `possible` are people to be shown as likely duplicates."""

    same: int | None
    how: How | None
    possible: tuple[int, ...] = ()


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
        possible.update((known.contact_id, None) for known in found.by_phone.get(digits, ()))
    return Match(None, None, tuple(possible))
