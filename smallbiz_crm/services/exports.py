"""Writing records and reports into files: our own CSV, which the import reads back as the same records."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.figures import Figure, Report, Unit, as_decimal
from smallbiz_crm.domain.money import plain
from smallbiz_crm.exchange.atomic import atomic_file
from smallbiz_crm.exchange.cells import guard
from smallbiz_crm.exchange.checksum import file_sha256
from smallbiz_crm.exchange.report_sheet import write_report_sheet
from smallbiz_crm.exchange.text_sheet import write_text_sheet
from smallbiz_crm.exchange.typesetting import paper_of
from smallbiz_crm.exchange.vcard_writer import card_bytes, company_card_bytes
from smallbiz_crm.services.export_people import PEOPLE_FORMS, Written, write_people
from smallbiz_crm.services.export_rows import LISTINGS, Listing
from smallbiz_crm.services.imports import Progress, Silent
from smallbiz_crm.services.report_documents import Letterhead, meanings, report_pages, write_report_pdf
from smallbiz_crm.services.targets import require_elsewhere
from smallbiz_crm.store import contacts as stored_contacts
from smallbiz_crm.store import outside
from smallbiz_crm.store.attachments import photo_of
from smallbiz_crm.store.companies import load_companies
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.search import chunks
from smallbiz_crm.store.settings import text_setting

KINDS = tuple(LISTINGS)
FORMATS = ("csv", "xlsx", *PEOPLE_FORMS)
BATCH = 1_000
_SPLIT_TAGS = frozenset(',|\n"')
_ADDRESS = ("street", "postal_code", "city", "region", "country")

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Exported:
    """The file, its checksum, and how many records stand in it.

    `unguarded` counts cells of a file for another program that a spreadsheet might take for formulas; `left_out` the
    people who are not in it, by reason: ``no_email``, ``said_no``, ``not_asked``, ``same_address``.
    """

    file: Path
    sha256: str
    rows: int
    unguarded: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict[str, int])


class Exports:
    def __init__(self, database: Database) -> None:
        self._database = database

    def write(
        self,
        kind: str,
        target: Path,
        *,
        form: str = "csv",
        ids: Sequence[int] | None = None,
        progress: Progress | None = None,
    ) -> Exported:
        """Write all records of a kind of `KINDS` that are not in the Trash, from one view of the workspace.

        People also go into ``vcard4``, ``vcard3``, ``google`` and ``mailchimp``, the last only who opted in.

        `ids` writes these instead, in their order.
        `external_id` is the uid, by which the files refer to each other. What stands at `target` survives a failure
        or Cancel. Raises Refused for an unknown kind or format, Trouble when the disk fails.
        """
        if kind not in KINDS:
            raise Refused("export.unknown_kind", kind=kind, known=", ".join(KINDS))
        known = FORMATS if kind == "contacts" else FORMATS[:2]
        if form not in known:
            raise Refused("export.unknown_format", format=form, known=", ".join(known))
        require_elsewhere(self._database.path, target)
        told = progress or Silent()
        with self._database.reading() as connection:
            listing = LISTINGS[kind](connection)
            if ids is not None:
                listing = replace(listing, ids=ids)
            done = Written(len(listing.ids))
            if form in PEOPLE_FORMS:
                done = write_people(
                    connection, target, form, listing.ids, lambda told_ids: _batches(told_ids, told)
                )
            elif form == "xlsx":
                write_text_sheet(target, kind.title(), listing.header, _told(listing, told))
            else:
                _write_csv(target, listing.header, _told(listing, told))
        return Exported(target, file_sha256(target), done.rows, done.unguarded, done.left_out)

    def card(self, contact_id: int) -> bytes:
        """One person as a contact card (vCard 3.0, which every phone reads), to be dragged out or shown."""
        with self._database.reading() as connection:
            person = stored_contacts.load_contact(connection, contact_id)
            if person is None:
                raise NotFound("record.not_found", kind="contact", id=contact_id)
            uid = outside.uids_of(connection, "contact", [contact_id])[contact_id]
            return card_bytes(person, uid, "3.0", photo_of(connection, contact_id))

    def company_card(self, company_id: int) -> bytes:
        """One company as a contact card (vCard 3.0). Raises NotFound."""
        with self._database.reading() as connection:
            company = next(iter(load_companies(connection, [company_id])), None)
            if company is None:
                raise NotFound("record.not_found", kind="company", id=company_id)
            uid = outside.uids_of(connection, "company", [company_id])[company_id]
            return company_card_bytes(company, uid, "3.0")

    def save_company_card(self, company_id: int, target: Path) -> Exported:
        """Write a company's card; an old file survives a failure. Raises NotFound, Refused or Trouble."""
        require_elsewhere(self._database.path, target)
        content = self.company_card(company_id)
        with atomic_file(target, "wb") as file:
            file.write(content)
        return Exported(target, file_sha256(target), 1)

    def picture(self, content: bytes, target: Path) -> Exported:
        """Write a drawn chart; an old file survives a failure."""
        require_elsewhere(self._database.path, target)
        with atomic_file(target, "wb") as file:
            file.write(content)
        return Exported(target, file_sha256(target), 0)

    def report(self, report: Report, target: Path) -> Exported:
        """Write a report as PDF, or as one table, CSV or XLSX: the totals, then every table's rows.

        Undefined stays empty in a table. Raises Refused where PDF cannot be written.
        """
        require_elsewhere(self._database.path, target)
        if target.suffix.lower() == ".pdf":
            write_report_pdf(target, report, self._letterhead(report))
            return Exported(target, file_sha256(target), sum(map(len, report.tables.values())))
        own = (key for lines in report.tables.values() for line in lines[:1] for key in line.figures)
        keys = list(dict.fromkeys([*report.figures, *own]))
        rows: list[Row] = [["total", "", "", *_figures(report.figures, keys, report.currency)]]
        for name, lines in report.tables.items():
            for line in lines:
                head = [name, "" if line.key is None else str(line.key), line.label or ""]
                rows.append([*head, *_figures(line.figures, keys, report.currency)])
        header = ["table", "key", "label", *keys]
        if target.suffix.lower() == ".xlsx":
            write_report_sheet(target, report.name, header, rows, meanings(report, keys))
        else:
            _write_csv(target, header, iter(rows))
        return Exported(target, file_sha256(target), len(rows))

    def report_pages(self, report: Report, dots_per_inch: float) -> list[bytes]:
        """The pages of its PDF as PNG, to be looked at and printed. Raises Refused where PDF cannot be made."""
        return report_pages(report, self._letterhead(report), dots_per_inch)

    def _letterhead(self, report: Report) -> Letterhead:
        with self._database.reading() as connection:
            business = text_setting(connection, "business.name")
            paper = paper_of(text_setting(connection, "business.region"))
        day = report.as_of or self._database.clock.today()
        return Letterhead(business, paper, day)


def _batches(ids: Sequence[int], progress: Progress) -> Iterator[Sequence[int]]:
    done = 0
    for part in chunks(ids, BATCH):
        progress.raise_if_cancelled()
        yield part
        done += len(part)
        progress.report(done, len(ids))
    progress.raise_if_cancelled()


def _told(listing: Listing, progress: Progress) -> Iterator[Row]:
    for part in _batches(listing.ids, progress):
        yield from listing.rows(part)


def _write_csv(target: Path, header: Row, rows: Iterator[Row]) -> None:
    with atomic_file(target, "w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow([guard(cell) for cell in header])
        for row in rows:
            writer.writerow([guard(cell) if cell else cell for cell in row])


def _figures(figures: Mapping[str, Figure], keys: Iterable[str], currency: str) -> list[str]:
    return [_figure(figures.get(key), currency) for key in keys]


def _figure(figure: Figure | None, currency: str) -> str:
    if figure is None or figure.value is None:
        return ""
    if figure.unit is Unit.MONEY and isinstance(figure.value, int):
        return plain(figure.value, currency)
    return format(as_decimal(figure.value), "f") if isinstance(figure.value, Fraction) else str(figure.value)
