"""The month as booking batches of DATEV (EXTF, format 700, category 21): one fiscal year a file, cp1252."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from smallbiz_crm.domain.accountant import Pack, PackNote
from smallbiz_crm.domain.accounts import BANK, CLIENT, CONSULTANT, EXCHANGE, PAYABLES, RECEIVABLES
from smallbiz_crm.domain.days import fiscal_year_of
from smallbiz_crm.domain.ledger import PAYMENTS, SALES, SPENDING, LedgerKind, LedgerRow
from smallbiz_crm.domain.money import from_minor
from smallbiz_crm.exchange.atomic import atomic_file
from smallbiz_crm.exchange.filenames import safe_file_name
from smallbiz_crm.exchange.other_programs import Notes, invoices

VERSION, CATEGORY, BATCH_VERSION = 700, 21, 13

_LARGEST = Decimal("9999999999.99")
_UNFIT_IN_DOCUMENT = re.compile(r"[^\w$%&*+/-]")
_DOCUMENT_LIMIT, _TEXT_LIMIT, _NAME_LIMIT = 36, 60, 30


def _heads() -> Iterator[str]:
    """The 125 columns of a booking batch."""
    yield from (
        "Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen", "WKZ Umsatz", "Kurs", "Basis-Umsatz",
        "WKZ Basis-Umsatz", "Konto", "Gegenkonto (ohne BU-Schlüssel)", "BU-Schlüssel", "Belegdatum", "Belegfeld 1",
        "Belegfeld 2", "Skonto", "Buchungstext", "Postensperre", "Diverse Adressnummer", "Geschäftspartnerbank",
        "Sachverhalt", "Zinssperre", "Beleglink",
    )  # fmt: skip
    for number in range(1, 9):
        yield from (f"Beleginfo - Art {number}", f"Beleginfo - Inhalt {number}")
    yield from (
        "KOST1 - Kostenstelle", "KOST2 - Kostenstelle", "Kost-Menge", "EU-Land u. UStID (Bestimmung)",
        "EU-Steuersatz (Bestimmung)", "Abw. Versteuerungsart", "Sachverhalt L+L", "Funktionsergänzung L+L",
        "BU 49 Hauptfunktionstyp", "BU 49 Hauptfunktionsnummer", "BU 49 Funktionsergänzung",
    )  # fmt: skip
    for number in range(1, 21):
        yield from (f"Zusatzinformation - Art {number}", f"Zusatzinformation- Inhalt {number}")
    yield from (
        "Stück", "Gewicht", "Zahlweise", "Forderungsart", "Veranlagungsjahr", "Zugeordnete Fälligkeit", "Skontotyp",
        "Auftragsnummer", "Buchungstyp", "USt-Schlüssel (Anzahlungen)", "EU-Land (Anzahlungen)",
        "Sachverhalt L+L (Anzahlungen)", "EU-Steuersatz (Anzahlungen)", "Erlöskonto (Anzahlungen)", "Herkunft-Kz",
        "Buchungs GUID", "KOST-Datum", "SEPA-Mandatsreferenz", "Skontosperre", "Gesellschaftername",
        "Beteiligtennummer", "Identifikationsnummer", "Zeichnernummer", "Postensperre bis",
        "Bezeichnung SoBil-Sachverhalt", "Kennzeichen SoBil-Buchung", "Festschreibung", "Leistungsdatum",
        "Datum Zuord. Steuerperiode", "Fälligkeit", "Generalumkehr (GU)", "Steuersatz", "Land",
        "Abrechnungsreferenz", "BVV-Position", "EU-Land u. UStID (Ursprung)", "EU-Steuersatz (Ursprung)",
        "Abw. Skontokonto",
    )  # fmt: skip


HEADS = tuple(_heads())


@dataclass(frozen=True, slots=True)
class Booking:
    """An amount on `account` against `against`, as a debit or a credit of the first."""

    day: date
    row: LedgerRow
    is_debit: bool
    account: str
    against: str
    tax_key: str


def put_datev(folder: Path, pack: Pack) -> list[PackNote]:
    """A file for each fiscal year that a document's day falls into; what has no account is left out and noted."""
    notes = Notes("DATEV")
    for use in (CONSULTANT, CLIENT):
        notes.account(pack.accounts.find("datev", use), use)
    years: dict[date, list[Booking]] = {}
    for booking in _bookings(pack, notes):
        start = fiscal_year_of(booking.day, pack.fiscal_year_start)
        years.setdefault(start, []).append(booking)
    if not years:
        years[fiscal_year_of(pack.last_day, pack.fiscal_year_start)] = []
    for start, bookings in sorted(years.items()):
        name = f"EXTF_bookings {pack.period.name}" + (f" from {start.isoformat()}" if len(years) > 1 else "")
        _write(folder / safe_file_name(f"{name}.csv"), pack, start, bookings, notes)
    return notes.all()


def _bookings(pack: Pack, notes: Notes) -> Iterator[Booking]:
    issued = {document.invoice.number: document.invoice.issued_on for document in invoices(pack, notes)}
    for row in pack.rows:
        if row.base_gross is None:
            notes.add("without_rate_left_out", f"{row.document} {row.party}".strip())
        elif (
            max(abs(from_minor(row.gross, row.currency)), abs(from_minor(row.base_gross, pack.currency)))
            > _LARGEST
        ):
            notes.add("too_large_left_out", f"{row.document} {row.party}".strip())
        elif row.kind not in SALES or row.document in issued:
            booking = _booking(pack, row, issued.get(row.document, row.date), notes)
            if booking is not None:
                yield booking


def _booking(pack: Pack, row: LedgerRow, day: date, notes: Notes) -> Booking | None:
    def account(*uses: str) -> str:
        return notes.account(pack.accounts.find("datev", *uses), uses[0]).code

    rises = row.gross >= 0
    if row.kind in SALES:
        own, against, debit = account(RECEIVABLES), account(f"sales {row.tax_code}", "sales"), rises
        found = pack.accounts.find("datev", f"sales {row.tax_code}", "sales")
    elif row.kind in PAYMENTS:
        own, against, debit, found, day = account(BANK), account(RECEIVABLES), rises, None, row.date
    elif row.kind in SPENDING:
        own, against, debit = account(PAYABLES), account(f"spend {row.category}", "spend"), not rises
        found = pack.accounts.find("datev", f"input {row.tax_code}")
        day = row.date
    else:
        own, against, debit, found, day = account(RECEIVABLES), account(EXCHANGE), rises, None, row.date
    if not own or not against:
        notes.add("without_account_left_out", f"{row.document} {row.party}".strip())
        return None
    return Booking(day, row, debit, own, against, "" if found is None else found.tax)


def _write(target: Path, pack: Pack, start: date, bookings: Iterable[Booking], notes: Notes) -> None:
    lines = [_header(pack, start), ";".join(HEADS)]
    lines += [_line(booking, pack, notes) for booking in bookings]
    text = "".join(f"{line}\r\n" for line in lines)
    for sign in sorted({sign for sign in text if not _is_known(sign)}):
        notes.add("sign_replaced", sign)
    with atomic_file(target, "wb") as stream:
        stream.write(text.encode("cp1252", "replace"))


def _is_known(sign: str) -> bool:
    try:
        sign.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _header(pack: Pack, start: date) -> str:
    """The first line; in place of the time of making stands the last day of the period."""
    last = pack.last_day
    first = pack.period.start or min((row.date for row in pack.rows), default=last)
    known = {
        use: account.code if (account := pack.accounts.find("datev", use)) else ""
        for use in (CONSULTANT, CLIENT, RECEIVABLES, BANK)
    }
    digits = len(known[BANK]) or 4
    cells = (
        '"EXTF"', VERSION, CATEGORY, '"Buchungsstapel"', BATCH_VERSION, f"{last:%Y%m%d}000000000",
        "", '"SB"', '""', '""',
        known[CONSULTANT], known[CLIENT], f"{start:%Y%m%d}", digits, f"{first:%Y%m%d}", f"{last:%Y%m%d}",
        _quoted(pack.business, _NAME_LIMIT), '""', 1, 0, 0, f'"{pack.currency}"',
        "", '""', "", "", '""', "", "", '""', '""',
    )  # fmt: skip
    return ";".join(map(str, cells))


def _line(booking: Booking, pack: Pack, notes: Notes) -> str:
    row = booking.row
    foreign = row.currency != pack.currency
    told = {
        "Umsatz (ohne Soll/Haben-Kz)": _amount(row.gross, row.currency),
        "Soll/Haben-Kennzeichen": '"S"' if booking.is_debit else '"H"',
        "WKZ Umsatz": f'"{row.currency}"',
        "Kurs": _number(Decimal(1) / row.rate, 6) if foreign and row.rate else "",
        "Basis-Umsatz": _amount(row.base_gross or 0, pack.currency) if foreign else "",
        "WKZ Basis-Umsatz": f'"{pack.currency}"' if foreign else '""',
        "Konto": booking.account,
        "Gegenkonto (ohne BU-Schlüssel)": booking.against,
        "BU-Schlüssel": f'"{booking.tax_key}"',
        "Belegdatum": f"{booking.day:%d%m}",
        "Belegfeld 1": _quoted(_UNFIT_IN_DOCUMENT.sub("-", row.document), _DOCUMENT_LIMIT),
        "Buchungstext": _quoted(row.party or row.description, _TEXT_LIMIT),
        "Festschreibung": "0",
        "Leistungsdatum": f"{row.date:%d%m%Y}" if row.kind in (LedgerKind.SALE, LedgerKind.SPEND) else "",
    }
    for _row in notes.watch([(row.document, row.party or row.description)]):
        pass
    return ";".join(told.get(head, "") for head in HEADS)


def _amount(minor: int, currency: str) -> str:
    return f"{abs(from_minor(minor, currency)):.2f}".replace(".", ",")


def _number(value: Decimal, digits: int) -> str:
    return f"{value:.{digits}f}".replace(".", ",")


def _quoted(text: str, limit: int) -> str:
    return '"' + " ".join(text.split())[:limit].replace('"', '""') + '"'
