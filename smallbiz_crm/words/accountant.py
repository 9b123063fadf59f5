"""The words of the accountant's pack: kinds, headings, notes, checks."""

from smallbiz_crm.words.catalogue import N_

PHRASES: dict[str, str | tuple[str, str]] = {
    "accountant.title": N_("Month for the accountant"),
    "accountant.title_correction": N_("Correction of a month that was sent"),
    "accountant.period": N_("{start} to {end}"),
    "accountant.page": N_("Page {page} of {pages}"),
    "accountant.total": N_("Total"),
    "accountant.basis.accrual": N_("Accrual: by the day won and the day spent"),
    "accountant.basis.cash": N_("Cash: by the day paid"),
    "accountant.language": N_("en"),
    "accountant.marked": (
        N_("Not complete: {count} thing is still open, listed below."),
        N_("Not complete: {count} things are still open, listed below."),
    ),
    "accountant.more": (
        N_("and {count} more, listed in README.txt"),
        N_("and {count} more, listed in README.txt"),
    ),
    "accountant.tile.sales_net": N_("Sales, net"),
    "accountant.tile.sales_gross": N_("Sales, gross"),
    "accountant.tile.payments": N_("Received"),
    "accountant.tile.spend_net": N_("Spend, net"),
    "accountant.tile.spend_gross": N_("Spend, gross"),
    # -- formats
    "accountant.format.pdf": N_("Summary (PDF)"),
    "accountant.format.workbook": N_("Workbook (XLSX)"),
    "accountant.format.ledger": N_("Ledger (CSV)"),
    "accountant.format.xero": N_("Xero"),
    "accountant.format.quickbooks": N_("QuickBooks Online"),
    "accountant.format.datev": N_("DATEV"),
    "accountant.format.hledger": N_("hledger"),
    "accountant.format.beancount": N_("beancount"),
    # -- sheets and sections
    "accountant.sheet.summary": N_("Summary"),
    "accountant.sheet.sales": N_("Sales"),
    "accountant.sheet.payments": N_("Payments"),
    "accountant.sheet.spend": N_("Spend"),
    "accountant.sheet.customers": N_("Customers"),
    "accountant.sheet.campaigns": N_("Campaigns"),
    "accountant.sheet.checks": N_("Checks"),
    "accountant.section.kinds": N_("Totals in {currency}"),
    "accountant.section.taxes": N_("By tax code, in {currency}, reversals taken off"),
    "accountant.section.unconverted": N_("Without an exchange rate, so outside all totals"),
    "accountant.section.blockers": N_("Still open"),
    "accountant.section.chart": N_("Sales and spend, net, in {currency}"),
    "accountant.section.file_notes": N_("About the files"),
    "accountant.section.odd": N_("Worth a look"),
    "accountant.section.open": N_("Open on {day}, payments and deposits taken off"),
    "accountant.age.not_due": N_("not due yet"),
    "accountant.age.to_30": N_("up to 30 days late"),
    "accountant.age.to_60": N_("31 to 60 days late"),
    "accountant.age.to_90": N_("61 to 90 days late"),
    "accountant.age.over_90": N_("more than 90 days late"),
    "accountant.age.overpaid": N_("paid too much"),
    "accountant.open.line": N_("{age}: {amount} {currency}"),
    "accountant.section.notes": N_("Notes"),
    "accountant.section.tax_codes": N_("Tax codes"),
    "accountant.tax_code.line": N_("{code}: {name}, {rate} ({kind})"),
    # -- facts and kinds
    "accountant.fact.business": N_("Business"),
    "accountant.fact.tax_id": N_("Tax id"),
    "accountant.fact.period": N_("Period"),
    "accountant.fact.currency": N_("Currency"),
    "accountant.fact.basis": N_("Basis"),
    "accountant.kind.sale": N_("Sale"),
    "accountant.kind.sale_reversal": N_("Reversal of a sale"),
    "accountant.kind.payment": N_("Payment received"),
    "accountant.kind.refund": N_("Refund"),
    "accountant.kind.spend": N_("Spend"),
    "accountant.kind.spend_reversal": N_("Reversal of spend"),
    "accountant.kind.exchange_difference": N_("Exchange difference"),
    "accountant.after.sales": N_("Sales after reversals"),
    "accountant.after.payments": N_("Payments after refunds"),
    "accountant.after.spend": N_("Spend after reversals"),
    "accountant.side.sales": N_("Sales"),
    "accountant.side.spend": N_("Spend"),
    # -- columns
    "accountant.column.date": N_("Date"),
    "accountant.column.kind": N_("Kind"),
    "accountant.column.document": N_("Document"),
    "accountant.column.customer": N_("Customer"),
    "accountant.column.payee": N_("Payee"),
    "accountant.column.party": N_("Customer or payee"),
    "accountant.column.tax_id": N_("Tax id"),
    "accountant.column.address": N_("Address"),
    "accountant.column.description": N_("Description"),
    "accountant.column.category": N_("Category"),
    "accountant.column.campaign": N_("Campaign"),
    "accountant.column.channel": N_("Channel"),
    "accountant.column.product": N_("Product"),
    "accountant.column.region": N_("Region"),
    "accountant.column.tax_code": N_("Tax code"),
    "accountant.column.tax_rate": N_("Tax rate"),
    "accountant.column.net": N_("Net"),
    "accountant.column.tax": N_("Tax"),
    "accountant.column.gross": N_("Gross"),
    "accountant.column.recoverable_tax": N_("Recoverable tax"),
    "accountant.column.amount": N_("Amount"),
    "accountant.column.currency": N_("Currency"),
    "accountant.column.rate": N_("Exchange rate"),
    "accountant.column.base_net": N_("Net, home currency"),
    "accountant.column.base_tax": N_("Tax, home currency"),
    "accountant.column.base_gross": N_("Gross, home currency"),
    "accountant.column.base_amount": N_("Amount, home currency"),
    "accountant.column.base_recoverable_tax": N_("Recoverable tax, home currency"),
    "accountant.column.exchange_difference": N_("Exchange difference"),
    "accountant.column.reference": N_("Reference"),
    "accountant.column.sales": N_("Sales"),
    "accountant.column.start": N_("Start"),
    "accountant.column.end": N_("End"),
    "accountant.column.budget": N_("Budget"),
    "accountant.column.spend_net": N_("Spend, net"),
    "accountant.column.spend_tax": N_("Spend, tax"),
    "accountant.column.spend_gross": N_("Spend, gross"),
    "accountant.column.cost": N_("Cost"),
    "accountant.column.revenue": N_("Revenue"),
    "accountant.column.rows": N_("Rows"),
    "accountant.column.due": N_("Due"),
    "accountant.column.age": N_("Age"),
    "accountant.column.open": N_("Open"),
    "accountant.column.base_open": N_("Open, home currency"),
    "accountant.column.side": N_("Side"),
    "accountant.column.check": N_("Check"),
    "accountant.column.sheets": N_("In the sheets"),
    "accountant.column.ledger": N_("In the ledger"),
    "accountant.column.difference": N_("Difference"),
    "accountant.column.result": N_("Result"),
    # -- checks
    "accountant.check.ok": N_("OK"),
    "accountant.check.differs": N_("differs"),
    "accountant.check.all": N_("All checks"),
    "accountant.check.rows": N_("Rows: {kind}"),
    "accountant.check.sales_net": N_("Sales after reversals, net"),
    "accountant.check.sales_tax": N_("Sales after reversals, tax"),
    "accountant.check.sales_gross": N_("Sales after reversals, gross"),
    "accountant.check.payments": N_("Payments after refunds"),
    "accountant.check.exchange": N_("Exchange differences"),
    "accountant.check.open": N_("Open amounts"),
    "accountant.check.spend_net": N_("Spend after reversals, net"),
    "accountant.check.spend_tax": N_("Spend after reversals, tax"),
    "accountant.check.spend_gross": N_("Spend after reversals, gross"),
    "accountant.check.customers_net": N_("All customers, net, against sales"),
    "accountant.check.customers_tax": N_("All customers, tax, against sales"),
    "accountant.check.customers_gross": N_("All customers, gross, against sales"),
    "accountant.check.adds_up_sales": N_("Sales: net and tax make gross"),
    "accountant.check.adds_up_spend": N_("Spend: net and tax make gross"),
    # -- notes
    "accountant.note.not_an_invoice": N_(
        "A won deal is not an issued invoice. Book the invoice itself; Document shows its number where that is "
        "known, else one for the deal (D-7) or the spend line (S-7)."
    ),
    "accountant.note.net_of_tax": N_(
        "Deals are agreed net of tax. Tax is net × rate of the tax code, rounded half up; gross is net + tax."
    ),
    "accountant.note.tax_rounding.total": N_("Tax is rounded on the net of each tax code."),
    "accountant.note.tax_rounding.line": N_("Tax is rounded on each line, then summed."),
    "accountant.note.reversals": N_(
        "Reversals and refunds are negative and stand in the month in which they happened."
    ),
    "accountant.note.currencies": N_(
        "Amounts in home currency use the exchange rate of the document's own day and never change later."
    ),
    "accountant.note.payments": N_(
        "Payments carry no tax of their own; what a rate gained or lost until then is an exchange difference."
    ),
    "accountant.attribution.first": N_("Revenue: whole to the first touch of a deal."),
    "accountant.attribution.last": N_("Revenue: whole to the last touch before a deal."),
    "accountant.attribution.equal": N_("Revenue: in equal parts to all touches before a deal."),
    "accountant.attribution.position": N_(
        "Revenue: 40 % to the first and to the last touch before a deal, 20 % to those between."
    ),
    "accountant.attribution.decay": N_(
        "Revenue: to all touches before a deal, half as much for each 30 days of age."
    ),
    # -- what blocks a pack
    "accountant.blocker.sale_without_amount": N_("{subject}: won, but without an amount."),
    "accountant.blocker.sale_without_customer": N_("{subject}: won, but without a customer."),
    "accountant.blocker.sale_without_invoice": N_("{subject}: no invoice number or date."),
    "accountant.blocker.sale_without_tax_id": N_(
        "{subject}: no tax by its tax code, but no tax id of the customer."
    ),
    "accountant.blocker.tax_unfit": N_("{subject}: the tax does not fit net and tax code."),
    "accountant.blocker.spend_twice": N_("{subject}: there twice, with the same day and amount."),
    "accountant.blocker.invoice_twice": N_("{subject}: another sale has this invoice number too."),
    "accountant.blocker.invoice_in_other_year": N_("{subject}: invoiced in another fiscal year than won."),
    "accountant.blocker.without_rate": N_("{subject}: no exchange rate on its day."),
    "accountant.blocker.spend_without_receipt": N_("{subject}: no receipt."),
    "accountant.blocker.spend_without_category": N_("{subject}: no category."),
    # -- what changed since a month was sent
    "accountant.change.added": N_("{document} {party}: new"),
    "accountant.change.removed": N_("{document} {party}: no longer there"),
    "accountant.change.changed": N_("{document} {party}: changed"),
    # -- what must be said about a file
    "accountant.pack_note.pdf.signs_missing": N_(
        "{subject}: some signs are in no font of this computer, so they show as boxes and the file is not PDF/A. "
        "The other files hold them."
    ),
    "accountant.pack_note.left_out": N_("{subject}: left out, because it has no invoice number or date."),
    "accountant.pack_note.reversal_left_out": N_(
        "{subject}: left out, because it is a reversal; book it by hand."
    ),
    "accountant.pack_note.foreign_left_out": N_(
        "{subject}: left out, because the file holds the home currency only."
    ),
    "accountant.pack_note.without_rate_left_out": N_(
        "{subject}: left out, because no exchange rate is known."
    ),
    "accountant.pack_note.too_large_left_out": N_(
        "{subject}: left out, because that program takes at most 9,999,999,999.99."
    ),
    "accountant.pack_note.without_account_left_out": N_(
        "{subject}: left out, because an account is not set."
    ),
    "accountant.pack_note.account_missing": N_("{subject}: not set under Accounts, so it stays empty."),
    "accountant.pack_note.account_unfit": N_(
        "{subject}: no account name of that program, so the usual one is used."
    ),
    "accountant.pack_note.sign_replaced": N_(
        "{subject}: is not in the signs of that program and became a question mark."
    ),
    "accountant.pack_note.unguarded": N_(
        "{subject}: a spreadsheet would run this as a formula. Import the file, do not open it."
    ),
    # -- files and the letter
    "accountant.file.ledger": N_("ledger"),
    "accountant.file.workbook": N_("workbook"),
    "accountant.file.pdf": N_("summary"),
    "accountant.file.correction": N_("correction"),
    "accountant.letter.ledger": N_("The whole ledger, for programs"),
    "accountant.letter.ledger_lead": (N_("{count} row, in {currency}"), N_("{count} rows, in {currency}")),
    "accountant.letter.files": N_("Files"),
    "accountant.letter.receipts": (
        N_("{count} receipt, named by day and payee"),
        N_("{count} receipts, named by day and payee"),
    ),
    "accountant.letter.manifest": N_("SHA-256 of every file and the totals, for programs"),
    "accountant.letter.untaxed": (N_("{count} row, {gross}"), N_("{count} rows, {gross}")),
    "accountant.letter.taxed": (
        N_("{count} row, net {net}, tax {tax}, gross {gross}"),
        N_("{count} rows, net {net}, tax {tax}, gross {gross}"),
    ),
    "accountant.letter.nothing": N_("Nothing happened in this period."),
    "accountant.letter.columns": N_("How to read the ledger"),
    "accountant.letter.column.document": N_("One row per document and tax rate; UTF-8, days as 2026-03-31."),
    "accountant.letter.column.amounts": N_(
        "net, tax, gross: as the document shows them, in the currency of the row; negative for reversals "
        "and refunds."
    ),
    "accountant.letter.column.base": N_(
        "base_net, base_tax, base_gross: the same in home currency; empty where no exchange rate is known."
    ),
    "accountant.letter.column.kinds": N_(
        "kind: sale, sale_reversal, payment, refund, spend, spend_reversal, exchange_difference. Add up each "
        "kind by itself: a payment is no second sale."
    ),
    "accountant.letter.column.recoverable_tax": N_("recoverable_tax: the part of the tax that comes back."),
    "accountant.letter.column.rate": N_("rate: home currency for one unit of the currency of the row."),
}
