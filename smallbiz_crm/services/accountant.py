"""The month for the accountant: what would be in the pack, what blocks it, and the pack itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from smallbiz_crm.domain.accountant import (
    FORMATS,
    INVOICE_FORMATS,
    OWN_FORMATS,
    Basis,
    Blocker,
    CustomerRow,
    Pack,
    PackNote,
    pack_totals,
)
from smallbiz_crm.domain.accounts import (
    BANK,
    CLIENT,
    CONSULTANT,
    EXCHANGE,
    PAYABLES,
    RECEIVABLES,
    SEPARATORS,
    read_accounts,
)
from smallbiz_crm.domain.days import Period, last_month, parse_period
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.languages import SOURCE
from smallbiz_crm.domain.ledger import SALES, LedgerRow, difference, order_rows, totals_by
from smallbiz_crm.domain.prices import TaxRounding
from smallbiz_crm.domain.receivables import Owed, open_amounts
from smallbiz_crm.domain.sent_packs import LedgerChange, SentPack, correction_rows, paired
from smallbiz_crm.domain.settings import read_setting
from smallbiz_crm.exchange.pack import PackFile, Receipt, missing_formats, write_pack
from smallbiz_crm.exchange.typesetting import paper_of
from smallbiz_crm.services.imports import Progress, Silent
from smallbiz_crm.store import invoices as papers
from smallbiz_crm.store import ledger as stored
from smallbiz_crm.store import receivables, sent_packs, trash
from smallbiz_crm.store.attachments import read_attachment
from smallbiz_crm.store.database import Connection, Database
from smallbiz_crm.store.lookups import names_of
from smallbiz_crm.store.odd_things import odd_things
from smallbiz_crm.store.settings import home_currency, set_setting, text_setting
from smallbiz_crm.store.tax_codes import list_tax_codes
from smallbiz_crm.words import words_in


@dataclass(frozen=True, slots=True)
class PackMade:
    """The folder or zip, its files with their checksums, and the pack they were written from."""

    target: Path
    files: tuple[PackFile, ...]
    pack: Pack
    notes: tuple[PackNote, ...]


@dataclass(frozen=True, slots=True)
class NotedInvoice:
    """What the user wrote down of an invoice that was issued elsewhere."""

    number: str
    issued_on: date | None
    due_on: date | None


class Accountant:
    def __init__(self, database: Database) -> None:
        self._database = database

    def formats(self) -> dict[str, str | None]:
        """What a pack can hold, in order; with the code of the reason where this machine cannot write it."""
        missing = missing_formats()
        return {name: missing.get(name) for name in FORMATS}

    def usual_formats(self) -> tuple[str, ...]:
        """What a pack holds when nobody chose: the program's own files."""
        return tuple(
            name for name, reason in self.formats().items() if name in OWN_FORMATS and reason is None
        )

    def chosen_formats(self) -> tuple[str, ...]:
        """What was chosen last, as far as this machine can write it; else the usual."""
        with self._database.reading() as connection:
            chosen = text_setting(connection, "accountant.formats").split(", ")
        possible = tuple(name for name, reason in self.formats().items() if name in chosen and reason is None)
        return possible or self.usual_formats()

    def remember_formats(self, formats: Sequence[str]) -> None:
        """Keep the choice for the next month."""
        if tuple(formats) != self.chosen_formats():
            with self._database.step("setting.changed", name="accountant.formats") as unit:
                set_setting(
                    unit, "accountant.formats", read_setting("accountant.formats", ", ".join(formats))
                )

    def set_invoice(
        self, deal_id: int, number: str, issued_on: date | None, due_on: date | None = None
    ) -> None:
        """Write down which invoice was issued for a won deal. Raises NotFound for a deal that is not won."""
        with self._database.step("sale.invoiced") as unit:
            values = {"invoice_number": number, "invoiced_on": issued_on, "due_on": due_on}
            papers.set_invoice(unit, deal_id, values)
            unit.params["name"] = trash.title_of(unit.connection, "deal", deal_id)

    def invoice(self, deal_id: int) -> NotedInvoice | None:
        """What is noted of the invoice of a won deal; None where the deal has no sale."""
        with self._database.reading() as connection:
            found = papers.invoice_of(connection, deal_id)
        return None if found is None else NotedInvoice(*found)

    def needed_accounts(self) -> list[str]:
        """What Xero and DATEV need an account for, by the tax codes and categories there are."""
        with self._database.reading() as connection:
            codes = [code.code for code in list_tax_codes(connection)]
            categories = names_of(connection, "category")
        uses = [*(f"sales {code}" for code in codes), *(f"spend {name}" for name in categories)]
        uses += [f"input {code}" for code in codes]
        money = (CONSULTANT, CLIENT, BANK, RECEIVABLES, PAYABLES, EXCHANGE)
        needed = [*(f"datev {use}" for use in (*money, *uses)), *(f"xero {use}" for use in uses)]
        return [use for use in needed if not SEPARATORS.intersection(use)]

    def period(self, text: str | None = None) -> Period:
        """The period named, last month by default."""
        if text is None:
            return last_month(self._database.clock.today())
        with self._database.reading() as connection:
            start = text_setting(connection, "fiscal_year.start")
        return parse_period(text, fiscal_year_start=start)

    def preview(self, period: Period, formats: Sequence[str] | None = None) -> Pack:
        """Everything the pack of these formats will say, from one view of the file: rows, totals, what blocks."""
        chosen = self.chosen_formats() if formats is None else formats
        with self._database.reading() as connection:
            return _pack(connection, period, chosen)

    def blockers(self, period: Period) -> list[Blocker]:
        with self._database.reading() as connection:
            return stored.blockers(connection, period)

    def build(
        self,
        period: Period,
        target: Path,
        formats: Sequence[str] | None = None,
        *,
        correction: bool = False,
        progress: Progress | None = None,
    ) -> PackMade:
        """Write the pack into a folder, or a zip where `target` ends in ``.zip``.

        Without `formats` it holds those of `usual_formats`; with `correction` what changed since the period was
        sent. All files come from one view of the workspace, so
        their totals agree. An old pack at the target survives a failure or Cancel. Raises Refused for an unknown
        format, Trouble when the disk fails.
        """
        with self._database.reading() as connection:
            chosen = self.usual_formats() if formats is None else formats
            pack = _correction(connection, period) if correction else _pack(connection, period, chosen)
            receipts = () if correction else _receipts(connection, period, progress or Silent())
            words = words_in(text_setting(connection, "accountant.language") or SOURCE)
            written = write_pack(target, pack, formats=chosen, words=words, receipts=receipts)
        return PackMade(target, written.files, pack, written.notes)

    # -- sent ---------------------------------------------------------------------------------------------

    def remember_sent(self, pack: Pack, files: Sequence[PackFile]) -> None:
        """Note that the accountant has this pack; nothing is locked, but later changes are listed."""
        checksums = {file.name: file.sha256 for file in files}
        with self._database.step("pack.sent", period=pack.period.name) as unit:
            rows = _pack(unit.connection, pack.period).rows if pack.is_correction else pack.rows
            sent_packs.remember_sent(unit, pack.period, pack.basis.value, rows, checksums)

    def sent(self, period: Period) -> SentPack | None:
        """The period as it was sent last."""
        with self._database.reading() as connection:
            return sent_packs.newest_sent(connection, period, _basis(connection).value)

    def changed_since_sent(self, period: Period) -> list[LedgerChange]:
        """What stands otherwise in the ledger than when the period was sent; nothing for one that was not."""
        with self._database.reading() as connection:
            found = sent_packs.newest_sent(connection, period, _basis(connection).value)
            return [] if found is None else _changes(connection, found, _pack(connection, period))


def _changes(connection: Connection, before: SentPack, now: Pack) -> list[LedgerChange]:
    changes = paired(difference(before.rows, now.rows))
    days = sent_packs.last_written(connection, {change.row.document for change in changes})
    return [replace(change, changed_on=days.get(change.row.document)) for change in changes]


def _correction(connection: Connection, period: Period) -> Pack:
    """A pack of what changed. Raises Refused where the period was not sent, or nothing changed since."""
    now = _pack(connection, period)
    before = sent_packs.newest_sent(connection, period, now.basis.value)
    if before is None:
        raise Refused("pack.never_sent", period=period.name)
    rows = tuple(correction_rows(_changes(connection, before, now)))
    if not rows:
        raise Refused("pack.nothing_to_correct", period=period.name)
    addresses = {(customer.name, customer.tax_id): customer.address for customer in now.customers}
    return replace(
        now,
        rows=rows,
        customers=_customers(rows, addresses),
        campaigns=(),
        totals=pack_totals(rows),
        odd=(),
        open_amounts=(),
        bank=(),
        is_correction=True,
    )


def _basis(connection: Connection) -> Basis:
    return Basis(text_setting(connection, "accountant.basis"))


def _ledger(connection: Connection, period: Period, home: str, owed: list[Owed]) -> list[LedgerRow]:
    """The rows of the period by the day won and spent, or by the day paid, in their order."""
    payments = stored.payment_rows(connection, period)
    if _basis(connection) is Basis.CASH:
        sales = receivables.cash_rows(connection, period, home)
        return order_rows([*sales, *payments, *stored.spend_rows(connection, period, by_paid=True)])
    differences = receivables.difference_rows(owed, period.start, period.end, home)
    sales = stored.sale_rows(connection, period)
    return order_rows([*sales, *payments, *stored.spend_rows(connection, period), *differences])


def _receipts(connection: Connection, period: Period, progress: Progress) -> Iterator[Receipt]:
    """One after the other, so that a year of them need not fit into memory."""
    listed = stored.receipts_of(connection, period)
    progress.raise_if_cancelled()
    for done, (attachment_id, day, payee) in enumerate(listed):
        progress.report(done, len(listed))
        yield Receipt(day, payee, *read_attachment(connection, attachment_id))
        progress.raise_if_cancelled()


def _pack(connection: Connection, period: Period, formats: Sequence[str] = ()) -> Pack:
    home = home_currency(connection)
    owed = receivables.owed_on(connection, period.end or date.max)
    rows = tuple(_ledger(connection, period, home, owed))
    return Pack(
        business=text_setting(connection, "business.name"),
        business_tax_id=text_setting(connection, "business.tax_id"),
        period=period,
        currency=home,
        basis=_basis(connection),
        attribution="first",
        rows=rows,
        customers=_customers(rows, stored.customer_addresses(connection, period)),
        campaigns=tuple(stored.campaign_rows(connection, period)),
        totals=pack_totals(rows),
        blockers=tuple(stored.blockers(connection, period)),
        odd=tuple(odd_things(connection, period, wants_invoices=not INVOICE_FORMATS.isdisjoint(formats))),
        tax_codes=tuple(list_tax_codes(connection)),
        tax_rounding=TaxRounding(text_setting(connection, "tax.rounding")),
        open_amounts=tuple(open_amounts(owed, period.end)) if period.end else (),
        invoices=tuple(papers.invoices(connection, period)),
        bank=tuple(papers.bank_lines(connection, period)),
        accounts=read_accounts(text_setting(connection, "accountant.accounts")),
        fiscal_year_start=text_setting(connection, "fiscal_year.start"),
        paper=paper_of(text_setting(connection, "business.region")),
    )


def _customers(rows: Sequence[LedgerRow], addresses: dict[tuple[str, str], str]) -> tuple[CustomerRow, ...]:
    sales = [row for row in rows if row.kind in SALES]
    documents: dict[tuple[str, str], set[str]] = {}
    for row in sales:
        documents.setdefault((row.party, row.party_tax_id), set()).add(row.document)
    sums = totals_by(sales, lambda row: (row.party, row.party_tax_id))
    return tuple(
        CustomerRow(
            name=key[0],
            tax_id=key[1],
            address=addresses.get(key, ""),
            net=total.base_net,
            tax=total.base_tax,
            gross=total.base_gross,
            sales=len(documents[key]),
        )
        for key, total in sorted(sums.items())
    )
