"""Rows and contact cards that could not be imported, as a file to be mended and imported again."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path

from smallbiz_crm.exchange.atomic import atomic_file
from smallbiz_crm.exchange.cells import guard
from smallbiz_crm.exchange.header_words import PROBLEM_COLUMN
from smallbiz_crm.exchange.people import PersonRow
from smallbiz_crm.exchange.tables import Table
from smallbiz_crm.exchange.vcard_writer import escaped, folded
from smallbiz_crm.exchange.vcards import Cards


def write_failed_rows(table: Table, wrong: Mapping[int, Sequence[str]], target: Path) -> None:
    """Write the rows whose numbers are in `wrong`; the last column says what is. Raises Trouble like `atomic_file`."""
    with atomic_file(target, "w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow([*map(guard, table.header), PROBLEM_COLUMN])
        for row in table.rows():
            if row.number in wrong:
                writer.writerow([guard(cell) for cell in (*row.cells, " ".join(wrong[row.number]))])


def write_failed_cards(cards: Cards, wrong: Mapping[int, Sequence[str]], target: Path) -> None:
    """Write the cards whose numbers are in `wrong`, with what is in a line ``X-PROBLEM``, which the import ignores.

    A target that ends in ``.csv`` gets a table of their names, companies, e-mails and phones.
    """
    if target.suffix.lower() == ".csv":
        found = [(card.person, wrong[card.number]) for card in cards.cards() if card.number in wrong]
        _write_people(found, target)
        return
    with atomic_file(target, "wb") as file:
        for card, source in cards.sources():
            if card.number in wrong:
                file.write(_with_problem(source, " ".join(wrong[card.number]), cards.charset))


def _with_problem(source: bytes, said: str, charset: str) -> bytes:
    """The card with the problem before its end; a card that is cut off gets its end."""
    line = b"".join(folded(f"X-PROBLEM:{escaped(said)}", "utf-8" if _is_utf8(source) else charset))
    lines = [text + b"\r\n" for text in source.rstrip().splitlines()]
    end = lines.pop() if lines[-1].strip().upper() == b"END:VCARD" else b"END:VCARD\r\n"
    return b"".join([*lines, line, end])


def _is_utf8(source: bytes) -> bool:
    try:
        source.decode()
    except UnicodeDecodeError:
        return False
    return True


def _write_people(found: Sequence[tuple[PersonRow, Sequence[str]]], target: Path) -> None:
    emails = max((len(person.emails) for person, _ in found), default=0)
    phones = max((len(person.phones) for person, _ in found), default=0)
    header = ["name", "company", "job_title", "notes"]
    header += [f"email {place}" for place in range(1, emails + 1)]
    header += [f"phone {place}" for place in range(1, phones + 1)]
    with atomic_file(target, "w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow([*header, PROBLEM_COLUMN])
        for person, said in found:
            parts = chain(
                _filled([entry.address for entry in person.emails], emails),
                _filled([entry.number for entry in person.phones], phones),
            )
            cells = (person.name, person.company, person.job_title, person.notes, *parts, " ".join(said))
            writer.writerow([guard(cell) for cell in cells])


def _filled(texts: Sequence[str], count: int) -> list[str]:
    return [*texts, *[""] * (count - len(texts))]
