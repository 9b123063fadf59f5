"""QR codes: one's own card or a person's as one, and what a scanned one says as a line for quick capture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from smallbiz_crm.domain.contacts import Contact
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.mecard import CardPerson, Scanned, mecard, read_mecard, scanned_person, scanned_text
from smallbiz_crm.exchange import qr
from smallbiz_crm.exchange.checksum import file_sha256
from smallbiz_crm.exchange.people import PersonRow
from smallbiz_crm.exchange.qr import Pixels
from smallbiz_crm.exchange.vcards import first_person
from smallbiz_crm.store.contacts import load_contact
from smallbiz_crm.store.database import Connection, Database
from smallbiz_crm.store.settings import text_setting

__all__ = ["CodeWritten", "Pixels", "QrCodes", "ShownCard"]

MOST_OF_A_KIND = 3
"""Phones, e-mails and links in a code: more make it too fine for a hand-held camera."""


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card to hold up: the name and the company to write under it, and the code's rows, True for dark."""

    name: str
    company: str
    modules: tuple[tuple[bool, ...], ...]


@dataclass(frozen=True, slots=True)
class CodeWritten:
    """The picture, its checksum, and how many cards it holds."""

    file: Path
    sha256: str
    rows: int = 1


class QrCodes:
    def __init__(self, database: Database) -> None:
        self._database = database

    def card(self, contact_id: int | None = None) -> ShownCard:
        """The card of a person, or one's own without an id.

        Raises NotFound, or Refused ``qr.nobody`` when neither a name nor a business is known.
        """
        person = self._person(contact_id)
        return ShownCard(person.name or person.company, person.company, qr.modules(mecard(person)))

    def write(self, target: Path, contact_id: int | None = None) -> CodeWritten:
        """Draw a card into a PNG. Raises as `card`, and Refused or Trouble when it cannot be written."""
        qr.write_code(target, mecard(self._person(contact_id)))
        return CodeWritten(target, file_sha256(target))

    def scan_file(self, path: Path) -> Scanned:
        """What the code in a picture says, a person before anything else. Raises Refused ``qr.none``."""
        return _best(qr.texts_in_file(path))

    def scan_pixels(self, pixels: Pixels) -> Scanned:
        """The same for a picture from the clipboard or the screen."""
        return _best(qr.texts_in_pixels(pixels))

    def understand(self, text: str) -> Scanned:
        """The same for the text of a code."""
        return _scanned(text)

    def _person(self, contact_id: int | None) -> CardPerson:
        with self._database.reading() as connection:
            if contact_id is not None:
                if (found := load_contact(connection, contact_id)) is None:
                    raise NotFound("record.not_found", kind="contact", id=contact_id)
                return _person_of(found)
            person = _own(connection)
        if not (person.name or person.company):
            raise Refused("qr.nobody")
        return person


def _own(connection: Connection) -> CardPerson:
    def told(name: str) -> str:
        return text_setting(connection, name)

    def only(name: str) -> tuple[str, ...]:
        return (told(name),) if told(name) else ()

    return CardPerson(
        name=told("business.person"),
        company=told("business.name"),
        emails=only("business.email"),
        phones=only("business.phone"),
        urls=only("business.website"),
    )


def _person_of(contact: Contact) -> CardPerson:
    emails = sorted(contact.emails, key=lambda email: not email.is_primary)
    phones = sorted(contact.phones, key=lambda phone: not phone.is_primary)
    return CardPerson(
        name=contact.name,
        family_name=contact.family_name or "",
        given_name=contact.given_name or "",
        company=contact.company or "",
        job_title=contact.job_title or "",
        emails=tuple(email.address for email in emails[:MOST_OF_A_KIND]),
        phones=tuple(phone.number for phone in phones[:MOST_OF_A_KIND]),
        urls=tuple(url.url for url in contact.urls[:MOST_OF_A_KIND]),
    )


def _best(texts: Sequence[str]) -> Scanned:
    found = [_scanned(text) for text in texts]
    if not found:
        raise Refused("qr.none")
    return next((each for each in found if each.kind == "person"), found[0])


def _scanned(text: str) -> Scanned:
    person = read_mecard(text.strip())
    if person is None and text.lstrip()[:11].upper() == "BEGIN:VCARD":
        row = first_person(text)
        person = _person_of_row(row) if row is not None else None
    return scanned_text(text) if person is None else scanned_person(text, person)


def _person_of_row(row: PersonRow) -> CardPerson:
    address = row.addresses[0] if row.addresses else None
    note = [*row.notes.splitlines()]
    if address is not None:
        note.append(
            " ".join(filter(None, (address.street, address.postal_code, address.city, address.country)))
        )
    return CardPerson(
        name=row.name,
        company=row.company,
        job_title=row.job_title,
        emails=tuple(email.address for email in row.emails),
        phones=tuple(phone.number for phone in row.phones),
        urls=tuple(url.url for url in row.urls),
        note=" · ".join(filter(None, note)),
    )
