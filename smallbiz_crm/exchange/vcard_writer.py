"""Writes people as contact cards, vCard 4.0 or 3.0, which our reader and others read back as the same people."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Literal

from smallbiz_crm.domain.contacts import Address, Company, Contact
from smallbiz_crm.exchange.atomic import atomic_file

Version = Literal["4.0", "3.0"]

_OCTETS = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"})
_TYPES = {
    "work": "work", "home": "home", "mobile": "cell", "fax": "fax", "work fax": "work,fax",
    "home fax": "home,fax", "pager": "pager", "car": "car",
}  # fmt: skip
_PLACES = frozenset({"work", "home"})


def write_cards(target: Path, people: Iterable[tuple[Contact, str, bytes | None]], version: Version) -> int:
    """Write a card for each person with uid and photo, CRLF, folded at 75 octets; an old file survives a failure."""
    count = 0
    with atomic_file(target, "wb") as file:
        for person, uid, photo in people:
            file.write(card_bytes(person, uid, version, photo))
            count += 1
    return count


def card_bytes(person: Contact, uid: str, version: Version, photo: bytes | None = None) -> bytes:
    """One card; `photo` is a JPEG. What a card has no place for (owner, lifecycle, own fields) is left out."""
    lines = _Lines(version)
    lines.add("UID", f"urn:uuid:{uid}" if version == "4.0" else uid)
    lines.add("FN", escaped(person.name))
    names = (person.family_name, person.given_name, None, person.prefix, person.suffix)
    lines.add("N", ";".join(escaped(name) for name in names))
    lines.add_text("NICKNAME", person.nickname)
    lines.add_text("ORG", person.company)
    lines.add_text("TITLE", person.job_title)
    for email in person.emails:
        lines.add_labelled("EMAIL", escaped(email.address), email.label, email.is_primary, _PLACES)
    for phone in person.phones:
        lines.add_labelled("TEL", escaped(phone.number), phone.label, phone.is_primary, _TYPES.keys())
    for address in person.addresses:
        lines.add_labelled("ADR", _address(address), address.label, False, _PLACES)
    for url in person.urls:
        lines.add_labelled("URL", url.url.replace("\\", "\\\\"), url.label, False, _PLACES)
    lines.add_birthday(person.birthday)
    if version == "4.0":
        lines.add_text("LANG", person.language)
    if person.tags:
        lines.add("CATEGORIES", ",".join(map(escaped, person.tags)))
    lines.add_text("NOTE", person.notes)
    if photo is not None:
        head = "PHOTO:data:image/jpeg;base64," if version == "4.0" else "PHOTO;ENCODING=b;TYPE=JPEG:"
        lines.add_raw(head + b64encode(photo).decode())
    return lines.card()


def company_card_bytes(company: Company, uid: str, version: Version) -> bytes:
    """One company as a card, which address books show as one. Industry, size, tax id and owner have no place on it."""
    lines = _Lines(version)
    lines.add("UID", f"urn:uuid:{uid}" if version == "4.0" else uid)
    if version == "4.0":
        lines.add("KIND", "org")
    lines.add("FN", escaped(company.name))
    lines.add("N", ";;;;")
    lines.add("ORG", escaped(company.name))
    lines.add("X-ABShowAs", "COMPANY")
    if company.phone:
        lines.add_labelled("TEL", escaped(company.phone), "work", True, _TYPES.keys())
    parts = (company.street, company.city, company.state, company.postal_code, company.country)
    if any(parts):
        lines.add("ADR;TYPE=work", ";".join(["", "", *map(escaped, parts)]))
    url = company.url or (f"https://{company.domain}" if company.domain else "")
    if url:
        lines.add("URL", url.replace("\\", "\\\\"))
    if company.tags:
        lines.add("CATEGORIES", ",".join(map(escaped, company.tags)))
    lines.add_text("NOTE", company.notes)
    return lines.card()


class _Lines:
    """The lines of one card. Labels without a type of their own are named by a group, as Apple does."""

    def __init__(self, version: Version) -> None:
        self._version = version
        self._lines = ["BEGIN:VCARD", f"VERSION:{version}"]
        self._groups = 0

    def add(self, name: str, value: str) -> None:
        self._lines.append(f"{name}:{value}")

    def add_raw(self, line: str) -> None:
        self._lines.append(line)

    def add_text(self, name: str, value: str | None) -> None:
        if value:
            self.add(name, escaped(value))

    def add_labelled(
        self, name: str, value: str, label: str | None, is_primary: bool, typed: Collection[str]
    ) -> None:
        """A property with its label; `typed` are the labels that have a type."""
        types = [_TYPES[label]] if label and label in typed else []
        preferred = ""
        if is_primary and self._version == "4.0":
            preferred = ";PREF=1"
        elif is_primary:
            types.append("pref")
        head = name + (f";TYPE={','.join(types)}" if types else "") + preferred
        if not label or label in typed:
            self.add(head, value)
            return
        self._groups += 1
        self.add(f"item{self._groups}.{head}", value)
        self.add(f"item{self._groups}.X-ABLabel", escaped(label))

    def add_birthday(self, birthday: str | None) -> None:
        """A day of no known year is written as the version knows it."""
        if not birthday:
            return
        if self._version == "4.0":
            self.add(
                "BDAY",
                f"--{birthday[2:].replace('-', '')}" if birthday[0] == "-" else birthday.replace("-", ""),
            )
        elif birthday[0] == "-":
            self.add("BDAY;X-APPLE-OMIT-YEAR=1604", f"1604{birthday[1:]}")
        else:
            self.add("BDAY", birthday)

    def card(self) -> bytes:
        return b"".join(part for line in (*self._lines, "END:VCARD") for part in folded(line))


def escaped(text: str | None) -> str:
    """A text as the value of a property."""
    return (text or "").translate(_ESCAPES)


def _address(address: Address) -> str:
    parts = (address.street, address.city, address.state, address.postal_code, address.country)
    return ";".join(["", "", *(escaped(part) for part in parts)])


def folded(line: str, charset: str = "utf-8") -> Iterator[bytes]:
    """The line with its end, cut at 75 octets but never within a character."""
    raw = line.encode(charset, "replace")
    start, room = 0, _OCTETS
    while len(raw) - start > room:
        end = start + room
        while raw[end] & 0xC0 == 0x80:
            end -= 1
        yield (b" " if start else b"") + raw[start:end] + b"\r\n"
        start, room = end, _OCTETS - 1
    yield (b" " if start else b"") + raw[start:] + b"\r\n"
