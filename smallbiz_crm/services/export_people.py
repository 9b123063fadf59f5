"""People as other programs take them: contact cards, Google's and Mailchimp's tables."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from smallbiz_crm.domain.contacts import Contact
from smallbiz_crm.domain.text import fold_email
from smallbiz_crm.exchange.cells import guard
from smallbiz_crm.exchange.delimited import write_csv
from smallbiz_crm.exchange.vcard_writer import Version, write_cards
from smallbiz_crm.store import outside
from smallbiz_crm.store.attachments import photo_of
from smallbiz_crm.store.consents import closed_addresses, mailable
from smallbiz_crm.store.contacts import load_contacts
from smallbiz_crm.store.database import Connection

CARDS: dict[str, Version] = {"vcard4": "4.0", "vcard3": "3.0"}
PEOPLE_FORMS = (*CARDS, "google", "mailchimp")

Batches = Callable[[Sequence[int]], Iterator[Sequence[int]]]
Row = list[str]

_MAILCHIMP = ["Email Address", "First Name", "Last Name", "Company", "Phone Number", "Tags"]
_GOOGLE_NAME = ["Name Prefix", "First Name", "Middle Name", "Last Name", "Name Suffix", "Nickname"]
_GOOGLE_REST = ["Organization Name", "Organization Title", "Birthday", "Notes", "Labels"]
_GOOGLE_ADDRESS = ("Street", "City", "Region", "Postal Code", "Country")


@dataclass(frozen=True, slots=True)
class Written:
    """How many people stand in a file, how many cells a spreadsheet might run, and who is not in it, by reason."""

    rows: int
    unguarded: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict[str, int])


def write_people(
    connection: Connection, target: Path, form: str, ids: Sequence[int], batches: Batches
) -> Written:
    """Write people in one of `PEOPLE_FORMS`."""
    if form in CARDS:
        return Written(write_cards(target, _with_uids(connection, batches(ids)), CARDS[form]))
    doubtful, left_out = _Doubtful(), Counter[str]()
    if form == "mailchimp":
        header, rows = _MAILCHIMP, _mailchimp_rows(connection, ids, batches, left_out)
    else:
        most = outside.most_parts(connection)
        header, rows = _google_header(most), _google_rows(connection, batches(ids), most)
    count = write_csv(target, header, doubtful.watched(rows), guarded=False, bom=False)
    return Written(count, doubtful.count, left_out)


class _Doubtful:
    """Counts the cells that our own files would guard; another program would show the guard."""

    def __init__(self) -> None:
        self.count = 0

    def watched(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            self.count += sum(guard(cell) != cell for cell in row if cell)
            yield row


def _with_uids(
    connection: Connection, parts: Iterator[Sequence[int]]
) -> Iterator[tuple[Contact, str, bytes | None]]:
    for part in parts:
        uids = outside.uids_of(connection, "contact", part)
        for person in load_contacts(connection, part):
            yield person, uids[person.id], photo_of(connection, person.id) if person.has_photo else None


# -- Mailchimp ------------------------------------------------------------------------------------------------


def _mailchimp_rows(
    connection: Connection, ids: Sequence[int], batches: Batches, left_out: Counter[str]
) -> Iterator[Row]:
    """Those who said yes, each by the first address to which nobody said no; `left_out` counts the others."""
    closed = closed_addresses(connection)
    asked = set(mailable(connection, ids, opted_in=True))
    open_ones = set(mailable(connection, ids))
    written: set[str] = set()
    for part in batches(ids):
        for person in load_contacts(connection, part):
            reason = _why_not(person, asked, open_ones)
            addresses = [email.address for email in person.emails if fold_email(email.address) not in closed]
            if reason is None and not addresses:
                reason = "said_no"
            elif reason is None and fold_email(addresses[0]) in written:
                reason = "same_address"
            if reason is not None:
                left_out[reason] += 1
                continue
            written.add(fold_email(addresses[0]))
            given, family = _given_and_family(person)
            phone = person.phones[0].number if person.phones else ""
            yield [addresses[0], given, family, person.company or "", phone, _quoted(person.tags)]


def _why_not(person: Contact, asked: Collection[int], open_ones: Collection[int]) -> str | None:
    """Why a person is not mailed, as far as the record alone tells; None for nothing."""
    if person.id in asked:
        return None
    if not person.emails:
        return "no_email"
    return "not_asked" if person.id in open_ones else "said_no"


def _quoted(tags: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="").writerow(tags)
    return line.getvalue() if tags else ""


def _given_and_family(person: Contact) -> tuple[str, str]:
    """A name that was never split stands whole as the first name; a mere address is none."""
    if person.given_name or person.family_name:
        return person.given_name or "", person.family_name or ""
    return person.name if person.is_named else "", ""


# -- Google ---------------------------------------------------------------------------------------------------


def _google_header(most: Mapping[str, int]) -> Row:
    header = [*_GOOGLE_NAME, *_GOOGLE_REST]
    for kind, name in (("email", "E-mail"), ("phone", "Phone"), ("url", "Website")):
        for number in range(1, most[kind] + 1):
            header += [f"{name} {number} - Label", f"{name} {number} - Value"]
    for number in range(1, most["address"] + 1):
        header += [f"Address {number} - {part}" for part in ("Label", *_GOOGLE_ADDRESS)]
    return header


def _google_rows(
    connection: Connection, parts: Iterator[Sequence[int]], most: Mapping[str, int]
) -> Iterator[Row]:
    for part in parts:
        for person in load_contacts(connection, part):
            yield _google_row(person, most)


def _google_row(person: Contact, most: Mapping[str, int]) -> Row:
    given, family = _given_and_family(person)
    names = [person.prefix, given, "", family, person.suffix, person.nickname]
    labels = " ::: ".join(["* myContacts", *person.tags])
    rest = [person.company, person.job_title, person.birthday, person.notes, labels]
    emails = [
        cell for one in person.emails for cell in (_label(one.label, starred=one.is_primary), one.address)
    ]
    phones = [
        cell for one in person.phones for cell in (_label(one.label, starred=one.is_primary), one.number)
    ]
    urls = [cell for one in person.urls for cell in (_label(one.label), one.url)]
    addresses = [
        cell
        for one in person.addresses
        for cell in (_label(one.label), one.street, one.city, one.state, one.postal_code, one.country)
    ]
    cells = [*names, *rest]
    filled = (("email", emails, 2), ("phone", phones, 2), ("url", urls, 2), ("address", addresses, 6))
    for kind, found, width in filled:
        cells += [*found, *[""] * (most[kind] * width - len(found))]
    return [cell or "" for cell in cells]


def _label(label: str | None, *, starred: bool = False) -> str:
    shown = label.title() if label in {"work", "home", "mobile"} else label or ""
    return f"* {shown}" if starred and shown else shown
