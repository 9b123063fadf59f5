"""Contact cards as they stand in QR codes: MECARD written and read, BIZCARD read, and their line for quick capture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from smallbiz_crm.domain.captured import Meaning
from smallbiz_crm.domain.text import clean_line

_ESCAPED = re.compile(r'([\\;:,"])')
_PART = re.compile(r"\s*([A-Za-z-]{1,20}):((?:\\.|[^;\\])*)(?:;|\Z)", re.DOTALL)
_BACK = re.compile(r"\\(.)", re.DOTALL)
_CONTROLS = re.compile(r"[,;#!@\n\r\t]+")
"""What quick capture would take for the end of a text or for a mark."""
_MECARD, _BIZCARD = "MECARD:", "BIZCARD:"
_WHAT = MappingProxyType(
    {
        _MECARD: MappingProxyType({"TITLE": "job_title", "ORG": "company", "ADR": "note", "NOTE": "note"}),
        _BIZCARD: MappingProxyType({"T": "job_title", "C": "company", "A": "note"}),
    }
)
_REACH = MappingProxyType(
    {
        "EMAIL": "emails",
        "E": "emails",
        "TEL": "phones",
        "B": "phones",
        "M": "phones",
        "F": "phones",
        "URL": "urls",
    }
)


@dataclass(frozen=True, slots=True)
class CardPerson:
    """Who a card shows, as far as a card in a code tells of somebody."""

    name: str = ""
    company: str = ""
    job_title: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    note: str = ""
    family_name: str = ""
    given_name: str = ""


ScannedKind = Literal["person", "link", "text"]


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a code says: its `text`, and the `line` that quick capture takes with what is `decided` about it."""

    kind: ScannedKind
    text: str
    line: str
    decided: Mapping[str, Meaning] = field(default_factory=dict[str, Meaning])


def mecard(person: CardPerson) -> str:
    """The person as MECARD, which cameras read from smaller and worse pictures than vCard."""
    name = _escape(person.name)
    if person.family_name and person.given_name:
        name = f"{_escape(person.family_name)},{_escape(person.given_name)}"
    parts = [("N", name), ("ORG", _escape(person.company)), ("TITLE", _escape(person.job_title))]
    parts += [("TEL", _escape(phone)) for phone in person.phones]
    parts += [("EMAIL", _escape(email)) for email in person.emails]
    parts += [("URL", _escape(url)) for url in person.urls]
    parts.append(("NOTE", _escape(person.note)))
    return _MECARD + "".join(f"{name}:{value};" for name, value in parts if value) + ";"


def read_mecard(text: str) -> CardPerson | None:
    """Who a MECARD or BIZCARD shows; None for a text that is neither."""
    start = next((each for each in _WHAT if text[:8].upper().startswith(each)), None)
    if start is None:
        return None
    found: dict[str, list[str]] = {}
    for name, value in _PART.findall(_sound(text)[len(start) :]):
        if value.strip():
            found.setdefault(name.upper(), []).append(value)
    words: dict[str, str] = {}
    for name, meaning in _WHAT[start].items():
        words[meaning] = ", ".join(filter(None, (words.get(meaning), *map(_plain, found.get(name, ())))))
    reach: dict[str, tuple[str, ...]] = {"emails": (), "phones": (), "urls": ()}
    for name, meaning in _REACH.items():
        reach[meaning] += tuple(map(_plain, found.get(name, ())))
    name, family, given = _name(found, start)
    return CardPerson(
        name=name,
        family_name=family,
        given_name=given,
        company=words["company"],
        job_title=words["job_title"],
        note=words.get("note", ""),
        emails=reach["emails"],
        phones=reach["phones"],
        urls=reach["urls"],
    )


def _name(found: Mapping[str, list[str]], start: str) -> tuple[str, str, str]:
    """The name in the order in which it is spoken, and its family and given part."""
    first = next(iter(found.get("N", ())), "")
    if start == _BIZCARD:
        given, family = _plain(first), _plain(next(iter(found.get("X", ())), ""))
        return " ".join(filter(None, (given, family))), family, given
    parts = [_plain(part) for part in re.split(r"(?<!\\),", first)]
    if len(parts) > 1 and parts[0] and parts[1]:
        return f"{parts[1]} {parts[0]}", parts[0], parts[1]
    return " ".join(filter(None, parts)), "", ""


def scanned_person(text: str, person: CardPerson) -> Scanned:
    """A person from a code, as a line in which every word means what the card says."""
    decided: dict[str, Meaning] = {}
    pieces: list[str] = []
    told: tuple[tuple[Meaning, str], ...] = (
        ("name", person.name),
        ("company", person.company),
        ("job_title", person.job_title),
    )
    for meaning, value in told:
        piece = _piece(value)
        if piece and piece not in decided:
            decided[piece] = meaning
            pieces.append(piece)
    pieces += _reachable(person)
    note = _piece(person.note)
    if note and note not in decided:
        decided[note] = "note"
        pieces.append(note)
    return Scanned("person", text, ", ".join(pieces), decided)


def scanned_text(text: str) -> Scanned:
    """What a code says that is no card: an address, a number, a link, or words as they stand."""
    plain = _sound(text).strip()
    scheme, _sign, rest = plain.partition(":")
    if scheme.lower() in ("tel", "mailto") and rest:
        return Scanned("text", text, clean_line(rest.partition("?")[0]))
    if re.fullmatch(r"(?:https?://|www\.)\S+", plain, re.IGNORECASE):
        return Scanned("link", text, plain)
    return Scanned("text", text, ", ".join(_lines(plain)))


def _reachable(person: CardPerson) -> Iterator[str]:
    for value in dict.fromkeys((*person.emails, *person.phones, *person.urls)):
        if shown := clean_line(value):
            yield shown


def _lines(text: str) -> Iterable[str]:
    return (shown for line in text.splitlines() if (shown := clean_line(line).strip(" ,;")))


def _sound(text: str) -> str:
    """The text without NUL, which no field takes."""
    return text.replace("\0", " ")


def _piece(text: str) -> str:
    """A text that quick capture leaves in one piece."""
    return clean_line(_CONTROLS.sub(" ", text))


def _escape(text: str) -> str:
    return _ESCAPED.sub(r"\\\1", clean_line(text))


def _plain(text: str) -> str:
    return clean_line(_BACK.sub(r"\1", text))
