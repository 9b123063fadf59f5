"""Contact cards (vCard 2.1, 3.0, 4.0) from any phone or mail program, one after the other, as people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.exchange.people import PersonRow, Problem
from smallbiz_crm.exchange.vcard_lines import (
    Line,
    Property,
    fallback_charset,
    logical_lines,
    parse_property,
    read_bytes,
)
from smallbiz_crm.exchange.vcard_people import TECHNICAL, USED, person_of_card

CARD_LIMIT = 50_000
PROPERTY_LIMIT = 2_000
_NESTED_ALLOWED = 1
_LONGEST_FRAME = 40


class Card(NamedTuple):
    """The `number`-th card of the file, which begins in physical line `line`; both count from 1."""

    number: int
    line: int
    person: PersonRow


@dataclass(slots=True)
class _OpenCard:
    line: int
    properties: list[Property] = field(default_factory=list[Property])
    is_too_long: bool = False


@dataclass(slots=True)
class Cards:
    """A file of contact cards. `ignored` counts, after a pass, the properties that no field of ours holds."""

    path: Path
    size: int
    ignored: Counter[str] = field(default_factory=Counter[str])
    _content: bytes = field(default=b"", repr=False)
    _number: int = 0
    _unclosed: int = 0
    _stray_ends: int = 0

    def cards(self) -> Iterator[Card]:
        """Every card; one that is cut off is given with the problem ``vcard.cut``. May be called again.

        Raises Refused with ``vcard.none`` when there is none, ``vcard.too_many`` over CARD_LIMIT,
        ``vcard.nested`` when cards lie inside each other deeper than an agent's in its owner's.
        """
        self.ignored.clear()
        self._number = self._unclosed = self._stray_ends = 0
        fallback = fallback_charset(self._content)
        card: _OpenCard | None = None
        agent: Line | None = None
        was_agent = False
        for line in logical_lines(self._content):
            word = _frame(line)
            if agent is not None:
                if word == "BEGIN":
                    raise self._nested(line)
                agent = None if word == "END" else agent
            elif word == "BEGIN" and card is not None and was_agent:
                agent = line
            elif word == "BEGIN":
                yield from self._closed(card, is_cut=True)
                self._unclosed += card is not None
                card = _OpenCard(line.number)
            elif word == "END":
                self._check_nesting(card, line)
                yield from self._closed(card)
                card = None
            elif card is not None:
                found = self._add(card, line, fallback)
                was_agent = found is not None and found.name == "AGENT" and not found.value.strip()
                agent = line if found is not None and _is_inline_agent(found) else None
        yield from self._closed(card, is_cut=True)
        if not self._number:
            raise Refused("vcard.none", file=str(self.path))

    def sources(self) -> Iterator[tuple[Card, bytes]]:
        """Every card with the lines it stands in, as they are in the file."""
        lines = self._content.splitlines(keepends=True)
        ends = [*(card.line - 1 for card in self.cards()), len(lines)][1:]
        for card, end in zip(self.cards(), ends, strict=True):
            yield card, b"".join(lines[card.line - 1 : end])

    @property
    def charset(self) -> str:
        """What text without a charset of its own is written in."""
        return fallback_charset(self._content)

    def _add(self, card: _OpenCard, line: Line, fallback: str) -> Property | None:
        if len(card.properties) >= PROPERTY_LIMIT:
            card.is_too_long = True
            return None
        found = parse_property(bytes(line.content), fallback)
        if found is None:
            return None
        if found.name in USED:
            card.properties.append(found)
        elif found.name not in TECHNICAL and (found.value or found.data):
            self.ignored[found.name[:60]] += 1
        return found

    def _closed(self, card: _OpenCard | None, is_cut: bool = False) -> Iterator[Card]:
        if card is None or (is_cut and not card.properties):
            return
        self._number += 1
        if self._number > CARD_LIMIT:
            raise Refused("vcard.too_many", file=str(self.path), limit=CARD_LIMIT)
        person = person_of_card(card.properties)
        if is_cut or card.is_too_long:
            code = "vcard.cut" if is_cut else "vcard.too_long"
            person = person._replace(problems=(*person.problems, Problem("", "", code)))
        yield Card(self._number, card.line, person)

    def _check_nesting(self, card: _OpenCard | None, line: Line) -> None:
        """An end without a beginning, after beginnings without an end: those cards lay inside each other."""
        self._stray_ends += card is None
        if min(self._stray_ends, self._unclosed) > _NESTED_ALLOWED:
            raise self._nested(line)

    def _nested(self, line: Line) -> Refused:
        return Refused("vcard.nested", file=str(self.path), row=line.number)


def open_cards(path: Path) -> Cards:
    """Read the file into memory (10 MB at most).

    Raises NotFound("file.not_found"), Trouble("file.unreadable") or Refused with ``file.is_folder``,
    ``file.not_plain``, ``file.too_large``, ``file.empty``, ``file.binary``, ``vcard.too_many_lines``.
    """
    content = read_bytes(path)
    return Cards(path, len(content), _content=content)


def first_person(text: str) -> PersonRow | None:
    """Who the first card of a text shows, cut off or not; None without any."""
    content = text.replace("\r\n", "\n").replace("\r", "\n").encode()
    try:
        return next((card.person for card in Cards(Path(), len(content), _content=content).cards()), None)
    except Refused:
        return None


def _frame(line: Line) -> str:
    """``BEGIN`` or ``END`` for the lines around a card."""
    if line.is_folded or len(line.content) > _LONGEST_FRAME or b"VCARD" not in line.content.upper():
        return ""
    name, _, value = bytes(line.content).decode("latin-1").upper().partition(":")
    name = name.strip()
    return name if name in {"BEGIN", "END"} and value.strip() == "VCARD" else ""


def _is_inline_agent(found: Property) -> bool:
    """``AGENT:BEGIN:VCARD`` opens a card of its own, unless that card is all in this one line."""
    return found.name == "AGENT" and found.value.strip().upper() == "BEGIN:VCARD"
