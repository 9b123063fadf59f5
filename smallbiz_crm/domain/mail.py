"""Letters to people by e-mail: templates with fields, what is filled in, and the address that opens a mail program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from smallbiz_crm.domain.content import Content

FIELDS = ("first_name", "name", "company", "deal", "my_name", "business")
LONGEST_LINK = 2_000
"""Characters of a ``mailto:`` address that every system hands on whole."""
_FIELD = re.compile(r"( ?)\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class MailTemplate:
    id: int
    name: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail to one person, before it is sent; `is_closed`: the person does not want e-mail.

    `addresses` holds all there are to choose from, `values` what each field stands for.
    """

    contact_id: int
    deal_id: int | None
    name: str
    addresses: tuple[str, ...]
    is_closed: bool
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LetterStart:
    """What a letter begins with, its fields not filled in yet; `content` goes with it and counts as used."""

    subject: str
    text: str
    content: Content | None = None


@dataclass(frozen=True, slots=True)
class Drafted:
    """How many drafts were written, and how many people got none because of their no, or for want of an address."""

    written: int
    refused: int
    without_address: int


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled in; the space before an empty one goes with it, unknown ones stay."""

    def put(found: re.Match[str]) -> str:
        value = values.get(found[2])
        if value is None:
            return found[0]
        return found[1] + value if value else ""

    return _FIELD.sub(put, text)


def empty_fields(text: str, values: Mapping[str, str]) -> list[str]:
    """The fields of the text for which nothing is known, each once."""
    return list(dict.fromkeys(name for _space, name in _FIELD.findall(text) if values.get(name) == ""))


def mail_link(address: str, subject: str, text: str) -> str:
    """A ``mailto:`` address (RFC 6068) that begins a letter in the mail program."""
    lines = "\r\n".join(text.splitlines())
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}&body={quote(lines, safe='')}"


def first_name_of(name: str, given_name: str | None, *, is_named: bool) -> str:
    """What a person is greeted by; nothing while only an address is known."""
    if given_name:
        return given_name.split()[0]
    return name.split()[0] if is_named and name.split() else ""
